"""Finds the files that POSTS names, unpacks and decodes them.

What a file holds is told from its bytes, never from its name. What DuckDB reads as it is stays
where it is; the rest is copied beside the new warehouse, for as long as the process lives.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from readers.archives import DAMAGED, Source, unpacked
from readers.contents import Contents, contents_of
from readers.mapping import FILE_NAME, Mapping, mappings_in

IGNORED = {"Thumbs.db", FILE_NAME}
COLUMNS = """STRUCT(
    source_file VARCHAR, kind VARCHAR, delimiter VARCHAR, keys VARCHAR[], problem VARCHAR,
    content_hash VARCHAR, mapping VARCHAR, mapping_problem VARCHAR
)[]"""


class FoundFiles:
    """The functions of SQL that models/staging/stg_found_files.sql calls."""

    def __init__(self, beside: Path) -> None:
        """Nothing is unpacked yet; what will be goes into a folder there."""
        self.beside = beside
        self.folder: TemporaryDirectory[str] | None = None
        self.paths: dict[str, Path] = {}

    def configure(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Make the functions known to a connection."""
        connection.create_function(
            "found_files", self.found_files, ["VARCHAR"] * 3, COLUMNS, side_effects=True
        )
        connection.create_function("readable_path", self.readable_path, side_effects=True)
        for function in (size_of, has_exports, without_mojibake):
            connection.create_function(function.__name__, function, side_effects=True)

    def readable_path(self, source_file: str) -> str:
        """Where DuckDB reads the file that has this name."""
        return str(self.paths.get(source_file, source_file))

    def found_files(self, pattern: str, without: str, columns: str) -> list[dict[str, object]]:
        """A row for each file below `pattern`, those in the folder `without` left out.

        A mapping.yml may name `columns`, which stand here with blanks between them.
        """
        if self.folder is not None:
            self.folder.cleanup()
        self.folder = TemporaryDirectory(dir=self.beside, prefix="reading-")
        folder = Path(self.folder.name)
        files = list(named_files(pattern, without))
        mappings = mappings_beside(files, Path(pattern).expanduser(), columns.split())
        return [
            self.row_of(part, folder, nearest(mappings, path))
            for path in files
            for part in unpacked(Source(str(path), path), folder)
        ]

    def row_of(
        self, source: Source, folder: Path, mappings: list[Mapping] | str
    ) -> dict[str, object]:
        """What the file holds, in a form that DuckDB can read, and how it wants to be read."""
        if source.problem:
            contents = Contents("", source.path, problem=source.problem)
        else:
            try:
                contents = contents_of(source.path, folder)
            except (OSError, EOFError):
                contents = Contents("", source.path, problem=DAMAGED)
        self.paths[source.name] = contents.path
        told: dict[str, object] = {
            "source_file": source.name,
            "kind": contents.kind,
            "delimiter": contents.delimiter,
            "keys": list(contents.keys),
            "problem": contents.problem,
            "content_hash": hash_of(contents.path) if contents.kind else "",
        }
        return told | told_by(mappings, source.name, contents)


def named_files(pattern: str, without: str) -> Iterator[Path]:
    """The files of a path, a folder or a glob, in the order of their names, and the folders that
    may not be read."""
    path = Path(pattern).expanduser()
    left_out = Path(without).absolute() if without else None
    if is_locked(path):
        files = [path]
    elif path.is_dir():
        files = [file for file in sorted(path.rglob("*")) if not is_own(file.parent, path)]
    elif path.exists():
        files = [path]
    else:
        root = Path(path.anchor) if path.is_absolute() else Path()
        files = sorted(root.glob(str(path.relative_to(path.anchor))))
    for file in files:
        is_ignored = file.name in IGNORED or file.name.startswith((".", "~$"))
        is_wanted = not is_ignored and left_out not in file.absolute().parents
        if is_wanted and (file.is_file() or is_locked(file)):
            yield file


def is_own(folder: Path, root: Path) -> bool:
    """Whether it, or one above it and below the root, is hidden, as what a warehouse beside its
    exports keeps, or a site of pages with the mark of commands/swap.py.
    """
    below = [folder, *folder.parents][: len(folder.relative_to(root).parts)]
    return any(one.name.startswith(".") or is_site(one) for one in below)


def is_site(folder: Path) -> bool:
    """Whether a command put pages there."""
    return (folder / "warehouse.json").exists() and (folder / "index.html").exists()


def is_locked(path: Path) -> bool:
    """Whether it is a folder whose files may not be read."""
    try:
        if path.is_dir():
            next(path.iterdir(), None)
    except PermissionError:
        return True
    return False


def mappings_beside(
    files: list[Path], root: Path, columns: list[str]
) -> dict[Path, list[Mapping] | str]:
    """What the mapping.yml of each folder says, from `root` down, or why it cannot be followed."""
    folders = {
        folder
        for file in files
        for folder in file.parents
        if folder == file.parent or folder == root or root in folder.parents
    }
    told: dict[Path, list[Mapping] | str] = {}
    for folder in folders:
        if (folder / FILE_NAME).is_file():
            try:
                told[folder] = mappings_in(folder / FILE_NAME, columns)
            except ValueError as error:
                told[folder] = str(error)
    return told


def nearest(mappings: dict[Path, list[Mapping] | str], file: Path) -> list[Mapping] | str:
    """What is said in the file's folder, else in the one around it, and so on."""
    return next((mappings[folder] for folder in file.parents if folder in mappings), [])


def told_by(mappings: list[Mapping] | str, name: str, contents: Contents) -> dict[str, object]:
    """The first mapping whose pattern fits a file of records, and why it cannot be followed."""
    if isinstance(mappings, str):
        return {"mapping": None, "mapping_problem": mappings}
    for mapping in mappings if contents.kind else []:
        if mapping.fits(name):
            problem = mapping.problem_with(name, contents.keys)
            return {"mapping": mapping.text(), "mapping_problem": problem or None}
    return {"mapping": None, "mapping_problem": None}


def hash_of(path: Path) -> str:
    """The SHA-256 of a file's bytes, by which a file is known whatever its name."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def size_of(path: str) -> int:
    """The size of a file, bytes."""
    return Path(path).stat().st_size


def has_exports(folder: str, without: str) -> bool:
    """Whether there is any file in a folder, those in the folder `without` aside."""
    return next(named_files(folder, without), None) is not None


def without_mojibake(text: str) -> str:
    """UTF-8 that was read as Latin-1, read right; any other text as it is."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text
