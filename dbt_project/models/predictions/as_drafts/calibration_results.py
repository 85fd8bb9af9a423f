from models_ml import calibrate_drafts


def model(dbt, session):
    """One row per target and fit."""
    features = dbt.ref("evaluation_features").order("post_id").df()
    as_drafts = dbt.ref("as_draft_features").order("post_id").df()
    labels = dbt.ref("evaluation_labels").order("target, protocol, fold, post_id").df()
    terms = dbt.ref("logistic_terms").project("target, fit, inverse_penalty").df()
    curves = dbt.ref("fitted_curves").order("target, fit, feature, above").df()
    maturity_days = float(dbt.config.meta_get("label_maturity_days"))
    return calibrate_drafts(features, as_drafts, labels, terms, curves, maturity_days)
