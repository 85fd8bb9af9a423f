"""A warehouse of the bundled sample, built once, and a way to build others."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from commands.cluster import down, free_port, up
from commands.workspace import REMEMBERED
from tests.browsers import started
from tests.builds import SAMPLE, Build, build, made_up_posts, write_posts
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
    # The other worker waits for it, most likely, and has a core to spare.
    with environment(LOKY_MAX_CPU_COUNT="2"):
        return built_once(shared / "sample", SAMPLE, evaluation="full")


@pytest.fixture(scope="session")
def cluster(tmp_path_factory) -> Iterator[Path]:
    """The folder of a small Spark cluster of the tests' own, while they run."""
    folder, port = tmp_path_factory.mktemp("spark"), free_port()
    with environment(SPARK_PORT=str(port), SPARK_HOST="127.0.0.1"):
        up(folder, port)
        yield folder
        down(folder)


@pytest.fixture(scope="session")
def small_build(shared, worker_id) -> Build:
    """The same of sixty daily posts of two accounts: a warehouse to start from, to be copied."""
    posts = write_posts(shared / f"small_{worker_id}.csv", made_up_posts(60))
    return built_once(shared / "small", posts)


def built_once(folder: Path, posts: Path, **settings: str) -> Build:
    """The warehouse in a folder of all workers, built where no other worker has."""
    warehouse = folder / "warehouse.duckdb"
    folder.mkdir(exist_ok=True)
    with one_at_a_time(folder.with_suffix(".lock")):
        if warehouse.exists():
            return Build(warehouse, 0, "", "")
        built = build(warehouse, posts, **settings)
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
def small_copy(small_build, tmp_path) -> Path:
    """A copy of the warehouse of sixty posts that a test may build upon."""
    return Path(shutil.copy(small_build.warehouse, tmp_path))


@pytest.fixture
def own(sample_build, tmp_path) -> Path:
    """A copy of the sample's warehouse that a test may change."""
    copy = tmp_path / "own" / "warehouse.duckdb"
    copy.parent.mkdir()
    shutil.copy(sample_build.warehouse, copy)
    return copy
