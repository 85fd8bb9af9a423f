from models_ml import report_classes


def model(dbt, session):
    """One row per target, protocol, classifier and class."""
    scores = dbt.ref("classifier_scores").order("target, protocol, classifier, post_id").df()
    return report_classes(scores, float(dbt.config.meta_get("decision_threshold")))
