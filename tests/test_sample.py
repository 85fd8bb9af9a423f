"""The synthetic sample: made as documented, and the model finds what was planted in it."""

import csv
import subprocess
import sys

import duckdb
import pytest

from tests.builds import SAMPLE, run_models
from tests.shared import ROOT


def test_the_bundled_file_is_what_the_script_makes(tmp_path):
    made = tmp_path / "posts.csv"
    subprocess.run(
        [sys.executable, ROOT / "data/sample/make_sample.py", "--output", made], check=True
    )
    assert made.read_bytes() == SAMPLE.read_bytes()


def test_every_record_is_accounted_for_as_pythons_own_reader_counts_them(sample):
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        n_records = sum(1 for record in csv.reader(file)) - 1
    ((n_found, n_rejected),) = sample.execute(
        "select n_records, n_rejected from marts.row_accounting where source_file = 'total'"
    ).fetchall()
    assert (n_found, n_rejected) == (n_records, 3)


def test_rejected_records_are_found_at_their_place_with_their_text(sample):
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        records = list(csv.reader(file))
    rejected = sample.execute(
        "select record_number, record from staging.rejected_records"
    ).fetchall()
    assert len(rejected) == 3
    for number, text in rejected:
        assert next(csv.reader([text])) == records[number]


def test_shortcodes_tell_the_time_of_posting(sample):
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    for code, posted_at in sample.execute(
        "select post_id, epoch(posted_at) from marts.posts limit 50"
    ).fetchall():
        number = 0
        for letter in code[:11]:
            number = number * 64 + alphabet.index(letter)
        assert abs(((number >> 23) + 1314220021721) / 1000 - posted_at) < 1


PLANTED = [
    ("above_median", "is_carousel", 1),
    ("above_median", "has_question", 1),
    ("above_median", "log_hashtags", -1),
    ("above_own_usual", "is_carousel", 1),
    ("above_own_usual", "has_question", 1),
]
NOT_PLANTED = ["is_video", "log_emoji", "log_mentions", "all_caps_share", "has_link_in_bio",
               "has_location", "is_weekend", "weekday_sin", "weekday_cos"]  # fmt: skip


@pytest.fixture(scope="module")
def larger(tmp_path_factory):
    """Four times the sample: with few posts a null effect's interval misses 0 now and then."""
    folder = tmp_path_factory.mktemp("larger")
    command = [sys.executable, ROOT / "data/sample/make_sample.py", "--posts", "12000"]
    subprocess.run([*command, "--accounts", "1200", "--output", folder / "posts.csv"], check=True)
    run_models(folder / "warehouse.duckdb", folder / "posts.csv", "+model_terms")
    with duckdb.connect(str(folder / "warehouse.duckdb"), read_only=True) as connection:
        yield connection


@pytest.mark.parametrize(("target", "term", "sign"), PLANTED)
def test_the_model_finds_what_was_planted(target, term, sign, larger):
    ((low, high),) = larger.execute(
        "select ci_low, ci_high from predictions.model_terms"
        f" where fit = 'serving' and target = '{target}' and term = '{term}'"
    ).fetchall()
    assert min(sign * low, sign * high) > 0


def test_the_model_finds_nothing_else_in_the_content(larger):
    """Of 18 intervals at 95 %, a true null leaves out zero once; four would be a finding."""
    names = ", ".join(f"'{term}'" for term in NOT_PLANTED)
    found = larger.execute(
        "select target, term, ci_low, ci_high from predictions.model_terms"
        f" where fit = 'serving' and term in ({names}) and not 0 between ci_low and ci_high"
    ).fetchall()
    assert len(found) <= 3, found


def test_held_out_posts_are_predicted_better_than_by_chance(sample):
    shares = sample.execute(
        "select target, avg((is_predicted_high = is_high)::integer)"
        " from predictions.post_predictions where evaluation_role = 'test' group by all"
    ).fetchall()
    assert all(share > 0.6 for _, share in shares), shares


def test_scoring_by_hand_gives_the_table(sample):
    """One post, scored with a pen: terms, curves, and the weight of each."""
    key = "where target = 'above_median' and fit = 'evaluation'"
    query = "select * from marts.post_features where has_history order by post_id limit 1"
    post = sample.execute(query).df().iloc[0]
    log_odds = 0.0
    for term in sample.execute(f"select * from predictions.model_terms {key}").df().itertuples():
        value = 1.0 if term.term == "intercept" else float(post[term.term])
        log_odds += term.coefficient * (value - term.mean) / term.scale
    beyond = float(post["past_log_rate"])
    for name, above, up_to, contribution in sample.execute(
        f"select feature, above, up_to, contribution from predictions.model_shapes {key}"
    ).fetchall():
        value = 0.0 if name == "intercept" else float(post[name])
        is_here = (above is None or value > above) and (up_to is None or value <= up_to)
        beyond += contribution if is_here else 0
    ((weight, intercept, slope),) = sample.execute(
        f"select shapes_weight, margin_intercept, margin_slope from predictions.model_fits {key}"
    ).fetchall()
    margin = beyond / float(post["past_spread"])
    told = (1 - weight) * log_odds + weight * (intercept + slope * margin)
    ((p_high,),) = sample.execute(
        "select p_high from predictions.post_predictions"
        " where target = 'above_median' and post_id = ?",
        [post["post_id"]],
    ).fetchall()
    assert 0 < weight < 1
    assert duckdb.sql(f"select 1 / (1 + exp(-({told})))").fetchone()[0] == pytest.approx(p_high)
