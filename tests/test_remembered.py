"""What a step found is taken over for the very same question only, and comes back as it was."""

import numpy as np
import pandas as pd
import pytest

from models_ml import fit_logistic, remembered
from reports import remembered as figures

FRAME = pd.DataFrame(
    {"post_id": ["a", "b", None], "p_high": [0.25, np.nan, 0.5], "is_high": [True, False, True]}
)
OTHER_QUESTIONS = {
    "a value": (FRAME.assign(p_high=[0.25, np.nan, 0.5 + 1e-16 * 2]), "full"),
    "a gap filled": (FRAME.assign(post_id=["a", "b", "None"]), "full"),
    "the order of the rows": (FRAME.iloc[::-1], "full"),
    "the order of the columns": (FRAME[["is_high", "p_high", "post_id"]], "full"),
    "a name": (FRAME.rename(columns={"p_high": "p"}), "full"),
    "a type": (FRAME.assign(is_high=[1, 0, 1]), "full"),
    "a row fewer": (FRAME.iloc[:2], "full"),
    "a setting": (FRAME, "quick"),
}


@pytest.fixture
def step(tmp_path, monkeypatch):
    """A step that counts how often it worked."""
    monkeypatch.setenv(remembered.FOLDER, str(tmp_path / "remembered"))

    @remembered.remembered
    def counting(frame, evaluation):
        counting.n_calls += 1
        return frame.assign(evaluation=evaluation, rows=[[0.5, 1.0]] * len(frame))

    counting.n_calls = 0
    return counting


def test_the_same_question_is_answered_from_memory(step):
    first, second = step(FRAME, "full"), step(FRAME.copy(), "full")
    assert step.n_calls == 1
    assert (first.dtypes == second.dtypes).all()
    pd.testing.assert_frame_equal(first.drop(columns="rows"), second.drop(columns="rows"))
    assert [list(row) for row in second["rows"]] == first["rows"].to_list()


@pytest.mark.parametrize("difference", OTHER_QUESTIONS)
def test_another_question_is_not(step, difference):
    step(FRAME, "full")
    frame, evaluation = OTHER_QUESTIONS[difference]
    assert list(step(frame, evaluation).columns[:3]) == list(frame.columns)
    assert step.n_calls == 2


def test_nor_is_one_that_other_code_or_libraries_answered(step, monkeypatch):
    step(FRAME, "full")
    monkeypatch.setattr(remembered, "code_digest", lambda: "another")
    step(FRAME, "full")
    assert step.n_calls == 2


def test_every_file_and_version_is_in_the_digest_of_the_code(monkeypatch):
    before = remembered.code_digest.__wrapped__()
    assert remembered.code_digest.__wrapped__() == before
    monkeypatch.setattr(remembered, "version", lambda library: "0.0")
    assert remembered.code_digest.__wrapped__() != before


def test_an_answer_that_was_cut_short_is_none(step, tmp_path):
    step(FRAME, "full")
    (kept,) = (tmp_path / "remembered").iterdir()
    for content in (b"", kept.read_bytes()[:100]):
        kept.write_bytes(content)
        assert len(step(FRAME, "full")) == len(FRAME)
    assert step.n_calls == 3


def test_an_empty_answer_keeps_its_types(step):
    step(FRAME.iloc[:0], "full")
    again = step(FRAME.iloc[:0], "full")
    assert step.n_calls == 1
    assert again["is_high"].dtype == bool and again["post_id"].dtype == FRAME["post_id"].dtype


def test_equal_posts_are_fitted_once_in_a_process_and_a_changed_label_again():
    random = np.random.default_rng(0)
    x = pd.DataFrame(random.normal(size=(60, 3)), columns=["past_log_rate", "b", "c"])
    is_high = pd.Series(random.random(60) < 0.5)
    posted_at = pd.Series(pd.date_range("2024-01-01", periods=60))
    fit = fit_logistic(x, is_high, posted_at)
    assert fit_logistic(x.copy(), is_high, posted_at) is fit
    is_high[0] = not is_high[0]
    assert fit_logistic(x, is_high, posted_at) is not fit


def test_what_another_process_fitted_is_not_fitted_again():
    x = pd.DataFrame({"a": [1.0, 2.0]})
    question = (x, pd.Series([True, False]), pd.Series(pd.date_range("2024-01-01", periods=2)))
    remembered.keep("theirs", fit_logistic, *question)
    assert fit_logistic(x.copy(), *question[1:]) == "theirs"


def test_a_figure_is_drawn_once_of_equal_rows(tmp_path, monkeypatch):
    monkeypatch.setenv(figures.FOLDER, str(tmp_path / "remembered"))
    drawn = []

    def figure(name, rows, inches):
        drawn.append((name, rows, inches))
        return f"<svg>{len(drawn)}</svg>\n"

    asked = ("growth", [{"share": 0.5, "age": None}], 4.6)
    others = [
        ("tiers", *asked[1:]),
        ("growth", [{"share": 0.5 + 2**-53, "age": None}], 4.6),
        ("growth", [{"share": 0.5, "age": "None"}], 4.6),
        ("growth", asked[1] * 2, 4.6),
        ("growth", asked[1], 3.3),
    ]
    assert figures.all_drawn(figure, [asked]) == ["<svg>1</svg>\n"]
    assert figures.all_drawn(figure, [*others, asked]) == [
        *(f"<svg>{n + 2}</svg>\n" for n in range(5)),
        "<svg>1</svg>\n",
    ]
    for kept in (tmp_path / "remembered").iterdir():
        kept.write_text("<svg>cut sh", "utf-8")
    assert figures.all_drawn(figure, [asked]) == ["<svg>7</svg>\n"]
    monkeypatch.setattr(figures, "code_digest", lambda: "another")
    assert figures.all_drawn(figure, [asked]) == ["<svg>8</svg>\n"]
