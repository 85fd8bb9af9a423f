from models_ml import fit_curves


def model(dbt, session):
    """One row per target, fit, feature and bin of its curve, as Python found them."""
    labels = dbt.ref("fit_labels")
    features = dbt.ref("post_features").join(labels, "post_id", how="semi").order("post_id").df()
    return fit_curves(features, labels.order("target, protocol, post_id").df())
