from models_ml import describe_formats


def model(dbt, session):
    """One row per format and statistic of the engagement rate."""
    rates = dbt.ref("format_posts").order("format, post_id").df()
    return describe_formats(rates, dbt.config.meta_get("evaluation"))
