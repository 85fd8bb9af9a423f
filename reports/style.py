"""One look for every figure: colours that follow the reader's theme, real text, plain axes."""

import io
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from typing import Any, Literal

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from reports.sizes import NARROW, WIDE

INK, MUTED, GRID, PAPER = "#1a1b1c", "#5f6368", "#dcdfe2", "#ffffff"
ACCENT, GREY = "#0072b2", "#9aa0a6"
# Okabe and Ito's palette, the same meaning on every page.
IMAGE, CAROUSEL, VIDEO = "#e69f00", "#009e73", "#cc79a7"
HIGH, LOW = ACCENT, "#d55e00"

# Texts whose id begins so are left out where the figure is narrow.
SMALL_PRINT = "small-print"

# What each colour becomes in a dark room; the figure asks the reader's system.
DARK = {
    INK: "#e8eaed",
    MUTED: "#a9afb5",
    GRID: "#3a3f44",
    PAPER: "#16181a",
    ACCENT: "#56b4e9",
    GREY: "#7d848b",
    IMAGE: "#e69f00",
    CAROUSEL: "#2fc39a",
    VIDEO: "#dd9cc3",
    LOW: "#ef7d33",
}
width = ContextVar("width", default=WIDE)

RC: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "instagram-engagement-warehouse",
    "text.parse_math": False,
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 9,
    "axes.edgecolor": GRID,
    "axes.labelcolor": MUTED,
    "axes.titlesize": 9,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlecolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": False,
    "grid.color": GRID,
    "grid.linewidth": 0.6,
    "text.color": INK,
    "xtick.color": GRID,
    "ytick.color": GRID,
    "xtick.labelcolor": MUTED,
    "ytick.labelcolor": INK,
    "legend.frameon": False,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "savefig.facecolor": "none",
}


def new_figure(
    height: float, columns: int = 1, layout: Literal["constrained"] | None = "constrained"
) -> tuple[Figure, list[Axes]]:
    """A figure so many inches high, and its panels from left to right, on a phone downwards."""
    if is_narrow():
        size = (width.get(), height * (1 + 0.7 * (columns - 1)))
        figure = Figure(figsize=size, layout=layout)
        return figure, list(figure.subplots(columns, 1, squeeze=False)[:, 0])
    figure = Figure(figsize=(width.get(), height), layout=layout)
    return figure, list(figure.subplots(1, columns, squeeze=False)[0])


def new_grid(height: float, n_panels: int, columns: int) -> tuple[Figure, list[Axes]]:
    """A figure of small panels, so many inches high each, with one y axis; on a phone two a row."""
    columns = min(2 if is_narrow() else columns, n_panels)
    rows = -(-n_panels // columns)
    figure = Figure(figsize=(width.get(), height * rows), layout="constrained")
    panels = list(figure.subplots(rows, columns, sharey=True, squeeze=False).flat)
    for axes in panels[n_panels:]:
        axes.remove()
    return figure, panels[:n_panels]


def is_narrow() -> bool:
    """Whether the figure is for a phone."""
    return width.get() == NARROW


def drawn(drawing: Callable[[Any], Figure], data: Any, inches: float = WIDE) -> str:
    """What a function draws from its data, so wide, as SVG text in the site's style."""
    token = width.set(inches)
    try:
        with mpl.rc_context(RC):
            return as_svg(drawing(data))
    finally:
        width.reset(token)


def as_svg(figure: Figure) -> str:
    """The figure as SVG text: equal figures give equal text."""
    buffer = io.StringIO()
    # `savefig` draws twice, once for nothing.
    FigureCanvasSVG(figure).print_svg(buffer, metadata={"Date": None})
    text = buffer.getvalue().replace("'DejaVu Sans'", "system-ui, 'Segoe UI', sans-serif")
    light = "".join(f"--c{color[1:]}:{color};" for color in DARK)
    dark = "".join(f"--c{color[1:]}:{other};" for color, other in DARK.items())
    for color in DARK:
        text = text.replace(color, f"var(--c{color[1:]})")
    style = (
        f"<style>:root{{{light}}}@media(prefers-color-scheme:dark){{:root{{{dark}}}}}"
        f"@media(max-width:450px){{[id^={SMALL_PRINT}]{{display:none}}}}</style>"
    )
    head, tail = text.split("<defs>", 1)
    return f"{head}{style}<defs>{tail}"


def short(value: float) -> str:
    """1 k, 10 k, 1 M."""
    for limit, unit in ((1e6, " M"), (1e3, " k")):
        if abs(value) >= limit:
            return f"{value / limit:g}{unit}"
    return f"{value:g}"


def plain_log_ticks(axes: Axes, percent: bool = False) -> None:
    """Plain numbers on a logarithmic x axis."""
    axes.set_xscale("log")
    shown = (lambda v, _: f"{100 * v:g} %") if percent else (lambda v, _: short(v))
    axes.xaxis.set_major_formatter(FuncFormatter(shown))
    axes.xaxis.set_minor_formatter(FuncFormatter(lambda v, _: ""))


def dots(
    axes: Axes,
    labels: Iterable[str],
    values: Iterable[float | None],
    lows: Iterable[float | None],
    highs: Iterable[float | None],
    colors: Iterable[str] | str = ACCENT,
    offset: float = 0.0,
    marker: str = "o",
) -> None:
    """One row per label: a dot with its interval, the first on top; unknown values blank."""
    names = list(labels)
    palette = [colors] * len(names) if isinstance(colors, str) else list(colors)
    for place, (value, low, high, color) in enumerate(
        zip(values, lows, highs, palette, strict=True)
    ):
        if value is None:
            continue
        if low is not None and high is not None:
            axes.plot([low, high], [place + offset] * 2, color=color, lw=1.6, solid_capstyle="butt")
        axes.plot(value, place + offset, marker, color=color, ms=4.5, clip_on=False)
    axes.set_yticks(range(len(names)), [clipped(name) for name in names])
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.tick_params(length=0)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x")


def paired_dots(
    axes: Axes,
    labels: list[str],
    rows: list[dict[str, Any]],
    name: str,
    low: str,
    high: str,
    colors: Iterable[str] | str,
    offset: float,
) -> None:
    """One of two dots in each row, from columns of `rows`; a row may lack them."""
    values, lows, highs = ([row.get(key) for row in rows] for key in (name, low, high))
    dots(axes, labels, values, lows, highs, colors, offset)


def at_least(axes: Axes, low: float, high: float) -> None:
    """An x axis from `low` to `high`, or as far as the data go."""
    first, last = axes.get_xlim()
    axes.set_xlim(min(first, low), max(last, high))


def legend_above(figure: Figure, columns: int = 2) -> None:
    """What the colours mean, above the panels."""
    ncols = min(columns, 2) if is_narrow() else columns
    figure.legend(loc="outside upper left", ncols=ncols, fontsize=7.5, labelcolor=MUTED)


def label_target(axes: Axes, rows: list[dict[str, Any]], target: str, color: str) -> None:
    """An entry for a target in the legend, where it has rows."""
    for words in {row["target_words"] for row in rows if row["target"] == target}:
        axes.plot([], [], "o-", color=color, label=words)


def clipped(text: str, limit: int = 30) -> str:
    """A label that leaves room for the figure."""
    return text if len(text) <= limit else text[: limit - 1] + "…"
