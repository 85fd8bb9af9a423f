"""The engines whose SQL dbt can write: a second one is a second entry."""

from collections.abc import Callable
from dataclasses import dataclass

import duckdb
import yaml

from tests.shared import ROOT


@dataclass(frozen=True)
class Engine:
    """Where an engine's SQL comes from and who answers it."""

    target: str  # of profiles.yml
    values: Callable[[list[str]], list[object]]  # of SQL expressions, an error being one


def on_duckdb(expressions: list[str]) -> list[object]:
    """The value of each expression, by a database with the settings of profiles.yml."""
    profile = yaml.safe_load((ROOT / "profiles.yml").read_text(encoding="utf-8"))
    settings = profile["instagram_engagement"]["outputs"]["warehouse"]["settings"]
    with duckdb.connect() as connection:
        for name, value in settings.items():
            connection.execute(f"set {name} = '{value}'")
        return [answer(connection, expression) for expression in expressions]


def answer(connection: duckdb.DuckDBPyConnection, expression: str) -> object:
    """The value, or the words of the refusal: one case must not hide those behind it."""
    try:
        return connection.execute(f"select {expression}").fetchall()[0][0]
    except duckdb.Error as error:
        return error


ENGINES = {"duckdb": Engine("warehouse", on_duckdb)}
