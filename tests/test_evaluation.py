"""The evaluation: what it may see, what it must catch, what it says of the sample."""

import duckdb
import numpy as np
import pandas as pd
import pytest

from models_ml import climb_ladder
from models_ml.measuring.classifiers import CLASSIFIERS
from tests.builds import build, made_up_posts, run_models, write_posts


def test_everything_is_measured(sample):
    rows = sample.execute(
        "select count(distinct (target, protocol, classifier)), count(*)"
        " from predictions.model_metrics"
    ).fetchall()
    assert rows == [(2 * 4 * len(CLASSIFIERS), 2 * 4 * len(CLASSIFIERS) * 12)]


def test_the_confusion_matrix_holds_every_test_post_once(sample):
    assert sample.execute("""
        select count(*) from (
            select target, protocol, classifier, sum(n_posts) as n_posts
            from predictions.confusion_matrix group by all
        ) as counted inner join predictions.model_metrics as metrics
            using (target, protocol, classifier)
        where metrics.metric = 'accuracy' and counted.n_posts != metrics.n_posts
    """).fetchall() == [(0,)]


def test_the_confusion_matrix_is_the_right_side_up(sample):
    """Low posts are called low more often than high posts are: not so with names swapped."""
    ((right, n_posts, accuracy),) = sample.execute("""
        select sum(matrix.n_posts) filter (where actual = predicted), sum(matrix.n_posts),
            any_value(metrics.value)
        from predictions.confusion_matrix as matrix
        inner join predictions.model_metrics as metrics using (target, protocol, classifier)
        where metrics.metric = 'accuracy' and classifier = 'served'
            and protocol = 'by_time' and target = 'above_median'
    """).fetchall()
    assert right / n_posts == pytest.approx(accuracy)
    ((n_high, n_high_labels),) = sample.execute("""
        select sum(n_posts) filter (where actual = 'high'),
            (select count(*) from marts.split_labels where is_high and role = 'test'
                and protocol = 'by_time' and target = 'above_median')
        from predictions.confusion_matrix
        where classifier = 'majority' and protocol = 'by_time' and target = 'above_median'
    """).fetchall()
    assert n_high == n_high_labels


def test_the_curve_and_the_metric_agree(sample):
    """The area under the points, by trapezoids, is the AUC in the table."""
    points = sample.execute("""
        select 0.0 as x, 0.0 as y union all
        select false_positive_share, true_positive_share from predictions.roc_points
        where classifier = 'served' and protocol = 'by_time'
            and target = 'above_median' order by x, y
    """).df()
    ((auc,),) = sample.execute("""
        select value from predictions.model_metrics where metric = 'roc_auc'
            and classifier = 'served' and protocol = 'by_time'
            and target = 'above_median'
    """).fetchall()
    assert np.trapezoid(points["y"], points["x"]) == pytest.approx(auc, abs=0.01)


def test_the_sample_has_its_ladder_its_claims_and_its_guards(sample):
    ladder = sample.execute("select accuracy from audit.leakage_ladder order by step").fetchall()
    assert len(ladder) == 14 and ladder[0][0] > 0.85 > ladder[11][0]
    claims = sample.execute("select verdict from audit.published_claims").fetchall()
    assert len(claims) == 10 and all(verdict for (verdict,) in claims)
    guards = sample.execute("select is_caught, stops_the_build from audit.guards").fetchall()
    assert guards == [(False, False)] * 10


def test_the_served_model_adds_to_the_accounts_history(sample):
    """The sample's content effects are planted, so there is something to add."""
    lifts = sample.execute(
        "select ci_low from predictions.model_metrics where classifier = 'served'"
        " and protocol = 'by_time' and metric = 'lift_over_account_history'"
    ).fetchall()
    assert all(low > 0 for (low,) in lifts)


def test_effects_within_accounts_are_those_planted(sample):
    effects = dict(
        sample.execute(
            "select feature, [ci_low, ci_high] from predictions.feature_influence"
            " where target = 'above_own_usual' and measure = 'within_account_effect'"
        ).fetchall()
    )
    assert effects["several images against one"][0] > 0
    assert effects["question"][0] > 0
    assert effects["hashtags (log)"][1] < 0
    assert effects["location tag"][0] < 0 < effects["location tag"][1]


def test_the_cards_are_written_and_say_the_numbers(sample_build, sample):
    site = sample_build.warehouse.parent / "site"
    card = (site / "model_card.md").read_text(encoding="utf-8")
    ((auc,),) = sample.execute(
        "select value from predictions.model_metrics where metric = 'roc_auc' and protocol ="
        " 'by_time' and target = 'above_median' and classifier = 'served'"
    ).fetchall()
    assert f"{auc:.3f} [" in card and "sample/posts.csv" in card
    sheet = (site / "model_info_sheet.md").read_text(encoding="utf-8")
    assert "L3.3" in sheet and "| 14 |" in sheet


# The model contains the trailing mean, and must not lose to it, whatever the data.
HARD = {
    "accounts_decide_everything": {"likes": "10 * (1 + i % 37) * (1 + i % 37) + i % 5"},
    "nothing_decides": {"likes": "(hash(i) % 1000)::bigint"},
    "a_shift_in_time": {"likes": "10 * (1 + i % 37) * (1 + (i > 550)::integer * 4) + hash(i) % 9"},
}


@pytest.mark.parametrize("name", HARD)
def test_the_served_model_is_not_worse_than_the_history_it_contains(name, warehouse, tmp_path):
    columns = {"owner_id": "i % 37", "owner_username": "'account_' || i % 37"} | HARD[name]
    columns["caption"] = "repeat('word ', (hash(i) % 40)::integer)"
    columns["created_at"] = "1700000000.0 + 20000 * i"
    posts = write_posts(tmp_path / "posts.csv", made_up_posts(800, **columns))
    run_models(warehouse, posts, "+model_metrics +guards", evaluation="quick")
    run_models(warehouse, posts, "guards", command="test")
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        lifts = connection.execute(
            "select target, value, ci_high from predictions.model_metrics"
            " where protocol = 'by_time' and metric = 'lift_over_account_history'"
            " and classifier = 'served'"
        ).fetchall()
    for target, value, high in lifts:
        assert value is None or value > -0.02 or high >= 0, (target, value, high)


def test_without_evaluation_the_tables_are_there_and_empty(warehouse, tmp_path):
    posts = write_posts(tmp_path / "posts.csv", made_up_posts(100))
    built = build(warehouse, posts, evaluation="none")
    assert built.code == 0, built.errors
    for table in ("classifier_scores", "model_metrics", "metrics_by_slice", "roc_points"):
        assert built.rows(f"select count(*) from predictions.{table}") == [(0,)]
    assert built.rows("select count(*) from audit.leakage_ladder") == [(14,)]
    card = (tmp_path / "site" / "model_card.md").read_text(encoding="utf-8")
    assert "The evaluation was turned off for this build" in card


def test_the_ladder_without_rates_has_no_numbers():
    columns = ["n_likes", "n_comments", "n_followers", "n_following", "engagement_rate"]
    empty = pd.DataFrame({name: pd.Series(dtype=float) for name in columns}).assign(
        is_video=pd.Series(dtype=bool),
        is_multiple=pd.Series(dtype=bool),
        is_complete=pd.Series(dtype=bool),
        is_last_version=pd.Series(dtype=bool),
        is_mature=pd.Series(dtype=bool),
        posted_at=pd.Series(dtype="datetime64[us]"),
    )
    ladder = climb_ladder(empty)
    assert len(ladder) == 9 and ladder["accuracy"].isna().all() and (ladder["n_test"] == 0).all()
