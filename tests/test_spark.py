"""The same tables on a cluster: equal to DuckDB's row by row, blind to the future, and left as they
were by whatever goes wrong."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, nullcontext
from pathlib import Path

import duckdb
import pytest

from commands import cluster as clusters
from commands import forget as forgetter
from commands import spark, spark_publish, spark_site
from commands.errors import BuildError
from commands.thrift import schemas, sentence_in
from commands.workspace import READ_BEFORE, workspace_of
from tests.builds import SAMPLE, Build, build_unseen, made_up_posts, run, run_models, write_posts
from tests.digests import OF_THE_RUN
from tests.shared import ROOT, environment, project_of
from tests.test_future_blindness import ALTERED, later_posts_changed

KAGGLE = ROOT.parent / "shared" / "data" / "kaggle" / "instagram_data.csv"
FILES = [file for file in (SAMPLE, KAGGLE) if file.exists()]
KEYS = {
    "marts.posts": "post_id",
    "marts.accounts": "account_id",
    "marts.post_metric_readings": "source_file, record_number",
    "marts.aged_readings": "post_id, from_hours",
    "marts.post_labels": "post_id, target",
    "marts.post_features": "post_id",
    "marts.post_splits": "post_id, target, protocol, fold",
    "marts.split_thresholds": "target, protocol, fold",
    "marts.split_labels": "post_id, target, protocol, fold",
    "predictions.model_terms": "target, fit, term",
    "predictions.post_predictions": "post_id, target",
}
# A model is named after the digits of its terms, which the engines write differently.
ITS_OWN = {"model_id"}
FAR = "not coalesce(abs(one.{0} - other.{0}) <= {1} * greatest(1, abs(one.{0})), false)"


def on_spark(folder: Path, posts: Path, schema: str) -> Build:
    """What `make build ENGINE=spark` does."""
    with environment(SPARK_SCHEMA=schema):
        return run(spark.main, folder / "warehouse.duckdb", POSTS=posts, EVALUATION="none")


@pytest.fixture(scope="module")
def sample(cluster, tmp_path_factory) -> Path:
    """The warehouse beside which the sample was read for the cluster's schemas `sample_...`."""
    return read_and_built(tmp_path_factory.mktemp("sample"), SAMPLE, "sample")


def read_and_built(folder: Path, posts: Path, schema: str) -> Path:
    built = on_spark(folder, posts, schema)
    assert built.code == 0, built.errors
    assert "make site ENGINE=spark" in built.output
    return built.warehouse


@pytest.fixture(scope="module", params=FILES, ids=lambda file: file.parent.name)
def both(request, cluster, tmp_path_factory) -> duckdb.DuckDBPyConnection:
    """Tables of one file: DuckDB's as they are called, Spark's in the schema `spark`."""
    folder, schema = tmp_path_factory.mktemp("both"), request.param.parent.name
    run_models(folder / "warehouse.duckdb", request.param, " ".join(f"+{t}" for t in names()))
    if request.param == SAMPLE:
        request.getfixturevalue("sample")
    else:
        read_and_built(folder / "on_spark", request.param, schema)
    connection = duckdb.connect()
    connection.execute(f"attach '{folder / 'warehouse.duckdb'}' as duck (read_only)")
    connection.execute("create schema spark")
    for table in KEYS:
        copy_of(connection, f"{schema}_{table}", f"spark.{table.partition('.')[2]}", folder)
    return connection


def names() -> list[str]:
    return [table.partition(".")[2] for table in KEYS]


def copy_of(connection: duckdb.DuckDBPyConnection, table: str, name: str, folder: Path) -> None:
    """A table of the cluster as one of DuckDB's."""
    rows = spark.fetch(connection, f"select * from {table}", folder / table)
    rows.create(name)


