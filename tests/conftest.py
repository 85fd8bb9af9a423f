"""A warehouse of the bundled sample, built once, and a way to build others."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from commands.build import REMEMBERED
from tests.browsers import started
from tests.builds import Build, build
from tests.shared import ROOT, SHARED, environment, one_at_a_time


@pytest.fixture(autouse=True)
def at_the_root(monkeypatch):
    monkeypatch.chdir(ROOT)


@pytest.fixture(scope="session", autouse=True)
def shared(tmp_path_factory, worker_id) -> Iterator[Path]:
    """A folder of all workers. Python steps that are asked the same by several builds work once:
    see test_remembered.py.
    """
    base = tmp_path_factory.getbasetemp()
    folder = base if worker_id == "master" else base.parent
    with environment(**{SHARED: str(folder), REMEMBERED: str(folder / "remembered")}):
        yield folder


@pytest.fixture(scope="session")
def sample_build(shared) -> Build:
    """The bundled sample, built as `make build` does, by the first worker that needs it."""
    warehouse = shared / "sample" / "warehouse.duckdb"
    warehouse.parent.mkdir(exist_ok=True)
    with one_at_a_time(shared / "sample.lock"):
        if warehouse.exists():
            return Build(warehouse, 0, "", "")
        built = build(warehouse, evaluation="full")
    assert built.code == 0, built.errors
    return built


@pytest.fixture
def sample(sample_build):
    """A read-only connection to the sample's warehouse."""
    with duckdb.connect(str(sample_build.warehouse), read_only=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def browser():
    """A browser for the tests of a module."""
    with started() as browser:
        yield browser


@pytest.fixture
def warehouse(tmp_path) -> Path:
    """Where a test may build a warehouse of its own."""
    return tmp_path / "warehouse.duckdb"


@pytest.fixture
def own(sample_build, tmp_path) -> Path:
    """A copy of the sample's warehouse that a test may change."""
    copy = tmp_path / "own" / "warehouse.duckdb"
    copy.parent.mkdir()
    shutil.copy(sample_build.warehouse, copy)
    return copy
