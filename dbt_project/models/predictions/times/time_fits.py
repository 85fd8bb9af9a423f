from models_ml import fit_times


def model(dbt, session):
    """One row per account, its day and week as a regression found them."""
    return fit_times(dbt.ref("time_posts").order("account_id, post_id").df())
