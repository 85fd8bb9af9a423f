"""Where disk or memory runs out a command says so, and what was there before stays as it was."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builds import SAMPLE
from tests.digests import digests
from tests.shared import ROOT, link_project
from tests.test_crashes import COMMANDS, check_runs, check_site, make, same, started

MB = 1_000_000
# What is left over, in megabytes, more and more until a command has enough of it.
ROOMS = [0.1 * 1.7**step for step in range(15)]


@pytest.fixture
def disk(tmp_path) -> Iterator[Path]:
    """A file system of its own, in memory; only root can make one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1g", "none", folder], check=True)
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def leave(disk: Path, n_bytes: float) -> None:
    """Make the disk so small that this much is left over."""
    size = int(shutil.disk_usage(disk).used + n_bytes)
    subprocess.run(["mount", "-o", f"remount,size={size}", disk], check=True)


@pytest.mark.soak
@pytest.mark.parametrize("command", COMMANDS)
def test_whenever_the_disk_fills_nothing_is_lost(command, disk, tmp_path):
    warehouse, site = disk / "warehouse.duckdb", disk / "site"
    make(disk, "build", n_posts=60)
    before, after = digests(warehouse), tmp_path / "after"
    shutil.copytree(disk, after)
    make(after, command)
    done = digests(after / "warehouse.duckdb")
    n_failed = 0
    for room in ROOMS:
        leave(disk, room * MB)
        process = started(disk, command, 66)
        _, errors = process.communicate()
        if process.returncode == 0:
            break
        n_failed += 1
        assert "is full. Make room" in errors and "Traceback" not in errors, (room, errors)
        # Where only the pages had no room, the new warehouse is in its place and says so.
        is_new = "pages" in errors and digests(warehouse) == done
        assert is_new or digests(warehouse) == before, (room, errors)
        check_runs(warehouse)
        check_site(site, warehouse, may_be_older=is_new)
    assert 2 < n_failed < len(ROOMS)
    leave(disk, 1000 * MB)
    make(disk, command)
    assert same(digests(warehouse), done)
    check_site(site, warehouse, may_be_older=False)


@pytest.mark.soak
@pytest.mark.parametrize("command", COMMANDS)
def test_where_nothing_may_be_written_it_says_so(command, disk, small_copy):
    shutil.move(small_copy, disk / "warehouse.duckdb")
    before = digests(disk / "warehouse.duckdb")
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    process = started(disk, command, 66)
    _, errors = process.communicate()
    assert process.returncode == 1 and "Read-only file system" in errors, errors
    assert "Traceback" not in errors and str(disk) in errors
    assert digests(disk / "warehouse.duckdb") == before


def project_with(folder: Path, memory_limit: str) -> Path:
    """The project as links, but for its settings."""
    folder.mkdir()
    link_project(folder, but=("dbt_project.yml", "target", "logs"))
    settings = (ROOT / "dbt_project.yml").read_text("utf-8")
    changed = settings.replace('memory_limit: ""', f'memory_limit: "{memory_limit}"')
    assert changed != settings
    (folder / "dbt_project.yml").write_text(changed, "utf-8")
    return folder


@pytest.mark.soak
def test_with_too_little_memory_the_warehouse_of_before_stays(small_copy, tmp_path):
    before = small_copy.read_bytes()
    settings = {"WAREHOUSE": small_copy, "SITE": tmp_path / "site", "POSTS": SAMPLE}
    ran = subprocess.run(
        [sys.executable, "-m", "commands.build"],
        cwd=project_with(tmp_path / "project", "100MB"),
        env=os.environ | {name: str(value) for name, value in settings.items()},
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 1 and "Traceback" not in ran.stderr
    sentence, previous = ran.stderr.strip().splitlines()
    assert "there is too little memory (" in sentence and "Raise memory_limit in" in sentence
    assert previous.startswith("The previous one is unchanged")
    assert small_copy.read_bytes() == before and not (tmp_path / "site").exists()
