"""Whatever ends its lines, a file is read record by record, and what cannot be read is named."""

import gzip

import duckdb
import pytest

from readers.careful_csv import records
from readers.engine import asked, engine
from tests.builds import HEADER, run_models

CAPTIONS = ["plain", "two\nlines", "old\rlines", "dos\r\nlines", 'says "hi", twice', "commas, too"]
N_POSTS = 60
ENDS = {"lf": "\n", "crlf": "\r\n", "cr": "\r"}


def line(number: int, end: str, quotes: str = "needed") -> str:
    """A post as a CSV writer writes it that quotes what it must, everything, or its own end."""
    caption = CAPTIONS[number % len(CAPTIONS)]
    told = {"needed": '",\r\n', "all": caption, "own end": '",' + end}[quotes]
    if any(letter in caption for letter in told):
        caption = '"' + caption.replace('"', '""') + '"'
    return f"7,ana,post{number},False,{caption},1,{number},{1700000000 + number},,,False,,,"


def text_of(end: str, quotes: str = "needed", odd: str | None = None) -> str:
    """A whole file; `odd` ends one line in the middle otherwise."""
    ends = [odd if odd and number == 30 else end for number in range(N_POSTS)]
    lines = [line(number, end, quotes) + ends[number] for number in range(N_POSTS)]
    return HEADER + end + "".join(lines)


def with_line(broken: str, end: str = "\n") -> str:
    """A file with a line of its own behind the thirtieth post."""
    lines = [line(number, end) for number in range(N_POSTS)]
    return end.join([HEADER, *lines[:30], broken, *lines[30:], ""])


WHOLE = {
    f"{name}, {quotes}": text_of(end, quotes)
    for name, end in ENDS.items()
    for quotes in ("needed", "all", "own end")
} | {
    "one crlf among lf": text_of("\n", odd="\r\n"),
    "one cr among lf": text_of("\n", odd="\r"),
    "one lf among crlf": text_of("\r\n", odd="\n"),
    "one cr among crlf": text_of("\r\n", odd="\r"),
    "one lf among cr": text_of("\r", odd="\n"),
    "cr twice": text_of("\n", odd="\r\r\n"),
    "blank lines": with_line("\n\n"),
    "a mark": "\ufeff" + text_of("\n", odd="\r\n"),
    "no end": text_of("\n", odd="\r\n").rstrip("\n"),
}
QUOTES = "a quotation mark is not closed, or stands inside a word"
BROKEN = {
    "an open quote": ('7,ana,"post,never closed', QUOTES),
    "text behind a quote": ('7,ana,post,False,"no" he said,1,1,1,,,False,,,', QUOTES),
    "too short": ("=======", "fewer values than the header names"),
    "too long": (",".join("abcdefghijklmnop"), "more values than the header names"),
}


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    """All the files, read at once as one export."""
    folder = tmp_path_factory.mktemp("reading")
    for name, text in WHOLE.items():
        (folder / f"{name}.csv").write_bytes(text.encode())
    for name, (broken, _) in BROKEN.items():
        (folder / f"{name}.csv").write_bytes(with_line(broken).encode())
    (folder / "zipped.csv.gz").write_bytes(gzip.compress(text_of("\n", odd="\r\n").encode()))
    # Accents that are UTF-8 say that the file is.
    whole = with_line("BYTES").replace("plain", "café ☕").encode()
    broken = whole.replace(b"BYTES", line(3, "\n").encode() + b"\xff")
    (folder / "bytes.csv").write_bytes(broken)
    staging = "+rejected_records +stg_posts"
    run_models(folder / "warehouse.duckdb", folder / "*.csv*", staging)
    with duckdb.connect(str(folder / "warehouse.duckdb"), read_only=True) as connection:
        yield connection
    assert list(folder.glob("reading-*")) == [], "a copy is left behind"


def rows(read, name: str, columns: str, table: str) -> list[tuple]:
    query = f"select {columns} from {table} where parse_filename(source_file) = ? order by all"
    return read.execute(query, [name]).fetchall()


@pytest.mark.parametrize("name", [*(f"{name}.csv" for name in WHOLE), "zipped.csv.gz"])
def test_every_post_is_read_with_its_caption_whatever_ends_the_lines(name, read):
    found = rows(read, name, "record_number, post_id, caption", "staging.stg_posts")
    assert found == [
        (number + 1, f"post{number}", CAPTIONS[number % len(CAPTIONS)]) for number in range(N_POSTS)
    ]
    assert rows(read, name, "reason", "staging.rejected_records") == []


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_record_costs_itself_and_names_its_line(name, read):
    broken, error = BROKEN[name]
    # Ten of thirty captions hold one or two line feeds.
    place = with_line(broken)[: with_line(broken).index(broken)].count("\n") + 1
    found = rows(
        read, f"{name}.csv", "record_number, line_number, reason, record",
        "staging.rejected_records",
    )  # fmt: skip
    assert found == [(31, place, f"cannot be read: {error}", broken)]
    found = rows(read, f"{name}.csv", "record_number", "staging.stg_posts")
    assert [number for (number,) in found] == [n for n in range(1, N_POSTS + 2) if n != 31]


def test_bytes_that_are_no_utf_8_cost_their_record_only(read):
    ((reason, record),) = rows(read, "bytes.csv", "reason, record", "staging.rejected_records")
    assert reason == "cannot be read: not UTF-8 (save the file as UTF-8)" and record.endswith(
        "\N{REPLACEMENT CHARACTER}"
    )
    assert len(rows(read, "bytes.csv", "post_id", "staging.stg_posts")) == N_POSTS


def test_fast_and_careful_reading_agree(read):
    """Where DuckDB reads a file, the careful reader finds the same records on the same lines."""
    for name in ("lf, needed.csv", "crlf, all.csv"):
        fast = rows(read, name, "record_number, line_number, caption", "staging.stg_raw_records")
        found = records(WHOLE[name.removesuffix(".csv")].encode(), HEADER.count(",") + 1)
        careful = [
            (number, record.line_number, record.fields[4].decode().strip('"').replace('""', '"'))
            for number, record in enumerate(found, start=1)
        ]
        assert fast == careful


def test_a_record_without_end_is_cut_and_ends_nothing():
    data = b"a,b,c\n1,2,3\n" + b"x" * 9_500_000 + b"\n4,5,6\n"
    first, endless, last = records(data, 3)
    assert first.fields and last.fields and last.line_number == 4
    assert endless.error == "longer than 9,000,000 bytes" and len(endless.text) == 9_000_000


def test_each_open_quote_costs_its_own_line():
    data = b"a,b,c\n" + b'1,"2,3\n' * 20_000 + b"4,5,6\n"
    found = list(records(data, 3))
    assert [record.error for record in found] == [QUOTES] * 20_000 + [""]


def test_an_engine_that_broke_is_not_asked_again():
    with asked() as connection:
        broken = connection.execute("select current_database()").fetchone()
    before = engine()
    with pytest.raises(duckdb.InternalException), asked():
        raise duckdb.InternalException("broken")
    assert engine() is not before
    with asked() as connection:
        assert connection.execute("select current_database()").fetchone() == broken
