"""What labels, splits and features mean, in plain Python: slow, obviously right.

Each function says one definition in a sentence and then computes it from a list of posts, the
posts of one export, looking at all of them for each answer. `tests/test_oracle.py` asks the SQL
the same of random exports. Captions are plain words here, and shortcodes are
too short to tell a time: what else they hold has unit tests of its own.
"""

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from hashlib import md5
from itertools import pairwise

DAY = 86_400  # seconds

# The vars of dbt_project.yml that the definitions rest on.
LABEL_MATURITY_DAYS = 7
HISTORY_LAG_DAYS = 1
HISTORY_PRIOR_POSTS = 3
ASSUMED_ENGAGEMENT_RATE = 0.01
RECENT_DAYS = 30
MIN_USUAL_POSTS = 3
TEST_SHARE = 0.25
N_ACCOUNT_FOLDS = 5
EVALUATION_MAX_POSTS = 20
GROWTH_MIN_POSTS = 3

TARGETS = ("above_median", "above_own_usual")
PROTOCOLS = ("random", "by_time", "by_account", "by_time_and_account", "serving")

Value = bool | int | float


@dataclass(frozen=True)
class Post:
    """A record of an export; `posted_at` is in whole seconds since 1970, UTC."""

    post_id: str
    account_id: str
    posted_at: int
    n_likes: int | None  # none where they are hidden
    n_comments: int | None
    n_followers: int | None
    n_following: int | None
    media_type: str | None
    caption: str
    has_location: bool
    observed_at: int | None = None  # none where an export does not say when it was read


@dataclass(frozen=True)
class Label:
    """What came of a post: no answer where there is a reason against one."""

    ineligible_reason: str | None
    threshold: float | None
    is_high: bool | None

    @property
    def is_eligible(self) -> bool:
        return self.ineligible_reason is None


# Engagement


def engagements(post: Post) -> int | None:
    """Engagements are likes and comments, and not known unless both are."""
    if post.n_likes is None or post.n_comments is None:
        return None
    return post.n_likes + post.n_comments


def counts(posts: Iterable[Post]) -> list[int]:
    """The engagements of those posts of which they are known."""
    return [count for post in posts if (count := engagements(post)) is not None]


def engagement_rate(post: Post) -> float | None:
    """The rate is engagements per follower, and there is none without followers."""
    count = engagements(post)
    return count / post.n_followers if post.n_followers and count is not None else None


# Age


def observed_at(posts: Sequence[Post]) -> int:
    """An export was read when its newest believed post went up, or its newest if none is."""
    times = sorted((post.posted_at for post in posts), reverse=True)
    gaps = [newer - older for newer, older in pairwise(times)]
    believed = [time for place, time in enumerate(times) if is_believed(gaps, place)]
    return believed[0] if believed else times[0]


def is_believed(gaps: Sequence[int], place: int) -> bool:
    """A post is not believed that came more than a month after the one before it, and more than
    three times the 90 % quantile of the 20 gaps before that; of fewer than 5 nothing can be told.
    """
    before = sorted(gaps[place + 1 : place + 21])
    if len(before) < 5:
        return True
    nearly_all = before[math.ceil(0.9 * len(before)) - 1]
    return gaps[place] <= max(30 * DAY, 3 * nearly_all)


def dated(posts: Sequence[Post]) -> list[Post]:
    """The same, each with the time at which it was read, so that nobody asks its export again."""
    return [replace(post, observed_at=read_at(post, posts)) for post in posts]


def read_at(post: Post, posts: Sequence[Post]) -> int:
    """A post was read when its record says so, or when its export was."""
    return observed_at(posts) if post.observed_at is None else post.observed_at


def age_days(post: Post, posts: Sequence[Post]) -> float:
    """A post's age is the time from posting to reading, 0 if it is dated later than that."""
    return max(read_at(post, posts) - post.posted_at, 0) / DAY


