"""What a leak does to a regression: one score taken apart, feature by feature."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.metrics import log_loss, roc_auc_score

from models_ml.columns import ACCOUNT, HISTORY
from models_ml.measuring import bootstrap
from models_ml.measuring.bootstrap import Statistic
from models_ml.serving.logistic import fitted
from models_ml.serving.posts import numbers

SEED = 20240304
# A strong leak asks for a weak penalty, as the served fit would choose it.
INVERSE_PENALTIES = (1e-2, 1.0)
N_SHUFFLES = 3
N_RESAMPLES = 100
# Differences of AUC below it are rounding.
SMALLEST_STD_ERROR = 1e-4
# Only so many features are looked at closely: those whose values move the score most.
N_SUSPECTS = 5
# What is read off the post itself cannot see the future, and may well decide: no suspect.
SUSPECTS = (*ACCOUNT, *HISTORY)


@dataclass(frozen=True)
class Anatomy:
    """The log odds of test posts, as a sum over features.

    `parts` and `older_parts` have a row per post and a column per feature: coefficient
    times standardised value, of the post and of its account's previous post (its own where
    there is none). `is_high`, `account_ids` and `clusters`, what is resampled for standard
    errors, have one value per post.
    """

    columns: tuple[str, ...]
    parts: np.ndarray
    older_parts: np.ndarray
    is_high: np.ndarray
    account_ids: pd.Series
    clusters: pd.Series

    @property
    def log_odds(self) -> np.ndarray:
        """Up to the intercept, shape (n_posts,)."""
        total: np.ndarray = self.parts.sum(axis=1)
        return total

    def places(self, names: tuple[str, ...]) -> list[int]:
        """Where the named columns stand."""
        return [place for place, column in enumerate(self.columns) if column in names]


def dissect(
    training: pd.DataFrame, test: pd.DataFrame, older: pd.DataFrame, columns: tuple[str, ...]
) -> Anatomy:
    """A regression on training posts, and what each feature adds to the test posts' log odds.

    `older` has the same rows as `test` with the features of each account's previous post.
    """
    penalty = better_penalty(training, columns)
    scaler, model = fitted(penalty, numbers(training, columns), training["is_high"], columns)
    parts, older_parts = (
        scaler.transform(numbers(posts, columns)) * model.coef_[0] for posts in (test, older)
    )
    return Anatomy(
        columns,
        parts,
        older_parts,
        test["is_high"].to_numpy(dtype=bool),
        test["account_id"].reset_index(drop=True),
        clusters_of(test).reset_index(drop=True),
    )


def better_penalty(training: pd.DataFrame, columns: tuple[str, ...]) -> float:
    """Of INVERSE_PENALTIES the one that tells the newest fifth of the training posts better."""
    is_newer = (training["posted_at"] > training["posted_at"].quantile(0.8)).to_numpy()
    older, newer = training[~is_newer], training[is_newer]
    if older["is_high"].nunique() < 2 or newer.empty:
        return INVERSE_PENALTIES[0]
    losses = [
        log_loss(
            newer["is_high"],
            fitted(penalty, numbers(older, columns), older["is_high"], columns).predict_proba(
                numbers(newer, columns)
            ),
            labels=[False, True],
        )
        for penalty in INVERSE_PENALTIES
    ]
    return INVERSE_PENALTIES[int(np.argmin(losses))]


def clusters_of(posts: pd.DataFrame) -> pd.Series:
    """What standard errors resample: accounts, or the months of one account alone."""
    is_alone = posts["account_id"].nunique() < 2
    clusters: pd.Series = (
        posts["posted_at"].dt.strftime("%Y-%m") if is_alone else posts["account_id"]
    )
    return clusters


def dealt_anew(anatomy: Anatomy, within_accounts: bool) -> list[np.ndarray]:
    """N_SHUFFLES orders of the test posts, each (n_posts,), across or within accounts."""
    random = np.random.default_rng(SEED)
    codes = pd.factorize(anatomy.account_ids)[0] if within_accounts else 0 * anatomy.is_high
    place = np.argsort(codes, kind="stable")
    orders = []
    for _ in range(N_SHUFFLES):
        order = np.empty(len(codes), dtype=int)
        order[place] = np.lexsort((random.random(len(codes)), codes))
        orders.append(order)
    return orders


def with_other_values(
    anatomy: Anatomy, places: list[int], orders: list[np.ndarray]
) -> list[np.ndarray]:
    """The log odds when some features take the values of the post at each order's place."""
    own = anatomy.parts[:, places].sum(axis=1)
    return [anatomy.log_odds - own + own[order] for order in orders]


