from models_ml import tell_unseen_accounts


def model(dbt, session):
    """One row per evaluated post and kind of start."""
    posts = dbt.ref("expectation_posts").filter("is_evaluated").order("post_id").df()
    return tell_unseen_accounts(posts, dbt.config.meta_get("evaluation"))
