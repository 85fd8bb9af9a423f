"""Stands in for dbt's `adapter` where sqlfluff renders the SQL, which it does without dbt."""

from jinja2 import pass_context
from jinja2.runtime import Context

ENGINE = "duckdb"


@pass_context
def dispatch(context: Context, name: str) -> object:
    """The macro that says `name` in the language of the engine."""
    return context[f"{ENGINE}__{name}"]
