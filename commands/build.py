"""Builds the warehouse beside the old one and swaps it in when everything has passed."""

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import duckdb

from commands.errors import BuildError, StalePagesError, doing, plain_errors
from commands.lake import (
    Start,
    add_own_answers,
    check_it_is_known,
    named_lake,
    newest,
    opened,
    publish,
)
from commands.progress import Progress, seconds_of_last_build, wants_all
from commands.run_dbt import build_tables, invoke_dbt
from commands.site import write_site
from commands.workspace import (
    exclusive_workspace,
    named_paths,
    new_file,
    remembering,
    workspace_of,
)

# What a rebuild must not lose: the records of every file that was read, the record of builds, which
# posts they held since when, and what was said of planned posts.
KEPT_OF_FILES = (
    "staging.stg_file_log",
    "staging.stg_forgotten_accounts",
    "staging.stg_raw_records",
)
KEPT_OF_BUILDS = (
    "ops.build_runs",
    "predictions.held_posts",
    "predictions.draft_log",
    "predictions.draft_outcomes",
)
KEPT = KEPT_OF_FILES + KEPT_OF_BUILDS


def main(with_docs: bool = False) -> int:
    """Build the file that WAREHOUSE names from the files that POSTS and DRAFTS name.

    `with_docs` adds dbt's own documentation to the site, which takes a few seconds. With
    ENGINE=spark the tables are made on a cluster instead.
    """
    engine = os.environ.get("ENGINE") or "duckdb"
    if engine == "spark":
        return int(import_module("commands.spark").main())
    if engine != "duckdb":
        print(f"ENGINE is '{engine}': say duckdb or spark", file=sys.stderr)
        return 1
    warehouse, site = named_paths()
    posts = os.environ.get("POSTS") or "data/raw, or where that is empty from made-up posts"
    print(f"Building {warehouse} from {posts}", flush=True)
    try:
        with plain_errors(f"building '{warehouse}'", workspace_of(warehouse)):
            build(warehouse, site, with_docs)
    except StalePagesError as error:
        print(f"\nNo new pages: {error}", file=sys.stderr)
        return 1
    except BuildError as error:
        print(f"\nNo new warehouse: {error}", file=sys.stderr)
        if warehouse.exists():
            print(f"The previous one is unchanged: {warehouse}", file=sys.stderr)
        return 1
    print(summary(warehouse, site))
    return 0


def build(warehouse: Path, site: Path, with_docs: bool) -> None:
    """Run `dbt build` into a new file; replace warehouse and site only if all of it passed.

    With LAKE it starts from the shared warehouse and is published there before it is put in place.
    """
    lake = named_lake()
    with exclusive_workspace(warehouse) as workspace:
        new = new_file(workspace)
        start = newest(lake) if lake else None
        if start and start.run_id:
            check_it_is_known(warehouse, start.lake)
            with opened(start.lake, "old", str(new)) as connection:
                carry_tables(connection)
                add_own_answers(connection, warehouse)
        else:
            carry_over(warehouse, new)
        finish(new, warehouse, site, workspace, with_docs, start)


def finish(
    new: Path,
    warehouse: Path,
    site: Path,
    workspace: Path,
    with_docs: bool = False,
    start: Start | None = None,
    made_before: Sequence[str] = (),
) -> None:
    """Make the tables in `new`, but for those `made_before`, publish them if a shared warehouse was
    the `start`, then make the pages, and put both in place.
    """
    target = workspace / "target"
    progress = Progress(is_verbose=wants_all(), last=seconds_of_last_build(target))
    with remembering(workspace, forgets_others=True):
        with doing(f"making the tables of '{warehouse}'"):
            left_out = ["--exclude", *made_before] if made_before else []
            build_tables(new, workspace, target, *left_out, progress=progress)
        progress.line(f"  {progress.n_tests} tests passed")
        if start:
            progress.show("publishing")
            with doing(f"publishing to '{start.lake.catalog}'"):
                snapshot = publish(new, start)
            progress.line(f"  published as snapshot {snapshot} of {start.lake.catalog}")
        (target / "static_index.html").unlink(missing_ok=True)
        if with_docs:
            progress.show("documenting the tables")
            invoke_dbt(workspace, target, "docs", "generate", "--static", "--no-compile")
        progress.show("rendering the pages")
        with doing(f"rendering the pages in '{site}'"):
            n_pages = write_site(new, site, target, moved_to=warehouse)
    progress.line(f"  {n_pages} pages rendered")