def is_mature(post: Post, posts: Sequence[Post]) -> bool:
    """A post is mature at an age of label_maturity_days."""
    return age_days(post, posts) >= LABEL_MATURITY_DAYS


# What was known


def known_before(post: Post, posts: Iterable[Post]) -> list[Post]:
    """Known are the posts up to history_lag_days before a post, never itself, oldest first."""
    until = post.posted_at - HISTORY_LAG_DAYS * DAY
    known = [other for other in posts if other.posted_at <= until and other.post_id != post.post_id]
    return sorted(known, key=lambda other: (other.posted_at, other.post_id))


def history(post: Post, posts: Iterable[Post]) -> list[Post]:
    """The history of a post is what was known of its account."""
    return [other for other in known_before(post, posts) if other.account_id == post.account_id]


def recent(post: Post, past: Iterable[Post]) -> list[Post]:
    """Recent is what went up at most recent_days before a post."""
    since = post.posted_at - RECENT_DAYS * DAY
    return [other for other in past if other.posted_at >= since]


def own_usual(post: Post, posts: Iterable[Post]) -> float | None:
    """An account's usual is the median of the engagements known in its history."""
    past = counts(history(post, posts))
    return float(statistics.median(past)) if past else None


# Labels


def ineligible_reason(post: Post, target: str, posts: Sequence[Post]) -> str | None:
    """A label needs a mature post whose engagements are known, and a rate or at least
    min_usual_posts in its history whose engagements are known too.
    """
    if not is_mature(post, posts):
        return f"younger than {LABEL_MATURITY_DAYS} days"
    if post.n_likes is None:
        return "likes are hidden"
    if post.n_comments is None:
        return "comments are not known"
    if target == "above_median" and engagement_rate(post) is None:
        return "no followers recorded"
    past = history(post, posts)
    if target == "above_own_usual" and len(counts(past)) < MIN_USUAL_POSTS:
        is_short = len(past) < MIN_USUAL_POSTS
        known = "" if is_short else " with likes and comments known"
        return f"fewer than {MIN_USUAL_POSTS} earlier posts{known}"
    return None


def eligible(target: str, posts: Sequence[Post]) -> list[Post]:
    """Eligible are the posts that nothing speaks against."""
    return [post for post in posts if ineligible_reason(post, target, posts) is None]


def folds(protocol: str) -> range:
    """Protocols that hold accounts out are run once for each fold of accounts, others once."""
    return range(N_ACCOUNT_FOLDS if protocol.endswith("by_account") or "_and_" in protocol else 1)


def bucket(text: str, salt: str, n: int) -> int:
    """Chance that is the same everywhere: the lower half of an MD5, byte by byte from its low end,
    modulo n.
    """
    return int.from_bytes(md5((salt + text).encode()).digest()[8:], "little") % n


def roles(target: str, protocol: str, fold: int, posts: Sequence[Post]) -> dict[str, str]:
    """Who trains and who tests a fit; a gap does neither.

    Every eligible post trains the fit that is for drafts, `serving`; `by_time`, the evaluation
    fit, splits them. At `random`, a quarter of posts tests. `by_account` tests on the accounts of
    one fold what the others teach, `by_time_and_account` on their newest posts what the older
    posts of the others teach. All but `serving` and `by_time` leave out who is not evaluated.
    """
    candidates = eligible(target, posts)
    when = by_time(candidates)
    everyone = protocol in ("serving", "by_time")
    asked = {post.account_id for post in posts} if everyone else evaluated(posts)

    def role(post: Post) -> str:
        is_held_out = bucket(post.account_id, "account", N_ACCOUNT_FOLDS) == fold
        if protocol == "random":
            is_test = bucket(post.post_id, "random", 100) < 100 * TEST_SHARE
            return "test" if is_test else "train"
        if protocol == "by_account":
            return "test" if is_held_out else "train"
        if protocol == "by_time_and_account":
            return when[post.post_id] if is_held_out == (when[post.post_id] == "test") else "gap"
        return "train" if protocol == "serving" else when[post.post_id]

    return {post.post_id: role(post) for post in candidates if post.account_id in asked}


