"""A bad row or file of planned posts is named, and nothing else disturbed."""

import fcntl
import os
import shutil
import subprocess
import sys

import pytest

from tests.builds import Build, answer
from tests.drafts import COLUMNS, SOON, answers, write_drafts
from tests.shared import ROOT

BAD_ROWS = {
    "unknown media type": ({"media_type": "hologram"}, "'hologram' is not image"),
    "past date": ({"planned_at": "2026-06-01T10:00Z"}, "the warehouse already knows posts up to"),
    "no time of day": ({"planned_at": "2026-07-03"}, "'2026-07-03' is not a time like"),
    "no time": ({"planned_at": "infinity"}, "'infinity' is not a time like"),
    "missing account": ({"account": " "}, "has no account"),
    "zero followers": ({"followers": "0"}, "'0' is not a number of people above 0"),
    "words for followers": ({"followers": "many"}, "'many' is not a number of people above 0"),
    "invalid zone": ({"timezone": "Mars/Phobos"}, "'Mars/Phobos' is not an IANA name"),
    "endless caption": ({"caption": "x" * 100_000}, "100,000 characters; Instagram takes 2,200"),
    "no id": ({"draft_id": ""}, "has no draft_id"),
    "the same id": ({"draft_id": "good"}, "repeats the draft_id of record 1 in bad.csv"),
    "an address": ({"account": "https://example.org/x"}, "is not a handle or an id"),
    "no shortcode": ({"post_id": "<b>"}, "'<b>' is not a shortcode"),
}  # fmt: skip


@pytest.fixture(scope="module")
def bad(sample_build, tmp_path_factory) -> Build:
    folder = tmp_path_factory.mktemp("bad")
    copy = folder / "warehouse.duckdb"
    shutil.copy(sample_build.warehouse, copy)
    rows = [draft for draft, _ in BAD_ROWS.values()]
    both = {"media_type": "", "timezone": "nowhere"}
    drafts = write_drafts(folder / "bad.csv", {"draft_id": "good"}, *rows, both)
    with drafts.open("a", encoding="utf-8") as file:
        file.write('d99,"an open quote\n')
    return answer(copy, drafts)


@pytest.mark.parametrize("name", BAD_ROWS)
def test_a_bad_row_is_named_with_its_reason(name, bad):
    assert bad.code == 0, bad.errors
    number = list(BAD_ROWS).index(name) + 2
    ((reason, record),) = bad.rows(
        f"select reason, record from staging.rejected_drafts where record_number = {number}"
    )
    assert BAD_ROWS[name][1] in reason
    changed = next(iter(BAD_ROWS[name][0].values()))
    assert changed.strip() in record


def test_the_good_row_is_answered_and_every_reason_is_given_at_once(bad):
    assert {draft for draft, _, _ in answers(bad)} == {"good"}
    assert (
        "Not answered: d1 (record 2 of bad.csv) its media_type 'hologram' is not image, carousel"
    ) in bad.output
    ((reason,),) = bad.rows(
        f"select reason from staging.rejected_drafts where record_number = {len(BAD_ROWS) + 2}"
    )
    assert "media_type" in reason and "; its timezone" in reason
    ((n_unreadable,),) = bad.rows(
        "select count(*) from staging.rejected_drafts where reason like 'cannot be read%'"
    )
    assert n_unreadable == 1


