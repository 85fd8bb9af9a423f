from models_ml import fit_expectations


def model(dbt, session):
    """One row per fit and term, as scikit-learn found them."""
    return fit_expectations(dbt.ref("expectation_posts").order("post_id").df())
