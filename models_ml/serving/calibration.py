"""Probabilities as drafts are told them, bent towards what came true on later blocks of time."""

import warnings
from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy.special import expit
from sklearn.metrics import log_loss
from sklearn.model_selection import TimeSeriesSplit
from statsmodels.genmod.families import Binomial
from statsmodels.genmod.generalized_linear_model import GLM
from statsmodels.tools.sm_exceptions import PerfectSeparationError, PerfectSeparationWarning

from models_ml.at_once import at_once
from models_ml.columns import COLD_START_FEATURES, FEATURES, FITS, TARGETS
from models_ml.remembered import remembered
from models_ml.serving.blend import Blend, blended
from models_ml.serving.logistic import (
    DEFAULT_INVERSE_PENALTY,
    MIN_POSTS_TO_CHOOSE,
    N_TIME_BLOCKS,
    fitted,
)
from models_ml.serving.posts import can_be_fitted, numbers, posts_of, those_like
from models_ml.serving.prior import REFERENCE_MAX_POSTS, prior_of
from models_ml.serving.shapes import fit_shapes

# With history and without: the columns that a fit knows, its penalty, and how much shapes count.
Ways = dict[tuple[str, ...], tuple[float, Blend]]

# From nothing to two numbers; a simpler form is kept unless a richer one earns its place.
FORMS = ("none", "shift", "shift and slope")
COLUMNS = ["target", "fit", "form", "intercept", "slope", "intercept_variance",
           "slope_variance", "covariance", "gain", "gain_std_error", "n_posts",
           "n_accounts"]  # fmt: skip


@remembered
def calibrate_drafts(
    features: pd.DataFrame,
    draft_features: pd.DataFrame,
    labels: pd.DataFrame,
    terms: pd.DataFrame,
    curves: pd.DataFrame,
    label_maturity_days: float,
) -> pd.DataFrame:
    """One row per target and fit (evaluation, serving): log odds told = intercept + slope * own.

    `draft_features` has the same posts and columns as `features`, with the history that a
    draft would have had. `terms` holds `target, fit, inverse_penalty`: the penalties that
    the fits chose, `curves` the rows of `fit_curves`: how much shapes count. Each block of a
    fit's training posts is told by models of the posts before it, less the last
    `label_maturity_days`, whose labels were not known. The form is `none` (0, 1), `shift` or
    `shift and slope` (Platt, 1999), see `choose_form`. `gain` is the mean log loss saved on
    later blocks by the form chosen.
    """
    penalties = terms.groupby(["target", "fit"])["inverse_penalty"].first()
    asked = []
    for target in TARGETS:
        for fit in ("evaluation", "serving"):
            protocol = FITS[fit][0]
            known = posts_of(features, labels, target, protocol)
            told = posts_of(draft_features, labels, target, protocol)
            ways = {
                columns: (penalties[target, name], blend_of(curves, target, name))
                for name, columns in ((fit, FEATURES), (f"{fit}_cold_start", COLD_START_FEATURES))
            }
            asked.append((target, fit, known, told, ways, label_maturity_days))
    rows = at_once(calibrated_row, asked, len(features))
    types = dict.fromkeys(COLUMNS, "float64") | dict.fromkeys(COLUMNS[:3], "str")
    counts = dict.fromkeys(["n_posts", "n_accounts"], "int64")
    return pd.DataFrame(rows, columns=COLUMNS).astype(types | counts)


def calibrated_row(
    target: str,
    fit: str,
    known: pd.DataFrame,
    told: pd.DataFrame,
    ways: Ways,
    maturity_days: float,
) -> dict[str, object]:
    """The row of one target and fit, from its training posts as known and as told."""
    blocks = list(told_blocks(known, told, ways, maturity_days))
    return {"target": target, "fit": fit} | calibration_of(blocks)


def blend_of(curves: pd.DataFrame, target: str, fit: str) -> Blend:
    """How much the shapes of a fit count; nothing where it has none."""
    rows = curves[(curves["target"] == target) & (curves["fit"] == fit)]
    if rows.empty:
        return Blend()
    first = rows.iloc[0]
    return Blend(first["weight"], first["line_intercept"], first["line_slope"])


def told_blocks(
    known: pd.DataFrame, told: pd.DataFrame, ways: Ways, maturity_days: float
) -> Iterator[pd.DataFrame]:
    """Each later block of the training posts: `account_id, is_high, log_odds` as told then."""
    order = ["posted_at", "post_id"]
    known = known.sort_values(order, ignore_index=True)
    told = told.sort_values(order, ignore_index=True)
    if len(known) < MIN_POSTS_TO_CHOOSE:
        return
    leans = len(known) < REFERENCE_MAX_POSTS
    for past, later in TimeSeriesSplit(N_TIME_BLOCKS).split(known):
        begins = known["posted_at"].iloc[later[0]]
        training = known.iloc[past]
        training = training[training["posted_at"] <= begins - pd.Timedelta(days=maturity_days)]
        if can_be_fitted(training):
            block = told.iloc[later]
            log_odds = told_log_odds(training, block, ways, leans)
            yield block[["account_id", "is_high"]].assign(log_odds=log_odds)


