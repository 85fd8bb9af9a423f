"""What dbt does to make a table, kept: of many tables it is the same in every build.

Which statements make a table follows from the project's files, settings, and what the database
answered on the way. Where all of these are as before, they are executed again, and dbt need not
work out anew what they are.
"""

import json
import os
import re
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from threading import Lock, current_thread
from typing import Any

import duckdb
from dbt import tracking
from dbt.artifacts.schemas.results import RunStatus
from dbt.artifacts.schemas.run import RunResult
from dbt.contracts.graph.manifest import Manifest
from dbt.task.run import ModelRunner
from dbt_common.invocation import get_invocation_id

from commands import replay
from commands.recorder import heard

# What differs from build to build without a question to the database: names of files and times,
# and what dbt knows of other tables.
VARYING = re.compile(
    r"env_var\(\W(POSTS|DRAFTS|WAREHOUSE)|run_started_at|invocation_id|invocation_args|"
    r"load_relation|get_relation|\bgraph\."
)
# A table's SQL as dbt renders it, and its steps.
Kept = tuple[str, list[replay.Step]]


class Keeper:
    """The tables whose steps are known in this process, by the question and the table."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.tables: dict[str, dict[str, Kept]] = {}
        self.new: set[str] = set()

    def of(self, question: str) -> dict[str, Kept]:
        """What is known where everything that is no question to the database is so."""
        with self.lock:
            if question not in self.tables:
                self.tables[question] = {}
                with suppress(OSError, ValueError):
                    self.tables[question] = json.loads(file_of(question).read_text("utf-8"))
            return self.tables[question]

    def keep(self, question: str, table: str, kept: Kept) -> None:
        """For the next build, which may be another process's."""
        tables = self.of(question)
        with self.lock:
            tables[table] = kept
            self.new.add(question)

    def write(self) -> None:
        """What is new, at the end of a build."""
        with self.lock:
            for question in self.new:
                replay.write(file_of(question), self.tables[question])
            self.new.clear()


KEEPER = Keeper()


def file_of(question: str) -> Path:
    """Where the steps of tables are kept."""
    return replay.FOLDER / f"tables-{question}.json"


class KeptRunner(ModelRunner):
    """Makes a table by the steps that are known, or as dbt does, and keeps the steps."""

    def compile(self, manifest: Manifest) -> Any:
        """The table with its SQL."""
        self.question = self.steps = None
        if can_be_kept(self.node, manifest):
            settings = json.dumps(self.config.cli_vars, sort_keys=True, default=str)
            database = self.config.credentials.database
            self.question = question_of(get_invocation_id(), database, settings)
            self.table = self.name()
            known = KEEPER.of(self.question).get(self.table)
            if known is not None:
                self.node.compiled_code, self.steps = known
                self.node.compiled = self.node.extra_ctes_injected = True
                return self.compiler._write_node(self.node)
        return super().compile(manifest)

    def name(self) -> str:
        """The table, and whether one stands in its place, which dbt knows without a question."""
        node = self.node
        old = self.adapter.get_relation(node.database, node.schema, node.alias)
        return f"{node.unique_id} {old.type if old else 'new'}"

    def execute(self, model: Any, manifest: Manifest) -> RunResult:
        """The table made."""
        if self.steps is not None:
            if self.is_repeated(self.steps):
                return self.made(model)
            super().compile(manifest)
        if self.question is None:
            return super().execute(model, manifest)
        with heard() as steps:
            result = super().execute(model, manifest)
        told = [text for step in steps for text in step if text]
        if not any(value in text for value in of_this_run() for text in told):
            KEEPER.keep(self.question, self.table, (model.compiled_code, replay.plain(steps)))
        return result

    def is_repeated(self, steps: list[replay.Step]) -> bool:
        """Whether the steps were taken and answered as before."""
        cursor = self.adapter.connections.get_thread_connection().handle.cursor()
        try:
            return all(replay.is_answered_so(cursor, sql, answer) for sql, answer in steps)
        except duckdb.Error:
            return False

    def made(self, model: Any) -> RunResult:
        """What dbt says of a table that was made."""
        relation = self.adapter.Relation.create_from(self.config, model, type="table")
        self.adapter.cache_added(relation.incorporate(dbt_created=True))
        return RunResult(
            node=model,
            status=RunStatus.Success,
            timing=[],
            thread_id=current_thread().name,
            execution_time=0,
            message="OK",
            adapter_response={},
            failures=None,
            batch_results=None,
        )


@lru_cache(maxsize=1)
def question_of(_run: str, database: str, settings: str) -> str:
    """The digest of what the steps of all tables follow from, before they ask the database."""
    names = [name for name in replay.ENVIRONMENT if name != "POSTS"]
    values = [os.environ.get(name, "") for name in names]
    return replay.digest_of_project(database, settings, *values)


def of_this_run() -> list[str]:
    """What no other build's steps may hold."""
    started = tracking.active_user.run_started_at if tracking.active_user else None
    files = [os.environ.get(name, "") for name in ("POSTS", "DRAFTS")]
    return [text for text in (get_invocation_id(), str(started), *files) if text]


def can_be_kept(node: Any, manifest: Manifest) -> bool:
    """Whether a table's steps follow from what is the same in every build, and its questions.

    The last step makes it, so that dbt may still do so where one fails. That of a view is not.
    """
    config = node.config
    is_plain = node.language == "sql" and config.materialized == "table"
    if not is_plain or config.pre_hook or config.post_hook or VARYING.search(node.raw_code):
        return False
    own = (one for one in manifest.macros.values() if one.package_name == node.package_name)
    varying = varying_macros(tuple((macro.name, macro.macro_sql) for macro in own))
    return varying.isdisjoint(words_of(node.raw_code))


@lru_cache(maxsize=8)
def varying_macros(macros: tuple[tuple[str, str], ...]) -> set[str]:
    """Names of macros, given with their texts, whose own text or that of one they name varies.

    dbt knows only the macros that were called while it read the project.
    """
    texts = [(name.removeprefix("duckdb__"), words_of(text)) for name, text in macros]
    found = {name.removeprefix("duckdb__") for name, text in macros if VARYING.search(text)}
    while True:
        naming = {name for name, words in texts if not found.isdisjoint(words)}
        if naming <= found:
            return found
        found |= naming


def words_of(text: str) -> set[str]:
    """Every word of a text that could be a name."""
    return set(re.findall(r"\w+", text))