@pytest.mark.engines
@pytest.mark.parametrize("table", KEYS)
def test_a_table_is_the_same_row_by_row(both, table):
    name = table.partition(".")[2]
    one, other = f"duck.{table}", f"spark.{name}"
    columns = both.execute(f"select column_name, column_type from (describe {one})").fetchall()
    theirs = both.execute(f"select column_name, column_type from (describe {other})").fetchall()
    assert theirs == columns
    assert both.execute(f"select count(*) from {one}").fetchone() > (0,)
    on = " and ".join(
        f"one.{column} is not distinct from other.{column}" for column in KEYS[table].split(", ")
    )
    tolerance = 1e-9 if table.startswith("predictions") else 1e-12
    different = {
        column: f"(one.{column} is distinct from other.{column}"
        + (f" and {FAR.format(column, tolerance)})" if kind == "DOUBLE" else ")")
        for column, kind in columns
        if column not in ITS_OWN
    }
    counted = ", ".join(f"count(*) filter (where {test})" for test in different.values())
    found = both.execute(
        f"select {counted}, count(*) filter (where one.{columns[0][0]} is null"
        f" or other.{columns[0][0]} is null) from {one} as one full join {other} as other on {on}"
    ).fetchone()
    assert dict(zip([*different, "absent"], found, strict=True)) == dict.fromkeys(
        [*different, "absent"], 0
    )


@pytest.mark.engines
def test_a_warehouse_made_from_a_cluster_is_the_one_that_duckdb_makes(sample, tmp_path):
    """All tables, and pages: every value but the last digits of fractions."""
    here, there = tmp_path / "here.duckdb", sample
    assert build_unseen(here, SAMPLE).code == 0
    made = pages_of(there, "sample")
    assert made.code == 0, made.errors
    assert f"posts of 300 accounts are in {there}" in made.output
    assert (there.parent / "site" / "index.html").exists()
    with duckdb.connect() as connection:
        for name, file in (("here", here), ("there", there)):
            connection.execute(f"attach '{file}' as {name} (read_only)")
        columns = {name: columns_of(connection, name) for name in ("here", "there")}
        assert columns["there"] == columns["here"]
        assert len(columns["here"]) > 2000
        different = [
            (table, column)
            for table, column, kind in columns["here"]
            if column not in ITS_OWN | set(OF_THE_RUN)
            and not is_alike(connection, table, column, kind)
        ]
    assert different == [("ops.build_runs", "table_hashes")]


def pages_of(warehouse: Path, schema: str) -> Build:
    """What `make site ENGINE=spark` does."""
    with environment(SPARK_SCHEMA=schema):
        return run(spark_site.main, warehouse, EVALUATION="none")


def columns_of(connection: duckdb.DuckDBPyConnection, database: str) -> list[tuple[str, str, str]]:
    """Every column of every table: table, name, type."""
    return connection.execute(
        "select schema_name || '.' || table_name, column_name, data_type from duckdb_columns()"
        " where database_name = ? and not internal order by all",
        [database],
    ).fetchall()


def is_alike(connection: duckdb.DuckDBPyConnection, table: str, column: str, kind: str) -> bool:
    """Whether a column holds the same here and there: as many known fractions, with nearly the same
    sum and sum of squares; of all else the same values equally often."""
    told = "count(*), sum(hash({}))"
    if kind == "DOUBLE":
        told = "count({0}), coalesce(sum({0}), 0), coalesce(sum({0} ** 2), 0)"
    elif "DOUBLE" in kind:
        told = "count({0})"
    (here,), (there,) = (
        connection.execute(f"select {told.format(column)} from {database}.{table}").fetchall()
        for database in ("here", "there")
    )
    return there == (pytest.approx(here, rel=1e-6, abs=1e-9) if kind == "DOUBLE" else here)


@pytest.mark.engines
def test_pages_ask_for_a_build_first(sample, tmp_path):
    warehouse, posts = tmp_path / "warehouse.duckdb", tmp_path / "posts.csv"
    workspace = workspace_of(warehouse)
    workspace.mkdir()
    made = pages_of(warehouse, "never_built")
    assert made.code == 1
    assert "no posts are on Spark in the schema never_built_marts" in made.errors
    elsewhere = pages_of(warehouse, "sample")
    assert elsewhere.code == 1
    assert "was not read beside" in elsewhere.errors
    accounts_read(workspace, warehouse, write_posts(posts, made_up_posts(60)))
    made = pages_of(warehouse, "sample")
    assert made.code == 1
    assert "are not those that the cluster's posts were made of" in made.errors
    assert not warehouse.exists()


