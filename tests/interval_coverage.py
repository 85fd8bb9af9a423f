"""How often the 95 % interval of p_high covers what is true of a post that is made up.

Usage: python -m tests.interval_coverage. Two made-up exports: many accounts, of which 300 at a
time are a warehouse of their own, and few with long histories, of which each stands for itself.
What an interval can promise is the *best regression* on the same features, fitted to all posts of
all accounts almost without a penalty; beside it the *truth*, the probability that who knows how
posts are made gives each (tests/observer.py), from which a regression can differ in form.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
from scipy.special import logit
from sklearn.pipeline import Pipeline

from models_ml.columns import COLD_START_FEATURES, FEATURES
from models_ml.serving.covariance import covariance_of, design_of
from models_ml.serving.logistic import anchor_weights, fitted
from models_ml.serving.posts import fit_training, numbers
from models_ml.serving.scoring import NORMAL_95
from models_ml.serving.served import fit_served
from tests.builds import run_models
from tests.observer import true_probabilities

ACCOUNTS_OF_A_WAREHOUSE = 300
ALMOST_NO_PENALTY = 10.0
LENGTHS, N_LATER = (15, 30, 60, 120), 20
# A target, and whether a post has no history.
CASES = [("above_median", False), ("above_median", True), ("above_own_usual", False)]
POSTS = """
    select features.*, posts.account_id, posts.posted_at, target, is_high, log_margin
    from marts.post_features as features
    inner join marts.split_labels as labels using (post_id)
    inner join marts.posts as posts using (post_id)
    where protocol = 'serving'
    order by posts.account_id, posts.posted_at
"""


def main() -> None:
    """Print the shares covered."""
    with tempfile.TemporaryDirectory() as folder:
        many = made_up(Path(folder), 40_000, 4_000)
        few = made_up(Path(folder), 12_000, 40)
    print(f"{'':38} {'best regression':>15} {'truth':>6} {'width':>6} {'posts':>6}")
    for target, is_cold in CASES:
        name = f"{target}, {'first posts' if is_cold else 'with history'}"
        told = of_warehouses(many, target, is_cold)
        report(name, told)
        report(f"{name}, served", as_served(told))
    for length in LENGTHS:
        report(f"one account, {length} posts", of_one_account(few, length))


def made_up(folder: Path, n_posts: int, n_accounts: int) -> pd.DataFrame:
    """The eligible posts of an export with features, labels and true probabilities."""
    folder = folder / f"of {n_accounts}"
    folder.mkdir()
    export, warehouse = folder / "posts.csv", folder / "warehouse.duckdb"
    size = ["--posts", str(n_posts), "--accounts", str(n_accounts)]
    make = [sys.executable, "data/sample/make_sample.py", *size, "--seed", "2", "--output"]
    subprocess.run([*make, export], check=True, capture_output=True)
    run_models(warehouse, export, "+post_features +post_labels +split_labels")
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        posts = connection.sql(POSTS).df()
        (threshold,) = connection.sql(
            "select threshold from marts.split_thresholds"
            " where target = 'above_median' and protocol = 'serving'"
        ).fetchone() or (0.0,)
        true = true_probabilities(connection, threshold)
    return posts.merge(true, on=["post_id", "target"])


def of_warehouses(posts: pd.DataFrame, target: str, is_cold: bool) -> pd.DataFrame:
    """Posts of the accounts after those that each warehouse learned from."""
    columns = COLD_START_FEATURES if is_cold else FEATURES
    posts = posts[posts["target"] == target]
    best = fitted(ALMOST_NO_PENALTY, numbers(posts, columns), posts["is_high"], columns)
    warehouse = pd.factorize(posts["account_id"])[0] // ACCOUNTS_OF_A_WAREHOUSE
    told = []
    for number in range(warehouse.max() - 1):
        training, later = posts[warehouse == number], posts[warehouse == number + 1]
        later = later[later["has_history"].astype(bool) != is_cold]
        served = fit_served(training, columns)
        told.append(intervals(served.regression.pipeline, training, later).assign(
            served=served.log_odds(later),
            best=best.decision_function(numbers(later, columns))))  # fmt: skip
    return pd.concat(told)


def as_served(told: pd.DataFrame) -> pd.DataFrame:
    """The same intervals around what is served."""
    half_width = (told["high"] - told["low"]) / 2
    return told.assign(
        low=told["served"] - half_width, high=told["served"] + half_width, best=np.nan
    )


def of_one_account(posts: pd.DataFrame, length: int) -> pd.DataFrame:
    """The posts after the first `length` of each account, told by these alone."""
    told = [
        intervals(fit_training(past).pipeline, past, later)
        for past, later in first_posts(posts[posts["target"] == "above_own_usual"], length)
        if past["is_high"].nunique() == 2
    ]
    return pd.concat(told).assign(best=np.nan)


def first_posts(posts: pd.DataFrame, length: int) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """Each account's first posts, and those after them."""
    for _, own in posts.groupby("account_id"):
        if len(own) >= length + N_LATER:
            yield own.iloc[:length], own.iloc[length : length + N_LATER]


def intervals(pipeline: Pipeline, training: pd.DataFrame, later: pd.DataFrame) -> pd.DataFrame:
    """Log odds of `later` posts with the ends of their interval, and their true ones."""
    columns = pipeline[0].columns
    x = numbers(later, columns)
    design = design_of(pipeline, x) / np.r_[1.0, anchor_weights(columns)]
    covariance, _ = covariance_of(pipeline, training)
    variance = np.einsum("ij,jk,ik->i", design, covariance, design)
    half_width = NORMAL_95 * np.sqrt(variance)
    log_odds = pipeline.decision_function(x)
    true = logit(later["p_true"].clip(1e-6, 1 - 1e-6)).to_numpy()
    return pd.DataFrame({"low": log_odds - half_width, "high": log_odds + half_width, "true": true})


def covered(told: pd.DataFrame, truth: str) -> float:
    """The share of posts whose interval holds what is true."""
    return float(told[truth].between(told["low"], told["high"]).mean())


def report(name: str, told: pd.DataFrame) -> None:
    """Print one row."""
    best = "" if told["best"].isna().all() else f"{covered(told, 'best'):.3f}"
    width = np.diff(1 / (1 + np.exp(-told[["low", "high"]].to_numpy()))).mean()
    print(f"{name:38} {best:>15} {covered(told, 'true'):6.3f} {width:6.2f} {len(told):6d}")


if __name__ == "__main__":
    main()
