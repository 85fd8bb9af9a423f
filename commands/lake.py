"""A warehouse that machines share: a DuckLake, in which each build is one snapshot.

LAKE names its catalog: a database of PostgreSQL as `dbname=warehouse host=db.example.org`, or a
file. LAKE_DATA is the folder of its Parquet files, which the first build names. The tables are made
on one machine, as always, and published whole: nobody ever reads half a build.
"""

import getpass
import importlib.util
import json
import os
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from commands.copies import copy_all, drop_what_is_gone
from commands.errors import BuildError, first_line

EXTENSIONS = ("postgres_scanner", "ducklake")
# Nothing is ever fetched from the network, and a snapshot that lost a race is not tried again.
SETTINGS = """
    set autoinstall_known_extensions = false;
    set autoload_known_extensions = false;
    set ducklake_max_retry_count = 0;
    set TimeZone = 'UTC';
"""
# The newest snapshot, and the newest one that a build made: none of both in a new lake.
NEWEST = """
    select
        max(snapshot_id) as snapshot,
        arg_max(try_cast(commit_extra_info as json) ->> 'run_id', snapshot_id) as run_id
    from {name}.snapshots()
    where commit_extra_info is not null
"""
BUILDS = """
    create temp view shared_builds as
    select
        snapshot_id,
        strftime(snapshot_time at time zone 'UTC', '%Y-%m-%d %H:%M:%S') as published_at,
        author as published_by,
        try_cast(commit_extra_info as json) ->> 'run_id' as run_id
    from warehouse.snapshots()
    where commit_extra_info is not null
    order by snapshot_id
"""
AS_OF = """
    select max(snapshot_id)
    from warehouse.snapshots()
    where
        try_cast(commit_extra_info as json) ->> 'run_id' = $moment
        or try_cast($moment as bigint) = snapshot_id
        or try_cast($moment as timestamp) >= snapshot_time at time zone 'UTC'
"""


class Lake(NamedTuple):
    """Where a shared warehouse is: its catalog, and the folder of its files where that is named."""

    catalog: str
    data: str


def named_lake() -> Lake | None:
    """The shared warehouse that the environment names, if it names one."""
    catalog, data = (os.environ.get(name, "").strip() for name in ("LAKE", "LAKE_DATA"))
    if not catalog:
        return None
    if re.search(r"\bpassword\s*=|://[^/]*:[^/]*@", catalog, re.IGNORECASE):
        raise BuildError(
            "leave the password out of LAKE, where everybody on this machine can read it. "
            "PostgreSQL takes it from PGPASSWORD or from the file ~/.pgpass."
        )
    if re.search(r"^\w+\s*=", catalog):
        catalog = f"postgres:{catalog}"
    return Lake(catalog, str(Path(data).absolute()) if data and "://" not in data else data)


# Opening


