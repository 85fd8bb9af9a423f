"""Whatever tool wrote an export, its posts arrive in one shape; what cannot be used is named."""

import gzip
import io
import lzma
import zipfile

import duckdb
import pytest

from tests import exports
from tests.builds import HEADER, run_models

STAGING = "+stg_posts +rejected_files +rejected_records"
KAGGLE = HEADER + "\nana,ana,post1,True,hi,7,-1,1776274680,,,False,,,\n"
# Each file by its name, which tells nothing, and what must be told of its first post. All are of
# one account, whose number some of them know; the download says of itself only its folder.
FIRST_POSTS = {
    "a": (exports.META_SUITE, "meta_business_suite", "42", "carousel"),
    "b": (exports.META_SUITE_SPANISH, "meta_business_suite", "42", "video"),
    "c": (exports.CROWDTANGLE.encode("cp1252"), "crowdtangle", "42", "carousel"),
    "d": (exports.GRAPH_API, "graph_api", "42", "carousel"),
    "e": (exports.APIFY, "apify", "42", None),
    "f": (exports.APIFY_CSV.encode("utf-16"), "apify", "42", "carousel"),
    "her/past_instagram_insights/posts": (
        exports.DOWNLOAD, "download_your_information", "her", None,
    ),
    "g": (exports.INSTALOADER, "instaloader", "42", "carousel"),
    "h": (exports.BRIGHT_DATA, "bright_data", "42", None),
    "j": (exports.APIFY_LINES, "apify", "42", None),
    "bright/old.csv": (exports.BRIGHT_DATA_CSV, "bright_data", "42", None),
    "bright/new.csv": (exports.BRIGHT_DATA_POSTS, "bright_data", "42", "carousel"),
    "airbyte/lines": (exports.AIRBYTE, "airbyte", "42", "carousel"),
    "airbyte/raw": (exports.AIRBYTE_RAW, "airbyte", "42", "carousel"),
    "airbyte/flat": (exports.AIRBYTE_FLAT, "airbyte", "42", "carousel"),
    "profile": (exports.APIFY_PROFILE, "apify", "42", "carousel"),
    "insights": (exports.GRAPH_INSIGHTS, "graph_api", "42", "carousel"),
    "fivetran/media": (exports.FIVETRAN, "fivetran", "42", "carousel"),
}  # fmt: skip


def packed_in_zip(**files: str | bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


PACKED = {
    "k": gzip.compress(exports.META_SUITE.encode()),
    "l": lzma.compress(exports.INSTALOADER.encode()),
    "m": packed_in_zip(**{"inside/one.txt": exports.CROWDTANGLE, "two": exports.GRAPH_API}),
}
UNUSABLE = {
    "facebook": ("Page Name,User Name,Likes at Posting\nx,y,1\n", "of Facebook pages"),
    "content": (
        '[{"media": [{"uri": "x", "creation_timestamp": 1}]}]', "without their likes",
    ),
    "days": ("sep=,\n\"Reach\"\nDate,Primary\n", "one figure per day"),
    "page": ("<!DOCTYPE html><html>", "is a web page"),
    "columns": ("first,second,third\n1,2,3\n", "not understood: first, second, third"),
    "known": (
        "shortcode,caption,likes,comments,created_at\nCabc,hi,1,2,1700000000\n",
        "lacks owner id, is video; name its columns",
    ),
    "likes": ("ownerUsername,caption,timestamp\nana,hi,2026\n", "lacks likes"),
    "apify": (
        "displayUrl,hashtags/0,images/0,images/1,url\nx,y,z,z,w\n",
        "is an Apify result without likes, comments and times; run the scraper again",
    ),
    "italian": (
        "Orario di pubblicazione,Descrizione,Reazioni,Commenti\n1,2,3,4\n",
        "is most like an export of meta business suite, but lacks likes; not understood: reazioni;",
    ),
    "polish": (
        "Data,Opis,Polubienia,Zdjęcia/0,Zdjęcia/1,a,b,c,d,e,f\n1,2,3,4,5,6,7,8,9,10,11\n",
        "not understood: data, opis, polubienia, zdjęcia/..., a, b, c, d; name its",
    ),
    "cut": (exports.GRAPH_API[:-30], "is no whole JSON"),
    "deep": ("[" * 10_000 + "]" * 10_000, "nested or long beyond"),
    "nothing": ("", "is empty"),
    "gz": (gzip.compress(exports.META_SUITE.encode())[:-9], "is damaged"),
    "zip": (packed_in_zip(x=exports.META_SUITE)[:-40], "is damaged"),
    "zips": (packed_in_zip(inner=packed_in_zip(x="y")), "archive within an archive"),
    "climbs": (packed_in_zip(**{"../../x": exports.META_SUITE}), "leaves its archive"),
    "bomb": (packed_in_zip(x=b"0" * 20_000_000), "far more than it is large"),
}  # fmt: skip
PASSED_OVER = {
    "README.md": "# Read me\n\nThis, and that.\n",
    "picture": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    ".hidden": exports.META_SUITE,
    "comments": exports.INSTALOADER_COMMENTS,
    "iterator": exports.INSTALOADER_ITERATOR,
}


# Read beside them: a format of its own, and what tells of others' posts or of accounts.
BESIDE = {
    "kaggle": KAGGLE,
    "i": exports.FIVETRAN,
    "fivetran/insights": exports.FIVETRAN_COUNTS,
    "airbyte/users": exports.AIRBYTE_USERS,
}


def content(told: str | bytes) -> bytes:
    return told.encode() if isinstance(told, str) else told


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    """A folder of everything, read in one go."""
    folder = tmp_path_factory.mktemp("everything")
    files = {name: told[0] for name, told in (FIRST_POSTS | UNUSABLE).items()}
    for name, told in (files | PACKED | PASSED_OVER | BESIDE).items():
        path = folder / "exports" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content(told))
    warehouse = folder / "warehouse.duckdb"
    run_models(warehouse, folder / "exports", STAGING)
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        yield connection


