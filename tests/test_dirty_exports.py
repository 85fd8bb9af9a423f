"""Random exports with odd values: every record is accounted for and no number is wrong.

HYPOTHESIS_PROFILE=soak tries many more, and others every time.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.builds import Build, run_models
from tests.dirty_exports import File, Record, files

pytestmark = pytest.mark.random
IS_SOAK = os.environ.get("HYPOTHESIS_PROFILE") == "soak"
N_FILES, N_READINGS = (400, 25) if IS_SOAK else (100, 1)
READ = "+posts +rejected_records +row_accounting"


def drawn(n: int) -> list[File]:
    """So many random files: the same in every run of `make test`."""
    kept: list[File] = []

    @settings(
        max_examples=n,
        derandomize=not IS_SOAK,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(file=files())
    def keep(file: File) -> None:
        kept.append(file)

    keep()
    return kept


def read(folder: Path, contents: dict[str, bytes]) -> Build:
    """What is read of files of these names."""
    posts = folder / "posts"
    posts.mkdir(parents=True)
    for name, content in contents.items():
        (posts / name).write_bytes(content)
    warehouse = folder / "warehouse.duckdb"
    run_models(warehouse, posts, READ)
    return Build(warehouse, 0, "", "")


@pytest.fixture(scope="module", params=range(N_READINGS))
def reading(tmp_path_factory) -> Iterator[tuple[dict[str, File], Build]]:
    """Many files in one folder, each of an account of its own, and what was read of them."""
    own = {f"account_{n}.{file.ending}": file for n, file in enumerate(drawn(N_FILES))}
    folder = tmp_path_factory.mktemp("dirty")
    contents = {name: file.content(n) for n, (name, file) in enumerate(own.items())}
    yield own, read(folder, contents)


def rows_by_file(built: Build, query: str) -> dict[str, list[tuple]]:
    """The rows of a query whose first column is the path of a file, under its name."""
    found: dict[str, list[tuple]] = {}
    for path, *row in built.rows(query):
        found.setdefault(Path(path).name, []).append(tuple(row))
    return found


@pytest.fixture(scope="module")
def posts(reading) -> dict[str, list[tuple]]:
    """What was read of each file: when each post went up, its likes, comments and caption."""
    return rows_by_file(
        reading[1], "select source_file, posted_at, n_likes, n_comments, caption from marts.posts"
    )


def test_every_record_is_accounted_for(reading):
    own, built = reading
    told = rows_by_file(
        built,
        "select source_file, n_records, n_rejected + n_duplicates + n_account_readings + n_posts"
        " from marts.row_accounting where source_file != 'total'",
    )
    expected = {name: [(len(file.records),) * 2] for name, file in own.items()}
    assert {n: (told.get(n), rows) for n, rows in expected.items() if told.get(n) != rows} == {}


def agrees(record: Record, post: tuple) -> bool:
    """Whether a post may be what a record says, or less."""
    posted_at, n_likes, n_comments, caption = post
    return (
        posted_at == record.moment.replace(tzinfo=None)
        and n_likes in (None, record.likes.means)
        and n_comments in (None, record.comments.means)
        and caption == record.caption
    )


def test_no_count_no_time_and_no_caption_is_wrong(reading, posts):
    own, _ = reading
    wrong = [
        (file.kind, post, file.records)
        for name, file in own.items()
        for post in posts.get(name, [])
        if not any(agrees(record, post) for record in file.records)
    ]
    assert wrong == []


def test_what_is_written_well_is_read_whole(reading, posts):
    own, _ = reading
    missing = []
    for name, file in own.items():
        numbers = [record.number for record in file.records]
        for record in file.records:
            whole = [post for post in posts.get(name, []) if agrees(record, post)]
            is_alone = numbers.count(record.number) == 1
            if record.is_clean and is_alone and not any(None not in post for post in whole):
                missing.append((file.kind, record, posts.get(name)))
    assert missing == []


def test_the_order_of_records_and_names_of_files_do_not_matter(reading, tmp_path):
    """Records of one post that say different things stay in their order: the last one counts."""
    own, built = reading
    contents = {}
    for n, file in enumerate(own.values()):
        numbers = sorted({record.number for record in file.records}, reverse=True)
        parts = [[r for r in file.records if r.number == number] for number in numbers]
        turned = File(file.kind, tuple(record for part in parts for record in part))
        contents[f"z{len(own) - n}.{file.ending}"] = turned.content(n)
    again = read(tmp_path, contents)
    query = (
        "select account_name, posted_at, post_id, n_likes, n_comments, caption from marts.posts"
        " order by all"
    )
    assert again.rows(query) == built.rows(query)


def test_another_reading_of_the_same_files_changes_nothing(reading):
    _, built = reading
    query = "from marts.posts order by all"
    before = built.rows(query)
    run_models(built.warehouse, built.warehouse.parent / "posts", READ)
    with duckdb.connect(str(built.warehouse), read_only=True) as connection:
        assert connection.execute(query).fetchall() == before
