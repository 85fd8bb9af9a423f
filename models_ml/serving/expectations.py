"""How many likes and comments a post can expect: ridge regressions of the log of what it got."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.linear_model import Ridge
from sklearn.model_selection import TimeSeriesSplit
from sklearn.pipeline import Pipeline, make_pipeline

from models_ml.columns import COLD_START_FEATURES, FEATURES
from models_ml.remembered import remembered
from models_ml.serving.logistic import (
    MIN_POSTS_TO_CHOOSE,
    N_TIME_BLOCKS,
    SteadyScaler,
    strongest_as_good,
)
from models_ml.serving.posts import numbers

# Strongest first. The regression is of what the base leaves over, so the strongest is the base.
PENALTIES = (1e5, 1e4, 1e3, 1e2, 1e1)
DEFAULT_PENALTY = 1e4
# With a median of the account's own to start from, and as a first post.
KINDS = {"": ("log_base", FEATURES), "_cold_start": ("log_first_base", COLD_START_FEATURES)}
# Whose training posts a fit has.
ROLES = {"evaluation": ("train",), "serving": ("train", "embargo", "test")}


@dataclass(frozen=True)
class Expectation:
    """What a base leaves over, by a ridge regression that is not trusted beyond its posts.

    Answers are kept within `lowest` and `highest`, the ends of those for the posts that it
    learned from: a linear form knows no bounds, and a feature that hardly varied there can
    be a thousand standard deviations away elsewhere.
    """

    pipeline: Pipeline | None
    lowest: float
    highest: float

    def beyond_base(self, features: np.ndarray) -> np.ndarray:
        """Logs beyond the base, (n_posts,), given (n_posts, n_features)."""
        if self.pipeline is None:
            return np.full(len(features), self.lowest)
        beyond: np.ndarray = np.clip(self.pipeline.predict(features), self.lowest, self.highest)
        return beyond


@remembered
def fit_expectations(posts: pd.DataFrame) -> pd.DataFrame:
    """One row per fit and term of the regressions: the columns that SQL scores with.

    `posts` has one row per post with a known outcome: `post_id, posted_at, role,
    log_engagement, log_base, log_first_base` (logs of likes + comments + 1; a base is nan
    where none is known) and the columns of FEATURES. A fit is that of the outcome less the
    base. Without any post its only term is an intercept of 0: the base is expected.
    """
    frames = []
    for fit, roles in ROLES.items():
        for kind, (base, columns) in KINDS.items():
            training = training_of(posts, roles, base)
            penalty = choose_penalty(training, base, columns)
            terms = terms_of(regression(training, base, columns, penalty), columns)
            frames.append(terms.assign(fit=fit + kind, penalty=penalty, n_posts=len(training)))
    return pd.concat(frames, ignore_index=True).assign(target="log_engagement")


@remembered
def tell_later_blocks(
    posts: pd.DataFrame, as_drafts: pd.DataFrame, label_maturity_days: float
) -> pd.DataFrame:
    """Each later block of time as regressions on the posts before it expect it.

    One row per fit (evaluation, serving), kind of start (`is_first`: as a first post), way of
    telling (`told`: known, or as draft) and post: `fit, is_first, told, post_id, residual`, the
    log of likes + comments + 1 less what was expected. `as_drafts` holds the posts of
    evaluated accounts with the history that a draft would have had. Of the posts before a
    block those of its last `label_maturity_days` had no outcome yet.
    """
    told = {"known": posts, "as draft": as_drafts}
    frames = [
        block.assign(fit=fit, is_first=kind != "")
        for fit, roles in ROLES.items()
        for kind, (base, columns) in KINDS.items()
        for block in told_blocks(told, roles, base, columns, label_maturity_days)
    ]
    columns = ["fit", "is_first", "told", "post_id", "residual"]
    if not frames:
        types = {"fit": "str", "is_first": "bool", "told": "str", "post_id": "str"}
        return pd.DataFrame(columns=columns).astype(types | {"residual": "float64"})
    return pd.concat(frames, ignore_index=True)[columns]


def told_blocks(
    told: dict[str, pd.DataFrame],
    roles: tuple[str, ...],
    base: str,
    columns: tuple[str, ...],
    maturity_days: float,
) -> Iterator[pd.DataFrame]:
    """`told, post_id, residual` of each later block, told in each way."""
    known = training_of(told["known"], roles, base).sort_values(["posted_at", "post_id"])
    penalty = choose_penalty(known, base, columns)
    for past, later in time_blocks(known):
        begins = known["posted_at"].iloc[later[0]]
        training = known.iloc[past]
        training = training[training["posted_at"] <= begins - pd.Timedelta(days=maturity_days)]
        expectation = regression(training, base, columns, penalty)
        ids = set(known["post_id"].iloc[later])
        for name, posts in told.items():
            block = posts[posts["post_id"].isin(ids) & posts[base].notna()]
            if len(block):
                residual = left_over(block, base) - expectation.beyond_base(numbers(block, columns))
                yield pd.DataFrame(
                    {"told": name, "post_id": block["post_id"], "residual": residual}
                )


def training_of(posts: pd.DataFrame, roles: tuple[str, ...], base: str) -> pd.DataFrame:
    """The posts of some roles that have a base to start from."""
    return posts[posts["role"].isin(roles) & posts[base].notna()]


def left_over(posts: pd.DataFrame, base: str) -> np.ndarray:
    """What the base leaves to be explained, (n_posts,)."""
    return (posts["log_engagement"] - posts[base]).to_numpy(dtype=float)


def time_blocks(posts: pd.DataFrame) -> list[tuple[np.ndarray, np.ndarray]]:
    """Places of the past and of the block after it, for posts in the order of time."""
    if len(posts) <= 2 * N_TIME_BLOCKS:
        return []
    return list(TimeSeriesSplit(N_TIME_BLOCKS).split(posts))


def choose_penalty(posts: pd.DataFrame, base: str, columns: tuple[str, ...]) -> float:
    """The strongest penalty that expects later blocks as well as the best one.

    "As well" is within one standard error of the mean squared error over blocks (Breiman et
    al., 1984, section 3.4.3).
    """
    if len(posts) < MIN_POSTS_TO_CHOOSE:
        return DEFAULT_PENALTY
    posts = posts.sort_values(["posted_at", "post_id"])
    x, y = numbers(posts, columns), left_over(posts, base)
    errors = [
        block_errors(x[past], y[past], x[later], y[later]) for past, later in time_blocks(posts)
    ]
    return PENALTIES[strongest_as_good(np.transpose(errors))]


def block_errors(
    x_past: np.ndarray, y_past: np.ndarray, x_later: np.ndarray, y_later: np.ndarray
) -> np.ndarray:
    """Mean squared error on a later block by each of PENALTIES, (n_penalties,).

    The outcome stands once for each, and so the posts are standardised and multiplied once.
    """
    repeated = np.tile(y_past[:, None], len(PENALTIES))
    path = new_regression(np.array(PENALTIES)).fit(x_past, repeated)
    errors: np.ndarray = np.mean((y_later[:, None] - path.predict(x_later)) ** 2, axis=0)
    return errors


def new_regression(penalty: float | np.ndarray) -> Pipeline:
    """An unfitted regression with its scaling; several penalties are of as many outcomes."""
    return make_pipeline(SteadyScaler(), Ridge(alpha=penalty))


def regression(
    posts: pd.DataFrame, base: str, columns: tuple[str, ...], penalty: float
) -> Expectation:
    """Fitted to what the base leaves over; its mean, 0 without any, of less than two posts."""
    y = left_over(posts, base)
    if len(posts) < 2:
        mean = float(y.mean()) if len(y) else 0.0
        return Expectation(None, mean, mean)
    x = numbers(posts, columns)
    pipeline = new_regression(penalty).fit(x, y)
    beyond = pipeline.predict(x)
    return Expectation(pipeline, float(beyond.min()), float(beyond.max()))


def terms_of(expectation: Expectation, columns: tuple[str, ...]) -> pd.DataFrame:
    """Intercept first, then the features in their own order; an intercept alone without a fit."""
    coefficients, means, scales = [expectation.lowest], [0.0], [1.0]
    if expectation.pipeline is not None:
        scaler, model = expectation.pipeline
        coefficients = [float(model.intercept_), *model.coef_]
        means, scales = [0.0, *scaler.mean_], [1.0, *scaler.scale_]
    return pd.DataFrame(
        {
            "term": ["intercept", *columns][: len(coefficients)],
            "coefficient": coefficients,
            "mean": means,
            "scale": scales,
            "position": np.arange(1, len(coefficients) + 1),
            "lowest": expectation.lowest,
            "highest": expectation.highest,
        }
    )
