"""The SQL, asked about small random exports, against the definitions in plain Python (`oracle.py`).

dbt compiles the models once and builds one export with them. Their compiled text then runs in
memory, in some 70 ms an export; HYPOTHESIS_PROFILE=soak tries many more, and others every time.
"""

import csv
import math
import os
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from graphlib import TopologicalSorter
from itertools import product, zip_longest
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from dbt.artifacts.schemas.run import RunResult
from dbt.contracts.graph.nodes import ModelNode
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from readers.found_files import without_mojibake
from tests import oracle
from tests.builds import HEADER, run_models
from tests.oracle import DAY, HISTORY_LAG_DAYS, TARGETS, Post

# The same exports in every run of `make test`, others in every soak. A busy machine is no failure.
COMMON = settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True, database=None
)
settings.register_profile("test", COMMON, max_examples=100, derandomize=True)
settings.register_profile("soak", COMMON, max_examples=5000)
MANY = settings.get_profile(os.environ.get("HYPOTHESIS_PROFILE", "test"))
FEW = settings(MANY, max_examples=MANY.max_examples // 4)

# What a caption says, not when it was known: unit tests of the SQL read captions.
READ_FROM_CAPTIONS = (
    "n_caption_lines, n_mentions, n_emoji, log_caption_lines, log_mentions, log_emoji,"
    " all_caps_share, has_question, has_call_to_action, has_link_in_bio"
)
DEFINED = "where protocol in ('by_time', 'serving')"
# What is compared, and the columns by which its rows are told apart.
QUERIES = {
    "posts": "select post_id, engagement_rate, age_days, is_mature from marts.posts",
    "post_features": f"select * exclude ({READ_FROM_CAPTIONS}) from marts.post_features",
    "post_labels": "select * from marts.post_labels",
    "post_splits": f"select * exclude (fold) from marts.post_splits {DEFINED}",
    "split_labels": "select post_id, target, protocol, threshold, is_high"
    f" from marts.split_labels {DEFINED}",
}
KEYS = ("post_id", "target", "protocol")
VARIABLES = (
    "LABEL_MATURITY_DAYS",
    "HISTORY_LAG_DAYS",
    "HISTORY_PRIOR_POSTS",
    "ASSUMED_ENGAGEMENT_RATE",
    "RECENT_DAYS",
    "MIN_USUAL_POSTS",
    "TEST_SHARE",
)
START = 1_600_000_000 // DAY * DAY

Tables = dict[str, list[dict[str, object]]]


# Exports


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
        n_following=st.sampled_from((100, 0, None)),
        media_type=st.sampled_from(("image", "carousel", "video", *nothing)),
        caption=st.sampled_from(("", "word", "#tag", "three words here", "#two #tags or so")),
        has_location=st.booleans(),
    )
    sizes = st.one_of(st.integers(0, 7), st.integers(0, 25))
    return sizes.flatmap(lambda n: st.lists(post, min_size=n, max_size=n))


@st.composite
def exports(draw: st.DrawFn) -> list[Post]:
    """Up to four accounts within some days or a year, and at times one post long after the rest.
    Times are often whole days apart: at the very limit of the lag, of maturity and of what is
    recent. The ids of posts, which settle ties, follow no order of time.
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
            post_id=f"p{i * 37 % 101}",
            posted_at=post.posted_at + (i == 0) * n_later * DAY,
        )
        for i, post in enumerate(posts)
    ]


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
    }


def write_export(path: Path, posts: Iterable[Post]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, HEADER.split(","))
        writer.writeheader()
        writer.writerows(map(as_record, posts))
    return path


# The SQL

# What reading gives, in place of which every example puts its own records.
READ = (
    "stg_raw_records",
    "stg_read_files",
    "stg_file_conventions",
    "export_formats",
    "media_words",
)
# Of files, not of records.
ABOUT_FILES = ("stg_listed_files", "stg_file_formats", "stg_found_files", "stg_file_log")


class Sql:
    """The compiled models behind stg_raw_records, in the order of their references, by relation."""

    def __init__(self, models: dict[str, str], connection: duckdb.DuckDBPyConnection):
        self.models, self.connection = models, connection

    def __repr__(self) -> str:
        """Not the models' whole text beside every failing export."""
        return "Sql(...)"

    def tables(self, posts: Sequence[Post], files: Sequence[int] = ()) -> Tables:
        """What the models make of an export, each post in the file of that number."""
        for table in ("stg_read_files", "stg_file_conventions"):
            name = "read_files.source_file || n as source_file"
            reading = ", read_files.reading_id || n as reading_id" * (table == "stg_read_files")
            self.connection.execute(
                f"create or replace table staging.{table} as"
                f" select read_files.* replace ({name}{reading})"
                f" from built.staging.{table} as read_files"
                f" cross join (select unnest(range({1 + max(files, default=0)})) as n)"
            )
        untold = [post.post_id for post in posts if post.media_type is None]
        self.connection.execute("truncate staging.stg_raw_records")
        numbered = enumerate(zip_longest(posts, files, fillvalue=0), 1)
        if records := [as_record(post) | {"n": i, "file": file} for i, (post, file) in numbered]:
            self.connection.register("records", pa.Table.from_pylist(records))
            self.connection.execute(
                "insert into staging.stg_raw_records by name"
                " select records.* exclude (n, file, owner_username),"
                " n as record_number, owner_username as owner_name, 'a file' as source_file,"
                " 'kaggle' as source_format, reading_id || file as reading_id"
                " from records cross join (select reading_id from built.staging.stg_read_files)"
            )
        for relation, select in self.models.items():
            self.connection.execute(f"create or replace table {relation} as {select}")
            if relation.endswith('"stg_posts"'):
                forget = f"update {relation} set media_type = null where list_contains(?, post_id)"
                self.connection.execute(forget, [untold])
        return read(self.connection)


