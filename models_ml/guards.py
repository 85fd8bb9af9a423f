"""Guards: results that are too good to be true stop the build, and would have to."""

import numpy as np
import pandas as pd
from sklearn.metrics import roc_auc_score

from models_ml import bootstrap
from models_ml.columns import FEATURES, TARGETS
from models_ml.metrics import pairs_within
from models_ml.posts import can_be_fitted, fit_training, numbers, posts_of

SEED = 20240304
N_PERMUTATIONS = 10
# Of the variance within accounts, the share that content, timing and trend may explain.
EXPLAINABLE_SHARE = 0.25
# Above this ceiling a leak cannot be told from a model that is simply good.
POWERLESS = 0.995
# Standard errors that a mean over permutations may lie away from chance.
TOLERANCE = 4.0
PLANTED = "planted_leak"
COLUMNS = ["target", "guard", "is_planted", "value", "auc_limit", "is_caught", "explanation"]


def run_guards(
    features: pd.DataFrame,
    labels: pd.DataFrame,
    scores: pd.DataFrame,
    shares: pd.DataFrame,
    evaluation: str,
) -> pd.DataFrame:
    """One row per target, guard and whether a leak was planted for it to catch.

    `shares` holds each target's `between_account_share`, `between_month_share` and
    `mean_past_posts`. A guard is right when it catches the planted leak and nothing else.
    """
    rows: list[dict[str, object]] = []
    if evaluation != "none":
        for target in TARGETS:
            training = posts_of(features, labels, target, "by_time", "train")
            test = posts_of(features, labels, target, "by_time", "test")
            if can_be_fitted(training) and can_be_fitted(test):
                limit = max(
                    auc_ceiling(target, *shares_of(target, shares)), history_auc(target, scores)
                )
                rows += ceiling_rows(target, training, test, scores, limit)
                rows += permutation_rows(target, training, test)
    frame = pd.DataFrame(rows, columns=COLUMNS)
    texts = dict.fromkeys(["target", "guard", "explanation"], "str")
    flags = dict.fromkeys(["is_planted", "is_caught"], "bool")
    return frame.astype(texts | flags | {"value": "float64", "auc_limit": "float64"})


def shares_of(target: str, shares: pd.DataFrame) -> tuple[float, float, float]:
    """Between-account share, between-month share and mean number of earlier posts."""
    row = shares[shares["target"] == target].iloc[0]
    return (
        float(row["between_account_share"]),
        float(row["between_month_share"]),
        float(row["mean_past_posts"]),
    )


def history_auc(target: str, scores: pd.DataFrame) -> float:
    """AUC of the trailing mean alone, or 0.5.

    Where outcomes are far from normal the formula of `auc_ceiling` is too low. The trailing
    mean cannot see the future (another test proves it bit by bit), so whatever it reaches
    is no leak.
    """
    posts = by_time_scores(target, "account_history", scores)
    if posts["is_high"].nunique() < 2:
        return 0.5
    return float(roc_auc_score(posts["is_high"].astype(bool), posts["p_high"]))


def by_time_scores(target: str, classifier: str, scores: pd.DataFrame) -> pd.DataFrame:
    """The scores of one classifier on the by_time test."""
    return scores[
        (scores["target"] == target)
        & (scores["protocol"] == "by_time")
        & (scores["classifier"] == classifier)
    ]


def auc_ceiling(
    target: str,
    between_account_share: float,
    between_month_share: float,
    mean_past_posts: float,
) -> float:
    """The largest AUC that an honest model of this data could reach.

    If log engagement is normal with variance share r2 predictable, the best score
    correlates with it by sqrt(r2), and the AUC for being above the median is
    1/2 + 2/pi * asin(sqrt(r2 / 2)): the orthant probability of two posts' outcomes and the
    difference of their scores (Sheppard, 1899). Predictable is all that lies between
    accounts and between an account's months, and EXPLAINABLE_SHARE of what is left. Against
    one's own trailing median of k posts the account cancels out, but the median's own
    sampling error, pi/2k of the variance within the account, is known beforehand and adds to
    what can be predicted.
    """
    predictable = between_month_share + EXPLAINABLE_SHARE * (1 - between_month_share)
    total = 1.0
    if target == "above_own_usual":
        within = max(1 - between_account_share, 1e-9)
        known_error = np.pi / (2 * max(mean_past_posts, 1.0))
        predictable = (predictable - between_account_share) / within + known_error
        total += known_error
    return float(0.5 + 2 / np.pi * np.arcsin(np.sqrt(np.clip(predictable / total, 0, 1) / 2)))


