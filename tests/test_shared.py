"""A warehouse that machines share: what one publishes, the others read, whole or not at all."""

import shutil
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import duckdb
import pytest

from commands import build as builder
from commands import fetch, forget, lake, sql
from commands.errors import BuildError
from commands.lake import Lake, newest, opened, publish
from tests.builds import answer, build_tables, made_up_posts, run, write_posts
from tests.drafts import write_drafts
from tests.postgres import PASSWORD, Server, needs_postgres, serving
from tests.shared import environment

pytestmark = needs_postgres


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with environment(PGPASSWORD=PASSWORD), serving() as server:
        yield server


@pytest.fixture
def team(server, tmp_path, request) -> Iterator[Lake]:
    """A shared warehouse that is not there yet, as LAKE and LAKE_DATA name it."""
    name = f"team_{abs(hash(request.node.name))}"
    with environment(LAKE=server.database(name), LAKE_DATA=str(tmp_path / "files")):
        found = lake.named_lake()
        assert found is not None
        yield found


@pytest.fixture(scope="module")
def first(server, small_build, tmp_path_factory) -> Path:
    """The files of a shared warehouse that holds a build of sixty posts, its database `first`."""
    files = tmp_path_factory.mktemp("first") / "files"
    publish(small_build.warehouse, newest(Lake("postgres:" + server.database("first"), str(files))))
    return files


@pytest.fixture
def published(server, first, tmp_path, request) -> Iterator[Lake]:
    """A copy of it, as LAKE and LAKE_DATA name it."""
    name, files = f"team_{abs(hash(request.node.name))}", tmp_path / "files"
    catalog = server.database(name, template="first")
    shutil.copytree(first, files)
    moved = f"update ducklake_metadata set value = '{files}/' where key = 'data_path'"
    server.run("psql", *server.where(), "-d", name, "-q", "-c", moved)
    with environment(LAKE=catalog, LAKE_DATA=str(files)):
        found = lake.named_lake()
        assert found is not None
        yield found


def again(warehouse: Path, folder: Path, run_id: str) -> Path:
    """A copy of a warehouse as another build would have made it."""
    folder.mkdir()
    copy = Path(shutil.copy(warehouse, folder))
    with duckdb.connect(str(copy)) as connection:
        connection.execute(
            "insert into ops.build_runs select * replace ($1 as run_id) from ops.build_runs"
            " limit 1",
            [run_id],
        )
    return copy


def asked(query: str, **settings: str) -> str:
    """What `make sql` says of the shared warehouse."""
    found = run(sql.main, Path("nowhere.duckdb"), QUERY=query, **settings)
    return found.output + found.errors


def contents(connection: duckdb.DuckDBPyConnection) -> dict[tuple, object]:
    """The columns and rows of every table and view of the attached warehouse."""
    relations = connection.execute(
        "select table_schema, table_name from information_schema.tables"
        " where table_catalog = 'warehouse' and table_schema not in ('main', 'pg_catalog')"
    ).fetchall()
    columns = connection.execute(
        "select schema_name, table_name, column_name, data_type, is_nullable from duckdb_columns()"
        " where database_name = 'warehouse' order by all"
    ).fetchall()
    return {("columns",): columns} | {
        (schema, name): Counter(
            map(repr, connection.execute(f'from warehouse."{schema}"."{name}"').fetchall())
        )
        for schema, name in relations
    }


def held_by_file(warehouse: Path) -> dict[tuple, object]:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return contents(connection)


def held_by(team: Lake, snapshot: int | None = None) -> dict[tuple, object]:
    with opened(team, "warehouse", snapshot=snapshot) as connection:
        return contents(connection)


# What is published


def test_everything_is_published_and_fetched_as_it_was(published, small_build, tmp_path):
    expected = held_by_file(small_build.warehouse)
    assert len(expected) > 200
    assert differing(held_by(published), expected) == []
    fetched = run(fetch.main, tmp_path / "here" / "warehouse.duckdb")
    assert fetched.code == 0, fetched.errors
    assert differing(held_by_file(fetched.warehouse), expected) == []
    assert (tmp_path / "here" / "site" / "index.html").exists()


def differing(found: dict[tuple, object], expected: dict[tuple, object]) -> list[tuple]:
    return [key for key in found | expected if found.get(key) != expected.get(key)]


