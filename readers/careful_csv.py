"""Reads the CSV files that DuckDB's own reader refuses.

DuckDB wants one kind of line end, and loses its place behind an open quote or a blank line. Such a
file is copied, record by record, into one that it reads whole.
"""

import mmap
import re
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import duckdb

from readers.engine import asked

QUOTED = rb'"(?>[^"]+|"")*+"'
# What a field may hold only between quotes.
UNSAFE = re.compile(rb'[",\r\n]')
# Longer is no post, and more than DuckDB takes once its quotes are doubled.
MAX_RECORD_BYTES = 9_000_000


class Record(NamedTuple):
    """A record as it stands in its file; no fields where it cannot be read."""

    line_number: int
    text: bytes
    fields: list[bytes]
    error: str


class CarefulCsv:
    """What dbt_project/macros/read_table.sql asks about a file, as functions of SQL."""

    def __init__(self, beside: Path) -> None:
        """Copies lie in a folder: the last one goes when the next is made, or with the process."""
        self.beside = beside
        self.folder: TemporaryDirectory[str] | None = None

    def configure(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Make the functions known to a connection."""
        for function in (reads_cleanly, self.mended_copy):
            connection.create_function(function.__name__, function, side_effects=True)

    def mended_copy(self, file: str, n_columns: int, delimiter: str, n_needed: int) -> str:
        """Path of a copy that DuckDB reads whole, with four columns before the file's own."""
        if self.folder is not None:
            self.folder.cleanup()
        self.folder = TemporaryDirectory(dir=self.beside, prefix="reading-")
        copy = Path(self.folder.name) / "mended.csv"
        with copy.open("wb") as stream:
            stream.write(b"," * (n_columns + 3) + b"\n")
            found = records(contents(file), n_columns, delimiter.encode(), n_needed)
            for number, record in enumerate(found, start=1):
                stream.write(csv_line(number, record, n_columns))
        return str(copy)


def csv_line(number: int, record: Record, n_columns: int) -> bytes:
    """A record of the copy: its place, why it cannot be read, its text where it cannot, fields."""
    told = [b"", b""]
    if record.error:
        told = [quoted(record.error.encode()), quoted(record.text)]
    places = [b"%d" % number, b"%d" % record.line_number]
    return b",".join([*places, *told, *map(safe, record.fields or [b""] * n_columns)]) + b"\n"


def reads_cleanly(file: str, table: str) -> bool:
    """Whether DuckDB reads every record of a CSV file, given as a call of read_csv too.

    It takes a blank line at the start for the header.
    """
    with Path(file).open("rb") as stream:
        if stream.read(1) in (b"\r", b"\n"):
            return False
    try:
        with asked() as connection:
            connection.execute(f"select count(columns(*)) from {table}").fetchall()
            return not connection.execute("from reject_errors limit 1").fetchall()
    except duckdb.Error:
        return False


def contents(file: str) -> mmap.mmap:
    """The bytes of a file, mapped: it may be large."""
    with Path(file).open("rb") as stream:
        return mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)


def records(
    data: bytes | mmap.mmap, n_columns: int, delimiter: bytes = b",", n_needed: int | None = None
) -> Iterator[Record]:
    """The records after the header, readable or not. Blank lines are none, but are counted.

    The header tells how lines end: with a carriage return alone, or with a line feed. A record
    may leave out its last values, as long as `n_needed` are there (default: all).
    """
    first = re.search(rb"[^\r\n](\r\n|\r|\n)", data)
    end = b"\r" if first and first[1] == b"\r" else b"\n"
    line_number, is_header = 1, True
    between = re.escape(delimiter)
    fields = re.compile(rb"(?:\A|%s)(%s|[^%s]*+)" % (between, QUOTED, between))
    for match in record_pattern(n_columns, end, between).finditer(data):
        text = match[0].strip(b"\r\n")
        if text and not is_header:
            found = fields.findall(text)
            if (n_needed or n_columns) <= len(found) < n_columns:
                found += [b""] * (n_columns - len(found))
            yield record_of(line_number, text, found, n_columns, match.lastgroup == "line")
        is_header = is_header and not text
        line_number += match[0].count(end)


def record_pattern(n_columns: int, end: bytes, delimiter: bytes) -> re.Pattern[bytes]:
    """What the next record is, the first of three that fits.

    A line end of the other kind is text within a field, but ends a record where it stands
    between two complete ones. A record whose quotes do not close ends with its first line,
    so that an open quote costs that line and not the rest of the file.
    """
    other = b"\r" if end == b"\n" else b"\n"
    at_end = rb"\r*(?:\n|\Z)" if end == b"\n" else rb"(?:\r\n?|\n*\Z)"
    field = rb'(?:%s|[^"%s%s][^%s%s]*+|)' % (QUOTED, delimiter, end, delimiter, end)
    last = rb'(?:%s|[^"%s\r\n][^%s\r\n]*+|)' % (QUOTED, delimiter, delimiter)
    complete = rb"(?:%s%s){%d}%s" % (field, delimiter, n_columns - 1, last)
    between = rb"%s%s(?!\r*(?:\n|\Z))(?=%s(?:[\r\n]|\Z))" % (complete, other, complete)
    whole = rb"(?:%s%s)*+%s%s" % (field, delimiter, field, at_end)
    line = rb"[^%s]*+(?:%s|\Z)" % (end, end)
    return re.compile(rb"(?:%s)|(?:%s)|(?P<line>%s)" % (between, whole, line))


def record_of(
    line_number: int, text: bytes, fields: list[bytes], n_columns: int, is_cut: bool
) -> Record:
    """The fields of a record, or why it has none."""
    try:
        text.decode()
        error = ""
    except UnicodeDecodeError:
        error = "not UTF-8 (save the file as UTF-8)"
        text = text.decode(errors="replace").encode()
    if len(text) > MAX_RECORD_BYTES:
        error = f"longer than {MAX_RECORD_BYTES:,} bytes"
        text = text[:MAX_RECORD_BYTES].decode(errors="ignore").encode()
    elif is_cut:
        error = "a quotation mark is not closed, or stands inside a word"
    elif len(fields) != n_columns and not error:
        error = f"{'fewer' if len(fields) < n_columns else 'more'} values than the header names"
    return Record(line_number, text, [] if error else fields, error)


def safe(field: bytes) -> bytes:
    """A field that stays one field whatever it holds."""
    return field if field[:1] == b'"' or not UNSAFE.search(field) else quoted(field)


def quoted(text: bytes) -> bytes:
    """A text between quotes, its own doubled."""
    return b'"' + text.replace(b'"', b'""') + b'"'
