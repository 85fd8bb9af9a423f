"""The table that the warehouse serves from: the terms of each fit."""

import numpy as np
import pandas as pd

from models_ml.columns import FITS, TARGETS
from models_ml.remembered import remembered
from models_ml.serving.covariance import covariance_of
from models_ml.serving.logistic import LogisticFit
from models_ml.serving.posts import base_rate, fit_training, has_answer, posts_of
from models_ml.serving.scoring import NORMAL_95


@remembered
def fit_terms(features: pd.DataFrame, labels: pd.DataFrame) -> pd.DataFrame:
    """One row per target, fit and term of the logistic regressions.

    `features` has one row per post (`post_id` and the columns of `FEATURES`), `labels`
    one row per post, target, protocol and fold (`post_id, account_id, target, protocol,
    fold, role, is_high, posted_at`). Where the training posts do not show both classes
    nothing is fitted, unless they are few (`has_answer`): the only term is then an intercept at
    the log odds of the base rate.
    """
    frames = []
    for target in TARGETS:
        for fit, (protocol, columns) in FITS.items():
            training = posts_of(features, labels, target, protocol)
            frames.append(terms_of(training, columns).assign(target=target, fit=fit))
    return pd.concat(frames, ignore_index=True)


def terms_of(training: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
    """One row per term: estimates on the standardised scale, and how they came about."""
    if has_answer(training):
        terms = fitted_terms(fit_training(training, columns), training)
    else:
        terms = base_rate_term(base_rate(training))
    return terms.assign(
        n_posts=len(training),
        n_accounts=training["account_id"].nunique(),
        n_high=int(training["is_high"].sum()),
        base_rate=base_rate(training),
    )


def fitted_terms(fit: LogisticFit, training: pd.DataFrame) -> pd.DataFrame:
    """Intercept first, then the features in their own order."""
    covariance, moved = covariance_of(fit.pipeline, training)
    # What the penalty moved draws a coefficient towards zero, not across it.
    variance = np.diag(covariance) - moved**2
    # With about as few accounts as terms rounding can leave a variance below zero.
    std_error = np.sqrt(np.where(variance > 0, variance, np.nan))
    return pd.DataFrame(
        {
            "term": ["intercept", *fit.pipeline[0].columns],
            "coefficient": fit.coefficients,
            "std_error": std_error,
            "ci_low": fit.coefficients - NORMAL_95 * std_error,
            "ci_high": fit.coefficients + NORMAL_95 * std_error,
            "mean": [0.0, *fit.mean],
            "scale": [1.0, *fit.scale],
            "position": np.arange(1, len(fit.coefficients) + 1),
            "covariances": list(covariance),
            "moved": moved,
            "inverse_penalty": fit.inverse_penalty,
            "n_iterations": fit.n_iterations,
            "is_converged": fit.is_converged,
            "share_own": fit.share_own,
            "is_fitted": True,
        }
    )


def base_rate_term(p_high: float) -> pd.DataFrame:
    """An intercept that predicts the base rate for every post."""
    return pd.DataFrame(
        {
            "term": ["intercept"],
            "coefficient": [float(np.log(p_high / (1 - p_high)))],
            "std_error": [np.nan],
            "ci_low": [np.nan],
            "ci_high": [np.nan],
            "mean": [0.0],
            "scale": [1.0],
            "position": [1],
            "covariances": [np.full(1, np.nan)],
            "moved": [0.0],
            "inverse_penalty": [np.nan],
            "n_iterations": [0],
            "is_converged": [True],
            "share_own": [1.0],
            "is_fitted": [False],
        }
    )
