"""A post is one post and an account one account, by whichever of their names files know them."""

import json
from datetime import UTC, datetime

from tests.builds import Build, made_up_posts, run_models, write_posts
from tests.exports import META, shortcode

MOMENT = datetime(2026, 4, 15, 17, 38, tzinfo=UTC)
CODE = shortcode(MOMENT)
NUMBER = "17902724751121134"


def suite_row(number: str, code: str, handle: str = "ana", likes: int = 5) -> str:
    return (
        f'{number},17841400000000001,{handle},Ana,,0,"04/15/2026 10:38",'
        f'https://www.instagram.com/p/{code}/,"IG image",,Lifetime,1,1,{likes},1,1,2,1\n'
    )


def download(path, number: str) -> None:
    """A download, which knows a post by the number in its thumbnail's name only."""
    path.parent.mkdir(parents=True)
    text = {
        "Likes": {"value": "4"},
        "Comments": {"value": "2"},
        "Creation Timestamp": {"timestamp": int(MOMENT.timestamp())},
    }
    thumbnail = {"Media Thumbnail": {"uri": f"media/other/4_1_{number}.jpg"}}
    posts = [{"media_map_data": thumbnail, "string_map_data": text}]
    path.write_text(json.dumps({"organic_insights_posts": posts}), encoding="utf-8")


def posts_of(tmp_path) -> Build:
    warehouse = tmp_path / "warehouse.duckdb"
    run_models(warehouse, tmp_path / "in", "+stg_posts +int_posts +row_accounting")
    return Build(warehouse, 0, "", "")


def test_a_download_and_a_suite_export_of_a_post_are_one_post_of_one_account(tmp_path):
    download(tmp_path / "in" / "past_instagram_insights" / "posts.json", NUMBER)
    (tmp_path / "in" / "suite.csv").write_text(META + suite_row(NUMBER, CODE), encoding="utf-8")
    assert posts_of(tmp_path).rows(
        "select post_id, account_id, count(*) from staging.stg_posts group by all"
    ) == [(CODE, "17841400000000001", 2)]


def test_a_number_that_a_spreadsheet_rounded_links_nothing(tmp_path):
    rounded, other = "17902724751121000", shortcode(MOMENT, 5)
    download(tmp_path / "in" / "past_instagram_insights" / "posts.json", rounded)
    rows = suite_row(rounded, CODE) + suite_row(rounded, other)
    (tmp_path / "in" / "suite.csv").write_text(META + rows, encoding="utf-8")
    found = posts_of(tmp_path).rows("select post_id from staging.stg_posts order by 1")
    assert sorted(value for (value,) in found) == sorted([CODE, other, rounded])


def test_a_handle_a_graph_number_and_instagrams_own_are_one_account(tmp_path):
    (tmp_path / "in").mkdir()
    owner = {"owner_id": "42", "owner_username": "'Ana'"}
    write_posts(tmp_path / "in" / "a.csv", made_up_posts(3, **owner))
    handle = owner | {"owner_id": "null", "shortcode": "'q' || i"}
    write_posts(tmp_path / "in" / "b.csv", made_up_posts(3, **handle))
    (tmp_path / "in" / "c.csv").write_text(META + suite_row(NUMBER, CODE), encoding="utf-8")
    assert posts_of(tmp_path).rows(
        "select account_id, count(*) from staging.stg_posts group by all"
    ) == [("42", 7)]


def test_a_renamed_account_stays_one_and_a_handle_with_two_owners_links_none(tmp_path):
    (tmp_path / "in").mkdir()
    renamed = {"owner_id": "42", "owner_username": "if(i < 2, 'old', 'new')"}
    write_posts(tmp_path / "in" / "a.csv", made_up_posts(4, **renamed))
    other = {"owner_id": "43", "owner_username": "'old'", "shortcode": "'r' || i"}
    write_posts(tmp_path / "in" / "b.csv", made_up_posts(2, **other))
    alone = {"owner_id": "null", "owner_username": "'old'", "shortcode": "'s' || i"}
    write_posts(tmp_path / "in" / "c.csv", made_up_posts(1, **alone))
    assert posts_of(tmp_path).rows(
        "select account_id, count(*) from staging.stg_posts group by all order by all"
    ) == [("42", 4), ("43", 2), ("old", 1)]


def test_the_number_that_a_shortcode_encodes_names_the_post(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    item = {
        "caption": "", "ownerUsername": "ana", "commentsCount": 1, "likesCount": 2,
        "timestamp": "2020-08-17T12:25:20.000Z",
    }  # fmt: skip
    by_number = item | {"id": "2377726600221403413"}
    by_code = item | {"url": "https://www.instagram.com/p/CD_Yb7DMakV/"}
    (folder / "a.json").write_text(json.dumps([by_number]), encoding="utf-8")
    (folder / "b.json").write_text(json.dumps([by_code]), encoding="utf-8")
    assert posts_of(tmp_path).rows("select post_id from staging.stg_posts") == [
        ("CD_Yb7DMakV",),
        ("CD_Yb7DMakV",),
    ]


def test_accounts_csv_gives_each_post_the_followers_known_when_it_went_up(tmp_path):
    """Posts of Meta Business Suite have no followers; later counts change no earlier post."""
    folder = tmp_path / "in"
    folder.mkdir()
    codes = {month: shortcode(MOMENT.replace(month=month)) for month in (1, 2, 3)}
    rows = "".join(
        suite_row(str(int(NUMBER) + month), code).replace("04/15/2026", f"{month:02}/15/2026")
        for month, code in codes.items()
    )
    (folder / "suite.csv").write_text(META + rows, encoding="utf-8")
    head = "account,observed_at,followers,following\n@Ana,2026-02-01,100,5\n"
    (folder / "accounts.csv").write_text(head, encoding="utf-8")
    query = """
        select month(posted_at), n_followers, followers_as_of
        from intermediate.int_posts order by 1
    """
    before = posts_of(tmp_path).rows(query)
    assert before == [(1, 100, "reading"), (2, 100, "posting"), (3, 100, "posting")]
    (tmp_path / "warehouse.duckdb").unlink()
    later = head + "ana,2026-03-20,999,5\nana,2026-05-01,9999,5\nana,soon,1,1\nana,2026-01-01,,\n"
    (folder / "accounts.csv").write_text(later, encoding="utf-8")
    built = posts_of(tmp_path)
    assert built.rows(query) == before
    assert built.rows(
        "select rejection_reason from staging.stg_records where is_account_reading"
        " and rejection_reason is not null order by 1"
    ) == [("its followers are not a number",), ("its observed_at is not a time",)]
    # A reading of an account that is rejected is no reading of an account.
    assert built.rows(
        "select n_records, n_rejected, n_account_readings, n_posts from marts.row_accounting"
        " where source_file = 'total'"
    ) == [(8, 2, 3, 3)]
