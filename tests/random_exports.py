"""Small random exports, for tests that ask the SQL about many of them."""

import csv
import random
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from hypothesis import strategies as st

from tests.builds import HEADER
from tests.oracle import DAY, Post
from tests.oracle_readings import HOUR

START = 1_600_000_000 // DAY * DAY
CAPTIONS = ("", "word", "#tag", "three words here", "#two #tags or so", "@a and @b?\nyes")


def posts_of(
    account_id: str, times: st.SearchStrategy[int], is_complete: bool
) -> st.SearchStrategy[list[Post]]:
    """Up to 25 posts of an account, as if followers had been read with each of them. Followers are
    powers of two, whose rates and their medians are exact: equal means equal. Unless an account is
    complete, it hides likes, and its export leaves out comments and formats.
    """
    nothing = () if is_complete else (None,)
    post = st.builds(
        Post,
        post_id=st.just(""),
        account_id=st.just(account_id),
        posted_at=times,
        n_likes=st.one_of(st.integers(0, 3), st.integers(0, 5000), *map(st.just, nothing)),
        n_comments=st.sampled_from((0, 0, 1, 40, *nothing)),
        n_followers=st.sampled_from((64, 64, 1024, 2**20, 1, 0, None)),
        n_following=st.sampled_from((100, 0, 1, None)),
        media_type=st.sampled_from(("image", "carousel", "video", *nothing)),
        caption=st.sampled_from(CAPTIONS),
        has_location=st.booleans(),
    )
    sizes = st.one_of(st.integers(0, 7), st.integers(0, 25))
    return sizes.flatmap(lambda n: st.lists(post, min_size=n, max_size=n))


