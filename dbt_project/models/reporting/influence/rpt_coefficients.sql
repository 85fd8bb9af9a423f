-- Verdicts allow for the number of terms looked at; the intervals are those of each alone.
with

compared as (

    select
        *,
        count(ci_low) over (partition by target) as n_compared,
        {{ joint_half_width("n_compared") }} as joint_half_width

    from {{ ref("model_terms") }}

    where fit = 'evaluation' and term != 'intercept'

)

select
    target,
    term,
    {{ in_words("term") }} as term_words,
    odds_ratio,
    exp(ci_low) as odds_ratio_ci_low,
    exp(ci_high) as odds_ratio_ci_high,
    abs(coefficient) as magnitude,
    case
        when ci_low is null then 'not identified by this data'
        when coefficient > joint_half_width then 'raises'
        when coefficient < -joint_half_width then 'lowers'
        else 'within noise'
    end as finding

from compared
