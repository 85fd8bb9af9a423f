"""How much the additive model counts beside the regression: what tells unseen posts best."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, TimeSeriesSplit

from models_ml.serving.logistic import N_TIME_BLOCKS, fits_of_checked_numbers, fitted
from models_ml.serving.posts import can_be_fitted, numbers, those_like
from models_ml.serving.shapes import fit_shapes

WEIGHTS = np.arange(11) / 10


@dataclass(frozen=True)
class Blend:
    """Log odds = (1 - weight) * the regression's + weight * (intercept + slope * margin).

    `gain` is the log loss per post that this saved on the `n_posts` it was chosen by.
    """

    weight: float = 0.0
    intercept: float = 0.0
    slope: float = 1.0
    gain: float = 0.0
    n_posts: int = 0


def blended(log_odds: np.ndarray, margin: np.ndarray, blend: Blend) -> np.ndarray:
    """The log odds of both models together, (n_posts,)."""
    of_margin = blend.intercept + blend.slope * margin
    return np.asarray((1 - blend.weight) * log_odds + blend.weight * of_margin)


def choose_blend(training: pd.DataFrame, columns: tuple[str, ...], inverse_penalty: float) -> Blend:
    """The weight with the least log loss on posts that neither model had seen.

    Stacking (Wolpert, 1992): of posts with history those are later blocks of time, told from
    the blocks before; of first posts they are accounts held out. Each block's margins are turned
    into log odds by what the other blocks say.
    """
    blocks = list(told_blocks(training, columns, inverse_penalty))
    told = pd.concat(blocks, keys=range(len(blocks)), names=["block"]) if blocks else None
    if told is None or len(blocks) < 2:
        return Blend()
    losses = np.mean(
        [
            losses_of(block, told.drop(index=place, level="block"))
            for place, block in enumerate(blocks)
        ],
        axis=0,
    )
    best = int(losses.argmin())
    intercept, slope = line_of(told)
    if best == 0 or slope <= 0:
        return Blend(n_posts=len(told))
    gain = float(losses[0] - losses[best])
    return Blend(float(WEIGHTS[best]), intercept, slope, gain, len(told))


def told_blocks(
    training: pd.DataFrame, columns: tuple[str, ...], inverse_penalty: float
) -> Iterator[pd.DataFrame]:
    """`is_high, log_odds, margin` of each block, as told by fits of others.

    None leans on the reference, as the fit that is weighed does not: it may know these posts.
    """
    for past, later in splits_of(training, columns):
        learning, block = those_like(past, columns), those_like(later, columns)
        if len(block) and len(learning) and can_be_fitted(past):
            regression = fitted(inverse_penalty, numbers(past, columns), past["is_high"], columns)
            yield pd.DataFrame(
                {
                    "is_high": block["is_high"].to_numpy(dtype=bool),
                    "log_odds": regression.decision_function(numbers(block, columns)),
                    "margin": fit_shapes(learning, columns).margin(block),
                }
            )


def splits_of(
    training: pd.DataFrame, columns: tuple[str, ...]
) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """Blocks of time, each with those before it; without history accounts, with all others."""
    posts = training.sort_values(["posted_at", "post_id"], ignore_index=True)
    if "has_history" in columns:
        splits = TimeSeriesSplit(N_TIME_BLOCKS).split(posts)
    elif posts["account_id"].nunique() < N_TIME_BLOCKS:
        return
    else:
        splits = GroupKFold(N_TIME_BLOCKS).split(posts, groups=posts["account_id"])
    for past, later in splits:
        yield posts.iloc[past], posts.iloc[later]


def losses_of(block: pd.DataFrame, others: pd.DataFrame) -> np.ndarray:
    """Mean log loss on a block by each weight, (n_weights,)."""
    intercept, slope = line_of(others)
    log_odds, margin = (block[[name]].to_numpy() for name in ("log_odds", "margin"))
    by_weight = log_odds + WEIGHTS * (intercept + slope * margin - log_odds)
    is_high = block[["is_high"]].to_numpy()
    losses: np.ndarray = np.logaddexp(0, np.where(is_high, -by_weight, by_weight)).mean(axis=0)
    return losses


def line_of(told: pd.DataFrame) -> tuple[float, float]:
    """From margins to log odds: intercept and slope (Platt, 1999); flat without two classes."""
    if told["is_high"].nunique() < 2:
        return 0.0, 0.0
    line = LogisticRegression(C=1e3, solver="newton-cholesky", tol=1e-8)
    with fits_of_checked_numbers():
        line.fit(told[["margin"]].to_numpy(), told["is_high"].to_numpy())
    return float(line.intercept_[0]), float(line.coef_[0, 0])
