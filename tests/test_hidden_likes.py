"""Posts whose likes are hidden, and exports that tell less than Kaggle's: they go the whole way."""

import math
import re
from pathlib import Path

import duckdb
import pytest

from commands.site import write_site
from reports.pages import PAGES
from tests.builds import Build, build, made_up_posts, run_models, write_posts

N_POSTS, N_ACCOUNTS, ALL_HIDDEN = 240, 3, 2


def likes(i: int) -> str:
    """As the export has them: account 2 hides all of its likes, the others some."""
    if i % N_ACCOUNTS == ALL_HIDDEN or i % 7 == 0:
        return "-1"
    return "" if i % 11 == 0 else str(1 + i * 37 % 91)


def comments(i: int) -> str:
    return "-1.0" if i % 13 == 0 else "1"


def reason(i: int) -> str | None:
    """Why a post has no label against the median: too young, or the first thing not known."""
    if i > N_POSTS - 1 - 7:
        return "younger than 7 days"
    if not likes(i).isdigit():
        return "likes are hidden"
    return "comments are not known" if comments(i) != "1" else None


def export(path: Path) -> Path:
    values = {
        name: f"{[function(i) for i in range(N_POSTS)]}[i + 1]"
        for name, function in (("likes", likes), ("comments", comments))
    }
    return write_posts(path, made_up_posts(N_POSTS, owner_id=f"i % {N_ACCOUNTS}", **values))


@pytest.fixture(scope="module")
def hidden(tmp_path_factory) -> Build:
    folder = tmp_path_factory.mktemp("hidden")
    built = build(folder / "warehouse.duckdb", export(folder / "posts.csv"), evaluation="quick")
    assert built.code == 0, built.errors
    return built


def by_post(built: Build, columns: str, rest: str) -> dict[int, tuple]:
    """Some columns of the posts, by the number in their shortcode."""
    found = built.rows(f"select post_id, {columns} from {rest}")
    return {int(post_id.removeprefix("post")): tuple(values) for post_id, *values in found}


def test_a_post_with_hidden_likes_is_a_post_without_likes(hidden):
    counts = by_post(hidden, "n_likes, n_comments, engagement_rate, is_likes_hidden", "marts.posts")
    for i, (n_likes, n_comments, rate, is_hidden) in counts.items():
        assert n_likes == (int(likes(i)) if likes(i).isdigit() else None)
        assert n_comments == (1 if comments(i) == "1" else None)
        assert is_hidden == (n_likes is None)
        assert (rate is None) == (n_likes is None or n_comments is None)
    assert len(counts) == N_POSTS
    assert hidden.rows(
        "select source_format, n_records, n_rejected, n_duplicates, n_account_readings, n_posts"
        " from marts.row_accounting where source_file = 'total'"
    ) == [("kaggle", N_POSTS, 0, 0, 0, N_POSTS)]
    assert hidden.rows("select count(*) from marts.post_metric_readings") == [(N_POSTS,)]


def test_it_has_features_and_predictions(hidden):
    with duckdb.connect(str(hidden.warehouse), read_only=True) as connection:
        features = connection.sql("select * exclude (post_id) from marts.post_features").fetchall()
        (chances,) = zip(
            *connection.sql("select p_high from predictions.post_predictions").fetchall(),
            strict=True,
        )
    assert len(features) == N_POSTS and len(chances) == 2 * N_POSTS
    assert all(math.isfinite(value) for row in features for value in row)
    assert all(0 < chance < 1 for chance in chances)


@pytest.mark.parametrize("target", ["above_median", "above_own_usual"])
def test_it_has_no_label_and_says_why(hidden, target):
    rest = f"marts.post_labels where target = '{target}'"
    for i, (found, is_high) in by_post(hidden, "ineligible_reason, is_high", rest).items():
        if reason(i) is None and target == "above_own_usual" and found is not None:
            assert found.startswith("fewer than 3 earlier posts")
        else:
            assert found == reason(i), i
        assert (is_high is None) == (found is not None)


def test_it_counts_as_an_earlier_post_but_makes_no_usual(hidden):
    features = by_post(hidden, "n_past_posts, has_usual", "marts.post_features")
    for i, (n_past, has_usual) in features.items():
        past = range(i % N_ACCOUNTS, i, N_ACCOUNTS)
        n_known = sum(likes(j).isdigit() and comments(j) == "1" for j in past)
        assert (n_past, has_usual) == (len(past), n_known >= 3)
    assert not any(has_usual for i, (_, has_usual) in features.items() if i % 3 == ALL_HIDDEN)


