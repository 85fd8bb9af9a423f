"""Growth: a planted curve is found again, from posts read twice and from young posts alone."""

import math
from pathlib import Path

import duckdb
import pytest
from scipy.stats import binom

from tests.builds import build, made_up_posts, run_models, write_posts

START, STEP, N_POSTS = 1_700_000_000, 900, 96 * 60
READ_AT = START + STEP * (N_POSTS - 1)
POSTED = f"({START} + {STEP} * i)"
# Final counts spread twofold and more around the usual of the post's account.
FINAL = "(1000 * (1 + i % 4) * exp(0.7 * sin(i * 12.9898) * cos(i * 78.233)))"
ROUNDED = 0.001  # likes are whole numbers
COLUMNS = "media_type, from_hours, to_hours, share, ci_low, ci_high, n_posts, n_final_posts, basis"


def grown(hours: float) -> float:
    """The planted curve: a day from one half to three quarters, and so on."""
    return 1 - 0.5 ** (hours / 24)


def export(path: Path, read_at: int = READ_AT, chosen: str = "true", rest: str = "") -> Path:
    """Posts of four accounts, a quarter of an hour apart, as they stood at a moment."""
    age = f"({read_at} - {POSTED})"
    posts = made_up_posts(
        N_POSTS,
        owner_id="i % 4",
        created_at=POSTED,
        comments="0",
        likes=f"cast(round({FINAL} * (1 - pow(0.5, {age} / 86400.0))) as bigint)",
    )
    days = (read_at - READ_AT) // 86400
    later = made_up_posts(
        days,
        shortcode="'later' || i",
        created_at=f"{READ_AT} + 86400 * (i + 1)",
    )
    return write_posts(path, f"select * from ({posts}) where {chosen} union all by name {later}")


def curve(warehouse: Path, posts: Path, media_type: str = "all") -> list[dict]:
    """The rows of the growth curve, youngest first."""
    run_models(warehouse, posts, "+growth_curve")
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        found = connection.sql(f"select {COLUMNS} from marts.growth_curve order by from_hours")
        rows = [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]
    return [row for row in rows if row["media_type"] == media_type]


@pytest.fixture(scope="module")
def read_twice(tmp_path_factory) -> list[dict]:
    folder = tmp_path_factory.mktemp("twice")
    export(folder / "posts_1.csv")
    export(folder / "posts_2.csv", READ_AT + 60 * 86400)
    return curve(folder / "warehouse.duckdb", folder / "posts_*.csv")


@pytest.fixture(scope="module")
def read_once(tmp_path_factory) -> list[dict]:
    folder = tmp_path_factory.mktemp("once")
    return curve(folder / "warehouse.duckdb", export(folder / "posts.csv"))


def test_posts_that_were_read_twice_give_the_curve_itself(read_twice):
    assert len(read_twice) == 9
    for row in read_twice:
        assert row["basis"] == "readings" and row["n_final_posts"] == row["n_posts"] >= 20
        middle = grown((row["from_hours"] + row["to_hours"]) / 2)
        assert row["ci_low"] - ROUNDED <= middle <= row["ci_high"] + ROUNDED
        young, old = grown(row["from_hours"]), grown(row["to_hours"])
        assert young - ROUNDED <= row["share"] <= old + ROUNDED


def test_young_posts_of_one_file_give_it_within_noise(read_once):
    assert len(read_once) == 9
    for row in read_once:
        assert row["basis"] == "cross-section"
        assert row["ci_low"] <= row["share"] <= row["ci_high"]
        assert row["ci_low"] <= grown(row["to_hours"]) and row["ci_high"] >= grown(
            row["from_hours"]
        )
    day = next(row for row in read_once if row["from_hours"] == 24)
    assert day["ci_high"] < 0.9, "a post of a day has not all of its likes"


def test_intervals_are_those_of_the_sign_test(read_twice):
    """With the ranks chosen, about 95 % of samples hold the median between the two."""
    for n in {row["n_posts"] for row in read_twice}:
        rank = int((n - 1.96 * n**0.5) // 2)
        assert 0.94 < 1 - 2 * binom.cdf(rank - 1, n, 0.5) < 0.99


def test_a_few_posts_read_again_do_not_replace_the_many_young_ones(tmp_path, read_once):
    export(tmp_path / "posts_1.csv")
    export(tmp_path / "posts_2.csv", READ_AT + 60 * 86400, f"created_at < {READ_AT - 150 * 3600}")
    rows = curve(tmp_path / "warehouse.duckdb", tmp_path / "posts_*.csv")
    bases = {row["from_hours"]: row["basis"] for row in rows}
    assert bases == {
        from_hours: "readings" if from_hours > 100 else "cross-section" for from_hours in bases
    }


def test_formats_have_curves_of_their_own(tmp_path):
    warehouse, posts = tmp_path / "warehouse.duckdb", export(tmp_path / "posts.csv")
    for media_type in ("image", "video"):
        rows = curve(warehouse, posts, media_type)
        assert len(rows) == 9 and any(row["share"] is not None for row in rows)
    assert curve(warehouse, posts, "carousel") == []


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    folder = tmp_path_factory.mktemp("small")
    return build(folder / "warehouse.duckdb", write_posts(folder / "posts.csv", made_up_posts(40)))


def test_of_few_posts_nothing_is_invented(small):
    assert small.code == 0, small.errors
    rows = small.rows("select share, ci_low, ci_high, n_posts from marts.growth_curve")
    assert len(rows) == 9 and all(row[:3] == (None, None, None) for row in rows)
    assert sum(n_posts for *_, n_posts in rows) == 27, "the newest dates the file: no age"
    page = (small.warehouse.parent / "site" / "quality.html").read_text(encoding="utf-8")
    page = page.replace("\xa0", " ")
    assert "How much posts still collect once they have labels cannot be told yet" in page
    assert "It takes 20 posts of one age (1 to 2 weeks: there are 7)" in page
    assert "growth.svg" not in page


def test_the_page_draws_what_is_known(sample_build):
    page = (sample_build.warehouse.parent / "site" / "quality.html").read_text(encoding="utf-8")
    known = sample_build.rows(
        "select count(share) from marts.growth_curve where media_type = 'all'"
    )
    assert ("figures/growth.svg" in page) == (known[0][0] > 0)


def test_hidden_counts_and_the_post_that_dates_the_file_are_left_out(tmp_path):
    posts = made_up_posts(40, likes="case when i % 2 = 0 then -1 else 5 end")
    warehouse = tmp_path / "warehouse.duckdb"
    run_models(warehouse, write_posts(tmp_path / "p.csv", posts), "+aged_readings")
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        read = connection.sql("select post_id, age_hours from marts.aged_readings").fetchall()
    assert {post_id for post_id, _ in read} == {f"post{i}" for i in range(1, 39, 2)}
    assert all(math.isclose(hours, 24 * (39 - int(post[4:]))) for post, hours in read)
