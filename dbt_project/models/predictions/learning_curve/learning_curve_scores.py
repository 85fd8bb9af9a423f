from models_ml import score_learning_curve


def model(dbt, session):
    """One row per trial and post that is told."""
    features = dbt.ref("evaluation_features").order("post_id").df()
    keys = "n_earlier_posts, account_id, n_skipped_posts, role, post_id"
    posts = dbt.ref("learning_curve_posts").order(keys).df()
    others = dbt.ref("learning_curve_others").order("post_id").df()
    return score_learning_curve(features, posts, others)