@pytest.mark.engines
def test_features_ignore_later_posts(cluster, tmp_path):
    (moment,) = duckdb.sql(
        "select quantile_disc(try_cast(created_at as double), 0.5)"
        f" from read_csv('{SAMPLE}', all_varchar = true, ignore_errors = true)"
    ).fetchone()
    before = features_on_spark(tmp_path / "before", SAMPLE, "blind", moment)
    assert len(before) > 1000
    for how in ("altered", "outcomes"):
        changed = later_posts_changed(tmp_path / f"{how}.csv", ALTERED[how], moment)
        after = features_on_spark(tmp_path / how, changed, f"blind_{how}", moment)
        assert {post for post in before if before[post] != after.get(post)} == set()


def features_on_spark(folder: Path, posts: Path, prefix: str, moment: float) -> dict[str, tuple]:
    """The features of every post up to the moment."""
    workspace = folder / "workspace"
    workspace.mkdir(parents=True)
    with environment(POSTS=str(posts), EVALUATION="none", DRAFTS=""):
        read = spark.read_files(workspace, workspace / "none.duckdb")
        with spark.connected() as cursor:
            spark.make_schemas(cursor, prefix)
        with duckdb.connect(str(read), read_only=True) as connection:
            for table in spark.READ:
                spark.send(connection, f"from staging.{table}", f"{prefix}_staging.{table}", folder)
        spark.run_dbt(["+post_features"], prefix, workspace)
    with duckdb.connect() as connection:
        for table in ("post_features", "posts"):
            copy_of(connection, f"{prefix}_marts.{table}", table, folder)
        rows = connection.execute(
            "select post_features.* from post_features inner join posts using (post_id)"
            f" where posted_at <= make_timestamp(cast({moment} * 1e6 as bigint))"
        ).fetchall()
    return {row[0]: row for row in rows}


@pytest.fixture(scope="module")
def grown(cluster, tmp_path_factory) -> Path:
    """Where ninety posts were built after sixty, in the cluster's schemas `grown_...`, while a
    worker was killed."""
    folder = tmp_path_factory.mktemp("grown")
    few = write_posts(folder / "few.csv", made_up_posts(60))
    more = write_posts(folder / "more.csv", made_up_posts(90))
    built = on_spark(folder, few, "grown")
    assert "60 posts of 2 accounts are on Spark" in built.output, built.errors
    victim, killed = clusters.running(cluster)[1], []

    def kill():
        os.killpg(victim["pid"], signal.SIGKILL)
        killed.append(victim["name"])

    with while_tables_are_made("grown", kill):
        built = on_spark(folder, more, "grown")
    assert killed == ["worker-1"]
    assert "90 posts of 2 accounts are on Spark" in built.output, built.errors
    return folder


@pytest.mark.engines
def test_the_next_build_takes_the_place_of_the_last_one_though_a_worker_is_killed(grown):
    with spark.connected() as cursor:
        assert spark_publish.counts(cursor, "grown") == (90, 2)
        left = schemas(cursor, "grown_build_")
        assert schemas(cursor, "grown_publishing") == []
    assert len(left) == len(spark.SCHEMAS)
    assert not list((grown / ".warehouse.duckdb.build" / "stage").iterdir())


@pytest.mark.engines
def test_the_server_has_the_memory_of_a_worker(cluster):
    """With the half GB of Spark's other daemons it is slow, and a million posts are too many."""
    server = next(one for one in clusters.running(cluster) if one["name"] == "thrift")
    command = Path(f"/proc/{server['pid']}/cmdline").read_text()
    assert f"-Xmx{clusters.memory_of_a_worker()}m" in command.split("\0")


def test_of_several_causes_the_first_is_said():
    told = (
        "Error running query: [STAGE_MATERIALIZATION_MULTIPLE_FAILURES] Multiple failures (2) in "
        "stage materialization: \n  1. SparkException: Not enough memory.\n  2. X: Other."
    )
    assert sentence_in(told) == "Not enough memory"
    assert sentence_in("[TABLE_NOT_FOUND] No such table.\nat x.y") == "No such table"


