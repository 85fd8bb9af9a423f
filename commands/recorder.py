"""Listens to what dbt asks DuckDB, for commands/replay.py and commands/kept_steps.py."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import local

from dbt import tracking
from dbt.adapters.duckdb.environments.local import DuckDBCursorWrapper
from dbt_common.invocation import get_invocation_id

from commands import replay

# Statements, each with what dbt read of its answer: None where it read nothing.
Heard = list[list[str | None]]


class Listeners(local):
    """Who listens to this thread."""

    def __init__(self) -> None:
        self.lists: list[Heard] = []


TO_THREAD = Listeners()
TO_ALL: list[Heard] = []


class RecordingCursor(DuckDBCursorWrapper):
    """The cursor of one of dbt's threads."""

    def execute(self, sql: str, bindings: object = None) -> object:
        """A statement begins; one with values beside it is never the same again.

        One that fails has done nothing.
        """
        self.step = [sql, None if bindings is None else "with values"]
        listening = [*TO_THREAD.lists, *TO_ALL]
        for heard in listening:
            heard.append(self.step)
        try:
            return super().execute(sql, bindings)
        except Exception:
            for heard in listening:
                heard[:] = [step for step in heard if step is not self.step]
            raise

    def fetchall(self) -> list[tuple[object, ...]]:
        """Its answer is read."""
        rows: list[tuple[object, ...]] = self._cursor.fetchall()
        self.step[1] = replay.answer_of(self._cursor.description, rows)
        return rows


@contextmanager
def heard() -> Iterator[Heard]:
    """What this thread executes within."""
    steps: Heard = []
    TO_THREAD.lists.append(steps)
    try:
        yield steps
    finally:
        TO_THREAD.lists.remove(steps)


@contextmanager
def recorded(warehouse: Path) -> Iterator[None]:
    """Keeps what all of dbt's threads execute within, if it comes to a good end."""
    question = replay.question_of()
    steps: Heard = []
    TO_ALL.append(steps)
    try:
        yield
    finally:
        TO_ALL.remove(steps)
    if question and tracking.active_user:
        run = {"run": get_invocation_id(), "time": str(tracking.active_user.run_started_at)}
        replay.keep(question, replay.plain(steps), run, warehouse)
