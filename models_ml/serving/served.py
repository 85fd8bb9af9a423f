"""The served classifier: a logistic regression, and an additive model of how far posts get."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import expit

from models_ml.columns import FEATURES
from models_ml.remembered import kept
from models_ml.serving.blend import Blend, blended, choose_blend
from models_ml.serving.logistic import LogisticFit
from models_ml.serving.posts import fit_training, numbers, those_like
from models_ml.serving.prior import REFERENCE_MAX_POSTS
from models_ml.serving.shapes import Shapes, fit_shapes


@dataclass(frozen=True)
class ServedFit:
    """Both models and how much each counts; without shapes the regression is all."""

    regression: LogisticFit
    columns: tuple[str, ...]
    shapes: Shapes | None
    blend: Blend

    def log_odds(self, posts: pd.DataFrame) -> np.ndarray:
        """Of being high, (n_posts,)."""
        log_odds = self.regression.pipeline.decision_function(numbers(posts, self.columns))
        if self.shapes is None or self.blend.weight == 0:
            return np.asarray(log_odds)
        return blended(log_odds, self.shapes.margin(posts), self.blend)

    def p_high(self, posts: pd.DataFrame) -> np.ndarray:
        """Probability of a high label, (n_posts,)."""
        return np.asarray(expit(self.log_odds(posts)))


@kept
def fit_served(training: pd.DataFrame, columns: tuple[str, ...] = FEATURES) -> ServedFit:
    """The served fit of training posts: features, `is_high, log_margin, target, posted_at`.

    Where the regression leans on the reference there are too few posts for shapes.
    """
    regression = fit_training(training, columns)
    learning = those_like(training, columns)
    if len(learning) < REFERENCE_MAX_POSTS:
        return ServedFit(regression, columns, None, Blend())
    blend = choose_blend(training, columns, regression.inverse_penalty)
    return ServedFit(regression, columns, fit_shapes(learning, columns), blend)
