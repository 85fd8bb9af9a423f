"""Answers SQL questions from the warehouse: one in QUERY, or one after another."""

import os
import sys

import duckdb

WELCOME = """Tables: from duckdb_tables() select schema_name, table_name, estimated_size;
End a question with ; and an empty line or Ctrl-D to leave."""


def main() -> int:
    """Open the warehouse that WAREHOUSE names, read-only, and answer."""
    warehouse = os.environ.get("WAREHOUSE") or "warehouse.duckdb"
    try:
        connection = duckdb.connect(warehouse, read_only=True)
    except duckdb.Error:
        print(f"There is no warehouse at '{warehouse}'. Make one: make build", file=sys.stderr)
        return 1
    with connection:
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
