"""The SQL, asked about small random exports, against the definitions in plain Python (`oracle.py`).

dbt compiles the models once and builds one export with them. Their compiled text then runs in
memory, in some 70 ms an export; HYPOTHESIS_PROFILE=soak tries many more, and others every time.
"""

import os
import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from itertools import pairwise, product
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import oracle, oracle_readings
from tests.compiled import Run, Sql, Tables, compiled, differences, in_memory, read
from tests.oracle import DAY, HISTORY_LAG_DAYS, PROTOCOLS, TARGETS, Post
from tests.random_exports import START, an_export, exports, readings, steady

pytestmark = pytest.mark.random
# The same exports in every run of `make test`, but for constants that hypothesis takes from modules
# that a worker has imported; others in every soak. A busy machine is no failure.
COMMON = settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True, database=None
)
settings.register_profile("test", COMMON, max_examples=100, derandomize=True)
settings.register_profile("soak", COMMON, max_examples=5000)
MANY = settings.get_profile(os.environ.get("HYPOTHESIS_PROFILE", "test"))
FEW = settings(MANY, max_examples=MANY.max_examples // 4)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return compiled(tmp_path_factory.mktemp("oracle"))


@pytest.fixture(scope="module")
def built(run: Run) -> Path:
    return run[0]


@pytest.fixture(scope="module")
def sql(run: Run) -> Iterator[Sql]:
    with in_memory(*run) as connection:
        yield connection


# The definitions


def defined(readings: Sequence[Post]) -> Tables:
    """The same tables as the definitions have them."""
    readings = oracle.dated(readings)
    posts = oracle_readings.as_judged(readings)
    return {
        "posts": [defined_post(post, readings) for post in posts],
        **defined_readings(readings),
        "post_features": [
            {"post_id": post.post_id, **oracle.features(post, posts)} for post in posts
        ],
        "int_everyone_means": [
            {"posted_at": float(moment), **oracle.everyone_means(moment, posts)}
            for moment in sorted({post.posted_at for post in posts})
        ],
        "post_labels": [
            {
                "post_id": post_id,
                "target": target,
                **asdict(label),
                "is_eligible": label.is_eligible,
            }
            for target in TARGETS
            for post_id, label in oracle.labels(target, posts).items()
        ],
    } | defined_splits(posts)


def defined_post(judged: Post, readings: Sequence[Post]) -> dict[str, object]:
    """A post shows its newest counts, beside those that its label judges."""
    newest, *_ = oracle_readings.versions(judged.post_id, readings)
    shown = replace(newest, n_followers=judged.n_followers)
    return {
        "post_id": judged.post_id,
        "n_likes": newest.n_likes,
        "n_comments": newest.n_comments,
        "n_followers": judged.n_followers,
        "n_following": judged.n_following,
        "followers_as_of": oracle_readings.followers(newest, readings)[2],
        "n_judged_likes": judged.n_likes,
        "n_judged_comments": judged.n_comments,
        "is_judged_likes_hidden": judged.n_likes is None,
        "engagement_rate": oracle.engagement_rate(shown),
        "age_days": oracle.age_days(newest, readings),
        "is_mature": oracle_readings.was_mature(judged, readings),
        "is_deleted": oracle_readings.is_deleted(newest, readings),
        "observed_at": float(oracle.read_at(newest, readings)),
        "judged_at": float(oracle.read_at(judged, readings)),
    }


def defined_readings(readings: Sequence[Post]) -> Tables:
    """Every reading, the first of a post in each band of ages, and what that tells of growth."""
    compared = oracle_readings.compared(readings)
    curve = [
        {"media_type": media_type, "from_hours": from_hours, "to_hours": to_hours}
        | {"age_hours": (from_hours + to_hours) / 2}
        | oracle_readings.growth(media_type, from_hours, compared)
        for media_type in oracle_readings.MEDIA_TYPES
        for from_hours, to_hours in pairwise(oracle_readings.BANDS)
    ]
    told = {row["media_type"] for row in curve if row["share"] is not None} | {"all"}
    return {
        "post_metric_readings": [
            {
                "post_id": post.post_id,
                "record_number": number,
                "observed_at": float(oracle.read_at(post, readings)),
                "n_likes": post.n_likes,
                "n_comments": post.n_comments,
            }
            for number, post in enumerate(readings, 1)
        ],
        "int_post_versions": [
            row
            for post_id in {post.post_id for post in readings}
            for row in defined_versions(post_id, readings)
        ],
        "aged_readings": [
            {
                "post_id": one.post.post_id,
                "account_id": one.post.account_id,
                "media_type": one.post.media_type,
                "is_final": one.is_final,
                **{key: value for key, value in asdict(one).items() if key != "post"},
            }
            for one in oracle_readings.aged(readings)
        ],
        "growth_curve": [row for row in curve if row["media_type"] in told],
    }


def defined_versions(post_id: str, readings: Sequence[Post]) -> list[dict[str, object]]:
    """The records of a post from the newest: which is shown, and which its label judges."""
    chosen = oracle_readings.judged(post_id, readings)
    places = {id(post): place for place, post in enumerate(readings, 1)}
    return [
        {
            "post_id": post_id,
            "record_number": places[id(post)],
            "version_number": number,
            "is_newest": number == 1,
            "is_judged": post is chosen,
        }
        for number, post in enumerate(oracle_readings.versions(post_id, readings), 1)
    ]


def defined_splits(posts: Sequence[Post]) -> Tables:
    """Who trains and tests, and with which label: a fit without training posts has none."""
    splits, split_labels = [], []
    for target, protocol in product(TARGETS, PROTOCOLS):
        for fold in oracle.folds(protocol):
            rate = oracle.learned_rate(protocol, fold, posts)
            roles = oracle.roles(target, protocol, fold, posts)
            for post in posts:
                key = {"post_id": post.post_id, "target": target, "protocol": protocol}
                key["fold"] = fold
                if (role := roles.get(post.post_id, "gap")) == "gap":
                    continue
                splits.append(key | {"role": role})
                label = oracle.label(post, target, rate, posts)
                if label.threshold is not None:
                    margin = oracle.log_margin(post, target, label.threshold)
                    told = {"threshold": label.threshold, "is_high": label.is_high}
                    split_labels.append(key | told | {"log_margin": margin})
    return {"post_splits": splits, "split_labels": split_labels}


# What must hold


def test_dbt_builds_what_the_compiled_text_gives_in_memory(sql, built):
    with duckdb.connect(str(built), read_only=True) as connection:
        assert bits(read(connection)) == bits(sql.tables(an_export()))


def test_every_feature_is_defined_or_read_from_the_caption(sql):
    (row, *_) = sql.tables(an_export())["post_features"]
    post, *_ = posts = an_export()
    assert set(row) - {"post_id"} == set(oracle.features(post, posts))


@MANY
@given(posts=exports())
def test_the_sql_computes_what_is_defined(sql, posts):
    assert differences(sql.tables(posts), defined(posts)) == {}


@MANY
@given(posts=readings())
def test_of_several_readings_it_takes_those_that_are_defined(sql, posts):
    assert differences(sql.tables(posts), defined(posts)) == {}


@FEW
@given(posts=steady())
def test_of_many_posts_it_tells_the_growth_that_is_defined(sql, posts):
    assert differences(sql.tables(posts), defined(posts)) == {}


@pytest.mark.parametrize("kind", [exports, readings])
def test_no_later_post_can_change_a_bit_of_a_feature(sql, kind):
    """Whatever is posted after it: the posts of another export, few or many, or nothing."""

    @FEW
    @given(posts=kind(), others=kind(), place=st.integers(0, 99))
    def is_blind(posts: list[Post], others: list[Post], place: int) -> None:
        times = sorted(post.posted_at for post in posts)
        moment = times[place % len(times)] if times else START
        known = [with_other_outcome(post, moment) for post in posts if is_known(post, moment)]
        later = [
            replace(post, post_id=f"other-{post.post_id}")
            for post in others
            if not is_known(post, moment)
        ]
        before, after = features_until(moment, posts), features_until(moment, known + later)
        assert {post_id for post_id in before if before[post_id] != after[post_id]} == set()

    def features_until(moment: int, posts: list[Post]) -> dict[object, str]:
        earlier = {post.post_id for post in posts if post.posted_at <= moment}
        rows = sql.tables(posts)["post_features"]
        return {row["post_id"]: bits(row) for row in rows if row["post_id"] in earlier}

    is_blind()


def is_known(post: Post, moment: int) -> bool:
    """Posts are known that are up, or were read already: by a wrong clock before they went up."""
    return post.posted_at <= moment or (post.observed_at or moment + 1) <= moment


def with_other_outcome(post: Post, moment: int) -> Post:
    """What came of the posts of the last day is not known at the moment either."""
    n_likes = 5 if post.n_likes is None else 3 * post.n_likes + 1 if post.n_likes % 3 else None
    if post.posted_at <= moment - HISTORY_LAG_DAYS * DAY:
        return post
    return replace(post, n_likes=n_likes, n_comments=7)


@FEW
@given(posts=exports(), seed=st.integers())
def test_the_order_of_records_does_not_matter(sql, posts, seed):
    in_another_order = random.Random(seed).sample(posts, len(posts))
    assert without_places(sql.tables(posts)) == without_places(sql.tables(in_another_order))


@FEW
@given(posts=exports(), seed=st.integers())
def test_how_an_export_is_cut_into_files_does_not_matter(sql, posts, seed):
    """Nor in which order, nor that some posts stand in two of the files: those are read twice, and
    the two readings say the same.
    """
    chance = random.Random(seed)
    twice = chance.sample(posts, len(posts) // 3)
    files = [chance.randrange(3) for _ in posts]
    again = [(files[posts.index(post)] + 1) % 3 for post in twice]
    whole = without_places(sql.tables(posts))
    cut = without_places(sql.tables([*posts, *twice], [*files, *again]))
    del whole["int_post_versions"], cut["int_post_versions"]
    once, either = (tables.pop("post_metric_readings") for tables in (whole, cut))
    assert whole == cut
    assert len(either) == len(once) + len(twice) and set(either) == set(once)


def without_places(tables: Tables) -> dict[str, list[str]]:
    """The tables without the number of the record that a reading came from."""
    return {
        name: sorted(bits({**row, "record_number": None}) for row in rows)
        for name, rows in tables.items()
    }


def bits(read: object) -> str:
    """A text in which no two numbers look alike, be it in the sign of a zero."""
    return repr(read)
