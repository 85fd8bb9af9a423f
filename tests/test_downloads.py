"""A download has the likes of its posts in one file and what they are in others: together."""

import duckdb

from tests import exports
from tests.builds import build_some, run_models
from tests.test_formats import STAGING, packed_in_zip

CONTENT = "your_instagram_activity/content/posts_1.json"
EXPECTED = [
    ("ana", "carousel", "Café, the whole of it", 1234, 26253),
    ("ana", "video", "a film", 5, 26253),
    ("ana", "image", "a picture", 8, 26253),
]
POSTS = (
    "select account_name, media_type, caption, n_likes, n_followers from staging.stg_posts"
    " order by posted_at"
)


def staged(folder, posts):
    run_models(folder / "warehouse.duckdb", posts, STAGING)
    return duckdb.connect(str(folder / "warehouse.duckdb"), read_only=True)


def unpacked(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_a_complete_download_tells_whose_its_posts_are_and_what(tmp_path):
    (tmp_path / "instagram-ana.zip").write_bytes(packed_in_zip(**exports.WHOLE_DOWNLOAD))
    with staged(tmp_path, tmp_path / "instagram-ana.zip") as connection:
        assert connection.execute(POSTS).fetchall() == EXPECTED
        assert connection.execute("from staging.rejected_files").fetchall() == []


def test_two_downloads_in_one_folder_do_not_mix(tmp_path):
    other = {
        name: text.replace('"ana"', '"bo"').replace("a film", "its film")
        for name, text in exports.WHOLE_DOWNLOAD.items()
    }
    unpacked(tmp_path / "raw" / "one", exports.WHOLE_DOWNLOAD)
    unpacked(tmp_path / "raw" / "two", other)
    with staged(tmp_path, tmp_path / "raw") as connection:
        assert connection.execute(
            "select account_name, caption from staging.stg_posts where media_type = 'video'"
            " order by all"
        ).fetchall() == [("ana", "a film"), ("bo", "its film")]


def test_content_without_insights_is_refused(tmp_path):
    files = {name: text for name, text in exports.WHOLE_DOWNLOAD.items() if "insights" not in name}
    unpacked(tmp_path / "raw" / "download", files)
    built = build_some(tmp_path / "warehouse.duckdb", tmp_path / "raw", "posts")
    assert built.code == 1
    assert "posts without their likes; ask for the download again with" in built.errors
    assert built.errors.count("' holds ") == 1, "the other files are passed over"


def test_content_that_comes_later_is_read_with_the_insights_again(tmp_path):
    without = {name: text for name, text in exports.WHOLE_DOWNLOAD.items() if name != CONTENT}
    warehouse, folder = tmp_path / "warehouse.duckdb", tmp_path / "raw" / "download"
    unpacked(folder, without)
    run_models(warehouse, tmp_path / "raw", "+posts +export_files +post_metric_readings")
    unpacked(folder, {CONTENT: exports.CONTENT})
    again = build_some(warehouse, tmp_path / "raw", "posts post_metric_readings")
    assert again.code == 0, again.errors
    assert again.rows(POSTS) == EXPECTED
    assert again.rows("select count(*) from marts.post_metric_readings") == [(3,)]
