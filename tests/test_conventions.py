"""What a file does not explain is found in it: its time zone, its order of dates, its marks."""

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.builds import Build, run_models
from tests.exports import shortcode

HEADER = ["Post ID", "Account username", "Publish time", "Permalink", "Post type", "Description",
          "Likes", "Comments"]  # fmt: skip
START = datetime(2025, 1, 3, 9, 20, tzinfo=UTC)


def suite(
    path: Path,
    zone: str = "America/Los_Angeles",
    clock: str = "%m/%d/%Y %H:%M",
    step_days: int = 9,
    n_posts: int = 40,
    likes=lambda i: 10 + i,
    is_coded: bool = True,
) -> Path:
    """An export of Meta Business Suite, its clocks of a zone on both sides of daylight saving."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADER)
        for i in range(n_posts):
            moment = START + timedelta(days=step_days * i)
            address = f"https://www.instagram.com/p/{shortcode(moment, i)}/" if is_coded else ""
            shown = moment.astimezone(ZoneInfo(zone)).strftime(clock)
            row = [17900000000000000 + i, "ana", shown, address, "IG image", "", likes(i), 1]
            writer.writerow(row)
    return path


def understood(tmp_path: Path, *files: Path) -> Build:
    """The tables that say how files were understood."""
    run_models(tmp_path / "warehouse.duckdb", tmp_path / "*.csv", "+export_files")
    return Build(tmp_path / "warehouse.duckdb", 0, "", "")


FOUND = """
    select time_zone, time_zone_evidence, n_zone_agreeing, date_order, date_order_evidence,
        n_times_checked, n_times_agreeing, doubt
    from marts.export_files
"""


@pytest.mark.parametrize(
    ("zone", "clock", "order"),
    [
        ("America/Los_Angeles", "%m/%d/%Y %H:%M", "month first"),
        ("Europe/Berlin", "%d.%m.%Y %H:%M", "day first"),
        ("Asia/Kolkata", "%d/%m/%y %H:%M:%S", "day first"),
        ("America/New_York", "%m/%d/%Y %I:%M %p", "month first"),
    ],
)
def test_the_zone_and_the_order_of_a_date_are_found_from_shortcodes(tmp_path, zone, clock, order):
    suite(tmp_path / "posts.csv", zone, clock)
    built = understood(tmp_path)
    assert built.rows(FOUND) == [
        (zone, "shortcodes", 40, order, "days beyond twelve", 40, 40, None)
    ]
    moments = sorted(START.replace(tzinfo=None) + timedelta(days=9 * i) for i in range(40))
    assert built.rows("select posted_at from staging.stg_posts order by 1") == [
        (moment,) for moment in moments
    ]


def test_days_up_to_twelve_are_told_from_months_by_shortcodes(tmp_path):
    """Twelve days apart by month and day: 3 January, 3 February and so on would do both ways."""
    suite(tmp_path / "posts.csv", "UTC", "%d/%m/%Y %H:%M", step_days=1, n_posts=9)
    built = understood(tmp_path)
    assert built.rows(FOUND) == [("UTC", "shortcodes", 9, "day first", "shortcodes", 9, 9, None)]


def test_what_nothing_tells_is_said_and_taken_as_the_tool_writes_it(tmp_path):
    suite(tmp_path / "posts.csv", step_days=1, n_posts=9, is_coded=False)
    ((*found, doubt),) = understood(tmp_path).rows(FOUND)
    assert found == [
        "America/Los_Angeles", "what the tool usually writes", 0, "month first", "nothing", 0, 0,
    ]  # fmt: skip
    assert doubt.startswith("nothing tells whether its dates begin with day or month")


def test_times_that_disagree_with_their_shortcodes_are_reported(tmp_path):
    path = suite(tmp_path / "posts.csv", n_posts=30)
    text = path.read_text(encoding="utf-8")
    rows = text.splitlines()
    # Each post gets the time of another one, four rows on.
    times = [row.split(",")[2] for row in rows[1:]]
    moved = [row.replace(times[i], times[(i * 7 + 4) % 30]) for i, row in enumerate(rows[1:])]
    path.write_text("\n".join([rows[0], *moved]), encoding="utf-8")
    ((doubt,),) = understood(tmp_path).rows("select doubt from marts.export_files")
    assert doubt.startswith("the times of ")
    assert "disagree with their shortcodes" in doubt


def test_likes_that_never_change_are_reported(tmp_path):
    suite(tmp_path / "posts.csv", likes=lambda i: 0 if i > 20 else 10 + i)
    ((doubt,),) = understood(tmp_path).rows("select doubt from marts.export_files")
    assert doubt == "19 posts of an account in a row have 0 likes each: they may be hidden"


@pytest.mark.parametrize(
    ("likes", "expected", "is_unclear"),
    [
        (["1.234", "999", "12"], [12, 999, 1234], True),
        (["1.234", "1.234.567", "12"], [12, 1234, 1234567], False),
        (["12.000", "1234.000", "3.000"], [3, 12, 1234], False),
        (["1,234", "12,0", "7"], [7, 12], False),
        (["1 234", "999", "12"], [12, 999, 1234], False),
    ],
)
def test_marks_in_numbers_are_read_by_the_files_own_evidence(tmp_path, likes, expected, is_unclear):
    suite(tmp_path / "posts.csv", n_posts=3, likes=lambda i: likes[i])
    built = understood(tmp_path)
    found = built.rows("select n_likes from staging.stg_posts order by 1")
    assert [value for (value,) in found] == expected
    assert built.rows("select is_mark_unclear from marts.export_files") == [(is_unclear,)]
