"""Answers planned posts without touching the warehouse: from Python, or one on a command line."""

import csv
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import chdir, contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import duckdb

from commands.errors import BuildError
from commands.progress import Progress
from commands.replay import is_replayed
from commands.workspace import check_it_is_a_warehouse, new_file

if TYPE_CHECKING:
    import pandas as pd

ROOT = Path(__file__).parent.parent
# What a command line may say of one planned post, and the column that it is.
ASKED = {"CAPTION": "caption", "FORMAT": "media_type", "AT": "planned_at"}
# What dbt makes for an answer; nobody reads its own account of that.
OF_DRAFTS = ("--select", "tag:drafts", "--no-write-json")
ANSWERS = """
    select
        answers.*,
        expected.median as expected_engagements,
        expected.* exclude (draft_id, measure, median),
        cast(null as varchar) as rejected
    from predictions.draft_predictions as answers
    left join predictions.draft_expectations as expected
        on answers.draft_id = expected.draft_id and expected.measure = 'engagements'
    where answers.draft_id in (select draft_id from staging.stg_drafts)
    union all by name
    select draft_id, reason as rejected from staging.rejected_drafts
    order by draft_id, target
"""


def score_drafts(warehouse: Path | str, drafts: "pd.DataFrame") -> "pd.DataFrame":
    """What `make drafts` would tell of planned posts; the warehouse stays as it is.

    `drafts` has one row per planned post and the columns of data/sample/drafts_template.csv:
    `account` and `planned_at` (a time with its offset, or in UTC) are needed, the others are
    optional; without a `draft_id` rows are called by their number. Returns one row per planned
    post and target: the columns of predictions.draft_predictions, those of
    predictions.draft_expectations for likes + comments (`expected_engagements` is its
    median), and `rejected`, which says why a planned post has no answer (null otherwise).
    Raises BuildError where the warehouse cannot be read or made use of.
    """
    numbered = drafts.reset_index(drop=True)
    if "draft_id" not in numbered:
        numbered = numbered.assign(draft_id=[str(place + 1) for place in range(len(numbered))])
    with (
        answered_copy(Path(warehouse).absolute(), partial(numbered.to_csv, index=False)) as copy,
        duckdb.connect(str(copy), read_only=True) as connection,
    ):
        return connection.sql(ANSWERS).df()


@contextmanager
def answered_copy(warehouse: Path, write: Callable[[Path], object]) -> Iterator[Path]:
    """A copy of the warehouse, for a while, that answers the planned posts that `write` writes."""
    check_it_is_a_warehouse(warehouse)
    with TemporaryDirectory() as folder, chdir(ROOT):
        workspace = Path(folder)
        asked, target = workspace / "asked.csv", workspace / "target"
        target.mkdir()
        write(asked)
        with environment_kept():
            os.environ["DRAFTS"] = str(asked)
            copy = answered(warehouse, workspace, target, Progress(is_quiet=True))
        yield copy


def answered(warehouse: Path, workspace: Path, target: Path, progress: Progress) -> Path:
    """A copy of the warehouse in its workspace, with the tables of planned posts made anew."""
    copy = new_file(workspace)
    shutil.copyfile(warehouse, copy)
    if progress.is_verbose or not is_replayed(copy):
        # dbt takes seconds to start, and who is answered does without.
        from commands.recorder import recorded
        from commands.run_dbt import build_tables

        shutil.copyfile(warehouse, new_file(workspace))
        with recorded(copy):
            build_tables(copy, workspace, target, *OF_DRAFTS, progress=progress)
    return copy


@contextmanager
def environment_kept() -> Iterator[None]:
    """What is set within is as it was afterwards: a notebook goes on."""
    before = dict(os.environ)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def asked_once() -> dict[str, str] | None:
    """The one planned post that the command line describes; None where it describes none."""
    said = {column: os.environ.get(name, "").strip() for name, column in ASKED.items()}
    if not any(said.values()):
        return None
    account = os.environ.get("ACCOUNT", "").strip()
    if os.environ.get("DRAFTS"):
        raise BuildError("DRAFTS names planned posts, and CAPTION, FORMAT and AT describe one.")
    if not account or not said["planned_at"]:
        raise BuildError(
            "one planned post needs its account and its time: make drafts ACCOUNT=ana "
            'CAPTION="New today" FORMAT=image AT=2026-07-02T18:30+02:00'
        )
    media_type = said["media_type"] or "image"
    return said | {"draft_id": "this post", "account": account, "media_type": media_type}


def write_row(row: dict[str, str], file: Path) -> None:
    """One planned post as a file of them."""
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, row)
        writer.writeheader()
        writer.writerow(row)
