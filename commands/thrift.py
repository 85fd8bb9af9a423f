"""Asks Spark's Thrift server, and says in a sentence what it has against a question."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from commands.errors import BuildError

NO_ANSWER = (
    "Spark's Thrift server does not answer at {}:{} ({}). Start one here with make spark-up, or "
    "name yours in SPARK_HOST and SPARK_PORT."
)
# The first of several causes, where Spark only says how many there are.
CAUSE = re.compile(r"^\s*1\. (?:\w+: )?([^\n]+)", re.MULTILINE)
# What Spark says behind its own name of an error, which Java's name of it may repeat.
SAID = re.compile(r"\[[A-Z_]+(?:\.[A-Z_]+)*\] (?!\S+Exception:)([^\n]+)")


@contextmanager
def connected() -> Iterator[Any]:
    """A cursor of the Thrift server; raises BuildError where nobody answers."""
    try:
        from pyhive import hive
    except ImportError as error:
        raise BuildError("what speaks to Spark is not installed: make .venv/spark") from error
    host = os.environ.get("SPARK_HOST") or "127.0.0.1"
    port = int(os.environ.get("SPARK_PORT") or 10_000)
    try:
        connection = hive.connect(
            host, port,
            username=os.environ.get("SPARK_USER") or "dbt",
            auth=os.environ.get("SPARK_AUTH") or "NONE",
            password=os.environ.get("SPARK_PASSWORD") or None,
            configuration={"spark.sql.session.timeZone": "UTC"},
        )  # fmt: skip
    except Exception as error:
        raise BuildError(NO_ANSWER.format(host, port, complaint(error))) from error
    with connection, connection.cursor() as cursor:
        yield cursor


def answer(cursor: Any, statement: str) -> None:
    """Run a statement, or say what the cluster has against it."""
    try:
        cursor.execute(statement)
    except Exception as error:
        raise BuildError(f"Spark refused: {complaint(error)}") from error


def complaint(error: Exception) -> str:
    """What Spark says, without the fifty lines of where in Java it says it."""
    status = getattr(error.args[0], "status", None) if error.args else None
    return sentence_in(getattr(status, "errorMessage", None) or str(error))


def sentence_in(text: str) -> str:
    """The words behind Spark's own name of an error, else the first line."""
    found = SAID.search(text)
    line = found[1] if found else next(iter(text.strip().splitlines()), "no message")
    if line.rstrip().endswith(":") and (cause := CAUSE.search(text)):
        line = cause[1]
    return line.strip().removesuffix(".")[:300]


def schemas(cursor: Any, beginning: str) -> list[str]:
    """The schemas whose names begin so."""
    answer(cursor, "show schemas")
    return [name for (name,) in cursor.fetchall() if name.startswith(beginning)]