def evaluated(posts: Sequence[Post]) -> set[str]:
    """Whole accounts in an order of chance, until their posts that could be judged against their
    usual are evaluation_max_posts.
    """
    accounts = {post.account_id for post in posts}
    judged = [post.account_id for post in eligible("above_own_usual", posts)]
    chosen: set[str] = set()
    for account_id in sorted(accounts, key=lambda own: bucket(own, "evaluation", 10**9)):
        if sum(map(judged.count, chosen)) < EVALUATION_MAX_POSTS:
            chosen.add(account_id)
    return chosen


def by_time(candidates: Sequence[Post]) -> dict[str, str]:
    """The newest quarter of the eligible posts tests; those train that were label_maturity_days
    old when the newest post before that quarter went up; between them is a gap.

    Posts of one second stay together: if one of them is not in the newest quarter, none is.
    """
    times = sorted(post.posted_at for post in candidates)
    newest_before = times[math.ceil((1 - TEST_SHARE) * len(times)) - 1] if times else 0
    train_until = newest_before - LABEL_MATURITY_DAYS * DAY

    def role(post: Post) -> str:
        if post.posted_at > newest_before:
            return "test"
        return "train" if post.posted_at <= train_until else "gap"

    return {post.post_id: role(post) for post in candidates}


def learned_rate(protocol: str, fold: int, posts: Sequence[Post]) -> float | None:
    """The threshold of above_median is the median rate of the posts that a fit trains on."""
    role = roles("above_median", protocol, fold, posts)
    rates = [engagement_rate(post) for post in posts if role.get(post.post_id) == "train"]
    return statistics.median(rate for rate in rates if rate is not None) if rates else None


def label(post: Post, target: str, rate: float | None, posts: Sequence[Post]) -> Label:
    """A post is high whose engagements are above its account's usual, or whose rate is above the
    one that a fit has learned: strictly above, and of eligible posts only.
    """
    outcome, threshold = engagement_rate(post), rate
    if target == "above_own_usual":
        outcome, threshold = engagements(post), own_usual(post, posts)
    reason = ineligible_reason(post, target, posts)
    if reason or outcome is None or threshold is None:
        return Label(reason, threshold, None)
    return Label(None, threshold, outcome > threshold)


def log_margin(post: Post, target: str, threshold: float) -> float:
    """By how much more engagements, or less, than the threshold means: one is added to both."""
    enough = threshold if target == "above_own_usual" else threshold * (post.n_followers or 0)
    return math.log(((engagements(post) or 0) + 1) / (enough + 1))


def labels(target: str, posts: Sequence[Post]) -> dict[str, Label]:
    """Labels are those of the evaluation fit, or of the fit for drafts while no post is old
    enough for the former to learn from.
    """
    rate = learned_rate("by_time", 0, posts)
    if rate is None:
        rate = learned_rate("serving", 0, posts)
    return {post.post_id: label(post, target, rate, posts) for post in posts}


# Logarithms and means


def rounded(number: float | Decimal) -> Decimal:
    """Logarithms are added as decimals of six places, whose sum is the same in any order."""
    return Decimal(number).quantize(Decimal("0.000001"), ROUND_HALF_UP)


@cache
def rounded_log(number: float) -> Decimal:
    return rounded(math.log(number))


def log_engagements(posts: Iterable[Post]) -> list[Decimal]:
    """One more than the engagements, since none have no logarithm; of posts that show them."""
    return [rounded_log(count + 1) for count in counts(posts)]


def log_rates(posts: Iterable[Post]) -> list[Decimal]:
    """One more engagement per follower, of the posts that have both."""
    return [
        rounded_log((count + 1) / post.n_followers)
        for post in posts
        if post.n_followers and (count := engagements(post)) is not None
    ]


