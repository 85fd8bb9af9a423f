from models_ml import measure_classifiers


def model(dbt, session):
    """One row per target, protocol, classifier and metric."""
    scores = dbt.ref("classifier_scores").order("target, protocol, classifier, post_id").df()
    evaluation = dbt.config.meta_get("evaluation")
    return measure_classifiers(scores, evaluation, float(dbt.config.meta_get("decision_threshold")))
