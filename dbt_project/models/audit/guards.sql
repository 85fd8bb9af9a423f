select
    target,
    guard,
    explanation,
    value,
    auc_limit,
    is_planted,
    is_caught

from {{ ref("guard_results") }}
