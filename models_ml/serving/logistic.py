"""The served classifier: a ridge logistic regression that leans on the account's history."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import pandas as pd
import sklearn
from scipy.special import log_expit
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import TimeSeriesSplit
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from models_ml.columns import ANCHOR
from models_ml.remembered import kept
from models_ml.serving.prior import Prior, RegressionAround

# The penalty on the anchor is this factor squared weaker than that on other features.
ANCHOR_WEIGHT = 10.0
INVERSE_PENALTIES = (1e-4, 1e-3, 1e-2, 1e-1, 1.0)
N_TIME_BLOCKS = 5
# With fewer training posts the blocks are too small to choose by.
MIN_POSTS_TO_CHOOSE = 200
DEFAULT_INVERSE_PENALTY = 1e-2
SMALLEST_SCALE = 1e-6


class SteadyScaler(StandardScaler):
    """Standardises, and takes what varies by rounding alone for the constant that it is.

    Features are averages of numbers with six decimals (see the macro `exact`). Divided by a
    scale below that, a new post's value would be a million standard deviations away.
    """

    def fit(
        self, X: np.ndarray, y: object = None, sample_weight: np.ndarray | None = None
    ) -> "SteadyScaler":
        """Learn means and scales of `X`, (n_posts, n_features)."""
        super().fit(X, y, sample_weight)
        self.scale_: np.ndarray = np.where(self.scale_ < SMALLEST_SCALE, 1.0, self.scale_)
        return self


class AnchoredScaler(SteadyScaler):
    """Standardises, and leaves the anchor feature wider, so that a ridge spares it.

    The stronger the penalty, the closer the regression comes to one on the account's
    history alone: what the data cannot support is shrunk towards that baseline, not
    towards nothing. `columns` names the features, in the order of the matrix.
    """

    def __init__(self, columns: tuple[str, ...]) -> None:
        super().__init__()
        self.columns = columns

    def fit(
        self, X: np.ndarray, y: object = None, sample_weight: np.ndarray | None = None
    ) -> "AnchoredScaler":
        """Learn means and scales of `X`, (n_posts, n_features)."""
        super().fit(X, y, sample_weight)
        self.scale_ = self.scale_ / anchor_weights(self.columns)
        return self


class GivenScaler(AnchoredScaler):
    """The same by the means and scales of other posts: of few posts they are hardly known."""

    def __init__(self, columns: tuple[str, ...], mean: np.ndarray, scale: np.ndarray) -> None:
        super().__init__(columns)
        self.mean = mean
        self.scale = scale

    def fit(
        self, X: np.ndarray, y: object = None, sample_weight: np.ndarray | None = None
    ) -> "GivenScaler":
        """Take the means and scales that were given; `X` is (n_posts, n_features)."""
        super().fit(X, y, sample_weight)
        self.mean_, self.scale_ = self.mean, self.scale / anchor_weights(self.columns)
        return self


def anchor_weights(columns: tuple[str, ...]) -> np.ndarray:
    """1 for every column, ANCHOR_WEIGHT for the anchor; shape (n_features,)."""
    return np.where(np.array(columns) == ANCHOR, ANCHOR_WEIGHT, 1.0)


@dataclass(frozen=True)
class LogisticFit:
    """A fitted classifier.

    `share_own` is 1 where it leans on no reference (see `RegressionAround.share_own`).
    `coefficients` (1 + n_features,) have the intercept first and are in log odds per standard
    deviation of a feature. Their covariance: models_ml/serving/covariance.py.
    """

    pipeline: Pipeline
    coefficients: np.ndarray
    mean: np.ndarray
    scale: np.ndarray
    inverse_penalty: float
    n_iterations: int
    is_converged: bool
    share_own: float

    def p_high(self, features: pd.DataFrame | np.ndarray) -> np.ndarray:
        """Probability of a high label, shape (n_posts,), given (n_posts, n_features)."""
        p_high: np.ndarray = self.pipeline.predict_proba(np.asarray(features))[:, 1]
        return p_high


@kept
def fit_logistic(
    features: pd.DataFrame,
    is_high: pd.Series,
    posted_at: pd.Series,
    inverse_penalty: float | None = None,
    prior: Prior | None = None,
) -> LogisticFit:
    """Fit features (n_posts x n_features) to labels; raises ValueError on one class.

    Without `inverse_penalty` it is chosen by `choose_inverse_penalty`. With a `prior` the fit
    is shrunk towards that one.
    """
    x, y = features.to_numpy(dtype=float), is_high.to_numpy(dtype=bool)
    chosen = inverse_penalty or choose_inverse_penalty(features, is_high, posted_at, prior)
    return described(fitted(chosen, x, y, tuple(features.columns), prior))


def described(pipeline: Pipeline) -> LogisticFit:
    """A fitted regression with what is told of it."""
    scaler, model = pipeline
    n_iterations = int(model.n_iter_[0])
    return LogisticFit(
        pipeline=pipeline,
        coefficients=coefficients_of(pipeline),
        mean=scaler.mean_,
        scale=scaler.scale_ * anchor_weights(scaler.columns),
        inverse_penalty=float(model.C),
        n_iterations=n_iterations,
        is_converged=n_iterations < model.max_iter,
        share_own=getattr(model, "share_own_", 1.0),
    )


def coefficients_of(pipeline: Pipeline) -> np.ndarray:
    """Intercept first, in log odds per standard deviation of a feature; (1 + n_features,)."""
    scaler, model = pipeline
    return np.asarray(np.r_[model.intercept_, model.coef_[0] * anchor_weights(scaler.columns)])


@contextmanager
def fits_of_checked_numbers() -> Iterator[None]:
    """Features are finite (a test of the warehouse): hundreds of fits need not look again.

    Whether a fit converged is recorded, hence no warning.
    """
    with (
        warnings.catch_warnings(),
        sklearn.config_context(assume_finite=True, skip_parameter_validation=True),
    ):
        warnings.simplefilter("ignore", ConvergenceWarning)
        yield


def fitted(
    inverse_penalty: float,
    x: np.ndarray,
    y: np.ndarray | pd.Series,
    columns: tuple[str, ...],
    prior: Prior | None = None,
) -> Pipeline:
    """A fitted regression on `x`, (n_posts, n_features)."""
    with fits_of_checked_numbers():
        return new_pipeline(inverse_penalty, columns, prior).fit(x, np.asarray(y, dtype=bool))


def new_pipeline(
    inverse_penalty: float, columns: tuple[str, ...], prior: Prior | None = None
) -> Pipeline:
    """An unfitted regression with its scaling: the prior's own, where there is one."""
    if prior is not None:
        weights = anchor_weights(columns)
        around = np.r_[prior.coefficients[0], prior.coefficients[1:] / weights]
        model = RegressionAround(around, prior.intercept_variance, C=inverse_penalty)
        return make_pipeline(GivenScaler(columns, prior.mean, prior.scale), model)
    model = LogisticRegression(C=inverse_penalty, solver="newton-cholesky", max_iter=200, tol=1e-9)
    return make_pipeline(AnchoredScaler(columns), model)


