"""Runs dbt in this process, and says in a sentence what went wrong."""

import gc
import logging
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from textwrap import shorten

import duckdb
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner, dbtRunnerResult
from dbt.contracts.graph.manifest import Manifest
from dbt.contracts.graph.nodes import GenericTestNode
from dbt_common.events.base_types import EventMsg

from commands.errors import BuildError, disk_is_full
from commands.kept_steps import KEEPER
from commands.lean_dbt import make_lean
from commands.progress import Progress

make_lean()

# dbt keeps hundreds of thousands of objects; looking through them all the time takes a second.
gc.set_threshold(200_000, 20, 20)

# A log that cannot be written, on a full disk say, is no reason for a page of call stacks.
logging.raiseExceptions = False

# The project as dbt read it, by what the reading depends on: once per process is enough.
PROJECTS: dict[tuple[str, str], Manifest] = {}
# With less than a block of DuckDB's left over, a disk is full.
FULL_BYTES = 4_000_000
OF_PYTHON = "Python model failed:"
RAISED = re.compile(r"[\w.]+(Error|Exception|Interrupt|Exit)\b")
OUT_OF_MEMORY = re.compile(r"Out of Memory Error: (.*)")
MORE_MEMORY = (
    r"INPUT: there is too little memory (\1). Raise memory_limit in dbt_project.yml, or leave it "
    "empty and close other programs."
)
KILLED = re.compile(r".*TerminatedWorkerError: .*")
FEWER = (
    "INPUT: a process that helped was killed, most likely because memory ran out. Close other "
    "programs, or set LOKY_MAX_CPU_COUNT=1, which does without."
)
MISSING = re.compile(r"Catalog Error: Table with name (\w+) does not exist.*")
OLDER = (
    r"INPUT: the warehouse was built by another version of this project and has no table \1. "
    "make build makes it anew."
)
HEADING = re.compile(r"(Compilation|Runtime|Database) Error( in .*)?$|>")


def build_tables(
    new: Path, workspace: Path, target: Path, *select: str, progress: Progress
) -> None:
    """`dbt build` into `new`; `progress` counts the tests. Raises BuildError where one fails.

    Unit tests ask of the SQL what no data can change; they belong to `make test`.
    """
    os.environ["WAREHOUSE"] = str(new)
    command = ["build", "--fail-fast", "--exclude-resource-type", "unit_test", *select]
    # The macro keep_promises asks all of them at once.
    command += ["--exclude", "test_name:promises"]
    try:
        result = invoke_dbt(workspace, target, *command, callback=progress)
    finally:
        progress.clear()
        KEEPER.write()
    if isinstance(result.exception, KeyboardInterrupt):
        raise result.exception
    if not result.success:
        reason = refusal(workspace) or explanation(result, workspace, new, is_part=bool(select))
        raise BuildError(reason)
    made = {run.node.unique_id for run in getattr(result.result, "results", [])}
    progress.n_tests += sum(node.attached_node in made for node in promise_tests())


def promise_tests() -> list[GenericTestNode]:
    """The tests that the macro keep_promises stands for."""
    nodes = next(iter(PROJECTS.values())).nodes.values()
    tests = (node for node in nodes if isinstance(node, GenericTestNode))
    return [test for test in tests if test.test_metadata.name == "promises"]


def invoke_dbt(
    workspace: Path,
    target: Path,
    *command: str,
    callback: Callable[[EventMsg], None] | None = None,
) -> dbtRunnerResult:
    """Run one dbt command with its files in the workspace and nothing on the screen."""
    quiet = ["--log-level", "none", "--log-path", str(workspace / "logs")]
    quiet += ["--log-level-file", "info"]
    # Settings of Python steps stand in the .yml files, and are all that is read of the environment.
    project = (str(Path.cwd()), os.environ.get("EVALUATION", ""))
    if project not in PROJECTS:
        result = read_project(quiet, target)
        if not result.success:
            return result
        PROJECTS[project] = result.result
        # What was read stays to the end: the garbage collector need not look at it again.
        gc.freeze()
    runner = dbtRunner(PROJECTS[project], callbacks=[callback] if callback else [])
    result = runner.invoke([*quiet, *command, "--target-path", str(target)])
    DuckDBConnectionManager.close_all_connections()
    return result


def read_project(quiet: list[str], target: Path) -> dbtRunnerResult:
    """What dbt makes of the project's files, which is the same for every warehouse: it keeps it in
    the project's own folder, where it may write there, and next time reads what has changed.
    """
    kept = Path("target") if os.access(Path.cwd(), os.W_OK) else target
    # The command that follows writes the manifest; partial parsing has a file of its own.
    command = ["parse", "--no-write-json", "--target-path", str(kept)]
    warehouse, os.environ["WAREHOUSE"] = os.environ["WAREHOUSE"], "warehouse.duckdb"
    try:
        return dbtRunner().invoke([*quiet, *command])
    finally:
        os.environ["WAREHOUSE"] = warehouse


def refusal(workspace: Path) -> str:
    """That the disk is full, which dbt and DuckDB tell in many ways; empty where it is not."""
    is_full = shutil.disk_usage(workspace).free < FULL_BYTES
    return disk_is_full(workspace) if is_full else ""


def explanation(
    result: dbtRunnerResult, workspace: Path, warehouse: Path, is_part: bool = False
) -> str:
    """The sentences of everything that failed; what was skipped because of it is left out.

    Where only a part was made, a table that is not there should be of an earlier build.
    """
    if result.exception is not None:
        return plain(str(result.exception)).removeprefix("INPUT: ")
    failures, trace = [], workspace / "logs" / "dbt.log"
    for run in getattr(result.result, "results", []):
        if run.status == "error":
            sentence = KILLED.sub(FEWER, OUT_OF_MEMORY.sub(MORE_MEMORY, plain(run.message)))
            sentence = MISSING.sub(OLDER, sentence) if is_part else sentence
            is_about_input = sentence.startswith("INPUT: ")
            # What is wrong with a file needs no place in the code; all else should not happen.
            place = f" ({run.node.original_file_path}; please report it with its trace: {trace})"
            failures.append(sentence.removeprefix("INPUT: ") + ("" if is_about_input else place))
        elif run.status == "fail":
            failures.append(
                f"the test {run.node.name} found {run.failures} rows"
                f"{first_row(run.node.compiled_code, warehouse)} "
                f"({run.node.original_file_path}; its query: {run.node.compiled_path})"
            )
    return "\n  ".join(failures or [f"dbt stopped; see {trace}"])


def first_row(query: str, warehouse: Path) -> str:
    """The first row of a failed test, in words; nothing where it cannot be read any more."""
    gc.collect()  # a connection that nothing names any more still holds the file
    try:
        with duckdb.connect(str(warehouse), read_only=True) as connection:
            result = connection.execute(query)
            names, row = [column[0] for column in result.description or []], result.fetchone()
    except duckdb.Error:
        return ""
    told = ", ".join(
        f"{name} = {shorten(str(value), 60, placeholder='...')}"
        for name, value in zip(names, row or [], strict=False)
        if value is not None
    )
    return f", the first with {shorten(told, 300, placeholder=' ...')}" if told else ""


def plain(message: str | None) -> str:
    """dbt's message without its heading, its call stack and its indentation.

    Of a Python step it is the last error that its trace names.
    """
    lines = [line.strip() for line in (message or "no message").splitlines()]
    kept = [line for line in lines if line and not HEADING.match(line)]
    raised = [line for line in kept if RAISED.match(line)] if kept[:1] == [OF_PYTHON] else []
    return (raised[-1:] or kept or lines)[0]
