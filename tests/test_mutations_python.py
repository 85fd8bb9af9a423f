"""Of faults put into the fits and their figures, most are noticed by their tests alone.

A mutant is noticed where one of TESTS fails on it, or does not end; tests that build warehouses,
which look at the same numbers again, are not asked.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.mutations import mutants_of_python, thinned
from tests.shared import ROOT, link_project

TESTS = ("logistic", "posts", "scoring", "models_ml", "metrics", "blend", "margins")
MUTATED = ("serving/logistic", "serving/prior", "serving/scoring", "serving/posts", "serving/blend",
           "serving/shapes", "measuring/metrics", "measuring/bootstrap")  # fmt: skip
N_MUTANTS = 15  # of one module
MAX_SECONDS = 180
LEAST = 0.7  # of the faults; of all modules together 93 % are


def project_with_own_models(folder: Path) -> Path:
    """The project as links, but for a copy of models_ml."""
    link_project(folder, but=("models_ml",))
    shutil.copytree(ROOT / "models_ml", folder / "models_ml")
    return folder


def is_noticed(project: Path, module: str, text: str) -> bool:
    """Whether a test fails with this text in place of a module's."""
    (project / "models_ml" / f"{module}.py").write_text(text, "utf-8")
    # Its own tests first: most faults go no further.
    names = sorted(TESTS, key=lambda name: not module.endswith(name))
    asked = [f"tests/test_{name}.py" for name in names]
    command = [sys.executable, "-B", "-m", "pytest", "-x", "-n", "0", "-p", "no:cacheprovider"]
    environment = os.environ | {"PYTHONPATH": str(project)}
    try:
        ran = subprocess.run(
            [*command, *asked],
            cwd=project, env=environment, capture_output=True, timeout=MAX_SECONDS,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return True
    return ran.returncode != 0


@pytest.mark.soak
@pytest.mark.parametrize("module", MUTATED)
def test_most_faults_are_noticed(module, tmp_path):
    """Printed are those that are not: some change nothing that can be told."""
    project = project_with_own_models(tmp_path)
    source = (ROOT / "models_ml" / f"{module}.py").read_text("utf-8")
    assert not is_noticed(project, module, source), "the tests pass without a fault"
    mutants = thinned(list(mutants_of_python(source)), N_MUTANTS)
    n_living = 0
    for mutant in mutants:
        if not is_noticed(project, module, mutant.text):
            n_living += 1
            print(f"{module}:{mutant.place}: {mutant.was} -> {mutant.now}", flush=True)
    share = 1 - n_living / len(mutants)
    print(f"{module}: {len(mutants) - n_living} of {len(mutants)} faults noticed ({share:.1%})")
    assert share >= LEAST
