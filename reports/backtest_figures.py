"""The figure of the past told again, origin by origin."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure

from reports.figures import Rows, column
from reports.style import ACCENT, GREY, MUTED, legend_above, new_figure

LINES = (("history", GREY, "the account's history alone"), ("served", ACCENT, "served model"))
PANELS = (("auc", "AUC (0.5 is chance)"), ("log_loss", "log loss (lower is better)"))


def backtest(rows: Rows) -> Figure:
    """AUC and log loss of the posts after each origin, the served model before the history."""
    figure, panels = new_figure(2.3, len(PANELS))
    for axes, (measure, words) in zip(panels, PANELS, strict=True):
        for name, color, _ in LINES:
            draw_line(axes, rows, f"{name}_{measure}", color)
        if measure == "auc":
            axes.axhline(0.5, color=MUTED, lw=0.9)
        axes.set_title(words)
        locator = AutoDateLocator(minticks=2, maxticks=5)
        axes.xaxis.set_major_locator(locator)
        axes.xaxis.set_major_formatter(ConciseDateFormatter(locator, show_offset=False))
        axes.tick_params(labelcolor=MUTED)
        axes.grid(axis="y")
    for _, color, label in reversed(LINES):
        panels[0].plot([], [], "o-", color=color, label=label)
    legend_above(figure)
    return figure


def draw_line(axes: Axes, rows: Rows, name: str, color: str) -> None:
    """A line over the origins, with the band of its intervals where there are any."""
    origins = np.array(column(rows, "origin"), dtype="datetime64[s]")
    values, lows, highs = (
        np.array(column(rows, name + end), dtype=float) for end in ("", "_ci_low", "_ci_high")
    )
    axes.fill_between(origins, lows, highs, color=color, alpha=0.22, lw=0)
    axes.plot(origins, values, "o-", color=color, lw=1.4, ms=3)
