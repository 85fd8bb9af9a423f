"""Planned posts are answered by the SQL that dbt ran before, where it would run the same again."""

import json
import re
import shutil
import subprocess
import sys

import pandas as pd
import pytest

from commands import replay, run_dbt
from commands.ask import score_drafts
from tests.builds import answer
from tests.digests import digests
from tests.shared import ROOT

HEADER = "draft_id,account,media_type,caption,planned_at"
DRAFT = "a,sample_books_0,image,One,2026-07-20T10:00"


@pytest.fixture
def replays(tmp_path, monkeypatch):
    """The folder that replays are kept in, empty."""
    monkeypatch.setattr(replay, "FOLDER", tmp_path / "replays")
    return tmp_path / "replays"


@pytest.fixture
def asked(monkeypatch):
    """One entry for each time that dbt was asked to make tables."""
    times, build_tables = [], run_dbt.build_tables
    monkeypatch.setattr(
        run_dbt, "build_tables", lambda *a, **k: times.append(a[0]) or build_tables(*a, **k)
    )
    return times


@pytest.fixture
def warehouse(small_build, tmp_path):
    """A copy of a finished warehouse."""
    return shutil.copyfile(small_build.warehouse, tmp_path / "own.duckdb")


def drafts_file(tmp_path, *rows, name="plans.csv", header=HEADER):
    (tmp_path / name).write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return tmp_path / name


def answered(warehouse, drafts):
    """What is said of planned posts, in the warehouse that says it."""
    said = answer(warehouse, drafts)
    assert said.code == 0, said.errors
    return said


def test_a_replay_leaves_what_dbt_leaves(warehouse, tmp_path, replays, asked, monkeypatch):
    drafts = drafts_file(tmp_path, DRAFT, "b,nobody,video,Two #new,2026-07-21T11:00", "c,,x,,")
    other = shutil.copyfile(warehouse, tmp_path / "other.duckdb")
    first = answered(warehouse, drafts)
    assert len(asked) == 1
    second = answered(other, drafts)
    assert len(asked) == 1
    assert second.output == first.output
    assert digests(other) == digests(warehouse)
    log = "select run_id, said_at from predictions.draft_log"
    assert first.rows(log)
    assert {row[0] for row in first.rows(log)}.isdisjoint(row[0] for row in second.rows(log))
    assert max(row[1] for row in first.rows(log)) < min(row[1] for row in second.rows(log))


def test_other_planned_posts_in_a_file_of_another_name_are_replayed(
    warehouse, tmp_path, replays, asked
):
    answered(warehouse, drafts_file(tmp_path, DRAFT))
    others = [DRAFT.replace("a,", "z,"), DRAFT.replace("a,", "y,")]
    said = answered(warehouse, drafts_file(tmp_path, *others, name="other.csv"))
    assert len(asked) == 1
    assert said.rows("select draft_id, source_file, is_example from staging.stg_drafts") == [
        (draft_id, str(tmp_path / "other.csv"), False) for draft_id in "zy"
    ]


def test_a_frame_is_answered_without_dbt_the_second_time(warehouse, replays, asked):
    frame = pd.DataFrame([DRAFT.split(",")], columns=HEADER.split(","))
    first, second = (score_drafts(warehouse, frame) for _ in range(2))
    assert len(asked) == 1
    assert len(first) == 2
    pd.testing.assert_frame_equal(first, second)


@pytest.mark.parametrize("change", ["header", "setting", "dbt", "project", "library", "verbose"])
def test_dbt_is_asked_where_its_sql_could_be_another(
    change, warehouse, tmp_path, replays, asked, monkeypatch
):
    answered(warehouse, drafts_file(tmp_path, DRAFT))
    header, row = HEADER, DRAFT
    if change == "header":
        header, row = f"{HEADER},followers", f"{DRAFT},1000"
    elif change == "setting":
        monkeypatch.setenv("SHOW_ACCOUNT_NAMES", "false")
    elif change == "dbt":
        monkeypatch.setenv("DBT_PRINTER_WIDTH", "79")
    elif change == "project":
        read = replay.Path.read_bytes
        monkeypatch.setattr(
            replay.Path,
            "read_bytes",
            lambda self: read(self) + b"#" * (self.name == "normal_95.sql"),
        )
    elif change == "library":
        monkeypatch.setattr(replay, "version", lambda _: "another")
    else:
        monkeypatch.setenv("VERBOSE", "1")
    answered(warehouse, drafts_file(tmp_path, row, header=header))
    assert len(asked) == 2


