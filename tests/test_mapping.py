"""A table that nothing here knows is read as its owner's mapping.yml says, or not at all."""

import duckdb
import pytest

from readers.mapping import mappings_in
from tests import exports
from tests.builds import build_some, run_models

TABLE = (
    "Konto;Link;Tag der Veröffentlichung;Gefällt;Kommentare;Art;Text\n"
    f"ana;{exports.ADDRESS};15.04.2026 um 19:38;1.234;7;Karussell;hi\n"
    f"ana;{exports.ADDRESS.replace('/p/', '/p/B')};16.04.2026 um 19:38;12.345;8;Film;\n"
)
MAPPING = """
files: "*.txt"
columns:
  account: Konto
  permalink: Link
  created_at: Tag der Veröffentlichung
  likes: Gefällt
  comments: Kommentare
  media_type: Art
  caption: Text
time_format: "%d.%m.%Y um %H:%M"
zone: Europe/Berlin
thousands: "."
media_types:
  Karussell: carousel
  Film: video
"""


def staged(folder, posts=None):
    warehouse = folder / "warehouse.duckdb"
    run_models(warehouse, posts or folder / "raw", "+stg_posts +stg_file_conventions")
    return duckdb.connect(str(warehouse), read_only=True)


def written(folder, mapping, **files):
    (folder / "raw").mkdir()
    (folder / "raw" / "mapping.yml").write_text(mapping, encoding="utf-8")
    for name, text in files.items():
        (folder / "raw" / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


def test_an_unknown_table_is_read_by_its_mapping(tmp_path):
    written(tmp_path, MAPPING, posts=TABLE)
    with staged(tmp_path) as connection:
        told = connection.execute(
            "select source_format, post_id, account_name, posted_at, n_likes, n_comments,"
            " media_type, caption from staging.stg_posts order by posted_at"
        ).fetchall()
        zone = connection.execute(
            "select time_zone, time_zone_evidence from staging.stg_file_conventions"
        ).fetchall()
    moment = exports.MOMENT.replace(tzinfo=None)
    assert told[0] == ("mapped", exports.CODE, "ana", moment, 1234, 7, "carousel", "hi")
    assert told[1][4:7] == (12345, 8, "video")
    assert zone == [("Europe/Berlin", "mapping.yml")]


def test_what_one_mapping_names_is_not_looked_for_in_the_file_of_another(tmp_path):
    mapping = MAPPING.replace("  caption: Text\n", "")
    other = TABLE.replace("/p/", "/p/C")
    written(
        tmp_path,
        "\n".join(
            "- " + text.strip().replace("\n", "\n  ").replace("*.txt", name)
            for text, name in ((MAPPING, "a.txt"), (mapping, "b.txt"))
        ),
        a=TABLE,
        b=other,
    )
    with staged(tmp_path) as connection:
        told = connection.execute(
            "select parse_filename(source_file), string_agg(caption, '') from staging.stg_posts"
            " group by all order by all"
        ).fetchall()
    assert told == [("a.txt", "hi"), ("b.txt", "")]


def test_a_mapping_beside_a_single_file_counts(tmp_path):
    written(tmp_path, MAPPING, posts=TABLE)
    with staged(tmp_path, tmp_path / "raw" / "posts.txt") as connection:
        assert connection.execute("select count(*) from staging.stg_posts").fetchone() == (2,)


def test_conventions_alone_override_what_is_guessed_of_a_known_format(tmp_path):
    mapping = (
        "- files: a.*\n  zone: Asia/Tokyo\n- files: b.*\n  time_format: '%m/%d/%Y %H:%M'\n"
        "  decimal: ','\n  zone: UTC\n"
    )
    table = exports.META_SUITE.replace('"1,234"', '"1,0"')
    written(tmp_path, mapping, a=exports.META_SUITE, b=table, c=exports.META_SUITE)
    with staged(tmp_path) as connection:
        told = connection.execute(
            "select source_format, posted_at::varchar, n_likes from staging.stg_posts"
            " order by source_file"
        ).fetchall()
    assert told == [
        ("meta_business_suite", "2026-04-15 01:38:00", 1234),
        ("meta_business_suite", "2026-04-15 10:38:00", 1),
        ("meta_business_suite", "2026-04-15 17:38:00", 1234),
    ]


def test_json_is_mapped_by_the_paths_of_its_values(tmp_path):
    mapping = (
        "columns: {account: who.name, shortcode: code, created_at: at, likes: n.up,"
        " comments: n.said}"
    )
    told = f'{{"who": {{"name": "ana"}}, "code": "{exports.CODE}", "at": 1776274680,'
    written(tmp_path, mapping, posts=f'[{told} "n": {{"up": 5, "said": 6}}}}]')
    with staged(tmp_path) as connection:
        assert connection.execute(
            "select account_id, post_id, n_likes, n_comments from staging.stg_posts"
        ).fetchall() == [("ana", exports.CODE, 5, 6)]


def test_another_mapping_reads_a_file_again_and_what_was_read_before_is_gone(tmp_path):
    written(tmp_path, MAPPING, posts=TABLE)
    warehouse = tmp_path / "warehouse.duckdb"
    run_models(warehouse, tmp_path / "raw", "+posts +export_files +post_metric_readings")
    (tmp_path / "raw" / "mapping.yml").write_text(
        MAPPING.replace("Berlin", "London").replace("Karussell: carousel", "Karussell: image"),
        encoding="utf-8",
    )
    again = build_some(warehouse, tmp_path / "raw", "posts post_metric_readings")
    assert again.code == 0, again.errors
    assert again.rows(
        "select posted_at::varchar, media_type, n_readings from marts.posts"
        " inner join (select post_id, count(*) as n_readings from marts.post_metric_readings"
        " group by all) using (post_id) order by posted_at"
    ) == [("2026-04-15 18:38:00", "image", 1), ("2026-04-16 18:38:00", "video", 1)]


# What is wrong, on which line, in words.
WRONG = {
    "syntax": (MAPPING.replace('"."', "."[:0] + ","), 13, "is not YAML"),
    "unknown key": (MAPPING.replace("zone:", "timezone:"), 12, "'timezone' is none of files"),
    "unknown column": (MAPPING.replace("likes:", "hearts:"), 7, "'hearts' is no column here"),
    "missing column": (MAPPING.replace("  likes: Gefällt\n", ""), 3, "also needs likes"),
    "unknown zone": (MAPPING.replace("Berlin", "Bonn"), 12, "is no IANA time zone"),
    "media type": (MAPPING.replace("Film: video", "Film: film"), 16, "'film' is none of image"),
    "same marks": (MAPPING + 'decimal: "."\n', 13, "they must differ"),
    "long mark": (MAPPING.replace('"."', "point"), 13, "one mark between quotes"),
    "time format": (MAPPING.replace("%d.%m", "%d.%Q"), 11, "no pattern of strptime"),
    "twice": (MAPPING + "zone: UTC\n", 17, "names 'zone' a second time"),
    "empty": (MAPPING.replace("Konto", ""), 4, "is missing here"),
    "a text": ("columns", 1, "is not of the form"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_mapping_that_is_wrong_says_on_which_line(name, tmp_path):
    mapping, line, words = WRONG[name]
    (tmp_path / "mapping.yml").write_text(mapping, encoding="utf-8")
    columns = ["owner_name", "permalink", "created_at", "likes", "comments", "media_type"]
    with pytest.raises(ValueError) as raised:
        mappings_in(tmp_path / "mapping.yml", [*columns, "caption"])
    assert f"mapping.yml', line {line}: " in str(raised.value)
    assert words in str(raised.value) and "\n" not in str(raised.value)


STOPS = {
    "wrong": WRONG["unknown zone"],
    "a column of no file": (MAPPING.replace("Gefällt", "Hearts"), 7, "has no column 'Hearts'"),
}


@pytest.mark.parametrize("name", STOPS)
def test_a_mapping_that_cannot_be_followed_stops_the_build(name, tmp_path):
    mapping, line, words = STOPS[name]
    written(tmp_path, mapping, posts=TABLE)
    warehouse = tmp_path / "warehouse.duckdb"
    duckdb.connect(str(warehouse)).execute("create table old as select 42 as answer").close()
    built = build_some(warehouse, tmp_path / "raw", "posts")
    assert built.code == 1
    assert f"mapping.yml', line {line}: " in built.errors and words in built.errors, built.errors
    assert len(built.errors.strip().splitlines()) == 2, built.errors
    assert built.rows("from old") == [(42,)]
