"""One site at a time: whole, of one warehouse, and with that warehouse's mark."""

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from commands.forget import main as forget
from commands.site import main as render_site
from commands.site import write_site
from commands.workspace import exclusive_site
from tests.builds import answer, build, made_up_posts, run, write_posts
from tests.drafts import write_drafts
from tests.shared import ROOT


@pytest.fixture(scope="module")
def finished(small_build) -> Path:
    """The folder of a small warehouse and its site."""
    return small_build.warehouse.parent


@pytest.fixture
def own(finished, tmp_path) -> Path:
    """A copy of both that a test may change; returns the warehouse."""
    shutil.copytree(finished / "site", tmp_path / "site")
    return Path(shutil.copy(finished / "warehouse.duckdb", tmp_path))


def run_of(warehouse: Path) -> str:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.execute("select run_id from reporting.rpt_overview").fetchone()[0]


def mark_of(site: Path) -> dict[str, str]:
    return json.loads((site / "warehouse.json").read_text(encoding="utf-8"))


def start(code: str, **variables: Path | str) -> subprocess.Popen:
    """Run Python at the root of the project, with what it says caught."""
    return subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ | {name: str(value) for name, value in variables.items()},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


BUILD = "import sys; from commands.build import main; sys.exit(main())"
RENDER = "import sys; from commands.site import main; sys.exit(main())"


def test_two_builds_of_two_warehouses_share_a_site_one_after_the_other(tmp_path):
    posts = write_posts(tmp_path / "posts.csv", made_up_posts(60))
    site = tmp_path / "site"
    builds = {
        name: start(
            BUILD, WAREHOUSE=tmp_path / name, POSTS=posts, SITE=site, EVALUATION="none", DRAFTS=""
        )
        for name in ("one.duckdb", "two.duckdb")
    }
    for process in builds.values():
        said, _ = process.communicate()
        assert process.returncode == 0 and "Traceback" not in said, said
    mark = mark_of(site)
    assert mark["run_id"] == run_of(tmp_path / mark["warehouse"])
    assert mark["run_id"] in (site / "about.html").read_text(encoding="utf-8")
    assert sorted(path.name for path in (tmp_path / ".site.build").iterdir()) == ["holder"]


def test_whoever_finds_the_site_locked_says_by_whom_and_waits(own):
    site = own.parent / "site"
    before = (site / "about.html").stat().st_ino
    with exclusive_site(site, Path("other.duckdb")):
        render = start(RENDER, WAREHOUSE=own, SITE=site)
        said = render.stdout.readline()
        assert said.startswith(f"Waiting for process {os.getpid()} (other.duckdb)")
        assert render.poll() is None and (site / "about.html").stat().st_ino == before
    said, _ = render.communicate()
    assert render.returncode == 0, said
    assert (site / "about.html").stat().st_ino != before