def told_log_odds(
    training: pd.DataFrame, block: pd.DataFrame, ways: Ways, leans: bool
) -> np.ndarray:
    """What the two fits of `training` say of a block, each of its own posts.

    Each leans on the reference where the fit itself does.
    """
    log_odds = []
    for columns, (penalty, blend) in ways.items():
        regression = fitted(
            penalty if np.isfinite(penalty) else DEFAULT_INVERSE_PENALTY,
            numbers(training, columns),
            training["is_high"],
            columns,
            prior_of(training["target"].iloc[0], columns) if leans else None,
        )
        of_fit = regression.decision_function(numbers(block, columns))
        if blend.weight > 0 and len(learning := those_like(training, columns)):
            of_fit = blended(of_fit, fit_shapes(learning, columns).margin(block), blend)
        log_odds.append(of_fit)
    told: np.ndarray = np.where(block["has_history"].astype(bool), *log_odds)
    return told


def calibration_of(blocks: list[pd.DataFrame]) -> dict[str, object]:
    """The form that later blocks choose, estimated on all of them."""
    form, gain, std_error = choose_form(blocks)
    posts = pd.concat(blocks) if blocks else pd.DataFrame({"account_id": []})
    (intercept, slope), covariance = estimate(form, posts)
    return {
        "form": form,
        "intercept": intercept,
        "slope": slope,
        "intercept_variance": covariance[0, 0],
        "slope_variance": covariance[1, 1],
        "covariance": covariance[0, 1],
        "gain": gain,
        "gain_std_error": std_error,
        "n_posts": len(posts),
        "n_accounts": posts["account_id"].nunique(),
    }


def choose_form(blocks: list[pd.DataFrame]) -> tuple[str, float, float]:
    """The first of FORMS that no other beats by more than one standard error.

    Each block from the second on is told anew by each form, estimated on the blocks
    before it; what counts is the log loss saved against doing nothing, block by block
    (the one-standard-error rule of Breiman et al., 1984, section 3.4.3, on paired
    differences). Returns the form, its mean gain and that mean's standard error.
    """
    if len(blocks) < 3:
        return FORMS[0], np.nan, np.nan
    losses = np.array([[loss_of(form, blocks, k) for k in range(1, len(blocks))] for form in FORMS])
    chosen = 0
    for richer in range(1, len(FORMS)):
        saved = losses[chosen] - losses[richer]
        if saved.mean() > saved.std(ddof=1) / np.sqrt(len(saved)):
            chosen = richer
    gains = losses[0] - losses[chosen]
    return FORMS[chosen], float(gains.mean()), float(gains.std(ddof=1) / np.sqrt(len(gains)))


def loss_of(form: str, blocks: list[pd.DataFrame], place: int) -> float:
    """Log loss on one block of a form that was estimated on the blocks before it."""
    (intercept, slope), _ = estimate(form, pd.concat(blocks[:place]))
    p_high = expit(intercept + slope * blocks[place]["log_odds"])
    return float(log_loss(blocks[place]["is_high"].astype(bool), p_high, labels=[False, True]))


def estimate(form: str, posts: pd.DataFrame) -> tuple[tuple[float, float], np.ndarray]:
    """Intercept and slope, and their covariance (2, 2), clustered by account.

    `none` and what cannot be estimated leave the log odds as they are; a slope that would
    turn the answers around is no calibration, and only the shift is kept.
    """
    if form == "none" or posts["is_high"].nunique() < 2:
        return (0.0, 1.0), np.zeros((2, 2))
    log_odds, y = posts["log_odds"].to_numpy(), posts["is_high"].to_numpy(dtype=float)
    is_shift = form == "shift"
    x = np.ones((len(y), 1)) if is_shift else np.column_stack([np.ones(len(y)), log_odds])
    model = GLM(y, x, Binomial(), offset=log_odds if is_shift else None)
    clusters = pd.factorize(posts["account_id"])[0]
    several = {"cov_type": "cluster", "cov_kwds": {"groups": clusters}} if clusters.max() else {}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # of what diverges, see below
            warnings.simplefilter("error", PerfectSeparationWarning)
            result = model.fit(**several)
    except (PerfectSeparationError, PerfectSeparationWarning, np.linalg.LinAlgError):
        return (0.0, 1.0), np.zeros((2, 2))
    if not is_shift and result.params[1] <= 0:
        return estimate("shift", posts)
    covariance = np.zeros((2, 2))
    covariance[: x.shape[1], : x.shape[1]] = result.cov_params()
    if not (np.isfinite(result.params).all() and np.isfinite(covariance).all()):
        return (0.0, 1.0), np.zeros((2, 2))
    return (float(result.params[0]), 1.0 if is_shift else float(result.params[1])), covariance