def mean_auc(is_high: np.ndarray, scores: list[np.ndarray]) -> float:
    """The mean of the scores' AUCs."""
    return float(mean_statistic(is_high, scores)(np.ones((len(is_high), 1)))[0])


def mean_statistic(is_high: np.ndarray, scores: list[np.ndarray]) -> Statistic:
    """The same as a function of the posts' weights."""
    parts = [bootstrap.roc_auc(is_high, score) for score in scores]

    def statistic(weights: np.ndarray) -> np.ndarray:
        mean: np.ndarray = np.mean([part(weights) for part in parts], axis=0)
        return mean

    return statistic


def costliest(anatomy: Anatomy, suspects: list[int], orders: list[np.ndarray]) -> int:
    """The suspect whose values, dealt anew, cost most AUC."""
    moved = [np.std(anatomy.parts[:, j] - anatomy.parts[orders[0], j]) for j in suspects]
    closely = [suspects[k] for k in np.argsort(moved)[::-1][:N_SUSPECTS]]
    left = [mean_auc(anatomy.is_high, with_other_values(anatomy, [j], orders)) for j in closely]
    worst: int = closely[int(np.argmin(left))]
    return worst


def cost_against_history(
    anatomy: Anatomy, suspects: tuple[str, ...], within_accounts: bool
) -> dict[str, object]:
    """AUC lost when the costliest suspect is dealt anew, against that for the whole history."""
    orders = dealt_anew(anatomy, within_accounts)
    worst = costliest(anatomy, anatomy.places(suspects), orders)
    without_worst = with_other_values(anatomy, [worst], orders)
    without_history = with_other_values(anatomy, anatomy.places(HISTORY), orders)
    auc = float(roc_auc_score(anatomy.is_high, anatomy.log_odds))
    history = max(auc - mean_auc(anatomy.is_high, without_history), 0.0)
    statistic = mean_statistic(anatomy.is_high, without_worst)
    reference = mean_statistic(anatomy.is_high, without_history if history else [anatomy.log_odds])
    return {
        "feature": anatomy.columns[worst],
        "value": auc - mean_auc(anatomy.is_high, without_worst),
        "auc_limit": history,
        "std_error": error_of_difference(reference, statistic, anatomy.clusters),
    }


def gain_of_older_values(anatomy: Anatomy, suspects: tuple[str, ...]) -> dict[str, object]:
    """AUC gained when one feature takes the value it had at the account's previous post."""
    own = anatomy.log_odds
    places = anatomy.places(suspects)
    moves = anatomy.older_parts[:, places] - anatomy.parts[:, places]
    closely = np.argsort(moves.std(axis=0))[::-1][:N_SUSPECTS]
    aucs = [roc_auc_score(anatomy.is_high, own + moves[:, k]) for k in closely]
    best = int(closely[int(np.argmax(aucs))])
    older = bootstrap.roc_auc(anatomy.is_high, own + moves[:, best])
    today = bootstrap.roc_auc(anatomy.is_high, own)
    return {
        "feature": anatomy.columns[places[best]],
        "value": float(max(aucs) - roc_auc_score(anatomy.is_high, own)),
        "auc_limit": 0.0,
        "std_error": error_of_difference(older, today, anatomy.clusters),
    }


def error_of_difference(one: Statistic, other: Statistic, clusters: pd.Series) -> float:
    """Standard error of the difference of two AUCs, paired by resample; nan for one cluster."""
    drawn = bootstrap.standard_error(
        lambda weights: one(weights) - other(weights), clusters, N_RESAMPLES
    )
    return float(np.maximum(drawn, SMALLEST_STD_ERROR))
