from models_ml import measure_sensitivity


def model(dbt, session):
    """One row per target, setting and value of the setting."""
    features = dbt.ref("evaluation_features").order("post_id").df()
    by_lag = dbt.ref("sensitivity_features").order("lag_days, post_id").df()
    labels = dbt.ref("evaluation_labels").order("target, protocol, fold, post_id").df()
    settings = dbt.ref("sensitivity_labels").order("setting, setting_value, target, post_id").df()
    evaluation = dbt.config.meta_get("evaluation")
    return measure_sensitivity(features, by_lag, labels, settings, evaluation)
