from models_ml import tell_later_blocks


def model(dbt, session):
    """One row per fit, kind of start, way of telling and post of a later block."""
    posts = dbt.ref("expectation_posts").order("post_id").df()
    as_drafts = dbt.ref("as_draft_posts").order("post_id").df()
    maturity_days = float(dbt.config.meta_get("label_maturity_days"))
    return tell_later_blocks(posts, as_drafts, maturity_days)
