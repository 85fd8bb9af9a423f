"""Makes a warehouse and its pages here from the tables of a cluster: make site ENGINE=spark.

What the cluster has made is fetched as it is. All else that a warehouse has (evaluation, audit,
tables of the pages, answers to planned posts) DuckDB makes of it here, as in every build.
"""

import json
import os
import shutil
import sys
import time
from pathlib import Path

import duckdb

from commands.build import KEPT_OF_BUILDS, carry_over, finish, summary
from commands.errors import BuildError, StalePagesError, plain_errors
from commands.run_dbt import invoke_dbt
from commands.spark import (
    MEASURED,
    READ,
    SCORED,
    ancestors,
    fetch,
    say,
    stage_of,
    staged,
)
from commands.spark_publish import published_build
from commands.thrift import connected
from commands.workspace import (
    READ_BEFORE,
    exclusive_workspace,
    named_paths,
    new_file,
    workspace_of,
)

BUILD_FIRST = "make build ENGINE=spark POSTS=..."
NOT_READ_HERE = (
    "what the cluster's posts were made of was not read beside '{}', or an account was forgotten "
    "since. Build them here: " + BUILD_FIRST
)
NONE_THERE = "no posts are on Spark in the schema {}_marts. Build them first: " + BUILD_FIRST
RECORDS_OF_FILES = """
    select
        files.reading_id,
        files.source_file,
        count(raw.record_number) as n_records
    from {0}staging.stg_read_files as files
    left join {0}staging.stg_raw_records as raw
        on files.reading_id = raw.reading_id
    group by all
"""
OTHER_FILES = (
    "the records that were read here last are not those that the cluster's posts were made of. "
    "Build again: " + BUILD_FIRST
)


def main() -> int:
    """Make the warehouse and the site that WAREHOUSE and SITE name from what Spark has."""
    warehouse, site = named_paths()
    print(f"Making {warehouse} from Spark's tables", flush=True)
    try:
        with plain_errors(f"making '{warehouse}' from Spark's tables", workspace_of(warehouse)):
            make(warehouse, site)
    except StalePagesError as error:
        print(f"\nNo new pages: {error}", file=sys.stderr)
        return 1
    except BuildError as error:
        print(f"\nNo new warehouse and no new pages: {error}", file=sys.stderr)
        return 1
    print(summary(warehouse, site))
    return 0


def make(warehouse: Path, site: Path) -> None:
    """A file with what was read here and what was made there, then the rest of a build."""
    prefix = os.environ.get("SPARK_SCHEMA") or "instagram"
    with connected() as cursor:
        build_prefix = published_build(cursor, prefix)
    if not build_prefix:
        raise BuildError(NONE_THERE.format(prefix))
    with exclusive_workspace(warehouse) as workspace:
        read = workspace / READ_BEFORE
        if not read.exists():
            raise BuildError(NOT_READ_HERE.format(warehouse))
        new = new_file(workspace)
        shutil.copyfile(read, new)
        carry_over(warehouse, new, tables=KEPT_OF_BUILDS)
        made = made_there(workspace)
        stage = stage_of(workspace) / time.strftime("site-%Y%m%d%H%M%S", time.gmtime())
        with staged(stage), duckdb.connect(str(new)) as connection:
            check_it_is_of_these_files(connection, build_prefix, stage)
            say("  fetching from Spark")
            for table, schema in made.items():
                fetch_table(connection, f"{build_prefix}_{schema}", f"{schema}.{table}", stage)
            read_here = names_in(connection, "staging")
        finish(new, warehouse, site, workspace, made_before=[*made, *read_here])


def made_there(workspace: Path) -> dict[str, str]:
    """The tables that a cluster makes, with their schemas."""
    listed = invoke_dbt(
        workspace, workspace / "target", "ls", "--resource-type", "model",
        "--output", "json", "--output-keys", "name schema",
        "--select", *ancestors(*MEASURED, *SCORED), "--exclude", *ancestors(*READ),
    )  # fmt: skip
    if not listed.success:
        raise BuildError(f"dbt cannot read the project: {listed.exception}")
    nodes = [json.loads(line) for line in listed.result]
    return {node["name"]: node["schema"] for node in nodes}


def check_it_is_of_these_files(
    connection: duckdb.DuckDBPyConnection, build_prefix: str, stage: Path
) -> None:
    """Raise BuildError where a build of other files was begun since the one that Spark shows, or of
    the same without an account that was to be forgotten.
    """
    sent = fetch(connection, RECORDS_OF_FILES.format(f"{build_prefix}_"), stage / "read_files")
    ours = connection.sql(RECORDS_OF_FILES.format(""))
    if ours.except_(sent).fetchone() or sent.except_(ours).fetchone():
        raise BuildError(OTHER_FILES)


def fetch_table(connection: duckdb.DuckDBPyConnection, there: str, name: str, stage: Path) -> None:
    """A table of the cluster's schema `there` as the table `name` here, always in one order."""
    schema, table = name.split(".")
    rows = fetch(connection, f"select * from {there}.{table}", stage / table)
    connection.execute(f"create schema if not exists {schema}")
    rows.order("all").create(name)
    shutil.rmtree(stage / table)


def names_in(connection: duckdb.DuckDBPyConnection, schema: str) -> list[str]:
    """The tables and views of a schema."""
    query = "select table_name from information_schema.tables where table_schema = ?"
    return [name for (name,) in connection.execute(query, [schema]).fetchall()]
