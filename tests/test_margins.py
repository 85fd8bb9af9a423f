"""Shapes tell how far a post gets, in curves that a table can hold."""

import numpy as np
import pytest

from models_ml.columns import COLD_START_FEATURES, FEATURES
from models_ml.serving import shapes as shapes_module
from models_ml.serving.curves import rows_of, shapes_from
from models_ml.serving.served import fit_served
from models_ml.serving.shapes import bin_edges, curves_of, fit_shapes, new_stumps
from tests.margins import N_POSTS, humped, made_up


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


def test_a_curve_says_what_a_bin_adds_to_the_first():
    bins = np.random.default_rng(0).integers(0, [3, 4], size=(600, 2))
    steps = np.array([0, 2, 3]), np.array([0, 0, 1, -1])
    stumps = new_stumps().fit(bins, 5 + steps[0][bins[:, 0]] + steps[1][bins[:, 1]])
    # No posts are kept back to stop early, where nothing is to be learned either.
    noise = np.random.default_rng(1).normal(size=600)
    assert new_stumps().fit(bins, noise).n_iter_ == shapes_module.N_STUMPS
    first, told = curves_of(stumps, [3, 4])
    assert [curve[0] for curve in told] == [0, 0] and 1 < told[0][1] < 3
    added = first + told[0][bins[:, 0]] + told[1][bins[:, 1]]
    np.testing.assert_allclose(added, stumps.predict(bins), rtol=1e-12)


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


def test_a_constant_feature_has_one_bin():
    assert len(bin_edges(np.ones(50))) == 0
    assert list(bin_edges(np.array([0.0, 1.0] * 40))) == [0.0]
    assert len(bin_edges(np.arange(1000.0))) == shapes_module.N_BINS - 1
