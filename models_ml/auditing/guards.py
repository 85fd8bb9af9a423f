"""Guards: what is too good to be true, and which leaks each of them would see."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from sklearn.metrics import roc_auc_score

from models_ml.at_once import at_once
from models_ml.auditing.leaks import (
    INVERSE_PENALTIES,
    SEED,
    SUSPECTS,
    Anatomy,
    clusters_of,
    cost_against_history,
    dissect,
    gain_of_older_values,
)
from models_ml.columns import ACCOUNT, FEATURES, TARGETS
from models_ml.measuring import bootstrap
from models_ml.measuring.metrics import pairs_within
from models_ml.remembered import remembered
from models_ml.serving.logistic import fitted
from models_ml.serving.posts import can_be_fitted, numbers, posts_of

N_PERMUTATIONS = 10
N_RESAMPLES = 200
# Of the variance within accounts, the share that content, timing and trend may explain.
EXPLAINABLE_SHARE = 0.5
PLANTED = "planted_leak"
NOTHING = "none"
TEXTS = ["target", "guard", "leak", "feature"]
NUMBERS = ["strength", "roc_auc", "gain", "value", "auc_limit", "std_error"]
COLUMNS = [*TEXTS, *NUMBERS, "n_posts", "n_accounts"]


@remembered
def run_guards(
    features: pd.DataFrame,
    labels: pd.DataFrame,
    scores: pd.DataFrame,
    shares: pd.DataFrame,
    careless: pd.DataFrame,
    evaluation: str,
) -> pd.DataFrame:
    """One row per target, guard, leak (`none` for the model as it is) and its strength.

    `shares` holds each target's `between_account_share`, `between_month_share_high` (the
    upper end of its interval) and `mean_past_posts`; `careless` one row per post, target,
    leak and strength: `post_id, target, leak, strength, value, previous_post_id`. `value`
    is what a guard looks at, to be judged against `auc_limit` in units of `std_error`;
    `gain` is what the leak adds to the AUC of the same regression on the same test.
    """
    asked = [
        (
            target,
            features,
            labels[labels["target"] == target],
            scores[scores["target"] == target],
            shares[shares["target"] == target],
            careless[careless["target"] == target],
        )
        for target in (TARGETS if evaluation != "none" else ())
    ]
    rows = [row for found in at_once(guard_target, asked, len(features)) for row in found]
    types = dict.fromkeys(TEXTS, "str") | dict.fromkeys(NUMBERS, "float64")
    return pd.DataFrame(rows, columns=COLUMNS).astype(
        types | dict.fromkeys(["n_posts", "n_accounts"], "int64")
    )


def guard_target(
    target: str,
    features: pd.DataFrame,
    labels: pd.DataFrame,
    scores: pd.DataFrame,
    shares: pd.DataFrame,
    careless: pd.DataFrame,
) -> list[dict[str, object]]:
    """The rows of one target, from its own rows of each frame."""
    training = posts_of(features, labels, target, "by_time", "train")
    test = posts_of(features, labels, target, "by_time", "test")
    if not can_be_fitted(training) or not can_be_fitted(test):
        return []
    limit = max(auc_ceiling(target, *shares_of(target, shares)), history_auc(target, scores))
    times = test[["post_id", "posted_at"]]
    served = by_time_scores(target, "served", scores).merge(times, on="post_id")
    found = [
        ceiling_row(served, served["p_high"].to_numpy(), limit),
        *blind_rows(training, test),
        *leak_rows(features, training, test, careless, limit),
    ]
    counts = {"n_posts": len(test), "n_accounts": test["account_id"].nunique()}
    return [{"target": target} | counts | row for row in found]


def shares_of(target: str, shares: pd.DataFrame) -> tuple[float, float, float]:
    """Between-account share, upper end of the between-month share, mean of earlier posts."""
    row = shares[shares["target"] == target].iloc[0]
    return (
        float(row["between_account_share"]),
        float(row["between_month_share_high"]),
        float(row["mean_past_posts"]),
    )


def history_auc(target: str, scores: pd.DataFrame) -> float:
    """AUC of the trailing mean alone, or 0.5.

    Where outcomes are far from normal the formula of `auc_ceiling` is too low. The trailing
    mean cannot see the future (another test proves it bit by bit), so whatever it reaches
    is no leak.
    """
    posts = by_time_scores(target, "account_history", scores)
    if posts["is_high"].nunique() < 2:
        return 0.5
    return float(roc_auc_score(posts["is_high"].astype(bool), posts["p_high"]))


def by_time_scores(target: str, classifier: str, scores: pd.DataFrame) -> pd.DataFrame:
    """The scores of one classifier on the by_time test."""
    return scores[
        (scores["target"] == target)
        & (scores["protocol"] == "by_time")
        & (scores["classifier"] == classifier)
    ]


def auc_ceiling(
    target: str,
    between_account_share: float,
    between_month_share: float,
    mean_past_posts: float,
) -> float:
    """The largest AUC that an honest model of this data could reach.

    If log engagement is normal with variance share r2 predictable, the best score
    correlates with it by sqrt(r2), and the AUC for being above the median is
    1/2 + 2/pi * asin(sqrt(r2 / 2)): the orthant probability of two posts' outcomes and the
    difference of their scores (Sheppard, 1899). Predictable is all that lies between
    accounts and between an account's months, and EXPLAINABLE_SHARE of what is left. Against
    one's own trailing median of k posts the account cancels out, but the median's own
    sampling error, pi/2k of the variance within the account, is known beforehand and adds to
    what can be predicted.
    """
    predictable = between_month_share + EXPLAINABLE_SHARE * (1 - between_month_share)
    total = 1.0
    if target == "above_own_usual":
        within = max(1 - between_account_share, 1e-9)
        known_error = np.pi / (2 * max(mean_past_posts, 1.0))
        predictable = (predictable - between_account_share) / within + known_error
        total += known_error
    return float(0.5 + 2 / np.pi * np.arcsin(np.sqrt(np.clip(predictable / total, 0, 1) / 2)))


def ceiling_row(posts: pd.DataFrame, score: np.ndarray, limit: float) -> dict[str, object]:
    """The AUC of a score against what the data's own variance shares allow."""
    y = posts["is_high"].to_numpy(dtype=bool)
    value = float(roc_auc_score(y, score))
    return {
        "guard": "ceiling",
        "leak": NOTHING,
        "feature": "",
        "strength": 0.0,
        "roc_auc": value,
        "gain": 0.0,
        "value": value,
        "auc_limit": limit,
        "std_error": bootstrap.standard_error(
            bootstrap.roc_auc(y, score), clusters_of(posts), N_RESAMPLES
        ),
    }


