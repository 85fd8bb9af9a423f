-- Verdicts allow for the number of features compared; the intervals are those of each alone.
with

compared as (

    select
        *,
        count(value) over (partition by target, measure) as n_compared,
        {{ joint_half_width("n_compared") }} as joint_half_width

    from {{ ref("feature_influence") }}

    where measure in ('raw_difference', 'within_account_effect')

)

select
    target,
    feature,
    {{ in_words("feature") }} as feature_words,
    measure,
    {{ in_words("measure") }} as measure_words,
    value,
    ci_low,
    ci_high,
    n_compared,
    n_posts,
    n_accounts,
    case
        when value is null then 'not identified by this data'
        when value > joint_half_width then 'more often high'
        when value < -joint_half_width then 'less often high'
        else 'no difference beyond noise'
    end as finding

from compared
