-- What the notebook's write-up says, what its own method gives on this export, and what
-- is honest. Verdicts follow from the figures, on whatever export is built.
with

figures as (select * from {{ ref("claim_figures") }}),

first_step as (

    select
        accuracy as accuracy_1,
        roc_auc as auc_1,
        n_correct,
        n_test

    from {{ ref("leakage_ladder") }}

    where step = 1

),

metrics as (

    select
        target,
        protocol,
        classifier,
        metric,
        value,
        {{ as_interval("value", "ci_low", "ci_high") }} as interval_text

    from {{ ref("model_metrics") }}

    where target = 'above_median' and protocol in ('by_time', 'random')

),

served as (

    select
        {{ metric("accuracy") }} as served_accuracy,
        max(interval_text) filter (where metric = 'accuracy') as accuracy_text,
        max(interval_text) filter (where metric = 'balanced_accuracy') as balanced_text,
        max(interval_text) filter (where metric = 'roc_auc') as auc_text,
        max(interval_text) filter (where metric = 'lift_over_account_history') as lift_text

    from metrics

    where protocol = 'by_time' and classifier = 'served'

),

others as (

    select
        max(value) filter (where classifier = 'random_forest') as forest_auc,
        max(interval_text) filter (where classifier = 'random_forest') as forest_text,
        max(interval_text) filter (where classifier = 'followers_only') as followers_text,
        max(value) filter (where classifier = 'served') as served_auc,
        max(value) filter (where classifier = 'followers_only') as followers_auc

    from metrics

    where protocol = 'by_time' and metric = 'roc_auc'

),

influence as (

    select
        max({{ as_interval("value", "ci_low", "ci_high") }})
            filter (where feature like 'video%') as video_text,
        max({{ as_interval("value", "ci_low", "ci_high") }})
            filter (where feature like 'several%') as several_text,
        coalesce(bool_or(ci_low > 0) filter (where feature like 'video%'), false)
            as is_video_better,
        coalesce(bool_or(ci_low > 0) filter (where feature like 'several%'), false)
            as is_several_better

    from {{ ref("feature_influence") }}

    where target = 'above_median' and measure = 'within_account_effect'

),

groups as (

    select
        string_agg(
            feature || ' ' || {{ as_interval("value", "ci_low", "ci_high") }},
            ', ' order by feature
        ) as groups_text,
        coalesce(bool_and(ci_low > 0), false) as is_every_group_useful

    from {{ ref("feature_influence") }}

    where
        target = 'above_median'
        and measure = 'drop_group_loss'
        and feature in ('timing', 'caption', 'format')

),

known as (

    select * from figures, first_step, served, others, influence, groups

)

{{ published_claim_rows() }}
