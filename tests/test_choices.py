"""Other choices and other models: measured on the very posts of the evaluation."""

import duckdb
import numpy as np
import pandas as pd
import pytest

from models_ml.auditing.attempts import (
    AVERAGED,
    SCORED,
    fitted_attempts,
    hashed_words,
    scored_and_fitted,
)
from models_ml.columns import COLD_START_FEATURES, FEATURES
from tests.builds import made_up_posts, run_models, write_posts

SERVED_METRICS = """
    select target, protocol, value, n_posts, ci_low, ci_high from predictions.model_metrics
    where metric = '{metric}' and classifier = '{classifier}'
        and protocol in ('by_time', 'by_account')
    order by target, protocol
"""


def test_the_posts_called_test_are_those_that_the_metrics_measure(sample):
    measured = sample.execute(
        SERVED_METRICS.format(metric="accuracy", classifier="served")
    ).fetchall()
    expected = [(target, n_posts, pytest.approx(accuracy))
                for target, protocol, accuracy, n_posts, *_ in measured
                if protocol == "by_time"]  # fmt: skip
    found = sample.execute(
        "select target, count(*), avg((is_predicted_high = is_high)::integer)"
        " from predictions.post_predictions where evaluation_role = 'test'"
        " group by all order by target"
    ).fetchall()
    assert found == expected


def test_the_embargo_lies_between_training_and_test(sample):
    """Not in sample, and no test either: that is why is_in_sample alone measures nothing."""
    times = sample.execute("""
        select target, max(posted_at) filter (evaluation_role = 'train') as trained_until,
            min(posted_at) filter (evaluation_role = 'embargo') as embargo_from,
            max(posted_at) filter (evaluation_role = 'embargo') as embargo_until,
            min(posted_at) filter (evaluation_role = 'test') as tested_from
        from predictions.post_predictions inner join marts.posts using (post_id) group by all
    """).fetchall()
    assert len(times) == 2
    for _, trained_until, embargo_from, embargo_until, tested_from in times:
        assert trained_until < embargo_from <= embargo_until < tested_from
    assert sample.execute("""
        select count(*) from predictions.post_predictions
        where is_in_sample != (evaluation_role = 'train')
            or (is_high is null) != (evaluation_role = 'ineligible')
    """).fetchall() == [(0,)]


@pytest.mark.parametrize(
    ("attempt", "classifier"),
    [("served", "served"), ("gradient boosting", "gradient_boosting")],
)
def test_attempts_and_metrics_agree_on_both_tests(attempt, classifier, sample):
    """The same posts, folds together, and the same resamples: the same AUC and interval."""
    expected = sample.execute(
        SERVED_METRICS.format(metric="roc_auc", classifier=classifier)
    ).fetchall()
    found = sample.execute(
        "select target, protocol, roc_auc, n_posts, ci_low, ci_high from audit.model_attempts"
        " where attempt = ? order by target, protocol",
        [attempt],
    ).fetchall()
    assert len(found) == 4
    for row, other in zip(found, expected, strict=True):
        assert row[:2] == other[:2] and row[2:] == pytest.approx(other[2:])


def test_attempts_on_accounts_never_seen_are_shown_no_history():
    """Another history of every post changes no score."""
    random = np.random.default_rng(0)
    n_posts, hidden = 240, [name for name in FEATURES if name not in COLD_START_FEATURES]
    posts = pd.DataFrame(random.normal(size=(n_posts, len(FEATURES))), columns=list(FEATURES))
    posts.insert(0, "post_id", [f"p{i:03}" for i in range(n_posts)])
    labels = pd.DataFrame({
        "post_id": posts["post_id"], "account_id": [str(i % 12) for i in range(n_posts)],
        "is_high": random.random(n_posts) < 0.5, "target": "above_median",
        "protocol": "by_account", "posted_at": pd.date_range("2024-01-01", periods=n_posts),
    })  # fmt: skip
    folds = np.arange(n_posts) % 12 % 2
    labels = pd.concat(
        labels.assign(fold=fold, role=np.where(folds == fold, "test", "train")) for fold in (0, 1)
    )
    tested = labels[labels["role"] == "test"]
    scores = pd.concat(
        tested.assign(classifier=name, p_high=random.random(len(tested)))
        for name in {*SCORED.values(), *AVERAGED}
    )
    words = hashed_words(posts["post_id"])
    posts = posts.assign(words_row=range(n_posts))
    other = posts.assign(**{name: random.normal(size=n_posts) for name in hidden})
    key = {"target": "above_median", "protocol": "by_account"}
    first, second = (
        scored_and_fitted(described, labels, scores, key, fitted_attempts(words)["by_account"])
        for described in (posts, other)
    )
    assert list(first["post_id"]) == list(posts["post_id"])
    assert {"served", "cubic splines"} < set(first.columns)
    pd.testing.assert_frame_equal(first, second)


