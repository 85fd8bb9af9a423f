"""How much the by_time AUC moves with choices that could have been made otherwise."""

import numpy as np
import pandas as pd
from sklearn.metrics import roc_auc_score

from models_ml.at_once import at_once
from models_ml.columns import ACCOUNT, COLD_START_FEATURES, FEATURES, TARGETS
from models_ml.measuring import bootstrap
from models_ml.remembered import remembered
from models_ml.serving.posts import can_be_fitted, fit_training, numbers, posts_of

N_RESAMPLES = {"full": 300, "quick": 100}
# The penalty that time blocks choose on most data; fixed, so that only the setting varies.
INVERSE_PENALTY = 1e-2
COLUMNS = ["target", "setting", "setting_value", "roc_auc", "ci_low", "ci_high", "n_posts",
           "n_accounts"]  # fmt: skip


@remembered
def measure_sensitivity(
    features: pd.DataFrame,
    features_by_lag: pd.DataFrame,
    labels: pd.DataFrame,
    labels_by_setting: pd.DataFrame,
    evaluation: str,
) -> pd.DataFrame:
    """One row per target, setting and value: by_time AUC of the served regression.

    `features_by_lag` repeats `features` for each `lag_days`; `labels_by_setting` holds the
    by_time split for each `setting` and `setting_value`.
    """
    asked = []
    if evaluation != "none":
        variants = [
            (features, split.assign(protocol="by_time", fold=0), *key, FEATURES)
            for key, split in labels_by_setting.groupby(["target", "setting", "setting_value"])
        ]
        without = tuple(column for column in FEATURES if column not in ACCOUNT)
        for target in TARGETS:
            variants += [
                (frame, labels, target, "history_lag_days", lag_days, FEATURES)
                for lag_days, frame in features_by_lag.groupby("lag_days")
            ]
            variants += [
                (features, labels, target, "followers_features", value, columns)
                for value, columns in ((0.0, without), (1.0, FEATURES))
            ]
        asked = [(*variant, N_RESAMPLES[evaluation]) for variant in variants]
    rows = at_once(auc_of, asked, len(features))
    frame = pd.DataFrame(rows, columns=COLUMNS)
    texts, counts = ["target", "setting"], ["n_posts", "n_accounts"]
    types = dict.fromkeys(COLUMNS, "float64") | dict.fromkeys(texts, "str")
    return frame.astype(types | dict.fromkeys(counts, "int64"))


def auc_of(
    features: pd.DataFrame,
    labels: pd.DataFrame,
    target: str,
    setting: str,
    setting_value: float,
    columns: tuple[str, ...],
    n_resamples: int,
) -> dict[str, object]:
    """The row of one variant: AUC and interval, nan where it cannot be fitted or tested."""
    training = posts_of(features, labels, target, "by_time", "train")
    test = posts_of(features, labels, target, "by_time", "test")
    key = {"target": target, "setting": setting, "setting_value": setting_value}
    row = key | {"n_posts": len(test), "n_accounts": test["account_id"].nunique()}
    if not can_be_fitted(training) or not can_be_fitted(test):
        return row | {"roc_auc": np.nan, "ci_low": np.nan, "ci_high": np.nan}
    warm = fit_training(training, columns, INVERSE_PENALTY).p_high(numbers(test, columns))
    known = tuple(column for column in COLD_START_FEATURES if column in columns)
    cold = fit_training(training, known, INVERSE_PENALTY).p_high(numbers(test, known))
    p_high = np.where(test["has_history"].astype(bool), warm, cold)
    y = test["is_high"].to_numpy(dtype=bool)
    statistic = {"auc": bootstrap.roc_auc(y, p_high)}
    low, high = bootstrap.intervals(statistic, test["account_id"], n_resamples)["auc"]
    return row | {"roc_auc": roc_auc_score(y, p_high), "ci_low": low, "ci_high": high}