BAD_FILES = {
    "missing": (None, "there is no file"),
    "empty": (b"", "is empty"),
    "other_columns": (b"name,price\nbread,3\n", "is not a CSV of planned posts"),
    "column_missing": (b"draft_id,account,caption,planned_at\n", "lacks the column media_type"),
    "a_page": (b"<!DOCTYPE html><html></html>", "is a web page"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_an_unusable_file_ends_in_one_sentence_and_disturbs_nothing(name, own, tmp_path):
    content, sentence = BAD_FILES[name]
    drafts = tmp_path / f"{name}.csv"
    if content is not None:
        drafts.write_bytes(content)
    before = own.read_bytes()
    built = answer(own, drafts)
    assert built.code == 1 and sentence in built.errors and str(drafts) in built.errors
    assert len(built.errors.strip().splitlines()) == 1
    assert own.read_bytes() == before


def test_a_spreadsheet_s_semicolons_are_as_good_as_commas(own, tmp_path):
    drafts = tmp_path / "plans.csv"
    values = ["d", "sample_books_0", "image", "Hello, all", SOON, "", "", "", ""]
    drafts.write_text(";".join(COLUMNS) + "\n" + ";".join(values) + "\n", encoding="utf-8")
    assert {draft_id for draft_id, *_ in answers(answer(own, drafts))} == {"d"}


def test_a_header_alone_leaves_nothing_to_answer_and_says_so(own, tmp_path):
    built = answer(own, write_drafts(tmp_path / "d.csv"))
    assert answers(built) == [] and "No planned posts to answer" in built.output
    assert "examples" not in built.output


def test_without_a_warehouse_there_is_one_sentence(tmp_path):
    built = answer(tmp_path / "none.duckdb")
    assert built.code == 1 and "there is no warehouse" in built.errors


def test_while_a_build_runs_drafts_wait_their_turn(own):
    workspace = own.parent / f".{own.name}.build"
    workspace.mkdir(exist_ok=True)
    held = os.open(workspace, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    refused = answer(own)
    os.close(held)
    assert refused.code == 1 and "another build" in refused.errors


def test_accounts_are_found_by_id_and_by_handle_however_written(own, tmp_path):
    names = ["1000003", "sample_books_0", "@Sample_Books_0", " SAMPLE_BOOKS_0 "]
    drafts = write_drafts(tmp_path / "d.csv", *[{"account": name} for name in names])
    found = answers(answer(own, drafts), "account_id, target, p_high")
    assert len(found) == 8
    assert len({(account, target, p) for account, target, p in found}) == 2


def test_offsets_are_read_and_no_offset_is_utc(own, tmp_path):
    times = ["2026-07-02T17:30Z", "2026-07-02 17:30", "2026-07-02T18:30+01:00",
             "2026-07-02T17:30:00", "2026-07-02T12:30:00-0500"]  # fmt: skip
    drafts = write_drafts(tmp_path / "d.csv", *[{"planned_at": time} for time in times])
    built = answer(own, drafts)
    planned = built.rows("select distinct planned_at from predictions.draft_predictions")
    assert len(answers(built)) == 10 and len(planned) == 1


def test_one_post_cannot_be_two_drafts(own, tmp_path):
    post = {"post_id": "DaN_UqTgAG3", "planned_at": "2026-06-30T17:34Z"}
    built = answer(own, write_drafts(tmp_path / "d.csv", post, post, {}))
    assert len(answers(built)) == 2
    assert built.rows("select draft_id, reason from staging.rejected_drafts") == [
        ("d1", "its post_id 'DaN_UqTgAG3' is that of another row")
    ]


def test_a_warehouse_that_somebody_writes_to_is_left_alone(own):
    writer = subprocess.Popen(
        [sys.executable, "-c",
         "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print(1, flush=True); input()", own],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert writer.stdout.readline() == "1\n"
    before = own.stat().st_ino
    refused = answer(own)
    writer.communicate("\n")
    assert refused.code == 1 and "open for writing" in refused.errors
    assert len(refused.errors.splitlines()) == 1 and own.stat().st_ino == before


def test_planned_posts_are_no_history_to_each_other(own, tmp_path):
    alone = answers(answer(own, write_drafts(tmp_path / "a.csv", {"draft_id": "a"})))
    crowd = [{"draft_id": f"x{day}", "planned_at": f"2026-07-{day:02}T18:30+01:00"}
             for day in range(1, 10)]  # fmt: skip
    among = answers(answer(own, write_drafts(tmp_path / "b.csv", {"draft_id": "a"}, *crowd)))
    assert [row for row in among if row[0] == "a"] == alone


def test_the_template_can_be_filled_in_and_used(own, tmp_path):
    text = (ROOT / "data/sample/drafts_template.csv").read_text(encoding="utf-8")
    drafts = tmp_path / "mine.csv"
    drafts.write_text(text.replace("your_handle", "sample_books_0"), encoding="utf-8")
    assert len(answers(answer(own, drafts))) == 4
