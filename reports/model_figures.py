"""Figures of the model: how good it is, and what it goes by."""

import math
import textwrap

from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from reports.figures import Rows, column
from reports.style import (
    ACCENT,
    GREY,
    GRID,
    HIGH,
    INK,
    LOW,
    MUTED,
    PAPER,
    dots,
    label_target,
    legend_above,
    new_figure,
    new_grid,
    paired_dots,
)

TARGETS = (("above_median", ACCENT, -0.14), ("above_own_usual", GREY, 0.14))


def aucs(rows: Rows) -> Figure:
    """Every classifier under every protocol, for one target."""
    figure, (axes,) = new_figure(5.2)
    labels: list[str] = []
    chosen: Rows = []
    for protocol in dict.fromkeys(column(rows, "protocol_words")):
        group = [row for row in rows if row["protocol_words"] == protocol]
        # An empty row above each protocol holds its name.
        axes.text(1, len(labels), protocol, fontweight="bold", va="center", ha="right",
                  transform=axes.get_yaxis_transform(),
                  bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.6})  # fmt: skip
        chosen += [dict.fromkeys(group[0]), *group]
        labels += ["", *column(group, "classifier_words")]
    colors = [ACCENT if row["classifier"] == "served" else GREY for row in chosen]
    dots(axes, labels, column(chosen, "value"), column(chosen, "ci_low"),
         column(chosen, "ci_high"), colors)  # fmt: skip
    axes.axvline(0.5, color=MUTED, lw=0.9)
    axes.set_xlim(min(0.35, axes.get_xlim()[0]), 1)
    axes.set_xlabel("AUC (0.5 is chance)")
    return figure


def slices(rows: Rows) -> Figure:
    """The served model's AUC by format, size of account, history and month, for both targets."""
    labels = list(dict.fromkeys(column(rows, "slice_words")))
    figure, (axes,) = new_figure(0.9 + 0.28 * len(labels))
    for target, color, offset in TARGETS:
        known = {row["slice_words"]: row for row in rows if row["target"] == target}
        chosen = [known.get(label, {}) for label in labels]
        paired_dots(axes, labels, chosen, "value", "ci_low", "ci_high", color, offset)
        label_target(axes, rows, target, color)
    legend_above(figure)
    axes.axvline(0.5, color=MUTED, lw=0.9)
    axes.set_xlabel("AUC (0.5 is chance)")
    return figure


def curves(rows: Rows) -> Figure:
    """ROC and precision-recall on later posts."""
    figure, panels = new_figure(2.7, 2)
    palette = {"served": ACCENT, "account_history": INK, "followers_only": GREY}
    for name, color in palette.items():
        points = [row for row in rows if row["classifier"] == name]
        points.sort(key=lambda row: -row["threshold"])
        recall = column(points, "true_positive_share")
        panels[0].plot([0, *column(points, "false_positive_share")], [0, *recall], color=color)
        panels[1].plot(recall, column(points, "precision_share"), color=color,
                       label=points[0]["classifier_words"] if points else name)  # fmt: skip
    panels[0].plot([0, 1], [0, 1], color=GRID, lw=0.9)
    panels[0].set_xlabel("share of low posts called high")
    panels[0].set_ylabel("high posts found")
    panels[1].set_xlabel("share of high posts found")
    panels[1].set_ylabel("precision")
    for axes in panels:
        axes.set_xlim(0, 1)
        axes.set_ylim(0, 1.02)
        axes.tick_params(labelcolor=MUTED)
    legend_above(figure, 3)
    return figure


