"""The architecture, read from dbt's manifest, and the names that tables promise."""

import json
import re
import subprocess

import pytest

from models_ml.columns import FEATURES
from reports import cards, drafts, tables
from reports.pages import CARD_PAGES, PAGES
from tests.builds import ROOT

LAYERS = ["staging", "intermediate", "marts", "predictions", "audit", "ops", "reporting"]
PUBLIC = {
    "rejected_records",
    "row_accounting",
    "accounts",
    "posts",
    "post_labels",
    "post_features",
    "feature_availability",
    "model_terms",
    "post_predictions",
    "build_runs",
    "rejected_drafts",
    "model_covariances",
    "draft_predictions",
    "draft_alternatives",
    "held_posts",
    "draft_log",
    "draft_outcomes",
    "best_times",
}


@pytest.fixture(scope="module")
def nodes(sample_build):
    """The models and seeds of the manifest, by unique id."""
    path = sample_build.warehouse.parent / ".warehouse.duckdb.build" / "target" / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    return {
        key: node
        for key, node in manifest["nodes"].items()
        if node["resource_type"] in ("model", "seed")
    }


def test_a_model_reads_its_own_layer_or_an_earlier_one(nodes):
    backwards = [
        (nodes[parent]["name"], node["name"])
        for node in nodes.values()
        for parent in node["depends_on"].get("nodes", [])
        if LAYERS.index(nodes[parent]["schema"]) > LAYERS.index(node["schema"])
    ]
    assert backwards == []


def test_a_folder_is_a_schema(nodes):
    for node in nodes.values():
        if node["resource_type"] == "model":
            assert node["fqn"][1] == node["schema"], node["name"]


def test_features_and_labels_do_not_know_each_other(nodes):
    def ancestors(name):
        key = next(key for key, node in nodes.items() if node["name"] == name)
        found, todo = set(), [key]
        while todo:
            for parent in nodes[todo.pop()]["depends_on"].get("nodes", []):
                if parent not in found:
                    found.add(parent)
                    todo.append(parent)
        return {nodes[key]["name"] for key in found}

    assert not ancestors("post_features") & {"int_post_outcomes", "post_labels", "split_labels"}
    assert not ancestors("post_labels") & {"post_features", "post_predictions"}


def test_public_tables_have_contracts_and_every_model_states_its_grain(nodes):
    models = {node["name"]: node for node in nodes.values() if node["resource_type"] == "model"}
    assert {name for name in PUBLIC if not models[name]["contract"]["enforced"]} == set()
    for name, node in models.items():
        assert node["description"].startswith("One row per"), name
        for column in node["columns"].values():
            assert column["description"], (name, column["name"])


def test_the_estimator_sees_features_only(sample):
    columns = {
        name
        for (name,) in sample.execute(
            "select column_name from information_schema.columns where table_name = 'post_features'"
        ).fetchall()
    }
    assert set(FEATURES) <= columns
    assert len(set(FEATURES)) == len(FEATURES)


RANGES = {
    r"^n_": "{0} >= 0",
    r"^p_|_share$|_accuracy$|^roc_auc$": "{0} between 0 and 1",
    r"_rate$": "{0} >= 0 or '{0}' like '%log%'",
    r"^ci_low$": "ci_low <= ci_high",
}


def test_values_keep_the_promises_of_their_names(sample):
    broken = []
    for schema, table, column in sample.execute(
        "select schema_name, table_name, column_name from duckdb_columns()"
        " where schema_name in ('marts', 'predictions', 'audit', 'reporting', 'ops')"
    ).fetchall():
        for pattern, condition in RANGES.items():
            if re.search(pattern, column):
                query = f"select 1 from {schema}.{table} where not ({condition.format(column)})"
                broken += [(table, column)] * len(sample.execute(query + " limit 1").fetchall())
    assert broken == []


def test_nothing_committed_names_a_host_or_a_folder_of_one_machine():
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    hosts = ["pypi[.]" + "org", "python" + "hosted", "npmjs[.]" + "org", "debian[.]" + "org"]
    index = re.compile("|".join([*hosts, r"/(home|root|Users)/[a-z]"]))
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if path.exists() and path != ROOT / "tests" / "test_project.py":
            assert not index.search(path.read_text(encoding="utf-8", errors="ignore")), name
            assert path.stat().st_size < 2_000_000, name


def test_no_plugin_of_pytest_works_on_after_the_last_test(pytestconfig):
    """That of hypothesis imports the whole package to end a run, whatever was tested."""
    assert not pytestconfig.pluginmanager.hasplugin("hypothesispytest")


def test_help_lists_every_command():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"\.PHONY: (.*)", text).group(1).split()
    helped = subprocess.run(
        ["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert [name for name in phony if f"make {name}" not in helped] == []


def test_pages_read_the_reporting_schema_and_are_exposures(sample_build):
    path = sample_build.warehouse.parent / ".warehouse.duckdb.build" / "target" / "manifest.json"
    exposures = json.loads(path.read_text(encoding="utf-8"))["exposures"].values()
    queries = [*tables.QUERIES.values(), *cards.QUERIES.values(), *drafts.QUERIES.values()]
    read = {name for query in queries for name in re.findall(r"from (\w+\.\w+)", query)}
    assert {name for name in read if not name.startswith("reporting.")} == set()
    exposed = {
        parent.split(".")[-1] for node in exposures for parent in node["depends_on"]["nodes"]
    }
    assert {name.split(".")[1] for name in read} - exposed == set()
    files = {page.file.removesuffix(".html") for page in (*PAGES, *CARD_PAGES)} - {"index"}
    assert {node["name"] for node in exposures} == {f"page_{f}" for f in {*files, "overview"}}