@st.composite
def exports(draw: st.DrawFn) -> list[Post]:
    """Up to four accounts within some days or a year, and at times one post long after the rest.
    Times are often whole days apart: at the very limit of the lag, of maturity and of what is
    recent. The ids of posts, which settle ties, follow no order of time; three of them are at the
    very limit of the random test.
    """
    days = st.integers(0, draw(st.sampled_from((15, 8, 45, 400))))
    seconds = st.sampled_from(draw(st.sampled_from(((0,), (0, 0, 1, DAY // 2, DAY - 1)))))
    times = st.builds(lambda day, second: START + day * DAY + second, days, seconds)
    n_accounts = draw(st.sampled_from((1, 1, 2, 4)))
    accounts = [draw(posts_of(str(i + 1), times, draw(st.booleans()))) for i in range(n_accounts)]
    posts = [post for account in accounts for post in account]
    n_later = draw(st.sampled_from((0, 0, 31, 200)))
    return [
        replace(
            post,
            post_id=f"t{i * 37 % 101}",
            posted_at=post.posted_at + (i == 0) * n_later * DAY,
        )
        for i, post in enumerate(posts)
    ]


@st.composite
def readings(draw: st.DrawFn) -> list[Post]:
    """The posts of an export, as up to six later exports showed each of them, or not: with other
    counts, followers and captions, at ages that are the very limits of what is asked, or near. Some
    are shown twice at once, by two records that say the same or do not.
    """
    posts = draw(exports())
    chance = random.Random(draw(st.integers(0, 2**32)))
    ages = (0, 1, 6, 24, 100, 168, 168, 672, 672, 1000, 4320)
    moments = {
        chance.choice(posts).posted_at + chance.choice(ages) * HOUR + chance.choice((0, 0, -1, 1))
        for _ in range(draw(st.integers(1, 6)) if posts else 0)
    }
    share = chance.choice((0.3, 0.8, 1))
    shown = [
        as_shown(post, moment, chance)
        for moment in sorted(moments, key=lambda _: chance.random())
        for post in posts
        # A post is dated later than its reading where a clock is wrong.
        if chance.random() < (share if post.posted_at <= moment else 0.03)
    ]
    again = [replace(post) for post in shown if chance.random() < 0.03]
    at_once = [
        as_shown(post, post.observed_at, chance)
        for post in shown
        if post.observed_at is not None and chance.random() < 0.05
    ]
    return shown + again + at_once


@st.composite
def steady(draw: st.DrawFn) -> list[Post]:
    """One or two accounts that post every day or so for two to four months, in exports that were
    read once, or again and again: enough posts of each age for the intervals of their growth.
    """
    chance = random.Random(draw(st.integers(0, 2**32)))
    n_accounts = draw(st.sampled_from((1, 2)))
    posts = [
        Post(
            post_id=f"t{i * 37 % 101}",
            account_id=str(i % n_accounts + 1),
            posted_at=START + i * DAY + chance.randrange(DAY),
            n_likes=chance.randrange(10, 1000),
            n_comments=chance.randrange(5),
            n_followers=1024,
            n_following=100,
            media_type=chance.choice(("image", "image", "carousel", "video")),
            caption="",
            has_location=False,
        )
        for i in range(draw(st.sampled_from((60, 90, 101))))
    ]
    last = posts[-1].posted_at
    if draw(st.booleans()):
        return [replace(post, observed_at=last) for post in posts]
    moments = [last - days * DAY for days in chance.sample(range(60), 5)] + [last + 30 * DAY]
    return [
        as_shown(post, moment, chance)
        for moment in moments
        for post in posts
        if post.posted_at <= moment and chance.random() < 0.9
    ]


def as_shown(post: Post, moment: int, chance: random.Random) -> Post:
    """A post as it looked at that time, if it did not stay as it was."""
    n_likes = None if post.n_likes is None else int(post.n_likes * chance.choice((0, 0.4, 0.9, 1)))
    return replace(
        post,
        observed_at=moment,
        n_likes=n_likes if chance.random() < 0.9 else None,
        n_comments=post.n_comments if chance.random() < 0.9 else chance.choice((None, 2)),
        n_followers=chance.choice((post.n_followers, post.n_followers, 64, 2**20, None)),
        caption=chance.choice((post.caption, post.caption, "changed")),
    )


def an_export() -> list[Post]:
    """Eighty posts of three accounts, one of them without followers, some at the same second, some
    with hidden likes or comments.
    """
    return [
        Post(
            post_id=f"p{i}",
            account_id=str(i % 3 + 1),
            posted_at=START + i // 4 * 130_000 + (i == 79) * 3 * DAY,
            n_likes=i * 37 % 91 if i % 11 else None,
            n_comments=i % 2 if i % 13 else None,
            n_followers=(64, 1024, None)[i % 3],
            n_following=i % 5,
            media_type=("image", "carousel", "video")[i % 7 % 3],
            caption="#tag " * (i % 4),
            has_location=i % 2 == 0,
        )
        for i in range(80)
    ]


def as_record(post: Post) -> dict[str, str | None]:
    """A post in the Kaggle schema, which cannot say that a format is unknown: see `tables`."""
    return {
        "owner_id": post.account_id,
        "owner_username": f"account_{post.account_id}",
        "shortcode": post.post_id,
        "is_video": str(post.media_type == "video"),
        "caption": post.caption,
        "comments": "" if post.n_comments is None else str(post.n_comments),
        "likes": "-1" if post.n_likes is None else str(post.n_likes),
        "created_at": f"{post.posted_at}.0",
        "location": "{'name': 'Here'}" if post.has_location else None,
        "multiple_images": str(post.media_type == "carousel"),
        "followers": None if post.n_followers is None else f"{post.n_followers}.0",
        "following": None if post.n_following is None else f"{post.n_following}.0",
        "observed_at": None if post.observed_at is None else f"{post.observed_at}.0",
    }


def write_export(path: Path, posts: Iterable[Post]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, HEADER.split(","), extrasaction="ignore")
        writer.writeheader()
        writer.writerows(map(as_record, posts))
    return path
