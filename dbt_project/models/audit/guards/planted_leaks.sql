select
    target,
    leak,
    strength,
    guard,
    nullif(feature, '') as feature,
    roc_auc,
    gain,
    value,
    auc_limit,
    nullif(std_error, cast('nan' as double)) as std_error,
    {{ is_caught("results") }} as is_caught,
    n_posts,
    n_accounts

from {{ ref("guard_results") }} as results

where leak != 'none'
