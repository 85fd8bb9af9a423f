from models_ml import fit_terms


def model(dbt, session):
    """One row per target, fit and term, as scikit-learn and statsmodels found them."""
    dbt.ref("fitted_curves")  # whose fits are the ones asked for here: each is made once
    labels = dbt.ref("fit_labels")
    features = dbt.ref("post_features").join(labels, "post_id", how="semi").order("post_id").df()
    return fit_terms(features, labels.order("target, protocol, post_id").df())