def test_a_file_in_another_folder_is_another_project(tmp_path, monkeypatch):
    """A folder of models is a schema."""
    found = set()
    for folder in ("marts", "staging"):
        (tmp_path / folder / "dbt_project" / folder).mkdir(parents=True)
        (tmp_path / folder / "dbt_project" / folder / "a.sql").write_text("select 1")
        for name in ("dbt_project.yml", "profiles.yml"):
            (tmp_path / folder / name).write_text("")
        monkeypatch.chdir(tmp_path / folder)
        found.add(replay.digest_of_project())
    assert len(found) == 2


def test_dbt_is_asked_where_the_database_answers_otherwise(warehouse, tmp_path, replays, asked):
    """Here a record that DuckDB's reader does not take, and there a table that is none."""
    drafts = drafts_file(tmp_path, DRAFT)
    answered(warehouse, drafts)
    drafts.write_bytes(drafts.read_bytes() + b'"b,sample_books_0,image,open,2026-07-20T10:00\n')
    said = answered(warehouse, drafts)
    assert len(asked) == 2
    assert said.rows("select count(*) from staging.rejected_drafts") == [(1,)]
    # What was mended lies elsewhere each time: the replay that is known stays.
    answered(warehouse, drafts_file(tmp_path, DRAFT))
    assert len(asked) == 2


def test_what_dbt_refuses_is_said_in_its_words(warehouse, tmp_path, replays, asked):
    answered(warehouse, drafts_file(tmp_path, DRAFT))
    (question,) = replays.iterdir()
    refused = answer(warehouse, tmp_path / "absent.csv")
    assert "there is no file" in refused.errors
    assert list(replays.iterdir()) == [question]


@pytest.mark.parametrize("text", ["", "[", '[["select 1", "2"]]', '[["select nonsense", null]]'])
def test_a_replay_that_cannot_be_used_is_made_anew(text, warehouse, tmp_path, replays, asked):
    drafts = drafts_file(tmp_path, DRAFT)
    answered(warehouse, drafts)
    (question,) = replays.iterdir()
    question.write_text(text, encoding="utf-8")
    answered(warehouse, drafts)
    assert len(asked) == 2
    assert len(json.loads(question.read_text(encoding="utf-8"))) > 100


@pytest.mark.parametrize("name", ["Ana's plans [1].csv", "image", "data/sample/drafts.csv"])
def test_a_name_that_sql_could_mean_otherwise_is_answered_by_dbt(
    name, warehouse, tmp_path, replays, asked
):
    """A file `image` would make videos of all images where `video` is asked about next."""
    drafts = name if "/" in name else drafts_file(tmp_path, DRAFT, name=name)
    for _ in range(2):
        answered(warehouse, drafts)
    assert len(asked) == 2
    assert not replays.exists()


def test_no_text_of_planned_posts_is_kept(warehouse, tmp_path, replays):
    answered(warehouse, drafts_file(tmp_path, DRAFT.replace("One", "Quixotic")))
    (question,) = replays.iterdir()
    text = question.read_text(encoding="utf-8")
    assert "Quixotic" not in text and "sample_books_0" not in text
    assert str(tmp_path) not in text


def test_the_newest_replays_are_kept(warehouse, tmp_path, replays, monkeypatch):
    monkeypatch.setattr(replay, "MAX_KEPT", 1)
    answered(warehouse, drafts_file(tmp_path, DRAFT))
    (old,) = replays.iterdir()
    answered(warehouse, drafts_file(tmp_path, f"{DRAFT},", header=f"{HEADER},location"))
    (new,) = replays.iterdir()
    assert new != old


def test_every_variable_that_the_project_reads_is_part_of_the_question():
    files = [*ROOT.glob("*.yml"), *(ROOT / "dbt_project").rglob("*.*")]
    read = {
        name
        for file in files
        for name in re.findall(r"env_var\([\"'](\w+)", file.read_text(encoding="utf-8"))
    }
    # Planned posts are answered by DuckDB alone.
    of_spark = {name for name in read if name.startswith("SPARK_")}
    assert read - of_spark == {*replay.ENVIRONMENT, "WAREHOUSE", "DRAFTS"}


def test_dbt_and_pandas_are_not_imported_before_they_are_needed():
    code = "import sys, commands.drafts; print({'dbt', 'pandas'} & set(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert ran.stdout == "set()\n", ran.stderr
