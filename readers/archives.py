"""Unpacks what is compressed, in an archive or in a workbook, into files that can be read."""

import gzip
import lzma
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import IO, Any, NamedTuple

from python_calamine import CalamineError, CalamineWorkbook

from readers.contents import csv_of_rows
from readers.encodings import new_path

OPENERS: dict[bytes, Callable[..., Any]] = {b"\x1f\x8b": gzip.open, b"\xfd7zXZ\x00": lzma.open}
ZIP = b"PK\x03\x04"
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
WORKBOOK_MEMBERS = ("xl/workbook.xml", "xl/workbook.bin")
# Text shrinks to a tenth or a twentieth; what grows a thousandfold was made to fill a disk.
MAX_BYTES, MAX_RATIO, ALWAYS_FINE = 20_000_000_000, 1000, 10_000_000
CHUNK = 1 << 20
DAMAGED = "is damaged, or was cut off on its way; get it again"


class Source(NamedTuple):
    """A file as people name it and where it lies, or why nothing of it can be read."""

    name: str
    path: Path
    problem: str = ""


class TooLargeError(Exception):
    """What would be unpacked is larger than any export."""


def unpacked(source: Source, folder: Path) -> Iterator[Source]:
    """The file itself, or what is in it where it is compressed or an archive."""
    try:
        with source.path.open("rb") as stream:
            magic = stream.read(6)
        opener = next((opens for mark, opens in OPENERS.items() if magic.startswith(mark)), None)
        if opener:
            yield copied(source, folder, partial(opener, source.path))
        elif magic.startswith(OLD_WORKBOOK) or is_workbook(source.path, magic):
            yield from sheets(source, folder)
        elif magic.startswith(ZIP):
            yield from members(source, folder)
        else:
            yield source
    except (PermissionError, IsADirectoryError):
        yield source._replace(problem="may not be read by you")
    except TooLargeError as error:
        yield source._replace(problem=str(error))
    except (OSError, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile):
        yield source._replace(problem=DAMAGED)


def is_workbook(path: Path, magic: bytes) -> bool:
    """Whether a zip is an Excel file."""
    if not magic.startswith(ZIP):
        return False
    with zipfile.ZipFile(path) as archive:
        return any(name in archive.namelist() for name in WORKBOOK_MEMBERS)


def members(source: Source, folder: Path) -> Iterator[Source]:
    """The files of a zip, each under the archive's name and its own; none is written where its
    own name says. Of two with one name the second is called so."""
    with zipfile.ZipFile(source.path) as archive:
        n_named: Counter[str] = Counter()
        for entry in archive.infolist():
            name = Path(entry.filename)
            n_named[entry.filename] += 1
            again = f" ({n_named[entry.filename]})" if n_named[entry.filename] > 1 else ""
            member = Source(f"{source.name}/{entry.filename}{again}", source.path)
            if entry.is_dir() or name.name.startswith(".") or "__MACOSX" in name.parts:
                continue
            if entry.flag_bits & 1:
                yield member._replace(problem="is locked by a password; unpack it first")
            elif ".." in name.parts or name.is_absolute():
                yield member._replace(problem="has a name that leaves its archive; not read")
            else:
                yield from unpacked_member(member, folder, partial(archive.open, entry))


def unpacked_member(
    member: Source, folder: Path, opener: Callable[[], IO[bytes]]
) -> Iterator[Source]:
    """A file of an archive; an archive within an archive is named, and left as it is."""
    copy = copied(member, folder, opener)
    if zipfile.is_zipfile(copy.path) and not is_workbook(copy.path, ZIP):
        yield copy._replace(problem="is an archive within an archive; unpack it first")
    else:
        yield from unpacked(copy, folder)


def copied(source: Source, folder: Path, opener: Callable[[], IO[bytes]]) -> Source:
    """A copy of what a stream holds; raises TooLargeError where it is made to fill a disk."""
    copy, size, packed = new_path(folder), 0, source.path.stat().st_size
    with opener() as stream, copy.open("wb") as target:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > MAX_BYTES or size > max(ALWAYS_FINE, MAX_RATIO * packed):
                copy.unlink()
                raise TooLargeError("unpacks to far more than it is large; not read")
            target.write(chunk)
    return source._replace(path=copy)


def sheets(source: Source, folder: Path) -> Iterator[Source]:
    """Each sheet of a workbook that has rows, as CSV."""
    try:
        workbook = CalamineWorkbook.from_path(str(source.path))
        for number, name in enumerate(workbook.sheet_names):
            copy = new_path(folder)
            if csv_of_rows(workbook.get_sheet_by_index(number).to_python(), copy):
                is_only = len(workbook.sheet_names) == 1
                yield Source(source.name if is_only else f"{source.name}/{name}", copy)
    except CalamineError:
        yield source._replace(problem="is a workbook that cannot be opened; save it again as CSV")
