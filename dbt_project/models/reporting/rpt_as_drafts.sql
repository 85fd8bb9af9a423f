select
    target,
    {{ in_words("target") }} as target_words,
    max(value) filter (where metric = 'roc_auc') as auc,
    max(ci_low) filter (where metric = 'roc_auc') as auc_ci_low,
    max(ci_high) filter (where metric = 'roc_auc') as auc_ci_high,
    max(value) filter (where metric = 'accuracy') as accuracy,
    max(ci_low) filter (where metric = 'accuracy') as accuracy_ci_low,
    max(ci_high) filter (where metric = 'accuracy') as accuracy_ci_high,
    max(n_posts) as n_posts

from {{ ref("as_draft_metrics") }}

group by target
