"""Bad files, each with what is to come of it: tests/corpus/expected.csv has a row for each.

Those that hold posts are built in one folder, pages and all, and so are those of which nothing can
be used. `make soak` builds each alone.
"""

import csv
import shutil
from pathlib import Path

import pytest

from tests.builds import Build, build, run_models
from tests.shared import ROOT

FILES = ROOT / "tests" / "corpus" / "files"
with (ROOT / "tests" / "corpus" / "expected.csv").open(encoding="utf-8", newline="") as table:
    EXPECTED = {row["file"]: row for row in csv.DictReader(table)}
READABLE = [name for name, row in EXPECTED.items() if row["n_records"]]
REFUSED = [name for name, row in EXPECTED.items() if not row["n_records"]]
# Of an archive, what is in it counts.
OF_FILES = """
    with liked as (
        select source_file, sum(n_likes) as n_likes from marts.posts group by all
    ),
    refused as (
        select source_file, string_agg(distinct reason, '; ') as reasons
        from (from staging.rejected_records union all by name from staging.rejected_files)
        group by all
    )
    select
        split_part(source_file[2 + length($1) :], '/', 1) as file,
        [
            coalesce(sum(n_records), 0)::bigint, coalesce(sum(n_rejected), 0)::bigint,
            coalesce(sum(n_posts), 0)::bigint, coalesce(sum(n_likes), 0)::bigint
        ] as counts,
        coalesce(string_agg(reasons, '; '), '') as reasons
    from marts.row_accounting
    full join refused using (source_file)
    left join liked using (source_file)
    where starts_with(source_file, $1)
    group by all
"""
# Names that a shell, SQL, Jinja, a glob or a page would take for something else.
HOSTILE = (
    "{{ no }}", "{% raise %}", "it's", 'a "b"', "new\nline", "; drop table x; --", "*", "?", "[a]",
    "a", "-rf", "$HOME", "%s", "\u202egnp", "a" * 200, "<script>", "back\\slash", "e\u0301", " ",
)  # fmt: skip


NOT_EVEN = b'"commentsCount": 7, "likesCount": 91'


def test_every_file_has_its_row():
    assert sorted(EXPECTED) == sorted(path.name for path in FILES.iterdir())
    assert len(READABLE) > 100 and len(REFUSED) > 30


@pytest.fixture(scope="module")
def readable(tmp_path_factory) -> Build:
    """One build of all files that hold posts."""
    return build_all(tmp_path_factory.mktemp("readable"), READABLE)


def test_every_record_is_a_post_or_is_rejected_and_no_number_is_wrong(readable):
    told = told_of(readable)
    for name in READABLE:
        counts, reasons = told[name]
        assert counts == as_expected(name), (name, counts, reasons)
        assert EXPECTED[name]["says"] in reasons, (name, reasons)
    assert readable.rows(
        "select n_records = n_rejected + n_duplicates + n_account_readings + n_posts"
        " from marts.row_accounting where source_file = 'total'"
    ) == [(True,)]


def test_what_is_odd_in_a_file_is_said(readable):
    doubts = dict(readable.rows(
        "select parse_filename(source_file), doubt from marts.export_files where doubt is not null"
    ))  # fmt: skip
    assert doubts["id_rounded.csv"] == (
        "6 of its records have an account number that a spreadsheet rounded: their handle was taken"
    )
    assert doubts["likes_many.csv"].startswith("1 of its posts have more than a hundred likes")
    assert "plain.csv" not in doubts


def test_pages_hold_no_markup_of_the_files(readable):
    pages = (readable.warehouse.parent / "site").rglob("*.html")
    text = "".join(page.read_text("utf-8") for page in pages)
    assert "<script>alert" not in text and "<img src=x" not in text and "<base href" not in text
    assert "\0" not in text and "\x1b" not in text


def test_what_cannot_be_used_is_named_with_its_reason(tmp_path):
    built = build_all(tmp_path, [*REFUSED, "plain.csv"])
    assert built.rows("select count(*) from marts.posts") == [(6,)]
    told = told_of(built)
    for name in REFUSED:
        said = EXPECTED[name]["says"]
        if "is an export of posts" in said:
            assert name not in told, "no export is passed over"
            continue
        (_, _, n_posts, _), reasons = told[name]
        assert n_posts == 0 and reasons, name
        assert said in reasons or said.startswith("none of the"), (name, reasons)


def test_names_of_files_are_just_letters(tmp_path):
    folder = tmp_path / "a {{ no }} 'b' \"c\"\n--$(d) é"
    folder.mkdir()
    for name in ("plain.csv", "json_plain.json"):
        text, kind = (FILES / name).read_bytes(), Path(name).suffix
        for number, title in enumerate(HOSTILE):
            own = text.replace(b"plain_", b"n%d_" % number)
            # Counts that rise evenly would look like features that know the outcome.
            own = own.replace(b",1,11,", b",7,91,")
            own = own.replace(b'"commentsCount": 1, "likesCount": 11', NOT_EVEN)
            (folder / f"{title}{kind}").write_bytes(own)
    built = build(tmp_path / "a {{ no }} 'w' \"x\" $(x).duckdb", folder)
    assert built.code == 0, built.errors
    n_files = 2 * len(HOSTILE)
    assert built.rows("select count(*), count(distinct source_file) from marts.posts") == [
        (6 * n_files, n_files)
    ]


def test_a_caption_of_fifty_megabytes_costs_its_record(tmp_path):
    posts = tmp_path / "posts.csv"
    text = (FILES / "plain.csv").read_bytes()
    posts.write_bytes(text.replace(b"post 2", b"x" * 50_000_000))
    warehouse = tmp_path / "warehouse.duckdb"
    run_models(warehouse, posts, "+posts +rejected_records")
    built = Build(warehouse, 0, "", "")
    assert built.rows("select count(*) from marts.posts") == [(5,)]
    assert built.rows("select reason, length(record) from staging.rejected_records") == [
        ("cannot be read: longer than 9,000,000 bytes", 9_000_000)
    ]


@pytest.mark.soak
@pytest.mark.parametrize("name", EXPECTED)
def test_alone_a_file_comes_to_the_same(name, tmp_path):
    built = build(tmp_path / "warehouse.duckdb", FILES / name)
    if name in REFUSED:
        assert built.code == 1 and EXPECTED[name]["says"] in built.errors
        assert len(built.errors.strip().splitlines()) == 1, built.errors
        return
    assert built.code == 0, built.errors
    counts, reasons = told_of(built, FILES)[name]
    assert counts == as_expected(name), reasons


def build_all(folder: Path, names: list[str]) -> Build:
    """A warehouse of copies of these files."""
    posts = folder / "posts"
    posts.mkdir()
    for name in names:
        shutil.copy(FILES / name, posts)
    built = build(folder / "warehouse.duckdb", posts)
    assert built.code == 0, built.errors
    return built


def told_of(built: Build, folder: Path | None = None) -> dict[str, tuple[list[int], str]]:
    """By file: the records, rejected ones, posts and their likes, and the reasons."""
    query = OF_FILES.replace("$1", f"'{folder or built.warehouse.parent / 'posts'}'")
    return {name: (counts, reasons) for name, counts, reasons in built.rows(query)}


def as_expected(name: str) -> list[int]:
    """The same counts, as the table of expectations has them."""
    return [int(EXPECTED[name][count]) for count in ("n_records", "n_rejected", "n_posts", "likes")]
