from models_ml import measure_influence


def model(dbt, session):
    """One row per target, feature or group of features, and measure."""
    features = dbt.ref("evaluation_features").order("post_id").df()
    labels = dbt.ref("evaluation_labels").order("target, protocol, fold, post_id").df()
    return measure_influence(features, labels, dbt.config.meta_get("evaluation"))
