"""Each figure is a function from the rows of a reporting table to a matplotlib Figure."""

from typing import Any

from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullLocator

from reports.style import (
    ACCENT,
    CAROUSEL,
    CELL_INK,
    GREY,
    IMAGE,
    INK,
    LOW,
    MUTED,
    SMALL_PRINT,
    VIDEO,
    dots,
    new_figure,
    plain_log_ticks,
    short,
)

Row = dict[str, Any]
Rows = list[Row]

MEDIA = {"image": IMAGE, "carousel": CAROUSEL, "video": VIDEO, "single": GREY, "several": GREY}


def column(rows: Rows, name: str) -> list[Any]:
    """One column of the rows."""
    return [row[name] for row in rows]


def ladder(rows: Rows) -> Figure:
    """Accuracy step by step, from the published number to the headlines."""
    figure, (axes,) = new_figure(4.6)
    known = [row for row in rows if row["accuracy"] is not None]
    for place, row in enumerate(known):
        is_headline = row["description"].startswith("HEADLINE")
        color = ACCENT if is_headline else LOW if row["step"] == 1 else GREY
        axes.barh(place, row["accuracy"], color=color, height=0.62)
        axes.text(
            row["accuracy"] + 0.01,
            place,
            f"{100 * row['accuracy']:.1f} %",
            va="center",
            color=INK,
            fontweight="bold" if color != GREY else "normal",
        )
    axes.set_yticks(range(len(known)), [STEPS[row["step"]] for row in known])
    axes.axvline(0.5, color=MUTED, lw=0.8, ls=(0, (3, 3)))
    axes.set_ylim(len(known) - 0.4, -0.6)
    axes.set_xlim(0, 1.12)
    axes.set_xticks([0, 0.5, 1], ["0 %", "50 %", "100 %"])
    axes.set_xlabel("test posts told right")
    axes.tick_params(length=0)
    axes.spines[["left", "bottom"]].set_visible(False)
    return figure


STEPS = {
    1: "1  as published",
    2: "2  solver converges",
    3: "3  no engagement rate",
    4: "4  likes to a forest",
    5: "5  no likes, no comments",
    6: "6  every post once",
    7: "7  posts without a place",
    8: "8  median from training",
    9: "9  no young posts",
    10: "10  point-in-time history",
    11: "11  unseen accounts",
    12: "12  LATER POSTS",
    13: "13  later and unseen",
    14: "14  OWN USUAL",
}


def record_flow(rows: Rows) -> Figure:
    """Records read, and where they went."""
    figure, (axes,) = new_figure(2.1)
    for place, row in enumerate(rows):
        axes.barh(place, row["n_records"], color=ACCENT if row["step"] == "posts" else GREY)
        axes.text(row["n_records"], place, f"  {row['n_records']:,}", va="center", color=INK)
    axes.set_yticks(range(len(rows)), column(rows, "step"))
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.margins(x=0.15)
    axes.set_xticks([])
    axes.set_xlabel("records")
    axes.tick_params(length=0)
    axes.spines[["left", "bottom"]].set_visible(False)
    return figure


def distributions(rows: Rows) -> Figure:
    """Rate, likes and comments, a quarter of a decade to a bin."""
    figure, panels = new_figure(2.3, 3)
    titles = {"engagement_rate": "engagement rate", "n_likes": "likes", "n_comments": "comments"}
    for axes, (measure, title) in zip(panels, titles.items(), strict=True):
        bins = [row for row in rows if row["measure"] == measure and row["bin_low"] > 0]
        for row in bins:
            axes.bar(
                row["bin_low"],
                row["n_posts"],
                width=row["bin_high"] - row["bin_low"],
                align="edge",
                color=ACCENT,
                edgecolor="none",
            )
        plain_log_ticks(axes, percent=measure == "engagement_rate")
        axes.set_title(title)
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
        known = [values.get(pair) for pair in pairs]
        labels = [f"{a} and {b}" for a, b in pairs]
        dots(axes, labels, known, known, known, color, marker=marker)
        axes.plot([], [], marker, color=color, label=kind)
    axes.set_xlim(0, 1)
    axes.set_xlabel("correlation")
    figure.legend(loc="outside upper left", ncols=2, fontsize=7.5, labelcolor=MUTED)
    return figure


def formats(rows: Rows) -> Figure:
    """Means and medians by format, each with its interval."""
    figure, panels = new_figure(2.2, 2)
    for axes, statistic in zip(panels, ("mean", "median"), strict=True):
        chosen = [row for row in rows if row["statistic"] == statistic]
        dots(
            axes,
            column(chosen, "format"),
            [100 * row["value"] for row in chosen],
            [scaled(row["ci_low"]) for row in chosen],
            [scaled(row["ci_high"]) for row in chosen],
            [MEDIA[row["format"]] for row in chosen],
        )
        axes.set_title(statistic)
        axes.set_xlim(left=0)
        axes.set_xlabel("engagement rate, %")
    return figure


def scaled(value: float | None, factor: float = 100) -> float | None:
    """A value in another unit, unknown staying unknown."""
    return None if value is None else factor * value


