"""Folders beside a warehouse and a site where one command at a time makes the next one."""

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from commands.errors import BuildError

# Names the folder to models_ml/remembered.py and reports/remembered.py.
REMEMBERED = "REMEMBERED"
# What a build on Spark has read of the files, for the next one (commands/spark.py).
READ_BEFORE = "read.duckdb"


def named_paths() -> tuple[Path, Path]:
    """The warehouse and the site that the environment names."""
    warehouse = Path(os.environ.get("WAREHOUSE") or "warehouse.duckdb").absolute()
    return warehouse, Path(os.environ.get("SITE") or "site").absolute()


def workspace_of(product: Path) -> Path:
    """The folder beside a warehouse or a site that is its own."""
    return product.parent / f".{product.name}.build"


@contextmanager
def exclusive_workspace(warehouse: Path) -> Iterator[Path]:
    """The warehouse's workspace, for one command at a time: another one is turned away."""
    workspace = workspace_of(warehouse)
    with opened(workspace, warehouse) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BuildError(
                f"another build of '{warehouse}' is running: {holder(workspace)}. Wait for it, "
                "or set WAREHOUSE to another file."
            ) from error
        sign(workspace, warehouse)
        yield workspace


@contextmanager
def exclusive_site(site: Path, warehouse: Path) -> Iterator[Path]:
    """An empty folder to make the pages of `warehouse` in, for one command at a time.

    Pages are made in seconds: another command waits for its turn.
    """
    workspace = workspace_of(site)
    with opened(workspace, site) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print(f"Waiting for {holder(workspace)} to finish the pages in {site}", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        sign(workspace, warehouse)
        previous, new = workspace / "previous", workspace / f"new-{os.getpid()}"
        # Killed when the old site was out and the new one not yet in.
        if previous.exists() and not site.exists():
            previous.rename(site)
        for stale in workspace.iterdir():
            if stale.is_dir():
                shutil.rmtree(stale)
        new.mkdir()
        try:
            yield new
        finally:
            shutil.rmtree(new, ignore_errors=True)


@contextmanager
def opened(workspace: Path, product: Path) -> Iterator[int]:
    """The workspace as a file to lock.

    The lock belongs to the process, so a killed command leaves none behind.
    """
    try:
        # Copies of exports lie in it.
        workspace.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(workspace, os.O_RDONLY)
    except OSError as error:
        raise BuildError(f"cannot write beside '{product}' ({error.strerror}).") from error
    try:
        yield lock
    finally:
        os.close(lock)


def sign(workspace: Path, warehouse: Path) -> None:
    """Say who holds the lock, for those who find it held."""
    (workspace / "holder").write_text(f"process {os.getpid()} ({warehouse.name})", "utf-8")


def holder(workspace: Path) -> str:
    """Who signed last."""
    signed = workspace / "holder"
    return signed.read_text("utf-8") if signed.exists() else "another process"


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
def remembering(workspace: Path, forgets_others: bool = False) -> Iterator[None]:
    """Python steps and figures find what earlier commands found for equal input.

    What was not asked for is thrown away at a good end, where the command asks for everything.
    A folder that the environment names is used as it is.
    """
    if os.environ.get(REMEMBERED):
        yield
        return
    folder, started = workspace / "remembered", time.time()
    os.environ[REMEMBERED] = str(folder)
    try:
        yield
    finally:
        del os.environ[REMEMBERED]
    for answer in folder.glob("*") if forgets_others else ():
        if answer.stat().st_mtime < started - 1:
            answer.unlink()


def check_it_is_a_warehouse(warehouse: Path) -> None:
    """Raise BuildError unless a build of this version made the file and nobody writes to it."""
    if not warehouse.exists():
        raise BuildError(f"there is no warehouse at '{warehouse}'. Make one: make build")
    try:
        with duckdb.connect(str(warehouse), read_only=True) as connection:
            # One table of each change that a draft's answer has needed since.
            for table in ("predictions.held_posts", "predictions.draft_calibrations",
                          "staging.stg_files", "staging.stg_forgotten_accounts",
                          "marts.young_posts", "predictions.residual_quantiles"):  # fmt: skip
                connection.execute(f"from {table} limit 1")
    except duckdb.IOException as error:
        raise BuildError(
            f"cannot read '{warehouse}' ({str(error).splitlines()[0]}). Close the program that has "
            "it open for writing, or name a warehouse."
        ) from error
    except duckdb.Error as error:
        raise BuildError(
            f"'{warehouse}' was not built by this version "
            f"({str(error).splitlines()[0]}). Build it again: make build"
        ) from error
