"""An export that a library or a spreadsheet has saved again still holds the same posts."""

import csv
import io
import re
from collections.abc import Callable
from datetime import datetime, timedelta

import duckdb
import pandas as pd
import pytest

from tests import exports
from tests.builds import HEADER, run_models

CODES = [exports.shortcode(exports.MOMENT, number) for number in range(3)]
ADDRESSES = [f"https://www.instagram.com/p/{code}/" for code in CODES]


def three(header: str, row: str) -> str:
    """A table of three posts, of which {n} counts, {code} and {url} are each one's own."""
    told = zip(CODES, ADDRESSES, strict=True)
    rows = [row.format(n=n, code=code, url=url) for n, (code, url) in enumerate(told)]
    return "\n".join([header.strip(), *rows, ""])


TABLES = {
    "meta": three(
        exports.META,
        "1790272475112113{n},17841400000000001,ana,Ana,caption {n},{n},04/15/2026 10:38,{url},"
        "IG carousel,,Lifetime,90{n},80{n},123{n},5,6,7,8",
    ),
    "crowdtangle": three(
        exports.CROWDTANGLE.splitlines()[0],
        'Ana,ana,"26,25{n}",2026-04-15 13:38:00 EDT,Album,"1,241","1,23{n}",7,0,FALSE,{url},'
        "caption {n}",
    ),
    "apify": three(
        exports.APIFY_CSV.splitlines()[0],
        "caption {n},7,123{n},42,ana,{code},2026-04-15T17:38:00.000Z,Sidecar,{url}",
    ),
    "fivetran": three(
        exports.FIVETRAN.splitlines()[0] + ",like_count,comment_count",
        "a,2026-05-01T00:00:00,caption {n},,2026-04-15T17:38:00,{n},false,CAROUSEL_ALBUM,{url},"
        "{code},42,ana,123{n},7",
    ),
    "bright_data": three(
        exports.BRIGHT_DATA_POSTS.splitlines()[0],
        '{url},ana,caption {n},"[""#a""]",7,2026-04-15T17:38:00.000Z,123{n},"[""x""]",3,{code},'
        "Carousel,3,900,900,2026-05-01T00:00:00.000Z",
    ),
    "kaggle": three(HEADER, "42,ana,{code},False,caption {n},7,123{n},1776274680,,,True,ana,900,9"),
}  # fmt: skip


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def saved(rows: list[list[str]], **how: object) -> bytes:
    """As a program writes it that has its own way with separated values."""
    stream = io.StringIO()
    csv.writer(stream, **how).writerows(rows)
    return stream.getvalue().encode()


def column(text: str, change: Callable[[str], str], *names: str) -> list[list[str]]:
    """The same rows with other values in the columns of these names."""
    header, *rows = rows_of(text)
    places = [place for place, name in enumerate(header) if name in names]
    for row in rows:
        for place in places:
            row[place] = change(row[place])
    return [header, *rows]


def frame(text: str) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(text))


def as_parquet(text: str) -> bytes:
    stream = io.BytesIO()
    frame(text).to_parquet(stream)
    return stream.getvalue()


def without_nothing(time: str) -> str:
    """4/15/2026 10:38, as a spreadsheet shows it."""
    return re.sub(r"\b0(\d/)", r"\1", time)


def serial(time: str) -> str:
    """The number of days that a spreadsheet counts, in five digits."""
    moment = datetime.strptime(time, "%m/%d/%Y %H:%M")
    return f"{(moment - datetime(1899, 12, 30)) / timedelta(days=1):.5f}"


def rounded(number: str) -> str:
    return f"{float(number):.5E}"


COUNTS = ("Likes", "likes", "likesCount", "like_count", "Comments", "comments", "Views",
          "Followers at Posting", "created_at")  # fmt: skip
IDS = ("Post ID", "Account ID", "pk", "post_id")
EVERY = {
    "pandas": lambda text: frame(text).to_csv().encode(),
    "pandas, floats": lambda text: frame(text).astype(
        dict.fromkeys(frame(text).select_dtypes("int"), float)
    ).to_csv(index=False).encode(),
    "json": lambda text: frame(text).to_json(orient="records").encode(),
    "json lines": lambda text: frame(text).to_json(orient="records", lines=True).encode(),
    "parquet": as_parquet,
    "semicolons": lambda text: saved(rows_of(text), delimiter=";"),
    "tabs": lambda text: saved(rows_of(text), delimiter="\t"),
    "everything quoted": lambda text: saved(rows_of(text), quoting=csv.QUOTE_ALL),
    "a mark": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "utf-16": lambda text: text.encode("utf-16"),
    "line ends of Windows": lambda text: text.replace("\n", "\r\n").encode(),
    "empty columns and rows": lambda text: saved(
        [[*row, "", ""] for row in [*rows_of(text), *[[""] * len(rows_of(text)[0])] * 2]]
    ),
    "upper case": lambda text: saved([[n.upper() for n in rows_of(text)[0]], *rows_of(text)[1:]]),
    "decimal commas": lambda text: saved(
        column(text, lambda count: count.replace(",", "") + ",0", *COUNTS), delimiter=";"
    ),
    "rounded ids": lambda text: saved(column(text, rounded, *IDS)),
}  # fmt: skip
DATED = {
    "shown dates": lambda text: saved(column(text, without_nothing, "Publish time"), delimiter=";"),
    "dates with seconds": lambda text: saved(column(text, lambda t: t + ":00", "Publish time")),
    "serial dates": lambda text: saved(column(text, serial, "Publish time")),
    "serial dates with commas": lambda text: saved(
        column(text, lambda time: serial(time).replace(".", ","), "Publish time"), delimiter=";"
    ),
}  # fmt: skip
WAYS = {
    (table, way): save for table in TABLES for way, save in EVERY.items()
} | {("meta", way): save for way, save in DATED.items()}  # fmt: skip


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    """All of them, read in one go."""
    folder = tmp_path_factory.mktemp("again")
    for table, text in TABLES.items():
        (folder / "raw" / table).mkdir(parents=True)
        (folder / "raw" / table / "original").write_text(text, encoding="utf-8")
    for (table, way), save in WAYS.items():
        (folder / "raw" / table / way).write_bytes(save(TABLES[table]))
    warehouse = folder / "warehouse.duckdb"
    run_models(warehouse, folder / "raw", "+stg_posts +rejected_files +rejected_records")
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        yield connection


def posts_of(read, table, way):
    found = read.execute(
        "select source_format, post_id, account_name, media_type, caption, n_likes, n_comments,"
        " n_reach, n_followers, observed_at, date_trunc('minute', posted_at + interval 10 second)"
        " from staging.stg_posts where ends_with(source_file, ?) order by post_id",
        [f"/raw/{table}/{way}"],
    )
    return found.fetchall()


@pytest.mark.parametrize(("table", "way"), WAYS)
def test_the_posts_are_the_same(read, table, way):
    original = posts_of(read, table, "original")
    assert len(original) == 3
    assert [row[5] for row in original] == [1230, 1231, 1232]
    refused = read.execute(
        "select reason from staging.rejected_files where ends_with(source_file, ?)"
        " union all select reason from staging.rejected_records where ends_with(source_file, ?)",
        [f"/raw/{table}/{way}"] * 2,
    ).fetchall()
    assert posts_of(read, table, way) == original, refused


def test_no_account_is_known_by_a_rounded_number(read):
    told = read.execute(
        "select distinct account_number from staging.stg_records"
        " where source_file like '%/rounded ids' or source_file like '%/pandas, floats'"
    ).fetchall()
    assert set(told) <= {("42",), (None,)}
