"""Which function draws the figure of which table."""

from collections.abc import Callable

from matplotlib.figure import Figure

from reports import (
    audit_figures,
    backtest_figures,
    figures,
    learning_figures,
    model_figures,
    time_figures,
)
from reports.figures import Rows

FIGURES: dict[str, Callable[[Rows], Figure]] = {
    "ladder": audit_figures.ladder,
    "sensitivity": audit_figures.sensitivity,
    "attempts": audit_figures.attempts,
    "backtest": backtest_figures.backtest,
    "learning_curve": learning_figures.learning_curve,
    "slices": model_figures.slices,
    "record_flow": figures.record_flow,
    "growth": figures.growth,
    "distributions": figures.distributions,
    "correlations": figures.correlations,
    "formats": figures.formats,
    "tiers": figures.tiers,
    "hours": figures.hours,
    "effects": figures.effects,
    "hashtags": figures.hashtags,
    "aucs": model_figures.aucs,
    "curves": model_figures.curves,
    "calibration": model_figures.calibration,
    "scores": model_figures.scores,
    "coefficients": model_figures.coefficients,
    "shapes": model_figures.shapes,
    "importances": model_figures.importances,
    "account": figures.account,
    "account_months": figures.account_months,
    "account_day": time_figures.account_day,
}
