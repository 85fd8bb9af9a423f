from models_ml import score_posts


def model(dbt, session):
    """One row per post, target and fit: scikit-learn's own probability."""
    features = dbt.ref("post_features").order("post_id").df()
    labels = dbt.ref("split_labels").order("target, protocol, fold, post_id").df()
    return score_posts(features, labels)
