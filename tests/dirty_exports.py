"""Random exports in many formats whose values nobody should write, and what each of them means."""

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from tests.builds import HEADER
from tests.exports import shortcode

EPOCH = datetime(2024, 5, 1, tzinfo=UTC)
Value = str | int | float | bool | list | dict | None


@dataclass(frozen=True)
class Count:
    """A number as a file says it, and what it means: none where it cannot mean any."""

    said: Value
    means: int | None


@dataclass(frozen=True)
class Record:
    """A post as a file says it. `number` makes its code; two of one number are one post."""

    number: int
    minutes: int  # after EPOCH
    likes: Count
    comments: Count
    caption: str
    time: Value  # instead of its own, where it is not ""

    @property
    def moment(self) -> datetime:
        return EPOCH + timedelta(minutes=self.minutes)

    @property
    def code(self) -> str:
        return shortcode(self.moment, self.number)

    @property
    def is_clean(self) -> bool:
        """Whether there is nothing about it that could cost the record or a count."""
        counts = (self.likes, self.comments)
        return self.time == "" and all(count in CLEAN for count in counts)

    def told(self, time: Value) -> Value:
        """Its time in the words of a format, or what stands there instead."""
        return time if self.time == "" else self.time


@dataclass(frozen=True)
class File:
    """A file of an account's posts; `kind` is a key of WRITERS."""

    kind: str
    records: tuple[Record, ...]

    def content(self, n: int) -> bytes:
        """What stands in it, as the posts of account n, whose codes no other account has."""
        own = [replace(record, number=record.number + 10 * n) for record in self.records]
        return WRITERS[self.kind](own, f"account_{n}").encode("utf-8")

    @property
    def ending(self) -> str:
        return self.kind.split("_")[-1]


# What a count may look like

CLEAN = [Count(0, 0), Count(7, 7), Count(1204, 1204), Count(2_500_000, 2_500_000)]
EITHER = [
    Count("12", 12), Count(" 12 ", 12), Count("12.0", 12), Count("", None), Count("-1", None),
    Count("NaN", None), Count("inf", None), Count("-Infinity", None), Count("1e309", None),
    Count("0x10", None), Count("12abc", None), Count("1_2", None), Count("--", None),
    Count("null", None), Count("None", None), Count("true", None), Count("=1+1", None),
    Count("9223372036854775807", None), Count("9223372036854775808", None),
    Count("100000000001", None), Count("1 2", None), Count("\uff11\uff12", 12), Count("1e3", 1000),
    Count("\u0661\u0662", 12), Count("+12", 12), Count("12;13", None), Count("1,234", 1234),
]  # fmt: skip
ONLY_JSON = [
    Count(None, None), Count(-1, None), Count(12.0, 12), Count(1e300, None), Count(True, None),
    Count(False, None), Count([], None), Count([12], None), Count({}, None), Count(0.5, None),
    Count({"count": 12}, 12), Count(2**70, None),
]  # fmt: skip
NO_TIMES: list[Value] = ["x", "0", "1e309", "NaN", "-5", "9999-12-31", "2024-02-30", "null", "{}"]


def records(in_json: bool) -> st.SearchStrategy[tuple[Record, ...]]:
    """One to seven posts, some of them twice."""
    odd = EITHER + ONLY_JSON * in_json
    count = st.one_of(st.sampled_from(CLEAN), st.sampled_from(CLEAN), st.sampled_from(odd))
    # Where a record begins or ends, one without quotes is as good a part of the line's end.
    text = st.text(max_size=12)
    caption = text if in_json else text.map(lambda written: written.strip("\r"))
    record = st.builds(
        Record,
        number=st.integers(0, 5),
        minutes=st.just(0),
        likes=count,
        comments=count,
        caption=caption,
        time=st.one_of(st.just(""), st.just(""), st.just(""), st.sampled_from(NO_TIMES)),
    )
    return st.lists(record, min_size=1, max_size=7).map(spread)


def spread(drawn: list[Record]) -> tuple[Record, ...]:
    """Each post at an hour of its own, on a day of its own."""
    return tuple(replace(record, minutes=record.number * 1507) for record in drawn)


# How the formats say it


