"""Planned posts: answered as past posts are; a bad row is named, and nothing else disturbed."""

import csv
import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import numpy as np
import pytest
from scipy.stats import norm

from models_ml import score_with_terms
from tests.builds import ROOT, SAMPLE, Build, answer, run_models

COLUMNS = ["draft_id", "account", "media_type", "caption", "planned_at", "location", "followers",
           "timezone", "post_id"]  # fmt: skip
SOON = "2026-07-02T18:30+01:00"


def write_drafts(path: Path, *drafts: dict[str, str]) -> Path:
    """A file of planned posts; what a draft leaves out is an ordinary one of the sample's."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        for number, draft in enumerate(drafts):
            writer.writerow(
                {"draft_id": f"d{number}", "account": "sample_books_0", "media_type": "image",
                 "caption": "Hello", "planned_at": SOON} | draft
            )  # fmt: skip
    return path


@pytest.fixture
def own(sample_build, tmp_path) -> Path:
    """A copy of the sample's warehouse that a test may change."""
    copy = tmp_path / "own" / "warehouse.duckdb"
    copy.parent.mkdir()
    shutil.copy(sample_build.warehouse, copy)
    return copy


def answers(built: Build, columns: str = "draft_id, target, p_high") -> list[tuple]:
    assert built.code == 0, built.errors
    return built.rows(f"select {columns} from predictions.draft_predictions order by all")


def test_past_posts_as_drafts_have_the_same_features_and_scores(own, tmp_path):
    """As of their own time, bit for bit: the proof that training and serving are one text."""
    drafts = tmp_path / "past.csv"
    with duckdb.connect(str(own), read_only=True) as connection:
        connection.sql("""
            select
                post_id as draft_id, account_id as account, media_type, caption,
                strftime(posted_at, '%Y-%m-%dT%H:%M:%SZ') as planned_at,
                location_name as location, n_followers as followers
            from marts.posts
            where is_mature
        """).write_csv(str(drafts))
    run_models(
        own, SAMPLE, "stg_draft_records+1 +draft_scores,tag:drafts",
        {"drafts_as_of": "1970-01-01", "drafts_with_alternatives": 0}, drafts=drafts,
    )  # fmt: skip
    with duckdb.connect(str(own), read_only=True) as connection:
        planned = connection.sql(
            "select * replace (split_part(post_id, ':', 1) as post_id)"
            " from marts.draft_features order by post_id"
        )
        past = connection.sql(
            "select features.* from marts.post_features as features"
            " inner join marts.posts using (post_id) where is_mature order by post_id"
        )
        n_posts = past.count("*").fetchone()[0]
        assert n_posts > 2000
        assert planned.except_(past).fetchall() == []
        assert planned.count("*").fetchone()[0] == n_posts
        scored = connection.sql(
            "select p_high from predictions.draft_scores order by draft_id, target"
        ).fetchnumpy()["p_high"]
        terms = connection.sql("from predictions.model_terms").df()
        expected = score_with_terms(past.df(), terms)["p_high"]
    np.testing.assert_allclose(scored, expected, rtol=0, atol=1e-12)


def test_as_drafts_is_what_an_export_of_that_moment_would_have_told(sample, own, tmp_path):
    """The history that the accuracy beside a draft rests on, against a real cut of the export."""
    post_id, account_id, media_type, moment = sample.sql("""
        select post_id, account_id, media_type, posted_at
        from marts.posts
        inner join predictions.as_draft_scores using (post_id, account_id)
        inner join intermediate.int_account_history as known using (post_id)
        inner join intermediate.int_as_draft_history as told using (post_id)
        -- A week of likes makes a difference here.
        where known.mean_log_engagement != told.mean_log_engagement
        order by posted_at desc, post_id limit 1
    """).fetchone()
    cut, drafts = tmp_path / "cut.csv", tmp_path / "d.csv"
    epoch = f"epoch(timestamp '{moment}')"
    duckdb.sql(
        f"from read_csv('{SAMPLE}', all_varchar = true, ignore_errors = true)"
        f" where try_cast(created_at as double) <= {epoch}"
    ).write_csv(str(cut))
    plan = {"draft_id": post_id, "account": account_id, "media_type": media_type}
    write_drafts(drafts, plan | {"planned_at": f"{moment:%Y-%m-%dT%H:%M:%SZ}"})
    as_of = {"drafts_as_of": "1970-01-01", "drafts_with_alternatives": 0}
    run_models(own, cut, "+int_draft_history", as_of, drafts=drafts)
    with duckdb.connect(str(own), read_only=True) as connection:
        told = connection.sql("select * exclude (post_id) from intermediate.int_draft_history")
        told = dict(zip(told.columns, told.fetchone(), strict=True))
    expected = sample.sql(f"""
        select * exclude (post_id) from intermediate.int_as_draft_history
        where post_id = '{post_id}'
    """)
    expected = dict(zip(expected.columns, expected.fetchone(), strict=True))
    assert told == expected


