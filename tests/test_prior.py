"""A fit of few posts leans on what posts of other accounts taught."""

import duckdb
import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from sklearn.linear_model import LogisticRegression

from models_ml.columns import COLD_START_FEATURES, FEATURES, TARGETS
from models_ml.serving.logistic import DEFAULT_INVERSE_PENALTY
from models_ml.serving.posts import fit_training
from models_ml.serving.prior import (
    REFERENCE_MAX_POSTS,
    RegressionAround,
    prior_of,
    reference_terms,
)
from tests.builds import made_up_posts, run_models, write_posts


def made_up(n_posts, n_features=4, seed=0):
    random = np.random.default_rng(seed)
    x = random.normal(size=(n_posts, n_features))
    return x, x[:, 0] + random.normal(size=n_posts) > 0


def test_around_nothing_it_is_scikit_learns_ridge():
    x, y = made_up(200)
    around = RegressionAround(np.zeros(5), intercept_variance=1e9, C=0.1).fit(x, y)
    expected = LogisticRegression(C=0.1, tol=1e-10, solver="newton-cholesky").fit(x, y)
    np.testing.assert_allclose(around.coef_, expected.coef_, atol=1e-6)
    np.testing.assert_allclose(around.predict_proba(x), expected.predict_proba(x), atol=1e-6)


def test_a_strong_penalty_keeps_the_reference_and_a_weak_one_the_posts_own_fit():
    x, y = made_up(300)
    around = np.array([0.5, -1.0, 1.0, 0.0, 2.0])
    strong = RegressionAround(around, intercept_variance=1e-9, C=1e-9).fit(x, y)
    np.testing.assert_allclose(np.r_[strong.intercept_, strong.coef_[0]], around, atol=1e-5)
    assert strong.share_own_ < 1e-4
    weak = RegressionAround(around, intercept_variance=1e6, C=1e6).fit(x, y)
    own = sm.Logit(y.astype(float), sm.add_constant(x)).fit(disp=False).params
    np.testing.assert_allclose(np.r_[weak.intercept_, weak.coef_[0]], own, atol=1e-3)
    assert weak.share_own_ > 0.999


def test_one_class_alone_moves_it_and_no_further_than_the_penalty_lets_it():
    x, _ = made_up(20)
    fit = RegressionAround(np.zeros(5), intercept_variance=0.1, C=0.01).fit(x, np.ones(20))
    assert fit.predict_proba(x)[:, 1].min() > 0.5 and np.isfinite(fit.coef_).all()


def test_the_reference_knows_every_feature():
    assert set(reference_terms()["target"]) == set(TARGETS)
    for target in TARGETS:
        for columns in (FEATURES, COLD_START_FEATURES):
            prior = prior_of(target, columns)
            assert prior is not None and len(prior.coefficients) == 1 + len(columns)
        assert prior_of(target, ("is_video", "likes")) is None


def posts_like_the_reference(n_posts, seed=1):
    """Posts whose chance of beating their usual is what the reference says."""
    random = np.random.default_rng(seed)
    prior = prior_of("above_own_usual", FEATURES)
    z = random.normal(size=(n_posts, len(FEATURES)))
    p_high = 1 / (1 + np.exp(-(prior.coefficients[0] + z @ prior.coefficients[1:])))
    posts = pd.DataFrame(prior.mean + z * prior.scale, columns=list(FEATURES))
    is_high = random.random(n_posts) < p_high
    times = pd.date_range("2024-01-01", periods=n_posts, freq="D")
    return posts.assign(
        is_high=is_high, account_id="1", target="above_own_usual", posted_at=times
    ), p_high


@pytest.mark.parametrize("n_posts", [10, 60, 300])
def test_few_posts_are_told_better_with_the_reference_than_alone(n_posts):
    posts, truth = posts_like_the_reference(n_posts + 2000)
    training, later = posts.iloc[:n_posts], posts.iloc[n_posts:]
    errors = {
        leans: np.abs(
            fit_training(training, leans=leans).p_high(later[list(FEATURES)].to_numpy(float))
            - truth[n_posts:]
        ).mean()
        for leans in (True, False)
    }
    assert errors[True] < 0.7 * errors[False]


def test_many_posts_lean_on_nothing():
    posts, _ = posts_like_the_reference(REFERENCE_MAX_POSTS)
    assert fit_training(posts).share_own == 1
    short = fit_training(posts.iloc[:60])
    assert 0 < short.share_own < 0.5 and short.inverse_penalty == DEFAULT_INVERSE_PENALTY


def test_one_account_of_sixty_posts_is_told_mostly_by_the_reference(warehouse, tmp_path):
    alone = made_up_posts(
        60, owner_id="1", owner_username="'only_one'", likes="100 + (i * 7919) % 200"
    )
    posts = write_posts(tmp_path / "posts.csv", alone)
    run_models(warehouse, posts, "+model_fits +logistic_scores +post_predictions")
    run_models(warehouse, posts, "sql_and_scikit_learn_agree", command="test")
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        shares = connection.execute("""
            select share_own from predictions.model_fits
            where target = 'above_own_usual' and is_fitted
        """).fetchall()
    assert shares and all(0 < share < 0.5 for (share,) in shares)
