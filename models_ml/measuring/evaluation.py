"""Out-of-sample scores of every classifier under every protocol, and their metrics."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from statsmodels.stats.proportion import proportion_confint

from models_ml.at_once import at_once
from models_ml.columns import COLD_START_FEATURES, FEATURES
from models_ml.measuring import bootstrap
from models_ml.measuring.classifiers import CLASSIFIERS, p_high_of
from models_ml.measuring.metrics import measure
from models_ml.remembered import remembered
from models_ml.serving.posts import posts_of

PROTOCOLS = ("random", "by_time", "by_account", "by_time_and_account")
# Nothing is known of these protocols' test accounts: their history is hidden.
UNSEEN_ACCOUNTS = ("by_account", "by_time_and_account")
HEADLINES = ("by_time", "by_account")
MIN_SLICE_POSTS = 30
N_RESAMPLES = {"full": 1000, "quick": 200, "none": 0}
KEYS = ["target", "protocol", "classifier"]


@remembered
def score_classifiers(
    features: pd.DataFrame, labels: pd.DataFrame, evaluation: str
) -> pd.DataFrame:
    """One row per test post, target, protocol and classifier.

    Where the protocol tests on accounts never seen, no classifier is shown a history.
    `evaluation` is `full`, `quick` (smaller ensembles) or `none` (no rows).
    """
    if evaluation == "none":
        return no_scores()
    folds = labels.loc[labels["protocol"].isin(PROTOCOLS), ["target", "protocol", "fold"]]
    asked = []
    for target, protocol, fold in folds.drop_duplicates().itertuples(index=False):
        columns = COLD_START_FEATURES if protocol in UNSEEN_ACCOUNTS else FEATURES
        training = posts_of(features, labels, target, protocol, "train", fold)
        test = posts_of(features, labels, target, protocol, "test", fold)
        if len(test):
            place = {"target": target, "protocol": protocol, "fold": fold}
            asked.append((training, test, columns, evaluation == "quick", place))
    return pd.concat([no_scores(), *at_once(score_fold, asked, len(features))], ignore_index=True)


def no_scores() -> pd.DataFrame:
    """The empty table, so that its columns have their types without any score."""
    text = pd.Series(dtype="str")
    return pd.DataFrame(
        {
            "post_id": text,
            "account_id": text,
            "target": text,
            "protocol": text,
            "classifier": text,
            "fold": pd.Series(dtype="int64"),
            "p_high": pd.Series(dtype="float64"),
            "is_high": pd.Series(dtype="bool"),
        }
    )


def score_fold(
    training: pd.DataFrame,
    test: pd.DataFrame,
    columns: tuple[str, ...],
    is_quick: bool,
    place: dict[str, str | int],
) -> pd.DataFrame:
    """Every classifier's scores of one fold's test posts, with target, protocol and fold."""
    keys = test[["post_id", "account_id", "is_high"]].assign(**place)
    return pd.concat(
        [
            keys.assign(classifier=name, p_high=p_high_of(name, training, test, columns, is_quick))
            for name in CLASSIFIERS
        ],
        ignore_index=True,
    )


@remembered
def measure_classifiers(
    scores: pd.DataFrame, evaluation: str, decision_threshold: float
) -> pd.DataFrame:
    """One row per target, protocol, classifier and metric, with intervals."""
    groups = with_baseline(scores).groupby(KEYS, observed=True)
    return measure_groups(groups, KEYS, N_RESAMPLES[evaluation], decision_threshold)


@remembered
def measure_slices(
    scores: pd.DataFrame, slices: pd.DataFrame, evaluation: str, decision_threshold: float
) -> pd.DataFrame:
    """The served classifier's metrics on slices of the test posts.

    `slices` has one row per post and dimension (`post_id, dimension, slice`). Slices of
    fewer than `MIN_SLICE_POSTS` test posts say nothing and are left out.
    """
    keys = ["target", "protocol", "dimension", "slice"]
    served = with_baseline(scores)
    is_headline = (served["classifier"] == "served") & served["protocol"].isin(HEADLINES)
    served = served[is_headline].merge(slices, on="post_id")
    n_posts = served.groupby(keys, observed=True)["post_id"].transform("size")
    groups = served[n_posts >= MIN_SLICE_POSTS].groupby(keys, observed=True)
    return measure_groups(groups, keys, N_RESAMPLES[evaluation], decision_threshold)


@remembered
def measure_as_drafts(
    scores: pd.DataFrame, evaluation: str, decision_threshold: float
) -> pd.DataFrame:
    """One row per target, history, verdict and metric of test posts told as drafts.

    `scores` has one row per post and target: `post_id, account_id, target, p_high,
    is_predicted_high, verdict, is_cold_start, is_high`. The metrics of all answers together
    (history and verdict `any`) are left out without evaluation; the lift over the account's
    history always is: that baseline has no late likes. The `hit_rate` of each verdict
    decides what drafts may be told, so it is always there.
    """
    keys = ["target", "history", "verdict"]
    frames = [no_metrics(keys)]
    if evaluation != "none":
        for target, group in scores.assign(p_baseline=scores["p_high"]).groupby("target"):
            measured = measure(group, N_RESAMPLES[evaluation], decision_threshold)
            is_kept = measured["metric"] != "lift_over_account_history"
            frames.append(labelled(measured[is_kept], keys, [target, "any", "any"]))
    history = np.where(scores["is_cold_start"].astype(bool), "cold start", "known")
    n_resamples = N_RESAMPLES[evaluation] or N_RESAMPLES["quick"]
    for key, group in scores.assign(history=history).groupby(keys):
        frames.append(labelled(hit_rate(group, n_resamples), keys, key))
    return pd.concat(frames, ignore_index=True)


def hit_rate(answers: pd.DataFrame, n_resamples: int) -> pd.DataFrame:
    """Two rows: the share of answers whose call came true, and the share that was told.

    The interval is over accounts, and no narrower than the exact binomial one (Clopper and
    Pearson, 1934): a few answers may agree by chance, and resampling them cannot tell.
    `told_rate` is the mean probability that was given to the calls.
    """
    is_called = answers["is_predicted_high"].to_numpy(dtype=bool)
    is_right = (is_called == answers["is_high"].to_numpy(dtype=bool)).astype(float)
    told = np.where(is_called, answers["p_high"], 1 - answers["p_high"])
    statistic = {"hit_rate": bootstrap.weighted_mean(is_right)}
    ends = bootstrap.intervals(statistic, answers["account_id"], n_resamples)["hit_rate"]
    exact = proportion_confint(is_right.sum(), len(is_right), method="beta")
    return pd.DataFrame(
        {
            "metric": ["hit_rate", "told_rate"],
            "value": [is_right.mean(), told.mean()],
            "ci_low": [np.nanmin([ends[0], exact[0]]), np.nan],
            "ci_high": [np.nanmax([ends[1], exact[1]]), np.nan],
            "n_posts": len(answers),
            "n_accounts": answers["account_id"].nunique(),
        }
    )


def measure_groups(
    groups: Iterable[tuple[Any, pd.DataFrame]],
    names: list[str],
    n_resamples: int,
    decision_threshold: float,
) -> pd.DataFrame:
    """The metrics of each group of scores, with its keys by their `names`."""
    named = list(groups)
    asked = [(group, n_resamples, decision_threshold) for _, group in named]
    measured = at_once(measure, asked, sum(len(group) for _, group in named))
    frames = [labelled(found, names, key) for found, (key, _) in zip(measured, named, strict=True)]
    return pd.concat([no_metrics(names), *frames], ignore_index=True)


def labelled(measured: pd.DataFrame, names: list[str], values: Iterable[object]) -> pd.DataFrame:
    """The same rows with the keys of what was measured."""
    return measured.assign(**{name: str(value) for name, value in zip(names, values, strict=True)})


def no_metrics(keys: list[str]) -> pd.DataFrame:
    """The empty table of metrics."""
    columns: dict[str, pd.Series] = {name: pd.Series(dtype="str") for name in [*keys, "metric"]}
    numbers = {name: pd.Series(dtype="float64") for name in ("value", "ci_low", "ci_high")}
    counts = {name: pd.Series(dtype="int64") for name in ("n_posts", "n_accounts")}
    return pd.DataFrame(columns | numbers | counts)


def with_baseline(scores: pd.DataFrame) -> pd.DataFrame:
    """Beside each score, that of the account's history alone on the same post."""
    keys = ["post_id", "target", "protocol"]
    baseline = scores.loc[scores["classifier"] == "account_history", [*keys, "p_high"]]
    return scores.merge(baseline.rename(columns={"p_high": "p_baseline"}), on=keys)
