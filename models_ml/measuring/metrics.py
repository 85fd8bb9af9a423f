"""Metrics of out-of-sample scores, each with an interval from resampled accounts."""

import numpy as np
import pandas as pd
from sklearn import metrics as sk

from models_ml.measuring import bootstrap
from models_ml.measuring.bootstrap import Statistic, intervals

THRESHOLD = 0.5
N_BINS = 10
METRICS = (
    "accuracy",
    "best_constant_accuracy",
    "gain_over_constant",
    "balanced_accuracy",
    "roc_auc",
    "average_precision",
    "log_loss",
    "brier",
    "expected_calibration_error",
    "calibration_in_the_large",
    "within_account_auc",
)


def measure(
    scores: pd.DataFrame, n_resamples: int, decision_threshold: float = THRESHOLD
) -> pd.DataFrame:
    """Value and 95 % interval of every metric on the scores of one classifier.

    `scores` has one row per post: `account_id, is_high, p_high` and `p_baseline`, the
    score of the account's history alone, which the lift is paired with. Values are
    scikit-learn's; a metric that the posts do not define (one class only) is nan.
    """
    values = metric_values(scores, decision_threshold)
    defined = {name: value for name, value in values.items() if np.isfinite(value)}
    statistics = metric_statistics(scores, decision_threshold)
    ends = intervals(
        {name: statistics[name] for name in defined}, scores["account_id"], n_resamples
    )
    rows = []
    for metric, value in values.items():
        low, high = ends.get(metric, (np.nan, np.nan))
        rows.append({"metric": metric, "value": value, "ci_low": low, "ci_high": high})
    return pd.DataFrame(rows).assign(n_posts=len(scores), n_accounts=scores["account_id"].nunique())


def metric_values(scores: pd.DataFrame, decision_threshold: float) -> dict[str, float]:
    """Each metric by name."""
    y, p = scores["is_high"].to_numpy(dtype=bool), scores["p_high"].to_numpy()
    is_predicted = p >= decision_threshold
    both = y.any() and not y.all()
    constant, accuracy = best_constant_accuracy(y), sk.accuracy_score(y, is_predicted)
    auc = sk.roc_auc_score(y, p) if both else np.nan
    return {
        "accuracy": accuracy,
        "best_constant_accuracy": constant,
        "gain_over_constant": accuracy - constant,
        "balanced_accuracy": sk.balanced_accuracy_score(y, is_predicted) if both else np.nan,
        "roc_auc": auc,
        "average_precision": sk.average_precision_score(y, p) if y.any() else np.nan,
        "log_loss": sk.log_loss(y, p, labels=[False, True]),
        "brier": sk.brier_score_loss(y, p),
        "expected_calibration_error": expected_calibration_error(y, p),
        "calibration_in_the_large": p.mean() - y.mean(),
        "within_account_auc": within_account_auc(scores),
        "lift_over_account_history": (
            auc - sk.roc_auc_score(y, scores["p_baseline"]) if both else np.nan
        ),
    }


def metric_statistics(scores: pd.DataFrame, decision_threshold: float) -> dict[str, Statistic]:
    """Each metric as a function of the posts' weights."""
    y, p = scores["is_high"].to_numpy(dtype=bool), scores["p_high"].to_numpy()
    is_right = ((p >= decision_threshold) == y).astype(float)
    auc = bootstrap.roc_auc(y, p)
    baseline = bootstrap.roc_auc(y, scores["p_baseline"].to_numpy())
    accuracy, constant = bootstrap.weighted_mean(is_right), constant_statistic(y)
    return {
        "accuracy": accuracy,
        "best_constant_accuracy": constant,
        "gain_over_constant": lambda weights: accuracy(weights) - constant(weights),
        "balanced_accuracy": balanced(y, is_right),
        "roc_auc": auc,
        "average_precision": bootstrap.average_precision(y, p),
        "log_loss": bootstrap.weighted_mean(losses(scores)),
        "brier": bootstrap.weighted_mean((p - y) ** 2),
        "expected_calibration_error": calibration_statistic(y, p),
        "calibration_in_the_large": bootstrap.weighted_mean(p - y),
        "within_account_auc": within_account_statistic(scores),
        "lift_over_account_history": lambda weights: auc(weights) - baseline(weights),
    }


