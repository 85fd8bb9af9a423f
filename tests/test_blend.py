"""Shapes count beside the regression as much as posts say that neither had seen."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.model_selection import GroupKFold, TimeSeriesSplit

from models_ml.columns import COLD_START_FEATURES, FEATURES
from models_ml.serving.blend import Blend, choose_blend, line_of, splits_of
from models_ml.serving.calibration import told_log_odds
from models_ml.serving.posts import fit_training
from models_ml.serving.served import fit_served
from models_ml.serving.shapes import fit_shapes
from tests.margins import N_ACCOUNTS, humped, made_up


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
        blend = choose_blend(posts.assign(log_margin=shuffled), columns, 1e-2)
        assert blend == Blend(n_posts=blend.n_posts) and blend.n_posts > 1000


@pytest.mark.parametrize("columns", [FEATURES, COLD_START_FEATURES])
def test_the_weight_computed_again_block_by_block(columns):
    """Margins become log odds by the line of the other blocks; each block counts the same."""
    posts = made_up(lambda posts: 0.5 * humped(posts) + 0.5 * posts["log_emoji"])
    groups = posts["account_id"]
    is_warm = columns is FEATURES
    splits = (
        TimeSeriesSplit(5).split(posts) if is_warm else GroupKFold(5).split(posts, None, groups)
    )
    told = []
    for past, later in (map(posts.iloc.__getitem__, split) for split in splits):
        learning = past[past["has_history"]] if is_warm else past
        later = later[later["has_history"]] if is_warm else later
        regression = fit_training(past, columns, 1e-2, leans=False).pipeline
        x = later[list(columns)].to_numpy(dtype=float)
        margin = fit_shapes(learning, columns).margin(later)
        told.append((later["is_high"].to_numpy(), regression.decision_function(x), margin))
    losses = np.zeros((5, 11))
    for place, (is_high, log_odds, margin) in enumerate(told):
        others = [block for number, block in enumerate(told) if number != place]
        y, margins = (np.concatenate([block[k] for block in others]) for k in (0, 2))
        line = LogisticRegression(C=1e3, tol=1e-10).fit(margins[:, None], y)
        bent = line.decision_function(margin[:, None])
        for step in range(11):
            p_high = expit((1 - step / 10) * log_odds + step / 10 * bent)
            losses[place, step] = log_loss(is_high, p_high)
    means = losses.mean(axis=0)
    y, margins = (np.concatenate([block[k] for block in told]) for k in (0, 2))
    line = LogisticRegression(C=1e3, tol=1e-10).fit(margins[:, None], y)
    blend = choose_blend(posts.sample(frac=1, random_state=1), columns, 1e-2)
    assert blend.weight == means.argmin() / 10 > 0 and blend.n_posts == len(y)
    assert blend.gain == pytest.approx(means[0] - means.min(), abs=1e-9)
    assert (blend.intercept, blend.slope) == pytest.approx(
        (line.intercept_[0], line.coef_[0, 0]), abs=1e-6
    )


def test_shapes_learn_from_posts_like_those_they_are_asked_about():
    posts = made_up(humped)
    served, expected = (
        fit_served(posts, FEATURES),
        fit_shapes(posts[posts["has_history"]], FEATURES),
    )
    np.testing.assert_allclose(served.shapes.margin(posts), expected.margin(posts), atol=1e-12)


def test_drafts_are_calibrated_on_what_both_models_tell():
    posts = made_up(humped)
    training, block = posts[:2000], posts[2000:]
    ways = {FEATURES: (1e-2, Blend(1.0, 0.2, 1.5)), COLD_START_FEATURES: (1e-2, Blend())}
    told = told_log_odds(training, block, ways, leans=False)
    is_warm = block["has_history"].to_numpy()
    margin = fit_shapes(training[training["has_history"]], FEATURES).margin(block)
    np.testing.assert_allclose(told[is_warm], (0.2 + 1.5 * margin)[is_warm], atol=1e-9)
    cold = fit_training(training, COLD_START_FEATURES, 1e-2).pipeline
    x = block[list(COLD_START_FEATURES)].to_numpy(dtype=float)
    np.testing.assert_allclose(told[~is_warm], cold.decision_function(x)[~is_warm], atol=1e-9)


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


def test_the_unit_of_margins_does_not_matter():
    """Ten times as large they have a slope below one, and count as much."""
    posts = made_up(humped)
    one = choose_blend(posts, FEATURES, 1e-2)
    ten = choose_blend(posts.assign(log_margin=10 * posts["log_margin"]), FEATURES, 1e-2)
    assert 0 < ten.slope < 1 and ten.weight == pytest.approx(one.weight, abs=0.11)


@pytest.mark.parametrize("is_high", [True, False])
def test_the_line_of_one_class_is_flat(is_high):
    assert line_of(pd.DataFrame({"margin": [-1.0, 2.0], "is_high": is_high})) == (0.0, 0.0)


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
    five = posts.assign(account_id=posts["account_id"].astype(int) % 5)
    assert len(list(splits_of(five, COLD_START_FEATURES))) == 5
    for past, later in splits_of(posts, COLD_START_FEATURES):
        assert not set(past["account_id"]) & set(later["account_id"])
