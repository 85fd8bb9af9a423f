"""The past told again: nothing of the future in it, and figures that others find too."""

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, log_loss, roc_auc_score
from sklearn.model_selection import TimeSeriesSplit
from sklearn.preprocessing import StandardScaler

from models_ml.columns import ANCHOR, COLD_START_FEATURES, FEATURES
from models_ml.measuring.backtest import slope_of
from tests.builds import SAMPLE, build, made_up_posts, run_models, write_posts
from tests.test_future_blindness import ALTERED, later_posts_changed
from tests.test_reforms import assert_answered

BACKTEST = "+backtest +backtest_trends"


def test_what_trains_was_labelled_at_its_origin_and_what_tests_came_after(sample):
    ((n_early, n_late, n_wrong),) = sample.execute("""
        select count(*) filter (role = 'train'), count(*) filter (role = 'test'),
            count(*) filter (
                (role = 'train' and posted_at + interval 7 day > origin)
                or (role = 'test' and date_trunc(step, posted_at) != origin)
            )
        from marts.backtest_labels inner join marts.backtest_origins using (target, origin)
    """).fetchall()
    assert n_early > 1000 and n_late > 1000 and n_wrong == 0


def test_an_origin_has_every_post_that_was_labelled_and_a_threshold_from_them_alone(sample):
    origins = sample.execute("""
        select target, origin, threshold, n_train_posts, n_test_posts
        from marts.backtest_origins order by target, origin
    """).fetchall()
    posts = sample.execute("""
        select target, posted_at, outcome from intermediate.int_post_outcomes where is_eligible
    """).df()
    assert len(origins) > 12
    for target, origin, threshold, n_train, n_test in origins:
        known = posts[posts["target"] == target]
        past = known[known["posted_at"] <= origin - pd.Timedelta(days=7)]
        month = known["posted_at"].dt.to_period("M") == pd.Period(origin, "M")
        assert (len(past), month.sum()) == (n_train, n_test)
        if target == "above_median":
            assert threshold == pytest.approx(past["outcome"].median())
        else:
            assert threshold is None


def test_each_origin_has_every_metric_of_the_model_and_what_is_saved(sample):
    rows = sample.execute("""
        select distinct list_sort(list(metric)) from predictions.backtest
        group by target, origin, classifier
    """).fetchall()
    ((metrics,),) = sample.execute(
        "select list_sort(list_distinct(list(metric))) from predictions.model_metrics"
    ).fetchall()
    assert rows == [(sorted([*metrics, "log_loss_saved"]),)]


def digests_by_origin(folder: Path, posts: Path) -> dict[tuple, str]:
    """A digest of every score, metric and threshold of each target, origin and classifier."""
    chosen = {"evaluation": "quick", "variables": {"backtest_origins": 100}}
    run_models(folder / "warehouse.duckdb", posts, BACKTEST, **chosen)
    with duckdb.connect(str(folder / "warehouse.duckdb"), read_only=True) as connection:
        rows = connection.execute("""
            select target, origin, classifier, md5(string_agg(row, '' order by row)) from (
                select target, origin, classifier, to_json(s)::varchar as row
                from predictions.backtest_scores as s
                union all
                select target, origin, classifier, to_json(b)::varchar
                from (select * exclude (n_steps) from predictions.backtest) as b
            ) group by all
        """).fetchall()
    return {tuple(key): digest for *key, digest in rows}


@pytest.fixture(scope="module")
def before(tmp_path_factory) -> dict[tuple, str]:
    """Those of the unchanged sample."""
    return digests_by_origin(tmp_path_factory.mktemp("before"), SAMPLE)


@pytest.mark.parametrize("how", ["deleted", "altered", "outcomes"])
def test_no_later_post_changes_an_earlier_origin(how, before, tmp_path):
    """Of origins whose test was labelled by then."""
    moment = pd.Timestamp("2026-05-08T12:00").timestamp()
    changed = later_posts_changed(tmp_path / "changed.csv", ALTERED[how], moment)
    after = digests_by_origin(tmp_path, changed)
    settled = {key for key in before if key[1] <= pd.Timestamp("2026-04-01")}
    assert len(settled) >= 30
    assert {key for key in settled if before[key] != after.get(key)} == set()
    # The comparison sees a change where there is one.
    assert any(before[key] != after.get(key) for key in set(before) - settled)


