from models_ml import measure_as_drafts


def model(dbt, session):
    """One row per target and metric."""
    scores = dbt.ref("as_draft_scores").order("target, post_id").df()
    evaluation = dbt.config.meta_get("evaluation")
    return measure_as_drafts(scores, evaluation, float(dbt.config.meta_get("decision_threshold")))
