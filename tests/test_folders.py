"""What lies around the exports: folders that may not be read, and files that contradict."""

import contextlib
import json
import os
import shutil
import tempfile
from pathlib import Path

import pytest

from readers.archives import Source, unpacked
from readers.found_files import named_files
from tests import exports
from tests.builds import build_some

NOBODY = 65534
MADE = "posts post_metric_readings"


@contextlib.contextmanager
def as_nobody():
    """The administrator may read everything: be somebody else for a while."""
    is_administrator = os.geteuid() == 0
    if is_administrator:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if is_administrator:
            os.seteuid(0)


@pytest.fixture
def locked():
    """A folder that anyone may read, with one in it that nobody may."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    (folder / "mine").mkdir(mode=0o700)
    (folder / "mine" / "posts.csv").write_text(exports.APIFY_CSV)
    (folder / "posts.csv").write_text(exports.APIFY_CSV)
    (folder / "mine").chmod(0)
    yield folder
    (folder / "mine").chmod(0o700)
    shutil.rmtree(folder)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="no such rights there")
def test_a_folder_that_may_not_be_read_is_named_and_the_rest_is_read(locked, tmp_path):
    with as_nobody():
        found = list(named_files(str(locked), ""))
        assert found == [locked / "mine", locked / "posts.csv"]
        assert list(named_files(str(locked / "mine"), "")) == [locked / "mine"]
        (source,) = unpacked(Source("mine", locked / "mine"), tmp_path)
    assert source.problem == "may not be read by you"


def test_what_a_warehouse_keeps_beside_its_exports_is_no_export(tmp_path):
    """Its own hidden folder, and the pages with their data; not a folder that POSTS itself names,
    nor one of pages that somebody else made.
    """
    root = tmp_path / ".hidden" / "exports"
    own = [".w.duckdb.build/target/manifest.json", "site/data/accounts.csv", "site/index.html",
           "site/warehouse.json", "year/.trash/posts.csv"]  # fmt: skip
    theirs = ["posts.csv", "download/index.html", "year/data/posts.csv"]
    for name in [*own, *theirs]:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(exports.APIFY_CSV)
    found = [path.relative_to(root).as_posix() for path in named_files(str(root), "")]
    assert found == sorted(theirs)


def test_an_empty_folder_ends_in_one_sentence(tmp_path):
    (tmp_path / "raw").mkdir()
    built = build_some(tmp_path / "warehouse.duckdb", tmp_path / "raw", MADE)
    assert built.code == 1 and "there is no file" in built.errors


def test_two_files_that_contradict_each_other_are_two_readings_of_one_post(tmp_path):
    (tmp_path / "raw").mkdir()
    post = json.loads(exports.APIFY)[1]
    for name, likes in (("one", 1234), ("two", 1300)):
        text = json.dumps([post | {"likesCount": likes}])
        (tmp_path / "raw" / f"{name}.json").write_text(text)
    built = build_some(tmp_path / "warehouse.duckdb", tmp_path / "raw", MADE)
    assert built.code == 0, built.errors
    assert built.rows("select count(*) from marts.posts") == [(1,)]
    assert built.rows("select n_likes from marts.post_metric_readings order by n_likes") == [
        (1234,),
        (1300,),
    ]
