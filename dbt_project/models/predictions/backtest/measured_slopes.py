from models_ml import measure_slopes


def model(dbt, session):
    """One row per target, classifier and metric."""
    return measure_slopes(dbt.ref("backtest").order("target, classifier, metric, origin").df())
