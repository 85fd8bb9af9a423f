"""The posts that a classifier learns from or is measured on."""

import numpy as np
import pandas as pd

from models_ml.columns import FEATURES
from models_ml.serving.logistic import LogisticFit, fit_logistic
from models_ml.serving.prior import REFERENCE_MAX_POSTS, Prior, prior_of

CHANCE_POSTS = 20


def posts_of(
    features: pd.DataFrame,
    labels: pd.DataFrame,
    target: str,
    protocol: str,
    role: str = "train",
    fold: int = 0,
) -> pd.DataFrame:
    """Features and labels of one side of a split, one row per post.

    `log_margin` is among them where the labels have it.
    """
    is_wanted = (
        (labels["target"] == target)
        & (labels["protocol"] == protocol)
        & (labels["role"] == role)
        & (labels["fold"] == fold)
    )
    named = ["post_id", "account_id", "target", "is_high", "posted_at", "log_margin"]
    columns = [name for name in named if name in labels]
    return labels.loc[is_wanted, columns].merge(features, on="post_id", validate="one_to_one")


def numbers(posts: pd.DataFrame, columns: tuple[str, ...] = FEATURES) -> np.ndarray:
    """What an estimator sees, (n_posts, n_columns)."""
    return posts[list(columns)].to_numpy(dtype=float)


def those_like(posts: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
    """Posts that a fit of these columns is asked about: those with history, where it knows one."""
    if "has_history" not in columns:
        return posts
    return posts[posts["has_history"].astype(bool)]


def can_be_fitted(training: pd.DataFrame) -> bool:
    """Both classes are there to tell apart."""
    return training["is_high"].nunique() == 2


def has_answer(training: pd.DataFrame) -> bool:
    """The served regression can be fitted: to both classes, or to few posts around the reference.

    Of fewer than CHANCE_POSTS posts one class alone is chance, and the reference knows the other.
    """
    is_few = 0 < len(training) < CHANCE_POSTS and "target" in training
    return can_be_fitted(training) or is_few


def base_rate(training: pd.DataFrame) -> float:
    """Share of high posts by Laplace's rule of succession: one half without any post."""
    return float((training["is_high"].sum() + 1) / (len(training) + 2))


def fit_training(
    training: pd.DataFrame,
    columns: tuple[str, ...] = FEATURES,
    inverse_penalty: float | None = None,
    leans: bool = True,
) -> LogisticFit:
    """The served regression on training posts; `columns` may leave some features out.

    On fewer than REFERENCE_MAX_POSTS it leans on the reference, unless told not to.
    """
    return fit_logistic(*question_of(training, columns, inverse_penalty, leans))


def question_of(
    training: pd.DataFrame,
    columns: tuple[str, ...],
    inverse_penalty: float | None = None,
    leans: bool = True,
) -> tuple[pd.DataFrame, pd.Series, pd.Series, float | None, Prior | None]:
    """What `fit_training` asks of `fit_logistic`."""
    is_short = leans and 0 < len(training) < REFERENCE_MAX_POSTS and "target" in training
    return (
        pd.DataFrame(numbers(training, columns), columns=columns),
        training["is_high"],
        training["posted_at"],
        inverse_penalty,
        prior_of(training["target"].iloc[0], columns) if is_short else None,
    )
