"""What the tests of all workers share: one folder, and the project as dbt reads it."""

import contextlib
import fcntl
import json
import os
import re
import tempfile
from functools import cache
from hashlib import sha256
from pathlib import Path

from dbt.cli.main import dbtRunner
from dbt.contracts.graph.manifest import Manifest

ROOT = Path(__file__).parent.parent
# Names the folder.
SHARED = "SHARED"


def project_of(evaluation: str, variables: dict) -> Manifest:
    """The project as dbt reads it with these settings, of which few matter to the reading."""
    texts = [path.read_text("utf-8") for path in (ROOT / "dbt_project").rglob("*.yml")]
    named = set(re.findall(r"\bvar\('(\w+)'\)", "".join(texts)))
    matter = {name: value for name, value in variables.items() if name in named}
    return project_as_read(evaluation, json.dumps(matter, sort_keys=True))


@cache
def project_as_read(evaluation: str, variables: str) -> Manifest:
    """Read anew in some five seconds, in one where another worker has read the same before.

    The name of a warehouse's file is in the names of its tables: here it is warehouse.duckdb.
    """
    # A script that is no test has no folder yet.
    shared = os.environ.get(SHARED) or os.environ.setdefault(SHARED, tempfile.mkdtemp())
    folder = Path(shared) / "read" / sha256(variables.encode()).hexdigest()
    folder.mkdir(parents=True, exist_ok=True)
    place = ["--target-path", str(folder), "--log-path", str(folder), "--no-write-json"]
    with (
        environment(WAREHOUSE=str(folder / "warehouse.duckdb"), EVALUATION=evaluation),
        one_at_a_time(folder.with_suffix(".lock")),
    ):
        result = dbtRunner().invoke(["--quiet", "parse", "--vars", variables, *place])
    assert result.success, result.exception
    return result.result


@contextlib.contextmanager
def one_at_a_time(path: Path):
    """A block that one worker runs while the others wait."""
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def environment(**values: str):
    """Environment variables that end with the block."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def link_project(folder: Path, but: tuple[str, ...]) -> None:
    """The project's files and folders as links in a folder, but some and git's own."""
    for entry in ROOT.iterdir():
        if entry.name not in (".git", *but):
            (folder / entry.name).symlink_to(entry)