def leak_rows(
    features: pd.DataFrame,
    training: pd.DataFrame,
    test: pd.DataFrame,
    careless: pd.DataFrame,
    limit: float,
) -> Iterator[dict[str, object]]:
    """Every guard that looks at features, without a leak and with each that was planted."""
    previous = careless.drop_duplicates("post_id").set_index("post_id")["previous_post_id"]
    honest = dissect(training, test, older_posts(test, features, previous), FEATURES)
    honest_auc = float(roc_auc_score(honest.is_high, honest.log_odds))
    yield from guard_rows(honest, NOTHING, 0.0, honest_auc, honest_auc)
    for key, group in careless.groupby(["leak", "strength"]):
        leak, strength = str(key[0]), float(group["strength"].iloc[0])
        value = group.set_index("post_id")["value"]
        seen, told, leaky = (
            posts.assign(**{PLANTED: posts["post_id"].map(value)})
            for posts in (training, test, features)
        )
        columns = (*FEATURES, PLANTED)
        anatomy = dissect(seen, told, older_posts(told, leaky, previous), columns)
        auc = float(roc_auc_score(anatomy.is_high, anatomy.log_odds))
        named = {"leak": leak, "strength": strength, "gain": auc - honest_auc}
        yield ceiling_row(told, anatomy.log_odds, limit) | named
        yield from guard_rows(anatomy, leak, strength, auc, honest_auc)


