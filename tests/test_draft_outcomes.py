"""Did it come true? What was said then stands beside what came of it, and is never rewritten."""

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests.builds import answer, build, build_some, build_unseen, made_up_posts, write_posts
from tests.drafts import write_drafts
from tests.shared import ROOT, environment

START = 1_700_000_000
# What is written down of planned posts, and what the page says of it.
RECORD = "draft_log held_posts draft_outcomes rpt_posted_drafts rpt_draft_record"


def at(day: int, hours: float = 0) -> str:
    """A time so many days after the first made-up post."""
    return duckdb.sql(
        f"select strftime(make_timestamp(({START} + 86400 * {day} + 3600 * {hours})::bigint"
        " * 1000000), '%Y-%m-%dT%H:%M:%SZ')"
    ).fetchone()[0]


def export(path, n_posts, likes="1 + (i * 37) % 91"):
    """Daily posts of two accounts; post 63 is the first and only one of a third."""
    return write_posts(
        path,
        made_up_posts(
            n_posts,
            likes=likes,
            owner_id="if(i = 63, 7, i % 2)",
            owner_username="if(i = 63, 'Newcomer', 'account_' || i % 2)",
        ),
    )


@pytest.fixture(scope="module")
def story(small_build, tmp_path_factory):
    """Sixty daily posts; drafts of days 62, 64 and 66; then exports that hold what they became."""
    folder = tmp_path_factory.mktemp("story")
    warehouse = Path(shutil.copy(small_build.warehouse, folder))
    plans = [
        {"draft_id": "on time", "account": "account_0", "planned_at": at(62, 3)},
        {"draft_id": "moved", "account": "account_0", "planned_at": at(64), "media_type": "video"},
        {"draft_id": "linked", "account": "account_1", "planned_at": at(80)},
        {"draft_id": "never", "account": "account_1", "planned_at": at(190)},
        {
            "draft_id": "new",
            "account": "@newcomer",
            "planned_at": at(63),
            "followers": "900",
            "media_type": "video",
        },
        {"draft_id": "wrong", "account": "account_0", "planned_at": at(85), "post_id": ""},
    ]
    assert answer(warehouse, write_drafts(folder / "plans.csv", *plans)).code == 0
    plans[0]["caption"] = "Hello, which one is yours? #one #two #three #four #five"
    plans[1]["planned_at"] = at(66)
    told = answer(warehouse, write_drafts(folder / "plans.csv", *plans))
    again = answer(warehouse, folder / "plans.csv")
    said = again.rows(
        "select draft_id, target, p_high, planned_at from predictions.draft_log order by said_at"
    )
    export(folder / "young.csv", 68)
    young = build_some(warehouse, folder / "young.csv", RECORD, drafts=folder / "plans.csv")
    n_young = young.rows("select count(*) from predictions.draft_outcomes")
    plans[2]["post_id"] = "post65"
    plans[5]["post_id"] = "post67"  # of account_1
    write_drafts(folder / "plans.csv", *plans)
    export(folder / "late.csv", 90)
    grown = build_some(warehouse, folder / "late.csv", RECORD, drafts=folder / "plans.csv")
    rows = grown.rows("from predictions.draft_outcomes order by all")
    other = build(
        warehouse,
        export(folder / "other.csv", 95, likes="300 - (i * 37) % 91"),
        drafts=folder / "plans.csv",
    )
    return {"told": told, "said": said, "n_young": n_young, "rows": rows, "last": other}


def test_the_same_answer_is_logged_once_and_a_changed_plan_again(story):
    logged = [(draft, target) for draft, target, _, _ in story["said"]]
    assert len(logged) == 6 * 2 + 4
    assert logged.count(("moved", "above_median")) == 2


def test_a_young_post_has_no_outcome_yet(story):
    assert story["n_young"] == [(0,)]


def test_an_outcome_is_what_was_said_then_beside_what_came_of_it(story):
    found = story["last"].rows(
        "select draft_id, post_id, matched_by, target from predictions.draft_outcomes order by all"
    )
    targets = ("above_median", "above_own_usual")
    assert found == [
        *(("linked", "post65", "post_id", target) for target in targets),
        *(("moved", "post66", "account and likeness", target) for target in targets),
        ("new", "post63", "account and likeness", "above_median"),
        *(("on time", "post62", "account and likeness", target) for target in targets),
    ]
    told = story["told"].rows(
        "select draft_id, target, p_high from predictions.draft_outcomes where draft_id != 'moved'"
    )
    # The last answer to a plan that was reworded is the one that counts.
    said = {(draft, target): p for draft, target, p, _ in story["said"]}
    first = {(draft, target): p for draft, target, p, _ in reversed(story["said"])}
    assert said["on time", "above_own_usual"] != first["on time", "above_own_usual"]
    assert told and all(said[draft, target] == p_high for draft, target, p_high in told)
    assert story["last"].rows(
        "select count(*) from predictions.draft_outcomes where is_high !="
        " (if(target = 'above_median', engagement_rate, n_likes + n_comments) > threshold)"
    ) == [(0,)]


