with

measured as (

    select
        target,
        classifier,
        max(value) filter (where metric = 'accuracy') as accuracy,
        max(value) filter (where metric = 'best_constant_accuracy') as best_constant_accuracy,
        max(value) filter (where metric = 'gain_over_constant') as gain_over_constant,
        max(ci_low) filter (where metric = 'gain_over_constant') as gain_over_constant_ci_low,
        max(ci_high) filter (where metric = 'gain_over_constant')
            as gain_over_constant_ci_high,
        max(value) filter (where metric = 'roc_auc') as roc_auc,
        max(value) filter (where metric = 'log_loss') as log_loss,
        max(value) filter (where metric = 'expected_calibration_error')
            as expected_calibration_error,
        max(value) filter (where metric = 'lift_over_account_history')
            as lift_over_account_history,
        max(ci_low) filter (where metric = 'lift_over_account_history')
            as lift_over_account_history_ci_low,
        max(ci_high) filter (where metric = 'lift_over_account_history')
            as lift_over_account_history_ci_high

    from {{ ref("model_metrics") }}

    where protocol = 'by_time'

    group by all

)

select
    *,
    {{ in_words("target") }} as target_words,
    {{ in_words("classifier") }} as classifier_words

from measured