def test_sql_and_python_agree_on_answers_and_intervals(sample):
    features = sample.sql("from marts.draft_features where post_id like '%:as planned:'").df()
    features["post_id"] = features["post_id"].str.split(":").str[0]
    expected = score_with_terms(
        features,
        sample.sql("from predictions.model_terms").df(),
        sample.sql("from predictions.model_covariances").df(),
    )
    found = sample.sql("from predictions.draft_predictions order by draft_id, target").df()
    assert list(found["draft_id"]) == list(expected["post_id"]) and len(found) == 12
    is_told = found["verdict"] != "not known"
    assert is_told.sum() == 10
    found, expected = found[is_told], expected[is_told]
    for column in ("p_high", "ci_low", "ci_high"):
        np.testing.assert_allclose(found[column], expected[column], rtol=0, atol=1e-9)


def test_a_calibration_goes_through_answers_intervals_and_reasons(own):
    """SQL and Python tell the same after a shift and a slope; a table test adds up the reasons."""
    with duckdb.connect(str(own)) as connection:
        connection.execute(
            "update predictions.draft_calibrations set intercept = -0.3, slope = 0.7,"
            " intercept_variance = 0.01, slope_variance = 0.02, covariance = -0.005"
        )
    before = answers(answer(own), "draft_id, target, p_high")
    with duckdb.connect(str(own), read_only=True) as connection:
        features = connection.sql(
            "from marts.draft_features where post_id like '%:as planned:'"
        ).df()
        features["post_id"] = features["post_id"].str.split(":").str[0]
        expected = score_with_terms(
            features,
            connection.sql("from predictions.model_terms").df(),
            connection.sql("from predictions.model_covariances").df(),
            calibrations=connection.sql("from predictions.draft_calibrations").df(),
        )
        found = connection.sql(
            "from predictions.draft_predictions order by draft_id, target").df()  # fmt: skip
    is_told = (found["verdict"] != "not known").to_numpy()
    assert len(before) == len(found) == 12 and is_told.sum() == 10
    for column in ("p_high", "ci_low", "ci_high"):
        np.testing.assert_allclose(
            found[column][is_told], expected[column][is_told], rtol=0, atol=1e-9
        )


def test_the_interval_of_a_change_is_that_of_a_numerical_derivative(sample):
    """The delta method against finite differences of the change in every coefficient."""
    features = sample.sql("from marts.draft_features order by post_id").df()
    terms = sample.sql("from predictions.model_terms").df()
    key = "summer-shelf:n_hashtags:10", "summer-shelf:as planned:"
    pair = features[features["post_id"].isin(key)].sort_values("post_id", ascending=False)
    names = terms.query("target == 'above_median' and fit == 'serving'").sort_values("position")

    def change(coefficients):
        moved = names.assign(coefficient=coefficients)
        return np.subtract(*score_with_terms(pair[::-1], moved)["p_high"][::-1])

    start, step = names["coefficient"].to_numpy(), 1e-5
    moves = np.eye(len(start)) * step
    gradient = np.array([change(start + m) - change(start - m) for m in moves]) / (2 * step)
    matrix = np.stack(
        sample.sql("select covariances from predictions.model_covariances"
                   " where target = 'above_median' and fit = 'serving' order by position")
        .fetchnumpy()["covariances"]
    )  # fmt: skip
    # Seven other numbers of hashtags are tried at once.
    half_width = norm.ppf(1 - 0.025 / 7) * np.sqrt(gradient @ matrix @ gradient)
    ((difference, low, high, verdict),) = sample.sql(
        "select difference, ci_low, ci_high, verdict from predictions.draft_alternatives"
        " where draft_id = 'summer-shelf' and target = 'above_median'"
        " and change = 'n_hashtags' and alternative = '10'"
    ).fetchall()
    assert difference == pytest.approx(change(start), abs=1e-9)
    assert (low, high) == pytest.approx(
        (difference - half_width, difference + half_width), abs=1e-6
    )
    assert verdict == "worse"