def mean(numbers: Sequence[Decimal | int]) -> float:
    return float(sum(numbers)) / len(numbers) if numbers else 0.0


def mean_log_engagement(posts: Iterable[Post]) -> float:
    return mean(log_engagements(posts))


def everyone_means(moment: int, posts: Sequence[Post]) -> dict[str, float | None]:
    """Means over every post up to a moment, and over the mature ones of them; none of no posts."""
    known = [post for post in posts if post.posted_at <= moment]
    mature = [post for post in known if is_mature(post, posts)]
    numbers = {
        "mean_log_rate": log_rates(known),
        "mean_mature_log_rate": log_rates(mature),
        "mean_log_engagement": log_engagements(known),
        "mean_mature_log_engagement": log_engagements(mature),
    }
    return {name: mean(logs) if logs else None for name, logs in numbers.items()}


def shrunk(value: float, n_values: int, prior: float) -> float:
    """A mean of n values is shrunk as if history_prior_posts more values had been the prior."""
    total = value * n_values + prior * HISTORY_PRIOR_POSTS
    return total / (n_values + HISTORY_PRIOR_POSTS)


def n_words(sign: str, post: Post) -> int:
    return sum(word.startswith(sign) for word in post.caption.split())


def n_hashtags(post: Post) -> int:
    return n_words("#", post)


# Features


def features(post: Post, posts: Sequence[Post]) -> dict[str, Value]:
    """Everything that is known of a post before it goes up, what its caption says aside."""
    return {
        **format_features(post),
        **time_features(post),
        **account_features(post),
        **count_features(post, posts),
        **rate_features(post, posts),
        **deviation_features(post, posts),
        **rhythm_features(post, posts),
        **caption_features(post, posts),
    }


def format_features(post: Post) -> dict[str, Value]:
    return {
        "is_video": post.media_type == "video",
        "is_carousel": post.media_type == "carousel",
        "has_location": post.has_location,
    }


def time_features(post: Post) -> dict[str, Value]:
    """Hour and weekday are angles, so that 23:59 lies beside 00:00 and Sunday beside Monday."""
    weekday = datetime.fromtimestamp(post.posted_at, UTC).isoweekday()
    hour_angle = 2 * math.pi * (post.posted_at % DAY) / DAY
    weekday_angle = 2 * math.pi * weekday / 7
    return {
        "hour_sin": math.sin(hour_angle),
        "hour_cos": math.cos(hour_angle),
        "weekday_sin": math.sin(weekday_angle),
        "weekday_cos": math.cos(weekday_angle),
        "is_weekend": weekday in (6, 7),
    }


def account_features(post: Post) -> dict[str, Value]:
    """Followers and accounts followed, as logarithms that are 0 where none are recorded."""
    followers, following = post.n_followers or 0, post.n_following or 0
    has_both = followers > 0 and following > 0
    return {
        "has_followers": followers > 0,
        "has_following": following > 0,
        "log_followers": math.log(followers) if followers else 0.0,
        "log_following": math.log(following + 1),
        "log_followers_per_following": math.log(followers / following) if has_both else 0.0,
    }


def count_features(post: Post, posts: Sequence[Post]) -> dict[str, Value]:
    """How many posts were known of the account, their engagements or not, and how many of them
    were recent; a usual takes those with engagements.
    """
    past = history(post, posts)
    n_recent = len(recent(post, past))
    return {
        "n_past_posts": len(past),
        "n_recent_posts": n_recent,
        "has_history": len(past) > 0,
        "has_usual": len(counts(past)) >= MIN_USUAL_POSTS,
        "log_past_posts": math.log(len(past) + 1),
        "log_recent_posts": math.log(n_recent + 1),
    }