def scaled(training: pd.DataFrame, test: pd.DataFrame, columns: list[str]) -> list[np.ndarray]:
    """Standardised by the training posts, the anchor ten times as wide."""
    scaler = StandardScaler().fit(training[columns].astype(float))
    width = np.where(np.array(columns) == ANCHOR, 10.0, 1.0)
    return [scaler.transform(posts[columns].astype(float)) * width for posts in (training, test)]


def told_by(training: pd.DataFrame, test: pd.DataFrame, columns: list[str], c: float) -> np.ndarray:
    x, new = scaled(training, test, columns)
    model = LogisticRegression(C=c, max_iter=5000, tol=1e-10).fit(x, training["is_high"])
    return model.predict_proba(new)[:, 1]


def chosen_c(training: pd.DataFrame, columns: list[str]) -> float:
    """By five later blocks of time: the strongest within a standard error of the best."""
    ordered = training.sort_values(["posted_at", "post_id"], kind="stable", ignore_index=True)
    penalties, blocks = [1e-4, 1e-3, 1e-2, 1e-1, 1.0], TimeSeriesSplit(5).split(ordered)
    losses = []
    for past, later in blocks:
        y = ordered.loc[later, "is_high"]
        losses.append([
            log_loss(y, told_by(ordered.loc[past], ordered.loc[later], columns, c),
                     labels=[False, True])
            for c in penalties
        ])  # fmt: skip
    table = np.array(losses).T
    best = table.mean(axis=1).argmin()
    limit = table.mean(axis=1)[best] + table[best].std(ddof=1) / np.sqrt(5)
    return penalties[int(np.argmax(table.mean(axis=1) <= limit))]


def test_an_origin_computed_again_with_scikit_learn_alone(sample):
    """From posts, features and outcomes: labels, scaling, penalty, scores and metrics."""
    posts = sample.execute("""
        select features.*, outcomes.account_id, outcomes.posted_at, outcomes.outcome
        from marts.post_features as features
        inner join intermediate.int_post_outcomes as outcomes using (post_id)
        where target = 'above_median' and is_eligible order by post_id
    """).df()
    origin = pd.Timestamp("2026-06-01")
    is_past = posts["posted_at"] <= origin - pd.Timedelta(days=7)
    usual = posts.loc[is_past, "outcome"].median()
    posts = posts.assign(is_high=posts["outcome"] > usual)
    training, test = posts[is_past], posts[posts["posted_at"] >= origin]
    assert len(training) >= 1000, "with fewer it leans on the reference"
    warm, cold = list(FEATURES), list(COLD_START_FEATURES)
    served = np.where(
        test["has_history"].astype(bool),
        told_by(training, test, warm, chosen_c(training, warm)),
        told_by(training, test, cold, chosen_c(training, cold)),
    )
    history = told_by(training, test, [ANCHOR], 1e3)
    y = test["is_high"]
    expected = {
        ("logistic_regression", "roc_auc"): roc_auc_score(y, served),
        ("logistic_regression", "log_loss"): log_loss(y, served),
        ("logistic_regression", "brier"): brier_score_loss(y, served),
        ("logistic_regression", "accuracy"): np.mean(y == (served >= 0.5)),
        ("account_history", "roc_auc"): roc_auc_score(y, history),
        ("account_history", "log_loss"): log_loss(y, history),
        ("logistic_regression", "log_loss_saved"): log_loss(y, history) - log_loss(y, served),
        ("logistic_regression", "lift_over_account_history"): roc_auc_score(y, served)
        - roc_auc_score(y, history),
    }
    found = sample.execute(
        "select classifier, metric, value from predictions.backtest"
        " where target = 'above_median' and origin = ?",
        [origin.to_pydatetime()],
    ).fetchall()
    values = {key: value for *names, value in found for key in [tuple(names)]}
    assert {key: values[key] for key in expected} == pytest.approx(expected, abs=1e-5)


def test_the_gain_is_paired_by_account(sample):
    """Its interval is narrower than the two of what it compares, on all origins but few."""
    narrower = sample.execute("""
        select
            max(ci_high - ci_low) filter (metric = 'lift_over_account_history'
                and classifier = 'served')
            < sqrt(sum((ci_high - ci_low) ** 2) filter (metric = 'roc_auc'
                and classifier in ('served', 'account_history')))
        from predictions.backtest where target = 'above_median' group by origin
    """).fetchall()
    assert len(narrower) == 12 and narrower.count((True,)) >= 10


ORIGINS = """
    select step, count(*), count(ci_low), min(n_steps), max(n_steps) from predictions.backtest
    where metric = 'log_loss' and classifier = 'served' and target = 'above_own_usual'
    group by all
"""
LIKES = "1 + hash(i) % 500 + if(i % 3 = 0, 200, 0)"