def test_pages_are_not_rendered_while_their_warehouse_is_built(own):
    workspace = own.parent / ".warehouse.duckdb.build"
    workspace.mkdir()
    held = os.open(workspace, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    render = start(RENDER, WAREHOUSE=own, SITE=own.parent / "site")
    said, _ = render.communicate()
    os.close(held)
    assert render.returncode == 1
    assert said.startswith("No pages: another build of") and len(said.splitlines()) == 1


def test_without_a_warehouse_there_are_no_pages_and_one_sentence(tmp_path):
    render = start(RENDER, WAREHOUSE=tmp_path / "none.duckdb", SITE=tmp_path / "site")
    said, _ = render.communicate()
    assert render.returncode == 1 and len(said.splitlines()) == 1
    assert "there is no warehouse at" in said and list(tmp_path.iterdir()) == []


KILLED = "import os, commands.swap; commands.swap.put_pages = lambda *_: os.kill(os.getpid(), 9)\n"


@pytest.mark.parametrize(
    "change",
    [
        "alter table reporting.rpt_account_front drop column record_words",
        "drop table reporting.rpt_gates",
    ],
)
def test_a_warehouse_of_another_version_keeps_its_pages_and_is_told_so(own, change):
    with duckdb.connect(str(own)) as connection:
        connection.execute(change)
    front = own.parent / "site" / "index.html"
    before = front.read_bytes()
    built = run(render_site, own)
    assert built.code == 1 and "another version" in built.errors
    assert "make build" in built.errors and "Traceback" not in built.errors
    assert front.read_bytes() == before


def test_a_build_killed_between_warehouse_and_site_is_told_and_mended(own, tmp_path):
    site, before = own.parent / "site", run_of(own)
    posts = write_posts(tmp_path / "more.csv", made_up_posts(62))
    process = start(
        KILLED + BUILD, WAREHOUSE=own, POSTS=posts, SITE=site, EVALUATION="none", DRAFTS=""
    )
    said, _ = process.communicate()
    assert process.returncode == -signal.SIGKILL, said
    assert run_of(own) != before and mark_of(site)["run_id"] == before
    plan = {"account": "account_0", "planned_at": "2024-02-01T10:00Z"}
    told = answer(own, write_drafts(tmp_path / "d.csv", plan))
    assert told.code == 0 and "Read the page" in told.output
    assert mark_of(site) == {"warehouse": "warehouse.duckdb", "run_id": run_of(own)}
    assert run_of(own) in (site / "about.html").read_text(encoding="utf-8")
    render = start(RENDER, WAREHOUSE=own, SITE=site)
    said, _ = render.communicate()
    assert render.returncode == 0, said
    assert mark_of(site) == {"warehouse": "warehouse.duckdb", "run_id": run_of(own)}
    again = answer(own, tmp_path / "d.csv")
    assert "Read the page" in again.output
    assert [path.name for path in (own.parent / ".site.build").iterdir()] == ["holder"]


def test_a_killed_forget_leaves_no_page_of_the_account_behind_for_good(own, tmp_path):
    """The tables know it no more, but that it was forgotten: asking again puts the new pages in."""
    site, command = own.parent / "site", "import sys; from commands.forget import main; main()"
    settings = {"WAREHOUSE": own, "SITE": site, "EVALUATION": "none", "ACCOUNT": "account_1"}
    assert list(site.rglob("account-1*"))
    process = start(KILLED + command, **settings)
    said, _ = process.communicate()
    assert process.returncode == -signal.SIGKILL, said
    assert mark_of(site)["run_id"] != run_of(own)
    again = run(forget, own, ACCOUNT="account_1", EVALUATION="none")
    assert again.code == 0, again.errors
    assert mark_of(site)["run_id"] == run_of(own)
    assert not list(own.parent.rglob("account-1*"))
    assert [path.name for path in (own.parent / ".site.build").iterdir()] == ["holder"]


def test_what_dead_processes_left_is_cleared_and_a_site_taken_out_is_put_back(own, monkeypatch):
    """Killed between both renames: the old site is out, the new one is not in."""
    site, workspace = own.parent / "site", own.parent / ".site.build"
    (workspace / "new-1" / "data").mkdir(parents=True)
    site.rename(workspace / "previous")

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("commands.site.render", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_site(own, site)
    assert mark_of(site)["run_id"] == run_of(own) and (site / "index.html").exists()
    assert [path.name for path in workspace.iterdir()] == ["holder"]


def test_pages_that_cannot_be_put_in_place_are_called_old(own, tmp_path, monkeypatch):
    before = run_of(own)

    def refused(*_):
        raise PermissionError(13, "Permission denied", str(own.parent / "site"))

    monkeypatch.setattr("commands.swap.put_pages", refused)
    built = build(own, write_posts(tmp_path / "more.csv", made_up_posts(62)))
    assert built.code == 1 and "unchanged" not in built.errors
    assert "the pages in" in built.errors and "make site renders them" in built.errors
    assert run_of(own) != before


def test_a_copy_under_another_name_has_no_pages_of_its_own(own, tmp_path):
    """The same run, but it may have been asked about other planned posts."""
    copy = Path(shutil.copy(own, own.parent / "copy.duckdb"))
    plan = {"account": "account_0", "planned_at": "2024-02-01T10:00Z"}
    told = answer(copy, write_drafts(tmp_path / "d.csv", plan))
    assert told.code == 0 and "not of this warehouse" in told.output
