"""Intervals from resampled accounts: an account's posts resemble each other."""

from collections.abc import Callable, Iterator
from functools import lru_cache

import numpy as np
import pandas as pd

SEED = 20240304
CHUNK = 200

# From weights of posts (n_posts x n_resamples) to one value per resample.
Statistic = Callable[[np.ndarray], np.ndarray]


def account_weights(
    account_ids: pd.Series, n_resamples: int, seed: int = SEED
) -> Iterator[np.ndarray]:
    """How often each post counts in each resample, in chunks (n_posts x CHUNK).

    Accounts are drawn with replacement, all posts of an account together (the cluster
    bootstrap; Davison and Hinkley, 1997, section 3.8). Equal accounts and seed give equal
    weights, so that two classifiers are compared on the same resamples.
    """
    codes, accounts = pd.factorize(account_ids)
    drawn = drawn_accounts(len(accounts), n_resamples, seed)
    for start in range(0, n_resamples, CHUNK):
        yield np.ascontiguousarray(drawn[:, start : start + CHUNK], dtype=float)[codes]


@lru_cache(maxsize=4)
def drawn_accounts(n_accounts: int, n_resamples: int, seed: int) -> np.ndarray:
    """How often each account is drawn in each resample, (n_accounts x n_resamples)."""
    shares = np.full(n_accounts, 1 / n_accounts)
    drawn = np.random.default_rng(seed).multinomial(n_accounts, shares, size=n_resamples)
    return np.ascontiguousarray(drawn.T, dtype=np.int32)


def intervals(
    statistics: dict[str, Statistic], account_ids: pd.Series, n_resamples: int
) -> dict[str, tuple[float, float]]:
    """The 95 % percentile interval of each statistic, all on the same resamples.

    Nan where no resample defines the statistic, and for fewer than two accounts.
    """
    drawn = draws(statistics, account_ids, n_resamples)
    return {name: percentiles(values) for name, values in drawn.items()}


def draws(
    statistics: dict[str, Statistic], account_ids: pd.Series, n_resamples: int
) -> dict[str, np.ndarray]:
    """Each statistic on each resample, (n_resamples,), so that differences can be taken.

    Empty for fewer than two accounts.
    """
    drawn: dict[str, list[np.ndarray]] = {name: [np.array([])] for name in statistics}
    if account_ids.nunique() > 1:
        for weights in account_weights(account_ids, n_resamples):
            for name, statistic in statistics.items():
                drawn[name].append(statistic(weights))
    return {name: np.concatenate(values) for name, values in drawn.items()}


def standard_error(statistic: Statistic, account_ids: pd.Series, n_resamples: int) -> float:
    """Standard deviation over resampled accounts; nan for fewer than two accounts."""
    values = draws({"statistic": statistic}, account_ids, n_resamples)["statistic"]
    values = values[np.isfinite(values)]
    return float(values.std(ddof=1)) if len(values) > 1 else np.nan


def percentiles(values: np.ndarray) -> tuple[float, float]:
    """The 2.5 % and 97.5 % points of the defined values."""
    values = values[np.isfinite(values)]
    if len(values) == 0:
        return np.nan, np.nan
    low, high = np.quantile(values, [0.025, 0.975])
    return float(low), float(high)


def weighted_mean(values: np.ndarray) -> Statistic:
    """Mean of a quantity over posts."""

    def statistic(weights: np.ndarray) -> np.ndarray:
        mean: np.ndarray = values @ weights / weights.sum(axis=0)
        return mean

    return statistic


def roc_auc(is_high: np.ndarray, p_high: np.ndarray) -> Statistic:
    """Share of pairs of a high and a low post that the score puts in order, ties half."""
    high, low = in_order(is_high, p_high), in_order(~is_high, p_high)
    n_below = np.searchsorted(p_high[low], p_high[high], "left")
    n_not_above = np.searchsorted(p_high[low], p_high[high], "right")
    has_ties = bool((n_below < n_not_above).any())

    def statistic(weights: np.ndarray) -> np.ndarray:
        of_high, low_until = weights[high], summed(weights[low])
        below = low_until[n_below]
        if has_ties:
            below = (below + low_until[n_not_above]) / 2
        ordered = np.einsum("ij,ij->j", of_high, below)
        with np.errstate(invalid="ignore"):
            auc: np.ndarray = ordered / (of_high.sum(axis=0) * low_until[-1])
        return auc

    return statistic


def average_precision(is_high: np.ndarray, p_high: np.ndarray) -> Statistic:
    """Mean precision over the recall that each threshold adds."""
    high, low = in_order(is_high, -p_high), in_order(~is_high, -p_high)
    n_high = np.searchsorted(-p_high[high], -p_high[high], "right")
    n_low = np.searchsorted(-p_high[low], -p_high[high], "right")

    def statistic(weights: np.ndarray) -> np.ndarray:
        of_high = weights[high]
        found = summed(of_high)[n_high]
        called = found + summed(weights[low])[n_low]
        precision = np.divide(found, called, out=np.zeros_like(found), where=called > 0)
        with np.errstate(invalid="ignore"):
            average: np.ndarray = np.einsum("ij,ij->j", of_high, precision) / of_high.sum(axis=0)
        return average

    return statistic


def in_order(is_wanted: np.ndarray, score: np.ndarray) -> np.ndarray:
    """The places of the wanted posts, scores ascending."""
    places = np.flatnonzero(is_wanted)
    ordered: np.ndarray = places[np.argsort(score[places], kind="stable")]
    return ordered


def summed(weights: np.ndarray) -> np.ndarray:
    """The sum of the first 0, 1, ... n rows, (1 + n_posts, n_resamples)."""
    sums = np.zeros((len(weights) + 1, weights.shape[1]))
    np.cumsum(weights, axis=0, out=sums[1:])
    return sums
