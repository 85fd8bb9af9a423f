"""How many: expected engagement and its ranges, against what came and against scikit-learn."""

import duckdb
import numpy as np
import pytest

from models_ml.serving.expectations import KINDS, choose_penalty, regression, training_of
from models_ml.serving.posts import numbers
from tests.builds import build_tables, made_up_posts, run_models, write_posts

PLACES = ("low_95", "low_80", "median", "high_80", "high_95")


def test_sql_expects_what_scikit_learn_does(sample):
    posts = sample.sql("from marts.expectation_posts order by post_id").df()
    told = sample.sql("""
        select expected.post_id, ln(median + 1) - q50 * if(has_base, past_spread, 1) as expected
        from predictions.expected_engagement as expected
        inner join marts.expectation_bases using (post_id)
        inner join marts.post_features using (post_id)
        inner join predictions.residual_quantiles as quantiles
            on expected.history = quantiles.history and fit = 'evaluation' and told = 'known'
        where measure = 'engagements' and median > 0
    """).df()
    told = posts.merge(told, on="post_id")
    assert len(told) > 2000
    for kind, (base, columns) in KINDS.items():
        training = training_of(posts, ("train",), base)
        fitted = regression(training, base, columns, choose_penalty(training, base, columns))
        chosen = told[told["log_base"].isna() == (kind != "")]
        assert len(chosen) > 100
        # No post of the chosen has a median of its own history without a base.
        features = chosen.assign(has_history=chosen["log_base"].notna())
        expected = chosen[base] + fitted.beyond_base(numbers(features, columns))
        np.testing.assert_allclose(chosen["expected"], expected, rtol=0, atol=1e-9)


@pytest.mark.parametrize(("protocol", "level"), [("by_account", 80), ("by_account", 95),
                                                 ("by_time", 95), ("as_draft", 95)])  # fmt: skip
def test_ranges_hold_as_often_as_they_say(sample, protocol, level):
    row = sample.execute(
        "select coverage, ci_low, ci_high, n_posts from predictions.range_coverage"
        " where protocol = ? and level = ? and method = 'served' and slice = 'all'",
        [protocol, level],
    ).fetchone()
    coverage, ci_low, ci_high, n_posts = row
    assert n_posts > 500 and ci_low < coverage < ci_high
    assert ci_low - 0.02 <= level / 100 <= ci_high + 0.02


def test_ranges_beat_the_accounts_own_past(sample):
    scores = dict(
        sample.sql("""
            select method, interval_score from predictions.range_coverage
            where protocol = 'by_time' and level = 80 and slice = 'with ten earlier posts'
        """).fetchall()
    )
    assert scores["served"] < scores["own past"]


def test_a_rate_is_the_same_range_in_followers(sample):
    differing = sample.sql("""
        select count(*) from predictions.expected_engagement as rate
        inner join predictions.expected_engagement as engagements using (post_id)
        inner join marts.posts using (post_id)
        where rate.measure = 'rate' and engagements.measure = 'engagements'
        and abs(rate.high_80 * n_followers - engagements.high_80) > 1e-6 * engagements.high_80
    """).fetchone()
    assert differing == (0,)
    assert sample.sql("""
        select count(*) from predictions.expected_engagement
        inner join marts.posts using (post_id)
        where measure = 'rate' and coalesce(n_followers, 0) = 0
    """).fetchone() == (0,)


def expected(warehouse, posts, **settings) -> list[tuple]:
    run_models(warehouse, posts, "+expected_engagement", **settings)
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.execute(f"""
            select post_id, {", ".join(PLACES)}, history, residual_basis
            from predictions.expected_engagement where measure = 'engagements' order by post_id
        """).fetchall()


ALONE = {"owner_id": "1", "owner_username": "'only_one'"}


def test_one_account_of_sixty_posts_gets_ranges(warehouse, tmp_path):
    posts = write_posts(tmp_path / "posts.csv", made_up_posts(60, **ALONE))
    rows = expected(warehouse, posts)
    assert len(rows) == 60
    for _, *ends, _, basis in rows:
        assert ends == sorted(ends) and ends[0] >= 0 and np.isfinite(ends).all()
        assert basis in ("own", "own, any history", "reference")


@pytest.mark.parametrize("n_posts", [1, 2, 5])
def test_a_few_posts_lean_on_the_reference(warehouse, tmp_path, n_posts):
    posts = write_posts(tmp_path / "posts.csv", made_up_posts(n_posts, **ALONE))
    for row in expected(warehouse, posts):
        assert row[-1] == "reference"


def test_what_nothing_can_be_expected_of_is_left_out(warehouse, tmp_path):
    """Hidden likes of everyone, and no followers: no base, no answer, no wrong number."""
    hidden = made_up_posts(30, likes="-1", followers="null", **ALONE)
    assert expected(warehouse, write_posts(tmp_path / "posts.csv", hidden)) == []


def test_without_evaluation_there_are_ranges_and_no_coverage(warehouse, tmp_path):
    posts = write_posts(tmp_path / "posts.csv", made_up_posts(100, owner_id="i % 10"))
    built = build_tables(warehouse, posts, evaluation="none")
    assert built.code == 0, built.errors
    assert built.rows("select count(*) > 0 from predictions.expected_engagement") == [(True,)]
    assert built.rows("select count(*) from predictions.range_coverage") == [(0,)]
    assert built.rows("select count(*) from predictions.unseen_residuals") == [(0,)]


def test_no_feature_far_from_what_was_learned_can_make_a_wild_range(warehouse, tmp_path):
    """All but one caption of equal length: a linear form alone expects the other's to explode."""
    caption = "repeat('a', case when i = 119 then 2000 else 10 + i % 2 end)"
    likes = "100 + 10 * (i % 2)"
    columns = {"caption": caption, "likes": likes} | ALONE
    posts = write_posts(tmp_path / "posts.csv", made_up_posts(120, **columns))
    for _, *ends, _, _ in expected(warehouse, posts):
        assert ends[2] < 300 and ends[-1] < 1e12
