"""The SQL, asked about small random exports, against the definitions in plain Python (`oracle.py`).

dbt compiles the models once and builds one export with them. Their compiled text then runs in
memory, in some 70 ms an export; HYPOTHESIS_PROFILE=soak tries many more, and others every time.
"""

import os
import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from itertools import product
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import oracle
from tests.compiled import Run, Sql, Tables, compiled, differences, in_memory, read
from tests.oracle import DAY, HISTORY_LAG_DAYS, PROTOCOLS, TARGETS, Post
from tests.random_exports import START, an_export, exports

pytestmark = pytest.mark.random
# The same exports in every run of `make test`, others in every soak. A busy machine is no failure.
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


def defined(posts: Sequence[Post]) -> Tables:
    """The same tables as the definitions have them."""
    return {
        "posts": [
            {
                "post_id": post.post_id,
                "engagement_rate": oracle.engagement_rate(post),
                "age_days": oracle.age_days(post, posts),
                "is_mature": oracle.is_mature(post, posts),
            }
            for post in posts
        ],
        "post_features": [
            {"post_id": post.post_id, **oracle.features(post, posts)} for post in posts
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


@FEW
@given(posts=exports(), others=exports(), place=st.integers(0, 99))
def test_no_later_post_can_change_a_bit_of_a_feature(sql, posts, others, place):
    """Whatever is posted after it: the posts of another export, few or many, or nothing."""
    moment = sorted(post.posted_at for post in posts)[place % len(posts)] if posts else START
    earlier = [post for post in posts if post.posted_at <= moment]
    later = [
        replace(post, post_id=f"other-{post.post_id}") for post in others if post.posted_at > moment
    ]
    before = {row["post_id"]: bits(row) for row in sql.tables(posts)["post_features"]}
    changed = [with_other_outcome(post, moment) for post in earlier]
    after = {row["post_id"]: bits(row) for row in sql.tables(changed + later)["post_features"]}
    assert {
        post.post_id for post in earlier if before[post.post_id] != after[post.post_id]
    } == set()


def with_other_outcome(post: Post, moment: int) -> Post:
    """What came of the posts of the last day is not known at the moment either."""
    is_known = post.posted_at <= moment - HISTORY_LAG_DAYS * DAY
    n_likes = 5 if post.n_likes is None else 3 * post.n_likes + 1 if post.n_likes % 3 else None
    return post if is_known else replace(post, n_likes=n_likes, n_comments=7)


@FEW
@given(posts=exports(), seed=st.integers())
def test_the_order_of_records_does_not_matter(sql, posts, seed):
    in_another_order = random.Random(seed).sample(posts, len(posts))
    assert bits(sql.tables(posts)) == bits(sql.tables(in_another_order))


@FEW
@given(posts=exports(), seed=st.integers())
def test_how_an_export_is_cut_into_files_does_not_matter(sql, posts, seed):
    """Nor in which order, nor that some posts stand in two of the files."""
    chance = random.Random(seed)
    twice = chance.sample(posts, len(posts) // 3)
    files = [chance.randrange(3) for _ in posts]
    again = [(files[posts.index(post)] + 1) % 3 for post in twice]
    assert bits(sql.tables(posts)) == bits(sql.tables([*posts, *twice], [*files, *again]))


def bits(read: object) -> str:
    """A text in which no two numbers look alike, be it in the sign of a zero."""
    return repr(read)
