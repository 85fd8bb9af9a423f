"""How much a short history tells: whose posts are told after which, and nothing later in it."""

import duckdb
import numpy as np
import pandas as pd
import pytest

from models_ml.columns import FEATURES
from models_ml.measuring.learning_curve import WAYS, score_learning_curve
from tests.builds import SAMPLE, made_up_posts, run_models, write_posts
from tests.test_future_blindness import ALTERED, later_posts_changed
from tests.test_prior import posts_like_the_reference
from tests.test_shapes import words_of

BUNDLED = [column for way, column in WAYS.items() if "other accounts" not in way]


def test_no_reference_of_others_knows_an_account_that_it_tells(sample):
    ((n_shared, n_both_halves, n_told),) = sample.execute("""
        select
            (select count(*) from marts.learning_curve_others as other
                inner join marts.learning_curve_posts as told using (account_id)
                where other.told_half = told.half),
            (select count(*) from (select account_id from marts.learning_curve_others
                group by all having count(distinct told_half) > 1)),
            (select count(distinct told_half) from marts.learning_curve_others)
    """).fetchall()
    assert (n_shared, n_both_halves, n_told) == (0, 0, 2)


def trial_of(posts: pd.DataFrame, n_earlier: int) -> pd.DataFrame:
    """The rows of one trial: the first posts train, the others are told."""
    roles = np.where(np.arange(len(posts)) < n_earlier, "train", "test")
    keys = {"n_earlier_posts": n_earlier, "n_skipped_posts": 0, "half": 0, "role": roles}
    return posts[["post_id", "account_id", "target", "is_high", "posted_at"]].assign(**keys)


def test_what_came_of_the_told_posts_changes_no_answer():
    posts, _ = posts_like_the_reference(40)
    posts["post_id"] = [f"post{i}" for i in range(len(posts))]
    trial, nobody = trial_of(posts, 15), trial_of(posts, 15).iloc[:0].assign(told_half=0)
    features = posts[["post_id", *FEATURES]]
    scores = score_learning_curve(features, trial, nobody)
    is_told = trial["role"] == "test"
    other = trial.assign(is_high=trial["is_high"].astype(bool) ^ is_told)
    again = score_learning_curve(features, other, nobody)
    assert len(scores) == 25 and (scores["is_high"] != again["is_high"]).all()
    pd.testing.assert_frame_equal(scores[BUNDLED], again[BUNDLED])


@pytest.mark.parametrize("how", ["deleted", "altered", "outcomes"])
def test_no_later_post_changes_what_was_told(how, tmp_path):
    """Of posts that were labelled by then: whatever their own account's posts said of them."""
    moment = pd.Timestamp("2026-05-08T12:00")

    def told(posts):
        run_models(tmp_path / "warehouse.duckdb", posts, "+learning_curve", evaluation="full")
        with duckdb.connect(str(tmp_path / "warehouse.duckdb"), read_only=True) as connection:
            return connection.execute(f"""
                select post_id, n_earlier_posts, n_skipped_posts, posted_at, scores.is_high,
                    {", ".join(BUNDLED)}
                from predictions.learning_curve_scores as scores
                inner join marts.posts using (post_id) order by 2, 3, 1
            """).df()

    before = told(SAMPLE)
    after = told(later_posts_changed(tmp_path / "changed.csv", ALTERED[how], moment.timestamp()))
    settled = [
        scores[scores["posted_at"] < moment - pd.Timedelta(days=8)].reset_index(drop=True)
        for scores in (before, after)
    ]
    assert 50 < len(settled[0]) < len(before)
    pd.testing.assert_frame_equal(*settled)
    assert not before.equals(after)


def alone(n_posts: int) -> str:
    """A post every two days of one account, above its usual now and then."""
    likes = "1 + (i * 37) % 91 + if(i % 3 = 0, 20, 0)"
    one = {"owner_id": "1", "owner_username": "'only_one'", "likes": likes}
    return made_up_posts(n_posts, **one, created_at="1700000000.0 + 86400 * 2 * i")


TRIALS = """
    select n_earlier_posts, n_skipped_posts, count(*) filter (role = 'train'),
        count(*) filter (role = 'test'),
        min(posted_at) filter (role = 'test') - max(posted_at) filter (role = 'train')
    from marts.learning_curve_posts group by all order by all
"""


def test_one_account_is_told_from_several_starts_without_intervals(warehouse, tmp_path):
    posts = write_posts(tmp_path / "posts.csv", alone(90))
    run_models(warehouse, posts, "+rpt_learning_curve_words", evaluation="full")
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        trials = connection.execute(TRIALS).fetchall()
        intervals = connection.execute("""
            select list_sort(list_distinct(list(n_earlier_posts))), count(ci_low),
                max(n_accounts), count(*) filter (told_by like '%other accounts')
            from predictions.learning_curve
        """).fetchall()
        ((finding,),) = connection.execute(
            "select finding from reporting.rpt_learning_curve_words"
        ).fetchall()
    # 83 of the 90 posts are judged: not the first three, nor those of the last week.
    assert [trial[:2] for trial in trials] == [
        *((5, start) for start in (0, 20, 40, 60)),
        *((15, start) for start in (0, 20, 40, 60)),
        *((30, start) for start in (0, 20, 40)),
        *((60, start) for start in (0,)),
    ]
    assert all(n_train == length for length, _, n_train, *_ in trials)
    assert all(gap == pd.Timedelta(days=8) for *_, gap in trials)
    assert all(1 <= n_told <= 20 for *_, n_told, _ in trials)
    assert intervals == [([5, 15, 30], 0, 1, 0)]
    assert "too few accounts to be sure" in finding


def test_trials_are_bounded_and_beginnings_come_first(warehouse, tmp_path):
    posts = write_posts(tmp_path / "posts.csv", made_up_posts(120))
    bound = {"learning_curve_trials": 3}
    run_models(warehouse, posts, "+learning_curve_posts", bound, evaluation="full")
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        trials = connection.execute(TRIALS).fetchall()
    starts = [start for length, start, *_ in trials if length == 5]
    assert sorted(starts) == [0, 20] and sum(trial[2] for trial in trials if trial[0] == 5) == 15


@pytest.mark.parametrize(("n_posts", "evaluation"), [(1, "full"), (12, "full"), (90, "none")])
def test_without_a_short_history_to_tell_of_all_is_empty(n_posts, evaluation, warehouse, tmp_path):
    posts = write_posts(tmp_path / "posts.csv", alone(n_posts))
    run_models(
        warehouse, posts, "+rpt_learning_curve +rpt_learning_curve_words", evaluation=evaluation
    )
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        for table in ("predictions.learning_curve", "reporting.rpt_learning_curve"):
            assert connection.execute(f"select count(*) from {table}").fetchall() == [(0,)]
        ((finding, missing),) = connection.execute(
            "select finding, missing_words from reporting.rpt_learning_curve_words"
        ).fetchall()
    assert finding == "How much a short history tells cannot be told yet"
    assert ("turned off" in missing) == (evaluation == "none")


def test_the_page_shows_the_curve_or_says_why_not(sample_build, small_build):
    pages = [
        words_of((built.warehouse.parent / "site" / "drafts.html").read_text(encoding="utf-8"))
        for built in (sample_build, small_build)
    ]
    assert "A short history is told" in pages[0] and "After 5 posts: " in pages[0]
    assert "How much a short history tells cannot be told yet" in pages[1]
    figure = "site/figures/learning_curve.svg"
    drawn = [(built.warehouse.parent / figure).exists() for built in (sample_build, small_build)]
    assert drawn == [True, False]
