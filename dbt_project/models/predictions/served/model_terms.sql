select
    target,
    fit,
    term,
    coefficient,
    nullif(std_error, cast('nan' as double)) as std_error,
    nullif(ci_low, cast('nan' as double)) as ci_low,
    nullif(ci_high, cast('nan' as double)) as ci_high,
    exp(coefficient) as odds_ratio,
    mean,
    scale,
    cast(position as bigint) as position

from {{ ref("logistic_terms") }}
