"""The architecture: which model may read which, which package may import which.

The rules of dbt-project-evaluator that matter here are among them; docs/architecture.md lists
what is otherwise on purpose, and these tests hold that list.
"""

import ast
import json
import re
import subprocess
import sys
from collections import defaultdict

import pytest

from reports import cards, drafts, site, tables
from reports.drawings import FIGURES
from reports.pages import CARD_PAGES, PAGES
from tests.shared import ROOT

LAYERS = ["staging", "intermediate", "marts", "predictions", "audit", "ops", "reporting"]
PREFIXES = {"staging": ("stg_", "rejected_"), "intermediate": ("int_",), "reporting": ("rpt_",)}
# Names that others rely on: they may not lose a contract.
PUBLIC = {
    *("rejected_records", "rejected_drafts", "row_accounting", "accounts", "posts"),
    *("post_labels", "post_features", "feature_availability", "build_runs"),
    *("model_terms", "model_covariances", "model_metrics", "post_predictions"),
    *("classifier_scores", "classification_report", "leakage_ladder", "published_claims"),
    *("draft_predictions", "draft_alternatives", "draft_log", "draft_outcomes", "held_posts"),
    *("best_times", "post_metric_readings", "growth_curve", "drift"),
    *("expected_engagement", "draft_expectations", "backtest", "backtest_trends"),
    *("learning_curve", "learning_curve_posts"),
}
# What each package may import of this project.
IMPORTS = {
    "models_ml": {"models_ml"},
    "readers": {"readers"},
    "reports": {"reports"},
    "commands": {"commands", "readers", "reports"},
    "dbt_project": {"models_ml"},
}
# Each may import itself and what stands before it.
MODELS_ML = ["remembered", "at_once", "columns", "serving", "measuring", "auditing"]


@pytest.fixture(scope="module")
def manifest(sample_build):
    path = sample_build.warehouse.parent / ".warehouse.duckdb.build" / "target" / "manifest.json"
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def nodes(manifest):
    """The models and seeds, by name."""
    return {
        node["name"]: node
        for node in manifest["nodes"].values()
        if node["resource_type"] in ("model", "seed")
    }


@pytest.fixture(scope="module")
def models(nodes):
    return {name: node for name, node in nodes.items() if node["resource_type"] == "model"}


@pytest.fixture(scope="module")
def parents(nodes):
    """The models and seeds that each reads, by name."""
    return {
        name: {parent.split(".")[-1] for parent in node["depends_on"].get("nodes", [])}
        for name, node in nodes.items()
    }


def written(heading: str) -> str:
    """What docs/architecture.md says under a heading."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    return re.split(r"(?m)^#+ ", text.split(f"# {heading}\n", 1)[1])[0]


def test_a_model_reads_its_own_layer_or_an_earlier_one(nodes, parents):
    backwards = [
        (parent, name)
        for name, read in parents.items()
        for parent in read
        if LAYERS.index(nodes[parent]["schema"]) > LAYERS.index(nodes[name]["schema"])
    ]
    assert backwards == []


def test_a_folder_is_a_schema_and_a_name_tells_its_layer(models):
    for name, node in models.items():
        assert node["fqn"][1] == node["schema"], name
        assert name.startswith(PREFIXES.get(node["schema"], ("",))), name


def test_features_and_labels_do_not_know_each_other(parents):
    def ancestors(name):
        return parents[name].union(*(ancestors(parent) for parent in parents[name]))

    assert not ancestors("post_features") & {"int_post_outcomes", "post_labels", "split_labels"}
    assert not ancestors("post_labels") & {"post_features", "post_predictions"}


def test_every_model_states_its_grain_and_every_column_what_it_is(models):
    for name, node in models.items():
        assert node["description"].startswith("One row per"), name
        for column in node["columns"].values():
            assert column["description"], (name, column["name"])


def test_every_table_has_one_test_of_its_promises_with_a_key(manifest, nodes):
    keys = defaultdict(list)
    for node in manifest["nodes"].values():
        if node["resource_type"] == "test" and node.get("test_metadata"):
            assert node["test_metadata"]["name"] == "promises", node["name"]
            table = node["attached_node"].split(".")[-1]
            keys[table].append(node["test_metadata"]["kwargs"]["key"])
    assert {name: len(keys[name]) for name in nodes} == dict.fromkeys(nodes, 1)


def test_public_tables_are_those_with_a_contract(models):
    public = {name for name, node in models.items() if node["access"] == "public"}
    assert set(models) >= PUBLIC and public >= PUBLIC
    # dbt takes no contract on a model in Python: the columns of this one are in its promises.
    with_contract = {name for name, node in models.items() if node["contract"]["enforced"]}
    assert public - with_contract == {"classifier_scores"}
    assert with_contract - public == set()


def test_the_record_of_builds_hashes_every_public_table_that_equal_builds_give_equal(
    models, parents
):
    of_the_run = {"run_id", "started_at", "first_read_at", "first_held_at"}
    of_drafts = {name for name, node in models.items() if "drafts" in node["tags"]}
    equal = {
        name
        for name, node in models.items()
        if node["access"] == "public"
        and not of_the_run & set(node["columns"])
        and not of_drafts & {name, *parents[name]}
    }
    assert parents["build_runs"] >= equal
    assert len(equal) > 40


def test_every_model_is_read_by_another_a_page_or_people(manifest, models, parents):
    read = set().union(*parents.values())
    for node in manifest["exposures"].values():
        read |= {parent.split(".")[-1] for parent in node["depends_on"]["nodes"]}
    unread = {name for name in set(models) - read if models[name]["access"] != "public"}
    assert unread == {"logistic_scores"}, "the test sql_and_scikit_learn_agree reads that one"


def test_no_model_names_a_table_without_ref(models):
    for name, node in models.items():
        named = re.search(rf"(?:from|join)\s+(?:{'|'.join(LAYERS)})\.", node["raw_code"])
        assert not named, (name, named)


def test_what_reads_its_own_layer_in_staging_is_written_down(nodes, parents):
    is_staging = {name for name, node in nodes.items() if node["schema"] == "staging"}
    own = {
        f"`{name}` reads `{parent}`"
        for name in is_staging
        for parent in parents[name] & is_staging
        if nodes[parent]["resource_type"] == "model"
    }
    assert set(re.findall(r"`\w+` reads `\w+`", written("Staging that reads staging"))) == own


def test_what_is_joined_again_below_is_written_down(models, parents):
    """A model that reads both a table and its only reader's result."""
    readers = defaultdict(set)
    for name, read in parents.items():
        for parent in read:
            readers[parent].add(name)
    rejoined = {
        f"`{name}`: `{upstream}` and `{step}`"
        for name in models
        for step in parents[name] & set(models)
        if readers[step] == {name}
        for upstream in parents[name] & parents[step]
    }
    assert set(re.findall(r"`\w+`: `\w+` and `\w+`", written("Tables joined again"))) == rejoined


