"""What goes with engagement: importance of feature groups, and effects within accounts."""

import numpy as np
import pandas as pd
from statsmodels.regression.linear_model import OLS
from statsmodels.tools.tools import add_constant

from models_ml.columns import FEATURES, GROUPS, TARGETS
from models_ml.measuring import bootstrap
from models_ml.remembered import remembered
from models_ml.serving.posts import can_be_fitted, fit_training, numbers, posts_of

SEED = 20240304
N_PERMUTATIONS = 5
N_RESAMPLES = {"full": 1000, "quick": 200}
# Columns that are one choice of the author, and enter a regression together.
CHOICES = {
    "video against image": ("is_video", "is_carousel"),
    "several images against one": ("is_carousel", "is_video"),
    "hashtags (log)": ("log_hashtags",),
    "caption length (log)": ("log_caption_chars",),
    "emoji (log)": ("log_emoji",),
    "question": ("has_question",),
    "call to action": ("has_call_to_action",),
    "location tag": ("has_location",),
    "weekend": ("is_weekend",),
    "hour (first harmonic, sine)": ("hour_sin", "hour_cos"),
    "hour (first harmonic, cosine)": ("hour_cos", "hour_sin"),
}
COLUMNS = ["target", "feature", "measure", "value", "ci_low", "ci_high", "n_posts", "n_accounts"]


@remembered
def measure_influence(
    features: pd.DataFrame, labels: pd.DataFrame, evaluation: str
) -> pd.DataFrame:
    """One row per target, feature (or group of features) and measure.

    `permutation_importance` and `drop_group_loss` are AUC lost on the by_time test when a
    group is shuffled among posts, or left out of the fit. `raw_difference` and
    `within_account_effect` are differences in the share of high posts per unit of the
    feature over all eligible posts, the latter with a fixed effect for each account;
    standard errors are clustered by account.
    """
    frames = [pd.DataFrame(columns=COLUMNS)]
    if evaluation != "none":
        for target in TARGETS:
            rows = importances(features, labels, target, N_RESAMPLES[evaluation])
            everyone = posts_of(features, labels, target, "serving")
            rows += effects(everyone) if can_be_fitted(everyone) else []
            frames.append(pd.DataFrame(rows, columns=COLUMNS).assign(target=target))
    text, number = ["target", "feature", "measure"], ["value", "ci_low", "ci_high"]
    types = dict.fromkeys(text, "str") | dict.fromkeys(number, "float64")
    counts = dict.fromkeys(["n_posts", "n_accounts"], "int64")
    return pd.concat([frame for frame in frames if len(frame)] or frames).astype(types | counts)


def importances(
    features: pd.DataFrame, labels: pd.DataFrame, target: str, n_resamples: int
) -> list[dict[str, object]]:
    """Permutation importance and drop-one-group loss of each group, with intervals."""
    training = posts_of(features, labels, target, "by_time", "train")
    test = posts_of(features, labels, target, "by_time", "test")
    if not can_be_fitted(training) or not can_be_fitted(test):
        return []
    fit = fit_training(training)
    full = [fit.p_high(numbers(test))]
    rows = []
    for name, group in GROUPS.items():
        shuffled = [fit.p_high(x) for x in permutations(numbers(test), group)]
        kept = tuple(column for column in FEATURES if column not in group)
        without = [fit_training(training, kept, fit.inverse_penalty).p_high(numbers(test, kept))]
        for measure, reduced in (
            ("permutation_importance", shuffled),
            ("drop_group_loss", without),
        ):
            loss = auc_loss(test, full, reduced, n_resamples)
            rows.append(loss | {"feature": name, "measure": measure})
    return rows


def permutations(test: np.ndarray, group: tuple[str, ...]) -> list[np.ndarray]:
    """The test posts (n_posts, n_features) with a group's values moved, together, to others."""
    random = np.random.default_rng(SEED)
    places = [FEATURES.index(column) for column in group]
    shuffled = []
    for _ in range(N_PERMUTATIONS):
        moved = test.copy()
        moved[:, places] = test[random.permutation(len(test))][:, places]
        shuffled.append(moved)
    return shuffled


def auc_loss(
    test: pd.DataFrame, full: list[np.ndarray], reduced: list[np.ndarray], n_resamples: int
) -> dict[str, object]:
    """AUC of the full model less the mean AUC of the reduced ones, paired by resample."""
    y = test["is_high"].to_numpy(dtype=bool)
    better = [bootstrap.roc_auc(y, p) for p in full]
    worse = [bootstrap.roc_auc(y, p) for p in reduced]

    def loss(weights: np.ndarray) -> np.ndarray:
        lost: np.ndarray = np.mean([auc(weights) for auc in better], axis=0) - np.mean(
            [auc(weights) for auc in worse], axis=0
        )
        return lost

    low, high = bootstrap.intervals({"loss": loss}, test["account_id"], n_resamples)["loss"]
    return {
        "value": float(loss(np.ones((len(test), 1)))[0]),
        "ci_low": low,
        "ci_high": high,
        "n_posts": len(test),
        "n_accounts": test["account_id"].nunique(),
    }


def effects(posts: pd.DataFrame) -> list[dict[str, object]]:
    """Raw differences and within-account effects of what an author chooses."""
    rows = []
    for name, columns in CHOICES.items():
        x = posts[list(columns)].astype(float)
        y = posts["is_high"].astype(float)
        for measure, demean in (("raw_difference", False), ("within_account_effect", True)):
            estimate = slope(x, y, posts["account_id"], demean)
            rows.append(
                {
                    "feature": name,
                    "measure": measure,
                    "n_posts": len(posts),
                    "n_accounts": posts["account_id"].nunique(),
                }
                | estimate
            )
    return rows


def slope(x: pd.DataFrame, y: pd.Series, account_ids: pd.Series, demean: bool) -> dict[str, object]:
    """The first column's slope in a linear probability model, errors clustered by account.

    With `demean`, each account's means are taken out of both sides: the fixed-effects
    (within) estimator.
    """
    if demean:
        x = x - x.groupby(account_ids).transform("mean")
        y = y - y.groupby(account_ids).transform("mean")
    else:
        x = add_constant(x)
    groups = pd.factorize(account_ids)[0]
    nothing = {"value": np.nan, "ci_low": np.nan, "ci_high": np.nan}
    if groups.max() < 1 or np.linalg.matrix_rank(x.to_numpy()) < x.shape[1]:
        return dict(nothing)
    fit = OLS(y, x).fit(cov_type="cluster", cov_kwds={"groups": groups})
    first = 0 if demean else 1
    low, high = fit.conf_int().iloc[first]
    return {"value": float(fit.params.iloc[first]), "ci_low": float(low), "ci_high": float(high)}
