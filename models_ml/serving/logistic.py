"""The served classifier: a ridge logistic regression that leans on the account's history."""

import warnings
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.model_selection import TimeSeriesSplit
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler
from statsmodels.stats.sandwich_covariance import cov_cluster

from models_ml.columns import ANCHOR

# The penalty on the anchor is this factor squared weaker than that on other features.
ANCHOR_WEIGHT = 10.0
INVERSE_PENALTIES = (1e-4, 1e-3, 1e-2, 1e-1, 1.0)
N_TIME_BLOCKS = 5
# With fewer training posts the blocks are too small to choose by.
MIN_POSTS_TO_CHOOSE = 200
DEFAULT_INVERSE_PENALTY = 1e-2


class AnchoredScaler(StandardScaler):
    """Standardises, and leaves the anchor feature wider, so that a ridge spares it.

    The stronger the penalty, the closer the regression comes to one on the account's
    history alone: what the data cannot support is shrunk towards that baseline, not
    towards nothing.
    """

    def fit(
        self, X: pd.DataFrame, y: object = None, sample_weight: np.ndarray | None = None
    ) -> "AnchoredScaler":
        """Learn means and scales; `X` must be a frame, for its column names."""
        super().fit(X, y, sample_weight)
        self.scale_: np.ndarray = self.scale_ / anchor_weights(list(X.columns))
        return self


def anchor_weights(columns: list[str]) -> np.ndarray:
    """1 for every column, ANCHOR_WEIGHT for the anchor; shape (n_features,)."""
    return np.where(np.array(columns) == ANCHOR, ANCHOR_WEIGHT, 1.0)


@dataclass(frozen=True)
class LogisticFit:
    """A fitted classifier with the covariance of its coefficients.

    `coefficients` (1 + n_features,) and `covariance` (1 + n_features, 1 + n_features)
    have the intercept first and are in log odds per standard deviation of a feature.
    """

    pipeline: Pipeline
    coefficients: np.ndarray
    covariance: np.ndarray
    mean: np.ndarray
    scale: np.ndarray
    inverse_penalty: float
    n_iterations: int
    is_converged: bool

    def p_high(self, features: pd.DataFrame) -> np.ndarray:
        """Probability of a high label, shape (n_posts,)."""
        p_high: np.ndarray = self.pipeline.predict_proba(features)[:, 1]
        return p_high


def fit_logistic(
    features: pd.DataFrame,
    is_high: pd.Series,
    account_ids: pd.Series,
    posted_at: pd.Series,
    inverse_penalty: float | None = None,
) -> LogisticFit:
    """Fit features (n_posts x n_features) to labels; raises ValueError on one class.

    Without `inverse_penalty` it is chosen by `choose_inverse_penalty`.
    """
    chosen = inverse_penalty or choose_inverse_penalty(features, is_high, posted_at)
    pipeline = fitted(chosen, features, is_high)
    scaler, model = pipeline
    weights = np.concatenate([[1.0], anchor_weights(list(features.columns))])
    covariance = clustered_covariance(pipeline, features, is_high, account_ids)
    n_iterations = int(model.n_iter_[0])
    return LogisticFit(
        pipeline=pipeline,
        coefficients=np.concatenate([model.intercept_, model.coef_[0]]) * weights,
        covariance=covariance * np.outer(weights, weights),
        mean=scaler.mean_,
        scale=scaler.scale_ * weights[1:],
        inverse_penalty=chosen,
        n_iterations=n_iterations,
        is_converged=n_iterations < model.max_iter,
    )


def fitted(inverse_penalty: float, x: pd.DataFrame, y: pd.Series | np.ndarray) -> Pipeline:
    """A fitted regression; whether it converged is recorded, hence no warning."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        return new_pipeline(inverse_penalty).fit(x, y)


def new_pipeline(inverse_penalty: float) -> Pipeline:
    """An unfitted regression with its scaling."""
    model = LogisticRegression(C=inverse_penalty, solver="newton-cholesky", max_iter=200, tol=1e-9)
    return make_pipeline(AnchoredScaler(), model)


def choose_inverse_penalty(
    features: pd.DataFrame, is_high: pd.Series, posted_at: pd.Series
) -> float:
    """The strongest penalty that predicts later blocks of time as well as the best one.

    Each block is predicted from the blocks before it. "As well" is within one standard
    error of the mean log loss over blocks (Breiman et al., 1984, section 3.4.3).
    """
    order = np.argsort(posted_at.to_numpy(), kind="stable")
    x, y = features.iloc[order], is_high.to_numpy(dtype=bool)[order]
    blocks = list(TimeSeriesSplit(N_TIME_BLOCKS).split(x)) if len(x) > N_TIME_BLOCKS else []
    if len(x) < MIN_POSTS_TO_CHOOSE or any(len(set(y[past])) < 2 for past, _ in blocks):
        return DEFAULT_INVERSE_PENALTY
    losses = np.array(
        [
            [block_loss(x, y, past, later, penalty) for past, later in blocks]
            for penalty in INVERSE_PENALTIES
        ]
    )
    return INVERSE_PENALTIES[strongest_as_good(losses)]


def strongest_as_good(losses: np.ndarray) -> int:
    """The first row whose mean is within one standard error of the best row's mean.

    `losses` (n_penalties, n_blocks) has the strongest penalty first; the standard error is
    that of the best row's mean.
    """
    means = losses.mean(axis=1)
    best = int(means.argmin())
    limit = means[best] + losses[best].std(ddof=1) / np.sqrt(losses.shape[1])
    return int(np.argmax(means <= limit))


def block_loss(
    x: pd.DataFrame, y: np.ndarray, past: np.ndarray, later: np.ndarray, penalty: float
) -> float:
    """Log loss on one block of time of a regression on the blocks before it."""
    p_high = fitted(penalty, x.iloc[past], y[past]).predict_proba(x.iloc[later])
    return float(log_loss(y[later], p_high, labels=[False, True]))


def clustered_covariance(
    pipeline: Pipeline,
    features: pd.DataFrame,
    is_high: pd.Series,
    account_ids: pd.Series,
) -> np.ndarray:
    """Covariance of the coefficients when an account's posts resemble each other.

    The sandwich of Liang and Zeger (1986): the bread is the inverse Hessian of the
    penalised log-likelihood, the filling sums the scores within accounts; statsmodels
    forms it, with its small-sample factor. One account alone gives no such estimate:
    its standard errors are nan.
    """
    scaled = pipeline[0].transform(features)
    design = np.column_stack([np.ones(len(scaled)), scaled])
    p_high = pipeline.predict_proba(features)[:, 1]
    groups = pd.factorize(account_ids)[0]
    if groups.max() == 0:
        return np.full((design.shape[1],) * 2, np.nan)
    penalty = np.eye(design.shape[1]) / pipeline[-1].C
    penalty[0, 0] = 0.0
    hessian = (design * (p_high * (1 - p_high))[:, None]).T @ design + penalty
    scores = design * (is_high.to_numpy(dtype=float) - p_high)[:, None]
    # Its factor (n - 1) / (n - k) is no correction where there are no more posts than terms.
    n_posts, n_terms = design.shape
    is_corrected = n_posts > n_terms
    covariance: np.ndarray = cov_cluster(
        (scores, np.linalg.inv(hessian)), groups, use_correction=is_corrected
    )
    n_accounts = groups.max() + 1
    return covariance if is_corrected else covariance * n_accounts / (n_accounts - 1)
