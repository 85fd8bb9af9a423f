"""Scores of posts from tables, computed again one post at a time; and a fit around a reference."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize

from models_ml import score_with_terms
from models_ml.serving.prior import RegressionAround

TARGETS = ("above_median", "above_own_usual")
FITS = ("serving", "serving_cold_start", "evaluation", "evaluation_cold_start")
NORMAL_95 = 1.959963984540054
CALIBRATIONS = pd.DataFrame(
    {
        "target": TARGETS,
        "fit": "serving",
        "intercept": [0.3, -0.2],
        "slope": [0.7, 1.2],
        "intercept_variance": [0.01, 0.02],
        "slope_variance": [0.03, 0.04],
        "covariance": [-0.005, 0.01],
    }
)


@pytest.fixture
def tables() -> dict[str, pd.DataFrame]:
    """Five posts, one without history, and terms of four fits, whose order is not their rows'."""
    random = np.random.default_rng(0)
    keys = [{"target": target, "fit": fit} for target in TARGETS for fit in FITS]
    features = pd.DataFrame(
        {
            "post_id": list("edcba"),
            "has_history": [True, True, False, True, True],
            "a": random.normal(size=5),
            "b": random.normal(size=5),
        }
    )
    return {
        "features": features,
        "terms": pd.concat(terms_of(random, key) for key in keys),
        "covariances": pd.concat(covariances_of(random, key) for key in keys),
        "calibrations": CALIBRATIONS,
    }


def terms_of(random: np.random.Generator, key: dict[str, str]) -> pd.DataFrame:
    terms = {
        "term": ["b", "intercept", "a"],
        "position": [2, 0, 1],
        "coefficient": random.normal(size=3),
        "mean": [0.5, 0.0, -1.0],
        "scale": [2.0, 1.0, 0.5],
    }
    return pd.DataFrame(terms | key)


def covariances_of(random: np.random.Generator, key: dict[str, str]) -> pd.DataFrame:
    root = random.normal(size=(3, 3))
    rows = {"position": [0, 1, 2], "covariances": list(root @ root.T)}
    return pd.DataFrame(rows | key)[::-1]


def by_hand(tables: dict[str, pd.DataFrame], fit: str, post: pd.Series, target: str) -> tuple:
    """The probability and the ends of its interval, term by term."""
    name = fit if post["has_history"] else f"{fit}_cold_start"
    terms, covariances = (
        table[(table["target"] == target) & (table["fit"] == name)].set_index("position")
        for table in (tables["terms"], tables["covariances"])
    )
    x = []
    for position in range(3):
        term = terms.loc[position]
        value = 1.0 if term["term"] == "intercept" else post[term["term"]]
        x.append((value - term["mean"]) / term["scale"])
    told = sum(x[i] * terms.loc[i, "coefficient"] for i in range(3))
    variance = sum(
        x[i] * covariances.loc[i, "covariances"][j] * x[j] for i in range(3) for j in range(3)
    )
    if "calibrations" in tables:
        own, (bent,) = (
            told,
            [row for _, row in tables["calibrations"].iterrows() if row["target"] == target],
        )
        told = bent["intercept"] + bent["slope"] * own
        variance = (
            bent["slope"] ** 2 * variance
            + bent["intercept_variance"]
            + 2 * own * bent["covariance"]
            + own**2 * bent["slope_variance"]
        )
    half_width = NORMAL_95 * math.sqrt(variance)
    return tuple(1 / (1 + math.exp(-odds)) for odds in (told, told - half_width, told + half_width))


@pytest.mark.parametrize("fit", ["serving", "evaluation"])
@pytest.mark.parametrize("is_calibrated", [True, False])
def test_a_score_is_that_of_its_posts_own_fit(tables, fit, is_calibrated):
    """Only drafts, which the serving fit tells, are calibrated: others pass none."""
    if not is_calibrated or fit == "evaluation":
        del tables["calibrations"]
    scored = score_with_terms(fit=fit, **tables)
    posts = tables["features"].set_index("post_id", drop=False)
    assert list(zip(scored["post_id"], scored["target"], strict=True)) == [
        (post_id, target) for post_id in "abcde" for target in TARGETS
    ]
    for row in scored.itertuples():
        assert row.fit == fit + "_cold_start" * (row.post_id == "c")
        expected = by_hand(tables, fit, posts.loc[row.post_id], row.target)
        assert (row.p_high, row.ci_low, row.ci_high) == pytest.approx(expected, rel=1e-12)


