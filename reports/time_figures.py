"""When an account's posts do better."""

from matplotlib.figure import Figure

from reports.figures import Rows, column
from reports.style import GREY, GRID, HIGH, INK, LOW, MUTED, new_figure

UNKNOWN = float("nan")


def account_day(rows: Rows) -> Figure:
    """The smooth day with its band, and the posts of each hour; hours hardly tried blank."""
    figure, (axes,) = new_figure(2.4, layout=None)
    # Fixed places, as in the figure of an account's posts.
    figure.subplots_adjust(0.14, 0.36, 0.985, 0.89)
    below = figure.add_axes((0.14, 0.17, 0.845, 0.13), sharex=axes)
    hours = [row["hour"] + 0.5 for row in rows]
    lows, values, highs = (
        [UNKNOWN if value is None else value for value in column(rows, name)]
        for name in ("ci_low", "difference_percent", "ci_high")
    )
    axes.fill_between(hours, lows, highs, color=GRID, lw=0, label="95 % interval")
    axes.plot(hours, values, color=INK, lw=1.2)
    axes.axhline(0, color=MUTED, lw=0.9)
    for verdict, color in (("better", HIGH), ("worse", LOW)):
        told = [(hour, value) for hour, value, row in zip(hours, values, rows, strict=True)
                if row["verdict"] == verdict]  # fmt: skip
        if told:
            axes.plot(*zip(*told, strict=True), "o", color=color, ms=4.5, label=verdict)
    axes.set_ylabel("against its mean, %")
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:+g}" if value else "0")
    axes.tick_params(labelbottom=False, length=0)
    below.bar(hours, column(rows, "n_posts"), width=0.8, color=GREY)
    below.set_ylabel("posts", rotation=0, ha="right", va="center")
    below.set_yticks([])
    below.set_xlim(0, 24)
    below.set_xticks(range(0, 24, 3), [f"{hour:02}" for hour in range(0, 24, 3)])
    below.set_xlabel(f"hour of posting, {rows[0]['timezone']}")
    below.tick_params(length=0)
    figure.legend(loc="upper left", ncols=3, fontsize=8, columnspacing=1.2, labelcolor=MUTED)
    return figure
