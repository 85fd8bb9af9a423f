"""An unusable file ends in one sentence, a thin one in tables that say what is absent."""

import gzip

import duckdb
import pytest

from tests.builds import HEADER, SAMPLE, build, made_up_posts, run_models, write_posts
from tests.drafts import write_drafts

UNUSABLE = {
    "missing": (None, "there is no file"),
    "empty": (b"", "is empty"),
    "header_only": (HEADER.encode() + b"\n", "holds no records"),
    "column_missing": (HEADER.replace(",likes", ",n").encode() + b"\n1\n", "but lacks likes"),
    "column_twice": (HEADER.encode() + b",likes\n1,,,,,,,,,,,,,,\n", "names a column twice"),
    "not_csv": (bytes(range(256)) * 40, "is an export of posts"),
    "too_short": (HEADER.replace(",", ";").encode() + b"\n1;2\n", "none of the 1 records"),
    "nothing_is_a_post": (HEADER.encode() + b"\n" + b"=======\n" * 3, "none of the 3 records"),
    "cut_off.csv.gz": (gzip.compress(SAMPLE.read_bytes())[:-9], "is damaged, or was cut off"),
    "a_mark_alone.parquet": (b"PAR1" + SAMPLE.read_bytes(), "is damaged"),
}  # fmt: skip


@pytest.mark.parametrize("name", UNUSABLE)
def test_an_unusable_file_is_named_and_the_old_warehouse_stays(name, warehouse, tmp_path):
    content, sentence = UNUSABLE[name]
    posts = tmp_path / (name if "." in name else f"{name}.csv")
    if content is not None:
        posts.write_bytes(content)
    duckdb.connect(str(warehouse)).execute("create table old as select 42 as answer").close()
    built = build(warehouse, posts)
    assert built.code == 1
    assert sentence in built.errors and str(posts) in built.errors
    assert len(built.errors.strip().splitlines()) == 2, built.errors
    assert built.rows("from old") == [(42,)]


# The created_at of one post each, among two hundred daily ones up to May 2024.
TIMES = {
    "1709326758000": None,
    "1709326758000000": None,
    "1750000000": None,  # 2025: it may be right, but not before all the others
    "9999": "before Instagram began",
    "20240304": "before Instagram began",
    "-5": "before Instagram began",
    "inf": "not a time",
    "nan": "not a time",
    "1e300": "not a time",
    "soon": "not a time",
    "4000000000": "in the future",
    "17000000000000": "not a time",
    "2262-04-12T00:00:00Z": "in the future",
    "infinity": "not a time",
}


@pytest.fixture(scope="module")
def timed(tmp_path_factory):
    """One export with each of these times, and a plan for after its newest daily post."""
    folder = tmp_path_factory.mktemp("timed")
    times = f"[{', '.join(repr(time) for time in TIMES)}]"
    query = made_up_posts(200, created_at=f"""
        case when i between 100 and {99 + len(TIMES)} then {times}[i - 99]
        else (1700000000 + 86400 * i)::varchar end
    """)  # fmt: skip
    drafts = write_drafts(
        folder / "d.csv", {"account": "account_0", "planned_at": "2024-06-03T10:00Z"}
    )
    posts = write_posts(folder / "posts.csv", query)
    return build(folder / "warehouse.duckdb", posts, drafts=drafts)


def test_a_wrong_time_is_rejected_or_read_as_what_it_is(timed):
    assert timed.code == 0, timed.errors
    reasons = dict(
        timed.rows(
            "select created_at, rejection_reason from staging.stg_records inner join"
            " staging.stg_raw_records using (source_file, record_number)"
            f" where record_number between 101 and {100 + len(TIMES)}"
        )
    )
    for time, words in TIMES.items():
        assert (reasons[time] is None) if words is None else (words in reasons[time]), time
    assert timed.rows(
        "select distinct posted_at::varchar from staging.stg_posts where is_time_rescaled"
    ) == [("2024-03-01 20:59:18",)]
    assert timed.rows(
        "select n_records, n_rejected, n_posts, n_times_rescaled"
        " from marts.row_accounting where source_file = 'total'"
    ) == [(200, 11, 189, 2)]