def rows(connection, query, *values):
    return connection.execute(query, values).fetchall()


@pytest.mark.parametrize("name", FIRST_POSTS)
def test_a_post_of_any_format_has_its_values(read, name):
    _, source_format, account_id, media_type = FIRST_POSTS[name]
    first, *_ = rows(
        read,
        "select source_format, post_id, account_id, media_type, n_likes, n_comments, posted_at"
        " from staging.stg_posts where source_file like '%/exports/' || ? order by record_number",
        name,
    )
    post_id = "17985024668544738" if "past_instagram" in name else exports.CODE
    moment = exports.MOMENT.replace(tzinfo=None)
    assert first == (source_format, post_id, account_id, media_type, 1234, 7, moment)


def test_outcomes_followers_and_times_of_reading_are_kept_where_a_format_has_them(read):
    told = rows(
        read,
        "select parse_filename(source_file), n_reach, n_saves, n_new_follows, n_followers,"
        " n_following, observed_at::varchar from staging.stg_posts"
        " where parse_filename(source_file) in ('a', 'b', 'c', 'd', 'h', 'i', 'insights', 'media',"
        " 'new.csv', 'posts', 'profile', 'raw')"
        " qualify row_number() over (partition by source_file order by record_number) = 1",
    )
    assert sorted(told) == [
        ("a", 800, 8, 6, None, None, None),
        ("b", 800, 8, 6, None, None, None),
        ("c", None, None, None, 26253, None, None),
        ("d", None, None, None, 900, 9, None),
        ("h", None, None, None, 900, 9, "2026-05-01 00:00:00"),
        ("i", None, None, None, None, None, "2026-05-01 00:00:00"),
        ("insights", 800, 8, None, None, None, None),
        ("media", 800, None, None, None, None, "2026-05-02 00:00:00"),
        ("new.csv", None, None, None, 900, None, "2026-05-01 00:00:00"),
        ("posts", 800, 8, None, None, None, None),
        ("profile", None, None, None, 900, 9, None),
        ("raw", None, None, None, None, None, "2026-05-01 00:00:00"),
    ]


def test_hidden_likes_are_null_and_the_post_is_kept(read):
    hidden = rows(
        read,
        "select distinct parse_filename(source_file), is_likes_hidden, n_likes"
        " from staging.stg_posts where n_likes is null",
    )
    names = ("c", "d", "e", "i", "j", "kaggle", "one.txt", "posts", "two")
    assert sorted(hidden) == [(name, True, None) for name in names]


