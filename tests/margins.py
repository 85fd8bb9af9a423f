"""Made-up posts with a planted margin, for tests of the additive model."""

import numpy as np
import pandas as pd

from models_ml.columns import FEATURES

N_POSTS, N_ACCOUNTS = 3000, 60


def made_up(bend, seed=1, target="above_own_usual"):
    """Posts whose log margin is what `bend` makes of their features, and noise."""
    rng = np.random.default_rng(seed)
    posts = pd.DataFrame(rng.normal(size=(N_POSTS, len(FEATURES))).round(6), columns=FEATURES)
    posts = posts.assign(
        has_history=rng.random(N_POSTS) < 0.8,
        past_spread=rng.choice([0.5, 1.0, 2.0], N_POSTS),
        account_id=rng.integers(N_ACCOUNTS, size=N_POSTS).astype(str),
        post_id=np.arange(N_POSTS).astype(str),
        posted_at=pd.date_range("2024-01-01", periods=N_POSTS, freq="h"),
        target=target,
    )
    margin = bend(posts) + rng.normal(scale=0.7, size=N_POSTS)
    return posts.assign(log_margin=margin, is_high=margin > 0)


def humped(posts):
    """Neither many nor few: no straight line sees it."""
    return 1.2 * (posts["log_hashtags"].abs() < 0.6) - 0.5