def test_the_default_setting_has_the_evaluations_auc(sample):
    """The posts are the same (a dbt test); the penalty is fixed there, and chosen here."""
    rows = sample.execute("""
        select settings.roc_auc, metrics.value, settings.n_posts, settings.n_shared_posts,
            metrics.n_posts
        from audit.sensitivity as settings
        inner join predictions.model_metrics as metrics using (target)
        where metrics.protocol = 'by_time' and metrics.metric = 'roc_auc'
            and metrics.classifier = 'logistic_regression'
            and (setting, setting_value) in (('label_maturity_days', 7), ('history_lag_days', 1),
                ('threshold_quantile', 0.5), ('followers_features', 1))
    """).fetchall()
    assert len(rows) == 7
    for auc, evaluated_auc, n_posts, n_shared_posts, n_evaluated_posts in rows:
        assert auc == pytest.approx(evaluated_auc, abs=0.01)
        assert n_posts == n_shared_posts == n_evaluated_posts


def test_settings_keep_the_evaluations_accounts_where_it_samples_them(warehouse, tmp_path):
    """About half of 45 accounts; of those that began last week, posts that have a usual."""
    owner = "if(i < 570, i % 37, 100 + i % 8)"
    columns = {"owner_id": owner, "owner_username": f"'account_' || {owner}"}
    columns |= {"created_at": "1700000000.0 + 20000 * i"}
    posts = write_posts(tmp_path / "posts.csv", made_up_posts(600, **columns))
    chosen = {"variables": {"evaluation_max_posts": 300}, "evaluation": "quick"}
    run_models(warehouse, posts, "+sensitivity_labels +evaluation_labels", **chosen)
    test = "default_settings_give_the_evaluations_own_posts"
    run_models(warehouse, posts, test, command="test", **chosen)
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        assert connection.execute("""
            select count(distinct account_id) between 10 and 30 from marts.evaluation_labels
        """).fetchall() == [(True,)]
        assert connection.execute("""
            select count(*) > 0, min(history.n_past_posts)
            from audit.sensitivity_labels
            inner join intermediate.int_account_history as history using (post_id)
            inner join marts.posts using (post_id)
            where target = 'above_own_usual' and setting_value = 0 and not is_mature
        """).fetchall() == [(True, 3)]


def test_beyond_its_bound_a_fit_learns_from_whole_accounts_and_scores_all_posts(
    warehouse, tmp_path
):
    columns = {"owner_id": "i % 40", "owner_username": "'account_' || i % 40"}
    posts = write_posts(tmp_path / "posts.csv", made_up_posts(800, **columns))
    bounds = {"variables": {"max_fit_posts": 200, "evaluation_max_posts": 100}}
    run_models(warehouse, posts, "+model_fits +post_predictions +logistic_scores", **bounds)
    run_models(warehouse, posts, "sql_and_scikit_learn_agree", command="test", **bounds)
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        fits = connection.execute("select n_posts, n_available from predictions.model_fits")
        assert all(0 < n_posts < n_available / 2 for n_posts, n_available in fits.fetchall())
        # Of an account that is fitted on, all training posts; who is evaluated is fitted on.
        assert connection.execute("""
            select count(*) from (
                from marts.split_labels where protocol = 'serving'
                and account_id in (select account_id from marts.fit_labels)
                except from marts.fit_labels
            )
        """).fetchall() == [(0,)]
        assert connection.execute("""
            select count(*) > 0, count(*) filter (account_id not in (
                select account_id from marts.fit_labels
            ))
            from intermediate.int_account_sample where n_posts_before < 100
        """).fetchall() == [(True, 0)]
        scored = connection.execute("select count(*) from predictions.post_predictions").fetchone()
        assert scored == (1600,)
        n_checked = connection.execute("select count(*) from predictions.logistic_scores")
        assert 0 < n_checked.fetchone()[0] < 1600


def test_one_account_beyond_every_bound_is_fitted_whole(warehouse, tmp_path):
    alone = {"owner_id": "1", "owner_username": "'only_one'"}
    posts = write_posts(tmp_path / "posts.csv", made_up_posts(300, **alone))
    bounds = {"variables": {"max_fit_posts": 50, "evaluation_max_posts": 20}}
    run_models(warehouse, posts, "+model_fits +evaluation_features", **bounds)
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        fits = connection.execute(
            "select is_fitted, n_posts = n_available from predictions.model_fits"
        ).fetchall()
        assert fits == [(True, True)] * 8
        assert connection.execute("select count(*) from marts.evaluation_features").fetchone() == (
            300,
        )
