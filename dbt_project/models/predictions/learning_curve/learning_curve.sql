select
    target,
    n_earlier_posts,
    told_by,
    metric,
    nullif(value, cast('nan' as double)) as value,
    nullif(ci_low, cast('nan' as double)) as ci_low,
    nullif(ci_high, cast('nan' as double)) as ci_high,
    n_posts,
    n_accounts

from {{ ref("measured_learning_curve") }}
