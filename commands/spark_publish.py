"""Shows readers of a Spark cluster one whole build: the names that they read are views of it."""

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from commands.errors import BuildError
from commands.thrift import answer, complaint, schemas

# What a build left that was killed, and what one may still be at work on.
OLD_SECONDS = 24 * 3600
# Views are made in seconds: who has been at it for longer was killed.
SECONDS_TO_PUBLISH = 300


@contextmanager
def publishing(cursor: Any, prefix: str) -> Iterator[None]:
    """One build at a time shows its tables, whichever machine it is on: a schema that only one can
    make is the lock, and says in its comment since when.
    """
    lock = f"{prefix}_publishing"
    while not is_locked(cursor, lock):
        if time.time() - locked_since(cursor, lock) > SECONDS_TO_PUBLISH:
            answer(cursor, f"drop schema if exists {lock}")
        else:
            time.sleep(0.5)
    try:
        yield
    finally:
        answer(cursor, f"drop schema if exists {lock}")


def is_locked(cursor: Any, lock: str) -> bool:
    """Whether this build has made the schema; another one's that is there is let be."""
    try:
        cursor.execute(f"create schema {lock} comment '{time.time():.0f}'")
    except Exception as error:
        if lock in schemas(cursor, lock):
            return False
        raise BuildError(f"Spark refused: {complaint(error)}") from error
    return True


def locked_since(cursor: Any, lock: str) -> float:
    """When the schema was made, in seconds since 1970; now, where it has gone meanwhile."""
    try:
        cursor.execute(f"describe schema {lock}")
        told = dict(row[:2] for row in cursor.fetchall())
    except Exception:
        return time.time()
    return float(told.get("Comment") or 0)


def publish(
    cursor: Any, prefix: str, build_prefix: str, public: Mapping[str, Sequence[str]]
) -> None:
    """Let the names that people read stand for this build's tables, which `public` names by schema;
    the last build's go.
    """
    before = published_build(cursor, prefix)
    for schema, tables in public.items():
        answer(cursor, f"create schema if not exists {prefix}_{schema}")
        for table in tables:
            answer(
                cursor,
                f"create or replace view {prefix}_{schema}.{table} as "
                f"select * from {build_prefix}_{schema}.{table}",
            )
    oldest = time.strftime("%Y%m%d%H%M%S", time.gmtime(time.time() - OLD_SECONDS))
    for schema in schemas(cursor, f"{prefix}_build_"):
        made_at = schema.removeprefix(f"{prefix}_build_").partition("_")[0]
        if schema.startswith(f"{before}_") or made_at < oldest:
            answer(cursor, f"drop schema if exists {schema} cascade")


def published_build(cursor: Any, prefix: str) -> str:
    """The prefix of the build that readers see, empty where there is none yet."""
    marts = f"{prefix}_marts"
    if marts not in schemas(cursor, marts):
        return ""
    answer(cursor, f"show views in {marts} like 'posts'")
    if not cursor.fetchall():
        return ""
    answer(cursor, f"show create table {marts}.posts")
    told = re.search(rf"\b{re.escape(prefix)}_build_\d+", str(cursor.fetchall()))
    return told[0] if told else ""


def counts(cursor: Any, prefix: str) -> tuple[int, int]:
    """Posts and accounts, as readers find them."""
    answer(cursor, f"select count(*), count(distinct account_id) from {prefix}_marts.posts")
    ((n_posts, n_accounts),) = cursor.fetchall()
    return n_posts, n_accounts
