-- Verdicts allow for the number of rows shown; the intervals are those of each alone.
with

compared as (

    select
        *,
        {{ joint_half_width("count(value) over ()") }} as joint_half_width

    from {{ ref("feature_influence") }}

    where feature = 'timing' and measure in ('drop_group_loss', 'permutation_importance')

)

select
    target,
    {{ in_words("target") }} as target_words,
    measure,
    {{ in_words("measure") }} as measure_words,
    value,
    ci_low,
    ci_high,
    coalesce(value > joint_half_width, false) as is_beyond_noise,
    case
        when value > joint_half_width then 'helps'
        when value < -joint_half_width then 'hurts'
        else 'within noise'
    end as finding

from compared
