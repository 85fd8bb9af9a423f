select
    target,
    {{ in_words("target") }} as target_words,
    step,
    origin,
    n_steps,
    {% for classifier, name in [
        ("served", "served"), ("account_history", "history")
    ] %}
        {% for metric, short in [("roc_auc", "auc"), ("log_loss", "log_loss")] %}
            {% for column, end in [("value", ""), ("ci_low", "_ci_low"), ("ci_high", "_ci_high")] %}
                max({{ column }}) filter (
                    where classifier = '{{ classifier }}' and metric = '{{ metric }}'
                ) as {{ name }}_{{ short }}{{ end }},
            {% endfor %}
        {% endfor %}
    {% endfor %}
    {% for metric, short in [
        ("lift_over_account_history", "auc_gain"), ("log_loss_saved", "log_loss_saved")
    ] %}
        {% for column, end in [("value", ""), ("ci_low", "_ci_low"), ("ci_high", "_ci_high")] %}
            max({{ column }}) filter (
                where classifier = 'served' and metric = '{{ metric }}'
            ) as {{ short }}{{ end }},
        {% endfor %}
    {% endfor %}
    max(n_train_posts) as n_train_posts,
    max(n_test_posts) as n_test_posts,
    max(n_accounts) as n_accounts

from {{ ref("backtest") }}

group by all
