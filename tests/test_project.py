"""What the repository promises beside its tables: names, hosts, sizes, help."""

import json
import re
import subprocess
import sys
import tomllib

import yaml

from commands.bill import locked
from commands.pictures import SCREENS, flows_of
from commands.workspace import workspace_of
from models_ml.columns import FEATURES
from tests.shared import ROOT


def test_the_estimator_sees_features_only(sample):
    columns = {
        name
        for (name,) in sample.execute(
            "select column_name from information_schema.columns where table_name = 'post_features'"
        ).fetchall()
    }
    assert set(FEATURES) <= columns
    assert len(set(FEATURES)) == len(FEATURES)


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


def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def yaml_of(name):
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


def test_the_bill_of_materials_is_that_of_the_lock_file():
    bill = json.loads((ROOT / "docs" / "bill_of_materials.json").read_text(encoding="utf-8"))
    listed = [(part["name"], part["version"]) for part in bill["components"]]
    assert listed == locked() and len(listed) > 90
    assert all(part["licenses"][0]["license"]["name"] for part in bill["components"])


def test_one_version_of_the_project_everywhere():
    assert yaml_of("CITATION.cff")["version"] == project()["version"]
    assert yaml_of("dbt_project.yml")["version"] == project()["version"]


def test_the_versions_of_python_that_work_are_the_same_everywhere():
    """Those of the classifiers, each of which a build was tried with."""
    named = [re.search(r"Python :: (3\.\d+)$", line)[1] for line in project()["classifiers"]]
    minors = [int(name.split(".")[1]) for name in named]
    assert minors == list(range(minors[0], minors[-1] + 1))
    assert project()["requires-python"] == f">=3.{minors[0]},<3.{minors[-1] + 1}"
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert f"(3, {minors[0]}) <= v <= (3, {minors[-1]})" in makefile
    assert f"need {', '.join(named[:-1])} or {named[-1]}: set PYTHON=python{named[-1]}" in makefile
    checks = yaml_of(".github/workflows/ci.yml")["jobs"]["checks"]
    assert checks["strategy"]["matrix"]["python"] == [named[0], named[-1]]
    container = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert f"FROM python:{named[-1]}-slim\n" in container
    assert f"python:{named[-1]}" in (ROOT / ".devcontainer" / "devcontainer.json").read_text()


def test_the_hooks_of_pre_commit_are_what_make_lint_runs():
    dry_run = subprocess.run(
        ["make", "--dry-run", "lint"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    commands = re.findall(r"\.venv/bin/(?:ruff|mypy|sqlfluff)\b[^&\n]*", dry_run)
    (repository,) = yaml_of(".pre-commit-config.yaml")["repos"]
    assert repository["repo"] == "local"
    assert [hook["entry"] for hook in repository["hooks"]] == [line.strip() for line in commands]


def test_no_plugin_of_pytest_works_on_after_the_last_test(pytestconfig):
    """That of hypothesis imports the whole package to end a run, whatever was tested."""
    assert not pytestconfig.pluginmanager.hasplugin("hypothesispytest")


def test_help_shows_every_command_with_an_example_on_one_screen():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"\.PHONY: (.*)", text).group(1).split()
    said = subprocess.run(
        ["make", "--no-print-directory", "help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    for name in phony:
        assert any(re.match(rf"  {name} +\S.* (sudo )?make", line) for line in said), name
    assert len(said) <= 24 and max(map(len, said)) <= 80


def test_the_pictures_of_the_readme_are_small_and_those_that_are_drawn():
    shown = re.findall(r"\((docs/\w[\w-]*\.png)\)", (ROOT / "README.md").read_text("utf-8"))
    assert shown == [f"docs/{name}.png" for name in SCREENS]
    assert {scheme for *_, scheme in SCREENS.values()} == {"light", "dark"}
    assert sum((ROOT / name).stat().st_size for name in shown) < 300_000


def test_the_picture_of_the_layers_is_that_of_the_manifest(sample_build):
    """Its numbers: make pictures draws it anew."""
    path = workspace_of(sample_build.warehouse) / "target" / "manifest.json"
    drawn = (ROOT / "docs" / "layers.svg").read_text(encoding="utf-8")
    for layer, reader, n in flows_of(json.loads(path.read_text(encoding="utf-8"))):
        assert reader or f"{layer}, {n} tables" in drawn, layer


def test_scripts_that_the_docs_name_can_be_run_as_written():
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    text = "".join(page.read_text(encoding="utf-8") for page in pages)
    assert "python tests/" not in text
    scripts = set(re.findall(r"python -m (tests\.\w+)", text))
    assert len(scripts) >= 3
    code = "; ".join(f"import {name}" for name in sorted(scripts))
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env={}, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
