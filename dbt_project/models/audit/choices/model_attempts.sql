select
    target,
    protocol,
    attempt,
    {% for column in
        ["roc_auc", "ci_low", "ci_high", "gain", "gain_ci_low", "gain_ci_high", "log_loss"]
    -%}
        nullif({{ column }}, cast('nan' as double)) as {{ column }},
    {% endfor -%}
    n_posts,
    n_accounts

from {{ ref("attempt_results") }}
