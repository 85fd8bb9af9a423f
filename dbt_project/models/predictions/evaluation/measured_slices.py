from models_ml import measure_slices


def model(dbt, session):
    """One row per target, protocol, slice and metric of the served classifier."""
    scores = dbt.ref("classifier_scores").order("target, protocol, classifier, post_id").df()
    slices = dbt.ref("post_slices").order("post_id, dimension").df()
    evaluation = dbt.config.meta_get("evaluation")
    threshold = float(dbt.config.meta_get("decision_threshold"))
    return measure_slices(scores, slices, evaluation, threshold)