def choose_inverse_penalty(
    features: pd.DataFrame,
    is_high: pd.Series,
    posted_at: pd.Series,
    prior: Prior | None = None,
) -> float:
    """The strongest penalty that predicts later blocks of time as well as the best one.

    Each block is predicted from the blocks before it. "As well" is within one standard
    error of the mean log loss over blocks (Breiman et al., 1984, section 3.4.3).
    """
    order, columns = np.argsort(posted_at.to_numpy(), kind="stable"), tuple(features.columns)
    x, y = features.to_numpy(dtype=float)[order], is_high.to_numpy(dtype=bool)[order]
    if len(x) < MIN_POSTS_TO_CHOOSE:
        return DEFAULT_INVERSE_PENALTY
    blocks = list(TimeSeriesSplit(N_TIME_BLOCKS).split(x))
    if any(len(set(y[past])) < 2 for past, _ in blocks):
        return DEFAULT_INVERSE_PENALTY
    losses = [block_losses(x, y, past, later, columns, prior) for past, later in blocks]
    return INVERSE_PENALTIES[strongest_as_good(np.column_stack(losses))]


def strongest_as_good(losses: np.ndarray) -> int:
    """The first row whose mean is within one standard error of the best row's mean.

    `losses` (n_penalties, n_blocks) has the strongest penalty first; the standard error is
    that of the best row's mean.
    """
    means = losses.mean(axis=1)
    best = int(means.argmin())
    limit = means[best] + losses[best].std(ddof=1) / np.sqrt(losses.shape[1])
    return int(np.argmax(means <= limit))


def block_losses(
    x: np.ndarray,
    y: np.ndarray,
    past: np.ndarray,
    later: np.ndarray,
    columns: tuple[str, ...],
    prior: Prior | None = None,
) -> list[float]:
    """Log loss of each penalty on one block of time, by regressions on the blocks before it.

    Each begins where the one with the next stronger penalty came to rest.
    """
    scaler, model = new_pipeline(INVERSE_PENALTIES[0], columns, prior)
    if prior is None:
        model.set_params(warm_start=True)
    losses = []
    with fits_of_checked_numbers():
        before, after = scaler.fit_transform(x[past]), scaler.transform(x[later])
        for penalty in INVERSE_PENALTIES:
            log_odds = model.set_params(C=penalty).fit(before, y[past]).decision_function(after)
            losses.append(-float(log_expit(np.where(y[later], log_odds, -log_odds)).mean()))
    return losses
