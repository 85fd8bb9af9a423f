"""Answers planned posts without touching the warehouse: from Python, or one on a command line."""

import os
import shutil
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pandas as pd

from commands.errors import BuildError
from commands.progress import Progress
from commands.run_dbt import build_tables
from commands.workspace import (
    check_it_is_a_warehouse,
    new_file,
)

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


def score_drafts(warehouse: Path | str, drafts: pd.DataFrame) -> pd.DataFrame:
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
        answered_copy(Path(warehouse).absolute(), numbered) as copy,
        duckdb.connect(str(copy), read_only=True) as connection,
    ):
        return connection.sql(ANSWERS).df()


@contextmanager
def answered_copy(warehouse: Path, drafts: pd.DataFrame) -> Iterator[Path]:
    """A copy of the warehouse, for a while, that answers these planned posts and no others."""
    check_it_is_a_warehouse(warehouse)
    with TemporaryDirectory() as folder, chdir(ROOT):
        workspace = Path(folder)
        copy, target = new_file(workspace), workspace / "target"
        shutil.copyfile(warehouse, copy)
        target.mkdir()
        asked = workspace / "asked.csv"
        drafts.to_csv(asked, index=False)
        with environment_kept():
            os.environ["DRAFTS"] = str(asked)
            progress = Progress(is_quiet=True)
            build_tables(copy, workspace, target, *OF_DRAFTS, progress=progress)
        yield copy


@contextmanager
def environment_kept() -> Iterator[None]:
    """What is set within is as it was afterwards: a notebook goes on."""
    before = dict(os.environ)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def asked_once() -> pd.DataFrame | None:
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
    row = said | {"draft_id": "this post", "account": account, "media_type": media_type}
    return pd.DataFrame([row])