def test_a_build_adds_to_what_others_have_published(published, small_build, tmp_path):
    """On a machine that has never seen their files, of other accounts."""
    mine = "2 + i % 2"
    columns = {"owner_id": mine, "owner_username": f"'account_' || ({mine})"}
    made_up = made_up_posts(30, shortcode="'other' || i", **columns)
    posts = write_posts(tmp_path / "mine.csv", made_up)
    built = build_tables(tmp_path / "other" / "warehouse.duckdb", posts)
    assert built.code == 0, built.errors
    runs = "select run_id from ops.build_runs order by started_at"
    first, second = (run_id for (run_id,) in built.rows(runs))
    assert [(first,)] == small_build.rows(runs) and newest(published).run_id == second
    counts = "select account_name, count(*) from marts.posts group by all order by all"
    assert built.rows(counts) == [(f"account_{n}", 30 if n < 2 else 15) for n in range(4)]
    assert "90" in asked("select count(*) as n from marts.posts")
    assert first in asked("from shared_builds") and second in asked("from shared_builds")
    for moment in (first, "1"):
        assert "60" in asked("select count(*) as n from marts.posts", AS_OF=moment)


def test_answers_of_a_local_warehouse_go_into_the_shared_one(published, small_copy, tmp_path):
    """They are not fetched over; who was forgotten meanwhile does not come back with them."""
    plans = [
        {"draft_id": f"plan-{n}", "account": f"account_{n}", "planned_at": "2024-02-01T10:00Z"}
        for n in range(2)
    ]
    told = answer(small_copy, write_drafts(tmp_path / "plans.csv", *plans))
    assert told.code == 0, told.errors
    refused = run(fetch.main, small_copy)
    assert refused.code == 1 and "answers to planned posts that the shared" in refused.errors
    with duckdb.connect() as connection:
        connection.execute(
            "create schema predictions; create schema staging;"
            " create table staging.stg_forgotten_accounts as select sha256('account_1')"
            " as account_hash, now()::timestamp as forgotten_at"
        )
        connection.execute(f"attach '{small_copy}' as held (read_only)")
        connection.execute(
            "create table predictions.draft_log as from held.predictions.draft_log limit 0"
        )
        connection.execute("detach held")
        lake.add_own_answers(connection, small_copy)
        said = connection.execute("select distinct draft_id from predictions.draft_log").fetchall()
    assert said == [("plan-0",)]
    built = build_tables(small_copy, write_posts(tmp_path / "more.csv", made_up_posts(66)))
    assert built.code == 0, built.errors
    assert "plan-1" in asked("select distinct draft_id from predictions.draft_log order by all")


