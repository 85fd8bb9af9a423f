select
    target,
    setting,
    setting_value,
    nullif(roc_auc, cast('nan' as double)) as roc_auc,
    nullif(ci_low, cast('nan' as double)) as ci_low,
    nullif(ci_high, cast('nan' as double)) as ci_high,
    n_posts,
    n_accounts

from {{ ref("sensitivity_results") }}
