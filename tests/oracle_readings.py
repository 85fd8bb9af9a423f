"""What repeated readings mean, in plain Python: slow, obviously right.

A reading is a post as an export showed it, `observed_at` a time; the readings of an export may
show a post several times. `as_judged` makes them the posts that `oracle.py` speaks of.
"""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import md5

from tests.oracle import (
    DAY,
    GROWTH_MIN_POSTS,
    LABEL_MATURITY_DAYS,
    MIN_USUAL_POSTS,
    Post,
    counts,
    engagements,
    history,
    own_usual,
    read_at,
)

HOUR = 3600  # seconds
# Ages in hours at which readings are put together, each up to the next; the last one is final.
BANDS = (0, 6, 12, 24, 48, 72, 120, 168, 336, 672)
FINAL, OLDEST = 672, 4320
MEDIA_TYPES = ("all", "image", "carousel", "video")

Readings = Sequence[Post]


# Which reading counts


def versions(post_id: str, readings: Readings) -> list[Post]:
    """The readings of a post, from the newest: by when they were read, then by engagements and
    likes, which grow; of equal ones by chance, and the record further down is the newer of those
    that say the same.
    """

    def how_new(place_and_post: tuple[int, Post]) -> tuple:
        place, post = place_and_post
        count, likes = engagements(post), post.n_likes
        count, likes = (-1 if value is None else value for value in (count, likes))
        return read_at(post, readings), count, likes, -content_number(post), place

    own = [(place, post) for place, post in enumerate(readings) if post.post_id == post_id]
    return [post for _, post in sorted(own, key=how_new, reverse=True)]


def content_number(post: Post) -> int:
    """A number of chance that is the same wherever a post says the same."""
    posted_at = datetime.fromtimestamp(post.posted_at, UTC).strftime("%Y-%m-%d %H:%M:%S")
    said = (posted_at, post.account_id, post.media_type, post.caption)
    text = " ".join(part for part in said if part is not None)
    return int(md5(text.encode()).hexdigest(), 16)


def was_mature(post: Post, readings: Readings) -> bool:
    return read_at(post, readings) - post.posted_at >= LABEL_MATURITY_DAYS * DAY


def judged(post_id: str, readings: Readings) -> Post:
    """A label judges the first reading of a mature post that shows its engagements; where none
    does, its first one then, and before it is mature its newest that shows them, or any.
    """
    own = versions(post_id, readings)
    mature = [post for post in own if was_mature(post, readings)]
    seen = [post for post in mature or own if engagements(post) is not None] or mature or own
    if not mature:
        return seen[0]
    first = min(read_at(post, readings) for post in seen)
    return next(post for post in seen if read_at(post, readings) == first)


def is_deleted(post: Post, readings: Readings) -> bool:
    """A post is gone that a later reading of its account leaves out, though it shows older ones
    and newer ones, or some of the same second.
    """
    own = [other for other in readings if other.account_id == post.account_id]
    for moment in {read_at(other, readings) for other in own}:
        shown = [other.posted_at for other in own if read_at(other, readings) == moment]
        if moment > read_at(post, readings) and min(shown) <= post.posted_at <= max(shown):
            return True
    return False


# Followers


def followers(newest: Post, readings: Readings) -> tuple[int | None, int | None, str | None]:
    """A post found the followers of its account's last reading before it went up. Those that were
    read with it stand in where there is none; so they do for accounts followed. The reading with
    the most followers counts, where several are of one time.
    """
    until = min(newest.posted_at, read_at(newest, readings))
    before = [
        post
        for post in readings
        if post.account_id == newest.account_id
        and post.n_followers is not None
        and read_at(post, readings) < until
    ]
    if not before:
        as_of = None if newest.n_followers is None else "reading"
        return newest.n_followers, newest.n_following, as_of
    last = max(read_at(post, readings) for post in before)
    told = [post for post in before if read_at(post, readings) == last]
    following = [post.n_following for post in told if post.n_following is not None]
    n_followers = max(post.n_followers for post in told if post.n_followers is not None)
    return n_followers, max(following) if following else newest.n_following, "posting"


def as_judged(readings: Readings) -> list[Post]:
    """Each post once: the counts that its label judges, and the followers that it found; what it
    says and shows is its newest reading's.
    """
    posts = []
    for post_id in sorted({post.post_id for post in readings}):
        newest, chosen = versions(post_id, readings)[0], judged(post_id, readings)
        n_followers, n_following, _ = followers(newest, readings)
        posts.append(
            replace(
                newest,
                n_likes=chosen.n_likes,
                n_comments=chosen.n_comments,
                n_followers=n_followers,
                n_following=n_following,
                observed_at=chosen.observed_at,
            )
        )
    return posts


# Growth


@dataclass(frozen=True)
class Aged:
    """The first reading of a post in a band of ages."""

    post: Post
    from_hours: int
    age_hours: float
    n_engagements: int
    ratio_to_final: float | None
    ratio_to_usual: float | None

    @property
    def is_final(self) -> bool:
        return self.from_hours == FINAL


