"""Tells how a text is encoded, and copies it as UTF-8 without marks."""

import codecs
import re
import shutil
from pathlib import Path

# The longer mark begins with the shorter one.
MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
# A file that was saved twice may have two.
MARKED_UTF8 = re.compile(b"(%s)+" % codecs.BOM_UTF8)
CHUNK = 1 << 22


def encoding_of(start: bytes) -> str:
    """What the mark at the start of a file says; empty without one, or with that of UTF-8."""
    return next((name for mark, name in MARKS.items() if start.startswith(mark)), "")


def as_utf8(path: Path, folder: Path, encoding: str) -> Path:
    """The file in UTF-8: itself, or a copy in which bytes that mean nothing are replaced.

    Without a mark (`encoding`) what is not UTF-8 is taken for Windows-1252.
    """
    if not encoding and is_utf8(path):
        return path
    copy = new_path(folder)
    with (
        path.open("r", encoding=encoding or "cp1252", errors="replace", newline="") as source,
        copy.open("w", encoding="utf-8", newline="") as target,
    ):
        shutil.copyfileobj(source, target, CHUNK)
    return copy


def is_utf8(path: Path) -> bool:
    """Whether most of what is not ASCII is UTF-8: a few broken records are named by themselves."""
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            while stream.read(CHUNK):
                pass
    except UnicodeDecodeError:
        return is_mostly_utf8(path)
    return True


def is_mostly_utf8(path: Path) -> bool:
    """Whether at least four of five bytes that are not ASCII are UTF-8."""
    n_right = n_wrong = 0
    with path.open(encoding="utf-8", errors="replace", newline="") as stream:
        while text := stream.read(CHUNK):
            n_wrong += text.count("\ufffd")
            n_right += len(text.encode("utf-8")) - len(text)
    return n_right > 4 * n_wrong


def unmarked(path: Path, folder: Path) -> Path:
    """The file, or a copy without the marks of UTF-8 at its start that DuckDB takes for text: a
    table may have one, JSON none."""
    with path.open("rb") as stream:
        start = stream.read(4096)
    marked = MARKED_UTF8.match(start)
    if not marked:
        return path
    is_json = start[marked.end() :].lstrip()[:1] in (b"{", b"[")
    is_fine = marked[0] == codecs.BOM_UTF8 and not is_json
    return path if is_fine else without(marked.end(), path, folder)


def without(n_bytes: int, path: Path, folder: Path, instead: bytes = b"") -> Path:
    """A copy without its first bytes."""
    copy = new_path(folder)
    with path.open("rb") as source, copy.open("wb") as target:
        source.seek(n_bytes)
        target.write(instead)
        shutil.copyfileobj(source, target, CHUNK)
    return copy


def new_path(folder: Path) -> Path:
    """A path in the folder of copies that no copy has."""
    return folder / f"copy-{len(list(folder.iterdir()))}"
