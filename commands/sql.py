"""Answers SQL questions from the warehouse: one in QUERY, or one after another."""

import os
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

import duckdb

from commands.errors import BuildError
from commands.lake import BUILDS, Lake, named_lake, opened, snapshot_as_of

WELCOME = """Tables: from duckdb_tables() select schema_name, table_name, estimated_size;
End a question with ; and an empty line or Ctrl-D to leave."""


def main() -> int:
    """Open the warehouse that LAKE or WAREHOUSE names, read-only, and answer."""
    try:
        with connected() as connection:
            return answer_all(connection)
    except BuildError as error:
        print(str(error), file=sys.stderr)
        return 1


def connected() -> AbstractContextManager[duckdb.DuckDBPyConnection]:
    """A shared warehouse as of its newest build, or of the one that AS_OF names; else the file."""
    moment, lake = os.environ.get("AS_OF", "").strip(), named_lake()
    if lake:
        snapshot = snapshot_as_of(lake, moment) if moment else None
        return shared(lake, snapshot)
    if moment:
        raise BuildError("AS_OF asks a shared warehouse what it held: name it in LAKE.")
    warehouse = os.environ.get("WAREHOUSE") or "warehouse.duckdb"
    try:
        return duckdb.connect(warehouse, read_only=True)
    except duckdb.Error as error:
        reason = f"There is no warehouse at '{warehouse}'. Make one: make build"
        raise BuildError(reason) from error


@contextmanager
def shared(lake: Lake, snapshot: int | None) -> Iterator[duckdb.DuckDBPyConnection]:
    """The tables of a shared warehouse, and the list of its builds."""
    with opened(lake, "warehouse", snapshot=snapshot) as connection:
        connection.execute(BUILDS)
        connection.execute("use warehouse")
        yield connection


def answer_all(connection: duckdb.DuckDBPyConnection) -> int:
    """Answer QUERY, or what is asked one after another."""
    if query := os.environ.get("QUERY"):
        return answer(connection, query)
    print(WELCOME)
    while question := read_question():
        answer(connection, question)
    return 0


def read_question() -> str:
    """Lines up to one that ends with a semicolon, or nothing at the end of input."""
    lines: list[str] = []
    try:
        while not (lines and lines[-1].rstrip().endswith(";")):
            line = input("sql> " if not lines else "...> ")
            if not line and not lines:
                return ""
            lines.append(line)
    except (EOFError, KeyboardInterrupt):
        print()
        return ""
    return "\n".join(lines)


def answer(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    """Print the rows of a query, or in one sentence why there are none."""
    try:
        result = connection.sql(query)
        if result is not None:
            result.show(max_width=160, max_rows=60)
    except duckdb.Error as error:
        print(str(error), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
