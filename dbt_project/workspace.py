"""A folder beside the warehouse where one command at a time makes the next one."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class BuildError(Exception):
    """Why there is no new warehouse, in sentences for the person who asked for one."""


def named_paths() -> tuple[Path, Path]:
    """The warehouse and the site that the environment names."""
    warehouse = Path(os.environ.get("WAREHOUSE") or "warehouse.duckdb").absolute()
    return warehouse, Path(os.environ.get("SITE") or "site").absolute()


def workspace_of(warehouse: Path) -> Path:
    """The folder beside a warehouse that is its own."""
    return warehouse.parent / f".{warehouse.name}.build"


@contextmanager
def exclusive_workspace(warehouse: Path) -> Iterator[Path]:
    """The workspace, for one command at a time.

    The lock belongs to the process, so a killed build leaves none behind.
    """
    workspace = workspace_of(warehouse)
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


def new_file(workspace: Path) -> Path:
    """Where the next warehouse is made, without remains of an earlier try.

    dbt names the catalog after the file: a plain name here, whatever the user's.
    """
    new = workspace / "warehouse.duckdb"
    for stale in (new, new.with_name(new.name + ".wal")):
        stale.unlink(missing_ok=True)
    for copies in workspace.glob("reading-*"):
        shutil.rmtree(copies, ignore_errors=True)
    return new


@contextmanager
def plain_errors() -> Iterator[None]:
    """What stops a command from outside, as a BuildError: a key, or a folder it may not write."""
    try:
        yield
    except KeyboardInterrupt as error:
        raise BuildError("stopped by hand.") from error
    except OSError as error:
        raise BuildError(f"cannot use '{error.filename}' ({error.strerror}).") from error
