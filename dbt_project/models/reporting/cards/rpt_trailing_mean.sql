-- How far one feature alone gets, and why: accounts differ in level, and the first question asks
-- for the level.
{% set figures = [
    ("history", "account_history", "by_time", "roc_auc"),
    ("served", "served", "by_time", "roc_auc"),
    ("gain", "served", "by_time", "lift_over_account_history"),
    ("within", "account_history", "by_time", "within_account_auc"),
    ("unseen", "served", "by_account", "roc_auc"),
    ("both_unseen", "served", "by_time_and_account", "roc_auc"),
] %}
with

measured as (

    select
        {% for name, classifier, protocol, measured in figures %}
            {% for prefix, target in [("", "above_median"), ("own_", "above_own_usual")] %}
                {% for column, end in [("value", ""), ("ci_low", "_low"), ("ci_high", "_high")] %}
                    max({{ column }}) filter (
                        where target = '{{ target }}'
                        and classifier = '{{ classifier }}'
                        and protocol = '{{ protocol }}'
                        and metric = '{{ measured }}'
                    ) as {{ prefix }}{{ name }}{{ end }},
                {% endfor %}
            {% endfor %}
        {% endfor %}
        count(distinct metric) as n_metrics,
        count(distinct classifier) as n_classifiers

    from {{ ref("model_metrics") }}

    -- Of one account alone no other is left to learn from.
    where protocol in ('random', 'by_time') or n_accounts > 1

),

varied as (

    select max(between_account_share) as between_account_share

    from {{ ref("variance_shares") }}

    where target = 'above_median'

)

select
    measured.*,
    varied.between_account_share,
    -- Of the distance from chance; of a model that is no better there is no share to tell.
    {% for prefix in ["", "own_"] %}
        if(
            measured.{{ prefix }}served_low > 0.5,
            greatest(0, measured.{{ prefix }}history - 0.5) / (measured.{{ prefix }}served - 0.5),
            null
        ) as {{ prefix }}history_part,
    {% endfor %}
    {{ compared("measured.own_history", "measured.history") }} as own_against_median

from measured

cross join varied
