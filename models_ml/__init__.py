"""Fits, scores and evaluates the engagement classifier: frames in, frames out."""

from models_ml.attempts import measure_attempts
from models_ml.calibration import calibrate_drafts
from models_ml.evaluation import (
    measure_as_drafts,
    measure_classifiers,
    measure_slices,
    score_classifiers,
)
from models_ml.formats import describe_formats
from models_ml.guards import run_guards
from models_ml.influence import measure_influence
from models_ml.ladder import climb_ladder
from models_ml.logistic import LogisticFit, fit_logistic
from models_ml.scoring import score_with_terms
from models_ml.sensitivity import measure_sensitivity
from models_ml.serving import fit_terms, score_posts

__all__ = [
    "LogisticFit",
    "calibrate_drafts",
    "climb_ladder",
    "describe_formats",
    "fit_logistic",
    "fit_terms",
    "measure_as_drafts",
    "measure_attempts",
    "measure_classifiers",
    "measure_influence",
    "measure_sensitivity",
    "measure_slices",
    "run_guards",
    "score_classifiers",
    "score_posts",
    "score_with_terms",
]
