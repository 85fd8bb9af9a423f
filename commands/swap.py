"""Puts a warehouse and its pages in place, in this order, and says which pages are whose."""

import fcntl
import json
import shutil
from contextlib import suppress
from pathlib import Path

import duckdb

from commands.errors import StalePagesError
from commands.workspace import opened, workspace_of
from reports.tables import rows

MARK = "warehouse.json"


def mark_of(warehouse: Path, name: str) -> str:
    """What a site says of the warehouse that it shows: its file's name and the run that made it."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        overview = rows(connection, "select * from reporting.rpt_overview")[0]
    return json.dumps({"warehouse": name, "run_id": overview["run_id"]}, indent=2) + "\n"


def shows(site: Path, mark: str) -> bool:
    """Whether the pages are of the warehouse with this mark."""
    found = site / MARK
    return found.exists() and found.read_text("utf-8") == mark


def finish_swap(site: Path, mark: str) -> None:
    """Put pages of this mark in place that a command finished and was killed before it did so, and
    throw away the older ones that it had put aside.
    """
    workspace = workspace_of(site)
    if not workspace.is_dir():
        return
    with opened(workspace, site) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for new in workspace.glob("new-*"):
            if shows(new, mark):
                put_pages(new, site)
                return
        if shows(site, mark):
            shutil.rmtree(workspace / "previous", ignore_errors=True)


def put_in_place(new: Path, site: Path, warehouse: Path, moved_to: Path | None) -> None:
    """Move the warehouse where it belongs, then the pages.

    The warehouse first: a command killed in between leaves pages whose mark says that they are
    older, and never pages of a warehouse that does not exist. The new ones lie whole in the
    site's workspace, and the next command finds them there (finish_swap).
    """
    if moved_to is None:
        put_pages(new, site)
        return
    put_warehouse(warehouse, moved_to)
    try:
        put_pages(new, site)
    except (OSError, KeyboardInterrupt) as error:
        reason = getattr(error, "strerror", None) or "stopped by hand"
        raise StalePagesError(
            f"'{moved_to}' is new, the pages in '{site}' are the old ones ({reason}). "
            "make site renders them."
        ) from error


def put_warehouse(new: Path, place: Path) -> None:
    """Move a finished warehouse where it belongs."""
    keep_access(new, place)
    new.replace(place)


def keep_access(new: Path, place: Path) -> None:
    """Who could read the old one can read the new one; without an old one only its owner.

    Both hold handles and captions.
    """
    mode = place.stat().st_mode & 0o777 if place.exists() else 0o700 if new.is_dir() else 0o600
    # Some drives know nothing of who may read.
    with suppress(PermissionError):
        new.chmod(mode)


def put_pages(new: Path, site: Path) -> None:
    """Swap a whole site in, or where `new` is not whole (it has no mark), its files."""
    if not (new / MARK).exists():
        for file in [path for path in sorted(new.rglob("*")) if path.is_file()]:
            file.replace(site / file.relative_to(new))
        return
    keep_access(new, site)
    previous = new.with_name("previous")
    if site.exists():
        site.rename(previous)
    new.rename(site)
    shutil.rmtree(previous, ignore_errors=True)
