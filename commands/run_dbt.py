"""Runs dbt in this process, prints a line per table, and says in a sentence what went wrong."""

import os
import re
from collections.abc import Callable
from pathlib import Path

from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner, dbtRunnerResult
from dbt_common.events.base_types import EventMsg

from commands.workspace import BuildError

HEADING = re.compile(r"(Compilation|Runtime|Database) Error( in .*)?$|>")


class Progress:
    """Prints a line for each table as dbt finishes it, and counts the tests."""

    def __init__(self, is_quiet: bool = False) -> None:
        self.n_tests = 0
        self.is_quiet = is_quiet

    def __call__(self, event: EventMsg) -> None:
        """Take one event of dbt's."""
        if event.info.name in ("LogTestResult", "LogUnitTestResult"):
            self.n_tests += 1
        is_model = event.info.name == "LogModelResult" and event.data.status.startswith("OK")
        if is_model and not self.is_quiet:
            node, seconds = event.data.node_info, event.data.execution_time
            layer = node.node_relation.schema
            print(f"  {layer + '.' + node.node_name:<42} {seconds:6.1f} s", flush=True)


def build_tables(new: Path, workspace: Path, target: Path, *select: str, quiet: bool) -> int:
    """`dbt build` into `new`; returns the number of tests that passed, or raises BuildError."""
    os.environ["WAREHOUSE"] = str(new)
    progress = Progress(quiet)
    result = invoke_dbt(workspace, target, "build", "--fail-fast", *select, callback=progress)
    if isinstance(result.exception, KeyboardInterrupt):
        raise result.exception
    if not result.success:
        raise BuildError(explanation(result, workspace))
    return progress.n_tests


def invoke_dbt(
    workspace: Path,
    target: Path,
    *command: str,
    callback: Callable[[EventMsg], None] | None = None,
) -> dbtRunnerResult:
    """Run one dbt command with its files in the workspace and nothing on the screen."""
    quiet = ["--log-level", "none", "--log-path", str(workspace / "logs")]
    quiet += ["--log-level-file", "info"]
    runner = dbtRunner(callbacks=[callback] if callback else [])
    result = runner.invoke([*quiet, *command, "--target-path", str(target)])
    DuckDBConnectionManager.close_all_connections()
    return result


def explanation(result: dbtRunnerResult, workspace: Path) -> str:
    """The sentences of everything that failed; what was skipped because of it is left out."""
    if result.exception is not None:
        return plain(str(result.exception))
    failures = []
    for run in getattr(result.result, "results", []):
        if run.status == "error":
            sentence = plain(run.message)
            is_about_input = sentence.startswith("INPUT: ")
            place = "" if is_about_input else f" ({run.node.original_file_path})"
            failures.append(sentence.removeprefix("INPUT: ") + place)
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
