{% set headlines = [
    ("auc", "above_median", "by_time", "roc_auc"),
    ("accuracy", "above_median", "by_time", "accuracy"),
    ("constant", "above_median", "by_time", "best_constant_accuracy"),
    ("gain", "above_median", "by_time", "gain_over_constant"),
    ("own_accuracy", "above_own_usual", "by_time", "accuracy"),
    ("own_constant", "above_own_usual", "by_time", "best_constant_accuracy"),
    ("own_gain", "above_own_usual", "by_time", "gain_over_constant"),
    ("lift", "above_median", "by_time", "lift_over_account_history"),
    ("unseen_auc", "above_median", "by_account", "roc_auc"),
    ("own_auc", "above_own_usual", "by_time", "roc_auc"),
    ("own_lift", "above_own_usual", "by_time", "lift_over_account_history"),
] %}

select
    {% for name, target, protocol, metric in headlines %}
        {% for column, suffix in [("value", ""), ("ci_low", "_ci_low"), ("ci_high", "_ci_high")] %}
            max({{ column }}) filter (
                where target = '{{ target }}'
                and protocol = '{{ protocol }}'
                and metric = '{{ metric }}'
            ) as {{ name }}{{ suffix }},
        {% endfor %}
    {% endfor %}
    count(*) as n_metrics

from {{ ref("model_metrics") }}

where classifier = 'served'