def test_nothing_is_rewritten_when_counts_change(story):
    """The last export changed every count; what had been recorded stays."""
    assert story["last"].code == 0, story["last"].errors
    assert story["last"].rows("from predictions.draft_outcomes order by all") == story["rows"]
    assert story["last"].rows("select n_likes from marts.posts where post_id = 'post62'") == [
        (300 - 62 * 37 % 91,)
    ]


def test_a_post_that_was_known_is_no_prediction(small_copy, tmp_path):
    """A link to a post that the warehouse held when it answered proves nothing."""
    plan = {"draft_id": "d", "account": "account_0", "planned_at": at(62)}
    assert answer(small_copy, write_drafts(tmp_path / "d.csv", plan)).code == 0
    linked = answer(small_copy, write_drafts(tmp_path / "d.csv", plan | {"post_id": "post20"}))
    assert linked.rows("select count(*) from predictions.draft_outcomes") == [(0,)]
    assert linked.rows("select count(*) from predictions.draft_predictions") == [(0,)]


def test_nothing_asked_over_the_sample_is_logged(sample_build, tmp_path):
    """Its posts are made up, and end later than most people's."""
    warehouse = shutil.copy(sample_build.warehouse, tmp_path / "warehouse.duckdb")
    told = answer(Path(warehouse), write_drafts(tmp_path / "d.csv", {}))
    assert told.rows("select count(*) from predictions.draft_predictions") == [(2,)]
    assert told.rows("select count(*) from predictions.draft_log") == [(0,)]
    assert told.rows("select count(*) from predictions.held_posts") == [(0,)]


def test_times_of_other_data_and_wrong_ones_keep_no_outcome_from_being_judged(warehouse, tmp_path):
    """The log of an earlier version, which did not record what it held, heals."""
    others = made_up_posts(60, owner_id="i % 2 + 70", created_at="1750000000.0 + 86400 * i")
    others = write_posts(tmp_path / "others.csv", others.replace("'account_'", "'other_'"))
    plan = {"draft_id": "theirs", "account": "other_0", "planned_at": "2025-08-20T10:00Z"}
    theirs = write_drafts(tmp_path / "theirs.csv", plan)
    assert build_some(warehouse, others, RECORD, drafts=theirs).code == 0
    assert build_unseen(warehouse, export(tmp_path / "early.csv", 60)).code == 0
    plans = [
        {"draft_id": "mine", "account": "account_0", "planned_at": at(62, 3)},
        {"draft_id": "wrong", "account": "account_1", "planned_at": at(65, 3)},
        {"draft_id": "held", "account": "account_0", "planned_at": at(85)},
    ]
    told = answer(warehouse, write_drafts(tmp_path / "mine.csv", *plans))
    ends = told.rows("select distinct account_id, known_until_at from predictions.draft_log")
    assert {(account, str(end)[:10]) for account, end in ends} == {
        ("70", "2025-08-13"), ("0", "2024-01-12"), ("1", "2024-01-12")
    }  # fmt: skip
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(
            "update predictions.draft_log set known_until_at = '2026-06-30'"
            " where draft_id in ('wrong', 'held')"
        )
        connection.execute("drop table predictions.held_posts")
    plans[2]["post_id"] = "post20"
    write_drafts(tmp_path / "mine.csv", *plans)
    export(tmp_path / "late.csv", 90)
    late = build_some(warehouse, tmp_path / "late.csv", RECORD, drafts=tmp_path / "mine.csv")
    assert late.code == 0, late.errors
    found = late.rows("select distinct draft_id, post_id from predictions.draft_outcomes")
    assert set(found) == {("mine", "post62"), ("wrong", "post65")}


def test_what_an_earlier_export_showed_stays_known_when_an_older_one_is_built(warehouse, tmp_path):
    """Nobody asked anything while the warehouse held day 90; yet it did hold day 62."""
    assert build_some(warehouse, export(tmp_path / "late.csv", 90), RECORD).code == 0
    assert build_unseen(warehouse, export(tmp_path / "early.csv", 60)).code == 0
    plans = [
        {"draft_id": "seen", "account": "account_0", "planned_at": at(62)},
        {"draft_id": "new", "account": "newcomer", "planned_at": at(63), "followers": "900"},
        {"draft_id": "ahead", "account": "account_0", "planned_at": at(92)},
    ]
    assert answer(warehouse, write_drafts(tmp_path / "d.csv", *plans)).code == 0
    plans[0]["post_id"] = "post62"
    write_drafts(tmp_path / "d.csv", *plans)
    export(tmp_path / "last.csv", 110)
    last = build_some(warehouse, tmp_path / "last.csv", RECORD, drafts=tmp_path / "d.csv")
    found = last.rows("select distinct draft_id, post_id from predictions.draft_outcomes")
    assert found == [("ahead", "post92")]
    assert last.rows("select state from reporting.rpt_posted_drafts") == [
        ("no answer was given before its post was known",)
    ]