# Builds of earlier versions did not record which posts they held: the last one held these.
HELD_BEFORE = """
    create table predictions.held_posts as
    select
        posts.post_id,
        overview.started_at as first_held_at
    from old.marts.posts
    cross join old.reporting.rpt_overview as overview
    where not overview.is_synthetic
"""


def carry_over(
    old: Path,
    new: Path,
    keep: dict[str, str] | None = None,
    values: dict[str, object] | None = None,
    tables: Sequence[str] = KEPT,
) -> None:
    """Copy the tables that only grow, which a rebuild must not lose.

    `keep` has for a table the condition, on `values`, that rows meet which go on.
    """
    if not old.exists():
        return
    quoted = str(old).replace("'", "''")
    try:
        with duckdb.connect(str(new)) as connection:
            connection.execute(f"attach '{quoted}' as old (read_only)")
            carry_tables(connection, keep, values, tables)
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        raise BuildError(
            f"cannot read the build history in '{old}' ({reason}). Close the program that "
            "has it open for writing, or move the file away if it is not a warehouse."
        ) from error


def carry_tables(
    connection: duckdb.DuckDBPyConnection,
    keep: dict[str, str] | None = None,
    values: dict[str, object] | None = None,
    tables: Sequence[str] = KEPT,
) -> None:
    """The same from whatever is attached as `old`."""
    held = connection.execute(
        "select schema_name || '.' || table_name from duckdb_tables() where database_name = 'old'"
    ).fetchall()
    # Builds of earlier versions did not know files by their content.
    if ("staging.stg_file_log",) not in held:
        held = [(table,) for (table,) in held if table != "staging.stg_raw_records"]
    for table in tables:
        if (table,) in held:
            schema = table.split(".")[0]
            connection.execute(f"create schema if not exists {schema}")
            condition = (keep or {}).get(table, "true")
            asked = values if "$" in condition else None
            connection.execute(f"create table {table} as from old.{table} where {condition}", asked)
    held_before = "predictions.held_posts"
    if held_before in tables and ("predictions.draft_log",) in held and (held_before,) not in held:
        connection.execute(HELD_BEFORE)


MAX_FILES = 8
# This build, the last row whatever the clock said, and the latest time that any build gave.
RUN = """
    select n_posts, n_accounts, is_fitted, started_at, max(started_at) over () as newest_at
    from ops.build_runs
    order by rowid desc
    limit 1
"""


def summary(warehouse: Path, site: Path) -> str:
    """What was built and from what, and what to look at next."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        run = connection.execute(RUN).fetchone()
        assert run is not None, "a build records itself"
        n_posts, n_accounts, is_fitted, started_at, newest_at = run
        rejected = connection.execute(
            "select source_file, reason from staging.rejected_files order by source_file"
        ).fetchall()
        doubts = connection.execute(
            "select source_file, doubt from marts.export_files where doubt is not null "
            "order by source_file limit ?",
            [MAX_FILES],
        ).fetchall()
    lines = []
    if newest_at > started_at:
        lines.append(
            f"Look at the clock of this machine: it says {started_at:%Y-%m-%d %H:%M} UTC, and an "
            f"earlier build was at {newest_at:%Y-%m-%d %H:%M}. Posts after its time are rejected."
        )
    lines += [f"Look at: '{name}': {doubt}." for name, doubt in doubts]
    lines += [f"Not read: '{name}' {reason}." for name, reason in rejected[:MAX_FILES]]
    if len(rejected) > MAX_FILES:
        lines.append(f"Not read: {len(rejected) - MAX_FILES} more (from staging.rejected_files)")
    lines.append(f"{n_posts:,} posts of {n_accounts:,} accounts are in {warehouse}")
    if not is_fitted:
        lines.append(
            "A target could not be fitted: its predictions are the base rate "
            "(see predictions.model_fits and ineligible_reason in marts.post_labels)."
        )
    return "\n" + "\n".join(
        [
            *lines,
            f"Read the pages:           {site}/index.html",
            "Ask the tables yourself:  make sql",
            "Ask about planned posts:  make drafts DRAFTS=my.csv",
            "Start with:               from predictions.post_predictions limit 10;",
        ]
    )


if __name__ == "__main__":
    sys.exit(main(with_docs=True))
