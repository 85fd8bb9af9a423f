from models_ml import measure_learning_curve


def model(dbt, session):
    """One row per target, number of earlier posts, way of telling and metric."""
    keys = "n_earlier_posts, account_id, n_skipped_posts, post_id"
    scores = dbt.ref("learning_curve_scores").order(keys).df()
    evaluation = dbt.config.meta_get("evaluation")
    threshold = float(dbt.config.meta_get("decision_threshold"))
    return measure_learning_curve(scores, evaluation, threshold)
