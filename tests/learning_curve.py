"""How well an account is told by its first posts: alone, by the reference, and by both.

Usage: python tests/learning_curve.py warehouse.duckdb [source_format]. Each account stands for
itself: a fit learns from its first m posts (and from m later on), and tells the 20 after them,
"above its own usual". Printed are log loss, AUC and the share told right.
"""

import sys
from collections.abc import Iterator

import duckdb
import numpy as np
import pandas as pd
from sklearn.metrics import accuracy_score, log_loss, roc_auc_score

from models_ml.columns import FEATURES
from models_ml.serving.logistic import new_pipeline
from models_ml.serving.posts import base_rate, fit_training, numbers
from models_ml.serving.prior import prior_of

TARGET = "above_own_usual"
LENGTHS = (5, 15, 30, 60, 120)
N_LATER, N_STARTS = 20, 4
POSTS = f"""
    select features.*, account_id, is_high, posted_at, target
    from marts.post_features as features
    inner join marts.post_labels using (post_id)
    inner join marts.posts using (post_id)
    where target = '{TARGET}' and is_eligible and source_format like ?
    order by account_id, posted_at, post_id
"""


def main() -> None:
    """Print a row for each length and way of telling."""
    warehouse, *rest = sys.argv[1:]
    with duckdb.connect(warehouse, read_only=True) as connection:
        posts = connection.execute(POSTS, [*rest, "%"][:1]).df()
    print(f"{'posts':>5} {'told by':<10} {'log loss':>8} {'AUC':>6} {'right':>6} {'told':>6}")
    for length in LENGTHS:
        trials = list(trials_of(posts, length))
        for name, tell in WAYS.items():
            if trials:
                print(f"{length:>5} {name:<10} {measured(trials, tell)}")


def trials_of(posts: pd.DataFrame, length: int) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """First posts and the 20 after them, from up to four places of each account."""
    for _, own in posts.groupby("account_id"):
        n_places = len(own) - length - N_LATER + 1
        for start in range(0, n_places, max(N_LATER, n_places // N_STARTS + 1)):
            middle = start + length
            yield own.iloc[start:middle], own.iloc[middle : middle + N_LATER]


def measured(trials: list, tell) -> str:
    """The measures of all trials together, as text."""
    p_high = np.concatenate([tell(past, later) for past, later in trials])
    is_high = np.concatenate([later["is_high"].astype(bool) for _, later in trials])
    return (
        f"{log_loss(is_high, p_high, labels=[False, True]):8.3f} "
        f"{roc_auc_score(is_high, p_high):6.3f} {accuracy_score(is_high, p_high >= 0.5):6.3f} "
        f"{len(is_high):6d}"
    )


def by_base_rate(past: pd.DataFrame, later: pd.DataFrame) -> np.ndarray:
    return np.full(len(later), base_rate(past))


def by_reference(past: pd.DataFrame, later: pd.DataFrame) -> np.ndarray:
    """The reference as it is: a penalty that no post can move."""
    pipeline = new_pipeline(1e-12, FEATURES, prior_of(TARGET, FEATURES))
    pipeline.set_params(regressionaround__intercept_variance=1e-12)
    return pipeline.fit(numbers(past), past["is_high"].astype(bool)).predict_proba(numbers(later))[
        :, 1
    ]


def alone(past: pd.DataFrame, later: pd.DataFrame) -> np.ndarray:
    if past["is_high"].nunique() < 2:
        return by_base_rate(past, later)
    return fit_training(past, leans=False).p_high(numbers(later))


def by_both(past: pd.DataFrame, later: pd.DataFrame) -> np.ndarray:
    return fit_training(past).p_high(numbers(later))


WAYS = {"base rate": by_base_rate, "reference": by_reference, "alone": alone, "both": by_both}

if __name__ == "__main__":
    main()
