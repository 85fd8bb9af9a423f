"""A table that breaks a promise is told with the row that breaks it and what it breaks."""

import json
import re
import shutil

import duckdb
import pytest
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner

from commands.errors import BuildError
from commands.progress import Progress
from commands.run_dbt import PROJECTS, build_tables
from tests.builds import SAMPLE, run_models
from tests.shared import ROOT, environment, project_of

# What is done to the sample's tables, and what the test of the table must then say.
BROKEN = {
    "int_posts": (
        "insert into intermediate.int_posts from intermediate.int_posts limit 1",
        {"no two rows share post_id"},
    ),
    "int_post_outcomes": (
        "update intermediate.int_post_outcomes set target = 'above_all', post_id = null"
        " where rowid = 1",
        {"post_id is not null; target is one of above_median, above_own_usual"},
    ),
    "accounts": (
        "update marts.accounts set follower_tier = 'tiny', n_posts = -1 where rowid = 0",
        {"n_posts is at least 0; follower_tier is one of nano, micro, mid, macro, mega, unknown"},
    ),
    "posts": (
        "update marts.posts set account_id = 'nobody', age_days = 'nan' where rowid = 7",
        {"age_days is at least 0; account_id is in marts.accounts"},
    ),
    "model_metrics": (
        "update predictions.model_metrics set ci_low = ci_high + 1 where metric = 'roc_auc'"
        " and protocol = 'by_time' and target = 'above_median' and classifier = 'random_forest'",
        {"ci_low is at most ci_high"},
    ),
    "rpt_overview": (
        "insert into reporting.rpt_overview from reporting.rpt_overview",
        {"there is one row at most"},
    ),
    "rpt_slices": ("update reporting.rpt_slices set n_posts = null where rowid < 3", set()),
    "best_times": (
        "update predictions.overall_times set hour = 24 where hour = 23",
        {"hour is at least 0 and at most 23"},
    ),
}


# What a build asks of all tables at its end.
ASKED = """
    {%- set promised = [] -%}
    {%- for node in graph.nodes.values() if node.resource_type == "test" and node.test_metadata -%}
        {%- do promised.append(node) -%}
    {%- endfor -%}
    {{ broken_tests(promised, names_by_table()) if execute }}
"""


@pytest.fixture(scope="module")
def broken(sample_build, tmp_path_factory):
    """A copy of the sample's warehouse with tables broken on purpose."""
    copy = tmp_path_factory.mktemp("broken") / "warehouse.duckdb"
    shutil.copy(sample_build.warehouse, copy)
    with duckdb.connect(str(copy)) as connection:
        for statement, _ in BROKEN.values():
            connection.execute(statement)
    return copy


def ran_on(warehouse, *command):
    """What dbt did, and the warehouse to be asked."""
    folders = ["--target-path", str(warehouse.parent / "target")]
    folders += ["--log-path", str(warehouse.parent)]
    with environment(WAREHOUSE=str(warehouse), POSTS=str(SAMPLE), EVALUATION="full"):
        ran = dbtRunner(project_of("full", {})).invoke(["--quiet", *command, *folders])
        DuckDBConnectionManager.close_all_connections()
    return ran, duckdb.connect(str(warehouse), read_only=True)


@pytest.fixture(scope="module")
def results(broken):
    """The outcome of the promises of these tables, by table: rows that failed."""
    asked = [f"{name},test_name:promises" for name in BROKEN]
    ran, connection = ran_on(broken, "test", "--select", *asked)
    with connection:
        return {
            run.node.attached_node.split(".")[-1]: connection.execute(
                f"select distinct broken_promises from ({run.node.compiled_code})"
            ).fetchall()
            for run in ran.result
            if run.node.resource_type == "test"
        }


@pytest.mark.parametrize("table", BROKEN)
def test_each_broken_promise_is_named(results, table):
    assert {words for (words,) in results[table]} == BROKEN[table][1]


def test_a_build_finds_the_same_tables(broken):
    ran, connection = ran_on(broken, "compile", "--inline", ASKED)
    assert ran.success, ran.exception
    with connection:
        found = connection.execute(ran.result.results[0].node.compiled_code).fetchall()
    names = "|".join(BROKEN)
    tables = {re.match(rf"test\.\w+\.promises_({names})_", test) for (test,) in found}
    assert {table[1] for table in tables if table} == {
        table for table, (_, words) in BROKEN.items() if words
    }


def test_a_build_asks_all_promises_at_its_end(own, tmp_path):
    """Instead of one test for each table, which `dbt build` runs."""
    with duckdb.connect(str(own)) as connection:
        connection.execute("insert into intermediate.int_posts from intermediate.int_posts limit 1")
    progress = Progress(is_quiet=True)

    def made(*tables: str) -> None:
        with environment(POSTS=str(SAMPLE), WAREHOUSE=str(own), EVALUATION="full"):
            PROJECTS.setdefault((str(ROOT), "full"), project_of("full", {}))
            build_tables(own, tmp_path, tmp_path, "--select", *tables, progress=progress)

    made("accounts", "rpt_tiers")
    assert progress.n_tests == 2
    with pytest.raises(BuildError) as told:
        made("posts", "rpt_tiers")
    assert "the test promises of marts.posts found 2 rows" in str(told.value)
    assert "no two rows share post_id" in str(told.value)
    assert "rpt_tiers" not in str(told.value)


def test_a_table_that_cannot_be_made_anew_by_hand_stays_as_it_was(own):
    with duckdb.connect(str(own)) as connection:
        before = connection.execute("from reporting.rpt_tiers order by all").fetchall()
        connection.execute("alter table marts.accounts rename follower_tier to gone")
    with pytest.raises(AssertionError, match="follower_tier"):
        run_models(own, SAMPLE, "rpt_tiers")
    with duckdb.connect(str(own), read_only=True) as connection:
        after = connection.execute("from reporting.rpt_tiers order by all").fetchall()
    assert after == before and before


def test_the_unit_tests_of_the_sql_pass(own):
    """`make build` leaves them out: they hold or not, whatever the data."""
    results = run_models(own, SAMPLE, "test_type:unit", command="test")
    assert len(results) > 20


def test_a_failing_test_is_a_failing_build(sample_build):
    """The words above are rows, and a test that returns rows fails."""
    path = sample_build.warehouse.parent / ".warehouse.duckdb.build" / "target" / "manifest.json"
    promised = [
        node
        for node in json.loads(path.read_text("utf-8"))["nodes"].values()
        if (node.get("test_metadata") or {}).get("name") == "promises"
    ]
    assert {node["config"]["severity"].lower() for node in promised} == {"error"}
    assert {node["config"]["enabled"] for node in promised} == {True}
