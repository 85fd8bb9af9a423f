"""Each figure is a function from the rows of a reporting table to a matplotlib Figure."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.dates import HOURLY, AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import LogLocator, NullLocator

from reports.style import (
    ACCENT,
    CAROUSEL,
    GREY,
    GRID,
    HIGH,
    IMAGE,
    INK,
    LOW,
    MUTED,
    PAPER,
    SMALL_PRINT,
    VIDEO,
    at_least,
    dots,
    is_narrow,
    legend_above,
    new_figure,
    plain_log_ticks,
    short,
)

Row = dict[str, Any]
Rows = list[Row]

LEAST_RATE = 0.0009  # where the axis of rates begins, or further left
MEDIA = {"image": IMAGE, "carousel": CAROUSEL, "video": VIDEO, "single": GREY, "several": GREY,
         None: GREY}  # fmt: skip


def column(rows: Rows, name: str) -> list[Any]:
    """One column of the rows."""
    return [row[name] for row in rows]


def record_flow(rows: Rows) -> Figure:
    """Records read, and where they went."""
    figure, (axes,) = new_figure(2.1)
    for place, row in enumerate(rows):
        axes.barh(place, row["n_records"], color=ACCENT if row["step"] == "posts" else GREY)
        axes.annotate(f"{row['n_records']:,}", (row["n_records"], place), xytext=(4, 0),
                      textcoords="offset points", va="center", color=INK)  # fmt: skip
    axes.set_yticks(range(len(rows)), column(rows, "step"))
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.margins(x=0.15)
    axes.set_xticks([])
    axes.set_xlabel("records")
    axes.tick_params(length=0)
    axes.spines[["left", "bottom"]].set_visible(False)
    return figure


def growth(rows: Rows) -> Figure:
    """What posts have of their final engagement at each age, and from when on labels are given."""
    shown = [row for row in rows if row["media_type"] == "all"]
    figure, (axes,) = new_figure(0.9 + 0.24 * len(shown))
    dots(
        axes,
        column(shown, "age_words"),
        [scaled(row["share"]) for row in shown],
        [scaled(row["ci_low"]) for row in shown],
        [scaled(row["ci_high"]) for row in shown],
    )
    across = axes.get_yaxis_transform()
    for place, row in enumerate(shown):
        if row["share"] is None:
            needed = f"  {row['n_posts']} of {row['n_needed']} posts needed"
            axes.text(0, place, needed, fontsize=7.5, color=MUTED, va="center")
        if row["is_label_age"]:
            axes.axhline(place - 0.5, color=LOW, lw=0.9, ls=(0, (3, 3)), zorder=0)
            # Where there is no dot: on the left beside one, on the right beside the words.
            side, at = ("right", 0.99) if row["share"] is None else ("left", 0.01)
            axes.text(at, place - 0.46, "labels from here on", fontsize=7, color=LOW, va="top",
                      ha=side, transform=across)  # fmt: skip
    axes.axvline(100, color=MUTED, lw=0.9)
    axes.set_xlim(left=0)
    axes.set_xlabel("% of final likes and comments")
    return figure


def distributions(rows: Rows) -> Figure:
    """Rate, likes and comments, where the export has them, a quarter of a decade to a bin."""
    titles = {"engagement_rate": "engagement rate", "n_likes": "likes", "n_comments": "comments"}
    bins = {
        measure: [row for row in rows if row["measure"] == measure and row["bin_low"] > 0]
        for measure in titles
    }
    shown = [measure for measure in titles if bins[measure]] or list(titles)
    figure, panels = new_figure(2.3, len(shown))
    for axes, measure in zip(panels, shown, strict=True):
        for row in bins[measure]:
            width = row["bin_high"] - row["bin_low"]
            axes.bar(row["bin_low"], row["n_posts"], width, align="edge", color=ACCENT, lw=0)
        plain_log_ticks(axes, percent=measure == "engagement_rate")
        ends = [end for row in bins[measure] for end in (row["bin_low"], row["bin_high"])]
        n_decades = np.log10(max(ends) / min(ends)) if ends else 0
        axes.xaxis.set_major_locator(
            LogLocator(base=100, numticks=4) if n_decades > 3 else LogLocator(subs=(1, 3))
        )
        axes.xaxis.set_minor_locator(NullLocator())
        axes.set_title(titles[measure])
        axes.set_yticks([])
        axes.tick_params(axis="x", labelsize=7)
        axes.spines["left"].set_visible(False)
    panels[0].set_ylabel("posts")
    return figure


def correlations(rows: Rows) -> Figure:
    """The published correlations, and those of the ranks."""
    figure, (axes,) = new_figure(1.9)
    pairs = sorted({(row["row_name"], row["column_name"]) for row in rows})
    for kind, color, marker in (
        ("as published, over records", GREY, "D"),
        ("ranks, over posts", ACCENT, "o"),
    ):
        values = {
            (row["row_name"], row["column_name"]): row["correlation"]
            for row in rows
            if row["kind"] == kind
        }
        if not values:
            continue
        known = [values.get(pair) for pair in pairs]
        labels = [f"{a} and {b}" for a, b in pairs]
        dots(axes, labels, known, known, known, color, marker=marker)
        axes.plot([], [], marker, color=color, label=kind)
    axes.set_xlim(min(0, axes.get_xlim()[0]), 1)
    axes.set_xlabel("correlation")
    legend_above(figure)
    return figure


def formats(rows: Rows) -> Figure:
    """Means and medians by format, each with its interval."""
    figure, panels = new_figure(2.2, 2)
    for axes, statistic in zip(panels, ("mean", "median"), strict=True):
        chosen = [row for row in rows if row["statistic"] == statistic]
        dots(
            axes,
            column(chosen, "format_words"),
            [100 * row["value"] for row in chosen],
            [scaled(row["ci_low"]) for row in chosen],
            [scaled(row["ci_high"]) for row in chosen],
            [MEDIA[row["format"]] for row in chosen],
        )
        axes.set_title(statistic)
        axes.set_xlim(left=0)
        axes.set_xlabel("engagement rate, %")
    if not is_narrow():
        panels[1].tick_params(labelleft=False)
    return figure


def scaled(value: float | None, factor: float = 100) -> float | None:
    """A value in another unit, unknown staying unknown."""
    return None if value is None else factor * value


def tiers(rows: Rows) -> Figure:
    """The typical account of each tier with its interval, and published benchmarks."""
    figure, (axes,) = new_figure(3.1)
    known = [row for row in rows if row["account_median_rate"] is not None]
    places = {row["follower_tier"]: place for place, row in enumerate(known)}
    for place, row in enumerate(known):
        # Nothing has no place on a logarithmic axis: such a bar begins where the axis does.
        ends = [row["lower_quartile_rate"] or LEAST_RATE, row["upper_quartile_rate"]]
        axes.plot(ends, [place] * 2, color=GRID, lw=7, solid_capstyle="butt")
    dots(
        axes,
        column(known, "label"),
        column(known, "account_median_rate"),
        column(known, "ci_low"),
        column(known, "ci_high"),
    )
    draw_benchmarks(axes, rows, places)
    axes.set_xscale("log", nonpositive="mask")
    at_least(axes, LEAST_RATE, 0.25)
    ticks = {0.001: "0.1 %", 0.003: "0.3 %", 0.01: "1 %", 0.03: "3 %", 0.1: "10 %"}
    shown = dict(list(ticks.items())[::2]) if is_narrow() else ticks
    axes.set_xticks(list(shown), list(shown.values()))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set_xlabel("engagement rate by followers")
    return figure


def draw_benchmarks(axes: Axes, rows: Rows, places: dict[str, int]) -> None:
    """A diamond in the row of each tier's benchmark, a line for those of all sizes."""
    for tier, place in places.items():
        marks = [r for r in rows if r["kind"] == "benchmark of the tier"
                 and r["follower_tier"] == tier]  # fmt: skip
        for row, sign in zip(marks, (1, -1) if len(marks) == 1 else (-1, 1), strict=False):
            axes.plot(row["benchmark_rate"], place + 0.3, "D", color=LOW, ms=4)
            axes.annotate(
                f"{row['label']} {100 * row['benchmark_rate']:.1f} %",
                (row["benchmark_rate"], place + 0.3),
                xytext=(5 * sign, 0),
                textcoords="offset points",
                ha="left" if sign > 0 else "right",
                va="center",
                fontsize=7,
                color=LOW,
                bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.6},
                gid=f"{SMALL_PRINT}-{tier}-{row['label']}",
            )
    lines = [row for row in rows if row["kind"] == "benchmark of all sizes"]
    for row, side in zip(lines, ("right", "left"), strict=False):
        axes.axvline(row["benchmark_rate"], color=LOW, lw=0.9, ls=(0, (3, 3)), zorder=0)
        text = f" {row['label']} {100 * row['benchmark_rate']:.2f} % "
        axes.text(row["benchmark_rate"], -0.62, text, color=LOW, fontsize=7, va="bottom", ha=side,
                  gid=f"{SMALL_PRINT}-{side}")  # fmt: skip


