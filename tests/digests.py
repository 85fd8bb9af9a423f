"""What the public tables of a warehouse hold, as one number for each."""

from pathlib import Path

import duckdb

# When something was done, which differs from run to run.
OF_THE_RUN = ("run_id", "started_at", "first_read_at", "first_held_at", "told_at", "said_at",
              "recorded_at", "forgotten_at")  # fmt: skip
COLUMNS = f"""
    select
        schema_name || '.' || table_name,
        list(column_name order by column_index) filter (column_name not in {OF_THE_RUN})
    from duckdb_columns()
    where not internal and schema_name not in (select unnest($but))
    group by all
"""


def digests(
    warehouse: Path, but: tuple[str, ...] = ("main", "reporting")
) -> dict[str, tuple[int, int]]:
    """By table: its number of rows, and the sum of their hashes, whatever their order.

    Schemas that `but` names are left out.
    """
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return {
            table: connection.execute(
                f"select count(*), coalesce(sum(hash(held)), 0) from ({selected(table, columns)})"
            ).fetchone()
            for table, columns in connection.execute(COLUMNS, {"but": list(but)}).fetchall()
        }


def selected(table: str, columns: list[str]) -> str:
    """The rows of a table, each as one value."""
    values = ", ".join(f'"{column}" := "{column}"' for column in columns)
    return f"select struct_pack({values}) as held from {table}"
