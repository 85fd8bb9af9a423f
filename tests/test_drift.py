"""Drift: what is alike is steady, what has changed is shifted, and one export says nothing."""

from pathlib import Path

import duckdb
import numpy as np
import pytest
from scipy.stats import chi2

from tests.builds import Build, build, made_up_posts, run_models, write_posts

N_POSTS, N_ACCOUNTS, STEP = 1500, 20, 5 * 3600 + 400


def export(path: Path, first: int, n_posts: int = N_POSTS, **changed: str) -> Path:
    """Posts of twenty accounts from the first-th on, all drawn from one distribution."""
    number = f"(i + {first})"

    def drawn(salt: int) -> str:
        """A number between 0 and 1 for each post."""
        return f"((hash({number} * 31 + {salt}) % 99991 + 0.5) / 99991)"

    columns = {
        "owner_id": f"cast(floor({drawn(1)} * {N_ACCOUNTS}) as integer)",
        "owner_username": f"'account_' || cast(floor({drawn(1)} * {N_ACCOUNTS}) as integer)",
        "shortcode": f"'post' || {number}",
        "is_video": f"{drawn(2)} < 0.3",
        "caption": f"repeat('word ', cast(20 * {drawn(3)} as integer))",
        "likes": f"cast(exp(4 + {drawn(4)} + {drawn(5)}) as bigint)",
        "created_at": f"1600000000.0 + {STEP} * {number}",
    }
    return write_posts(path, made_up_posts(n_posts, **(columns | changed)))


def drift(folder: Path, **changed: str) -> dict[str, dict]:
    """The drift of a second export, by measure."""
    export(folder / "posts_1.csv", 0)
    export(folder / "posts_2.csv", N_POSTS, 400, **changed)
    run_models(folder / "warehouse.duckdb", folder / "posts_*.csv", "+drift")
    with duckdb.connect(str(folder / "warehouse.duckdb"), read_only=True) as connection:
        found = connection.sql("select * from audit.drift")
        rows = [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]
    return {row["measure"]: row for row in rows}


@pytest.fixture(scope="module")
def alike(tmp_path_factory) -> tuple[dict[str, dict], Path]:
    folder = tmp_path_factory.mktemp("alike")
    return drift(folder), folder / "warehouse.duckdb"


def test_more_of_the_same_is_steady(alike):
    rows, _ = alike
    shifted = [row["measure"] for row in rows.values() if row["verdict"] == "shifted"]
    assert [name for name in shifted if rows[name]["is_counted"]] == []
    assert not any(row["is_refit_due"] for row in rows.values())
    assert rows["media_mix"]["verdict"] == rows["engagement_rate"]["verdict"] == "steady"
    assert rows["engagement_rate"]["ci_low"] < 1 < rows["engagement_rate"]["ci_high"]


def test_every_feature_is_compared(alike):
    rows, warehouse = alike
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        described = connection.sql("describe marts.post_features").fetchall()
    features = {name for name, *_ in described} - {"post_id"}
    assert {name for name, row in rows.items() if row["kind"] == "feature"} == features
    counted = {name for name, row in rows.items() if row["is_counted"]}
    assert {"log_followers", "hour_sin", "is_video", "log_caption_chars"} <= counted
    assert not {"log_past_posts", "n_past_posts", "past_log_rate", "everyone_log_rate"} & counted


def test_the_index_and_its_chance_are_those_of_the_books(alike):
    rows, warehouse = alike
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        posts = connection.sql(
            "select is_training, log_caption_chars from audit.export_posts"
            " inner join marts.post_features using (post_id)"
        ).df()
    old = posts.loc[posts["is_training"], "log_caption_chars"]
    new = posts.loc[~posts["is_training"], "log_caption_chars"]
    edges = np.unique(np.quantile(old, np.arange(1, 10) / 10, method="inverted_cdf"))
    counts = [np.bincount(np.searchsorted(edges, side), minlength=10) for side in (old, new)]
    p, q = ((n + 0.5) / (n.sum() + 0.5 * len(n)) for n in counts)
    row, noise = rows["log_caption_chars"], 1 / len(old) + 1 / len(new)
    assert row["value"] == pytest.approx(((q - p) * np.log(q / p)).sum(), rel=1e-9)
    assert row["expected_by_chance"] == pytest.approx(9 * noise)
    for name, bins in (("log_caption_chars", 10), ("is_video", 2), ("media_mix", 2)):
        limit = rows[name]["reached_by_chance"] / noise
        assert limit == pytest.approx(chi2.ppf(0.999, bins - 1), rel=0.04)


def test_a_level_that_doubled_is_found(tmp_path):
    rows = drift(tmp_path, likes="cast(2 * exp(4 + hash(i) % 100 / 50.0) as bigint)")
    rate = rows["engagement_rate"]
    assert rate["verdict"] == "shifted" and rate["is_refit_due"]
    assert rate["ci_low"] < 2 < rate["ci_high"] and rate["n_posts"] < 400, "mature posts only"
    assert rows["media_mix"]["verdict"] == "steady"


@pytest.fixture(scope="module")
def other_mix(tmp_path_factory) -> Build:
    folder = tmp_path_factory.mktemp("mix")
    export(folder / "posts_1.csv", 0)
    export(folder / "posts_2.csv", N_POSTS, 400, is_video="hash(i) % 10 < 8")
    built = build(folder / "warehouse.duckdb", folder / "posts_*.csv")
    assert built.code == 0, built.errors
    return built


def test_another_media_mix_is_shifted_and_the_front_page_says_so(other_mix):
    shifted = other_mix.rows(
        "select measure from audit.drift where verdict = 'shifted' and is_counted order by all"
    )
    assert shifted == [("is_video",), ("media_mix",)]
    assert other_mix.rows("select distinct is_refit_due from audit.drift") == [(True,)]
    page = (other_mix.warehouse.parent / "site" / "index.html").read_text(encoding="utf-8")
    assert "differ from those learned from before in format. This build" in page


def test_a_few_posts_are_not_judged(tmp_path):
    export(tmp_path / "posts_1.csv", 0)
    export(tmp_path / "posts_2.csv", N_POSTS, 20, is_video="true")
    run_models(tmp_path / "warehouse.duckdb", tmp_path / "posts_*.csv", "+drift")
    with duckdb.connect(str(tmp_path / "warehouse.duckdb"), read_only=True) as connection:
        verdicts = connection.sql("select distinct verdict, is_refit_due from audit.drift")
        assert verdicts.fetchall() == [("too few posts", False)]


def test_one_export_has_nothing_to_drift_from(sample_build):
    assert sample_build.rows("select count(*) from audit.drift") == [(0,)]
    page = (sample_build.warehouse.parent / "site" / "index.html").read_text(encoding="utf-8")
    assert "A new export" not in page
