from models_ml import score_origins


def model(dbt, session):
    """One row per test post, target, origin and classifier."""
    features = dbt.ref("evaluation_features").order("post_id").df()
    labels = dbt.ref("backtest_labels").order("target, origin, role, post_id").df()
    return score_origins(features, labels)
