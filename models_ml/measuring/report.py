"""The classification report: how each class fares with each classifier."""

import numpy as np
import pandas as pd
from sklearn.metrics import precision_recall_fscore_support

from models_ml.measuring.evaluation import KEYS, labelled
from models_ml.remembered import remembered

CLASSES = {"low": False, "high": True}


@remembered
def report_classes(scores: pd.DataFrame, decision_threshold: float) -> pd.DataFrame:
    """One row per target, protocol, classifier and class: precision, recall, F1 and support.

    `scores` has one row per test post, target, protocol and classifier (`is_high, p_high`).
    Figures are scikit-learn's, in [0, 1]; nan where they divide by nothing, as the precision of
    a class that was never called. Support is the number of test posts of the class.
    """
    frames = [no_classes()]
    for keys, group in scores.groupby(KEYS, observed=True):
        frames.append(labelled(class_figures(group, decision_threshold), KEYS, keys))
    return pd.concat(frames, ignore_index=True)


def class_figures(scores: pd.DataFrame, decision_threshold: float) -> pd.DataFrame:
    """A row for each class of one classifier's scores."""
    precision, recall, f1, support = precision_recall_fscore_support(
        scores["is_high"].astype(bool),
        scores["p_high"] >= decision_threshold,
        labels=list(CLASSES.values()),
        zero_division=np.nan,
    )
    return pd.DataFrame(
        {
            "class": list(CLASSES),
            "precision": precision,
            "recall": recall,
            "f1": f1,
            "support": support.astype("int64"),  # a float where no call was right
        }
    )


def no_classes() -> pd.DataFrame:
    """The empty table, so that its columns have their types without any score."""
    text, number = pd.Series(dtype="str"), pd.Series(dtype="float64")
    figures = dict.fromkeys(("precision", "recall", "f1"), number)
    return pd.DataFrame(
        dict.fromkeys((*KEYS, "class"), text) | figures | {"support": pd.Series(dtype="int64")}
    )
