"""The engines whose SQL dbt can write: a second one is a second entry."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import duckdb
import yaml

from commands.thrift import complaint, connected
from readers.found_files import without_mojibake
from tests.macro_cases import CASES, ON_A_CLUSTER
from tests.shared import ROOT


@dataclass(frozen=True)
class Engine:
    """Where an engine's SQL comes from and who answers it."""

    target: str  # of profiles.yml
    values: Callable[[list[str]], list[object]]  # of SQL expressions, an error being one
    literal: Callable[[object], str]  # of a value
    cases: dict[str, dict]  # of macros that its models use


def on_duckdb(expressions: list[str]) -> list[object]:
    """The value of each expression, by a database with the settings of profiles.yml."""
    profile = yaml.safe_load((ROOT / "profiles.yml").read_text(encoding="utf-8"))
    settings = profile["instagram_engagement"]["outputs"]["warehouse"]["settings"]
    with duckdb.connect() as connection:
        for name, value in settings.items():
            connection.execute(f"set {name} = '{value}'")
        connection.create_function("without_mojibake", without_mojibake)
        return [answer(connection, expression) for expression in expressions]


def answer(connection: duckdb.DuckDBPyConnection, expression: str) -> object:
    """The value, or the words of the refusal: one case must not hide those behind it."""
    try:
        return connection.execute(f"select {expression}").fetchall()[0][0]
    except duckdb.Error as error:
        return error


def on_spark(expressions: list[str]) -> list[object]:
    """The value of each expression, by the cluster that SPARK_PORT names; many in one query, and
    one by one where one of them is refused."""
    values: list[object] = []
    with connected() as cursor:
        for start in range(0, len(expressions), 40):
            some = expressions[start : start + 40]
            try:
                cursor.execute("select " + ", ".join(some))
                values += cursor.fetchall()[0]
            except Exception:
                values += [answer_of_spark(cursor, expression) for expression in some]
    return values


def answer_of_spark(cursor, expression: str) -> object:
    """The value, or the words of the refusal."""
    try:
        cursor.execute(f"select {expression}")
        return cursor.fetchall()[0][0]
    except Exception as error:
        return complaint(error)


def literal(value: object) -> str:
    """A value as a literal of DuckDB's SQL."""
    match value:
        case None:
            return "null"
        case str():
            return "'" + value.replace("'", "''") + "'"
        case datetime():
            return f"timestamp '{value}'"
        case float():
            return f"cast({value!r} as double)"
        case _:
            return str(value)


def literal_of_spark(value: object) -> str:
    """The same of Spark's, which reads backslashes in a text, and knows moments with a zone too."""
    match value:
        case None:
            return "cast(null as string)"
        case str():
            return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
        case datetime():
            return f"timestamp_ntz '{value}'"
        case _:
            return literal(value)


ENGINES = {
    "duckdb": Engine("warehouse", on_duckdb, literal, CASES),
    "spark": Engine("spark", on_spark, literal_of_spark, ON_A_CLUSTER),
}