def test_steps_are_what_the_posts_allow(warehouse, tmp_path):
    """One account, half a post a day: quarters, and no interval. Many a day in few days: weeks."""
    alone = {"owner_id": "1", "owner_username": "'only_one'", "likes": LIKES}
    daily = made_up_posts(420, **alone, created_at="1700000000.0 + 86400 * i")
    run_models(warehouse, write_posts(tmp_path / "a.csv", daily), BACKTEST, evaluation="quick")
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        assert connection.execute(ORIGINS).fetchall() == [("quarter", 3, 0, 0, 2)]
        slopes = connection.execute("""
            select count(slope), count(*) from predictions.backtest_trends
            where target = 'above_own_usual' and metric = 'log_loss'
        """).fetchall()
        assert slopes == [(4, 4)]
    dense = {"owner_id": "i % 9", "owner_username": "'account_' || i % 9", "likes": LIKES}
    hourly = made_up_posts(800, **dense, created_at="1704067200.0 + 3600 * i")
    run_models(warehouse, write_posts(tmp_path / "b.csv", hourly), BACKTEST, evaluation="quick")
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        ((step, n_origins, n_intervals, first, last),) = connection.execute(ORIGINS).fetchall()
        assert step == "week" and n_origins == n_intervals >= 2 and first == 0 and last >= 1


@pytest.mark.parametrize("n_posts", [1, 90])
def test_too_few_posts_are_not_told_again_and_the_page_says_why(n_posts, warehouse, tmp_path):
    posts = write_posts(
        tmp_path / "posts.csv", made_up_posts(n_posts, owner_id="1", owner_username="'only_one'")
    )
    built = build(warehouse, posts, evaluation="quick")
    assert built.code == 0, built.errors
    for table in ("backtest", "backtest_scores", "backtest_trends"):
        assert built.rows(f"select count(*) from predictions.{table}") == [(0,)]
    page = (tmp_path / "site" / "backtest.html").read_text(encoding="utf-8")
    assert "The past cannot be told again yet" in page and "No two months, weeks or" in page
    assert_answered(tmp_path / "site")


def test_without_evaluation_nothing_is_told_again(warehouse, tmp_path):
    built = build(warehouse, SAMPLE)
    assert built.code == 0, built.errors
    assert_answered(tmp_path / "site")
    for file in ("backtest.html", "reforms.html"):
        page = (tmp_path / "site" / file).read_text(encoding="utf-8")
        assert "The evaluation was turned off for this build" in page
    front = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert "An honest answer from" in front and "measured on posts" not in front
    assert built.rows("""
        select (select count(*) from predictions.backtest),
            (select count(*) from marts.backtest_origins),
            (select count(*) from marts.backtest_labels)
    """) == [(0, 0, 0)]


def origins(values, width=0.1, steps=None):
    """Origins with these values, each with an interval so wide."""
    values = np.array(values, dtype=float)
    steps = np.arange(len(values)) if steps is None else steps
    return pd.DataFrame({"n_steps": steps, "value": values, "ci_low": values - width / 2,
                         "ci_high": values + width / 2})  # fmt: skip


def test_a_slope_is_that_of_least_squares_and_knows_gaps_between_steps():
    steps, values = np.array([0, 1, 3, 4, 8]), np.array([0.8, 0.79, 0.85, 0.84, 0.9])
    slope, low, high = slope_of(origins(values, steps=steps))
    assert slope == pytest.approx(np.polyfit(steps, values, 1)[0]) and low < slope < high


def test_a_slope_is_no_surer_than_its_origins():
    """On a line by chance alone, the intervals of the points still say how far it may turn."""
    _, low, high = slope_of(origins([0.80, 0.81, 0.82, 0.83], width=0.2))
    assert low < 0 < high
    _, low, high = slope_of(origins([0.80, 0.81, 0.82, 0.83], width=0.001))
    assert 0 < low < 0.01 < high
    _, wide_low, wide_high = slope_of(origins([0.80, 0.90, 0.75, 0.95], width=0.001))
    assert wide_low < 0 < wide_high


def test_two_origins_have_no_trend_and_origins_without_intervals_count_alike():
    assert np.isnan(slope_of(origins([0.8, 0.9]))).all()
    alone = origins([0.8, 0.81, 0.83, 0.82]).assign(ci_low=np.nan, ci_high=np.nan)
    slope, low, high = slope_of(alone)
    assert slope == pytest.approx(0.008) and low < slope < high
