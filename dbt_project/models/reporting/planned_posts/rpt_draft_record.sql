-- How often answers came true: those given to planned posts, and those of the evaluation
-- (later posts of known accounts, told as drafts; accounts never seen for a cold start).
with

came_true as (

    select
        target,
        is_cold_start,
        count(*) as n_outcomes,
        count(*) filter (where is_right) as n_right,
        100 * avg(p_high order by p_high) as told_percent,
        100 * avg(is_high::integer) as high_percent,
        count(is_in_range) as n_ranges,
        count(*) filter (where is_in_range) as n_in_range

    from {{ ref("draft_outcomes") }}

    group by all

),

-- Known accounts are measured as drafts; for a first post, accounts never seen.
values_of as (

    select
        target,
        true as is_cold_start,
        metric,
        value,
        ci_low,
        ci_high,
        n_posts
    from {{ ref("model_metrics") }}
    where classifier = 'served' and protocol = 'by_account'

    union all

    select
        target,
        false as is_cold_start,
        metric,
        value,
        ci_low,
        ci_high,
        n_posts
    from {{ ref("as_draft_metrics") }}
    where verdict = 'any'

),

measured as (

    select
        target,
        is_cold_start,
        {{ metric("accuracy") }} as value,
        {{ metric("accuracy", "ci_low") }} as ci_low,
        {{ metric("accuracy", "ci_high") }} as ci_high,
        {{ metric("best_constant_accuracy") }} as constant_value,
        {{ metric("gain_over_constant", "ci_low") }} as gain_ci_low,
        max(n_posts) as n_tested

    from values_of

    group by all

),

kinds as (

    select
        targets.target,
        starts.is_cold_start

    from (select unnest(['above_median', 'above_own_usual']) as target) as targets

    cross join (select unnest([false, true]) as is_cold_start) as starts

)

select
    kinds.target,
    {{ in_words("kinds.target") }} as target_words,
    kinds.is_cold_start,
    coalesce(came_true.n_outcomes, 0) as n_outcomes,
    coalesce(came_true.n_right, 0) as n_right,
    measured.value as tested_accuracy,
    measured.constant_value as best_constant_accuracy,
    measured.ci_low,
    measured.ci_high,
    measured.n_tested,
    case
        when came_true.n_outcomes is not null
            then format(
                '{:,} of {:,} planned posts came out as told. ',
                came_true.n_right,
                came_true.n_outcomes
            )
            || case
                when came_true.n_outcomes >= {{ var("record_min_posts") }}
                    then format(
                        'Told {:.0f} % on average, {:.0f} % of them were high. ',
                        came_true.told_percent,
                        came_true.high_percent
                    )
                else ''
            end
            || case
                when came_true.n_ranges >= {{ var("record_min_posts") }}
                    then format(
                        '{:,} of {:,} lay in their range, told to hold four of five. ',
                        came_true.n_in_range,
                        came_true.n_ranges
                    )
                else ''
            end
        else 'No planned post has come of age yet, so there is no record. '
    end
    || case
        when measured.value is null and not {{ is_measured() }}
            then 'The evaluation, which tries it on past posts, was turned off for this build.'
        when measured.value is null then 'There are too few past posts to try it on.'
        else format(
            '{}: {:.0f} % right{}; always giving the commoner answer, {:.0f} %{}.',
            if(
                kinds.is_cold_start,
                'On past posts of accounts it had not seen',
                'On later posts it had not seen, told as if planned'
            ),
            100 * measured.value,
            coalesce(
                {{ formatted(
                    " [{:.0f}, {:.0f}]", ["100 * measured.ci_low", "100 * measured.ci_high"]
                ) }},
                ''
            ),
            100 * measured.constant_value,
            case
                when measured.gain_ci_low > 0 then ''
                when measured.gain_ci_low is null
                    then ', and whether it gains anything is not known'
                else ', so no gain beyond noise'
            end
        )
    end as words

from kinds

left join came_true
    on
        kinds.target = came_true.target
        and kinds.is_cold_start = came_true.is_cold_start

left join measured
    on
        kinds.target = measured.target
        and kinds.is_cold_start = measured.is_cold_start
