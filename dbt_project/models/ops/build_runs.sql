{{ config(
    materialized="incremental",
    incremental_strategy="append",
    on_schema_change="append_new_columns",
    full_refresh=false
) }}
{#- Not those that say when something was done, nor those that planned posts change later. -#}
{% set hashed_tables = [
    "rejected_files", "rejected_records", "accounts", "backtest_origins",
    "feature_availability", "growth_curve", "learning_curve_posts", "post_features",
    "post_labels", "post_metric_readings", "post_splits", "posts", "row_accounting",
    "split_labels", "split_thresholds", "as_draft_metrics", "backtest", "backtest_trends",
    "calibration_bins", "classification_report", "classifier_scores", "confusion_matrix",
    "draft_calibrations", "expectation_terms", "expected_engagement", "feature_influence",
    "learning_curve", "metrics_by_slice", "model_covariances", "model_fits", "model_metrics",
    "model_shapes", "model_terms", "post_predictions", "range_coverage", "residual_quantiles",
    "roc_points", "drift", "format_rates", "guards", "leakage_ladder", "model_attempts",
    "planted_leaks", "published_claims", "sensitivity"
] %}

with

-- A sum of digests depends neither on the order of the records nor on the file's name.
input as (

    select
        count(*) as n_records,
        md5(
            cast(
                sum(cast(md5_number_lower(raw.source_format || raw.record) as hugeint))
                as varchar
            )
        ) as input_hash

    from {{ ref("stg_raw_records") }} as raw

    inner join {{ ref("stg_read_files") }} as files
        on raw.reading_id = files.reading_id

),

posts as (

    select
        count(*) as n_posts,
        count(distinct account_id) as n_accounts

    from {{ ref("posts") }}

),

models as (

    select
        string_agg(target || ': ' || model_id, ', ' order by target)
        filter (where fit = 'evaluation') as model_id,
        bool_and(is_fitted) as is_fitted

    from {{ ref("model_fits") }}

),

headlines as (

    select
        max(value) filter (where target = 'above_median') as roc_auc_above_median,
        max(value) filter (where target = 'above_own_usual') as roc_auc_above_own_usual

    from {{ ref("model_metrics") }}

    where
        protocol = 'by_time'
        and classifier = 'served'
        and metric = 'roc_auc'

),

-- Of all rows of a table, in whatever order they lie.
digests as (

    {% for name in hashed_tables %}
        select
            '{{ ref(name).schema }}.{{ name }}' as name,
            md5(count(*) || '/' || coalesce(sum(hash(held)), 0)) as content_hash

        from {{ ref(name) }} as held
        {{ "union all" if not loop.last }}
    {% endfor %}

),

hashed as (

    select map_from_entries(list((name, content_hash) order by name)) as table_hashes

    from digests

)

select
    '{{ invocation_id }}' as run_id,
    input.input_hash,
    models.model_id,
    input.n_records,
    posts.n_posts,
    posts.n_accounts,
    headlines.roc_auc_above_median,
    headlines.roc_auc_above_own_usual,
    models.is_fitted,
    cast('{{ run_started_at }}' as timestamptz) at time zone 'UTC' as started_at,
    hashed.table_hashes

from input
cross join posts
cross join models
cross join headlines
cross join hashed
