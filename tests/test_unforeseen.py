"""An error that nobody foresaw ends in one sentence, names its trace, and changes nothing."""

import errno
import os
import re
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

import duckdb
import pytest
from dbt.adapters.duckdb.environments.local import LocalEnvironment
from dbt.cli.main import dbtRunnerResult

from commands.drafts import main as answer_drafts
from commands.errors import BuildError, plain_errors
from commands.forget import main as forget
from commands.run_dbt import explanation, refusal
from commands.site import main as render_site
from tests.builds import build, made_up_posts, run, write_posts

# Where a fault is put, and what was being done there.
FAULTS = {
    "staging": ("readers.found_files.contents_of", "stg_listed_files"),
    "a fit": ("models_ml.fit_curves", "fitted_curves.py"),
    "the swap": ("commands.site.put_in_place", "rendering the pages in"),
}


@contextmanager
def fault(place: str):
    """Whoever calls this gets an error of two lines."""
    with patch(place, side_effect=ZeroDivisionError("made up\nfor a test")):
        yield


@pytest.mark.parametrize("name", FAULTS)
def test_a_build_stops_with_a_sentence_and_its_trace(name, small_copy, tmp_path):
    place, doing = FAULTS[name]
    site = tmp_path / "site"
    site.mkdir()
    (site / "index.html").write_text("the old page")
    before = small_copy.read_bytes()
    with fault(place):
        built = build(small_copy, write_posts(tmp_path / "posts.csv", made_up_posts(70)))
    assert built.code == 1
    check_sentence(built.errors, doing)
    assert "The previous one is unchanged" in built.errors
    assert small_copy.read_bytes() == before
    assert [path.read_text() for path in site.iterdir()] == ["the old page"]


# A command that needs a warehouse, where its fault is put, and what was being done there.
COMMANDS = {
    "site": (render_site, "reports.style.drawn", "rendering the pages of"),
    "forget": (forget, "commands.forget.leave_out", "forgetting account_1"),
    "drafts": (answer_drafts, "commands.drafts.mark_of", "answering planned posts"),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_so_does_every_other_command(name, small_copy):
    command, place, doing = COMMANDS[name]
    before = small_copy.read_bytes()
    with fault(place):
        ran = run(command, small_copy, ACCOUNT="account_1", DRAFTS="", REMEMBERED="")
    assert ran.code == 1
    check_sentence(ran.errors, doing)
    assert small_copy.read_bytes() == before


def test_a_trace_is_kept_where_the_workspace_cannot_be_written(tmp_path):
    (tmp_path / "taken").write_text("a file where the folder should be")
    with pytest.raises(BuildError) as told, plain_errors("testing", tmp_path / "taken"):
        raise ZeroDivisionError("made up\nfor a test")
    check_sentence(str(told.value), "testing")


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        ("Out of Memory Error: could not allocate block of size 9 MiB (1 MiB/2 MiB used)",
         "there is too little memory (could not allocate block of size 9 MiB (1 MiB/2 MiB used))."
         " Raise memory_limit"),
        ("Python model failed:\nTraceback (most recent call last):\n  File \"x\", line 1\n"
         "ZeroDivisionError: made up\nfor a test", "ZeroDivisionError: made up (a.py; please"),
        ("Python model failed:\nTraceback (most recent call last):\n  File \"x\", line 1\n"
         "joblib.externals.TerminatedWorkerError: A worker process managed by the executor was",
         "a process that helped was killed, most likely because memory ran out."),
    ],
)  # fmt: skip
def test_what_a_table_failed_for_is_said(message, sentence, tmp_path):
    node = SimpleNamespace(original_file_path="a.py")
    failed = SimpleNamespace(status="error", message=message, node=node)
    result = dbtRunnerResult(success=False, result=SimpleNamespace(results=[failed]))
    assert explanation(result, tmp_path, tmp_path / "w.duckdb").startswith(sentence)


def test_a_query_that_has_just_ended_does_not_hide_why_others_are_stopped():
    connection = duckdb.connect()
    handle = SimpleNamespace(cursor=lambda: connection)
    connection.close()
    with pytest.raises(duckdb.ConnectionException):
        connection.interrupt()
    LocalEnvironment.cancel(SimpleNamespace(handle=handle))


def test_a_full_disk_is_called_that_whoever_meets_it_first(tmp_path):
    """On a full disk DuckDB only says that its database has been invalidated."""
    with patch("commands.run_dbt.shutil.disk_usage") as usage:
        usage.return_value = SimpleNamespace(free=1_000_000)
        assert "is full. Make room" in refusal(tmp_path / "workspace")
        usage.return_value = SimpleNamespace(free=10_000_000)
        assert refusal(tmp_path / "workspace") == ""
    with pytest.raises(BuildError, match="is full"), plain_errors("", tmp_path / "workspace"):
        raise OSError(errno.ENOSPC, "No space left on device")


def test_so_is_one_that_fills_while_the_pages_own_files_are_copied(small_copy):
    before = small_copy.read_bytes()
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    with patch("reports.site.shutil.copyfile", side_effect=full):
        ran = run(render_site, small_copy, REMEMBERED="")
    assert ran.code == 1 and "is full. Make room" in ran.errors
    assert small_copy.read_bytes() == before


def check_sentence(errors: str, doing: str) -> None:
    """One sentence says what was being done and where the whole trace is."""
    sentence = errors.strip().splitlines()[0]
    assert doing in sentence and "made up" in sentence, errors
    assert "Traceback" not in errors
    trace = re.search(r"with its trace: (.+?)[);]*$", sentence)
    assert "for a test" in Path(trace[1]).read_text("utf-8")
