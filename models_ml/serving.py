"""The tables the warehouse serves: the terms of each fit, and scikit-learn's own scores."""

import numpy as np
import pandas as pd
from scipy.stats import norm

from models_ml.columns import FEATURES, FITS, TARGETS
from models_ml.logistic import LogisticFit, fit_logistic

NORMAL_95 = float(norm.ppf(0.975))


def fit_terms(features: pd.DataFrame, labels: pd.DataFrame) -> pd.DataFrame:
    """One row per target, fit and term of the logistic regression.

    `features` has one row per post (`post_id` and the columns of `FEATURES`), `labels`
    one row per post, target, protocol and fold (`post_id, account_id, target, protocol,
    role, is_high`). Where the training posts do not show both classes nothing is
    fitted: the only term is then an intercept at the log odds of the base rate.
    """
    frames = []
    for target in TARGETS:
        for fit in FITS:
            training = training_posts(features, labels, target, fit)
            frames.append(terms_of(training).assign(target=target, fit=fit))
    return pd.concat(frames, ignore_index=True)


def score_posts(features: pd.DataFrame, labels: pd.DataFrame) -> pd.DataFrame:
    """scikit-learn's probability for every post, target and fit, as an outside check."""
    frames = []
    for target in TARGETS:
        for fit in FITS:
            training = training_posts(features, labels, target, fit)
            if can_be_fitted(training):
                p_high = fit_training(training).p_high(numbers(features))
            else:
                p_high = np.full(len(features), base_rate(training))
            frames.append(
                pd.DataFrame(
                    {
                        "post_id": features["post_id"],
                        "target": target,
                        "fit": fit,
                        "p_high": p_high,
                    }
                )
            )
    return pd.concat(frames, ignore_index=True)


def training_posts(
    features: pd.DataFrame, labels: pd.DataFrame, target: str, fit: str
) -> pd.DataFrame:
    """The features and labels that a fit of a target learns from."""
    is_training = (
        (labels["target"] == target)
        & (labels["protocol"] == FITS[fit])
        & (labels["role"] == "train")
    )
    return labels.loc[is_training, ["post_id", "account_id", "is_high"]].merge(
        features, on="post_id", validate="one_to_one"
    )


def numbers(features: pd.DataFrame) -> pd.DataFrame:
    """The columns an estimator may see, as floats."""
    return features[list(FEATURES)].astype(float)


def can_be_fitted(training: pd.DataFrame) -> bool:
    """Both classes are there to tell apart."""
    return training["is_high"].nunique() == 2


def base_rate(training: pd.DataFrame) -> float:
    """Share of high posts by Laplace's rule of succession: one half without any post."""
    return float((training["is_high"].sum() + 1) / (len(training) + 2))


def fit_training(training: pd.DataFrame) -> LogisticFit:
    """The served regression on the training posts of one fit."""
    return fit_logistic(numbers(training), training["is_high"], training["account_id"])


def terms_of(training: pd.DataFrame) -> pd.DataFrame:
    """One row per term: estimates on the standardised scale, and how they came about."""
    if can_be_fitted(training):
        terms = fitted_terms(fit_training(training))
    else:
        terms = base_rate_term(base_rate(training))
    return terms.assign(
        n_posts=len(training),
        n_accounts=training["account_id"].nunique(),
        n_high=int(training["is_high"].sum()),
        base_rate=base_rate(training),
    )


def fitted_terms(fit: LogisticFit) -> pd.DataFrame:
    """Intercept first, then the features in their own order."""
    scaler, model = fit.pipeline
    variance = np.diag(fit.covariance)
    # With about as few accounts as terms rounding can leave a variance below zero.
    std_error = np.sqrt(np.where(variance > 0, variance, np.nan))
    return pd.DataFrame(
        {
            "term": ["intercept", *FEATURES],
            "coefficient": fit.coefficients,
            "std_error": std_error,
            "ci_low": fit.coefficients - NORMAL_95 * std_error,
            "ci_high": fit.coefficients + NORMAL_95 * std_error,
            "mean": [0.0, *scaler.mean_],
            "scale": [1.0, *scaler.scale_],
            "inverse_penalty": model.C,
            "n_iterations": fit.n_iterations,
            "is_converged": fit.is_converged,
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
            "inverse_penalty": [np.nan],
            "n_iterations": [0],
            "is_converged": [True],
            "is_fitted": [False],
        }
    )
