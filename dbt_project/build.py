"""Builds the warehouse beside the old one and swaps it in when everything has passed."""

import fcntl
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner, dbtRunnerResult
from dbt_common.events.base_types import EventMsg

from reports.site import write_site

HEADING = re.compile(r"(Compilation|Runtime|Database) Error( in .*)?$|>")


class BuildError(Exception):
    """Why there is no new warehouse, in sentences for the person who asked for one."""


def main(with_docs: bool = False) -> int:
    """Build the file that WAREHOUSE names from the files that POSTS names.

    `with_docs` adds dbt's own documentation to the site, which takes a few seconds.
    """
    warehouse = Path(os.environ.get("WAREHOUSE") or "warehouse.duckdb").absolute()
    site = Path(os.environ.get("SITE") or "site").absolute()
    posts = os.environ.get("POSTS") or "data/sample/posts.csv (SYNTHETIC: made-up posts)"
    print(f"Building {warehouse} from {posts}", flush=True)
    try:
        build(warehouse, site, with_docs)
    except BuildError as error:
        print(f"\nNo new warehouse: {error}", file=sys.stderr)
        if warehouse.exists():
            print(f"The previous one is unchanged: {warehouse}", file=sys.stderr)
        return 1
    print(summary(warehouse, site))
    return 0


def build(warehouse: Path, site: Path, with_docs: bool) -> None:
    """Run `dbt build` into a new file; replace warehouse and site only if all of it passed."""
    with exclusive_workspace(warehouse) as workspace:
        # dbt names the catalog after the file: a plain name here, whatever the user's.
        new = workspace / "warehouse.duckdb"
        for stale in (new, new.with_name(new.name + ".wal")):
            stale.unlink(missing_ok=True)
        carry_over_ops(warehouse, new)
        run_dbt(new, workspace)
        target = workspace / "target"
        (target / "static_index.html").unlink(missing_ok=True)
        if with_docs:
            invoke_dbt(workspace, "docs", "generate", "--static", "--no-compile")
        n_pages = write_site(new, site, target)
        print(f"  {n_pages} pages rendered")
        new.replace(warehouse)


@contextmanager
def exclusive_workspace(warehouse: Path) -> Iterator[Path]:
    """A folder beside the warehouse that one build at a time may use.

    The lock belongs to the process, so a killed build leaves none behind.
    """
    workspace = warehouse.parent / f".{warehouse.name}.build"
    try:
        workspace.mkdir(parents=True, exist_ok=True)
        lock = os.open(workspace, os.O_RDONLY)
    except OSError as error:
        raise BuildError(f"cannot write beside '{warehouse}' ({error.strerror}).") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield workspace
    except BlockingIOError as error:
        raise BuildError(
            f"another build of '{warehouse}' is running. Wait for it, or set WAREHOUSE "
            "to another file."
        ) from error
    finally:
        os.close(lock)


def carry_over_ops(old: Path, new: Path) -> None:
    """Copy the build history, which a rebuild must not lose."""
    if not old.exists():
        return
    quoted = str(old).replace("'", "''")
    try:
        with duckdb.connect(str(new)) as connection:
            connection.execute(f"attach '{quoted}' as old (read_only)")
            connection.execute("create schema if not exists ops")
            tables = connection.execute(
                "select table_name from duckdb_tables() "
                "where database_name = 'old' and schema_name = 'ops'"
            ).fetchall()
            for (table,) in tables:
                connection.execute(f'create table ops."{table}" as from old.ops."{table}"')
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        raise BuildError(
            f"cannot read the build history in '{old}' ({reason}). Close the program that "
            "has it open for writing, or move the file away if it is not a warehouse."
        ) from error


def run_dbt(new: Path, workspace: Path) -> None:
    """Build every table and run every test; raise BuildError with what went wrong."""
    os.environ["WAREHOUSE"] = str(new)
    progress = Progress()
    result = invoke_dbt(workspace, "build", "--fail-fast", callback=progress)
    if not result.success:
        raise BuildError(explanation(result, workspace))
    print(f"  {progress.n_tests} tests passed")


def invoke_dbt(
    workspace: Path, *command: str, callback: Callable[[EventMsg], None] | None = None
) -> dbtRunnerResult:
    """Run one dbt command with its files in the workspace and nothing on the screen."""
    quiet = [
        "--log-level",
        "none",
        "--log-path",
        str(workspace / "logs"),
        "--log-level-file",
        "info",
    ]
    runner = dbtRunner(callbacks=[callback] if callback else [])
    result = runner.invoke([*quiet, *command, "--target-path", str(workspace / "target")])
    DuckDBConnectionManager.close_all_connections()
    return result


class Progress:
    """Prints a line for each table as dbt finishes it, and counts the tests."""

    def __init__(self) -> None:
        self.n_tests = 0

    def __call__(self, event: EventMsg) -> None:
        """Take one event of dbt's."""
        if event.info.name in ("LogTestResult", "LogUnitTestResult"):
            self.n_tests += 1
        if event.info.name == "LogModelResult" and event.data.status.startswith("OK"):
            node, seconds = event.data.node_info, event.data.execution_time
            layer = node.node_relation.schema
            print(f"  {layer + '.' + node.node_name:<42} {seconds:6.1f} s", flush=True)


def explanation(result: dbtRunnerResult, workspace: Path) -> str:
    """The sentences of everything that failed; what was skipped because of it is left out."""
    if result.exception is not None:
        return plain(str(result.exception))
    failures = []
    for run in getattr(result.result, "results", []):
        if run.status == "error":
            sentence = plain(run.message)
            is_about_input = sentence.startswith("POSTS: ")
            place = "" if is_about_input else f" ({run.node.original_file_path})"
            failures.append(sentence.removeprefix("POSTS: ") + place)
        elif run.status == "fail":
            failures.append(
                f"the test {run.node.name} found {run.failures} rows "
                f"({run.node.original_file_path}; its query: {run.node.compiled_path})"
            )
    return "\n  ".join(failures or ["dbt stopped; see " + str(workspace / "logs" / "dbt.log")])


def plain(message: str | None) -> str:
    """dbt's message without its heading, its call stack and its indentation."""
    lines = [line.strip() for line in (message or "no message").splitlines()]
    kept = [line for line in lines if line and not HEADING.match(line)]
    return (kept or lines)[0]


def summary(warehouse: Path, site: Path) -> str:
    """What was built, and what to look at next."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        n_posts, n_accounts, is_fitted = connection.execute(
            "select n_posts, n_accounts, is_fitted from ops.build_runs order by started_at desc"
        ).fetchone() or (0, 0, False)
    fit = (
        ""
        if is_fitted
        else (
            "\nA target could not be fitted: its predictions are the base rate "
            "(see predictions.model_fits and ineligible_reason in marts.post_labels)."
        )
    )
    return (
        f"\n{n_posts:,} posts of {n_accounts:,} accounts are in {warehouse}{fit}\n"
        f"Read the pages:           {site}/index.html\n"
        "Ask the tables yourself:  make sql\n"
        "Start with:               from predictions.post_predictions limit 10;"
    )


if __name__ == "__main__":
    sys.exit(main(with_docs=True))
