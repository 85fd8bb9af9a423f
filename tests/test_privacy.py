"""Who is to be forgotten is nowhere any more; who is to stay unnamed is on no page."""

import duckdb

from commands import build as builder
from commands import forget as forgetter
from tests.builds import build, build_unseen, made_up_posts, run, write_posts
from tests.shared import environment

NAME, SECRET = "zq_ana.b", "zqsecretive"
OWNER = {
    "owner_id": "case i % 3 when 0 then 776655443 else i % 3 end",
    "owner_username": f"case i % 3 when 0 then '{NAME}' when 1 then 'bob' else 'carl' end",
    "caption": f"case i % 3 when 0 then '{SECRET} ' else 'caption ' end || i",
}
# Known by its handle alone, in a folder of its name.
HANDLE = OWNER | {"owner_id": "null", "owner_username": f"'{NAME}'", "shortcode": "'q' || i"}


def forget(warehouse, name):
    variables = {"ACCOUNT": name, "EVALUATION": "none", "POSTS": "", "DRAFTS": ""}
    return run(forgetter.main, warehouse, REMEMBERED="", **variables)


def test_nothing_of_a_forgotten_account_is_left_and_it_does_not_come_back(tmp_path):
    place, exports = tmp_path / "place", tmp_path / "exports"
    (exports / NAME).mkdir(parents=True)
    place.mkdir()
    write_posts(exports / "posts.csv", made_up_posts(90, **OWNER))
    write_posts(exports / NAME / "more.csv", made_up_posts(10, **HANDLE))
    plans = tmp_path / "plans.csv"
    plans.write_text(
        "draft_id,account,media_type,caption,planned_at\n"
        f"d1,{NAME},image,{SECRET} plan,2024-03-01 10:00\n"
        "d2,bob,image,another plan,2024-03-01 10:00\n",
        encoding="utf-8",
    )
    warehouse = place / "warehouse.duckdb"
    with environment(REMEMBERED=""):
        built = build(warehouse, exports, drafts=plans)
    assert built.code == 0, built.errors
    assert any((place / ".warehouse.duckdb.build" / "remembered").iterdir())
    (place / ".warehouse.duckdb.build" / "trace.txt").write_text(f"of a caption: {SECRET}")
    assert left_of_it(place) != []
    assert built.rows("select count(*) from predictions.draft_log") == [(4,)]

    forgotten = forget(warehouse, f"@{NAME.upper()}")
    assert forgotten.code == 0, forgotten.errors
    assert left_of_it(place) == []
    assert forgotten.rows("select count(*), count(distinct account_id) from marts.posts") == [
        (60, 2)
    ]
    assert forgotten.rows("select distinct account_name from predictions.draft_log") == [("bob",)]

    # The files still hold it; a build, even of a new one, passes over it.
    write_posts(exports / "new.csv", made_up_posts(95, **OWNER))
    again = build_unseen(warehouse, exports, drafts=plans)
    assert again.code == 0, again.errors
    assert again.rows(
        "select count(*), count(*) filter (account_id not in ('1', '2')) from marts.posts"
    ) == [(63, 0)]
    assert again.rows(f"select count(*) from marts.posts where caption like '%{SECRET}%'") == [(0,)]
    assert again.rows("select draft_id from predictions.draft_predictions group by all") == [
        ("d2",)
    ]


def left_of_it(place) -> list[str]:
    """Files below a folder, and tables of its warehouse, that hold the name or the caption."""
    words = [word.encode() for word in (NAME, SECRET, "776655443")]
    files = [
        str(path.relative_to(place))
        for path in place.rglob("*")
        if any(word in str(path).encode() for word in words)
        or (path.is_file() and any(word in path.read_bytes() for word in words))
    ]
    with duckdb.connect(str(place / "warehouse.duckdb"), read_only=True) as connection:
        tables = connection.execute(
            "select schema_name || '.' || table_name from duckdb_tables()"
        ).fetchall()
        for (table,) in tables:
            text = f"select count(*) from {table} as row where contains(row::varchar, ?)"
            if any(connection.execute(text, [word.decode()]).fetchone()[0] for word in words):
                files.append(table)
    return files


def test_pages_without_names_hold_no_handle_no_caption_and_no_name_of_a_file(tmp_path):
    place, exports = tmp_path / "place", tmp_path / "exports" / NAME
    exports.mkdir(parents=True)
    place.mkdir()
    write_posts(exports / f"{NAME}.csv", made_up_posts(90, **OWNER))
    (exports / "bob.csv").write_text("owner_id,shortcode,caption\n1,2,3\n", encoding="utf-8")
    plans = tmp_path / f"{NAME}.csv"
    plans.write_text(
        "draft_id,account,media_type,caption,planned_at\n"
        f"d1,{NAME},image,{SECRET} plan,2024-03-01 10:00\n"
        f"d2,{NAME},image,{SECRET} plan,yesterday\n",
        encoding="utf-8",
    )
    names = {"SHOW_ACCOUNT_NAMES": "false"}
    warehouse = place / "warehouse.duckdb"
    built = run(builder.main, warehouse, POSTS=exports, DRAFTS=plans, EVALUATION="none", **names)
    assert built.code == 0, built.errors
    words = [NAME, SECRET, "bob", "carl", "caption 1"]
    pages = [path for path in (place / "site").rglob("*") if path.is_file()]
    assert len(pages) > 20
    for page in pages:
        text = page.read_bytes().decode(errors="ignore")
        assert [word for word in words if word in text or word in page.name] == [], page


def test_a_name_that_no_account_has_is_told_with_the_nearest(sample_build, tmp_path):
    warehouse = sample_build.warehouse
    before = warehouse.stat()
    missed = forget(warehouse, "sample_book_0")
    assert missed.code == 1
    assert "there is no account 'sample_book_0'" in missed.errors
    assert "Did you mean sample_books_0" in missed.errors
    assert "name an account: make forget ACCOUNT=its_name" in forget(warehouse, "").errors
    assert "Make one: make build" in forget(tmp_path / "none.duckdb", "bob").errors
    assert warehouse.stat() == before


def test_only_their_owner_reads_a_warehouse_and_its_pages_until_he_lets_others(tmp_path):
    posts = write_posts(tmp_path / "posts.csv", made_up_posts(60))
    warehouse, site = tmp_path / "warehouse.duckdb", tmp_path / "site"
    places = (warehouse, site, tmp_path / ".warehouse.duckdb.build", tmp_path / ".site.build")
    assert build(warehouse, posts).code == 0
    assert [oct(path.stat().st_mode & 0o777) for path in places] == ["0o600", *["0o700"] * 3]
    warehouse.chmod(0o644)
    site.chmod(0o755)
    assert build(warehouse, posts).code == 0
    assert [oct(path.stat().st_mode & 0o777) for path in places[:2]] == ["0o644", "0o755"]
