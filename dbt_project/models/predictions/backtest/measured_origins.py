from models_ml import measure_origins


def model(dbt, session):
    """One row per target, origin, classifier and metric."""
    scores = dbt.ref("backtest_scores").order("target, origin, classifier, post_id").df()
    evaluation = dbt.config.meta_get("evaluation")
    return measure_origins(scores, evaluation, float(dbt.config.meta_get("decision_threshold")))
