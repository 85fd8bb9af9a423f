"""What the repository promises beside its tables: names, hosts, sizes, help."""

import re
import subprocess

from models_ml.columns import FEATURES
from tests.builds import ROOT


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
