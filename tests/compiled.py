"""The SQL that dbt compiled, run in memory on one export after another, in some 70 ms each."""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from graphlib import TopologicalSorter
from itertools import zip_longest
from pathlib import Path

import duckdb
import pyarrow as pa
from dbt.artifacts.schemas.run import RunResult
from dbt.contracts.graph.nodes import ModelNode

from readers.found_files import without_mojibake
from tests import oracle
from tests.builds import run_models
from tests.oracle import Post
from tests.random_exports import an_export, as_record, write_export

# What a caption says, not when it was known: unit tests of the SQL read captions.
READ_FROM_CAPTIONS = "n_emoji, log_emoji, all_caps_share, has_call_to_action, has_link_in_bio"
# What is compared, and the columns by which its rows are told apart.
QUERIES = {
    "posts": "select post_id, n_likes, n_comments, n_followers, n_following, followers_as_of,"
    " n_judged_likes, n_judged_comments, is_judged_likes_hidden, engagement_rate, age_days,"
    " is_mature, is_deleted,"
    " epoch(observed_at) as observed_at, epoch(judged_at) as judged_at from marts.posts",
    "post_metric_readings": "select post_id, record_number, epoch(observed_at) as observed_at,"
    " n_likes, n_comments from marts.post_metric_readings",
    "int_post_versions": "select post_id, record_number, version_number, is_newest, is_judged"
    " from intermediate.int_post_versions",
    "aged_readings": "select * from marts.aged_readings",
    "growth_curve": "select media_type, from_hours, to_hours, age_hours, share, ci_low, ci_high,"
    " log_spread, n_posts, n_final_posts, basis from marts.growth_curve",
    "post_features": f"select * exclude ({READ_FROM_CAPTIONS}) from marts.post_features",
    "int_everyone_means": "select * replace (epoch(posted_at) as posted_at)"
    " from intermediate.int_everyone_means",
    "post_labels": "select * from marts.post_labels",
    "post_splits": "select * from marts.post_splits",
    "split_labels": "select post_id, target, protocol, fold, threshold, is_high, log_margin"
    " from marts.split_labels",
}
KEYS = (
    "post_id",
    "target",
    "protocol",
    "fold",
    "record_number",
    "media_type",
    "from_hours",
    "posted_at",
)
# The vars that the definitions rest on.
VARIABLES = (
    "GROWTH_MIN_POSTS",
    "LABEL_MATURITY_DAYS",
    "HISTORY_LAG_DAYS",
    "HISTORY_PRIOR_POSTS",
    "ASSUMED_ENGAGEMENT_RATE",
    "RECENT_DAYS",
    "MIN_USUAL_POSTS",
    "TEST_SHARE",
    "N_ACCOUNT_FOLDS",
    "EVALUATION_MAX_POSTS",
)

Run = tuple[Path, list[RunResult]]
Tables = dict[str, list[dict[str, object]]]

# What reading gives, in place of which every example puts its own records.
READ = (
    "stg_raw_records",
    "stg_read_files",
    "stg_file_conventions",
    "export_formats",
    "media_words",
    "age_bands",
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


def compiled(folder: Path) -> Run:
    """A warehouse that dbt makes of an export in `folder`, and what it ran."""
    posts = write_export(folder / "posts.csv", an_export())
    variables = {name.lower(): getattr(oracle, name) for name in VARIABLES}
    wanted = " ".join(f"+{model}" for model in QUERIES)
    warehouse = folder / "warehouse.duckdb"
    return warehouse, run_models(warehouse, posts, wanted, variables)


@contextmanager
def in_memory(built: Path, results: list[RunResult]) -> Iterator[Sql]:
    """The models that dbt compiled, in an empty warehouse in memory."""
    models = compiled_models(results)
    with duckdb.connect() as connection:
        connection.execute("attach ':memory:' as warehouse; use warehouse; set TimeZone = 'UTC'")
        connection.execute("set memory_limit = '2GB'; set temp_directory = ''")
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
