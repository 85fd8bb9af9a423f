"""When an account's posts do better: a smooth day and week, shrunk towards everyone's."""

import numpy as np
import pandas as pd
import pyarrow as pa

from models_ml.remembered import remembered
from models_ml.serving.patterns import cross_products, p_with_everyone, patterns_of, times
from models_ml.serving.shrinkage import likely_own, shrunk, with_pattern_removed

# What a day and a week are made of, and how large each is likely to be against the first: a few
# hours that differ have harmonics that fall slowly.
HARMONICS = {
    **{"hour_cos_1": 1.0, "hour_sin_1": 1.0, "hour_cos_2": 0.7, "hour_sin_2": 0.7},
    **{"hour_cos_3": 0.6, "hour_sin_3": 0.6, "week_cos_1": 0.5, "week_sin_1": 0.5},
}
SIZES = np.array(list(HARMONICS.values()))
IS_OF_WEEK = np.array([name.startswith("week_") for name in HARMONICS])
# Posts of a format are compared with others of it.
FORMATS = ("is_carousel", "is_video")
# What lies beyond so many standard deviations counts as if it were there (Huber, 1964).
CLIP = 2.5
MAD_OF_NORMAL = 1.4826


def fit_times(posts: pd.DataFrame) -> pd.DataFrame:
    """One row per account: what SQL tells every hour of the week from.

    `posts` has one row per post: `account_id, beyond_usual` (log of its engagement beyond the
    account's usual around it) and the columns of HARMONICS and FORMATS. `coefficients` are a
    constant of the day and one of the week, which put the mean of the account's own posts at
    0, and those of HARMONICS; `covariances` are theirs, row by row. `p_chance` is the
    probability that chance alone shows such a pattern or a stronger one, `log_spread` the
    standard deviation of what is left over, `log_own_spread` by how much accounts differ.
    """
    return no_fits() if posts.empty else fit_accounts(posts)


@remembered
def fit_accounts(posts: pd.DataFrame) -> pd.DataFrame:
    """The same, of at least one post."""
    posts = posts.sort_values("account_id", kind="stable")
    accounts = posts["account_id"].to_numpy()
    starts = np.flatnonzero(np.append(True, accounts[1:] != accounts[:-1]))
    nuisances = np.column_stack([np.ones(len(posts)), posts[list(FORMATS)].astype(float)])
    harmonics = posts[list(HARMONICS)].to_numpy(dtype=float)
    outcome = without_outliers(nuisances, posts["beyond_usual"].to_numpy(dtype=float), starts)
    patterns = patterns_of(nuisances, harmonics * SIZES, outcome, starts)
    own = likely_own(patterns)
    p_chance = p_with_everyone(patterns, own)
    patterns = with_pattern_removed(patterns, own)
    coefficients, covariances = shrunk(patterns, own)
    n_posts = np.diff(np.append(starts, len(posts)))
    to_terms = with_constants(np.add.reduceat(harmonics, starts) / n_posts[:, None])
    covariances = to_terms @ covariances @ to_terms.transpose(0, 2, 1)
    return pd.DataFrame(
        {
            "account_id": accounts[starts],
            "coefficients": list(times(to_terms, coefficients)),
            "covariances": list(covariances.reshape(len(starts), -1)),
            "p_chance": p_chance,
            "log_spread": np.sqrt(patterns.variances),
            "log_own_spread": own,
        }
    )


def without_outliers(nuisances: np.ndarray, outcome: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Outcomes beyond the nuisances, those far out drawn in; (n_posts,)."""
    n = nuisances.shape[1]
    sums = cross_products(np.column_stack([nuisances, outcome]), starts)
    inverse = np.linalg.pinv(sums[:, :n, :n], rcond=1e-9, hermitian=True)
    places = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(outcome))))
    left = pd.Series(outcome - (nuisances * times(inverse, sums[:, :n, n])[places]).sum(axis=1))
    left -= left.groupby(places).transform("median")
    limit = CLIP * MAD_OF_NORMAL * left.abs().groupby(places).transform("median")
    # More than half of the posts alike: nothing tells what is far out.
    return left.clip(-limit, limit).where(limit > 0, left).to_numpy()


def with_constants(means: np.ndarray) -> np.ndarray:
    """Matrices that make terms of coefficients: two constants, then these in their own units."""
    of_day, of_week = -np.where(IS_OF_WEEK, 0, means), -np.where(IS_OF_WEEK, means, 0)
    own = np.broadcast_to(np.eye(len(SIZES)), (len(means), len(SIZES), len(SIZES)))
    matrices = np.concatenate([of_day[:, None], of_week[:, None], own], axis=1)
    return np.asarray(matrices * SIZES)


def no_fits() -> pd.DataFrame:
    """The columns of the fits, with their types, which no value tells."""
    numbers = dict.fromkeys(("coefficients", "covariances"), pa.list_(pa.float64()))
    shares = dict.fromkeys(("p_chance", "log_spread", "log_own_spread"), pa.float64())
    schema = pa.schema({"account_id": pa.string()} | numbers | shares)
    empty: pd.DataFrame = schema.empty_table().to_pandas(types_mapper=pd.ArrowDtype)
    return empty
