"""Metrics are right side up, and intervals are those of the statistic they stand beside."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm
from sklearn import metrics as sk

from models_ml.measuring import bootstrap
from models_ml.measuring.metrics import (
    METRICS,
    expected_calibration_error,
    measure,
    metric_statistics,
    metric_values,
    within_account_auc,
)
from models_ml.measuring.report import report_classes


def scores(n_posts=300, seed=0):
    random = np.random.default_rng(seed)
    is_high = random.random(n_posts) < 0.3
    p_high = np.clip(random.normal(0.35 + 0.2 * is_high, 0.15), 0.01, 0.99).round(2)
    return pd.DataFrame(
        {
            "account_id": (np.arange(n_posts) // 6).astype(str),
            "is_high": is_high,
            "p_high": p_high,
            "p_baseline": np.clip(p_high + random.normal(0, 0.1, n_posts), 0, 1),
        }
    )


def value(frame, metric):
    return measure(frame, 10).set_index("metric").loc[metric, "value"]


def test_high_is_the_positive_class():
    """Three posts, one high and found: turned around, precision would be another number."""
    frame = pd.DataFrame(
        {"account_id": list("abc"), "is_high": [True, False, False], "p_high": [0.9, 0.8, 0.1]}
    ).assign(p_baseline=0.5)
    assert value(frame, "roc_auc") == 1.0
    assert value(frame, "average_precision") == 1.0
    assert value(frame, "accuracy") == pytest.approx(2 / 3)
    assert value(frame, "balanced_accuracy") == pytest.approx((1 + 1 / 2) / 2)


def test_a_post_at_the_decision_threshold_is_called_high():
    frame = scores().assign(p_high=np.where(scores()["is_high"], 0.5, 0.49))
    assert value(frame, "accuracy") == 1.0


@pytest.mark.parametrize("is_turned", [False, True], ids=["mostly low", "mostly high"])
def test_where_every_post_counts_once_a_resampled_value_is_the_value(is_turned):
    frame = scores()
    frame["is_high"] ^= is_turned
    values, once = metric_values(frame, 0.36), np.ones((len(frame), 1))
    assert (frame["p_high"] == 0.36).any()
    told = {name: ask(once)[0] for name, ask in metric_statistics(frame, 0.36).items()}
    assert told.keys() == values.keys() and len(told) > 10
    assert told == pytest.approx(values, rel=1e-12, abs=1e-12)


def test_calibration_is_summed_up_over_ten_bins():
    """0.12 and 0.18 share a bin, in which the gaps of two calls make up for each other in part;
    so do 0.95 and 1, the last bin's upper end. Each post of a bin weighs the same.
    """
    p = np.array([0.12, 0.18, 0.95, 1.0, 0.85])
    y = np.array([False, True, True, False, True])
    gaps = [0.12 + 0.18 - 1, 0.95 + 1 - 1, 0.85 - 1]
    assert expected_calibration_error(y, p) == pytest.approx(np.abs(gaps).sum() / 5, rel=1e-12)


def test_resampled_values_are_scikit_learns_with_the_weights_as_sample_weights():
    frame = scores()
    y, p = frame["is_high"].to_numpy(), frame["p_high"].to_numpy()
    weights = next(bootstrap.account_weights(frame["account_id"], 5))
    pairs = [
        (bootstrap.roc_auc(y, p), sk.roc_auc_score),
        (bootstrap.average_precision(y, p), sk.average_precision_score),
    ]
    for statistic, reference in pairs:
        expected = [reference(y, p, sample_weight=row) for row in weights.T]
        np.testing.assert_allclose(statistic(weights), expected, rtol=1e-12)


def test_every_metric_has_an_interval_around_it():
    measured = measure(scores(), 200)
    assert set(METRICS) < set(measured["metric"])
    inside = measured[measured["metric"] != "expected_calibration_error"]
    assert (inside["ci_low"] < inside["value"]).all()
    assert (inside["value"] < inside["ci_high"]).all()


def test_an_account_is_drawn_whole():
    weights = next(bootstrap.account_weights(scores()["account_id"], 20))
    assert (weights.reshape(-1, 6, 20) == weights.reshape(-1, 6, 20)[:, :1]).all()


def test_fewer_than_two_accounts_have_no_interval():
    mean = {"mean": bootstrap.weighted_mean(np.array([1.0, 2.0]))}
    one, two = pd.Series(["a", "a"]), pd.Series(["a", "b"])
    assert bootstrap.draws(mean, one, 10)["mean"].size == 0
    assert np.isnan(bootstrap.intervals(mean, one, 10)["mean"]).all()
    assert np.isnan(bootstrap.standard_error(mean["mean"], one, 10))
    assert bootstrap.intervals(mean, two, 200)["mean"] == (1.0, 2.0)
    assert np.isfinite(bootstrap.standard_error(mean["mean"], two, 2))


def test_the_standard_error_is_that_of_the_defined_resamples():
    """Of two accounts: both once, or one of them twice, whose high posts may be none."""
    frame = pd.DataFrame({"account": ["a", "a", "b"], "is_high": [True, False, False]})
    statistic = bootstrap.roc_auc(frame["is_high"].to_numpy(), np.array([0.5, 0.2, 0.6]))
    drawn = bootstrap.draws({"auc": statistic}, frame["account"], 40)["auc"]
    defined = drawn[np.isfinite(drawn)]
    assert 2 < len(defined) < 40 and {0.5, 1.0} == set(defined)
    found = bootstrap.standard_error(statistic, frame["account"], 40)
    assert found == pytest.approx(np.std(defined, ddof=1), rel=1e-12)
    assert np.isnan(bootstrap.percentiles(np.array([np.nan]))).all()
    assert bootstrap.percentiles(np.array([np.nan, 3.0])) == (3.0, 3.0)


def test_the_accounts_interval_is_that_of_the_clustered_mean():
    """A value per account, posts only repeat it: the interval is that of so many accounts."""
    random = np.random.default_rng(1)
    per_account = random.normal(size=200)
    values, accounts = np.repeat(per_account, 10), pd.Series(np.repeat(np.arange(200), 10))
    statistic = {"mean": bootstrap.weighted_mean(values)}
    low, high = bootstrap.intervals(statistic, accounts, 2000)["mean"]
    half = norm.ppf(0.975) * per_account.std() / np.sqrt(200)
    assert (high - low) / 2 == pytest.approx(half, rel=0.1)


def test_within_an_account_only_its_own_posts_are_compared():
    frame = pd.DataFrame(
        {
            "account_id": ["big", "big", "small", "small"],
            "is_high": [True, True, False, True],
            "p_high": [0.9, 0.8, 0.3, 0.2],
        }
    )
    assert sk.roc_auc_score(frame["is_high"], frame["p_high"]) == pytest.approx(2 / 3)
    assert within_account_auc(frame) == 0.0


def test_one_class_leaves_ranking_metrics_undefined():
    measured = measure(scores().assign(is_high=True), 10).set_index("metric")["value"]
    assert np.isnan(measured["roc_auc"]) and np.isnan(measured["lift_over_account_history"])
    assert np.isfinite(measured["accuracy"])


def test_a_report_counts_posts_whoever_was_right():
    """scikit-learn counts in floats where no call at all was right; a table's types must hold."""
    wrong = pd.DataFrame({"is_high": [True, False], "p_high": [0.1, 0.9]})
    report = report_classes(
        wrong.assign(target="above_median", protocol="by_time", classifier="coin"), 0.5
    )
    assert report["support"].dtype == "int64"
    assert report["support"].to_list() == [1, 1]