def ceiling_rows(
    target: str, training: pd.DataFrame, test: pd.DataFrame, scores: pd.DataFrame, limit: float
) -> list[dict[str, object]]:
    """The served AUC, and that of a model with a leak, against the ceiling."""
    served = by_time_scores(target, "logistic_regression", scores)
    honest = too_good(target, False, served, served["p_high"].to_numpy(), limit)
    if limit > POWERLESS:
        powerless = "nearly all of this data is predictable: the ceiling rules nothing out"
        return [honest | {"explanation": powerless}]
    return [honest, too_good(target, True, test, leaky_p_high(training, test), limit)]


def too_good(
    target: str, is_planted: bool, posts: pd.DataFrame, p_high: np.ndarray, limit: float
) -> dict[str, object]:
    """Caught when the whole interval of the AUC lies above the ceiling."""
    y = posts["is_high"].to_numpy(dtype=bool)
    auc = bootstrap.roc_auc(y, p_high)
    low, _ = bootstrap.intervals({"auc": auc}, posts["account_id"], 200)["auc"]
    value = float(roc_auc_score(y, p_high))
    return {
        "target": target,
        "guard": "ceiling",
        "is_planted": is_planted,
        "value": value,
        "auc_limit": limit,
        "is_caught": bool((low if np.isfinite(low) else value) > limit),
        "explanation": "by_time AUC against what the data's own variance shares allow",
    }


def leaky_p_high(training: pd.DataFrame, test: pd.DataFrame) -> np.ndarray:
    """Scores of the served model when one feature is computed from the label."""
    random = np.random.default_rng(SEED)
    columns = (*FEATURES, PLANTED)
    leaky = [
        posts.assign(**{PLANTED: posts["is_high"] + random.normal(scale=0.1, size=len(posts))})
        for posts in (training, test)
    ]
    return fit_training(leaky[0], columns, 1.0).p_high(numbers(leaky[1], columns))


def permutation_rows(
    target: str, training: pd.DataFrame, test: pd.DataFrame
) -> list[dict[str, object]]:
    """With labels permuted within months nothing is left to learn: the AUC must be chance."""
    random = np.random.default_rng(SEED)
    honest, leaky = [], []
    for _ in range(N_PERMUTATIONS):
        permuted = [permuted_within_months(posts, random) for posts in (training, test)]
        if not can_be_fitted(permuted[0]):
            return []
        fit = fit_training(permuted[0], inverse_penalty=1e-2)
        honest.append(auc_within_months(permuted[1], fit.p_high(numbers(permuted[1]))))
        leaky.append(auc_within_months(permuted[1], leaky_p_high(*permuted)))
    return [
        beyond_chance(target, is_planted, np.array(values))
        for is_planted, values in ((False, honest), (True, leaky))
    ]


def permuted_within_months(posts: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    """The same posts, their labels dealt anew among the posts of a month."""
    month = posts["posted_at"].dt.strftime("%Y-%m").to_numpy()
    dealt = np.lexsort((random.random(len(posts)), month))
    original = np.argsort(month, kind="stable")
    is_high = posts["is_high"].to_numpy().copy()
    is_high[original] = posts["is_high"].to_numpy()[dealt]
    return posts.assign(is_high=is_high, month=month)


def auc_within_months(posts: pd.DataFrame, p_high: np.ndarray) -> float:
    """AUC over pairs of one month: months may differ in their share of high posts."""
    ordered, pairs = pairs_within(posts.assign(p_high=p_high), "month")
    return float(ordered.sum() / pairs.sum()) if pairs.sum() else np.nan


def beyond_chance(target: str, is_planted: bool, values: np.ndarray) -> dict[str, object]:
    """Caught when the mean AUC lies more than TOLERANCE standard errors above one half."""
    values = values[np.isfinite(values)]
    limit = 0.5 + TOLERANCE * max(values.std(ddof=1), 0.01) / np.sqrt(len(values))
    return {
        "target": target,
        "guard": "permuted_labels",
        "is_planted": is_planted,
        "value": float(values.mean()),
        "auc_limit": float(limit),
        "is_caught": bool(values.mean() > limit),
        "explanation": "mean AUC over labels permuted within months; chance is 0.5",
    }
