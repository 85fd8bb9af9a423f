"""Simulates how often the guard that stops a build would strike at honest data.

Each simulated export has no leak, and is scored by all that can honestly be known of each post:
the account, its month, and what content explains. No model knows so much, so the rate printed is
an upper bound. Months and content vary within what the ceiling allows for, engagement has normal,
heavy (Student's t, 3 degrees of freedom) or skewed (exponential) noise.
"""

import itertools
import sys

import numpy as np
import pandas as pd
from scipy.stats import rankdata
from sklearn.metrics import roc_auc_score
from statsmodels.stats.proportion import proportion_confint

from models_ml.auditing.guards import auc_ceiling
from models_ml.measuring import bootstrap

SHAPES = [(50, 20), (50, 80), (200, 12), (500, 6)]  # accounts, posts of each
BETWEEN = [0.2, 0.6, 0.9]  # share of variance between accounts
MONTHS = [0.0, 0.3]  # of the rest, between an account's months
CONTENT = [0.1, 0.25]  # of the rest, explained by what is posted
NOISE = {
    "normal": lambda random, n: random.normal(size=n),
    "heavy": lambda random, n: random.standard_t(3, size=n) / np.sqrt(3),
    "skewed": lambda random, n: random.exponential(size=n) - 1,
}
STD_ERRORS = 4  # the var guard_std_errors


def share_between(values: np.ndarray, groups: np.ndarray) -> tuple[float, float]:
    """Intraclass correlation of ranks and its upper end, as audit.variance_shares has them."""
    ranks, codes = rankdata(values), pd.factorize(groups)[0]
    sizes = np.bincount(codes)
    n_groups, n = len(sizes), len(ranks)
    if n_groups == n or n_groups < 2:
        return 1.0, 1.0
    means = np.bincount(codes, ranks) / sizes
    within = ((ranks - means[codes]) ** 2).sum() / (n - n_groups)
    between = (sizes * (means - ranks.mean()) ** 2).sum() / (n_groups - 1)
    size = (n - (sizes**2).sum() / n) / (n_groups - 1)
    variance = max((between - within) / size, 0)
    share = variance / (variance + within)
    error = np.sqrt(2 / (size * (size - 1) * (n_groups - 1))) if size > 1 else np.inf
    high = min(share + 1.959964 * (1 - share) * (1 + (size - 1) * share) * error, 1.0)
    return tuple(2 * np.sin(np.pi / 6 * x) for x in (share, high))


def simulated(random, target, shape, between, months, content, noise):
    """One export: standard errors by which the AUC of an all-knowing score passes the ceiling."""
    n_accounts, n_posts = shape
    accounts = np.repeat(np.arange(n_accounts), n_posts)
    times = np.tile(np.arange(n_posts), n_accounts) + random.random(len(accounts))
    month = (times // max(n_posts / 8, 1)).astype(int)
    rest = 1 - between
    known = (
        random.normal(scale=np.sqrt(between), size=n_accounts)[accounts]
        + random.normal(scale=np.sqrt(months * rest), size=(n_accounts, n_posts + 1))[
            accounts, month
        ]
        + random.normal(scale=np.sqrt(content * rest), size=len(accounts))
    )
    unknown = np.sqrt((1 - months - content) * rest) * NOISE[noise](random, len(accounts))
    posts = pd.DataFrame({"account": accounts, "at": times, "month": month, "known": known})
    posts["outcome"] = known + unknown
    if target == "above_own_usual":
        usual = posts.groupby("account")["outcome"].expanding().median()
        posts["usual"] = usual.to_numpy()
        posts["usual"] = posts.groupby("account")["usual"].shift()
        posts["n_past"] = posts.groupby("account").cumcount()
        posts = posts[posts["n_past"] >= 3]
    return excess(posts, target)


def excess(posts: pd.DataFrame, target: str) -> float:
    """Standard errors between the AUC on the newest quarter and the ceiling."""
    accounts, account_high = share_between(posts["outcome"], posts["account"])
    group = posts["account"] * 10_000 + posts["month"]
    month_high = share_between(posts["outcome"], group)[1]
    past = posts["n_past"].mean() if target == "above_own_usual" else 1.0
    limit = auc_ceiling(target, accounts, max(account_high, month_high, accounts), past)
    is_test = posts["at"] > posts["at"].quantile(0.75)
    test, usual = posts[is_test], posts.loc[~is_test, "outcome"].median()
    threshold = test["usual"] if target == "above_own_usual" else usual
    is_high = (test["outcome"] > threshold).to_numpy()
    score = (test["known"] - threshold).to_numpy()
    error = bootstrap.standard_error(bootstrap.roc_auc(is_high, score), test["account"], 100)
    return float((roc_auc_score(is_high, score) - limit) / error)


def main() -> None:
    """Simulate every combination so many times (argument; default 60), and print the rate."""
    n_each = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    random = np.random.default_rng(0)
    n_alarms = n_exports = 0
    for target, shape in itertools.product(["above_median", "above_own_usual"], SHAPES):
        worlds = list(itertools.product(BETWEEN, MONTHS, CONTENT, NOISE))
        found = [
            simulated(random, target, shape, *world) for world in worlds for _ in range(n_each)
        ]
        alarms = int(np.sum(np.array(found) > STD_ERRORS))
        print(f"{target}, {shape[0]} accounts of {shape[1]} posts: {alarms} of {len(found):,}")
        n_alarms, n_exports = n_alarms + alarms, n_exports + len(found)
    low, high = proportion_confint(n_alarms, n_exports, method="beta")
    print(
        f"False alarms: {n_alarms} of {n_exports:,} honest exports, "
        f"{1000 * n_alarms / n_exports:.2f} in a thousand [{1000 * low:.2f}, {1000 * high:.2f}]"
    )


if __name__ == "__main__":
    main()