def test_of_two_builds_at_once_one_is_published(published, small_build, tmp_path):
    start = newest(published)
    copies = {
        name: again(small_build.warehouse, tmp_path / name, name) for name in ("one", "other")
    }
    said: dict[str, str] = {}

    def publish_own(name: str) -> None:
        try:
            publish(copies[name], start)
        except BuildError as error:
            said[name] = str(error)

    threads = [threading.Thread(target=publish_own, args=[name]) for name in copies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (loser,) = said
    winner = "other" if loser == "one" else "one"
    assert newest(published).run_id == winner
    assert "another build was published" in said[loser] and "Build again" in said[loser]
    assert differing(held_by(published), held_by_file(copies[winner])) == []


def test_who_reads_meanwhile_sees_one_whole_build(published, small_build, tmp_path):
    """The number of builds says which one it is, and every table that repeats it agrees."""
    whole = {1: held_by(published)}
    other = again(small_build.warehouse, tmp_path / "other", "other")
    with duckdb.connect(str(other)) as connection:
        connection.execute("delete from marts.posts; delete from reporting.rpt_overview")
    seen, done = [], threading.Event()

    def read() -> None:
        counts = (
            "select (select count(*) from ops.build_runs), (select count(*) from marts.posts),"
            " (select count(*) from reporting.rpt_overview)"
        )
        with opened(published, "warehouse") as connection:
            connection.execute("use warehouse")
            while not done.is_set():
                seen.append(connection.execute(counts).fetchone())
                time.sleep(0.01)

    reader = threading.Thread(target=read)
    reader.start()
    publish(other, newest(published))
    time.sleep(0.5)
    done.set()
    reader.join()
    assert set(seen) == {(1, 60, 1), (2, 0, 0)}
    assert differing(held_by(published, snapshot=1), whole[1]) == []


def test_what_is_forgotten_is_in_no_snapshot_and_no_file(published, small_copy, tmp_path):
    name = "account_1"
    assert found_in(tmp_path / "files", name)
    forgotten = run(forget.main, small_copy, ACCOUNT=name, EVALUATION="none")
    assert forgotten.code == 0, forgotten.errors
    assert not found_in(tmp_path / "files", name)
    assert "no snapshot '1'" in asked("from marts.posts", AS_OF="1")
    texts = str(held_by(published))
    assert name not in texts and "account_0" in texts
    twice = run(forget.main, small_copy, ACCOUNT=name, EVALUATION="none")
    assert twice.code == 0 and "in no table and on no page" in twice.output


def found_in(folder: Path, name: str) -> list[Path]:
    """The Parquet files that hold a text in any of their columns."""
    with duckdb.connect() as connection:
        return [
            path
            for path in folder.rglob("*.parquet")
            if name in path.name
            or name in str(connection.execute(f"from '{path}'").fetchall())
            or name in str(connection.execute(f"from parquet_metadata('{path}')").fetchall())
        ]


# What goes wrong


def test_a_server_that_dies_while_a_build_is_published_keeps_the_old_one(
    published, server, small_build, tmp_path
):
    other, start = again(small_build.warehouse, tmp_path / "other", "other"), newest(published)
    copy_all = lake.copy_all

    def and_die(*arguments: object) -> None:
        copy_all(*arguments)
        server.stop()

    with (
        patch.object(lake, "copy_all", and_die),
        pytest.raises(BuildError, match=r"cannot publish to .* warehouse is as it was"),
    ):
        publish(other, start)
    server.start()
    assert newest(published) == start
    publish(other, start)
    assert newest(published).run_id == "other"


def test_a_local_warehouse_of_other_builds_is_not_passed_over(published, small_build, tmp_path):
    own = again(small_build.warehouse, tmp_path / "own", "of my own")
    before = own.read_bytes()
    for command in (builder.main, fetch.main):
        refused = run(command, own, POSTS="", EVALUATION="none")
        assert refused.code == 1
        assert "has 1 build that the shared warehouse does not know" in refused.errors
    assert own.read_bytes() == before and newest(published).snapshot == 1


def test_nothing_is_forgotten_in_a_copy_that_is_old(published, small_build, small_copy, tmp_path):
    publish(again(small_build.warehouse, tmp_path / "x", "newer"), newest(published))
    refused = run(forget.main, small_copy, ACCOUNT="account_1", EVALUATION="none")
    assert refused.code == 1 and "has a newer build than this copy" in refused.errors


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"LAKE": "dbname=x host=127.0.0.1 port=1 user=team"}, "(Connection refused)."),
        ({"LAKE": "dbname=x host=nosuch.invalid user=team"}, "could not translate host name"),
        ({"PGPASSWORD": "wrong"}, 'password authentication failed for user "team"'),
        ({"LAKE": "dbname=x password=open"}, "leave the password out of LAKE"),
        ({"LAKE": "postgres://team:open@host/x"}, "leave the password out of LAKE"),
        ({"LAKE": "nothing.ducklake"}, "there is no shared warehouse at 'nothing.ducklake' yet"),
        ({"AS_OF": "yesterday"}, "no snapshot 'yesterday': give a run_id, a number or a time"),
        ({"LAKE": "", "AS_OF": "1"}, "AS_OF asks a shared warehouse what it held"),
    ],
)
def test_who_cannot_read_is_told_why(published, settings, expected):
    said = asked("select 1", **settings)
    assert expected in said and "\n" not in said.strip() and "open@" not in said


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"LAKE_DATA": ""}, "The first build makes it and names a folder that all machines reach"),
        ({"LAKE_DATA": "/proc/nowhere"}, "cannot publish to"),
    ],
)
def test_who_cannot_publish_is_told_why(team, settings, expected, small_build, tmp_path):
    with environment(**settings):
        own = lake.named_lake()
        assert own is not None
        with pytest.raises(BuildError, match=expected):
            publish(small_build.warehouse, newest(own))


def test_files_in_another_folder_are_not_a_second_warehouse(published, tmp_path):
    elsewhere = published._replace(data=str(tmp_path / "elsewhere"))
    with pytest.raises(BuildError, match="lie in another folder: leave LAKE_DATA out"):
        newest(elsewhere)


def test_without_the_packages_it_says_what_to_install(published, monkeypatch):
    monkeypatch.setattr(lake, "EXTENSIONS", ("absent",))
    assert "requirements-shared.txt" in asked("select 1")