def guard_rows(
    anatomy: Anatomy, leak: str, strength: float, auc: float, honest_auc: float
) -> Iterator[dict[str, object]]:
    """What the three guards that look at single features find."""
    key = {"leak": leak, "strength": strength, "roc_auc": auc, "gain": auc - honest_auc}
    # History is the yardstick of the first two, so what stands in it is not measured by it.
    outside, anywhere = (*ACCOUNT, PLANTED), (*SUSPECTS, PLANTED)
    yield {"guard": "permutation_cost"} | key | cost_against_history(anatomy, outside, False)
    yield {"guard": "shuffled_time"} | key | cost_against_history(anatomy, outside, True)
    yield {"guard": "older_features"} | key | gain_of_older_values(anatomy, anywhere)


def older_posts(test: pd.DataFrame, features: pd.DataFrame, previous: pd.Series) -> pd.DataFrame:
    """For each test post the features of its account's previous post, its own without one."""
    wanted = test["post_id"].map(previous)
    wanted = wanted.where(wanted.isin(features["post_id"]), test["post_id"])
    return features.set_index("post_id").loc[wanted].reset_index()


def blind_rows(training: pd.DataFrame, test: pd.DataFrame) -> list[dict[str, object]]:
    """With labels dealt anew within months nothing is left to learn: the AUC must be chance.

    It checks the way posts are fitted and scored, not the features, which know nothing of
    dealt labels; the leak planted for it is a fit that saw the test posts' labels.
    """
    random = np.random.default_rng(SEED)
    blind, seeing = [], []
    for _ in range(N_PERMUTATIONS):
        dealt = [dealt_within_months(posts, random) for posts in (training, test)]
        if not can_be_fitted(dealt[0]):
            return []
        blind.append(auc_within_months(dealt[0], dealt[1]))
        seeing.append(auc_within_months(pd.concat(dealt), dealt[1]))
    return [
        beyond_chance(leak, np.array(values), float(np.mean(blind)))
        for leak, values in ((NOTHING, blind), ("test labels in the training", seeing))
    ]


def dealt_within_months(posts: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    """The same posts, their labels dealt anew among the posts of a month."""
    month = posts["posted_at"].dt.strftime("%Y-%m").to_numpy()
    dealt = np.lexsort((random.random(len(posts)), month))
    original = np.argsort(month, kind="stable")
    is_high = posts["is_high"].to_numpy().copy()
    is_high[original] = posts["is_high"].to_numpy()[dealt]
    return posts.assign(is_high=is_high, month=month)


def auc_within_months(training: pd.DataFrame, test: pd.DataFrame) -> float:
    """AUC over pairs of one month: months may differ in their share of high posts."""
    fit = fitted(INVERSE_PENALTIES[0], numbers(training), training["is_high"], FEATURES)
    p_high = fit.predict_proba(numbers(test))[:, 1]
    ordered, pairs = pairs_within(test.assign(p_high=p_high), "month")
    return float(ordered.sum() / pairs.sum()) if pairs.sum() else np.nan


def beyond_chance(leak: str, values: np.ndarray, blind: float) -> dict[str, object]:
    """The mean AUC over dealings, and its standard error; chance is one half."""
    values = values[np.isfinite(values)]
    std_error = max(values.std(ddof=1), 0.01) / np.sqrt(len(values)) if len(values) > 1 else np.nan
    value = float(values.mean()) if len(values) else np.nan
    return {
        "guard": "blind_scoring",
        "leak": leak,
        "feature": "",
        "strength": float(leak != NOTHING),
        "roc_auc": value,
        "gain": value - blind,
        "value": value,
        "auc_limit": 0.5,
        "std_error": std_error,
    }