@pytest.mark.engines
def test_one_build_at_a_time_shows_its_tables(cluster):
    done, holds = [], threading.Event()

    def show_slowly():
        with spark.connected() as cursor, spark_publish.publishing(cursor, "alone"):
            holds.set()
            time.sleep(2)
            done.append("first")

    first = threading.Thread(target=show_slowly)
    first.start()
    assert holds.wait(60)
    with spark.connected() as cursor:
        with spark_publish.publishing(cursor, "alone"):
            done.append("second")
        first.join()
        assert done == ["first", "second"]
        # One that was killed while it showed its tables.
        cursor.execute("create schema alone_publishing comment '1700000000'")
        with spark_publish.publishing(cursor, "alone"):
            assert spark_publish.locked_since(cursor, "alone_publishing") > 1_700_000_060
        assert schemas(cursor, "alone_publishing") == []


@pytest.mark.engines
def test_a_server_that_goes_away_leaves_the_last_good_state(cluster, grown):
    """The last test of the cluster: it ends it, and starts another on the same folder."""
    port = int(os.environ["SPARK_PORT"])
    more = write_posts(grown / "most.csv", made_up_posts(120))
    with while_tables_are_made("grown", lambda: clusters.down(cluster)):
        built = on_spark(grown, more, "grown")
    assert built.code == 1
    assert "Nothing is published on Spark" in built.errors
    assert "Traceback" not in built.errors
    clusters.up(cluster, port)
    with spark.connected() as cursor:
        assert spark_publish.counts(cursor, "grown") == (90, 2)


@contextmanager
def while_tables_are_made(prefix: str, strike):
    """Do something as soon as a build of the prefix has made a table of posts."""
    ends = threading.Event()

    def watch():
        while not ends.is_set():
            with spark.connected() as cursor:
                for schema in schemas(cursor, f"{prefix}_build_"):
                    cursor.execute(f"show tables in {schema} like 'int_posts'")
                    if cursor.fetchall() and schema not in before:
                        strike()
                        return
            time.sleep(0.3)

    with spark.connected() as cursor:
        before = schemas(cursor, f"{prefix}_build_")
    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield
    finally:
        ends.set()
        watcher.join()


def test_what_is_sent_is_what_the_models_on_a_cluster_read():
    nodes = project_of("none", {}).nodes
    parents = {
        node.name: {nodes[key].name for key in node.depends_on_nodes if key in nodes}
        for node in nodes.values()
        if node.resource_type in ("model", "seed")
    }
    read_here = with_parents(set(spark.READ), parents)
    there = with_parents({*spark.MEASURED, *spark.SCORED}, parents) - read_here
    sent = set().union(*(parents[table] for table in there)) - there
    assert sent == set(spark.READ)


def with_parents(tables: set[str], parents: dict[str, set[str]]) -> set[str]:
    """The tables and all that they are made of."""
    while more := set().union(*(parents[table] for table in tables)) - tables:
        tables = tables | more
    return tables


@pytest.mark.engines
def test_a_server_that_does_not_answer_is_named(tmp_path):
    with environment(SPARK_PORT=str(clusters.free_port()), SPARK_HOST="127.0.0.1"):
        built = run(spark.main, tmp_path / "warehouse.duckdb", POSTS=SAMPLE)
    assert built.code == 1
    assert "Spark's Thrift server does not answer at 127.0.0.1:" in built.errors
    assert "make spark-up" in built.errors
    assert not (tmp_path / ".warehouse.duckdb.build" / "read.duckdb").exists()


@pytest.mark.engines
def test_a_schema_that_cannot_be_made_is_named(cluster, tmp_path):
    built = on_spark(tmp_path, SAMPLE, "no.such.place")
    assert built.code == 1
    assert "cannot make the schema no.such.place_build_" in built.errors
    assert "SPARK_SCHEMA" in built.errors


