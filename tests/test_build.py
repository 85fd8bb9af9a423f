"""A build replaces the warehouse whole or not at all."""

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from itertools import count

import duckdb

from commands.swap import put_warehouse
from tests.builds import build, build_some, build_tables, made_up_posts, write_posts
from tests.shared import ROOT, environment


def test_the_history_of_builds_survives_rebuilds(warehouse, tmp_path):
    posts = write_posts(tmp_path / "posts.csv", made_up_posts(60))
    more = write_posts(tmp_path / "more.csv", made_up_posts(61))
    answers = tmp_path / f".{warehouse.name}.build" / "remembered"
    kept = []
    for export in (posts, posts, more):
        with environment(REMEMBERED=""):
            assert build_tables(warehouse, export).code == 0
        kept.append({answer.name for answer in answers.iterdir()})
    # An equal build asked nothing new; what another one no longer asks is not kept.
    assert kept[0] == kept[1] and len(kept[0]) > 5
    assert len(kept[2]) == len(kept[0]) and kept[2] != kept[0]
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        runs = connection.execute(
            "select n_posts, input_hash, model_id, table_hashes from ops.build_runs"
            " order by started_at"
        ).fetchall()
    assert [n_posts for n_posts, *_ in runs] == [60, 60, 61]
    assert runs[0] == runs[1]
    assert runs[1][1] != runs[2][1]
    before, after = runs[1][3], runs[2][3]
    changed = {table for table in before if before[table] != after[table]}
    assert {"marts.posts", "marts.post_features", "predictions.post_predictions"} <= changed
    assert "marts.feature_availability" not in changed


def test_a_second_build_of_the_same_warehouse_waits_its_turn(warehouse, tmp_path):
    posts = write_posts(tmp_path / "posts.csv", made_up_posts(60))
    workspace = tmp_path / f".{warehouse.name}.build"
    workspace.mkdir()
    held = os.open(workspace, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    refused = build(warehouse, posts)
    os.close(held)
    assert refused.code == 1 and "another build" in refused.errors
    assert not warehouse.exists()
    assert build_some(warehouse, posts, "posts").code == 0


def test_a_killed_build_leaves_the_old_warehouse_and_the_next_one_works(small_copy, tmp_path):
    warehouse, posts = small_copy, write_posts(tmp_path / "posts.csv", made_up_posts(60))
    before = warehouse.read_bytes()
    process = subprocess.Popen(
        [sys.executable, "-m", "commands.build"],
        cwd=ROOT,
        env=os.environ
        | {
            "WAREHOUSE": str(warehouse),
            "POSTS": str(posts),
            "PYTHONPATH": str(ROOT),
            "VERBOSE": "1",
        },
        stdout=subprocess.PIPE,
        text=True,
    )
    while "marts.posts" not in (process.stdout.readline() or "marts.posts"):
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert warehouse.read_bytes() == before
    assert build_some(warehouse, posts, "posts").code == 0


def test_a_file_that_is_no_warehouse_is_not_overwritten(warehouse, tmp_path):
    posts = write_posts(tmp_path / "posts.csv", made_up_posts(60))
    warehouse.write_text("my diary")
    built = build(warehouse, posts)
    assert built.code == 1 and "not a warehouse" in built.errors
    assert warehouse.read_text() == "my diary"


def test_people_can_read_while_a_build_runs(small_copy, tmp_path):
    warehouse, posts = small_copy, write_posts(tmp_path / "posts.csv", made_up_posts(60))
    reader = subprocess.Popen(
        [sys.executable, "-c",
         "import duckdb, sys\n"
         "c = duckdb.connect(sys.argv[1], read_only=True); print(1, flush=True); input()",
         str(warehouse)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert reader.stdout.readline() == "1\n"
    assert build(warehouse, posts).code == 0
    reader.communicate("\n")


def test_a_clock_that_was_set_back_is_named_and_its_build_is_the_one_that_counts(
    small_copy, tmp_path
):
    warehouse, posts = small_copy, write_posts(tmp_path / "posts.csv", made_up_posts(61))
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("update ops.build_runs set started_at = '2099-01-01 12:00:00'")
    built = build(warehouse, posts)
    assert built.code == 0, built.errors
    assert "and an earlier build was at 2099-01-01 12:00. Posts after its" in built.output
    assert "61 posts of 2 accounts" in built.output
    mark = json.loads((tmp_path / "site" / "warehouse.json").read_text("utf-8"))
    assert built.rows(
        "select n_posts, run_id from ops.build_runs where started_at < '2099-01-01'"
    ) == [(61, mark["run_id"])]
    assert built.rows("select n_posts from reporting.rpt_overview") == [(61,)]


# Reads until there is a file "stop" and says when it saw three; fails at what is not whole.
READER = """
import os, sys, duckdb
from pathlib import Path
place, seen = Path(sys.argv[1]), set()
while not place.with_name("stop").exists():
    with duckdb.connect(str(place), read_only=True) as connection:
        a = connection.execute("select n, count(*) from a group by n").fetchall()
        b = connection.execute("select n, count(*) from b group by n").fetchall()
    assert a == b and len(a) == 1 and a[0][1] == 10_000, (a, b)
    seen.add(a[0][0])
    if len(seen) > 2:
        place.with_name(f"saw-{os.getpid()}").touch()
"""


def test_ten_readers_see_whole_warehouses_only(tmp_path):
    place, new = tmp_path / "warehouse.duckdb", tmp_path / "new.duckdb"

    def put(n: int) -> None:
        with duckdb.connect(str(new)) as connection:
            for table in "ab":
                connection.execute(f"create table {table} as select {n} as n from range(10000)")
        put_warehouse(new, place)

    put(0)
    readers = [
        subprocess.Popen([sys.executable, "-c", READER, str(place)], stderr=subprocess.PIPE)
        for _ in range(10)
    ]
    try:
        for n in count(1):
            put(n)
            if len(list(tmp_path.glob("saw-*"))) == 10:
                break
            assert not any(reader.poll() for reader in readers), "a reader failed"
    finally:
        (tmp_path / "stop").touch()
    assert [reader.communicate()[1].decode() for reader in readers] == [""] * 10


def test_a_failing_table_test_is_named_with_its_query(warehouse, tmp_path, monkeypatch):
    posts = write_posts(tmp_path / "posts.csv", made_up_posts(60))
    project = tmp_path / "project"
    for name in ("dbt_project", "models_ml", "readers", "data"):
        shutil.copytree(ROOT / name, project / name)
    for name in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(ROOT / name, project)
    broken = project / "dbt_project" / "tests" / "fails.sql"
    broken.write_text("select 1 as wrong -- depends_on: {{ ref('posts') }}")
    monkeypatch.chdir(project)
    built = build(warehouse, posts)
    assert built.code == 1
    assert "the test fails found 1 rows, the first with wrong = 1" in built.errors
    assert not warehouse.exists()


def test_a_warehouse_can_be_read_under_any_name(own):
    """Views must not remember what the file was called when they were made."""
    with duckdb.connect(str(own.rename(own.with_name("mine.duckdb"))), read_only=True) as mine:
        relations = mine.execute(
            "select format('{}.{}', table_schema, table_name), table_type"
            " from information_schema.tables"
        ).fetchall()
        assert {kind for _, kind in relations} == {"BASE TABLE", "VIEW"}
        for relation, _ in relations:
            mine.execute(f"from {relation} limit 1").fetchall()
