"""Scores posts from the tables of a finished warehouse, as its SQL does: no fit is needed."""

import numpy as np
import pandas as pd
from scipy.special import expit
from scipy.stats import norm

NORMAL_95 = float(norm.ppf(0.975))


def score_with_terms(
    features: pd.DataFrame,
    terms: pd.DataFrame,
    covariances: pd.DataFrame | None = None,
    fit: str = "serving",
    calibrations: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """One row per post and target: `post_id, target, fit, p_high, ci_low, ci_high`.

    `features` has the columns of `marts.post_features` or `marts.draft_features` (one row
    per post), `terms` those of `predictions.model_terms`, `covariances` those of
    `predictions.model_covariances`. `fit` is `serving` or `evaluation`; posts without
    history are scored by its cold start. The 95 % interval is that of the probability,
    given the clustered covariance V of the coefficients: log odds x'b, variance x'Vx. It
    is nan without `covariances`, or where the warehouse has none. With `calibrations`, the
    rows of `predictions.draft_calibrations`, log odds l are told as a + b l, as drafts are,
    with variance b^2 x'Vx + var a + 2 l cov(a, b) + l^2 var b; without, as past posts are.
    Raises KeyError where a term is not a column of `features`.
    """
    has_history = features["has_history"].astype(bool)
    scored = []
    for name, posts in (
        (fit, features[has_history]),
        (f"{fit}_cold_start", features[~has_history]),
    ):
        for target, chosen in terms[terms["fit"] == name].groupby("target"):
            matrix = None if covariances is None else matrix_of(covariances, str(target), name)
            bent = None if calibrations is None else calibration_of(calibrations, str(target), fit)
            scored.append(score_fit(posts, chosen, matrix, bent).assign(target=target, fit=name))
    return pd.concat(scored).sort_values(["post_id", "target"], ignore_index=True)


def score_fit(
    posts: pd.DataFrame, terms: pd.DataFrame, matrix: np.ndarray | None, bent: pd.Series | None
) -> pd.DataFrame:
    """Probabilities and intervals by the terms of one fit, calibrated where `bent` says how."""
    ordered = terms.sort_values("position")
    values = posts.assign(intercept=1.0)[list(ordered["term"])].to_numpy(dtype=float)
    standardised = (values - ordered["mean"].to_numpy()) / ordered["scale"].to_numpy()
    log_odds = standardised @ ordered["coefficient"].to_numpy()
    variance = np.full(len(posts), np.nan)
    if matrix is not None:
        variance = np.einsum("ij,jk,ik->i", standardised, matrix, standardised)
    if bent is not None:
        variance = (
            bent["slope"] ** 2 * variance
            + bent["intercept_variance"]
            + 2 * log_odds * bent["covariance"]
            + log_odds**2 * bent["slope_variance"]
        )
        log_odds = bent["intercept"] + bent["slope"] * log_odds
    half_width = NORMAL_95 * np.sqrt(np.where(variance >= 0, variance, np.nan))
    return pd.DataFrame(
        {
            "post_id": posts["post_id"].to_numpy(),
            "p_high": expit(log_odds),
            "ci_low": expit(log_odds - half_width),
            "ci_high": expit(log_odds + half_width),
        }
    )


def calibration_of(calibrations: pd.DataFrame, target: str, fit: str) -> pd.Series:
    """The one row of a target and fit."""
    is_wanted = (calibrations["target"] == target) & (calibrations["fit"] == fit)
    return calibrations[is_wanted].iloc[0]


def matrix_of(covariances: pd.DataFrame, target: str, fit: str) -> np.ndarray | None:
    """The covariance matrix of one fit, (n_terms, n_terms); None where there is none."""
    is_wanted = (covariances["target"] == target) & (covariances["fit"] == fit)
    rows = covariances[is_wanted].sort_values("position")["covariances"]
    return None if rows.empty or rows.isna().any() else np.stack(rows.to_list())
