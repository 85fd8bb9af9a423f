"""The classifiers and baselines that are measured side by side."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier

from models_ml.columns import ANCHOR, COLD_START_FEATURES, FEATURES
from models_ml.serving.posts import (
    base_rate,
    can_be_fitted,
    fit_training,
    has_answer,
    numbers,
)
from models_ml.serving.served import fit_served
from models_ml.serving.shapes import one_thread

SEED = 20240304

# Training posts, posts to score, the columns to see, and whether to be quick.
Classifier = Callable[[pd.DataFrame, pd.DataFrame, tuple[str, ...], bool], np.ndarray]


def served(
    training: pd.DataFrame, test: pd.DataFrame, columns: tuple[str, ...], is_quick: bool
) -> np.ndarray:
    """The served model: posts without history go to the fit that knows none."""
    cold = fit_served(training, COLD_START_FEATURES).p_high(test)
    if columns == COLD_START_FEATURES:
        return cold
    warm = fit_served(training, columns).p_high(test)
    return np.where(test["has_history"].astype(bool), warm, cold)


def logistic_regression(
    training: pd.DataFrame, test: pd.DataFrame, columns: tuple[str, ...], is_quick: bool
) -> np.ndarray:
    """The regression of the served model alone."""
    cold = fit_training(training, COLD_START_FEATURES).p_high(numbers(test, COLD_START_FEATURES))
    if columns == COLD_START_FEATURES:
        return cold
    warm = fit_training(training, columns).p_high(numbers(test, columns))
    return np.where(test["has_history"].astype(bool), warm, cold)


def random_forest(
    training: pd.DataFrame, test: pd.DataFrame, columns: tuple[str, ...], is_quick: bool
) -> np.ndarray:
    """Bagged trees (Breiman, 2001)."""
    forest = RandomForestClassifier(
        n_estimators=20 if is_quick else 50,
        min_samples_leaf=16,
        max_features=0.3,
        random_state=SEED,
    )
    forest.fit(numbers(training, columns), training["is_high"])
    p_high: np.ndarray = forest.predict_proba(numbers(test, columns))[:, 1]
    return p_high


def gradient_boosting(
    training: pd.DataFrame, test: pd.DataFrame, columns: tuple[str, ...], is_quick: bool
) -> np.ndarray:
    """Boosted shallow trees on histograms (Friedman, 2001; Ke et al., 2017)."""
    boosting = HistGradientBoostingClassifier(
        learning_rate=0.1 if is_quick else 0.05,
        max_iter=60 if is_quick else 120,
        max_leaf_nodes=6,
        min_samples_leaf=40,
        l2_regularization=5.0,
        early_stopping=False,
        random_state=SEED,
    )
    with one_thread():
        boosting.fit(numbers(training, columns), training["is_high"])
        p_high: np.ndarray = boosting.predict_proba(numbers(test, columns))[:, 1]
    return p_high


def majority(
    training: pd.DataFrame, test: pd.DataFrame, columns: tuple[str, ...], is_quick: bool
) -> np.ndarray:
    """The base rate for every post.

    Where both classes are equally common, the next number below one half: a tie goes to
    the first class, as in scikit-learn's DummyClassifier, or a median split's base rate
    would call every post high, and later posts are mostly low.
    """
    rate = base_rate(training)
    return np.full(len(test), np.nextafter(0.5, 0) if rate == 0.5 else rate)


def account_history(
    training: pd.DataFrame, test: pd.DataFrame, columns: tuple[str, ...], is_quick: bool
) -> np.ndarray:
    """The trailing mean alone: the account's, or everyone's where the account is unseen."""
    mean = ANCHOR if ANCHOR in columns else "everyone_log_rate"
    return regression_on((mean,), training, test)


def followers_only(
    training: pd.DataFrame, test: pd.DataFrame, columns: tuple[str, ...], is_quick: bool
) -> np.ndarray:
    """The number of followers alone."""
    return regression_on(("has_followers", "log_followers"), training, test)


def regression_on(
    columns: tuple[str, ...], training: pd.DataFrame, test: pd.DataFrame
) -> np.ndarray:
    """A regression without a penalty to speak of on a few columns."""
    fit = fit_training(training, columns, inverse_penalty=1e3, leans=False)
    return fit.p_high(numbers(test, columns))


CLASSIFIERS: dict[str, Classifier] = {
    "served": served,
    "logistic_regression": logistic_regression,
    "random_forest": random_forest,
    "gradient_boosting": gradient_boosting,
    "majority": majority,
    "account_history": account_history,
    "followers_only": followers_only,
}
# Of few posts these lean on the reference.
LEANING = ("served", "logistic_regression")


def p_high_of(
    classifier: str,
    training: pd.DataFrame,
    test: pd.DataFrame,
    columns: tuple[str, ...] = FEATURES,
    is_quick: bool = False,
) -> np.ndarray:
    """Probabilities for the test posts, shape (n_test,); the base rate where nothing is fitted."""
    is_fitted = has_answer if classifier in LEANING else can_be_fitted
    if not is_fitted(training):
        return majority(training, test, columns, is_quick)
    return CLASSIFIERS[classifier](training, test, columns, is_quick)
