"""What is told of an account after its first posts: by them alone, by a reference, and by both."""

import numpy as np
import pandas as pd
from scipy.special import expit

from models_ml.columns import ANCHOR, FEATURES
from models_ml.measuring.classifiers import CLASSIFIERS
from models_ml.remembered import remembered
from models_ml.serving.logistic import DEFAULT_INVERSE_PENALTY, fitted
from models_ml.serving.posts import can_be_fitted, fit_training, has_answer, numbers
from models_ml.serving.prior import INTERCEPT_VARIANCES, Prior, prior_of

TARGET = "above_own_usual"
# Whoever tells a post, and the column of the probability given.
WAYS = {
    "base rate": "p_base_rate",
    "account history": "p_account_history",
    "own": "p_own",
    "reference": "p_reference",
    "both": "p_both",
    "reference of other accounts": "p_reference_of_others",
    "both, reference of other accounts": "p_both_of_others",
}
TRIAL = ["target", "n_earlier_posts", "account_id", "n_skipped_posts"]
SCORES = {"post_id": "str", "account_id": "str", "target": "str", "n_earlier_posts": "int64",
          "n_skipped_posts": "int64", "is_high": "bool"}  # fmt: skip
# Of the history alone, no penalty to speak of: see `account_history` in classifiers.py.
WEAK_INVERSE_PENALTY = 1e3


@remembered
def score_learning_curve(
    features: pd.DataFrame, posts: pd.DataFrame, others: pd.DataFrame
) -> pd.DataFrame:
    """One row per trial and post that is told: `SCORES` and a probability for each way.

    `posts` has one row per trial and post (`TRIAL, half, role, post_id, is_high`), `others` one
    per post that a reference of other accounts learns from (`told_half, post_id, account_id,
    is_high, posted_at`). Nothing is kept from one trial to the next. The ways of other accounts
    are nan without `others`.
    """
    known = posts.merge(features, on="post_id", validate="many_to_one")
    x, y = numbers(known), known["is_high"].to_numpy(dtype=bool)
    half, is_past = known["half"].to_numpy(), known["role"].to_numpy() == "train"
    bundled, references = prior_of(TARGET, FEATURES), references_of(others, features)
    places, probabilities = [np.array([], dtype=int)], [np.empty((0, len(WAYS)))]
    for trial in known.groupby(TRIAL).indices.values():
        past, later = trial[is_past[trial]], trial[~is_past[trial]]
        told = tell(x[past], y[past], x[later], bundled, references.get(half[trial[0]]))
        places.append(later)
        probabilities.append(np.column_stack([told[way] for way in WAYS]))
    scores = known.iloc[np.concatenate(places)][list(SCORES)].reset_index(drop=True).astype(SCORES)
    return scores.assign(**dict(zip(WAYS.values(), np.concatenate(probabilities).T, strict=True)))


def references_of(others: pd.DataFrame, features: pd.DataFrame) -> dict[int, Prior]:
    """By the half that is told of: the bundled reference's fit, of posts of the other half."""
    learned_from = {half: others[others["told_half"] == half] for half in (0, 1)}
    fits = {
        half: fit_training(posts.merge(features, on="post_id"), leans=False)
        for half, posts in learned_from.items()
        if can_be_fitted(posts)
    }
    variance = INTERCEPT_VARIANCES[TARGET]
    return {
        half: Prior(fit.coefficients, fit.mean, fit.scale, variance) for half, fit in fits.items()
    }


def tell(
    x: np.ndarray, y: np.ndarray, later: np.ndarray, bundled: Prior | None, others: Prior | None
) -> dict[str, np.ndarray]:
    """What each way says of `later` posts, each (n_later,), after those of `x` and `y`."""
    constant = base_rate_of(y, len(later))
    told = {
        "base rate": constant,
        "account history": constant,
        "own": constant,
        "reference": by_reference(later, bundled),
        "both": constant,
        "reference of other accounts": by_reference(later, others),
        "both, reference of other accounts": constant if others else np.full(len(later), np.nan),
    }
    if y.any() and not y.all():
        column = [FEATURES.index(ANCHOR)]
        weak = fitted(WEAK_INVERSE_PENALTY, x[:, column], y, (ANCHOR,))
        told["account history"] = weak.predict_proba(later[:, column])[:, 1]
        told["own"] = by_fit(x, y, later)
    if has_answer(pd.DataFrame({"is_high": y, "target": TARGET})):
        told["both"] = by_fit(x, y, later, bundled)
        if others:
            told["both, reference of other accounts"] = by_fit(x, y, later, others)
    return told


def base_rate_of(y: np.ndarray, n_later: int) -> np.ndarray:
    """The base rate of the account's own posts, (n_later,), as the baselines say it."""
    training, later = pd.DataFrame({"is_high": y}), pd.DataFrame(index=range(n_later))
    return CLASSIFIERS["majority"](training, later, FEATURES, False)


def by_fit(
    x: np.ndarray, y: np.ndarray, later: np.ndarray, prior: Prior | None = None
) -> np.ndarray:
    """The served regression on an account's own posts, shrunk towards a reference or nothing.

    As `fit_training` makes it, whose memory of fits has no room for hundreds that nobody asks
    for again. The posts are too few to choose a penalty by.
    """
    regression = fitted(DEFAULT_INVERSE_PENALTY, x, y, FEATURES, prior)
    p_high: np.ndarray = regression.predict_proba(later)[:, 1]
    return p_high


def by_reference(later: np.ndarray, reference: Prior | None) -> np.ndarray:
    """A reference as it is, whatever the account's own posts say; nan without one."""
    if reference is None:
        return np.full(len(later), np.nan)
    standardised = (later - reference.mean) / reference.scale
    log_odds = reference.coefficients[0] + standardised @ reference.coefficients[1:]
    p_high: np.ndarray = expit(log_odds)
    return p_high