# What a template writes where a value is null.
NOTHING = re.compile(r">\s*(None|nan|null)\s*<|\b(None|nan)( posts| %|[.;,])")


def check_pages(site: Path, n_accounts: int) -> None:
    """Every page is there, shows no null of any language, and points at figures that are."""
    pages = list(site.glob("*.html"))
    assert {page.file for page in PAGES} <= {path.name for path in pages}
    assert len(list(site.glob("account-*.html"))) == n_accounts
    for path in pages:
        text = path.read_text(encoding="utf-8")
        if path.name != "lineage.html":
            assert not NOTHING.search(text), path
        for source in re.findall(r'src="(figures/[^"]+)"', text):
            assert (site / source).exists(), (path.name, source)


def test_pages_show_what_is_known(hidden):
    site = hidden.warehouse.parent / "site"
    check_pages(site, N_ACCOUNTS)
    page = (site / f"account-{ALL_HIDDEN}.html").read_text(encoding="utf-8")
    assert "likes or comments not known" in page and 'class="empty"' in page
    assert "likes are hidden" in page and "<figure>" not in page
    assert "n_likes" in (site / "quality.html").read_text(encoding="utf-8")


def test_a_text_that_is_no_number_is_still_rejected(tmp_path):
    query = made_up_posts(9, likes="['many', 'n/a', '1.5', '-2', null, '7', '7', '7', '7'][i + 1]")
    warehouse = tmp_path / "warehouse.duckdb"
    run_models(warehouse, write_posts(tmp_path / "p.csv", query), "+rejected_records")
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rejected = connection.sql(
            "select record_number, reason from staging.rejected_records order by all"
        ).fetchall()
    assert rejected == [(i, "its likes or comments are not a number") for i in (1, 2, 3)]


# As other formats are read: an account is its handle, a format and comments may be unknown.
FOREIGN = (
    "source_format = 'other', media_type = null, account_key = account_name, account_number = null,"
    " n_followers = null, n_following = null, n_views = 100, n_saves = 3,"
    " observed_at = timestamp '2024-08-01',"
    " permalink = 'https://example.org/' || post_id"
)
OTHERS = {
    "all_of_another_format": FOREIGN,
    "without_any_likes": f"{FOREIGN}, n_likes = null, is_likes_hidden = true",
    "half_of_another_format": f"{FOREIGN} where account_key = '1'",
}


@pytest.mark.parametrize("name", OTHERS)
def test_another_format_goes_the_whole_way(name, tmp_path):
    warehouse = tmp_path / "warehouse.duckdb"
    posts = write_posts(tmp_path / "posts.csv", made_up_posts(200, comments="i % 5"))
    staging = "+stg_records"
    run_models(warehouse, posts, staging)
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(f"update staging.stg_records set {OTHERS[name]}")
    # The promises of all tables are asked at the end, as `make build` does.
    rest = "resource_type:seed resource_type:model resource_type:test"
    rest += f" --exclude {staging} test_name:promises"
    run_models(warehouse, posts, rest, command="build", evaluation="quick")
    write_site(warehouse, tmp_path / "site")
    check_pages(tmp_path / "site", 2)
    built = Build(warehouse, 0, "", "")
    assert built.rows("select count(*) from predictions.post_predictions") == [(400,)]
    n_foreign = len(built.rows("select 1 from marts.posts where source_format = 'other'"))
    assert built.rows("select count(*) from audit.notebook_records") == [(200 - n_foreign,)]
    assert "format unknown" in page_of(tmp_path / "site", "account_1")
    if n_foreign == 200:
        verdicts = built.rows("select verdict from audit.published_claims where position <= 6")
        assert set(verdicts) == {("not measured",)}
        front = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
        assert "This export has no followers" in front and "ladder" not in front
        assert ("Likes or comments are hidden" in front) == (name == "without_any_likes")
    told = built.rows("select distinct observed_at::varchar, is_mature from marts.posts")
    assert told == [("2024-08-01 00:00:00", True)]


def page_of(site: Path, account: str) -> str:
    """The page of an account, by its handle."""
    pages = [path.read_text(encoding="utf-8") for path in site.glob("account-*.html")]
    return next(text for text in pages if f"<h1>{account}</h1>" in text)