def tiers(rows: Rows) -> Figure:
    """Median rate by follower tier, quartiles as a line, beside one published benchmark."""
    figure, (axes,) = new_figure(2.2)
    known = [row for row in rows if row["median_rate"] is not None]
    dots(
        axes,
        [f"{row['follower_tier']} ({row['n_posts']:,} posts)" for row in known],
        [100 * row["median_rate"] for row in known],
        [100 * row["lower_quartile_rate"] for row in known],
        [100 * row["upper_quartile_rate"] for row in known],
    )
    benchmark = 100 * rows[0]["benchmark_rate"]
    axes.axvline(benchmark, color=LOW, lw=1)
    axes.text(benchmark, -0.52, " published benchmark", color=LOW, fontsize=7.5, va="bottom")
    plain_log_ticks(axes)
    axes.set_xlabel("engagement rate by followers, %")
    return figure


def hours(rows: Rows) -> Figure:
    """Hour by weekday, within account and shrunk, with the number of posts; thin cells blank."""
    figure, (axes,) = new_figure(2.5)
    grid = [[float("nan")] * 24 for _ in range(7)]
    for row in rows:
        if row["difference_percent"] is not None:
            day, hour = row["weekday"] - 1, row["hour"]
            grid[day][hour] = row["difference_percent"]
            axes.text(hour, day, short(row["n_posts"]), fontsize=4.4, ha="center", va="center",
                      color=CELL_INK, gid=f"{SMALL_PRINT}-{day}-{hour}")  # fmt: skip
    image = axes.imshow(grid, cmap="PuOr_r", vmin=-40, vmax=40, aspect="auto")
    axes.set_yticks(range(7), ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"])
    axes.set_xticks(range(0, 24, 3), [f"{hour:02}" for hour in range(0, 24, 3)])
    axes.set_xlabel("hour of posting, UTC")
    axes.tick_params(length=0)
    axes.spines[["left", "bottom"]].set_visible(False)
    bar = figure.colorbar(image, ax=axes, pad=0.02, ticks=[-40, 0, 40])
    bar.ax.set_yticklabels(["-40 %", "usual", "+40 %"], fontsize=7.5, color=MUTED)
    bar.outline.set_visible(False)
    return figure


def effects(rows: Rows) -> Figure:
    """Raw differences in grey, within accounts in colour."""
    names = list(dict.fromkeys(column(rows, "feature")))
    figure, (axes,) = new_figure(0.9 + 0.3 * len(names))
    for measure, color, offset, label in (
        ("raw_difference", GREY, -0.14, "raw difference"),
        ("within_account_effect", ACCENT, 0.14, "within the same account"),
    ):
        by_name = {row["feature"]: row for row in rows if row["measure"] == measure}
        chosen = [by_name[name] for name in names]
        dots(
            axes,
            names,
            [scaled(row["value"]) for row in chosen],
            [scaled(row["ci_low"]) for row in chosen],
            [scaled(row["ci_high"]) for row in chosen],
            color,
            offset,
        )
        axes.plot([], [], "o-", color=color, label=label)
    axes.axvline(0, color=MUTED, lw=0.9)
    axes.set_xlabel("difference in share of high posts, points")
    figure.legend(loc="outside upper left", ncols=2, fontsize=7.5, labelcolor=MUTED)
    return figure


def hashtags(rows: Rows) -> Figure:
    """Most used hashtags: posts with one against their account's usual."""
    figure, (axes,) = new_figure(0.8 + 0.22 * len(rows))
    values = column(rows, "difference_percent")
    labels = [f"{row['hashtag'][:22]} ({row['n_posts']})" for row in rows]
    dots(axes, labels, values, values, values)
    axes.axvline(0, color=MUTED, lw=0.9)
    axes.set_xlabel("against the account's usual, % (shrunk)")
    return figure


def account(rows: Rows) -> Figure:
    """An account's posts over time against its usual."""
    figure, (axes,) = new_figure(2.3)
    ordered = sorted(rows, key=lambda row: (row["posted_at"], row["post_id"]))
    usual = [row for row in ordered if row["usual_engagements"] is not None]
    axes.plot(
        column(usual, "posted_at"),
        [max(row["usual_engagements"], 0.5) for row in usual],
        color=INK,
        lw=1,
        drawstyle="steps-post",
        label="its usual then",
    )
    for media_type in ("image", "carousel", "video"):
        chosen = [row for row in ordered if row["media_type"] == media_type]
        engagements = [max(row["n_engagements"], 0.5) for row in chosen]
        axes.plot(column(chosen, "posted_at"), engagements, "o", ms=4.5, color=MEDIA[media_type],
                  label=media_type)  # fmt: skip
    axes.set_yscale("log")
    axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5), numticks=6))
    axes.yaxis.set_major_formatter(lambda value, _: short(value))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.margins(x=0.04)
    locator = AutoDateLocator(minticks=1, maxticks=5)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))
    axes.set_ylabel("likes and comments")
    axes.tick_params(labelcolor=MUTED)
    axes.grid(axis="y")
    figure.legend(loc="outside upper left", ncols=4, fontsize=7.5, labelcolor=MUTED)
    return figure
