"""How far a post gets beyond its threshold: an additive model, one curve of steps per feature."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingRegressor
from threadpoolctl import ThreadpoolController

from models_ml.columns import ANCHOR, HISTORY
from models_ml.serving.posts import numbers

# A curve has no more bins than this; their ends are quantiles of the training posts.
N_BINS = 64
N_STUMPS = 75
LEARNING_RATE = 0.2
MIN_LEAF_POSTS = 40
SEED = 20240304
# Where an account has no history, everyone's is what a post starts from.
FIRST_ANCHOR = "everyone_log_rate"
SPREAD = "past_spread"


@dataclass(frozen=True)
class Curve:
    """`contributions` (n_bins,) of a feature's values up to `edges` (n_bins - 1,), and beyond."""

    edges: np.ndarray
    contributions: np.ndarray

    def at(self, values: np.ndarray) -> np.ndarray:
        """The contribution of each value, (n_posts,); a bin holds its upper end."""
        at: np.ndarray = self.contributions[np.searchsorted(self.edges, values)]
        return at


@dataclass(frozen=True)
class Shapes:
    """Margin of a post = (anchor + intercept + a contribution of each feature) / spread.

    Numerator and spread are in logs of likes + comments + 1. Contributions are 0 in the mean
    over the training posts. `anchor` and `spread` name features of the post; without them 0
    and 1 are meant.
    """

    curves: dict[str, Curve]
    intercept: float
    anchor: str | None
    spread: str | None

    def margin(self, posts: pd.DataFrame) -> np.ndarray:
        """How far above its threshold each post is expected, (n_posts,)."""
        beyond = anchors_of(posts, self.anchor) + self.intercept
        for name, curve in self.curves.items():
            beyond += curve.at(posts[name].to_numpy(dtype=float))
        margin: np.ndarray = beyond / posts[self.spread].to_numpy(float) if self.spread else beyond
        return margin


def start_of(target: str, columns: tuple[str, ...]) -> tuple[str | None, str | None]:
    """The features that are anchor and spread. The threshold of one's own usual is an anchor."""
    has_history = set(HISTORY) <= set(columns)
    anchor = ANCHOR if has_history else FIRST_ANCHOR
    return anchor if target == "above_median" else None, SPREAD if has_history else None


def anchors_of(posts: pd.DataFrame, anchor: str | None) -> np.ndarray:
    """Where each post starts from, (n_posts,)."""
    return posts[anchor].to_numpy(dtype=float) if anchor else np.zeros(len(posts))


def fit_shapes(training: pd.DataFrame, columns: tuple[str, ...]) -> Shapes:
    """Boosted stumps (Friedman, 2001) of `log_margin` less the anchor, told as curves.

    `training` has one row per post: `target, log_margin` and the features. A stump splits one
    feature once, so their sum is additive.
    """
    anchor, spread = start_of(training["target"].iloc[0], columns)
    x = numbers(training, columns)
    edges = [bin_edges(values) for values in x.T]
    bins = np.column_stack([np.searchsorted(e, v) for e, v in zip(edges, x.T, strict=True)])
    beyond = training["log_margin"].to_numpy(dtype=float) - anchors_of(training, anchor)
    with one_thread():
        intercept, told = curves_of(new_stumps().fit(bins, beyond), [len(e) + 1 for e in edges])
    curves = {}
    for name, values, ends, steps in zip(columns, x.T, edges, told, strict=True):
        is_step = np.diff(steps) != 0
        curve = Curve(ends[is_step], steps[np.r_[True, is_step]])
        mean = float(curve.at(values).mean())
        curves[name] = Curve(curve.edges, curve.contributions - mean)
        intercept += mean
    return Shapes(curves, intercept, anchor, spread)


def one_thread() -> AbstractContextManager[object]:
    """Trees grow on one thread: two gain little, and lose much where others need a core."""
    limits: AbstractContextManager[object] = threads().limit(limits=1, user_api="openmp")
    return limits


@cache
def threads() -> ThreadpoolController:
    """Of the libraries loaded; finding them takes longer than a fit, so it is done once."""
    return ThreadpoolController()


def new_stumps() -> HistGradientBoostingRegressor:
    """Unfitted."""
    return HistGradientBoostingRegressor(
        learning_rate=LEARNING_RATE,
        max_iter=N_STUMPS,
        max_leaf_nodes=2,
        min_samples_leaf=MIN_LEAF_POSTS,
        l2_regularization=10.0,
        early_stopping=False,
        random_state=SEED,
    )


def bin_edges(values: np.ndarray) -> np.ndarray:
    """The upper ends of all bins but the last, (n_bins - 1,): values that were seen."""
    quantiles = np.quantile(values, np.arange(1, N_BINS) / N_BINS, method="inverted_cdf")
    edges: np.ndarray = np.unique(quantiles[quantiles < values.max()])
    return edges


def curves_of(
    stumps: HistGradientBoostingRegressor, n_bins: list[int]
) -> tuple[float, list[np.ndarray]]:
    """What stumps of bins say where every feature is in its first bin, and what other bins add."""
    feature = np.repeat(np.arange(len(n_bins)), n_bins)
    grid = np.zeros((len(feature) + 1, len(n_bins)))
    grid[np.arange(len(feature)), feature] = np.concatenate([np.arange(n) for n in n_bins])
    told = stumps.predict(grid)
    return float(told[-1]), np.split(told[:-1] - told[-1], np.cumsum(n_bins)[:-1])
