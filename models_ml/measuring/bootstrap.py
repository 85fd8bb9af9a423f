"""Intervals from resampled accounts: an account's posts resemble each other."""

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

SEED = 20240304
CHUNK = 200

# From weights of posts (n_resamples x n_posts) to one value per resample.
Statistic = Callable[[np.ndarray], np.ndarray]


def account_weights(
    account_ids: pd.Series, n_resamples: int, seed: int = SEED
) -> Iterator[np.ndarray]:
    """How often each post counts in each resample, in chunks (CHUNK x n_posts).

    Accounts are drawn with replacement, all posts of an account together (the cluster
    bootstrap; Davison and Hinkley, 1997, section 3.8). Equal accounts and seed give equal
    weights, so that two classifiers are compared on the same resamples.
    """
    codes, accounts = pd.factorize(account_ids)
    random = np.random.default_rng(seed)
    shares = np.full(len(accounts), 1 / len(accounts))
    for start in range(0, n_resamples, CHUNK):
        size = min(CHUNK, n_resamples - start)
        yield random.multinomial(len(accounts), shares, size=size).astype(float)[:, codes]


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
        mean: np.ndarray = weights @ values / weights.sum(axis=1)
        return mean

    return statistic


def roc_auc(is_high: np.ndarray, p_high: np.ndarray) -> Statistic:
    """Share of pairs of a high and a low post that the score puts in order, ties half."""
    tally = tally_by_score(is_high, p_high)

    def statistic(weights: np.ndarray) -> np.ndarray:
        high, low = tally(weights)
        below = np.cumsum(low, axis=1) - low / 2
        with np.errstate(invalid="ignore", divide="ignore"):
            auc: np.ndarray = (high * below).sum(axis=1) / (high.sum(axis=1) * low.sum(axis=1))
        return auc

    return statistic


def average_precision(is_high: np.ndarray, p_high: np.ndarray) -> Statistic:
    """Mean precision over the recall that each threshold adds."""
    tally = tally_by_score(is_high, -p_high)

    def statistic(weights: np.ndarray) -> np.ndarray:
        high, low = tally(weights)
        found = np.cumsum(high, axis=1)
        with np.errstate(invalid="ignore", divide="ignore"):
            precision = np.nan_to_num(found / (found + np.cumsum(low, axis=1)))
            average: np.ndarray = (high * precision).sum(axis=1) / high.sum(axis=1)
        return average

    return statistic


def tally_by_score(
    is_high: np.ndarray, score: np.ndarray
) -> Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]:
    """Weights of high and of low posts at each distinct score, scores ascending."""
    order = np.argsort(score, kind="stable")
    starts = np.flatnonzero(np.diff(score[order], prepend=np.nan) != 0)
    high = is_high[order].astype(float)

    def tally(weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        sorted_weights = weights[:, order]
        return (
            np.add.reduceat(sorted_weights * high, starts, axis=1),
            np.add.reduceat(sorted_weights * (1 - high), starts, axis=1),
        )

    return tally
