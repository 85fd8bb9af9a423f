"""Figures of the audit: the ladder, other choices, and what was tried to do better."""

from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from reports.figures import Rows, column
from reports.style import (
    ACCENT,
    GREY,
    INK,
    LOW,
    MUTED,
    label_target,
    legend_above,
    new_figure,
    paired_dots,
)

# A row of a figure: the title of its group, and its own name; none for the title's row.
Place = tuple[str, Any]

TARGETS = (("above_median", ACCENT, -0.14), ("above_own_usual", GREY, 0.14))
LIMIT = -0.05


def ladder(rows: Rows) -> Figure:
    """Accuracy step by step, from the published number to the headlines."""
    known = [row for row in rows if row["accuracy"] is not None]
    figure, (axes,) = new_figure(0.6 + 0.28 * len(known))
    for place, row in enumerate(known):
        color = ACCENT if row["is_headline"] else LOW if row["step"] == 1 else GREY
        axes.barh(place, row["accuracy"], color=color, height=0.62)
        axes.text(
            row["accuracy"] + 0.01,
            place,
            f"{100 * row['accuracy']:.1f} %",
            va="center",
            color=INK,
            fontweight="bold" if color != GREY else "normal",
        )
        axes.vlines(row["best_constant_accuracy"], place - 0.31, place + 0.31, color=INK, lw=1.6)
    axes.set_yticks(range(len(known)), column(known, "step_words"))
    axes.set_ylim(len(known) - 0.4, -0.6)
    axes.set_xlim(0, 1.12)
    axes.set_xticks([0, 0.5, 1], ["0 %", "50 %", "100 %"])
    axes.set_xlabel("test posts told right")
    axes.tick_params(length=0)
    axes.spines[["left", "bottom"]].set_visible(False)
    return figure


def sensitivity(rows: Rows) -> Figure:
    """The AUC on later posts had another choice been made."""
    places = headed([(row["setting_words"], row["setting_value"]) for row in rows])
    n_titles = sum(value is None for _, value in places)
    figure, (axes,) = new_figure(0.9 + 0.2 * (len(places) + n_titles))
    for target, color, offset in TARGETS:
        known = {(r["setting_words"], r["setting_value"]): r for r in rows if r["target"] == target}
        chosen = [known.get(place, {}) for place in places]
        labels = [title if value is None else f"{value:g}" for title, value in places]
        paired_dots(axes, labels, chosen, "roc_auc", "ci_low", "ci_high", color, offset)
        label_target(axes, rows, target, color)
    legend_above(figure)
    embolden_titles(axes, places)
    axes.axvline(0.5, color=MUTED, lw=0.9)
    axes.set_xlabel("AUC (0.5 is chance)")
    return figure


def attempts(rows: Rows) -> Figure:
    """What each attempt gains over the served model; far losses as words at the edge."""
    tried = [row for row in rows if row["attempt"] != "served"]
    places = headed([(row["protocol_words"], row["attempt_words"]) for row in tried])
    labels = [title if name is None else name for title, name in places]
    figure, (axes,) = new_figure(0.9 + 0.27 * len(places))
    for target, color, offset in TARGETS:
        known = {(r["protocol_words"], r["attempt_words"]): r for r in tried
                 if r["target"] == target}  # fmt: skip
        chosen = [known.get(place, {}) for place in places]
        near = [row if (row.get("gain") or 0) > LIMIT else {} for row in chosen]
        paired_dots(axes, labels, near, "gain", "gain_ci_low", "gain_ci_high", color, offset)
        for place, row in enumerate(chosen):
            if (row.get("gain") or 0) <= LIMIT:
                axes.text(LIMIT, place + 1.6 * offset, f"← {row['gain']:.2f}",
                          color=color, fontsize=7, va="center")  # fmt: skip
        label_target(axes, rows, target, color)
    legend_above(figure)
    embolden_titles(axes, places)
    axes.axvline(0, color=MUTED, lw=0.9)
    axes.set_xlim(LIMIT, max(0.03, axes.get_xlim()[1]))
    axes.set_xlabel("AUC gained over the served model")
    return figure


def headed(names: list[Place]) -> list[Place]:
    """Each name once, with an empty row above each group that holds its title."""
    places: list[Place] = []
    for title in dict.fromkeys(title for title, _ in names):
        places += [(title, None), *[name for name in dict.fromkeys(names) if name[0] == title]]
    return places


def embolden_titles(axes: Axes, places: list[Place]) -> None:
    """The titles of groups stand out among the labels of rows."""
    for label, (_, name) in zip(axes.get_yticklabels(), places, strict=True):
        label.set_fontweight("bold" if name is None else "normal")
