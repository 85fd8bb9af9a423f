"""Removes an account: its records, what was said of it, and every page; nothing is read again."""

import os
import shutil
import sys
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

import duckdb

from commands.build import carry_over, finish
from commands.errors import TRACE, BuildError, StalePagesError, plain_errors
from commands.lake import forget_the_past, named_lake, newest, newest_run
from commands.swap import finish_swap, mark_of
from commands.workspace import (
    READ_BEFORE,
    check_it_is_a_warehouse,
    exclusive_workspace,
    named_paths,
    new_file,
    workspace_of,
)

# The keys, numbers and handles of the account that $name is, by whichever of them it is called.
NAMES = """
    with called as (
        select account_id from staging.stg_account_links where account_key = lower($name)
        union
        select account_id from marts.posts where lower(account_name) = lower($name)
        union
        select account_id from marts.accounts where account_id = $name
    )
    select distinct unnest([
        links.account_id, links.account_key, records.account_number, lower(records.account_name)
    ]) as name
    from staging.stg_account_links as links
    left join staging.stg_records as records on links.account_key = records.account_key
    where links.account_id in (from called)
"""
# Of the old warehouse, what the new one is made from. `$names` are those of the account.
KEEP = {
    "staging.stg_raw_records": """
        (reading_id, record_number) not in (
            select (reading_id, record_number) from old.staging.stg_records
            where list_contains($names, account_key)
        )""",
    "staging.stg_file_log": """
        reading_id in (select reading_id from old.staging.stg_raw_records)
        and reading_id not in (
            select reading_id from old.staging.stg_records
            group by all having bool_and(coalesce(list_contains($names, account_key), false))
        )""",
    "predictions.held_posts": """
        post_id not in (
            select post_id from old.marts.posts where list_contains($names, account_id)
        )""",
    "predictions.draft_log": """
        not list_contains($names, account_id) and not list_contains($names, lower(account_name))""",
    "predictions.draft_outcomes": """
        not list_contains($names, account_id) and not list_contains($names, lower(account_name))""",
}
FOUND = """
    create table staging.found_before as
    from old.staging.stg_found_files
    where
        reading_id is null
        or reading_id in (select reading_id from staging.stg_file_log)
        or source_file like '%data/sample/posts.csv'
"""
# Names of files may hold its own.
RENAME = """
    update {table} set source_file = regexp_replace(
        source_file, '(?i)\\b' || regexp_escape($name) || '\\b', 'forgotten', 'g'
    )
"""
FORGOTTEN = """
    from staging.stg_forgotten_accounts where account_hash = sha256(lower($name))
"""
REMEMBER = """
    create table if not exists staging.stg_forgotten_accounts (
        account_hash varchar, forgotten_at timestamp
    );
    insert into staging.stg_forgotten_accounts
    select sha256(unnest($names)), current_timestamp at time zone 'UTC'
"""


class Account(NamedTuple):
    """An account by all of its names: numbers and handles."""

    called: str
    names: list[str]


def main() -> int:
    """Forget the account that ACCOUNT names: a build of everything else that was read before."""
    warehouse, site = named_paths()
    name = os.environ.get("ACCOUNT", "").strip().lstrip("@")
    print(f"Making {warehouse} again without {name or 'an account'}", flush=True)
    try:
        with plain_errors(f"forgetting {name or 'an account'}", workspace_of(warehouse)):
            if not name:
                raise BuildError("name an account: make forget ACCOUNT=its_name")
            forget(name, warehouse, site)
    except StalePagesError as error:
        print(f"\nNo new pages: {error}", file=sys.stderr)
        return 1
    except BuildError as error:
        print(f"\nNot forgotten: {error}", file=sys.stderr)
        return 1
    print(
        f"\n{name} is in no table and on no page any more. Files that hold it are yours to delete; "
        "a build passes over its records in them.\nOther accounts' captions may still mention it."
    )
    return 0


def forget(name: str, warehouse: Path, site: Path) -> None:
    """Build a warehouse without the account from what this one has read; replace it and the site.

    Rows are left behind, not deleted: a database file keeps what is deleted until it is written
    over. Of a shared warehouse every earlier snapshot goes, too.
    """
    lake = named_lake()
    with exclusive_workspace(warehouse) as workspace:
        check_it_is_a_warehouse(warehouse)
        # Killed when the account had left the tables, but not yet the pages.
        finish_swap(site, mark_of(warehouse, warehouse.name))
        account = found(name, warehouse)
        if account is None:
            # An earlier command left nothing to do, or the earlier snapshots of a shared warehouse.
            if lake:
                forget_the_past(lake)
            return
        start = newest(lake) if lake else None
        if start and start.run_id != run_of(warehouse):
            raise BuildError(
                "the shared warehouse has a newer build than this copy of it. "
                "Fetch it first: make fetch LAKE=..."
            )
        for stale in ("logs", "target", "target_drafts", "target-spark", "stage", "remembered"):
            shutil.rmtree(workspace / stale, ignore_errors=True)
        for trace in (TRACE, READ_BEFORE):
            (workspace / trace).unlink(missing_ok=True)
        new = new_file(workspace)
        carry_over(warehouse, new, KEEP, {"names": account.names})
        leave_out(account, warehouse, new)
        os.environ["ONLY_KEPT"] = "1"
        try:
            finish(new, warehouse, site, workspace, start=start)
        finally:
            del os.environ["ONLY_KEPT"]
        if lake:
            forget_the_past(lake)


def run_of(warehouse: Path) -> str:
    """The build that made a warehouse."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return newest_run(connection)


def found(name: str, warehouse: Path) -> Account | None:
    """The account of that name, none where it was forgotten; raises BuildError where there never
    was one.
    """
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        names = connection.execute(NAMES, {"name": name}).fetchall()
        known = [row[0] for row in connection.execute(
            "select distinct account_name from marts.posts").fetchall()]  # fmt: skip
        was_forgotten = connection.execute(FORGOTTEN, {"name": name}).fetchone()
    if was_forgotten and not names:
        return None
    if not names:
        near = get_close_matches(name, known, n=3)
        hint = f" Did you mean {' or '.join(near)}?" if near else ""
        raise BuildError(f"there is no account '{name}' in '{warehouse}'.{hint}")
    return Account(name, sorted({value for (value,) in names if value}))


def leave_out(account: Account, old: Path, new: Path) -> None:
    """What else of the old warehouse the new one starts with, and who never comes back."""
    quoted = str(old).replace("'", "''")
    with duckdb.connect(str(new)) as connection:
        connection.execute(f"attach '{quoted}' as old (read_only)")
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(FOUND)
        for table in ("staging.found_before", "staging.stg_file_log", "staging.stg_raw_records"):
            for name in account.names:
                connection.execute(RENAME.format(table=table), {"name": name})
        connection.execute(REMEMBER, {"names": account.names})


if __name__ == "__main__":
    sys.exit(main())
