from models_ml import run_guards


def model(dbt, session):
    """One row per target, guard and whether a leak was planted for it to catch."""
    features = dbt.ref("evaluation_features").order("post_id").df()
    labels = dbt.ref("evaluation_labels").order("target, protocol, fold, post_id").df()
    careless = dbt.ref("careless_features").order("target, leak, strength, post_id").df()
    scores = dbt.ref("classifier_scores").order("target, protocol, classifier, post_id").df()
    shares = dbt.ref("variance_shares").order("target").df()
    evaluation = dbt.config.meta_get("evaluation")
    return run_guards(features, labels, scores, shares, careless, evaluation)