def calibration(rows: Rows) -> Figure:
    """Predicted against observed, a dot's size its posts."""
    figure, (axes,) = new_figure(3.2)
    axes.plot([0, 1], [0, 1], color=GREY, lw=0.9)
    largest = max((row["n_posts"] for row in rows), default=1)
    for row in rows:
        size = 12 + 130 * row["n_posts"] / largest
        ends = [row["ci_low"], row["ci_high"]]
        axes.plot([row["p_high"]] * 2, ends, color=ACCENT, lw=1.2)
        axes.scatter(
            row["p_high"], row["high_share"], s=size, color=ACCENT, zorder=3, clip_on=False
        )
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    axes.set_aspect("equal")
    axes.set_xlabel("predicted probability")
    axes.set_ylabel("share that was high")
    axes.tick_params(labelcolor=MUTED)
    return figure


def scores(rows: Rows) -> Figure:
    """Where the scores of high and of low posts lie."""
    figure, (axes,) = new_figure(2.2)
    for is_high, color, label in ((False, LOW, "were low"), (True, HIGH, "were high")):
        chosen = [row for row in rows if row["is_high"] == is_high]
        starts = column(chosen, "bin_low")
        axes.bar(starts, column(chosen, "n_posts"), width=0.05, align="edge", color=color,
                 alpha=0.6, label=label)  # fmt: skip
    axes.set_xlim(0, 1)
    axes.set_xlabel("predicted probability of high engagement")
    axes.set_ylabel("posts")
    axes.tick_params(labelcolor=MUTED)
    legend_above(figure)
    return figure


def coefficients(rows: Rows) -> Figure:
    """Odds ratios per standard deviation, the twenty largest."""
    figure, (axes,) = new_figure(0.7 + 0.23 * len(rows))
    colors = [ACCENT if row["finding"] in ("raises", "lowers") else GREY for row in rows]
    dots(axes, column(rows, "term_words"), column(rows, "odds_ratio"),
         column(rows, "odds_ratio_ci_low"), column(rows, "odds_ratio_ci_high"), colors)  # fmt: skip
    axes.axvline(1, color=MUTED, lw=0.9)
    axes.set_xlabel("odds ratio per SD (grey: within noise)")
    return figure


def importances(rows: Rows) -> Figure:
    """AUC lost when a group of features is shuffled, or left out."""
    names = [row["feature"] for row in rows if row["measure"] == "permutation_importance"]
    figure, (axes,) = new_figure(2.3)
    for measure, color, offset in (
        ("permutation_importance", ACCENT, -0.14),
        ("drop_group_loss", GREY, 0.14),
    ):
        by_name = {row["feature"]: row for row in rows if row["measure"] == measure}
        chosen = [by_name[name] for name in names]
        dots(axes, column(chosen, "feature_words"), column(chosen, "value"),
             column(chosen, "ci_low"), column(chosen, "ci_high"), color, offset)  # fmt: skip
        axes.plot([], [], "o-", color=color, label=chosen[0]["measure_words"])
    axes.axvline(0, color=MUTED, lw=0.9)
    axes.set_xlabel("AUC lost on later posts")
    legend_above(figure)
    return figure


def shapes(rows: Rows) -> Figure:
    """A small curve of steps for each feature, from left (less) to right (more)."""
    names = list(dict.fromkeys(column(rows, "feature_words")))
    figure, panels = new_grid(1.2, len(names), 3)
    for axes, name in zip(panels, names, strict=True):
        steps = [row for row in rows if row["feature_words"] == name]
        ends = [row["up_to"] for row in steps[:-1]]
        margin = 0.12 * (ends[-1] - ends[0]) or 0.5
        axes.stairs(
            [100 * (math.exp(row["contribution"]) - 1) for row in steps],
            [ends[0] - margin, *ends, ends[-1] + margin],
            baseline=None, color=ACCENT, lw=1.4,
        )  # fmt: skip
        axes.axhline(0, color=GRID, lw=0.9, zorder=0)
        axes.set_title(textwrap.fill(name, 22), fontsize=7.5, color=INK, loc="left")
        axes.set_xticks([])
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:+g} %"))
        axes.tick_params(labelsize=7, labelcolor=MUTED)
    return figure
