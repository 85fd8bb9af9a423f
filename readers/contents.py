"""Tells what a file holds from its bytes: a table, JSON, Parquet, or nothing for us."""

import codecs
import csv
import io
import itertools
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from glob import escape
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from readers.careful_json import mended_json
from readers.encodings import as_utf8, encoding_of, new_path, unmarked, without
from readers.engine import asked

DELIMITERS = ",;\t|"
# A header is one line of names; more than this is no header.
MAX_HEADER_CHARS = 1_000_000
# Where a file's first rows are errors of the tool that wrote it, later ones tell its format.
N_DOCUMENTS = 100


# Columns that hold JSON with records in it: of Bright Data, Apify's profiles and Airbyte.
NESTED = {"posts", "latestposts", "_airbyte_data"}


class Contents(NamedTuple):
    """What a file holds and where DuckDB can read it.

    `kind` is csv, json, parquet, or empty where there are no records in it; `keys` are the names
    of its columns, or the paths of its values (`node.owner.username`), in small letters.
    """

    kind: str
    path: Path
    delimiter: str = ""
    keys: tuple[str, ...] = ()
    problem: str = ""


def contents_of(path: Path, folder: Path) -> Contents:
    """What the file at `path` holds. Text that is not UTF-8 is copied into `folder` as UTF-8."""
    with path.open("rb") as stream:
        start = stream.read(4096)
    if start.startswith(b"PAR1"):
        return unfolded(parquet(path), folder)
    if not start.strip():
        return Contents("", path, problem="is empty; export it again" if not start else "")
    encoding = encoding_of(start)
    # A program's own format; a table may have a NUL in a record, or a block of them behind it.
    if b"\0" in start.splitlines()[0] and not encoding:
        return Contents("", path)
    text = unmarked(as_utf8(path, folder, encoding), folder)
    with text.open("rb") as stream:
        beginning = stream.read(4096).removeprefix(codecs.BOM_UTF8).lstrip()
    if beginning[:1] in (b"{", b"["):
        return json_documents(text, folder)
    if beginning[:20].lower().startswith((b"<!doctype", b"<html", b"<?xml")):
        return Contents(
            "", text, problem="is a web page (HTML); ask for the export as JSON or CSV instead"
        )
    return unfolded(table(text, folder), folder)


def parquet(path: Path) -> Contents:
    """The columns of a Parquet file."""
    try:
        with asked() as connection:
            connection.execute("select count(columns(*)) from read_parquet(?)", [escape(str(path))])
            described = connection.execute(
                "describe from read_parquet(?)", [escape(str(path))]
            ).fetchall()
    except duckdb.Error:
        return Contents("", path, problem="is damaged, or is not what its name says")
    return Contents("parquet", path, keys=tuple(name.lower() for name, *_ in described))


def table(path: Path, folder: Path) -> Contents:
    """The delimiter and the column names of a text whose first record is a header.

    The delimiter is the one that gives the most columns; a text of one column is none. Excel may
    name it in a line of its own (`sep=,`), as Meta does above its figures per day.
    """
    with path.open("r", encoding="utf-8-sig", errors="replace", newline="") as stream:
        start = stream.read(MAX_HEADER_CHARS)
    if start[:4].lower() == "sep=":
        with path.open("rb") as stream:
            n_bytes = len(stream.readline())
        # A blank line instead: the others keep their numbers.
        posts = table(without(n_bytes, path, folder, instead=b"\n"), folder)
        if posts.kind:
            return posts
        return Contents("", path, problem="is a table of one figure per day, not of posts")
    headers = {delimiter: header_of(start, delimiter) for delimiter in DELIMITERS}
    delimiter = max(headers, key=lambda name: len(headers[name]))
    names = [name or f"#{place}" for place, name in enumerate(headers[delimiter], start=1)]
    if len(names) < 3:
        return Contents("", path)
    if len(set(names)) < len(names):
        return Contents("", path, problem="names a column twice in its header; keep one of the two")
    return Contents("csv", path, delimiter, tuple(names))


def header_of(start: str, delimiter: str) -> list[str]:
    """The names in the first line that is not blank, in small letters and without blanks around."""
    try:
        lines = csv.reader(io.StringIO(start.lstrip("\r\n"), newline=None), delimiter=delimiter)
        return [" ".join(name.split()).lower() for name in next(lines, [])]
    except csv.Error:
        return []


def json_documents(path: Path, folder: Path) -> Contents:
    """The paths of the values in the first documents of a file of JSON or of JSON lines."""
    documents = first_documents(path)
    if documents is None:
        path, original = new_path(folder), path
        mended_json(original, path)
        documents = first_documents(path)
    if documents is None:
        return Contents(
            "", path, problem="is no whole JSON; it may have been cut off: get it again"
        )
    try:
        told = [key for document in documents for key in paths(json.loads(document))]
    except (RecursionError, ValueError):
        return Contents("", path, problem="holds values nested or long beyond any export's")
    return Contents("json", path, keys=tuple(dict.fromkeys(told)))


def first_documents(path: Path) -> list[str] | None:
    """The first documents of a file that DuckDB reads to its end."""
    query = (
        "select json from read_json_objects("
        "?, compression = 'uncompressed', maximum_object_size = ?)"
    )
    values = [escape(str(path)), path.stat().st_size + 1024]
    try:
        with asked() as connection:
            documents = connection.execute(f"{query} limit {N_DOCUMENTS}", values).fetchall()
            connection.execute(f"select count(*) from ({query})", values)
    except duckdb.Error:
        return None
    return [document for (document,) in documents]


def paths(value: Any, prefix: str = "", limit: int = 6) -> Iterator[str]:
    """The names that lead to the values in a document; a list stands for its first element."""
    if isinstance(value, dict) and limit:
        for name, inner in value.items():
            yield f"{prefix}{name.lower()}"
            yield from paths(inner, f"{prefix}{name.lower()}.", limit - 1)
    elif isinstance(value, list) and value:
        yield from paths(value[0], prefix, limit)


def unfolded(contents: Contents, folder: Path) -> Contents:
    """A table with records within a column of it as JSON, so that they can be unpacked."""
    nested = sorted(NESTED & set(contents.keys))
    if not nested:
        return contents
    copy = new_path(folder)
    table = f"read_csv(?, all_varchar = true, delim = '{contents.delimiter}', header = true)"
    columns = ", ".join(f"try_cast({name} as json) as {name}" for name in nested)
    held = " or ".join(f"left(trim(cast({name} as varchar)), 1) in ('[', '{{')" for name in nested)
    try:
        with asked() as connection:
            source = connection.sql(
                f"from {'read_parquet(?)' if contents.kind == 'parquet' else table}",
                params=[escape(str(contents.path))],
            )
            if not source.filter(held).limit(1).fetchall():
                return contents
            connection.execute(
                f"copy (select * replace ({columns}) from source) to '{copy}' (format json)"
            )
    except duckdb.Error:
        return contents
    return json_documents(copy, folder)


def csv_of_rows(rows: Iterable[list[Any]], copy: Path) -> bool:
    """Write the rows of a sheet as CSV; whether there are any."""
    filled = itertools.dropwhile(lambda row: not any(map(str, row)), rows)
    with copy.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([cell_text(cell) for cell in row] for row in filled)
    return copy.stat().st_size > 0


def cell_text(cell: Any) -> str:
    """A cell as its column would be written in CSV: whole numbers without a point, ISO times."""
    if isinstance(cell, (datetime, date)):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell)