def as_csv(header: str, rows: Sequence[Sequence[Value]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header.split(","))
    writer.writerows(rows)
    return text.getvalue()


def kaggle(posts: Sequence[Record], account: str) -> str:
    rows = [
        ["7", account, r.code, "False", r.caption, r.comments.said, r.likes.said,
         r.told(f"{r.moment.timestamp():.1f}"), "", "", "False", account, "900", "9"]
        for r in posts
    ]  # fmt: skip
    return as_csv(HEADER, rows)


def apify_item(record: Record, account: str) -> dict[str, Value]:
    return {
        "caption": record.caption,
        "commentsCount": record.comments.said,
        "likesCount": record.likes.said,
        "ownerUsername": account,
        "shortCode": record.code,
        "timestamp": record.told(record.moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")),
        "type": "Image",
        "url": f"https://www.instagram.com/p/{record.code}/",
    }


def apify(posts: Sequence[Record], account: str) -> str:
    return json.dumps([apify_item(record, account) for record in posts])


def apify_lines(posts: Sequence[Record], account: str) -> str:
    return "\n".join(json.dumps(apify_item(record, account)) for record in posts)


def apify_csv(posts: Sequence[Record], account: str) -> str:
    items = [apify_item(record, account) for record in posts]
    return as_csv(",".join(items[0]), [list(item.values()) for item in items])


def graph_api(posts: Sequence[Record], account: str) -> str:
    media = [
        {
            "id": f"179881790{record.number:08}",
            "caption": record.caption,
            "comments_count": record.comments.said,
            "like_count": record.likes.said,
            "media_type": "IMAGE",
            "media_product_type": "FEED",
            "permalink": f"https://www.instagram.com/p/{record.code}/",
            "timestamp": record.told(record.moment.strftime("%Y-%m-%dT%H:%M:%S+0000")),
        }
        for record in posts
    ]
    return json.dumps({"username": account, "id": "17841400000000001", "media": {"data": media}})


def meta_suite(posts: Sequence[Record], account: str) -> str:
    header = (
        "Post ID,Account ID,Account username,Account name,Description,Duration (sec),Publish time,"
        "Permalink,Post type,Data comment,Date,Views,Reach,Likes,Shares,Follows,Comments,Saves"
    )
    rows = [
        [f"179027247{r.number:08}", "17841400000000001", account, account, r.caption, 0,
         r.told(r.moment.astimezone(ZoneInfo("America/Los_Angeles")).strftime("%m/%d/%Y %H:%M")),
         f"https://www.instagram.com/p/{r.code}/", "IG image", "", "Lifetime", 900, 800,
         r.likes.said, 5, 6, r.comments.said, 8]
        for r in posts
    ]  # fmt: skip
    return as_csv(header, rows)


def crowdtangle(posts: Sequence[Record], account: str) -> str:
    header = (
        "Account,User Name,Followers at Posting,Post Created,Type,Total Interactions,Likes,"
        "Comments,Views,Like and View Counts Disabled,URL,Description"
    )
    rows = [
        [account, account, "26,253",
         r.told((r.moment - timedelta(hours=4)).strftime("%Y-%m-%d %H:%M:%S EDT")), "Photo", "",
         r.likes.said, r.comments.said, 0, "FALSE", f"https://www.instagram.com/p/{r.code}/",
         r.caption]
        for r in posts
    ]  # fmt: skip
    return as_csv(header, rows)


def bright_data(posts: Sequence[Record], account: str) -> str:
    own = [
        {
            "caption": record.caption,
            "likes": record.likes.said,
            "comments": record.comments.said,
            "datetime": record.told(record.moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")),
            "id": str(record.number),
            "url": f"https://www.instagram.com/p/{record.code}/",
        }
        for record in posts
    ]
    told = {"account": account, "followers": 900, "following": 9, "timestamp": "2026-05-01"}
    return json.dumps(told | {"posts": own})


WRITERS: dict[str, Callable[[Sequence[Record], str], str]] = {
    "kaggle_csv": kaggle,
    "apify_json": apify,
    "apify_jsonl": apify_lines,
    "apify_csv": apify_csv,
    "graph_api_json": graph_api,
    "meta_suite_csv": meta_suite,
    "crowdtangle_csv": crowdtangle,
    "bright_data_json": bright_data,
}


def files() -> st.SearchStrategy[File]:
    """A file in any of the formats."""
    return st.sampled_from(sorted(WRITERS)).flatmap(
        lambda kind: st.builds(
            File, st.just(kind), records(in_json=kind.split("_")[-1].startswith("json"))
        )
    )