def test_an_alternative_is_what_the_changed_draft_would_be_told(sample, own, tmp_path):
    drafts = write_drafts(
        tmp_path / "d.csv",
        {"draft_id": "plan"},
        {"draft_id": "video", "media_type": "video"},
    )
    built = answer(own, drafts)
    told = {(draft, target): p for draft, target, p in answers(built)}
    others = built.rows(
        "select change, alternative, target, p_high from predictions.draft_alternatives"
        " where draft_id = 'plan' and alternative = 'video'"
    )
    assert len(others) == 2
    for _, _, target, p_high in others:
        assert p_high == pytest.approx(told["video", target], abs=1e-12)
    ((n_hours, n_cells),) = built.rows(
        "select count(*), count(distinct (isodow(posted_at), hour(posted_at)))"
        " from predictions.draft_alternatives"
        " where draft_id = 'plan' and target = 'above_median' and change = 'posted_at'"
    )
    assert n_hours == n_cells == 168
    changed = built.rows("""
        select column_name, count(distinct value)
        from (
            unpivot (
                select post_id, cast(columns(* exclude (post_id)) as double)
                from marts.draft_features where post_id like 'plan:posted_at:%'
            ) on columns(* exclude (post_id)) into name column_name value value
        )
        group by all having count(distinct value) > 1
    """)
    clock = {"hour_sin", "hour_cos", "weekday_sin", "weekday_cos", "is_weekend"}
    assert {name for name, _ in changed} == clock, "waiting must not pass for timing"


def test_reasons_are_the_largest_contributions_in_words_with_numbers(sample):
    reasons = sample.sql(
        "select reason.words, reason.direction, reason.contribution"
        " from (select unnest(reasons) as reason from predictions.draft_predictions"
        " where draft_id = 'night-shift' and target = 'above_own_usual')"
    ).fetchall()
    assert 1 < len(reasons) <= 6
    for words, direction, contribution in reasons:
        assert words.endswith(f"{contribution:+.2f}")
        assert direction == ("for" if contribution > 0 else "against")
    sizes = [abs(contribution) for _, _, contribution in reasons]
    assert sizes == sorted(sizes, reverse=True)
    assert "7 hashtags, " in reasons[0][0] and "more than your usual" in reasons[0][0]


def test_without_followers_nothing_is_told_about_the_rate(own, tmp_path):
    """Never judged, never learned: the base rate, and how to do better, instead of 96 %."""
    drafts = write_drafts(
        tmp_path / "d.csv", {"account": "somebody"}, {"account": "somebody", "followers": "900"}
    )
    rows = answers(answer(own, drafts), "draft_id, target, verdict, ci_low, p_high, note")
    unknown, other, known = rows[0], rows[1], rows[2]
    assert unknown[1:4] == ("above_median", "not known", None) and 0.4 < unknown[4] < 0.6
    assert "Add the column followers" in unknown[5]
    assert other[2] == "no usual yet" and known[2] != "not known" and known[3] is not None


def test_an_account_never_seen_is_answered_and_told(sample):
    rows = sample.sql(
        "select is_cold_start, is_known_account, note, p_high"
        " from predictions.draft_predictions where draft_id = 'opening'"
    ).fetchall()
    assert len(rows) == 2
    for is_cold_start, is_known, note, p_high in rows:
        assert is_cold_start and not is_known and 0 < p_high < 1
        assert "not in the warehouse" in note


BAD_ROWS = {
    "unknown media type": ({"media_type": "hologram"}, "'hologram' is not image"),
    "past date": ({"planned_at": "2026-06-01T10:00Z"}, "the warehouse already knows posts up to"),
    "no time of day": ({"planned_at": "2026-07-03"}, "'2026-07-03' is not a time like"),
    "no time": ({"planned_at": "infinity"}, "'infinity' is not a time like"),
    "missing account": ({"account": " "}, "has no account"),
    "zero followers": ({"followers": "0"}, "'0' is not a whole number above 0"),
    "words for followers": ({"followers": "many"}, "'many' is not a whole number above 0"),
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
    "wrong_delimiter": (";".join(COLUMNS).encode() + b"\n", "columns by commas"),
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
