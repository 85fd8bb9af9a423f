from models_ml import score_classifiers


def model(dbt, session):
    """One row per test post, target, protocol and classifier."""
    features = dbt.ref("evaluation_features").order("post_id").df()
    labels = dbt.ref("evaluation_labels").order("target, protocol, fold, post_id").df()
    return score_classifiers(features, labels, dbt.config.meta_get("evaluation"))
