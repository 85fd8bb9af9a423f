"""The figure of short histories: who tells an account's posts, after so many of its own."""

from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator, NullLocator

from reports.figures import Rows
from reports.style import ACCENT, GREY, INK, MUTED, dots, legend_above, new_figure

WAYS = (
    ("both", ACCENT, "o", "both together"),
    ("reference", INK, "s", "reference alone"),
    ("own", GREY, "o", "own posts alone"),
    ("base rate", MUTED, "|", "its commoner answer so far"),
)


def learning_curve(rows: Rows) -> Figure:
    """Share told right and log loss after each number of posts, by each way of telling."""
    lengths = list(dict.fromkeys(row["n_earlier_posts"] for row in rows))
    labels = [f"{length} posts" for length in lengths]
    figure, (right, lost) = new_figure(0.8 + 0.36 * len(lengths), 2)
    for place, (way, color, marker, words) in enumerate(WAYS):
        known = {row["n_earlier_posts"]: row for row in rows if row["way"] == way}
        for axes, name in ((right, "accuracy"), (lost, "log_loss")):
            value, low, high = (
                [known.get(length, {}).get(name + end) for length in lengths]
                for end in ("", "_ci_low", "_ci_high")
            )
            dots(axes, labels, value, low, high, color, 0.16 * place - 0.24, marker)
        right.plot([], [], marker + "-", color=color, label=words)
    right.xaxis.set_major_formatter(FuncFormatter(lambda share, _: f"{100 * share:.0f} %"))
    right.set_xlabel("told right")
    lost.set_xscale("log")
    lost.xaxis.set_major_locator(MaxNLocator(4))
    lost.xaxis.set_minor_locator(NullLocator())
    lost.xaxis.set_major_formatter(FuncFormatter(lambda loss, _: f"{loss:g}"))
    lost.set_xlabel("log loss (lower is better)")
    legend_above(figure)
    return figure
