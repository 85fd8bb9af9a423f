"""What who knows how the sample is made could tell of each post before it went up.

An account's posts vary around its level, which nobody sees. Levels are normal around what the
followers say (data/sample/make_sample.sql); counts of posts that went up at least a day before
narrow that down, and the post's own planted effects are added. What is left is chance, so this is
the true probability of a high label, given all that could be known.
"""

import duckdb
import numpy as np
import pandas as pd
from scipy.stats import norm

# As in make_sample.sql.
LEVEL, BY_FOLLOWERS, MIDDLE, FOLLOWERS, ACCOUNTS, POSTS = -4.4, -0.25, 9.2, 2.0, 0.9, 0.6
COLLECTS_IN_DAYS = 1.5
HISTORY_LAG = 86_400  # seconds
QUERY = """
    select
        posts.post_id, posts.account_id, epoch(posts.posted_at) as posted_at,
        posts.n_followers::double as n_followers, judged.age_days, own.threshold as usual,
        (judged.n_judged_likes + judged.n_judged_comments)::double as n_engagements,
        0.45 * (posts.media_type = 'carousel')::int + 0.35 * has_question::int
        - 0.35 * log_hashtags + 0.25 * (hour(posts.posted_at) between 17 and 21)::int as effect
    from marts.posts
    inner join intermediate.int_posts as judged using (post_id)
    inner join marts.post_features using (post_id)
    inner join marts.post_labels as own using (post_id)
    where own.target = 'above_own_usual'
    order by account_id, posted_at
"""


def true_probabilities(connection: duckdb.DuckDBPyConnection, threshold: float) -> pd.DataFrame:
    """One row per post and target: `post_id, target, p_true`; `threshold` is that of the rate."""
    posts = connection.sql(QUERY).df()
    collected = np.log(1 - np.exp(-posts["age_days"].clip(lower=0.01) / COLLECTS_IN_DAYS))
    posts["log_factor"] = posts["effect"] + collected
    return pd.concat([of_account(own, threshold) for _, own in posts.groupby("account_id")])


def of_account(own: pd.DataFrame, threshold: float) -> pd.DataFrame:
    """The rows of one account's posts."""
    followers = own["n_followers"].iloc[0]
    levels, log_weights = prior(followers)
    seen = np.array([
        log_likelihood(count, levels + factor) if np.isfinite(count) else 0 * levels
        for count, factor in zip(own["n_engagements"], own["log_factor"], strict=True)
    ])  # fmt: skip
    posted_at = own["posted_at"].to_numpy()
    weights = np.array([
        normalised(log_weights + seen[posted_at < moment - HISTORY_LAG].sum(axis=0))
        for moment in posted_at
    ])  # fmt: skip
    needed = {"above_median": threshold * own["n_followers"], "above_own_usual": own["usual"]}
    frames = []
    for target, limit in needed.items():
        # The least count above the limit, from the middle of its rounding on.
        least = np.log(np.floor(limit.to_numpy() + 1e-9) + 0.5)[:, None]
        tails = norm.sf((least - levels - own["effect"].to_numpy()[:, None]) / POSTS)
        told = {"post_id": own["post_id"], "target": target, "p_true": (weights * tails).sum(1)}
        frames.append(pd.DataFrame(told)[np.isfinite(least[:, 0])])
    return pd.concat(frames)


def prior(followers: float) -> tuple[np.ndarray, np.ndarray]:
    """A grid of levels of log engagement, and the log of their density before any post."""
    if np.isfinite(followers):
        log_followers = np.log(followers)
        mean = LEVEL + BY_FOLLOWERS * (log_followers - MIDDLE) + log_followers
        spread = ACCOUNTS
    else:
        mean, spread = LEVEL + MIDDLE, np.hypot((1 + BY_FOLLOWERS) * FOLLOWERS, ACCOUNTS)
    levels = np.linspace(mean - 5 * spread, mean + 5 * spread, 401)
    return levels, norm.logpdf(levels, mean, spread)


def log_likelihood(count: float, log_means: np.ndarray) -> np.ndarray:
    """Of a rounded count, whose log is normal around each of the means."""
    above = norm.cdf((np.log(count + 0.5) - log_means) / POSTS)
    below = norm.cdf((np.log(count - 0.5) - log_means) / POSTS) if count > 0 else 0
    return np.asarray(np.log(np.maximum(above - below, 1e-300)))


def normalised(log_weights: np.ndarray) -> np.ndarray:
    """Weights that add up to one."""
    weights = np.exp(log_weights - log_weights.max())
    return np.asarray(weights / weights.sum())
