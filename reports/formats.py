"""Numbers as people read them; unknown stays visibly unknown."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

UNKNOWN = "–"


def count(value: float | None) -> str:
    """1,234."""
    return UNKNOWN if value is None else f"{value:,.0f}"


def decimal(value: float | None, digits: int = 2) -> str:
    """0.86, and never -0.00."""
    return UNKNOWN if value is None else f"{round(value, digits) + 0.0:.{digits}f}"


def percent(value: float | None, digits: int = 1) -> str:
    """0.50 %."""
    return UNKNOWN if value is None else f"{100 * value:.{digits}f} %"


def outcome(value: float) -> str:
    """A rate as 0.59 %, a number of likes and comments as 1,842."""
    return percent(value, 2) if value < 1 else count(value)


def points(value: float | None) -> str:
    """A difference of shares in percentage points: +8.6, and never -0.0."""
    if value is None:
        return UNKNOWN
    rounded = round(100 * value, 1)
    return f"{rounded:+.1f}" if rounded else "0.0"


def counted(value: float, thing: str) -> str:
    """1 post, 1,234 posts."""
    return f"{count(value)} {thing}{'' if value == 1 else 's'}"


def spelled(value: int) -> str:
    """Small numbers as words."""
    words = ("no", "one", "two", "three", "four", "five")
    return words[value] if value < len(words) else count(value)


def signed(value: float | None, digits: int = 0) -> str:
    """+12, and never -0."""
    if value is None:
        return UNKNOWN
    rounded = round(value, digits)
    return f"{rounded:+.{digits}f}" if rounded else "0"


def plain(value: float | None) -> str:
    """7 rather than 7.0."""
    return UNKNOWN if value is None else f"{value:g}"


def interval(row: dict[str, Any], name: str = "value", digits: int = 3) -> str:
    """A value with its interval: 0.863 [0.835, 0.888]."""
    low, high = row["ci_low"], row["ci_high"]
    if row[name] is None:
        return UNKNOWN
    if low is None or high is None:
        return decimal(row[name], digits)
    return f"{decimal(row[name], digits)} [{decimal(low, digits)}, {decimal(high, digits)}]"


def bounds(
    ends: tuple[float | None, float | None], written: Callable[..., str], *digits: int
) -> str:
    """The interval behind a value, [0.835, 0.888] after a blank, where there is one."""
    low, high = ends
    if low is None or high is None:
        return ""
    return f" [{written(low, *digits)}, {written(high, *digits)}]"


def day(value: datetime) -> str:
    """2024-03-04."""
    return value.strftime("%Y-%m-%d")


def minute(value: datetime) -> str:
    """2024-03-04 06:47."""
    return value.strftime("%Y-%m-%d %H:%M")


def clip(text: str, limit: int) -> str:
    """The beginning of a long text."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


UNIT = re.compile(
    r"(?<=\d) (?=(?:%|k|M|posts?|accounts?|records?|followers)(?!\w))|(?<=AUC) (?=\d)"
)


def typeset(text: str) -> str:
    """With a space that no line breaks at between a number and its unit or its noun."""
    return UNIT.sub("\u00a0", text)


FILTERS = {
    "count": count,
    "counted": counted,
    "spelled": spelled,
    "signed": signed,
    "decimal": decimal,
    "percent": percent,
    "points": points,
    "plain": plain,
    "interval": interval,
    "bounds": bounds,
    "day": day,
    "minute": minute,
    "clip": clip,
}
