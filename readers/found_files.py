"""Finds the files that POSTS names, unpacks and decodes them: a plugin of dbt-duckdb.

What a file holds is told from its bytes, never from its name. What DuckDB reads as it is stays
where it is; the rest is copied beside the new warehouse, for as long as the process lives.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
from dbt.adapters.duckdb.plugins import BasePlugin

from readers.archives import DAMAGED, Source, unpacked
from readers.contents import Contents, contents_of

IGNORED = {"Thumbs.db", "mapping.yml"}
COLUMNS = """STRUCT(
    source_file VARCHAR, kind VARCHAR, delimiter VARCHAR, keys VARCHAR[], problem VARCHAR,
    content_hash VARCHAR
)[]"""


class Plugin(BasePlugin):
    """The functions of SQL that models/staging/stg_found_files.sql calls."""

    def initialize(self, plugin_config: dict[str, object]) -> None:
        """Nothing is unpacked yet."""
        self.folder: TemporaryDirectory[str] | None = None
        self.paths: dict[str, Path] = {}

    def configure_connection(self, conn: duckdb.DuckDBPyConnection) -> None:
        """Make the functions known to the connection that dbt uses."""
        conn.create_function(
            "found_files", self.found_files, ["VARCHAR", "VARCHAR"], COLUMNS, side_effects=True
        )
        conn.create_function("readable_path", self.readable_path, side_effects=True)
        for function in (size_of, has_exports, without_mojibake):
            conn.create_function(function.__name__, function, side_effects=True)

    def readable_path(self, source_file: str) -> str:
        """Where DuckDB reads the file that has this name."""
        return str(self.paths.get(source_file, source_file))

    def found_files(self, pattern: str, without: str) -> list[dict[str, object]]:
        """A row for each file below `pattern`, those in the folder `without` left out."""
        if self.folder is not None:
            self.folder.cleanup()
        beside = Path(self.creds.path).absolute().parent
        self.folder = TemporaryDirectory(dir=beside, prefix="reading-")
        folder = Path(self.folder.name)
        return [
            self.row_of(part, folder)
            for path in named_files(pattern, without)
            for part in unpacked(Source(str(path), path), folder)
        ]

    def row_of(self, source: Source, folder: Path) -> dict[str, object]:
        """What the file holds, in a form that DuckDB can read."""
        if source.problem:
            contents = Contents("", source.path, problem=source.problem)
        else:
            try:
                contents = contents_of(source.path, folder)
            except (OSError, EOFError):
                contents = Contents("", source.path, problem=DAMAGED)
        self.paths[source.name] = contents.path
        return {
            "source_file": source.name,
            "kind": contents.kind,
            "delimiter": contents.delimiter,
            "keys": list(contents.keys),
            "problem": contents.problem,
            "content_hash": hash_of(contents.path) if contents.kind else "",
        }


def named_files(pattern: str, without: str) -> Iterator[Path]:
    """The files of a path, a folder or a glob, in the order of their names."""
    path = Path(pattern).expanduser()
    left_out = Path(without).absolute() if without else None
    if path.is_dir():
        files = sorted(path.rglob("*"))
    elif path.exists():
        files = [path]
    else:
        root = Path(path.anchor) if path.is_absolute() else Path()
        files = sorted(root.glob(str(path.relative_to(path.anchor))))
    for file in files:
        is_hidden = file.name in IGNORED or file.name.startswith((".", "~$"))
        if file.is_file() and not is_hidden and left_out not in file.absolute().parents:
            yield file


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
