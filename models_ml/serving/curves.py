"""The table of the additive models: curves, and how much they count beside the regression."""

import numpy as np
import pandas as pd

from models_ml.at_once import at_once
from models_ml.columns import FITS, TARGETS
from models_ml.remembered import keep, remembered
from models_ml.serving.logistic import fit_logistic
from models_ml.serving.posts import can_be_fitted, posts_of, question_of
from models_ml.serving.served import ServedFit, fit_served
from models_ml.serving.shapes import Curve, Shapes, start_of

INTERCEPT = "intercept"
TYPES = {"target": "str", "fit": "str", "feature": "str", "above": "float64", "up_to": "float64",
         "contribution": "float64", "weight": "float64", "line_intercept": "float64",
         "line_slope": "float64", "gain": "float64", "n_told": "int64"}  # fmt: skip


@remembered
def fit_curves(features: pd.DataFrame, labels: pd.DataFrame) -> pd.DataFrame:
    """One row per target, fit, feature and bin of its curve, the intercept among them (`TYPES`).

    Frames as in `fit_terms`, with `log_margin` of each label. A value has the contribution of
    the bin that it lies above the lower and not above the upper end of; nan is an open end.
    Fits of too few posts for shapes have no rows.
    """
    asked = [
        (posts_of(features, labels, target, protocol), columns, target, fit)
        for target in TARGETS
        for fit, (protocol, columns) in FITS.items()
    ]
    asked = [one for one in asked if can_be_fitted(one[0])]
    fits = at_once(fit_served, [(posts, columns) for posts, columns, *_ in asked], len(features))
    frames = [pd.DataFrame(columns=list(TYPES))]
    for served, (training, columns, target, fit) in zip(fits, asked, strict=True):
        # The table of terms and scikit-learn's own scores ask for these.
        keep(served, fit_served, training, columns)
        keep(served.regression, fit_logistic, *question_of(training, columns))
        frames.append(rows_of(served).assign(target=target, fit=fit))
    found = [frame[list(TYPES)] for frame in frames if len(frame)] or frames[:1]
    return pd.concat(found, ignore_index=True).astype(TYPES)


def rows_of(served: ServedFit) -> pd.DataFrame:
    """Intercept first, then the curves in the order of the features."""
    if served.shapes is None:
        return pd.DataFrame(columns=list(TYPES))
    whole = Curve(np.empty(0), np.array([served.shapes.intercept]))
    frames = [
        pd.DataFrame(
            {
                "feature": name,
                "above": np.r_[np.nan, curve.edges],
                "up_to": np.r_[curve.edges, np.nan],
                "contribution": curve.contributions,
            }
        )
        for name, curve in ({INTERCEPT: whole} | served.shapes.curves).items()
    ]
    blend = served.blend
    return pd.concat(frames).assign(
        weight=blend.weight,
        line_intercept=blend.intercept,
        line_slope=blend.slope,
        gain=blend.gain,
        n_told=blend.n_posts,
    )


def shapes_from(rows: pd.DataFrame, target: str) -> Shapes:
    """The additive model of rows of `predictions.model_shapes` of one target and fit."""
    ordered = rows.sort_values(["feature", "above"], na_position="first")
    curves = {
        str(name): Curve(
            curve["above"].dropna().to_numpy(dtype=float),
            curve["contribution"].to_numpy(dtype=float),
        )
        for name, curve in ordered.groupby("feature", sort=False)
    }
    intercept = float(curves.pop(INTERCEPT).contributions[0])
    return Shapes(curves, intercept, *start_of(target, tuple(curves)))
