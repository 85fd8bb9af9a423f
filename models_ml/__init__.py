"""Fits, scores and evaluates the engagement classifier: frames in, frames out."""

from models_ml.logistic import LogisticFit, fit_logistic
from models_ml.serving import fit_terms, score_posts

__all__ = ["LogisticFit", "fit_logistic", "fit_terms", "score_posts"]