def hours(rows: Rows) -> Figure:
    """Hour by weekday, within account and shrunk, with the number of posts; thin cells blank."""
    figure, (axes,) = new_figure(2.5)
    for row in rows:
        if row["difference_percent"] is not None:
            day, hour = row["weekday"] - 1, row["hour"]
            shade = min(abs(row["difference_percent"]) / 40, 1)
            color = HIGH if row["difference_percent"] > 0 else LOW
            # None reaches beyond the axes, so there is no need to measure them.
            axes.add_patch(Rectangle((hour - 0.5, day - 0.5), 1, 1, facecolor=(color, shade),
                                     edgecolor=GRID, lw=0.4, in_layout=False))  # fmt: skip
            axes.text(hour, day, short(row["n_posts"]), fontsize=5, ha="center", va="center",
                      gid=f"{SMALL_PRINT}-{day}-{hour}", in_layout=False)  # fmt: skip
    axes.set_xlim(-0.5, 23.5)
    axes.set_ylim(6.5, -0.5)
    axes.set_yticks(range(7), ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"])
    axes.set_xticks(range(0, 24, 3), [f"{hour:02}" for hour in range(0, 24, 3)])
    axes.set_xlabel("hour of posting, UTC")
    axes.tick_params(length=0)
    axes.spines[["left", "bottom"]].set_visible(False)
    for color, label in ((LOW, "40 % below the usual"), (HIGH, "40 % above")):
        axes.plot([], [], "s", color=color, label=label)
    legend_above(figure)
    return figure


def effects(rows: Rows) -> Figure:
    """Raw differences in grey, within accounts in colour."""
    names = list(dict.fromkeys(column(rows, "feature")))
    figure, (axes,) = new_figure(0.9 + 0.3 * len(names))
    for measure, color, offset in (
        ("raw_difference", GREY, -0.14),
        ("within_account_effect", ACCENT, 0.14),
    ):
        by_name = {row["feature"]: row for row in rows if row["measure"] == measure}
        chosen = [by_name[name] for name in names]
        dots(
            axes,
            column(chosen, "feature_words"),
            [scaled(row["value"]) for row in chosen],
            [scaled(row["ci_low"]) for row in chosen],
            [scaled(row["ci_high"]) for row in chosen],
            color,
            offset,
        )
        axes.plot([], [], "o-", color=color, label=chosen[0]["measure_words"])
    axes.axvline(0, color=MUTED, lw=0.9)
    axes.set_xlabel("difference in share of high posts, points")
    legend_above(figure)
    return figure


def hashtags(rows: Rows) -> Figure:
    """Most used hashtags, with intervals: posts with one against their account's others."""
    figure, (axes,) = new_figure(0.8 + 0.22 * len(rows))
    dots(
        axes,
        [f"{row['hashtag'][:22]} ({row['n_posts']})" for row in rows],
        column(rows, "difference_percent"),
        column(rows, "ci_low"),
        column(rows, "ci_high"),
        [GREY if row["finding"] == "no difference beyond noise" else ACCENT for row in rows],
    )
    axes.axvline(0, color=MUTED, lw=0.9)
    # Twice and half as much lie equally far from no difference.
    axes.set_xscale("function", functions=(log_of_percent, percent_of_log))
    ticks = {-75: "-75 %", -50: "-50 %", 0: "same", 100: "+100 %", 300: "+300 %"}
    axes.set_xlim(min(-82, *column(rows, "ci_low")), max(500, *column(rows, "ci_high")))
    axes.set_xticks(list(ticks), list(ticks.values()))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.tick_params(axis="x", labelsize=8)
    axes.set_xlabel("against the account's other posts")
    return figure


def log_of_percent(values: np.ndarray) -> np.ndarray:
    """The logarithm of the factor that a difference in per cent stands for."""
    return np.asarray(np.log(np.maximum(1 + np.asarray(values) / 100, 1e-3)))


def percent_of_log(values: np.ndarray) -> np.ndarray:
    """The difference in per cent that a logarithm of a factor stands for."""
    return np.asarray(100 * (np.exp(np.asarray(values)) - 1))


def account(rows: Rows) -> Figure:
    """An account's posts over time against its usual; posts with hidden likes are left out."""
    figure, (axes,) = new_figure(2.3, layout=None)
    known = [row for row in rows if row["n_engagements"] is not None]
    ordered = sorted(known, key=lambda row: (row["posted_at"], row["post_id"]))
    usual = [row for row in ordered if row["usual_engagements"] is not None]
    if usual:
        engagements = [max(row["usual_engagements"], 0.5) for row in usual]
        axes.plot(column(usual, "posted_at"), engagements, color=INK, lw=1, drawstyle="steps-post",
                  label="its usual then")  # fmt: skip
    told = [row for row in ordered if row["is_range_told"]]
    if told:
        lows, highs = ([max(value, 0.5) for value in column(told, name)]
                       for name in ("likely_low", "likely_high"))  # fmt: skip
        axes.vlines(column(told, "posted_at"), lows, highs, color=GREY, alpha=0.4, lw=2, zorder=0,
                    label="likely")  # fmt: skip
    for media_type in ("image", "carousel", "video", None):
        chosen = [row for row in ordered if row["media_type"] == media_type]
        if not chosen:
            continue
        engagements = [max(row["n_engagements"], 0.5) for row in chosen]
        axes.plot(column(chosen, "posted_at"), engagements, "o", ms=4.5, color=MEDIA[media_type],
                  label=media_type or chosen[0]["format_words"])  # fmt: skip
    over_time(figure, axes)
    return figure


def account_months(rows: Rows) -> Figure:
    """An account of many posts: each month's median, and the middle half of its posts."""
    figure, (axes,) = new_figure(2.3, layout=None)
    months = column(rows, "month")
    ends = [[max(value, 0.5) for value in column(rows, name)]
            for name in ("lower_quartile", "upper_quartile", "median_engagements")]  # fmt: skip
    axes.fill_between(months, ends[0], ends[1], color=GRID, lw=0, label="middle half")
    axes.plot(months, ends[2], "o-", color=ACCENT, lw=1.2, ms=3, label="median of the month")
    over_time(figure, axes)
    return figure


def over_time(figure: Figure, axes: Axes) -> None:
    """A logarithmic axis of engagement over one of dates, with a legend above.

    Places are fixed: every account has such a figure, and finding them takes half its time.
    """
    figure.subplots_adjust(0.14, 0.11, 0.985, 0.89)
    axes.set_yscale("log")
    axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5), numticks=6))
    axes.yaxis.set_major_formatter(lambda value, _: short(value))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.margins(x=0.04)
    locator = AutoDateLocator(minticks=2, maxticks=5, interval_multiples=True)
    locator.intervald[HOURLY] = [24]
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator, show_offset=False))
    axes.set_ylabel("likes and comments")
    axes.tick_params(labelcolor=MUTED)
    axes.grid(axis="y")
    figure.legend(loc="upper left", ncols=5, fontsize=7.5, columnspacing=0.9, handlelength=1.2,
                  handletextpad=0.5, labelcolor=MUTED)  # fmt: skip
