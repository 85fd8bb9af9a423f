"""Answers to drafts are bent only where later blocks of time ask for it, and words are kept."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from models_ml.measuring.evaluation import hit_rate, measure_as_drafts
from models_ml.measuring.metrics import best_constant_accuracy, measure
from models_ml.serving.calibration import choose_form, estimate


def blocks(intercept, slope, n_blocks=5, n_posts=400, seed=0):
    """Blocks of time whose labels follow intercept + slope * log odds."""
    random = np.random.default_rng(seed)
    made = []
    for _ in range(n_blocks):
        log_odds = random.normal(scale=1.5, size=n_posts)
        is_high = random.random(n_posts) < expit(intercept + slope * log_odds)
        accounts = (np.arange(n_posts) // 5).astype(str)
        made.append(
            pd.DataFrame({"account_id": accounts, "is_high": is_high, "log_odds": log_odds})
        )
    return made


@pytest.mark.parametrize(
    ("intercept", "slope", "form"),
    [(0.0, 1.0, "none"), (-0.8, 1.0, "shift"), (0.0, 0.4, "shift and slope")],
)
def test_what_is_wrong_is_what_is_mended(intercept, slope, form):
    made = blocks(intercept, slope)
    assert choose_form(made)[0] == form
    (found_intercept, found_slope), covariance = estimate(form, pd.concat(made))
    errors = np.sqrt(np.diag(covariance))
    assert abs(found_intercept - intercept) <= max(4 * errors[0], 1e-12)
    assert abs(found_slope - slope) <= max(4 * errors[1], 1e-12)


def test_what_helps_on_the_past_only_is_not_taken():
    """The shift of the first blocks is gone in the later ones: doing nothing is kept."""
    made = [blocks(shift, 1.0, 1, seed=n)[0] for n, shift in enumerate([1, 1, -1, 1, -1])]
    assert choose_form(made)[0] == "none"


def test_few_blocks_and_one_class_leave_the_answers_alone():
    assert choose_form(blocks(2.0, 1.0, n_blocks=2))[0] == "none"
    only = pd.concat(blocks(0, 1)).assign(is_high=True)
    assert estimate("shift and slope", only)[0] == (0.0, 1.0)


def test_a_slope_that_turns_answers_around_is_no_calibration():
    (intercept, slope), _ = estimate("shift and slope", pd.concat(blocks(0.5, -0.5)))
    assert slope == 1.0 and intercept != 0


@pytest.mark.parametrize("form", ["shift", "shift and slope"])
def test_what_runs_away_leaves_the_answers_alone(form):
    """Log odds in the hundreds, half of them wrong: the fit finds no finite answer."""
    posts = pd.concat(blocks(0, 1))
    posts["log_odds"] = np.where(np.arange(len(posts)) % 2 == 0, 900.0, -900.0)
    (intercept, slope), covariance = estimate(form, posts)
    assert np.isfinite([intercept, slope]).all() and np.isfinite(covariance).all()


def told(n_posts, n_right, n_accounts):
    """Answers of one verdict, the first of them right."""
    return pd.DataFrame(
        {
            "target": "above_median",
            "verdict": "probably",
            "is_cold_start": False,
            "account_id": (np.arange(n_posts) % n_accounts).astype(str),
            "p_high": 0.7,
            "is_predicted_high": True,
            "is_high": np.arange(n_posts) < n_right,
        }
    )


def test_a_few_answers_that_agree_do_not_exclude_one_half():
    """All three of two accounts right: resampled, the interval would be [1, 1]."""
    rate = hit_rate(told(3, 3, 2), 200).iloc[0]
    assert rate["value"] == 1 and rate["ci_low"] < 0.5
    assert hit_rate(told(200, 160, 100), 200).iloc[0]["ci_low"] > 0.5


def test_hit_rates_are_measured_even_without_evaluation():
    measured = measure_as_drafts(told(200, 160, 100), "none", 0.5)
    assert set(measured["metric"]) == {"hit_rate", "told_rate"}
    assert set(measured["verdict"]) == {"probably"} and set(measured["history"]) == {"known"}


def test_the_best_constant_is_the_commoner_class():
    assert best_constant_accuracy(np.array([True, False, False, False])) == 0.75
    frame = pd.DataFrame({
        "account_id": list("abcd"), "is_high": [True, False, False, False],
        "p_high": [0.9, 0.8, 0.1, 0.1], "p_baseline": 0.5,
    })  # fmt: skip
    values = measure(frame, 10).set_index("metric")["value"]
    assert values["accuracy"] == 0.75
    assert values["best_constant_accuracy"] == 0.75 and values["gain_over_constant"] == 0


def test_the_commoner_answer_never_loses_to_a_coin(sample):
    """On a median split the base rate is one half exactly, and used to call every post high."""
    rows = sample.execute(
        "select value from predictions.model_metrics where classifier = 'majority'"
        " and metric = 'gain_over_constant' and protocol = 'random'"
    ).fetchall()
    assert len(rows) == 2 and all(-0.1 < value <= 0 for (value,) in rows)


def test_probably_is_said_only_where_it_came_true(sample):
    """Every verdict of the sample's drafts rests on a hit rate that excludes one half."""
    rows = sample.execute(
        "select verdict, interval_verdict, hit_rate_ci_low from predictions.draft_predictions"
    ).fetchall()
    assert {verdict for verdict, _, _ in rows} & {"probably", "probably not"}
    for verdict, interval_verdict, low in rows:
        if verdict.startswith("probably"):
            assert verdict == interval_verdict and low > 0.5
        elif verdict == "unproven":
            assert interval_verdict.startswith("probably") and (low is None or low <= 0.5)
