"""The choice of the penalty: the strongest that is as good, judged on later blocks of time."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import sem
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import TimeSeriesSplit, cross_val_score

from models_ml.serving.logistic import (
    DEFAULT_INVERSE_PENALTY,
    INVERSE_PENALTIES,
    MIN_POSTS_TO_CHOOSE,
    choose_inverse_penalty,
    described,
    fitted,
    new_pipeline,
    strongest_as_good,
)
from models_ml.serving.prior import Prior


def made_up(n_posts=400, seed=0, strength=1.0):
    """Posts in order of time: one feature tells high from low, as `strength` says; 12 do not."""
    random = np.random.default_rng(seed)
    x = pd.DataFrame(random.normal(size=(n_posts, 13)), columns=[f"x{i}" for i in range(13)])
    is_high = pd.Series(strength * x["x0"] + random.normal(size=n_posts) > 0)
    return x, is_high, pd.Series(pd.date_range("2024-01-01", periods=n_posts, freq="D"))


def shuffled(*columns):
    """The same rows of each in another order."""
    order = np.random.default_rng(0).permutation(len(columns[0]))
    return [column.iloc[order] for column in columns]


# Four blocks each. The best row's mean is 0.30, and its standard error
# sqrt((2 * 0.06^2 + 2 * 0.06^2) / 3) / 2 = 0.0346, so that rows up to 0.3346 are as good.
BEST = [0.24, 0.36, 0.24, 0.36]
LOSSES = {
    "the strongest within one error": ([0.60, 0.33, 0.32, BEST, 0.31], 1),
    "never the weakest": ([0.60, 0.50, BEST, 0.31, 0.31], 2),
    "the best where no stronger one is near": ([0.60, 0.50, 0.40, BEST, 0.50], 3),
    "an error of the mean, not of one block": ([0.36, 0.36, 0.33, BEST, 0.50], 2),
    "the strongest of all": ([0.33, 0.60, 0.60, 0.60, BEST], 0),
    "the best where blocks do not differ": ([0.60, 0.30, 0.40, 0.50, 0.50], 1),
}


@pytest.mark.parametrize("name", LOSSES)
def test_the_strongest_penalty_within_one_standard_error_is_chosen(name):
    rows, expected = LOSSES[name]
    losses = np.array([row if row is BEST else [row] * 4 for row in rows])
    assert strongest_as_good(losses) == expected


def by_the_book(x, is_high):
    """The chosen and the best penalty, by scikit-learn's cross-validation and scipy's error."""
    losses = np.array([
        -cross_val_score(new_pipeline(penalty, tuple(x)), x.to_numpy(), is_high,
                         cv=TimeSeriesSplit(5), scoring="neg_log_loss")
        for penalty in INVERSE_PENALTIES
    ])  # fmt: skip
    means = losses.mean(axis=1)
    limit = means.min() + sem(losses[means.argmin()])
    chosen = next(c for c, mean in zip(INVERSE_PENALTIES, means, strict=True) if mean <= limit)
    return chosen, INVERSE_PENALTIES[int(means.argmin())]


@pytest.mark.parametrize("seed", [0, 3, 4])
def test_the_choice_is_that_of_scikit_learns_cross_validation(seed):
    x, is_high, posted_at = made_up(seed=seed, strength=0.6)
    chosen, best = by_the_book(x, is_high)
    assert chosen < best, "an example in which the rule changes nothing shows nothing"
    assert choose_inverse_penalty(*shuffled(x, is_high, posted_at)) == chosen


def test_blocks_are_of_time_whatever_the_order_of_the_rows():
    """Twelve months, every other one good: a month says nothing of the next, but all of itself.

    A post is told from posts of its own month where blocks are dealt at random, and needs a
    weak penalty; told from the months before, it is not, and the strongest is as good.
    """
    months = np.repeat(np.arange(12), 40)
    x = pd.DataFrame(np.eye(12)[months], columns=[f"month_{month}" for month in range(12)])
    is_high = pd.Series(np.random.default_rng(0).random(480) < np.where(months % 2, 0.8, 0.2))
    posted_at = pd.Series(pd.date_range("2024-01-01", periods=480, freq="18h"))
    at_random = pd.Series(posted_at.sample(frac=1, random_state=0).to_numpy())
    assert choose_inverse_penalty(x, is_high, at_random) >= 1e-2
    assert choose_inverse_penalty(*shuffled(x, is_high, posted_at)) == INVERSE_PENALTIES[0]


def test_few_posts_choose_nothing():
    columns = made_up(n_posts=MIN_POSTS_TO_CHOOSE, strength=0.0)
    fewer = [column.iloc[1:] for column in columns]
    assert choose_inverse_penalty(*columns) != DEFAULT_INVERSE_PENALTY
    assert choose_inverse_penalty(*fewer) == DEFAULT_INVERSE_PENALTY


def test_a_first_block_of_one_class_chooses_nothing():
    x, is_high, posted_at = made_up(strength=0.0)
    assert choose_inverse_penalty(x, is_high, posted_at) != DEFAULT_INVERSE_PENALTY
    is_high[:100] = True
    assert choose_inverse_penalty(x, is_high, posted_at) == DEFAULT_INVERSE_PENALTY


def test_what_varies_by_rounding_alone_is_constant():
    """Else a value beside it lies a million standard deviations away, and is certain."""
    x, is_high, _ = made_up()
    x["x1"] = 1e-13 * (np.arange(len(x)) % 3)
    columns = tuple(x.columns)
    pipeline = new_pipeline(1e-2, columns).fit(x.to_numpy(), is_high)
    beside = x.iloc[:1].assign(x1=1e-4)
    before, after = (pipeline.decision_function(row.to_numpy())[0] for row in (x.iloc[:1], beside))
    assert after == pytest.approx(before, abs=1e-3)
    assert described(pipeline).scale[1] == 1


def test_a_fit_that_may_not_move_is_the_reference():
    columns = ("past_log_rate", "x1", "x2")
    reference = Prior(
        coefficients=np.array([0.3, 1.0, -2.0, 0.5]),
        mean=np.array([0.1, 0.2, 0.3]),
        scale=np.array([2.0, 3.0, 4.0]),
        intercept_variance=1e-12,
    )
    x, is_high, _ = made_up()
    fit = described(fitted(1e-12, x.to_numpy()[:, :3], is_high, columns, reference))
    np.testing.assert_allclose(fit.coefficients, reference.coefficients, rtol=1e-6)
    np.testing.assert_allclose(fit.mean, reference.mean)
    np.testing.assert_allclose(fit.scale, reference.scale)
    assert fit.share_own < 1e-6


def test_a_fit_that_used_up_its_steps_did_not_converge():
    x, is_high, _ = made_up()
    pipeline = new_pipeline(1e-2, tuple(x.columns))
    converged = described(pipeline.fit(x.to_numpy(), is_high))
    assert converged.is_converged and converged.n_iterations > 1 and converged.share_own == 1
    pipeline[-1].set_params(max_iter=1)
    with pytest.warns(ConvergenceWarning):
        stopped = described(pipeline.fit(x.to_numpy(), is_high))
    assert not stopped.is_converged and stopped.n_iterations == 1
