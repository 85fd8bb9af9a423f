"""Next month's export beside or in place of last month's: nothing is lost, or read twice."""

import shutil

import duckdb

from commands.build import carry_over
from tests.builds import Build, build_some, build_unseen, made_up_posts, run_models, write_posts

# What tells when something was built rather than what was read.
OF_THE_RUN = {"run_id", "started_at", "first_read_at", "first_held_at", "built_at"}
# Made when a page or a record of a build is, or of another build.
LEFT_OUT = {"ops.build_runs", "predictions.held_posts", "reporting.rpt_overview"}
MARTS = "posts row_accounting export_files post_metric_readings"
MADE = " ".join(f"+{table}" for table in MARTS.split())
EARLY, LATE = {"likes": "10 + (i * 37) % 91"}, {"likes": "20 + 2 * ((i * 37) % 91)"}


def test_an_export_in_place_of_the_last_keeps_its_readings_and_marks_deleted_posts(tmp_path):
    warehouse, posts = tmp_path / "warehouse.duckdb", tmp_path / "posts.csv"
    write_posts(posts, made_up_posts(40, **EARLY))
    run_models(warehouse, posts, MADE)
    # The same name next month: twenty posts more, and post 7 is gone.
    write_posts(posts, f"from ({made_up_posts(60, **LATE)}) where shortcode != 'post7'")
    built = build_some(warehouse, posts, MARTS)
    assert built.code == 0, built.errors
    assert built.rows("select count(*), count(*) filter (is_deleted) from marts.posts") == [(60, 1)]
    assert built.rows("select post_id from marts.posts where is_deleted") == [("post7",)]
    # Post 3 was mature in the first reading, post 39 only in the second.
    assert built.rows(
        "select post_id, n_likes, n_judged_likes, judged_at < observed_at from marts.posts"
        " where post_id in ('post3', 'post39') order by 1"
    ) == [("post3", 60, 30, True), ("post39", 176, 176, False)]
    assert built.rows("select count(*) from marts.post_metric_readings") == [(99,)]
    assert built.rows(
        "select n_records, n_posts, n_duplicates from marts.row_accounting"
        " where source_file = 'total'"
    ) == [(99, 60, 39)]
    assert built.rows(
        "select is_present, count(*) from marts.export_files group by 1 order by 1"
    ) == [
        (False, 1),
        (True, 1),
    ]


def test_other_accounts_posts_do_not_come_along(tmp_path):
    warehouse, mine, theirs = (tmp_path / name for name in ("warehouse.duckdb", "a.csv", "b.csv"))
    write_posts(mine, made_up_posts(40))
    others = {"owner_id": "7 + i % 2", "owner_username": "'other' || i % 2"}
    write_posts(theirs, made_up_posts(30, **others))
    built = Build(warehouse, 0, "", "")
    for posts, n_posts in ((mine, 40), (theirs, 30), (mine, 40)):
        run_models(warehouse, posts, MADE)
        assert built.rows("select count(*) from marts.posts") == [(n_posts,)]
        assert built.rows("select bool_and(is_present) from marts.export_files") == [(True,)]


def test_adding_a_file_reads_that_file_only_and_gives_what_a_whole_build_gives(tmp_path):
    folder, moved = tmp_path / "one", tmp_path / "two"
    folder.mkdir()
    write_posts(folder / "a.csv", made_up_posts(80))
    warehouse = tmp_path / "added" / "warehouse.duckdb"
    warehouse.parent.mkdir()
    run_models(warehouse, folder, MADE)
    shutil.copytree(folder, moved)
    write_posts(moved / "b.csv", made_up_posts(100, likes="5 + (i * 37) % 91"))
    added = build_unseen(warehouse, moved)
    assert added.code == 0, added.errors
    # The first file was not opened again: its records still say where they were read.
    assert added.rows(
        "select distinct parse_filename(source_file), contains(source_file, '/one/')"
        " from staging.stg_raw_records order by 1"
    ) == [("a.csv", True), ("b.csv", False)]
    fresh = tmp_path / "fresh" / "warehouse.duckdb"
    fresh.parent.mkdir()
    assert build_unseen(fresh, moved).code == 0
    assert different_tables(warehouse, fresh) == {}


def test_a_warehouse_of_before_files_were_known_by_their_content_is_built_again(tmp_path):
    old, new = tmp_path / "old.duckdb", tmp_path / "new.duckdb"
    with duckdb.connect(str(old)) as connection:
        connection.execute("create schema staging")
        connection.execute("create table staging.stg_raw_records (source_file varchar)")
    carry_over(old, new)
    with duckdb.connect(str(new)) as connection:
        assert connection.execute("select table_name from duckdb_tables()").fetchall() == []


def different_tables(one, other) -> dict[str, int]:
    """Tables that differ between two warehouses, with the number of their rows that do."""
    with duckdb.connect() as connection:
        connection.execute(
            f"attach '{one}' as one (read_only); attach '{other}' as other (read_only)"
        )
        connection.execute("set TimeZone = 'UTC'")
        columns = connection.execute(
            "select schema_name || '.' || table_name,"
            " list((column_name, data_type) order by column_index)"
            " from duckdb_columns() semi join duckdb_tables() using (table_oid, database_oid)"
            " where database_name = 'one' group by all"
        ).fetchall()
        found = {}
        for table, names in columns:
            left_out = OF_THE_RUN | {"model_id"}
            if table in ("staging.stg_raw_records", "staging.stg_file_log"):
                left_out.add("source_file")
            # The order of a sum over threads may change its last digits, hence what it rounds to:
            # with so few of them hardly ever.
            kept = [
                f'round("{name}", 5)' if kind == "DOUBLE" else f'"{name}"'
                for name, kind in names
                if name not in left_out
            ]
            if table in LEFT_OUT or not kept:
                continue
            rows = [f"select {', '.join(kept)} from {side}.{table}" for side in ("one", "other")]
            query = " union all ".join(
                f"(({first}) except all ({second}))" for first, second in (rows, rows[::-1])
            )
            (n_rows,) = connection.execute(f"select count(*) from ({query})").fetchone()
            if n_rows:
                found[table] = n_rows
        return found
