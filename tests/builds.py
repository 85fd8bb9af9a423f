"""Builds warehouses inside the test process, where dbt starts in a third of a second."""

import contextlib
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import duckdb
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.artifacts.schemas.run import RunResult
from dbt.cli.main import dbtRunner

from commands import build as builder
from commands import drafts as answerer
from commands.run_dbt import PROJECTS
from tests.shared import ROOT, environment, project_of

SAMPLE = ROOT / "data" / "sample" / "posts.csv"
HEADER = (
    "owner_id,owner_username,shortcode,is_video,caption,comments,likes,created_at,"
    "location,imageUrl,multiple_images,username,followers,following"
)


@dataclass(frozen=True)
class Build:
    """What a build left behind and said."""

    warehouse: Path
    code: int
    output: str
    errors: str

    def rows(self, query: str) -> list[tuple]:
        """The rows of a query on the finished warehouse."""
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            return connection.execute(query).fetchall()


def build(
    warehouse: Path, posts: Path | str = SAMPLE, evaluation: str = "none", drafts: Path | str = ""
) -> Build:
    """What `make build` does, with its words caught; the project is read once for all tests."""
    if Path.cwd() == ROOT:
        PROJECTS.setdefault((str(ROOT), evaluation), project_of(evaluation, {}))
    return run(builder.main, warehouse, POSTS=posts, EVALUATION=evaluation, DRAFTS=drafts)


def build_some(warehouse: Path, posts: Path | str, tables: str, **settings: Path | str) -> Build:
    """The same of some tables and what they are made of, with no words about the whole. Tests that
    read other tables too are left out.
    """
    made = [f"+{table}" for table in tables.split()]
    with patch.object(builder, "summary", lambda *_: ""):
        return build_unseen(
            warehouse, posts, "--select", *made, "--indirect-selection", "buildable", **settings
        )


def build_unseen(warehouse: Path, posts: Path | str, *select: str, **settings: Path | str) -> Build:
    """The same without pages, and without what only they read of dbt; of some tables if told."""

    def without_pages(new: Path, *_: object, moved_to: Path) -> int:
        new.replace(moved_to)
        return 0

    all_tables = builder.build_tables
    unread = (*select, "--no-write-json")
    with (
        patch.object(builder, "build_tables", lambda *a, **k: all_tables(*a, *unread, **k)),
        patch.object(builder, "write_site", without_pages),
    ):
        return build(warehouse, posts, **settings)


def build_tables(warehouse: Path, posts: Path | str, **settings: Path | str) -> Build:
    """The same without the tables that only pages show, either."""
    unshown = ("--exclude", "path:dbt_project/models/reporting")
    return build_unseen(warehouse, posts, *unshown, **settings)


def answer(warehouse: Path, drafts: Path | str = "") -> Build:
    """What `make drafts` does, with its words caught."""
    return run(answerer.main, warehouse, EVALUATION="none", DRAFTS=drafts)


def run(command: Callable[[], int], warehouse: Path, **variables: Path | str) -> Build:
    """Run a command of the Makefile in this process."""
    output, errors = io.StringIO(), io.StringIO()
    variables |= {"WAREHOUSE": warehouse, "SITE": warehouse.parent / "site"}
    with (
        environment(**{name: str(value) for name, value in variables.items()}),
        contextlib.redirect_stdout(output),
        contextlib.redirect_stderr(errors),
    ):
        code = command()
    return Build(warehouse, code, output.getvalue(), errors.getvalue())


def run_models(
    warehouse: Path,
    posts: Path,
    select: str,
    variables: dict | None = None,
    evaluation: str = "none",
    command: str = "run",
    drafts: Path | str = "",
) -> list[RunResult]:
    """Make only some tables, or with the command `test` run only their tests."""
    # The seeds too: staging reads the names of columns from one.
    assert warehouse.stem == "warehouse"
    seeds = ["path:dbt_project/seeds"] if command == "run" else []
    kinds = ["--resource-type", "model", "--resource-type", "seed"] if command == "run" else []
    arguments = ["--quiet", "build" if command == "run" else command, *kinds]
    arguments += ["--select", *select.split(), *seeds, "--vars", json.dumps(variables or {})]
    folders = ["--target-path", str(warehouse.parent / "target")]
    folders += ["--log-path", str(warehouse.parent), "--log-level-file", "none", "--no-write-json"]
    with environment(
        WAREHOUSE=str(warehouse), POSTS=str(posts), EVALUATION=evaluation, DRAFTS=str(drafts)
    ):
        project = project_of(evaluation, variables or {})
        result = dbtRunner(project).invoke(arguments + folders)
        DuckDBConnectionManager.close_all_connections()
    assert result.success, result.exception or [
        run.message for run in result.result if run.status != "success"
    ]
    return result.result.results


def write_posts(path: Path, query: str) -> Path:
    """Write the rows of a query as an export in the Kaggle schema."""
    with duckdb.connect() as connection:
        connection.sql(query).write_csv(str(path))
    return path


def made_up_posts(n_posts: int, **columns: str) -> str:
    """A query for a small export: daily posts of two accounts, columns replaced at will."""
    values = {
        "owner_id": "i % 2",
        "owner_username": "'account_' || i % 2",
        "shortcode": "'post' || i",
        "is_video": "i % 3 = 0",
        "caption": "'caption ' || i",
        "comments": "1",
        "likes": "1 + (i * 37) % 91",
        "created_at": "1700000000.0 + 86400 * i",
        "location": "null",
        "imageUrl": "null",
        "multiple_images": "false",
        "username": "owner_username",
        "followers": "'1000.0'",
        "following": "'10.0'",
    } | columns
    expressions = ", ".join(f"{expression} as {name}" for name, expression in values.items())
    return f"select {expressions} from (select unnest(range({n_posts})) as i)"
