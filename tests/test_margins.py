"""Shapes tell how far a post gets, and count beside the regression as much as later posts say."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit
from sklearn.metrics import log_loss

from models_ml.columns import COLD_START_FEATURES, FEATURES
from models_ml.serving import shapes as shapes_module
from models_ml.serving.blend import Blend, choose_blend, splits_of
from models_ml.serving.curves import rows_of, shapes_from
from models_ml.serving.served import fit_served
from models_ml.serving.shapes import bin_edges, fit_shapes, new_stumps

N_POSTS, N_ACCOUNTS = 3000, 60


def made_up(bend, seed=1, target="above_own_usual"):
    """Posts whose log margin is what `bend` makes of their features, and noise."""
    rng = np.random.default_rng(seed)
    posts = pd.DataFrame(rng.normal(size=(N_POSTS, len(FEATURES))).round(6), columns=FEATURES)
    posts = posts.assign(
        has_history=rng.random(N_POSTS) < 0.8,
        past_spread=rng.choice([0.5, 1.0, 2.0], N_POSTS),
        account_id=rng.integers(N_ACCOUNTS, size=N_POSTS).astype(str),
        post_id=np.arange(N_POSTS).astype(str),
        posted_at=pd.date_range("2024-01-01", periods=N_POSTS, freq="h"),
        target=target,
    )
    margin = bend(posts) + rng.normal(scale=0.7, size=N_POSTS)
    return posts.assign(log_margin=margin, is_high=margin > 0)


def humped(posts):
    """Neither many nor few: no straight line sees it."""
    return 1.2 * (posts["log_hashtags"].abs() < 0.6) - 0.5


@pytest.mark.parametrize("target", ["above_own_usual", "above_median"])
@pytest.mark.parametrize("columns", [FEATURES, COLD_START_FEATURES])
def test_curves_add_up_to_the_stumps(target, columns):
    """From anchor, curves and spread, against the trees' own prediction."""
    posts = made_up(humped, target=target)
    told = fit_shapes(posts, columns)
    x = posts[list(columns)].to_numpy(dtype=float)
    bins = np.column_stack([np.searchsorted(bin_edges(v), v) for v in x.T])
    anchor, spread = np.zeros(N_POSTS), np.ones(N_POSTS)
    if target == "above_median":
        name = "past_log_rate" if columns is FEATURES else "everyone_log_rate"
        anchor = posts[name].to_numpy()
    if columns is FEATURES:
        spread = posts["past_spread"].to_numpy()
    stumps = new_stumps().fit(bins, posts["log_margin"] - anchor)
    expected = (anchor + stumps.predict(bins)) / spread
    np.testing.assert_allclose(told.margin(posts), expected, rtol=0, atol=1e-9)
    for name, curve in told.curves.items():
        assert abs(curve.at(posts[name].to_numpy(dtype=float)).mean()) < 1e-9
        assert (np.diff(curve.contributions) != 0).all()


def test_the_curve_is_the_one_that_was_planted():
    curve = fit_shapes(made_up(humped), FEATURES).curves["log_hashtags"]
    middle, ends = curve.at(np.array([0.0, 0.3])), curve.at(np.array([-2.0, 2.0]))
    assert 0.9 < middle.mean() - ends.mean() < 1.3


def test_a_bin_holds_its_upper_end_and_a_table_gives_the_curves_back():
    posts = made_up(humped, target="above_median")
    served = fit_served(posts, FEATURES)
    rows = rows_of(served)
    again = shapes_from(rows.sample(frac=1, random_state=1), "above_median")
    np.testing.assert_allclose(again.margin(posts), served.shapes.margin(posts), atol=1e-12)
    for name, curve in served.shapes.curves.items():
        own = rows[rows["feature"] == name]
        at_ends = own["up_to"].dropna().to_numpy()
        assert (curve.at(at_ends) == own["contribution"].to_numpy()[: len(at_ends)]).all()
        assert (own["above"].to_numpy()[1:] == at_ends).all()


def test_shapes_count_where_later_posts_are_told_better_with_them():
    posts = made_up(humped)
    training, later = posts[:2000], posts[2000:]
    served = fit_served(training, FEATURES)
    assert served.blend.weight >= 0.5 and served.blend.gain > 0.05
    losses = [
        log_loss(later["is_high"], p_high)
        for p_high in (
            served.p_high(later),
            served.regression.p_high(later[list(FEATURES)].to_numpy(dtype=float)),
        )
    ]
    assert losses[0] < losses[1] - 0.05
    log_odds = served.regression.pipeline.decision_function(
        later[list(FEATURES)].to_numpy(dtype=float)
    )
    line = served.blend.intercept + served.blend.slope * served.shapes.margin(later)
    by_hand = (1 - served.blend.weight) * log_odds + served.blend.weight * line
    np.testing.assert_allclose(served.p_high(later), expit(by_hand), rtol=0, atol=1e-12)


def test_shapes_of_noise_do_not_count():
    posts = made_up(lambda posts: 2.0 * posts["log_hashtags"])
    shuffled = posts["log_margin"].sample(frac=1, random_state=2).to_numpy()
    for columns in (FEATURES, COLD_START_FEATURES):
        assert choose_blend(posts.assign(log_margin=shuffled), columns, 1e-2).weight <= 0.1


def test_first_posts_are_weighed_on_accounts_held_out():
    """What tells an account's own level by a feature that only it has is worth nothing there."""
    rng = np.random.default_rng(5)
    levels = dict(zip(map(str, range(N_ACCOUNTS)), rng.normal(size=(N_ACCOUNTS, 2)), strict=True))

    def own_level(posts):
        return posts["account_id"].map({name: 2 * pair[0] for name, pair in levels.items()})

    posts = made_up(own_level)
    fingerprint = posts["account_id"].map({name: pair[1] for name, pair in levels.items()})
    posts = posts.assign(log_followers=fingerprint)
    assert choose_blend(posts, COLD_START_FEATURES, 1e-2).weight <= 0.2
    few = posts.assign(account_id=posts["account_id"].astype(int) % 4)
    assert choose_blend(few, COLD_START_FEATURES, 1e-2) == Blend()


def test_few_posts_have_no_shapes():
    few = fit_served(made_up(humped)[:900], FEATURES)
    assert few.shapes is None and few.blend == Blend()


def test_blocks_are_told_from_earlier_posts_or_from_other_accounts():
    posts = made_up(humped).sample(frac=1, random_state=3)
    splits = list(splits_of(posts, FEATURES))
    assert len(splits) == 5
    for past, later in splits:
        assert past["posted_at"].max() < later["posted_at"].min()
    held_out = [set(later["account_id"]) for _, later in splits_of(posts, COLD_START_FEATURES)]
    assert set.union(*held_out) == set(posts["account_id"])
    for past, later in splits_of(posts, COLD_START_FEATURES):
        assert not set(past["account_id"]) & set(later["account_id"])


def test_a_constant_feature_has_one_bin():
    assert len(bin_edges(np.ones(50))) == 0
    assert list(bin_edges(np.array([0.0, 1.0] * 40))) == [0.0]
    assert len(bin_edges(np.arange(1000.0))) == shapes_module.N_BINS - 1
