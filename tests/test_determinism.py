"""Equal input gives equal tables and pages, wherever and however it is built, without a network."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests.builds import SAMPLE, made_up_posts, write_posts
from tests.digests import digests
from tests.shared import ROOT

# Another machine's settings: clocks, language, order of sets, libraries' threads.
ELSEWHERE = {
    "TZ": "Asia/Kathmandu",
    "LC_ALL": "tr_TR.UTF-8",
    "PYTHONHASHSEED": "7",
    "OPENBLAS_NUM_THREADS": "2",
    "OMP_NUM_THREADS": "2",
    "LOKY_MAX_CPU_COUNT": "1",
}
HERE = {
    "TZ": "UTC",
    "PYTHONHASHSEED": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "LOKY_MAX_CPU_COUNT": "2",
}


def apart() -> list[str]:
    """One processor and no network, as far as the machine can be asked for that."""
    prefixes = (["taskset", "-c", "0"], ["unshare", "--map-root-user", "--net"])
    return [word for prefix in prefixes if works(prefix) for word in prefix]


def works(prefix: list[str]) -> bool:
    """Whether a command may run like this here."""
    if not shutil.which(prefix[0]):
        return False
    return subprocess.run([*prefix, "true"], capture_output=True).returncode == 0


def build(folder: Path, posts: Path, evaluation: str, prefix: list[str], **settings: str) -> Path:
    """Build, answer planned posts and render again in processes of their own."""
    folder.mkdir()
    warehouse = folder / "warehouse.duckdb"
    environment = os.environ | settings | {"REMEMBERED": "", "EVALUATION": evaluation, "DRAFTS": ""}
    environment |= {"WAREHOUSE": str(warehouse), "SITE": str(folder / "site"), "POSTS": str(posts)}
    for command in ("build", "drafts", "site"):
        process = subprocess.run(
            [*prefix, sys.executable, "-m", f"commands.{command}"],
            cwd=ROOT, env=environment, capture_output=True, text=True,
        )  # fmt: skip
        assert process.returncode == 0, process.stderr
    return warehouse


@pytest.mark.parametrize("evaluation", ["none", pytest.param("full", marks=pytest.mark.soak)])
def test_equal_input_gives_equal_tables_and_pages(evaluation, tmp_path):
    posts = SAMPLE
    if evaluation == "none":
        posts = write_posts(tmp_path / "posts.csv", made_up_posts(60))
    one = build(tmp_path / "one", posts, evaluation, [], **HERE)
    other = build(tmp_path / "an other 'place'", posts, evaluation, apart(), **ELSEWHERE)
    held, again = digests(one), digests(other)
    assert len(held) > 80 and {name for name in held if held[name] != again[name]} == set()
    pages, others = pages_of(one), pages_of(other)
    assert len(pages) > 50 and {name for name in pages if pages[name] != others[name]} == set()


def pages_of(warehouse: Path) -> dict[str, str]:
    """The text of every file of a site, without what names its run and its place.

    That is also in the SQL of ops.build_runs, which the packed page on lineage shows.
    """
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        run_id, started = connection.execute(
            "select run_id, started_at::varchar from ops.build_runs order by started_at desc"
        ).fetchone()
    site = warehouse.parent / "site"
    return {
        str(path.relative_to(site)): path.read_text("utf-8", errors="replace")
        .replace(run_id, "RUN").replace(started[:16], "TIME")
        for path in site.rglob("*") if path.is_file() and not path.name.startswith("lineage-data")
    }  # fmt: skip
