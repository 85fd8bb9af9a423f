with

measured as (

    select
        target,
        classifier,
        {{ metric("accuracy") }} as accuracy,
        {{ metric("best_constant_accuracy") }} as best_constant_accuracy,
        {{ metric("gain_over_constant") }} as gain_over_constant,
        {{ metric("gain_over_constant", "ci_low") }} as gain_over_constant_ci_low,
        {{ metric("gain_over_constant", "ci_high") }} as gain_over_constant_ci_high,
        {{ metric("roc_auc") }} as roc_auc,
        {{ metric("log_loss") }} as log_loss,
        {{ metric("expected_calibration_error") }} as expected_calibration_error,
        {{ metric("lift_over_account_history") }} as lift_over_account_history,
        {{ metric("lift_over_account_history", "ci_low") }} as lift_over_account_history_ci_low,
        {{ metric("lift_over_account_history", "ci_high") }} as lift_over_account_history_ci_high

    from {{ ref("model_metrics") }}

    where protocol = 'by_time'

    group by all

)

select
    *,
    {{ in_words("target") }} as target_words,
    {{ in_words("classifier") }} as classifier_words

from measured