def test_what_is_no_post_says_what_it_is(read):
    reasons = rows(
        read,
        "select parse_filename(source_file), reason from staging.rejected_records"
        " where source_file not like '%.txt' order by all",
    )
    assert reasons == [
        ("a", "is a story, not a post"),
        ("a", "is one day of a post, not the whole of it"),
        ("e", "has no shortcode"),
        ("i", "is one picture of a carousel, not a post"),
        ("j", "has no shortcode"),
        ("k", "is a story, not a post"),
        ("k", "is one day of a post, not the whole of it"),
        ("media", "is one picture of a carousel, not a post"),
    ]


def test_text_is_right_whatever_its_encoding(read):
    captions = rows(
        read,
        "select distinct caption from staging.stg_posts"
        " where parse_filename(source_file) in ('c', 'posts', 'b') and caption != ''",
    )
    assert sorted(captions) == [("Café",), ("Café ☕",), ("Hola, amigos",)]


def test_archives_are_read_from_within(read):
    found = rows(
        read,
        "select split_part(source_file, '/exports/', 2), count(*) from staging.stg_posts"
        " where split_part(source_file, '/exports/', 2) in ('k', 'l') or source_file like '%/m/%'"
        " group by all",
    )
    assert sorted(found) == [("k", 1), ("l", 1), ("m/inside/one.txt", 2), ("m/two", 2)]


@pytest.mark.parametrize("name", UNUSABLE)
def test_a_file_that_cannot_be_used_is_named_with_the_reason(read, name):
    ((reason,),) = rows(
        read,
        "select reason from staging.rejected_files"
        " where split_part(split_part(source_file, '/exports/', 2), '/', 1) = ?",
        name,
    )
    assert UNUSABLE[name][1] in reason


def test_what_is_no_export_is_passed_over_and_counted(read):
    passed = rows(
        read, "select parse_filename(source_file) from staging.stg_found_files where is_passed_over"
    )
    assert sorted(passed) == [("README.md",), ("comments",), ("iterator",), ("picture",)]


# Each is read beside another file, which nothing of it may disturb.
ODD = {
    "quotes in a header": (
        'ownerUsername,likesCount,timestamp,"a ""b"" {{ x }}",url\n'
        f"ana,5,2026-04-15T17:38:00Z,1,{exports.ADDRESS}\n",
        (1, 0),
    ),
    "no elements": ('{"organic_insights_posts": [null, 5, {"string_map_data": null}]}', (0, 3)),
    "no list": ('{"organic_insights_posts": "none"}', (0, 0)),
    "no\nname": (exports.APIFY_CSV, (1, 0)),
    "read tomorrow": (exports.BRIGHT_DATA.replace("2026-05-01", "2999-01-01"), (1, 0)),
}


def test_odd_files_are_read_as_far_as_they_go(tmp_path):
    folder = tmp_path / "it's {{ 7 }}"
    folder.mkdir()
    for name, (text, _) in ODD.items():
        (folder / name).write_text(text, encoding="utf-8")
    run_models(tmp_path / "warehouse.duckdb", folder, STAGING)
    with duckdb.connect(str(tmp_path / "warehouse.duckdb"), read_only=True) as connection:
        for name, (_, told) in ODD.items():
            found = rows(
                connection,
                "select count(*) filter (rejection_reason is null),"
                " count(*) filter (rejection_reason is not null)"
                " from staging.stg_records where ends_with(source_file, '/' || ?)",
                name,
            )
            assert found == [told], name
        assert rows(
            connection, "select parse_filename(source_file), reason from staging.rejected_files"
        ) == [("no list", "holds no records; export it again")]
        assert rows(connection, "select max(observed_at) from staging.stg_posts") == [(None,)]


def test_a_name_for_an_owner_is_an_identity(read):
    told = rows(
        read,
        "select account_number, account_key from staging.stg_records"
        " where source_file like '%/kaggle'",
    )
    assert told == [(None, "ana")]


def test_a_profile_is_an_account_reading_and_no_post(tmp_path):
    (tmp_path / "p.json").write_text(exports.INSTALOADER_PROFILE)
    (tmp_path / "q.json").write_text(exports.INSTALOADER)
    warehouse = tmp_path / "w" / "warehouse.duckdb"
    warehouse.parent.mkdir()
    run_models(warehouse, tmp_path / "*.json", "+stg_records")
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        told = rows(
            connection,
            "select is_account_reading, account_key, n_followers, n_following, rejection_reason"
            " from staging.stg_records order by source_file",
        )
    assert told == [(True, "42", 900, 9, None), (False, "42", None, None, None)]
