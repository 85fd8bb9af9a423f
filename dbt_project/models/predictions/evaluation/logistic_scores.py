from models_ml import score_posts


def model(dbt, session):
    """One row per post of the accounts that are fitted on and target: scikit-learn's own score."""
    dbt.ref("fitted_curves")  # whose fits are the ones asked for here: each is made once
    sampled = f"n_posts_before < {dbt.config.meta_get('max_fit_posts')}"
    accounts = dbt.ref("int_account_sample").filter(sampled)
    posts = dbt.ref("posts").join(accounts, "account_id", how="semi")
    features = dbt.ref("post_features").join(posts, "post_id", how="semi").order("post_id").df()
    labels = dbt.ref("fit_labels").order("target, protocol, post_id").df()
    return score_posts(features, labels)