def test_the_folder_of_dbt_holds_what_dbt_reads():
    folder = ROOT / "dbt_project"
    assert {path.parent.name for path in folder.rglob("*.py")} <= {
        path.name for path in (folder / "models").rglob("*") if path.is_dir()
    }


def test_a_description_lies_beside_its_model_and_is_short():
    for path in (ROOT / "dbt_project").rglob("*.yml"):
        text = path.read_text(encoding="utf-8")
        assert text.count("\n") <= 150, path
        if path.parent.name != "seeds":
            for name in re.findall(r"(?m)^  - name: (\w+)", text.split("unit_tests:")[0]):
                beside = [path.with_name(name + suffix).exists() for suffix in (".sql", ".py")]
                assert any(beside) or name.startswith("page_"), (path, name)


def imports_of(path):
    """The modules that a file imports, with their packages."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module


@pytest.mark.parametrize("package", IMPORTS)
def test_packages_import_one_way(package):
    for path in (ROOT / package).rglob("*.py"):
        ours = {name.split(".")[0] for name in imports_of(path)} & {*IMPORTS, "tests"}
        assert ours <= IMPORTS[package], path


def test_models_ml_imports_one_way_and_knows_no_database():
    for path in (ROOT / "models_ml").rglob("*.py"):
        part = path.relative_to(ROOT / "models_ml").parts[0].removesuffix(".py")
        for name in imports_of(path):
            assert name.split(".")[0] not in ("duckdb", "dbt"), path
            if part != "__init__" and name.startswith("models_ml."):
                imported = MODELS_ML.index(name.split(".")[1])
                assert imported <= MODELS_ML.index(part), (path, name)


def test_pages_read_the_reporting_schema_and_are_exposures(manifest):
    exposures = manifest["exposures"].values()
    queries = [*tables.QUERIES.values(), *cards.QUERIES.values(), *drafts.QUERIES.values()]
    read = {name for query in queries for name in re.findall(r"from (\w+\.\w+)", query)}
    assert {name for name in read if not name.startswith("reporting.")} == set()
    exposed = {
        parent.split(".")[-1] for node in exposures for parent in node["depends_on"]["nodes"]
    }
    assert {name.split(".")[1] for name in read} - exposed == set()
    files = {page.file.removesuffix(".html") for page in (*PAGES, *CARD_PAGES)} - {"index"}
    assert {node["name"] for node in exposures} == {f"page_{f}" for f in {*files, "overview"}}


def test_every_drawing_belongs_to_a_figure():
    of_accounts = {"account", "account_months", "account_day"}
    assert {site.DRAWINGS.get(name, name) for name in site.NEEDED} | of_accounts == set(FIGURES)


def test_matplotlib_is_imported_only_to_draw():
    """It takes most of a second, of every command."""
    code = "import sys, commands.build, commands.drafts; print('matplotlib' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert ran.stdout == "False\n", ran.stderr
