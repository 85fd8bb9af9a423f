-- Was it better than the account's history each time, and is it getting better or worse?
{% set changes = [
    ("auc", "roc_auc", "its AUC"), ("gain", "lift_over_account_history", "what it adds to the history")
] %}
with

targets as (

    select
        target,
        {{ in_words("target") }} as target_words

    from (select unnest(['above_median', 'above_own_usual']) as target) as named

),

counted as (

    select
        target,
        step,
        count(*) as n_origins,
        {% for gain in ["auc_gain", "log_loss_saved"] %}
            count(*) filter (where {{ gain }} > 0) as n_{{ gain }},
            count(*) filter (where {{ gain }}_ci_low > 0) as n_{{ gain }}_clear,
            count(*) filter (where {{ gain }}_ci_high < 0) as n_{{ gain }}_worse,
        {% endfor %}
        count(auc_gain_ci_low) > 0 as has_intervals,
        cast(sum(n_test_posts) as bigint) as n_posts

    from {{ ref("rpt_backtest") }}

    group by all

),

changed as (

    select
        target,
        step,
        {% for name, measured, _ in changes %}
            {{ metric(measured, "slope") }} as {{ name }}_slope,
            {{ metric(measured, "ci_low") }} as {{ name }}_low,
            {{ metric(measured, "ci_high") }} as {{ name }}_high,
        {% endfor %}
        max(n_origins) as n_origins

    from {{ ref("backtest_trends") }}

    where classifier = 'served'

    group by all

),

told as (

    select
        target,
        {% for name, _, words in changes %}
            case
                when {{ name }}_low > 0 then '{{ words }} rises'
                when {{ name }}_high < 0 then '{{ words }} falls'
                else '{{ words }} has no trend beyond noise'
            end
            || format(
                ' ({:+.4f} a {} [{:+.4f}, {:+.4f}])',
                {{ name }}_slope,
                step,
                {{ name }}_low,
                {{ name }}_high
            ) as {{ name }}_change,
        {% endfor %}
        n_origins

    from changed

)

select
    targets.target,
    targets.target_words,
    counted.step,
    counted.n_origins,
    counted.n_posts,
    counted.has_intervals,
    counted.n_auc_gain as n_better,
    counted.n_auc_gain_clear as n_clearly_better,
    counted.n_auc_gain_worse as n_clearly_worse,
    case
        when counted.n_origins is null then 'The past cannot be told again yet'
        when counted.has_intervals
            then format(
                'Told {0} by {0}, {1}: better than the history beyond noise in {2} of {3}, {4}',
                counted.step,
                targets.target_words,
                counted.n_auc_gain_clear,
                counted.n_origins,
                if(
                    counted.n_auc_gain_worse = 0, 'never worse',
                    'worse in ' || counted.n_auc_gain_worse
                )
            )
        else format(
            'Told {0} by {0}, {1}: above the history in {2} of {3}, without intervals',
            counted.step,
            targets.target_words,
            counted.n_auc_gain,
            counted.n_origins
        )
    end as finding,
    format(
        'Its AUC was above that of the account''s history alone in {} of {} {}s',
        counted.n_auc_gain,
        counted.n_origins,
        counted.step
    )
    || if(
        counted.has_intervals,
        format(
            ' (beyond noise in {}, below it in {}), its log loss was better in {} '
            || '(beyond noise in {}, worse in {}).',
            counted.n_auc_gain_clear,
            counted.n_auc_gain_worse,
            counted.n_log_loss_saved,
            counted.n_log_loss_saved_clear,
            counted.n_log_loss_saved_worse
        ),
        format(', its log loss was better in {}.', counted.n_log_loss_saved)
    ) as gain_words,
    coalesce(
        'From one ' || counted.step || ' to the next ' || told.auc_change || ', and '
        || told.gain_change || '.',
        'Too few ' || counted.step || 's to tell whether it gets better or worse.'
    ) as trend_words,
    case
        when not {{ is_measured() }}
            then
                'The evaluation was turned off for this build: make build EVALUATION=full '
                || 'measures it.'
        when counted.n_origins is null
            then
                'No two months, weeks or quarters have {{ var("backtest_min_posts") }} judged '
                || 'posts each, after {{ var("model_min_posts") }} to learn from.'
    end as missing_words

from targets

left join counted
    on targets.target = counted.target

left join told
    on targets.target = told.target