def test_one_wrong_time_moves_neither_labels_nor_drafts(timed):
    assert timed.rows(
        "select distinct observed_at::varchar from marts.posts"
    ) == [("2024-05-31 22:13:20",)]  # fmt: skip
    young = timed.rows("select post_id from marts.posts where not is_mature order by all")
    assert young == [("post102",), *((f"post{day}",) for day in range(193, 200))]
    assert timed.rows("select count(*) from predictions.draft_predictions") == [(2,)]
    page = (timed.warehouse.parent / "site" / "quality.html").read_text(encoding="utf-8")
    assert "2 of the records' times counted milliseconds or microseconds" in page
    assert "1 of the posts' times cannot be right" in page
    assert "posts.csv, line 105" in page


def test_where_every_time_is_right_the_page_says_nothing_of_it(thin):
    page = (thin["one_account"].warehouse.parent / "site" / "quality.html").read_text("utf-8")
    assert "milliseconds" not in page and "cannot be right" not in page


THIN = {
    "one_post": made_up_posts(1),
    "one_account": made_up_posts(200, owner_id="1"),
    "all_young": made_up_posts(200, created_at="1700000000.0 + i"),
    "one_class": made_up_posts(200, likes="7"),
    "no_followers": made_up_posts(200, followers="null", username="null"),
    "zero_followers": made_up_posts(200, followers="0"),
}


@pytest.fixture(scope="module")
def thin(tmp_path_factory):
    folder = tmp_path_factory.mktemp("thin")
    builds = {}
    for name, query in THIN.items():
        builds[name] = build(folder / f"{name}.duckdb", write_posts(folder / f"{name}.csv", query))
    return builds


@pytest.mark.parametrize("name", THIN)
def test_a_thin_export_still_predicts_every_post(name, thin):
    built = thin[name]
    assert built.code == 0, built.errors
    ((n_posts, n_predictions),) = built.rows(
        "select (select count(*) from marts.posts), count(p_high) from predictions.post_predictions"
    )
    assert n_predictions == 2 * n_posts > 0


@pytest.mark.parametrize(
    ("name", "target", "is_fitted", "reason"),
    [
        ("one_post", "above_median", False, "younger than 7 days"),
        ("one_account", "above_own_usual", True, "fewer than 3 earlier posts"),
        ("all_young", "above_own_usual", False, "younger than 7 days"),
        ("one_class", "above_median", False, "younger than 7 days"),
        ("no_followers", "above_median", False, "no followers recorded"),
        ("no_followers", "above_own_usual", True, "younger than 7 days"),
        ("zero_followers", "above_median", False, "no followers recorded"),
    ],
)
def test_what_is_absent_is_said(name, target, is_fitted, reason, thin):
    built = thin[name]
    ((fitted, base_rate, lowest, highest),) = built.rows(
        "select any_value(is_fitted), any_value(base_rate), min(p_high), max(p_high)"
        " from predictions.post_predictions inner join predictions.model_fits using (target)"
        f" where target = '{target}' and fit = 'evaluation'"
    )
    assert fitted == is_fitted
    if not is_fitted:
        assert lowest == highest == pytest.approx(base_rate)
        assert "could not be fitted" in built.output
    reasons = built.rows(
        f"select distinct ineligible_reason from marts.post_labels where target = '{target}'"
    )
    assert (reason,) in reasons


def test_one_account_has_intervals_from_runs_of_its_posts(thin):
    assert thin["one_account"].rows(
        "select count(*) > 0 and bool_and(std_error > 0 and ci_low < ci_high)"
        " from predictions.model_terms where fit = 'serving'"
    ) == [(True,)]


def test_compressed_parquet_and_split_exports_give_the_same_features(tmp_path):
    text = SAMPLE.read_bytes()
    (tmp_path / "zipped.csv.gz").write_bytes(gzip.compress(text))
    query = f"from read_csv('{SAMPLE}', all_varchar = true, ignore_errors = true)"
    duckdb.sql(query).write_parquet(str(tmp_path / "columns.parquet"))
    duckdb.sql(query + " limit 1500").write_csv(str(tmp_path / "it's part 1.csv"))
    duckdb.sql(query + " offset 1500").write_csv(str(tmp_path / "it's part 2.csv"))
    found = set()
    for posts in (SAMPLE, "zipped.csv.gz", "columns.parquet", "it's part *.csv"):
        run_models(tmp_path / "warehouse.duckdb", tmp_path / posts, "+post_features")
        with duckdb.connect(str(tmp_path / "warehouse.duckdb"), read_only=True) as connection:
            digest = "select count(*), sum(hash(columns(*)::varchar)) from marts.post_features"
            found.update(connection.execute(digest).fetchall())
    assert len(found) == 1, found