@contextmanager
def opened(
    lake: Lake,
    name: str,
    database: str = ":memory:",
    snapshot: int | None = None,
    writes: bool = False,
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to a database beside which the shared warehouse is attached under that name.

    `writes` makes it where there is none; else it can be read only, as it was in that snapshot.
    """
    options = [] if writes else ["read_only", "create_if_not_exists false"]
    if snapshot is not None:
        options.append(f"snapshot_version {snapshot}")
    if writes and lake.data:
        options.append(f"data_path {literal(lake.data)}")
    attach = f"attach {literal('ducklake:' + lake.catalog)} as {name}"
    with duckdb.connect(database) as connection:
        load_extensions(connection)
        connection.execute(SETTINGS)
        try:
            connection.execute(f"{attach} ({', '.join(options)})" if options else attach)
        except duckdb.Error as error:
            raise BuildError(why_not_opened(lake, str(error))) from error
        try:
            yield connection
        except duckdb.IOException as error:
            raise BuildError(
                f"lost the shared warehouse '{lake.catalog}' ({reason_of(str(error))})."
            ) from error


def load_extensions(connection: duckdb.DuckDBPyConnection) -> None:
    """Those of the packages in requirements-shared.txt: DuckDB's own, signed by it."""
    for extension in EXTENSIONS:
        package = importlib.util.find_spec(f"duckdb_extension_{extension}")
        if package is None or not package.submodule_search_locations:
            raise BuildError(
                "the packages for shared warehouses are not installed: "
                "pip install --require-hashes -r requirements-shared.txt"
            )
        folder = Path(package.submodule_search_locations[0], "extensions")
        path = folder / f"v{duckdb.__version__}" / f"{extension}.duckdb_extension"
        connection.execute(f"load {literal(str(path))}")


def why_not_opened(lake: Lake, message: str) -> str:
    """A sentence for what DuckLake or PostgreSQL says."""
    if re.search("explicitly disabled|data_path is not set|database does not exist", message):
        return (
            f"there is no shared warehouse at '{lake.catalog}' yet. The first build makes it and "
            "names a folder that all machines reach: make build LAKE=... LAKE_DATA=/srv/warehouse"
        )
    if "does not match existing data path" in message:
        return f"the files of '{lake.catalog}' lie in another folder: leave LAKE_DATA out."
    return f"cannot open the shared warehouse '{lake.catalog}' ({reason_of(message)})."


def reason_of(message: str) -> str:
    """What PostgreSQL says, else the first line; never the statements that it was told."""
    told = re.findall(r"failed: (?:FATAL: *)?(.+)|(could not translate .+)", message)
    reasons = [text.strip() for pair in told for text in pair if text.strip()]
    plain = first_line(Exception(message.partition("Failed to execute query")[0]))
    return reasons[-1] if reasons else plain.rstrip(": ")


def literal(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


# Publishing


class Start(NamedTuple):
    """What a build starts from: the newest snapshot, and the build that made it, if one did."""

    lake: Lake
    snapshot: int
    run_id: str | None


def newest(lake: Lake) -> Start:
    """The state of a shared warehouse, which is made where it is not there yet."""
    with opened(lake, "shared", writes=True) as connection:
        snapshot, run_id = found(connection, NEWEST.format(name="shared"))
        (current,) = found(connection, "from shared.current_snapshot()")
        if snapshot is None:
            # Few rows would become a table of PostgreSQL's for every table of every build.
            found(connection, "call shared.set_option('data_inlining_row_limit', '0')")
        return Start(lake, current, run_id)


# Answers to planned posts that only a local warehouse has, but for accounts that were forgotten.
OWN_ANSWERS = """
    from own.predictions.draft_log
    where
        run_id not in (select run_id from {shared}predictions.draft_log)
        and not exists (
            from {shared}staging.stg_forgotten_accounts as forgotten
            where forgotten.account_hash in (sha256(account_id), sha256(lower(account_name)))
        )
"""
UNKNOWN = f"""
    select
        (select count(*) from own.ops.build_runs
         where run_id not in (select run_id from shared.ops.build_runs)),
        (select count(*) {OWN_ANSWERS.format(shared="shared.")})
"""


def add_own_answers(connection: duckdb.DuckDBPyConnection, warehouse: Path) -> None:
    """Put into a new warehouse what was answered in a local one since it was published."""
    if warehouse.exists():
        connection.execute(f"attach {literal(str(warehouse))} as own (read_only)")
        own = OWN_ANSWERS.format(shared="")
        connection.execute(f"insert into predictions.draft_log by name select * {own}")
        connection.execute("detach own")


def check_it_is_known(warehouse: Path, lake: Lake, with_answers: bool = False) -> None:
    """Raise BuildError where a local warehouse has builds that the shared one does not have, or
    `with_answers` such answers to planned posts.
    """
    if not warehouse.exists():
        return
    with opened(lake, "shared") as connection:
        connection.execute(f"attach {literal(str(warehouse))} as own (read_only)")
        try:
            n_builds, n_answers = found(connection, UNKNOWN)
        except duckdb.CatalogException:
            return
    if n_builds:
        raise BuildError(
            f"'{warehouse}' has {n_builds} build{'s' * (n_builds > 1)} that the shared warehouse "
            "does not know, and what they said of planned posts would be lost. "
            "Keep it, and name another file: WAREHOUSE=shared.duckdb"
        )
    if n_answers and with_answers:
        raise BuildError(
            f"'{warehouse}' has answers to planned posts that the shared warehouse does not know. "
            "Publish them first: make build LAKE=..., or name another file: WAREHOUSE=shared.duckdb"
        )


def publish(built: Path, start: Start) -> int:
    """Put all tables and views of a finished build in the place of those that are there, at once.

    Returns the number of the snapshot. Raises BuildError where somebody else has published since
    `start`; then, and after any other failure, the shared warehouse is as it was.
    """
    lake = start.lake
    with opened(lake, "shared", writes=True) as connection:
        connection.execute(f"attach {literal(str(built))} as built (read_only)")
        run_id = newest_run(connection, "built.")
        try:
            connection.execute("begin")
            if found(connection, "from shared.current_snapshot()") != (start.snapshot,):
                raise BuildError(somebody_was_faster(connection))
            drop_what_is_gone(connection, "built", "shared")
            copy_all(connection, "built", "shared")
            connection.execute(
                "call shared.set_commit_message($author, 'a build', extra_info => $extra)",
                {
                    "author": f"{getpass.getuser()}@{socket.gethostname()}",
                    "extra": json.dumps({"run_id": run_id}),
                },
            )
            connection.execute("commit")
        except duckdb.Error as error:
            # A connection that ends while it commits does not say whether it did.
            if was_published(lake, run_id):
                return newest(lake).snapshot
            if re.search("Transaction conflict|maximum retry count", str(error)):
                raise BuildError(somebody_was_faster(connection)) from error
            raise BuildError(
                f"cannot publish to '{lake.catalog}' ({reason_of(str(error))}). The shared "
                "warehouse is as it was."
            ) from error
        (snapshot,) = found(connection, "from shared.last_committed_snapshot()")
        return int(snapshot)


def somebody_was_faster(connection: duckdb.DuckDBPyConnection) -> str:
    """Who won, where a build did and not somebody's own statement."""
    (author,) = found(
        connection, "select author from shared.snapshots() order by snapshot_id desc limit 1"
    )
    name = f" by {author}" if author else ""
    return (
        f"another build was published{name} while this one ran, and that one stands. "
        "Build again: it starts from there."
    )


def was_published(lake: Lake, run_id: str) -> bool:
    """Whether a snapshot is that of a build; no answer is a no."""
    try:
        return newest(lake).run_id == run_id
    except (BuildError, duckdb.Error):
        return False


def newest_run(connection: duckdb.DuckDBPyConnection, database: str = "") -> str:
    """The build that made the tables."""
    (run_id,) = found(
        connection, f"select run_id from {database}ops.build_runs order by rowid desc limit 1"
    )
    return str(run_id)


# Removing and reading


def forget_the_past(lake: Lake) -> None:
    """Drop every snapshot but the newest, and the files that only they need; can be repeated."""
    with opened(lake, "shared", writes=True) as connection:
        for work in (
            "ducklake_expire_snapshots('shared', older_than => now())",
            "ducklake_cleanup_old_files('shared', cleanup_all => true)",
        ):
            try:
                found(connection, f"select count(*) from {work}")
            except duckdb.Error as error:
                raise BuildError(
                    f"the account has left the newest snapshot of '{lake.catalog}', but earlier "
                    f"ones still hold it ({reason_of(str(error))}). Run make forget again."
                ) from error


def snapshot_as_of(lake: Lake, moment: str) -> int:
    """The snapshot of a build by its run_id, its number, or the last one up to a time (UTC)."""
    with opened(lake, "warehouse") as connection:
        snapshot = connection.execute(AS_OF, {"moment": moment}).fetchone()
    if not snapshot or snapshot[0] is None:
        raise BuildError(
            f"the shared warehouse has no snapshot '{moment}': give a run_id, a number or a time. "
            'All of them: make sql LAKE=... QUERY="from shared_builds"'
        )
    return int(snapshot[0])


def found(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    """The first row of a query, which is carried through: DuckDB undoes what nobody reads to its
    end.
    """
    rows = connection.execute(query).fetchall()
    return tuple(rows[0]) if rows else ()
