-- The answers, in words that follow from the figures.
with

headlines as (select * from {{ ref("rpt_headlines") }}),

strongest as (

    select
        arg_max(feature, value) filter (where ci_low > 0) as strongest_group,
        count(value) as n_groups

    from {{ ref("feature_influence") }}

    where target = 'above_own_usual' and measure = 'permutation_importance'

),

-- This one, whatever the clock said when others were made.
run as (

    select * exclude (table_hashes)

    from {{ ref("build_runs") }}

    order by run_id = '{{ invocation_id }}' desc, started_at desc

    limit 1

),

ranked as (

    select
        n_likes + n_comments as n_engagements,
        ntile(10) over (order by n_likes + n_comments desc) as tenth

    from {{ ref("posts") }}

    where n_likes + n_comments is not null

),

top_tenth as (

    select
        sum(n_engagements) filter (where tenth = 1) / nullif(sum(n_engagements), 0)
            as top_tenth_share

    from ranked

),

-- What always answering the same would say.
commoner as (

    select
        {% for target in ["above_median", "above_own_usual"] %}
            arg_max(actual, n_called_high + n_called_low) filter (where target = '{{ target }}')
                as {{ target }}_answer,
        {% endfor %}
        count(*) as n_rows

    from {{ ref("rpt_confusion") }}

),

observed as (

    select
        min(posted_at) as first_posted_at,
        -- A time that is not believed is later than anything was read.
        least(max(posted_at), max(observed_at)) as last_posted_at,
        min(observed_at) as first_observed_at,
        max(observed_at) as last_observed_at,
        count(distinct source_file) as n_files,
        {{ are_synthetic() }} as is_synthetic

    from {{ ref("posts") }}

)

select
    run.*,
    observed.*,
    headlines.*,
    strongest.strongest_group,
    top_tenth.top_tenth_share,
    case
        when headlines.auc is null then 'Not known yet.'
        when headlines.auc_ci_low is null
            then 'Whether it is better than chance is not known: intervals are over accounts.'
        when headlines.auc_ci_low <= 0.5
            then 'No better than chance: the interval covers 0.5.'
        when headlines.lift_ci_low <= 0
            then 'Yes for known accounts, but no better than their own history alone.'
        else 'Yes for known accounts, mostly from their own history; the post itself adds a little.'
    end as finding_predictable,
    case
        when headlines.own_auc is null then 'Not known yet.'
        when headlines.own_auc_ci_low is null
            then 'Whether it is better than chance is not known: intervals are over accounts.'
        when headlines.own_auc_ci_low <= 0.5
            then 'No better than chance: the interval covers 0.5.'
        when headlines.own_gain_ci_low <= 0
            then 'A little: it ranks posts better than chance, but calls no more of them right.'
        else 'A little: it is right more often than one answer to all would be.'
    end as finding_own,
    case
        when strongest.n_groups = 0 then 'Not known yet.'
        when strongest.strongest_group is null then 'Nothing beyond noise.'
        else 'Above all: ' || {{ in_words("'group ' || strongest.strongest_group") }} || '.'
    end as finding_influence,
    {% for prefix, target, name in [
        ("", "above_median", "rate_words"), ("own_", "above_own_usual", "own_words")
    ] %}
        format(
            'On later posts it is right {:.0f} times in 100; always saying "{}" would be right '
            || '{:.0f} times.',
            100 * headlines.{{ prefix }}accuracy,
            commoner.{{ target }}_answer,
            100 * headlines.{{ prefix }}constant
        )
        || case
            when headlines.{{ prefix }}gain_ci_low is null
                then format(
                    ' Whether these {:+.1f} points are more than noise is not known: intervals are '
                    || 'over accounts, and there is one.',
                    100 * headlines.{{ prefix }}gain
                )
            else format(
                if(
                    headlines.{{ prefix }}gain_ci_low > 0,
                    ' That is {:.1f} points better (likely {:.1f} to {:.1f}).',
                    ' No gain beyond noise: {:+.1f} points (likely {:+.1f} to {:+.1f}).'
                ),
                100 * headlines.{{ prefix }}gain,
                100 * headlines.{{ prefix }}gain_ci_low,
                100 * headlines.{{ prefix }}gain_ci_high
            )
        end as {{ name }},
    {% endfor %}
    -- A site of a handful of accounts is about them, not a study.
    run.n_accounts <= {{ var("few_accounts") }} as is_few

from run

cross join observed

cross join headlines

cross join strongest

cross join commoner

cross join top_tenth