def age_hours(post: Post, readings: Readings) -> float:
    return 24 * (read_at(post, readings) - post.posted_at) / DAY


def final_engagements(of_post: Readings, readings: Readings) -> int | None:
    """What a post came to is its last reading in or after the final band, the most of equal age."""
    old = [
        (age_hours(post, readings), count)
        for post in of_post
        if (count := engagements(post)) is not None and age_hours(post, readings) >= FINAL
    ]
    return max(old)[1] if old else None


def aged(readings: Readings) -> list[Aged]:
    """The first reading of a post in each band of ages, the lowest of equal age, of those that show
    engagements and were made after the post went up: beside what the post came to, and beside its
    account's usual where that is known.
    """
    posts = as_judged(readings)
    found = []
    for post in posts:
        own = versions(post.post_id, readings)
        final, usual = final_engagements(own, readings), own_usual(post, posts)
        has_usual = len(counts(history(post, posts))) >= MIN_USUAL_POSTS
        for low, high in zip(BANDS, (*BANDS[1:], OLDEST), strict=True):
            inside = [
                (hours, count)
                for version in own
                if (count := engagements(version)) is not None
                and (hours := age_hours(version, readings)) > 0
                and low <= hours < high
            ]
            if inside:
                hours, count = min(inside)
                to_final = count / final if final and low != FINAL else None
                to_usual = (count + 1) / (usual + 1) if usual is not None and has_usual else None
                found.append(Aged(post, low, hours, count, to_final, to_usual))
    return found


def compared(readings: Readings) -> list[Aged]:
    """Old posts are compared with young ones of their account only, if that has a usual."""
    everything = aged(readings)
    young = {
        one.post.account_id
        for one in everything
        if not one.is_final and one.ratio_to_usual is not None
    }
    return [one for one in everything if not one.is_final or one.post.account_id in young]


def growth(media_type: str, from_hours: int, compared: Sequence[Aged]) -> dict[str, object]:
    """What part of its engagements a post has in a band of ages: the median over posts that were
    read again when they were old, or else what young posts have of their usual by what old ones
    have of theirs. Neither is told of fewer than growth_min_posts posts.
    """
    alike = [one for one in compared if media_type in ("all", one.post.media_type)]
    here = [one for one in alike if one.from_hours == from_hours]
    again = [one.ratio_to_final for one in here if one.ratio_to_final is not None]
    young = [one.ratio_to_usual for one in here if one.ratio_to_usual is not None]
    old = [one.ratio_to_usual for one in alike if one.is_final and one.ratio_to_usual is not None]
    is_read_again = len(again) >= GROWTH_MIN_POSTS
    is_compared = min(len(young), len(old)) >= GROWTH_MIN_POSTS
    of_readings = is_read_again or not (is_compared or len(young) >= len(again))
    known: tuple[float | None, ...] = (None, None, None, None)
    if is_read_again:
        known = (statistics.median(again), *interval(again), log_spread(again))
    elif is_compared:
        known = across(young, old)
    return {
        "basis": "readings" if of_readings else "cross-section",
        "n_posts": len(again) if of_readings else len(young),
        "n_final_posts": len(again) if of_readings else len(old),
        **dict(zip(("share", "ci_low", "ci_high", "log_spread"), known, strict=True)),
    }


def interval(numbers: Sequence[float]) -> tuple[float | None, float | None]:
    """The sign test's: as many values lie beyond each end as n / 2 less 0.98 roots of n, less one;
    of few values there is none.
    """
    k = math.floor((len(numbers) - 1.96 * math.sqrt(len(numbers))) / 2)
    ordered = sorted(numbers)
    return (ordered[k - 1], ordered[-k]) if k >= 1 else (None, None)


def log_spread(numbers: Sequence[float]) -> float | None:
    """How the logarithms spread, by the distance of the quartiles, which a normal distribution has
    1.349 standard deviations apart; none where a quartile is 0.
    """
    low, _, high = statistics.quantiles(numbers, n=4, method="inclusive")
    return math.log(high / low) / 1.349 if low else None


def across(young: Sequence[float], old: Sequence[float]) -> tuple[float | None, ...]:
    """The ratio of two medians; its interval adds the squares of theirs, as logarithms; by how much
    more the young ones spread.
    """
    share = statistics.median(young) / statistics.median(old)
    spread = math.sqrt(max((log_spread(young) or 0) ** 2 - (log_spread(old) or 0) ** 2, 0))

    def distance(one: float | None, other: float | None) -> float | None:
        return None if one is None or other is None else math.log(one / other) ** 2

    (young_low, young_high), (old_low, old_high) = interval(young), interval(old)
    down = (
        distance(statistics.median(young), young_low),
        distance(old_high, statistics.median(old)),
    )
    up = (distance(young_high, statistics.median(young)), distance(statistics.median(old), old_low))
    low = None if None in down else share * math.exp(-math.sqrt(sum(filter(None, down))))
    high = None if None in up else share * math.exp(math.sqrt(sum(filter(None, up))))
    return share, low, high, spread