def read(connection: duckdb.DuckDBPyConnection) -> Tables:
    return {
        name: connection.sql(f"{query} order by all").to_arrow_table().to_pylist()
        for name, query in QUERIES.items()
    }


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[RunResult]]:
    """A warehouse that dbt makes of an export, with the vars that the definitions rest on."""
    folder = tmp_path_factory.mktemp("oracle")
    posts = write_export(folder / "posts.csv", an_export())
    variables = {name.lower(): getattr(oracle, name) for name in VARIABLES}
    wanted = " ".join(f"+{model}" for model in QUERIES)
    warehouse = folder / "warehouse.duckdb"
    return warehouse, run_models(warehouse, posts, wanted, variables)


@pytest.fixture(scope="module")
def built(run: tuple[Path, list[RunResult]]) -> Path:
    return run[0]


@pytest.fixture(scope="module")
def sql(run: tuple[Path, list[RunResult]]) -> Iterator[Sql]:
    """The models that dbt compiled, in an empty warehouse in memory."""
    built, models = run[0], compiled_models(run[1])
    with duckdb.connect() as connection:
        connection.execute("attach ':memory:' as warehouse; use warehouse; set TimeZone = 'UTC'")
        connection.execute(f"set threads = 1; attach '{built}' as built (read_only)")
        for schema in sorted({model.schema for model in models}):
            connection.execute(f"create schema {schema}")
        for table in READ:
            connection.execute(f"create table staging.{table} as from built.staging.{table}")
        connection.create_function("without_mojibake", without_mojibake)
        yield Sql(
            {
                model.relation_name: model.compiled_code
                for model in models
                if model.name not in (*ABOUT_FILES, *READ)
            },
            connection,
        )


def compiled_models(results: list[RunResult]) -> list[ModelNode]:
    """The models that dbt ran, each behind those that it reads."""
    nodes = {run.node.unique_id: run.node for run in results if run.node.resource_type == "model"}
    parents = {key: node.depends_on.nodes for key, node in nodes.items()}
    return [nodes[key] for key in TopologicalSorter(parents).static_order() if key in nodes]


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
    for target, protocol in product(TARGETS, ("by_time", "serving")):
        rate = oracle.learned_rate(protocol, posts)
        roles = oracle.roles(target, protocol, posts)
        for post in posts:
            key = {"post_id": post.post_id, "target": target, "protocol": protocol}
            label = oracle.label(post, target, rate, posts)
            if (role := roles.get(post.post_id, "gap")) != "gap":
                splits.append(key | {"role": role})
                if label.threshold is not None:
                    measured = {"threshold": label.threshold, "is_high": label.is_high}
                    split_labels.append(key | measured)
    return {"post_splits": splits, "split_labels": split_labels}


def values(tables: Tables) -> dict[tuple, object]:
    """Every value under its table, its row's keys and its column."""
    return {
        (name, *(row.get(key) for key in KEYS), column): value
        for name, rows in tables.items()
        for row in rows
        for column, value in row.items()
        if column not in KEYS
    }


def differences(found: Tables, expected: Tables) -> dict[tuple, tuple]:
    """What the SQL says and what the definition says, where they are not the same."""
    ours, theirs = values(found), values(expected)
    return {
        key: (ours.get(key, "nothing"), theirs.get(key, "nothing"))
        for key in ours | theirs
        if not is_same(ours.get(key, "nothing"), theirs.get(key, "nothing"))
    }


def is_same(one: object, other: object) -> bool:
    """Numbers with a fraction to nine digits, everything else exactly, its type included."""
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)
    return type(one) is type(other) and one == other


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
