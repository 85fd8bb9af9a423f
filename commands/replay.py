"""Runs again the SQL that dbt ran for planned posts, without dbt, whose start takes longer.

What dbt runs follows from the project's files, the environment, and what the database answered
on the way. Where all of these are as before, so is the SQL; where one is not, dbt is asked.
"""

import json
import os
import re
import uuid
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from readers.careful_csv import CarefulCsv
from readers.found_files import FoundFiles

FOLDER = Path("target", "replays")
MAX_KEPT = 20
# What the project's files ask of the environment, but for the names of files.
ENVIRONMENT = ("EVALUATION", "LAKE", "LOKY_MAX_CPU_COUNT", "ONLY_KEPT", "POSTS",
               "SHOW_ACCOUNT_NAMES")  # fmt: skip
LIBRARIES = ("dbt-core", "dbt-duckdb", "duckdb")
# As in profiles.yml.
SETTINGS = "set TimeZone = 'UTC'"
# Such a name is written in several ways.
UNSAFE_NAME = re.compile(r"['\"\[\]*?\\\x00-\x1f]")
MARK = "\N{SYMBOL FOR NULL}{}\N{SYMBOL FOR NULL}"
OF_DBT = re.compile(r"^/\*.*?\*/\s*", re.DOTALL)
IN_BETWEEN = ("begin", "commit", "rollback")

# A statement, and what dbt read of its answer: None where it read nothing.
Step = tuple[str, str | None]


def is_replayed(warehouse: Path) -> bool:
    """Whether the tables of planned posts were made in `warehouse` as dbt would have made them.

    If not, it may hold some of them.
    """
    question = question_of()
    steps = known(question) if question else []
    run = {"run": str(uuid.uuid4()), "time": str(datetime.now(UTC))}
    try:
        with duckdb.connect(str(warehouse)) as connection:
            connection.execute(SETTINGS)
            for reader in (CarefulCsv, FoundFiles):
                reader(warehouse.parent).configure(connection)
            return bool(steps) and all(
                is_answered_so(connection, filled(sql, run), answer and filled(answer, run))
                for sql, answer in steps
            )
    except duckdb.Error:
        return False


def is_answered_so(connection: duckdb.DuckDBPyConnection, sql: str, answer: str | None) -> bool:
    """Whether a statement's answer, where that matters, is the one that dbt was given."""
    connection.execute(sql)
    return answer is None or answer_of(connection.description, connection.fetchall()) == answer


def answer_of(description: list[tuple[Any, ...]], rows: list[tuple[object, ...]]) -> str | None:
    """Columns and rows as text; dbt asks for no order where it would not matter.

    How many rows a statement wrote is of no consequence to dbt: None.
    """
    if [column[0] for column in description] == ["Count"]:
        return None
    lines = sorted(json.dumps(row, default=str, ensure_ascii=False) for row in rows)
    return "\n".join([json.dumps(description, default=str, ensure_ascii=False), *lines])


def question_of() -> str | None:
    """The digest of all that dbt's SQL follows from, before it asks the database.

    Of planned posts that is the first line of their file; None where its name cannot be replaced.
    """
    name = os.environ.get("DRAFTS", "")
    if name and not can_be_replaced(name):
        return None
    header = b""
    with suppress(OSError), Path(name).open("rb") as stream:
        header = stream.readline(100_000)
    values = [os.environ.get(one, "") for one in ENVIRONMENT]
    return digest_of_project(*values, str(bool(name)), header.decode(errors="replace"))


def can_be_replaced(name: str) -> bool:
    """Whether SQL has a name only where the file is meant: not `image`, nor a bundled example."""
    models = Path.cwd().joinpath("dbt_project")
    is_plain = Path(name).suffix != "" and not UNSAFE_NAME.search(name)
    return is_plain and not any(name in file.read_text("utf-8") for file in models.rglob("*.sql"))


def digest_of_project(*settings: str) -> str:
    """Of the project's files, of what dbt is told by the environment, of the libraries' versions,
    and of settings."""
    root, own = Path.cwd(), Path(__file__).parent
    files = [root / "dbt_project.yml", root / "profiles.yml", *own.glob("*.py")]
    files += [*root.joinpath("dbt_project").rglob("*.*"), *root.joinpath("readers").glob("*.py")]
    total = sha256()
    for part in [
        # A folder is a schema.
        *(os.path.relpath(file, root).encode() + file.read_bytes() for file in sorted(files)),
        *(f"{name}={value}".encode() for name, value in sorted(os.environ.items())
          if name.startswith("DBT_")),
        *(version(one).encode() for one in LIBRARIES),
        *(setting.encode() for setting in settings),
    ]:  # fmt: skip
        total.update(sha256(part).digest())
    return total.hexdigest()


def named(text: str, run: dict[str, str]) -> str:
    """A text of dbt's, with marks for what differs from run to run."""
    for name, value in run.items():
        text = text.replace(value, MARK.format(name))
    drafts = os.environ.get("DRAFTS", "")
    for quote in "'\"" if drafts else "":
        text = text.replace(f"{quote}{drafts}{quote}", quote + MARK.format("drafts") + quote)
    return text


def filled(text: str, run: dict[str, str]) -> str:
    """The same for this run."""
    for name, value in (run | {"drafts": os.environ.get("DRAFTS", "")}).items():
        text = text.replace(MARK.format(name), value)
    return text


def known(question: str) -> list[Step]:
    """What dbt ran when it was asked the same; nothing where it was not."""
    with suppress(OSError, ValueError):
        steps: list[Step] = json.loads((FOLDER / f"{question}.json").read_text("utf-8"))
        return steps
    return []


def keep(question: str, steps: list[Step], run: dict[str, str], warehouse: Path) -> None:
    """For the next time."""
    told = [(named(sql, run), answer and named(answer, run)) for sql, answer in steps]
    # A copy of a file that DuckDB cannot read as it is lies elsewhere each time.
    if not any(str(warehouse.parent) in text for step in told for text in step if text):
        write(FOLDER / f"{question}.json", told)


def plain(steps: list[list[str | None]]) -> list[Step]:
    """Without dbt's notes to itself, and without the ends of transactions."""
    told = [(OF_DBT.sub("", sql or ""), answer) for sql, answer in steps]
    return [(sql, answer) for sql, answer in told if sql.strip().lower() not in IN_BETWEEN]


def write(file: Path, content: object) -> None:
    """Keep it in a file. It is only a matter of speed: a full disk is told of where it matters."""
    unfinished = file.with_suffix(f".{os.getpid()}")
    with suppress(OSError):
        FOLDER.mkdir(parents=True, exist_ok=True)
        unfinished.write_text(json.dumps(content), "utf-8")
        unfinished.replace(file)
        by_age = sorted(FOLDER.glob("*.json"), key=lambda one: one.stat().st_mtime)
        for old in by_age[:-MAX_KEPT]:
            old.unlink(missing_ok=True)