def rate_features(post: Post, posts: Sequence[Post]) -> dict[str, Value]:
    """The account's mean log rate, shrunk towards that of all posts known at the time, which is
    assumed_engagement_rate before there are any.
    """
    of_everyone = log_rates(known_before(post, posts))
    of_account = log_rates(history(post, posts))
    everyone = mean(of_everyone) if of_everyone else math.log(ASSUMED_ENGAGEMENT_RATE)
    own = shrunk(mean(of_account), len(of_account), everyone)
    return {
        "everyone_log_rate": everyone,
        "past_log_rate": own,
        "past_level_by_log_followers": (own - everyone) * math.log(post.n_followers or 1),
        "past_level_by_log_past_posts": (own - everyone) * math.log(len(history(post, posts)) + 1),
    }


def deviation_features(post: Post, posts: Sequence[Post]) -> dict[str, Value]:
    """How some posts of the history differ from all of it, in log engagements. Posts of unknown
    format are a format of their own.
    """
    past = history(post, posts)
    media = [other for other in past if other.media_type == post.media_type]
    typical = mean_log_engagement(past)
    usual = own_usual(post, posts)
    known = log_engagements(past)

    def deviation(some: Sequence[Post]) -> float:
        return shrunk(mean_log_engagement(some) - typical, len(counts(some)), 0)

    return {
        "past_media_deviation": deviation(media),
        "recent_deviation": deviation(recent(post, past)),
        "recent_media_deviation": deviation(recent(post, media)),
        "past_spread": spread(past),
        "last_post_deviation": float(known[-1]) - typical if known else 0.0,
        "past_skew": 0.0 if usual is None else typical - math.log(usual + 1),
    }


def spread(past: Sequence[Post]) -> float:
    """The spread is the root of the population variance of the log engagements, which is the mean
    square (of rounded squares) less the square of the mean, shrunk towards 1.
    """
    squares = [rounded(number**2) for number in log_engagements(past)]
    variance = mean(squares) - mean_log_engagement(past) ** 2
    return math.sqrt(max(shrunk(variance, len(squares), 1), 0))


def rhythm_features(post: Post, posts: Sequence[Post]) -> dict[str, Value]:
    """How long ago the account posted last and on average, and how often per week, where the
    time since its first post counts a day more, so that a week is never divided by nothing.
    """
    ages = [(post.posted_at - other.posted_at) / DAY for other in history(post, posts)]
    if not ages:
        return {"log_gap_days": 0.0, "log_history_age_days": 0.0, "log_posts_per_week": 0.0}
    return {
        "log_gap_days": math.log(min(ages) + 1),
        "log_history_age_days": math.log(statistics.fmean(ages) + 1),
        "log_posts_per_week": math.log(len(ages) / (max(ages) + 1) * 7),
    }


def caption_features(post: Post, posts: Sequence[Post]) -> dict[str, Value]:
    """How long the caption is and what it has of lines, mentions and hashtags, whose number and
    the length are put beside the history's, too.
    """
    n_lines, n_mentions = len(post.caption.splitlines()), n_words("@", post)
    past = history(post, posts)
    usual_chars = mean([rounded_log(len(other.caption) + 1) for other in past])
    usual_hashtags = mean([rounded_log(n_hashtags(other) + 1) for other in past])
    log_chars, log_hashtags = math.log(len(post.caption) + 1), math.log(n_hashtags(post) + 1)
    return {
        "n_caption_chars": len(post.caption),
        "n_caption_lines": n_lines,
        "n_mentions": n_mentions,
        "n_hashtags": n_hashtags(post),
        "has_question": "?" in post.caption,
        "has_caption": post.caption != "",
        "log_caption_chars": log_chars,
        "log_caption_lines": math.log(n_lines + 1),
        "log_mentions": math.log(n_mentions + 1),
        "log_hashtags": log_hashtags,
        "caption_chars_deviation": log_chars - usual_chars if past else 0.0,
        "hashtags_deviation": log_hashtags - usual_hashtags if past else 0.0,
    }