def test_an_account_that_was_forgotten_is_not_read_for_a_cluster(tmp_path):
    posts = write_posts(tmp_path / "posts.csv", made_up_posts(60))
    warehouse = tmp_path / "warehouse.duckdb"
    workspace = workspace_of(warehouse)
    workspace.mkdir()
    assert accounts_read(workspace, warehouse, posts) == 2
    with duckdb.connect(str(workspace / READ_BEFORE)) as connection:
        ((name,),) = connection.execute(
            "select min(owner_name) from staging.stg_raw_records"
        ).fetchall()
    assert build_unseen(warehouse, posts).code == 0
    forgotten = run(forgetter.main, warehouse, ACCOUNT=name, POSTS=posts, EVALUATION="none")
    assert forgotten.code == 0, forgotten.errors
    assert not (workspace / READ_BEFORE).exists()
    assert accounts_read(workspace, warehouse, posts) == 1


@pytest.mark.parametrize(
    ("change", "is_refused"),
    [
        ("select 1", False),
        ("delete from staging.stg_raw_records where owner_name = 'ana'", True),
        ("update staging.stg_read_files set source_file = 'b.csv'", True),
        ("delete from there_staging.stg_read_files", True),
    ],
)
def test_records_that_a_cluster_has_and_a_warehouse_must_not_are_not_fetched(
    tmp_path, monkeypatch, change, is_refused
):
    """Somebody was forgotten, or files were read, and no build has come to an end since."""
    monkeypatch.setattr(spark_site, "fetch", lambda connection, query, _: connection.sql(query))
    with duckdb.connect() as connection:
        for schema in ("staging", "there_staging"):
            connection.execute(
                f"create schema {schema};"
                f"create table {schema}.stg_read_files as select 'r' as reading_id,"
                " 'a.csv' as source_file;"
                f"create table {schema}.stg_raw_records as select 'r' as reading_id,"
                " unnest([1, 2]) as record_number, unnest(['ana', 'bo']) as owner_name"
            )
        connection.execute(change)
        refusal = pytest.raises(BuildError, match="are not those that the cluster's posts")
        with refusal if is_refused else nullcontext():
            spark_site.check_it_is_of_these_files(connection, "there", tmp_path)


def test_a_shared_warehouse_and_a_cluster_do_not_go_together(tmp_path):
    built = run(spark.main, tmp_path / "warehouse.duckdb", POSTS=SAMPLE, LAKE="dbname=team")
    assert built.code == 1
    assert "say LAKE or ENGINE=spark, not both" in built.errors


def accounts_read(workspace: Path, warehouse: Path, posts: Path) -> int:
    """How many accounts a cluster would get posts of."""
    with environment(POSTS=str(posts), EVALUATION="none", DRAFTS=""):
        read = spark.read_files(workspace, warehouse)
    with duckdb.connect(str(read), read_only=True) as connection:
        query = (
            "select count(distinct owner_name) from staging.stg_raw_records"
            " inner join staging.stg_read_files using (reading_id)"
        )
        return connection.execute(query).fetchall()[0][0]


@pytest.mark.parametrize(
    ("script", "said"),
    [
        (None, "JAVA_HOME is"),
        ("echo 'openjdk version \"11.0.2\" 2019-01-15' >&2", "is Java 11"),
        ("echo 'openjdk version \"1.8.0_302\"' >&2", "is Java 8"),
        ("echo nonsense >&2", "is no Java"),
    ],
)
def test_java_that_spark_cannot_use_is_named(tmp_path, script, said):
    if script:
        java = tmp_path / "bin" / "java"
        java.parent.mkdir()
        java.write_text(f"#!/bin/sh\n{script}\n")
        java.chmod(0o755)
    with environment(JAVA_HOME=str(tmp_path)), pytest.raises(BuildError) as refused:
        clusters.java_home()
    assert "Spark needs Java 17 or 21" in str(refused.value)
    assert said in str(refused.value)


def test_a_process_with_a_number_used_again_is_let_alone(tmp_path):
    """What `down` ends must be what `up` began."""
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as other:
        told = [{"name": "master", "pid": other.pid, "born": "1"}]
        (tmp_path / "processes.json").write_text(json.dumps(told))
        assert clusters.down(tmp_path) == 0
        assert other.poll() is None
        other.kill()
