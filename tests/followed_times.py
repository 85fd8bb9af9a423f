"""Whether posts in the hours that an account was told did better later.

Usage: python -m tests.followed_times warehouse.duckdb. Accounts are fitted on the first 70 % of
their posts, each with the others, and their later posts are held against what the fits expect.
"""

import sys

import duckdb
import numpy as np
import pandas as pd

from models_ml import fit_times
from models_ml.serving.times import HARMONICS

FIRST = 0.7
N_RESAMPLES = 2000
POSTS = """
    select time_posts.*, percent_rank() over (
        partition by account_id order by posted_at, post_id
    ) > ? as is_later
    from predictions.time_posts inner join marts.posts using (post_id, account_id)
    order by account_id, post_id
"""


def expected(posts: pd.DataFrame, fits: pd.DataFrame) -> pd.DataFrame:
    """Each post's log difference as its account's fit has it, its error, and how sure it is."""
    of_account = fits.set_index("account_id").loc[posts["account_id"]]
    terms = np.column_stack([np.ones((len(posts), 2)), posts[list(HARMONICS)]])
    covariances = np.stack(of_account["covariances"].to_list()).reshape(len(posts), 10, 10)
    middle = (terms * np.stack(of_account["coefficients"].to_list())).sum(axis=1)
    error = np.sqrt(np.einsum("pi,pij,pj->p", terms, covariances, terms))
    is_told = (of_account["p_chance"] < 0.05).to_numpy()
    return pd.DataFrame(
        {
            "account_id": posts["account_id"].to_numpy(),
            "beyond_usual": posts["beyond_usual"].to_numpy(),
            "expected": middle,
            "is_better": is_told & (middle > 1.96 * error),
            "is_told": is_told,
        }
    )


def slope_parts(posts: pd.DataFrame) -> pd.DataFrame:
    """Above and below the line of the slope of what posts got on what was expected, by account."""
    within = posts[["expected", "beyond_usual"]]
    within = within - within.groupby(posts["account_id"]).transform("mean")
    parts = {
        "above": within["expected"] * within["beyond_usual"],
        "below": within["expected"] ** 2,
    }
    return pd.DataFrame(parts).groupby(posts["account_id"]).sum()


def gain_parts(posts: pd.DataFrame) -> pd.DataFrame:
    """What posts in better hours got beyond the account's others, a mean log, by account."""
    of = posts.groupby(["account_id", "is_better"])["beyond_usual"].mean().unstack().dropna()
    return pd.DataFrame({"above": of[True] - of[False], "below": 1.0})


def with_interval(parts: pd.DataFrame) -> str:
    """A ratio of sums with its 95 % interval, resampling accounts."""
    places = np.random.default_rng(0).integers(0, len(parts), (N_RESAMPLES, len(parts)))
    above, below = (parts[name].to_numpy()[places].sum(axis=1) for name in ("above", "below"))
    low, high = np.quantile(above / below, [0.025, 0.975])
    return f"{parts['above'].sum() / parts['below'].sum():.2f} [{low:.2f}, {high:.2f}]"


def main() -> None:
    """Print what came of the expected hours."""
    with duckdb.connect(sys.argv[1], read_only=True) as connection:
        posts = connection.execute(POSTS, [FIRST]).df()
    earlier, later = posts[~posts["is_later"]], posts[posts["is_later"]]
    found = expected(later, fit_times(earlier))
    told = found[found["account_id"].isin(found.loc[found["is_better"], "account_id"])]
    print(f"{len(found):,} later posts of {found['account_id'].nunique()} accounts")
    print(f"slope of what they got on what was expected: {with_interval(slope_parts(found))}")
    print(f"accounts told better hours that posted in them later: {told['account_id'].nunique()}")
    if len(told):
        n, gain = int(told["is_better"].sum()), with_interval(gain_parts(told))
        print(f"their {n} posts in those hours beyond their others, log: {gain}")


if __name__ == "__main__":
    main()