def test_past_accuracy_stands_beside_a_new_answer(story):
    words = story["last"].rows(
        "select record from reporting.rpt_draft_answers where draft_id = 'never'"
    )
    assert len(words) == 2
    assert all(" of 3 planned posts came out as told" in text for (text,) in words)
    states = dict(story["last"].rows("select draft_id, state from reporting.rpt_posted_drafts"))
    assert states == {
        "linked": 'it came of age: see "Did it come true?"',
        "wrong": "its post is of another account",
    }
    page = (story["last"].warehouse.parent / "site" / "drafts.html").read_text(encoding="utf-8")
    assert "Did it come true?" in page


def test_ten_outcomes_are_held_against_what_was_told(small_copy, tmp_path):
    """How likely they were told to be, and their ranges, which are kept as they were told."""
    plans = write_drafts(tmp_path / "plans.csv", *(
        {"draft_id": f"d{day}", "account": f"account_{day % 2}", "planned_at": at(day)}
        for day in range(62, 84)
    ))  # fmt: skip
    told = answer(small_copy, plans).rows(
        "select draft_id, low_80, high_80 from predictions.draft_expectations"
        " where measure = 'engagements' order by all"
    )
    late = build_some(small_copy, export(tmp_path / "late.csv", 90), RECORD, drafts=plans)
    found = late.rows(
        "select draft_id, low_80, high_80, n_likes + n_comments, is_in_range, p_high, is_high"
        " from predictions.draft_outcomes where target = 'above_own_usual' order by all"
    )
    assert {row[:3] for row in found} < set(told) and len(found) >= 10
    assert all((low <= count <= high) == inside for _, low, high, count, inside, _, _ in found)
    n_inside = sum(row[4] for row in found)
    p_high, is_high = (sum(row[place] for row in found) / len(found) for place in (5, 6))
    ((words,),) = late.rows(
        "select words from reporting.rpt_draft_record"
        " where target = 'above_own_usual' and not is_cold_start"
    )
    assert (
        f"Told {100 * p_high:.0f} % on average, {100 * is_high:.0f} % of them were high." in words
    )
    assert f"{n_inside} of {len(found)} lay in their range, told to hold four of five." in words


def test_a_plan_that_comes_back_is_logged_again(small_copy, tmp_path):
    """Day 62, day 70, day 62: the last answer is the one that stands."""
    for day in (62, 70, 62, 62):
        plan = {"draft_id": "d", "account": "account_0", "planned_at": at(day)}
        told = answer(small_copy, write_drafts(tmp_path / "d.csv", plan))
    logged = told.rows(
        "select day(planned_at - timestamp '2023-11-14 22:13:20') from predictions.draft_log"
        " where target = 'above_median' order by said_at"
    )
    assert logged == [(62,), (70,), (62,)]


def test_killed_drafts_leave_the_warehouse_and_the_next_ones_work(small_copy, tmp_path):
    warehouse = small_copy
    drafts = write_drafts(tmp_path / "d.csv", {"account": "account_0", "planned_at": at(62)})
    before = warehouse.read_bytes()
    variables = {"WAREHOUSE": str(warehouse), "DRAFTS": str(drafts), "SITE": str(tmp_path / "s")}
    with environment(**variables, PYTHONPATH=str(ROOT)):
        process = subprocess.Popen([sys.executable, "-m", "commands.drafts"], cwd=ROOT)
    copied = tmp_path / ".warehouse.duckdb.build" / "target_drafts"
    while not copied.exists() and process.poll() is None:
        pass
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    assert warehouse.read_bytes() == before
    assert answer(warehouse, drafts).code == 0


def test_a_warehouse_of_another_version_is_to_be_built_anew(small_copy, tmp_path):
    with duckdb.connect(str(small_copy)) as connection:
        connection.execute("drop table predictions.concept_weights")
    before = small_copy.read_bytes()
    drafts = write_drafts(tmp_path / "d.csv", {"account": "account_0", "planned_at": at(62)})
    told = answer(small_copy, drafts)
    assert told.code == 1 and small_copy.read_bytes() == before
    assert told.errors.strip() == (
        "No answers: the warehouse was built by another version of this project and has no table "
        "concept_weights. make build makes it anew."
    )


def test_a_wrong_time_of_an_earlier_build_is_not_known_for_ever(story, tmp_path):
    copy = shutil.copy(story["last"].warehouse, tmp_path / "warehouse.duckdb")
    with duckdb.connect(str(copy)) as connection:
        connection.execute(
            "update predictions.draft_log set known_until_at = '5000-01-01'"
            " where draft_id = 'never'"
        )
    plan = {"draft_id": "never", "account": "account_1", "planned_at": at(191)}
    built = answer(copy, write_drafts(tmp_path / "plans.csv", plan))
    assert built.code == 0, built.errors
    ((known,),) = built.rows(
        "select arg_max(known_until_at, said_at)::varchar from predictions.draft_log"
        f" where draft_id = 'never' and planned_at = '{at(191)}'"
    )
    assert known == at(94).replace("T", " ").removesuffix("Z")