def test_without_covariances_there_is_no_interval(tables):
    del tables["calibrations"]
    with_them = score_with_terms(**tables)
    tables["covariances"]["covariances"] = None
    for without in (tables, {key: tables[key] for key in ("features", "terms")}):
        scored = score_with_terms(**without)
        assert scored[["ci_low", "ci_high"]].isna().all(axis=None)
        np.testing.assert_array_equal(scored["p_high"], with_them["p_high"])


def test_shapes_count_by_their_weight_where_a_fit_has_them(tables):
    """Of one fit of four here, whose margin has no anchor and no spread."""
    del tables["calibrations"], tables["covariances"]
    key = {"target": "above_own_usual", "fit": "serving"}
    steps = [
        ("intercept", np.nan, np.nan, 0.4), ("a", np.nan, 0.1, -1.0), ("a", 0.1, np.nan, 2.0),
    ]  # fmt: skip
    shapes = pd.DataFrame(steps, columns=["feature", "above", "up_to", "contribution"])
    shapes = shapes.assign(**key)
    weights = {"shapes_weight": 0.3, "margin_intercept": 0.1, "margin_slope": 2.0}
    fits = pd.DataFrame([key | weights])
    alone = score_with_terms(**tables)
    for half in ({"shapes": shapes}, {"fits": fits}):
        pd.testing.assert_frame_equal(score_with_terms(**tables, **half), alone)
    scored = score_with_terms(**tables, shapes=shapes, fits=fits)
    assert scored.index.to_list() == list(range(10))
    a = tables["features"].set_index("post_id")["a"]
    n_blended = 0
    for row, of_terms in zip(scored.itertuples(), alone.itertuples(), strict=True):
        expected = of_terms.p_high
        if (row.target, row.fit) == tuple(key.values()):
            log_odds = math.log(expected / (1 - expected))
            margin = 0.4 + (-1.0 if a[row.post_id] <= 0.1 else 2.0)
            log_odds = 0.7 * log_odds + 0.3 * (0.1 + 2.0 * margin)
            expected, n_blended = 1 / (1 + math.exp(-log_odds)), n_blended + 1
        assert row.p_high == pytest.approx(expected, rel=1e-9)
    assert n_blended == 4


def test_a_variance_below_zero_is_not_known_and_one_of_zero_has_no_width(tables):
    del tables["calibrations"]
    zero = [np.zeros(3)] * len(tables["covariances"])
    tables["covariances"]["covariances"] = zero
    scored = score_with_terms(**tables)
    np.testing.assert_array_equal(scored["ci_low"], scored["p_high"])
    tables["covariances"]["covariances"] = [row - 1 for row in zero]
    assert score_with_terms(**tables)["ci_high"].isna().any()


def test_a_fit_around_a_reference_is_where_its_penalised_loss_is_least():
    """The loss of its description, written once more and minimised without derivatives."""
    random = np.random.default_rng(1)
    x = random.normal(size=(60, 2))
    is_high = random.random(60) < 1 / (1 + np.exp(-(1 + x @ [1.0, -2.0])))
    around = np.array([0.5, -1.0, 2.0])

    def loss(w: np.ndarray) -> float:
        odds = w[0] + x @ w[1:]
        likelihood = np.sum(np.log(1 + np.exp(odds)) - is_high * odds)
        return (
            likelihood
            + ((w[0] - around[0]) ** 2 / 0.3 + np.sum((w[1:] - around[1:]) ** 2) / 0.2) / 2
        )

    least = minimize(loss, np.zeros(3), method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 0})
    fit = RegressionAround(around, intercept_variance=0.3, C=0.2).fit(x, is_high)
    found = np.r_[fit.intercept_, fit.coef_[0]]
    np.testing.assert_allclose(found, least.x, rtol=0, atol=1e-4)
    assert 0 < fit.share_own_ < 1 and fit.n_iter_[0] < 15
