"""The served classifier: a ridge logistic regression on standardised features."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler
from statsmodels.stats.sandwich_covariance import cov_cluster

INVERSE_PENALTY = 0.1


@dataclass(frozen=True)
class LogisticFit:
    """A fitted classifier with the covariance of its coefficients.

    `covariance` has shape (1 + n_features, 1 + n_features), intercept first, on the
    scale of the standardised features (log odds per standard deviation).
    """

    pipeline: Pipeline
    covariance: np.ndarray
    n_iterations: int
    is_converged: bool

    @property
    def coefficients(self) -> np.ndarray:
        """Intercept and slopes, shape (1 + n_features,), in log odds."""
        model = self.pipeline[-1]
        return np.concatenate([model.intercept_, model.coef_[0]])

    def p_high(self, features: pd.DataFrame) -> np.ndarray:
        """Probability of a high label, shape (n_posts,)."""
        p_high: np.ndarray = self.pipeline.predict_proba(features)[:, 1]
        return p_high


def fit_logistic(features: pd.DataFrame, is_high: pd.Series, account_ids: pd.Series) -> LogisticFit:
    """Fit features (n_posts x n_features) to labels; raises ValueError on one class."""
    model = LogisticRegression(C=INVERSE_PENALTY, solver="newton-cholesky", max_iter=200, tol=1e-9)
    pipeline = make_pipeline(StandardScaler(), model)
    pipeline.fit(features, is_high)
    n_iterations = int(model.n_iter_[0])
    return LogisticFit(
        pipeline=pipeline,
        covariance=clustered_covariance(pipeline, features, is_high, account_ids),
        n_iterations=n_iterations,
        is_converged=n_iterations < model.max_iter,
    )


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
    covariance: np.ndarray = cov_cluster((scores, np.linalg.inv(hessian)), groups)
    return covariance
