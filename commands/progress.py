"""Says how far a command is: one line that updates, plain lines where nobody watches, or all."""

import json
import os
import shutil
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from dbt_common.events.base_types import EventMsg

ERASE_LINE = "\r\x1b[K"
FINISHED = ("LogModelResult", "LogSeedResult", "LogTestResult")


class Progress:
    """Follows dbt's events on a stream, and counts the tests.

    On a terminal one line says which table is being made, and goes when it is done. Elsewhere a
    line is printed for each tenth of the way, or none when `is_quiet`. With `is_verbose` every
    table gets a line, with its seconds. `last` has the seconds that each step took in the last
    build, by which it tells how long the rest of this one will take.
    """

    def __init__(
        self,
        stream: TextIO | None = None,
        is_verbose: bool = False,
        is_quiet: bool = False,
        last: dict[str, float] | None = None,
    ) -> None:
        self.stream = stream or sys.stdout
        self.is_verbose = is_verbose
        self.is_quiet = is_quiet
        self.updates = self.stream.isatty() and not is_verbose
        self.last = last or {}
        self.last_of_done = 0.0
        self.began = time.monotonic()
        self.n_tests = 0
        self.n_started = 0
        self.tenths = 0
        self.table = ""

    def __call__(self, event: "EventMsg") -> None:
        """Take one event of dbt's."""
        if event.info.name in FINISHED:
            self.last_of_done += self.last.get(event.data.node_info.unique_id, 0.0)
        if event.info.name == "LogTestResult":
            self.n_tests += 1
        elif event.info.name == "LogStartLine":
            self.started(event)
        elif self.is_verbose and event.info.name == "LogModelResult":
            self.line(f"  {name_of(event):<42} {event.data.execution_time:6.1f} s")

    def started(self, event: "EventMsg") -> None:
        """A table is next, or a test of one: dbt does not take them in the order of its count."""
        if event.data.node_info.resource_type in ("model", "seed"):
            self.table = name_of(event)
        self.n_started = max(self.n_started, event.data.index)
        tenths = 10 * self.n_started // event.data.total
        if self.updates:
            self.show(f"{self.n_started} of {event.data.total}{self.left()}: {self.table}")
        elif tenths > self.tenths and not (self.is_verbose or self.is_quiet):
            self.line(f"  {10 * tenths:>3} %  {self.table}{self.left()}".rstrip())
        self.tenths = tenths

    def left(self) -> str:
        """How long the rest of the tables will take, where the last build can tell."""
        total = sum(self.last.values())
        if not total or self.last_of_done < 0.05 * total:
            return ""
        elapsed = time.monotonic() - self.began
        seconds = elapsed * max(total / self.last_of_done - 1, 0)
        if seconds >= 90:
            return f", {seconds / 60:.0f} min left"
        return f", {5 * round(seconds / 5)} s left" if seconds >= 5 else ""

    def show(self, words: str) -> None:
        """Say what is going on, until the next thing is; only on a terminal."""
        if self.updates:
            width = shutil.get_terminal_size().columns - 3
            self.stream.write(f"{ERASE_LINE}  {words[:width]}")
            self.stream.flush()

    def line(self, words: str) -> None:
        """A line that stays."""
        self.clear()
        print(words, file=self.stream, flush=True)

    def clear(self) -> None:
        """Take away the line that updates."""
        if self.updates:
            self.stream.write(ERASE_LINE)
            self.stream.flush()


def name_of(event: "EventMsg") -> str:
    """A table, with its schema."""
    node = event.data.node_info
    return f"{node.node_relation.schema}.{node.node_name}"


def wants_all() -> bool:
    """Whether the environment asks for every detail (VERBOSE=1)."""
    return os.environ.get("VERBOSE", "") not in ("", "0")


def seconds_of_last_build(target: Path) -> dict[str, float]:
    """What each step took, by its id, as dbt wrote it down in its folder; empty without it."""
    try:
        results = json.loads((target / "run_results.json").read_text("utf-8"))["results"]
    except (OSError, ValueError, KeyError):
        return {}
    return {result["unique_id"]: result["execution_time"] for result in results}