def losses(scores: pd.DataFrame, name: str = "p_high") -> np.ndarray:
    """The log loss of each post, (n_posts,), by the column of that name."""
    y, p = scores["is_high"].to_numpy(dtype=bool), scores[name].to_numpy()
    each: np.ndarray = -np.log(np.clip(np.where(y, p, 1 - p), np.finfo(float).eps, 1))
    return each


def best_constant_accuracy(y: np.ndarray) -> float:
    """Share told right by the better of *always high* and *always low*, in [0.5, 1].

    Which of the two is better is seen on the test posts themselves, so the bar is a little
    too high for anyone who must choose beforehand, never too low.
    """
    return float(max(y.mean(), 1 - y.mean()))


def constant_statistic(y: np.ndarray) -> Statistic:
    """The accuracy, as a function of the posts' weights, of the constant that is better on y."""
    return bootstrap.weighted_mean((y == (y.mean() > 0.5)).astype(float))


def balanced(y: np.ndarray, is_right: np.ndarray) -> Statistic:
    """Mean of the shares of high posts and of low posts that are told right."""

    def statistic(weights: np.ndarray) -> np.ndarray:
        with np.errstate(invalid="ignore"):
            of_high = (is_right * y) @ weights / (y.astype(float) @ weights)
            of_low = (is_right * ~y) @ weights / ((~y).astype(float) @ weights)
        mean: np.ndarray = (of_high + of_low) / 2
        return mean

    return statistic


def expected_calibration_error(y: np.ndarray, p: np.ndarray) -> float:
    """Mean gap between predicted and observed shares over ten bins of equal width.

    In [0, 1], 0 being best (Naeini, Cooper and Hauskrecht, 2015).
    """
    return float(calibration_statistic(y, p)(np.ones((len(y), 1)))[0])


def calibration_statistic(y: np.ndarray, p: np.ndarray) -> Statistic:
    """Expected calibration error as a function of the posts' weights."""
    bins = np.minimum((p * N_BINS).astype(int), N_BINS - 1)
    gaps = np.eye(N_BINS)[bins] * (p - y)[:, None]
    return lambda weights: np.abs(gaps.T @ weights).sum(axis=0) / weights.sum(axis=0)


def within_account_auc(scores: pd.DataFrame) -> float:
    """Share of pairs of a high and a low post *of one account* put in order, ties half.

    What is left of the AUC when knowing the account does not help; 0.5 is chance.
    """
    ordered, pairs = pairs_within(scores, "account_id")
    return float(ordered.sum() / pairs.sum()) if pairs.sum() else np.nan


def pairs_within(scores: pd.DataFrame, group: str) -> tuple[pd.Series, pd.Series]:
    """By group: pairs put in order, and all pairs (Mann and Whitney, 1947, by ranks)."""
    ranks = scores.groupby(group)["p_high"].rank()
    n_high = scores.groupby(group)["is_high"].sum().astype(float)
    n_low = scores.groupby(group)["is_high"].count() - n_high
    of_high = ranks.where(scores["is_high"].astype(bool), 0.0).groupby(scores[group]).sum()
    return of_high - n_high * (n_high + 1) / 2, n_high * n_low


def within_account_statistic(scores: pd.DataFrame) -> Statistic:
    """The same as a function of weights: an account counts as often as it was drawn."""
    ordered, pairs = pairs_within(scores, "account_id")
    first = ~scores["account_id"].duplicated().to_numpy()
    accounts = scores.loc[first, "account_id"]
    in_order, in_all = ordered[accounts].to_numpy(), pairs[accounts].to_numpy()

    def statistic(weights: np.ndarray) -> np.ndarray:
        with np.errstate(invalid="ignore"):
            share: np.ndarray = in_order @ weights[first] / (in_all @ weights[first])
        return share

    return statistic
