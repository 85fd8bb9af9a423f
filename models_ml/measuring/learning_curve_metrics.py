"""How well an account's posts are told after so many of its own, with intervals over accounts."""

import numpy as np
import pandas as pd

from models_ml.measuring import bootstrap
from models_ml.measuring.bootstrap import Statistic
from models_ml.measuring.evaluation import MIN_SLICE_POSTS, N_RESAMPLES, labelled, no_metrics
from models_ml.measuring.learning_curve import WAYS
from models_ml.measuring.metrics import losses
from models_ml.remembered import remembered

# Log loss saved, against own posts and a reference together: the bundled one, or other accounts'.
SAVED = {"log_loss_saved": WAYS["both"],
         "log_loss_saved_of_others": WAYS["both, reference of other accounts"]}  # fmt: skip
KEYS = ["target", "told_by"]


@remembered
def measure_learning_curve(
    scores: pd.DataFrame, evaluation: str, decision_threshold: float
) -> pd.DataFrame:
    """One row per target, number of earlier posts, way and metric.

    `scores` has the rows of `score_learning_curve`. Numbers with fewer than `MIN_SLICE_POSTS`
    posts told say nothing and are left out.
    """
    frames = [no_metrics(KEYS).assign(n_earlier_posts=pd.Series(dtype="int64"))]
    for (target, _), told in scores.groupby(["target", "n_earlier_posts"]):
        n_earlier_posts = told["n_earlier_posts"].iloc[0]
        for way, column in WAYS.items():
            if len(told) >= MIN_SLICE_POSTS and told[column].notna().all():
                statistics = statistics_of(told, column, decision_threshold)
                measured = measured_by(statistics, told["account_id"], N_RESAMPLES[evaluation])
                keyed = labelled(measured, KEYS, [target, way])
                frames.append(keyed.assign(n_earlier_posts=n_earlier_posts))
    return pd.concat(frames, ignore_index=True).astype({"n_earlier_posts": "int64"})


def statistics_of(told: pd.DataFrame, column: str, threshold: float) -> dict[str, Statistic]:
    """Each metric of one way as a function of the posts' weights.

    What is saved is log loss less than that of both together, paired by post.
    """
    y, p_high = told["is_high"].to_numpy(dtype=bool), told[column].to_numpy()
    lost = losses(told, column)
    statistics = {
        "log_loss": bootstrap.weighted_mean(lost),
        "roc_auc": bootstrap.roc_auc(y, p_high),
        "accuracy": bootstrap.weighted_mean(((p_high >= threshold) == y).astype(float)),
    }
    for metric, both in SAVED.items():
        if column != both and told[both].notna().all():
            statistics[metric] = bootstrap.weighted_mean(losses(told, both) - lost)
    return statistics


def measured_by(
    statistics: dict[str, Statistic], account_ids: pd.Series, n_resamples: int
) -> pd.DataFrame:
    """Each value with every post counted once, and its interval over accounts."""
    ends = bootstrap.intervals(statistics, account_ids, n_resamples)
    once = np.ones((len(account_ids), 1))
    rows = [(name, float(of(once)[0]), *ends[name]) for name, of in statistics.items()]
    return pd.DataFrame(rows, columns=["metric", "value", "ci_low", "ci_high"]).assign(
        n_posts=len(account_ids), n_accounts=account_ids.nunique()
    )
