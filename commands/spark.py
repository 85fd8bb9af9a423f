"""Builds the core tables on a Spark cluster: make build ENGINE=spark POSTS=...

Files are read here, by DuckDB, as in every build. What they hold goes to the cluster as Parquet,
where dbt makes posts, labels, features, splits and readings by the same models. The regressions are
fitted here, on the posts that they learn from, and the cluster scores every post.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import pandas as pd

from commands.build import KEPT_OF_FILES, carry_over
from commands.errors import BuildError, doing, plain_errors
from commands.progress import Progress, wants_all
from commands.run_dbt import build_tables
from commands.spark_publish import counts, publish, publishing
from commands.thrift import answer, complaint, connected, sentence_in
from commands.workspace import (
    READ_BEFORE,
    exclusive_workspace,
    named_paths,
    new_file,
    remembering,
    workspace_of,
)

# What DuckDB reads from files, and the cluster goes on from; a test compares with the models.
READ = (
    "stg_raw_records", "stg_read_files", "stg_file_conventions",
    "age_bands", "export_formats", "media_words",
)  # fmt: skip
MEASURED = (
    "posts", "accounts", "post_metric_readings", "aged_readings", "post_labels", "post_features",
    "post_splits", "split_thresholds", "split_labels", "fit_labels",
)  # fmt: skip
# The Python steps of dbt's own project, in the order in which they share fits.
SERVED = Path("dbt_project/models/predictions/served")
FITTED = (SERVED / "fitted_curves.py", SERVED / "logistic_terms.py")
SCORED = ("model_terms", "model_shapes", "model_fits", "shape_starts", "post_predictions")
# The schemas of a build, behind the prefix SPARK_SCHEMA, and those that people read.
SCHEMAS = ("staging", "intermediate", "marts", "predictions")
PUBLIC = {"marts": MEASURED, "predictions": SCORED}
ONE_OF_BOTH = "LAKE shares what DuckDB makes: say LAKE or ENGINE=spark, not both."
BUILD = re.compile(r"_build_\d{14}")


def main() -> int:
    """Build on the cluster that SPARK_HOST and SPARK_PORT name, from the files in POSTS."""
    warehouse, _ = named_paths()
    workspace = workspace_of(warehouse)
    try:
        with plain_errors("building on Spark", workspace):
            n_posts, n_accounts, prefix = build(warehouse)
    except BuildError as error:
        print(f"\nNothing is published on Spark: {error}", file=sys.stderr)
        return 1
    print(
        f"\n{n_posts:,} posts of {n_accounts:,} accounts are on Spark, in the schemas "
        f"{prefix}_marts and {prefix}_predictions\n"
        f"Start with:  select * from {prefix}_predictions.post_predictions limit 10\n"
        "All other tables, and pages:  make site ENGINE=spark"
    )
    return 0


def build(warehouse: Path) -> tuple[int, int, str]:
    """Make all tables in schemas of this build's own, then show them to readers.

    Returns how many posts and accounts there are, and the prefix of the schemas.
    """
    if os.environ.get("LAKE"):
        raise BuildError(ONE_OF_BOTH)
    prefix = os.environ.get("SPARK_SCHEMA") or "instagram"
    started = time.strftime("%Y%m%d%H%M%S", time.gmtime())
    build_prefix = f"{prefix}_build_{started}"
    # Said before minutes are spent on files.
    with connected() as cursor:
        make_schemas(cursor, build_prefix)
    with exclusive_build(warehouse, build_prefix) as workspace:
        read = read_files(workspace, warehouse)
        with (
            staged(stage_of(workspace) / started) as stage,
            remembering(workspace),
            doing("building on Spark"),
        ):
            make_tables(read, stage, build_prefix, workspace)
    # From here on readers may see the build's tables: nothing removes them.
    with connected() as cursor, publishing(cursor, prefix):
        publish(cursor, prefix, build_prefix, PUBLIC)
        return (*counts(cursor, prefix), prefix)


@contextmanager
def exclusive_build(warehouse: Path, build_prefix: str) -> Iterator[Path]:
    """The workspace, for one command at a time; what a build has made on the cluster goes where it
    comes to nothing.
    """
    try:
        with exclusive_workspace(warehouse) as workspace:
            yield workspace
    except BaseException:
        drop_what_failed(build_prefix)
        raise


def read_files(workspace: Path, warehouse: Path) -> Path:
    """A file of DuckDB's with what the exports hold; files that were read before are not again, and
    accounts that the warehouse was told to forget are not read.
    """
    new, kept = new_file(workspace), workspace / READ_BEFORE
    carry_over(kept if kept.exists() else warehouse, new, tables=KEPT_OF_FILES)
    if warehouse.exists():
        with duckdb.connect(str(new)) as connection:
            connection.execute(f"attach '{quoted(warehouse)}' as told (read_only)")
            connection.execute("create schema if not exists staging")
            connection.execute(
                "create or replace table staging.stg_forgotten_accounts as "
                "from told.staging.stg_forgotten_accounts"
            )
    progress = Progress(is_verbose=wants_all())
    progress.line("  reading files, with DuckDB")
    build_tables(
        new, workspace, workspace / "target", "--select", *ancestors(*READ),
        "--indirect-selection", "buildable", progress=progress,
    )  # fmt: skip
    new.replace(kept)
    return kept


def ancestors(*tables: str) -> list[str]:
    """What dbt selects for tables and all that they are made of."""
    return [f"+{table}" for table in tables]


def make_tables(read: Path, stage: Path, prefix: str, workspace: Path) -> None:
    """The tables of a build: what was read, what follows from it, the fits, the scores."""
    with duckdb.connect(str(read), read_only=True) as connection:
        for table in READ:
            target = f"{prefix}_staging.{table}"
            send(connection, f"from staging.{table}", target, stage)
    run_dbt(ancestors(*MEASURED), prefix, workspace)
    with duckdb.connect() as connection:
        say("  fitting, here")
        for table, frame in fitted(connection, prefix, stage).items():
            connection.register("frame", frame)
            send(connection, "from frame", f"{prefix}_predictions.{table}", stage)
    run_dbt(list(SCORED), prefix, workspace)
    check(prefix, workspace)


def check(prefix: str, workspace: Path) -> None:
    """The tests of what the cluster made, those that ask of no other table."""
    say("  testing, on Spark")
    without_units = ["--exclude-resource-type", "unit_test", "--indirect-selection", "cautious"]
    run_dbt(ancestors(*MEASURED, *SCORED), prefix, workspace, "test", *without_units)


def fitted(
    connection: duckdb.DuckDBPyConnection, prefix: str, stage: Path
) -> dict[str, pd.DataFrame]:
    """The tables that Python steps make, from the posts that the fits learn from alone."""
    marts = f"{prefix}_marts"
    asked = {
        "fit_labels": f"select * from {marts}.fit_labels",
        "post_features": f"select * from {marts}.post_features where post_id in "
        f"(select post_id from {marts}.fit_labels)",
    }
    read = Fetched({table: fetch(connection, asked[table], stage / table) for table in asked})
    return {path.stem: python_step(path)(read, connection) for path in FITTED}


class Fetched:
    """What a Python step takes for dbt: it asks for tables by their names."""

    def __init__(self, tables: dict[str, duckdb.DuckDBPyRelation]) -> None:
        self.tables = tables

    def ref(self, table: str) -> duckdb.DuckDBPyRelation | None:
        """The rows of a table; nothing of one that is only to be made before."""
        return self.tables.get(table)


def python_step(path: Path) -> Callable[[Fetched, duckdb.DuckDBPyConnection], pd.DataFrame]:
    """The function that dbt calls to make the table of a file."""
    spec = spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None, path
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    step: Callable[[Fetched, duckdb.DuckDBPyConnection], pd.DataFrame] = module.model
    return step


def send(connection: duckdb.DuckDBPyConnection, query: str, table: str, stage: Path) -> None:
    """A table on the cluster with the rows of a query here."""
    file = stage / f"{table}.parquet"
    connection.execute(f"copy ({query}) to '{quoted(file)}' (format parquet)")
    with connected() as cursor:
        answer(
            cursor,
            f"create table {table} using parquet as select * from parquet.`{file.as_uri()}`",
        )
    file.unlink()


def fetch(
    connection: duckdb.DuckDBPyConnection, query: str, folder: Path
) -> duckdb.DuckDBPyRelation:
    """The rows of a query on the cluster, here."""
    with connected() as cursor:
        answer(cursor, f"insert overwrite directory '{folder.as_uri()}' using parquet {query}")
    return connection.read_parquet(f"{folder}/*.parquet")


def make_schemas(cursor: Any, build_prefix: str) -> None:
    """The schemas of a build, the first thing that is written to the cluster."""
    for schema in SCHEMAS:
        try:
            cursor.execute(f"create schema {build_prefix}_{schema}")
        except Exception as error:
            raise BuildError(
                f"cannot make the schema {build_prefix}_{schema} on Spark ({complaint(error)}). "
                "Ask for the right to make schemas, or name another prefix in SPARK_SCHEMA."
            ) from error


def drop_what_failed(build_prefix: str) -> None:
    """Remove what a build that came to nothing has made, where the cluster still answers."""
    try:
        with connected() as cursor:
            for schema in SCHEMAS:
                answer(cursor, f"drop schema if exists {build_prefix}_{schema} cascade")
    except BuildError as error:
        print(f"{build_prefix}_* is left on Spark: {error}", file=sys.stderr)


def run_dbt(
    select: list[str], prefix: str, workspace: Path, command: str = "run", *flags: str
) -> None:
    """`dbt run` on the cluster, in a process of its own: this one's dbt knows DuckDB alone."""
    arguments = [
        sys.executable, "-m", "dbt.cli.main", "--log-format", "json", "--log-level", "info",
        "--log-path", str(workspace / "logs"), command, *flags, "--target", "spark", "--fail-fast",
        "--target-path", str(workspace / "target-spark"), "--select", *select,
        "--exclude", *ancestors(*READ),
    ]  # fmt: skip
    environment = os.environ | {"SPARK_SCHEMA": prefix, "PYTHONWARNINGS": "ignore"}
    progress = Progress(is_verbose=wants_all())
    failures: list[str] = []
    with subprocess.Popen(
        arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            failures += followed(line, progress)
    progress.clear()
    if process.returncode:
        raise BuildError("; ".join(failures) or "dbt could not begin; see its log in the workspace")


def followed(line: str, progress: Progress) -> list[str]:
    """Show how far dbt is, by a line of its log; the sentences of a table that failed."""
    try:
        event = json.loads(line, object_hook=lambda fields: SimpleNamespace(**fields))
    except ValueError:
        return [line.strip()] if line.strip() else []
    if event.info.name in ("LogStartLine", "LogModelResult"):
        relation = event.data.node_info.node_relation
        relation.schema = BUILD.sub("", relation.schema)
        progress(event)
    elif event.info.name in ("RunResultError", "MainEncounteredError"):
        return [sentence_in(event.info.msg)]
    return []


def say(words: str) -> None:
    """A line that tells what goes on."""
    print(words, flush=True)


@contextmanager
def staged(stage: Path) -> Iterator[Path]:
    """An empty folder, gone at the end."""
    stage.mkdir(mode=0o700, parents=True)
    try:
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def stage_of(workspace: Path) -> Path:
    """Where Parquet files pass from here to the cluster and back: all of its machines read it."""
    named = os.environ.get("SPARK_STAGE")
    return Path(named).absolute() if named else workspace / "stage"


def quoted(path: Path) -> str:
    """A path within quotes of SQL."""
    return str(path).replace("'", "''")


if __name__ == "__main__":
    sys.exit(main())
