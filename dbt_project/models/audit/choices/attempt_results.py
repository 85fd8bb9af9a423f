from models_ml import measure_attempts


def model(dbt, session):
    """One row per target, protocol and attempt to do better than the served model."""
    features = dbt.ref("evaluation_features").order("post_id").df()
    labels = dbt.ref("evaluation_labels").order("target, protocol, fold, post_id").df()
    posts = dbt.ref("posts").join(dbt.ref("evaluation_features"), "post_id", how="semi")
    captions = posts.project("post_id, caption").order("post_id").df()
    scores = dbt.ref("classifier_scores").order("target, protocol, classifier, post_id").df()
    return measure_attempts(features, labels, captions, scores, dbt.config.meta_get("evaluation"))
