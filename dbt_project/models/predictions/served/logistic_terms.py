from models_ml import fit_terms


def model(dbt, session):
    """One row per target, fit and term, as scikit-learn and statsmodels found them."""
    features = dbt.ref("post_features").order("post_id").df()
    labels = dbt.ref("split_labels").order("target, protocol, fold, post_id").df()
    return fit_terms(features, labels)
