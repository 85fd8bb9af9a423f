"""Fits, scores and evaluates the engagement classifier: frames in, frames out.

`serving` fits and scores, `measuring` uses it to say how well, `auditing` uses both to doubt it.
"""

from models_ml.auditing.attempts import measure_attempts
from models_ml.auditing.guards import run_guards
from models_ml.auditing.ladder import climb_ladder
from models_ml.auditing.sensitivity import measure_sensitivity
from models_ml.measuring.backtest import measure_origins, measure_slopes, score_origins
from models_ml.measuring.evaluation import (
    measure_as_drafts,
    measure_classifiers,
    measure_slices,
    score_classifiers,
)
from models_ml.measuring.formats import describe_formats
from models_ml.measuring.influence import measure_influence
from models_ml.measuring.learning_curve import score_learning_curve
from models_ml.measuring.learning_curve_metrics import measure_learning_curve
from models_ml.measuring.ranges import tell_unseen_accounts
from models_ml.measuring.reference import score_posts
from models_ml.measuring.report import report_classes
from models_ml.serving.calibration import calibrate_drafts
from models_ml.serving.curves import fit_curves
from models_ml.serving.expectations import fit_expectations, tell_later_blocks
from models_ml.serving.logistic import LogisticFit, fit_logistic
from models_ml.serving.scoring import score_with_terms
from models_ml.serving.terms import fit_terms
from models_ml.serving.times import fit_times

__all__ = [
    "LogisticFit",
    "calibrate_drafts",
    "climb_ladder",
    "describe_formats",
    "fit_curves",
    "fit_expectations",
    "fit_logistic",
    "fit_terms",
    "fit_times",
    "measure_as_drafts",
    "measure_attempts",
    "measure_classifiers",
    "measure_influence",
    "measure_learning_curve",
    "measure_origins",
    "measure_sensitivity",
    "measure_slices",
    "measure_slopes",
    "report_classes",
    "run_guards",
    "score_classifiers",
    "score_learning_curve",
    "score_origins",
    "score_posts",
    "score_with_terms",
    "tell_later_blocks",
    "tell_unseen_accounts",
]
