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
        when ci_low > 0 then 'raises'
        when ci_high < 0 then 'lowers'
        else 'within noise'
    end as finding

from {{ ref("model_terms") }}

where fit = 'evaluation' and term != 'intercept'
