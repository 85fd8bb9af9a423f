"""Scores posts from the tables of a finished warehouse, as its SQL does: no fit is needed."""

import numpy as np
import pandas as pd
from scipy.special import expit
from scipy.stats import norm

from models_ml.serving.blend import Blend, blended
from models_ml.serving.curves import shapes_from

NORMAL_95 = float(norm.ppf(0.975))


def score_with_terms(
    features: pd.DataFrame,
    terms: pd.DataFrame,
    covariances: pd.DataFrame | None = None,
    fit: str = "serving",
    calibrations: pd.DataFrame | None = None,
    shapes: pd.DataFrame | None = None,
    fits: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """One row per post and target: `post_id, target, fit, p_high, ci_low, ci_high`.

    `features` has the columns of `marts.post_features` or `marts.draft_features` (one row
    per post); the others are tables of `predictions`: `terms` model_terms, `covariances`
    model_covariances, `shapes` model_shapes, `fits` model_fits, `calibrations`
    draft_calibrations. `fit` is `serving` or `evaluation`; posts without history are scored
    by its cold start. Without `shapes` and `fits` it is the regression's answer alone.

    The 95 % interval is that of the probability, given the clustered covariance V of the
    coefficients: log odds l, variance x'Vx. It is nan without `covariances`, or where the
    warehouse has none. With `calibrations` log odds are told as a + b l, as drafts are, with
    variance b^2 x'Vx + var a + 2 l cov(a, b) + l^2 var b; without, as past posts are.
    Raises KeyError where a term is not a column of `features`.
    """
    has_history = features["has_history"].astype(bool)
    scored = []
    for name, posts in (
        (fit, features[has_history]),
        (f"{fit}_cold_start", features[~has_history]),
    ):
        for target, chosen in terms[terms["fit"] == name].groupby("target"):
            key = {"target": str(target), "fit": name}
            log_odds, variance = of_regression(posts, chosen, rows_of(covariances, key))
            log_odds = with_shapes(posts, log_odds, rows_of(shapes, key), rows_of(fits, key))
            bent = rows_of(calibrations, key | {"fit": fit})
            if bent is not None:
                log_odds, variance = calibrated(log_odds, variance, bent.iloc[0])
            scored.append(told(log_odds, variance).assign(post_id=posts["post_id"].values, **key))
    found = pd.concat(scored).sort_values(["post_id", "target"], ignore_index=True)
    return found[["post_id", "target", "fit", "p_high", "ci_low", "ci_high"]]


def rows_of(table: pd.DataFrame | None, key: dict[str, str]) -> pd.DataFrame | None:
    """Those of one target and fit; None without a table or such rows."""
    if table is None:
        return None
    rows = table[(table[list(key)] == pd.Series(key)).all(axis=1)]
    return None if rows.empty else rows


def of_regression(
    posts: pd.DataFrame, terms: pd.DataFrame, covariances: pd.DataFrame | None
) -> tuple[np.ndarray, np.ndarray]:
    """Log odds and their variance, each (n_posts,), by the terms of one fit."""
    ordered = terms.sort_values("position")
    values = posts.assign(intercept=1.0)[list(ordered["term"])].to_numpy(dtype=float)
    standardised = (values - ordered["mean"].to_numpy()) / ordered["scale"].to_numpy()
    log_odds = standardised @ ordered["coefficient"].to_numpy()
    if covariances is None or covariances["covariances"].isna().any():
        return log_odds, np.full(len(posts), np.nan)
    matrix = np.stack(covariances.sort_values("position")["covariances"].to_list())
    return log_odds, np.einsum("ij,jk,ik->i", standardised, matrix, standardised)


def with_shapes(
    posts: pd.DataFrame,
    log_odds: np.ndarray,
    shapes: pd.DataFrame | None,
    fits: pd.DataFrame | None,
) -> np.ndarray:
    """Log odds of regression and shapes together, (n_posts,)."""
    if shapes is None or fits is None:
        return log_odds
    fit = fits.iloc[0]
    blend = Blend(fit["shapes_weight"], fit["margin_intercept"], fit["margin_slope"])
    return blended(log_odds, shapes_from(shapes, fit["target"]).margin(posts), blend)


def calibrated(
    log_odds: np.ndarray, variance: np.ndarray, bent: pd.Series
) -> tuple[np.ndarray, np.ndarray]:
    """Log odds as drafts are told them, and their variance."""
    variance = (
        bent["slope"] ** 2 * variance
        + bent["intercept_variance"]
        + 2 * log_odds * bent["covariance"]
        + log_odds**2 * bent["slope_variance"]
    )
    return bent["intercept"] + bent["slope"] * log_odds, variance


def told(log_odds: np.ndarray, variance: np.ndarray) -> pd.DataFrame:
    """Probabilities with their 95 % interval; nan where the variance is not known."""
    half_width = NORMAL_95 * np.sqrt(np.where(variance >= 0, variance, np.nan))
    return pd.DataFrame(
        {
            "p_high": expit(log_odds),
            "ci_low": expit(log_odds - half_width),
            "ci_high": expit(log_odds + half_width),
        }
    )
