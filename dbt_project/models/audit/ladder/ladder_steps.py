from models_ml import climb_ladder


def model(dbt, session):
    """One row per step of the leakage ladder that starts from the notebook's own rows."""
    return climb_ladder(dbt.ref("ladder_records").order("source_file, record_number").df())
