"""What it would take for the 95 % interval of p_high to cover what is true of each post.

Usage: python -m tests.interval_widening [WAREHOUSE]. Of one account's consecutive posts the later
one is told by a history that holds the earlier, so that errors which go together are what the fit
does not see of the account. They give the variance of a post's own log odds l around those that
are told, t + s l^2 (method of moments). With it added: how much of the truth is covered on made-up
posts, and, with a warehouse, of how many of its posts the interval still excludes one half.
"""

import sys
import tempfile
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
from scipy.special import expit

from models_ml.columns import FEATURES, TARGETS
from models_ml.serving.scoring import NORMAL_95
from models_ml.serving.served import ServedFit, fit_served
from tests.interval_coverage import ACCOUNTS_OF_A_WAREHOUSE, POSTS, intervals, made_up


def main() -> None:
    """Print a row for each target."""
    with tempfile.TemporaryDirectory() as folder:
        posts = made_up(Path(folder), 40_000, 4_000)
    for target in TARGETS:
        told = made_up_warehouses(posts[posts["target"] == target])
        missed = (told["true"] - told["log_odds"]).abs()
        report(f"{target}, truth covered", missed < told["narrow"], missed < told["wide"])
    for warehouse in sys.argv[1:]:
        with duckdb.connect(warehouse, read_only=True) as connection:
            posts = connection.sql(POSTS).df().assign(p_true=0.5)
        for target in TARGETS:
            own = posts[posts["target"] == target]
            told = told_with_history(own, own)
            size = told["log_odds"].abs()
            report(f"{target}, posts decided", size > told["narrow"], size > told["wide"])


def made_up_warehouses(posts: pd.DataFrame) -> pd.DataFrame:
    """Posts of the accounts after those that each warehouse learned from."""
    warehouse = pd.factorize(posts["account_id"])[0] // ACCOUNTS_OF_A_WAREHOUSE
    return pd.concat(
        told_with_history(posts[warehouse == number], posts[warehouse == number + 1])
        for number in range(warehouse.max() - 1)
    )


def told_with_history(training: pd.DataFrame, later: pd.DataFrame) -> pd.DataFrame:
    """Served log odds of `later` posts with a history, half widths as they are and wider."""
    served = fit_served(training, FEATURES)
    later = later[later["has_history"].astype(bool)]
    found = intervals(served.regression.pipeline, training, later)
    log_odds = served.log_odds(later)
    narrow = (found["high"] - found["low"]) / 2
    fixed, growing = unseen_variance(served, training)
    wide = np.sqrt(narrow**2 + NORMAL_95**2 * (fixed + growing * log_odds**2))
    return found.assign(log_odds=log_odds, narrow=narrow, wide=wide)


def unseen_variance(served: ServedFit, training: pd.DataFrame) -> tuple[float, float]:
    """t and s, from the residuals of consecutive posts of one account, neither below zero."""
    posts = training[training["has_history"].astype(bool)]
    posts = posts.sort_values(["account_id", "posted_at"])
    log_odds = served.log_odds(posts)
    p_high = expit(log_odds)
    residual, slope = posts["is_high"].to_numpy(float) - p_high, p_high * (1 - p_high)
    account = posts["account_id"].to_numpy()
    pair = np.flatnonzero(account[1:] == account[:-1])
    weight, product, size = (
        values[pair] * values[pair + 1] for values in (slope, residual, log_odds)
    )
    terms = np.column_stack([np.ones(len(pair)), size])
    found = np.linalg.solve(terms.T @ (terms * weight[:, None]), terms.T @ product)
    return max(float(found[0]), 0.0), max(float(found[1]), 0.0)


def report(name: str, narrow: pd.Series, wide: pd.Series) -> None:
    """Print the shares by both intervals, and of how many posts."""
    print(f"{name:34} {narrow.mean():.3f}, wider {wide.mean():.3f} ({len(narrow):,} posts)")


if __name__ == "__main__":
    main()
