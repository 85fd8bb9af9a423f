"""Engagement rates by format: means and medians disagree, so both, with intervals."""

import numpy as np
import pandas as pd

from models_ml.measuring import bootstrap
from models_ml.measuring.bootstrap import Statistic
from models_ml.remembered import remembered

N_RESAMPLES = {"full": 1000, "quick": 200, "none": 0}


@remembered
def describe_formats(rates: pd.DataFrame, evaluation: str) -> pd.DataFrame:
    """One row per format and statistic (mean, median) of the engagement rate.

    `rates` has one row per post and format that it belongs to: `account_id, format,
    engagement_rate`. Intervals resample accounts.
    """
    rows = []
    for name, posts in rates.groupby("format"):
        x = posts["engagement_rate"].to_numpy()
        statistics = {"mean": bootstrap.weighted_mean(x), "median": weighted_median(x)}
        ends = bootstrap.intervals(statistics, posts["account_id"], N_RESAMPLES[evaluation])
        for statistic, value in (("mean", x.mean()), ("median", np.median(x))):
            low, high = ends[statistic]
            rows.append([name, statistic, value, low, high, len(x), posts["account_id"].nunique()])
    columns = ["format", "statistic", "value", "ci_low", "ci_high", "n_posts", "n_accounts"]
    types = dict.fromkeys(columns[:2], "str") | dict.fromkeys(columns[2:5], "float64")
    counts = dict.fromkeys(columns[5:], "int64")
    return pd.DataFrame(rows, columns=columns).astype(types | counts)


def weighted_median(values: np.ndarray) -> Statistic:
    """The value at which half of the weight is reached."""
    order = np.argsort(values, kind="stable")

    def statistic(weights: np.ndarray) -> np.ndarray:
        reached = np.cumsum(weights[order], axis=0)
        middle = (reached >= reached[-1:] / 2).argmax(axis=0)
        medians: np.ndarray = values[order][middle]
        return medians

    return statistic
