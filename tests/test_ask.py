"""Asking about planned posts without touching the warehouse."""

import os
import shutil
from hashlib import sha256
from pathlib import Path

import pandas as pd
import pytest

from commands import drafts as answerer
from commands.ask import score_drafts
from commands.errors import BuildError
from tests.builds import run
from tests.shared import ROOT

FRAME = pd.DataFrame(
    {
        "account": ["sample_books_0", "sample_books_0", "nobody_yet"],
        "media_type": ["carousel", "hologram", "image"],
        "caption": ["Five books. Which one is yours?", "", 'a "quoted", line\nand ; more'],
        "planned_at": pd.to_datetime(["2026-07-02T18:30+01:00"] * 3),
        "followers": [None, None, 350],
    }
)  # fmt: skip


def digest(path):
    return sha256(path.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def answers(sample_build):
    before = digest(sample_build.warehouse), dict(os.environ), Path.cwd()
    found = score_drafts(sample_build.warehouse, FRAME)
    assert (digest(sample_build.warehouse), dict(os.environ), Path.cwd()) == before
    return found


def test_a_frame_is_answered_as_a_file_is(answers, own, tmp_path):
    file = tmp_path / "drafts.csv"
    FRAME.assign(draft_id=["1", "2", "3"]).to_csv(file, index=False)
    built = run(answerer.main, own, DRAFTS=file, EVALUATION="none")
    assert built.code == 0, built.errors
    told = built.rows("""
        select draft_id, target, p_high, verdict from predictions.draft_predictions
        order by draft_id, target
    """)
    found = answers[answers["rejected"].isna()][["draft_id", "target", "p_high", "verdict"]]
    assert list(found.itertuples(index=False, name=None)) == told
    assert built.rows("""
        select draft_id, low_80, high_80 from predictions.draft_expectations
        where measure = 'engagements' order by draft_id
    """) == list(
        answers[answers["target"] == "above_median"][["draft_id", "low_80", "high_80"]]
        .itertuples(index=False, name=None)
    )  # fmt: skip


def test_a_row_that_cannot_be_answered_says_why(answers):
    (reason,) = answers["rejected"].dropna()
    assert "'hologram' is not image" in reason
    assert len(answers) == 5


def test_no_warehouse_is_a_sentence(tmp_path):
    with pytest.raises(BuildError, match="there is no warehouse at"):
        score_drafts(tmp_path / "none.duckdb", FRAME)


def asked(warehouse, **variables):
    nothing = {"DRAFTS": "", "ACCOUNT": "", "CAPTION": "", "FORMAT": "", "AT": ""}
    return run(answerer.main, warehouse, **(nothing | variables))


POST = {"ACCOUNT": "@sample_books_0", "CAPTION": '=Which, "one"?', "AT": "2026-07-02T18:30+01:00"}


def test_one_post_is_asked_on_the_command_line(sample_build):
    before = digest(sample_build.warehouse)
    built = asked(sample_build.warehouse, **POST)
    assert built.code == 0, built.errors
    assert "this post" in built.output and "likes and comments" in built.output
    assert " to " in built.output and "2026-07-02 17:30" in built.output
    assert digest(sample_build.warehouse) == before


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"ACCOUNT": ""}, "needs its account and its time"),
        ({"AT": ""}, "needs its account and its time"),
        ({"DRAFTS": "my.csv"}, "DRAFTS names planned posts"),
    ],
)
def test_half_a_question_is_a_sentence(sample_build, variables, sentence):
    built = asked(sample_build.warehouse, **(POST | variables))
    assert built.code == 1 and sentence in built.errors


def test_a_time_that_has_passed_is_not_answered(sample_build):
    built = asked(sample_build.warehouse, **(POST | {"AT": "2020-01-01T10:00"}))
    assert "Not answered: this post" in built.output


def test_a_notebook_may_stand_anywhere(sample_build, tmp_path, monkeypatch):
    copy = tmp_path / "my warehouse.duckdb"
    shutil.copy(sample_build.warehouse, copy)
    monkeypatch.chdir(tmp_path)
    found = score_drafts("my warehouse.duckdb", FRAME.iloc[:1])
    assert len(found) == 2 and Path.cwd() != ROOT
