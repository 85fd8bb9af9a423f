"""Reads mapping.yml: how files are to be read that nothing here knows, in their owner's words."""

import json
from collections.abc import Callable, Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import NamedTuple

import duckdb
import yaml

from readers.engine import asked

FILE_NAME = "mapping.yml"
# What people call what this project calls otherwise.
FRIENDLY = {
    "account": "owner_name",
    "account_id": "owner_id",
    "posted_at": "created_at",
    "post_id": "post_number",
    "url": "permalink",
}
REQUIRED = {
    "account": {"owner_name", "owner_id"},
    "shortcode, permalink or post_number": {"shortcode", "permalink", "post_number", "pk"},
    "created_at": {"created_at"},
    "likes": {"likes"},
    "comments": {"comments"},
}
MEDIA_TYPES = ("image", "carousel", "video", "story")
# A table of nothing but unknown names is told with so many of them.
MAX_NAMES = 8


class MappingError(ValueError):
    """A mapping that cannot be followed: the line, and the end of a sentence."""

    def __init__(self, node: yaml.Node, sentence: str) -> None:
        super().__init__(f"line {node.start_mark.line + 1}: {sentence}")


class Mapping(NamedTuple):
    """What one entry says: names of columns with their lines, marks, formats and words."""

    place: str
    files: str
    columns: dict[str, str]
    lines: dict[str, int]
    told: dict[str, str]
    media_types: dict[str, str]

    def fits(self, source_file: str) -> bool:
        """Whether the pattern is one of the file's name, its archive's, or both in a row."""
        below = source_file.removeprefix(str(Path(self.place).parent)).lstrip("/\\")
        parts = Path(below).parts
        return any(fnmatch(name, self.files) for name in (below, *parts))

    def text(self) -> str:
        """All that changes what is read, as JSON."""
        known = {**self.told, "columns": self.columns, "media_types": self.media_types}
        return json.dumps({key: value for key, value in known.items() if value}, sort_keys=True)

    def problem_with(self, source_file: str, keys: tuple[str, ...]) -> str:
        """Which mapped column the file does not have, as a sentence; empty where it has all."""
        for column, name in self.columns.items():
            if same_name(name) not in keys:
                return (
                    f"'{self.place}', line {self.lines[column]}: '{source_file}' has no column "
                    f"'{name}'; it has {', '.join(keys[:MAX_NAMES])}"
                )
        return ""


def mappings_in(file: Path, names: list[str]) -> list[Mapping]:
    """The entries of a mapping.yml; raises ValueError with a sentence that names the line."""
    try:
        return [mapping_of(file, node, names) for node in entries_of(file)]
    except MappingError as error:
        raise ValueError(f"'{file}', {error}") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f", line {mark.line + 1}" if mark else ""
        raise ValueError(
            f"'{file}'{line}: is not YAML ({error.problem}); put marks such as , between quotes"
        ) from error
    except (OSError, UnicodeError, yaml.YAMLError) as error:
        raise ValueError(f"'{file}' cannot be read; save it as text in UTF-8") from error


def entries_of(file: Path) -> list[yaml.Node]:
    """The one mapping in a file, or each of a list."""
    root = yaml.compose(file.read_text(encoding="utf-8-sig"), Loader=yaml.SafeLoader)
    if root is None:
        return []
    return list(root.value) if isinstance(root, yaml.SequenceNode) else [root]


def mapping_of(file: Path, node: yaml.Node, names: list[str]) -> Mapping:
    """An entry, checked."""
    parts = {key.value: (key, value) for key, value in pairs(node)}
    for key, (place, _) in parts.items():
        if key not in {"files", "columns", "media_types", *CHECKS}:
            raise MappingError(
                place,
                f"'{key}' is none of {', '.join(('files', 'columns', 'media_types', *CHECKS))}",
            )
    told = {key: CHECKS[key](parts[key][1]) for key in CHECKS if key in parts}
    columns = list(columns_of(*parts["columns"], names)) if "columns" in parts else []
    media_types = dict(words_of(parts["media_types"][1])) if "media_types" in parts else {}
    return Mapping(
        place=str(file),
        files=text_of(parts["files"][1]) if "files" in parts else "*",
        columns={column: name for column, name, _ in columns},
        lines={column: line for column, _, line in columns},
        told=with_both_marks(told, parts),
        media_types=media_types,
    )


def pairs(node: yaml.Node) -> Iterator[tuple[yaml.Node, yaml.Node]]:
    """The keys and values of a node, each key once."""
    if not isinstance(node, yaml.MappingNode):
        raise MappingError(node, "is not of the form 'name: value'")
    before = set()
    for key, value in node.value:
        if text_of(key) in before:
            raise MappingError(key, f"names '{key.value}' a second time")
        before.add(key.value)
        yield key, value


def text_of(node: yaml.Node) -> str:
    """The text of a value as it is written: 08 and no stay 08 and no."""
    if not isinstance(node, yaml.ScalarNode) or node.value == "":
        raise MappingError(node, "one word or text is missing here")
    return str(node.value)


def columns_of(key: yaml.Node, node: yaml.Node, names: list[str]) -> Iterator[tuple[str, str, int]]:
    """What each column is called here and in the file, and on which line that stands."""
    held: set[str] = set()
    for ours, theirs in pairs(node):
        column = FRIENDLY.get(ours.value, ours.value)
        if column not in names:
            raise MappingError(
                ours, f"'{ours.value}' is no column here; these are: {', '.join(known(names))}"
            )
        if column in held:
            raise MappingError(ours, f"names '{ours.value}' a second time, as '{column}'")
        held.add(column)
        yield column, text_of(theirs), ours.start_mark.line + 1
    missing = [name for name, choices in REQUIRED.items() if not held & choices]
    if missing:
        raise MappingError(key, f"columns also needs {'; '.join(missing)}")


def known(names: list[str]) -> list[str]:
    """The columns by the names that people look for first."""
    friendly = {column: name for name, column in FRIENDLY.items()}
    return [friendly.get(name, name) for name in names]


def words_of(node: yaml.Node) -> Iterator[tuple[str, str]]:
    """Each word of the file for a media type, in small letters, with ours."""
    for theirs, ours in pairs(node):
        if text_of(ours) not in MEDIA_TYPES:
            raise MappingError(ours, f"'{ours.value}' is none of {', '.join(MEDIA_TYPES)}")
        yield theirs.value.strip().lower(), ours.value


def time_format_of(node: yaml.Node) -> str:
    """A pattern that DuckDB takes for strptime."""
    try:
        with asked() as connection:
            connection.execute("select try_strptime('', ?)", [text_of(node)])
    except duckdb.Error:
        raise MappingError(
            node, f"'{node.value}' is no pattern of strptime, such as '%d.%m.%Y %H:%M'"
        ) from None
    return str(node.value)


def zone_of(node: yaml.Node) -> str:
    """An IANA name that DuckDB knows."""
    with asked() as connection:
        found = connection.execute(
            "select name from pg_timezone_names() where name = ?", [text_of(node)]
        ).fetchone()
    if not found:
        raise MappingError(node, f"'{node.value}' is no IANA time zone, such as Europe/Madrid")
    return str(node.value)


def mark_of(node: yaml.Node) -> str:
    """One mark that stands within numbers."""
    if not isinstance(node, yaml.ScalarNode) or len(node.value) != 1 or node.value.isdigit():
        raise MappingError(node, "one mark between quotes is missing here, such as ','")
    return str(node.value)


CHECKS: dict[str, Callable[[yaml.Node], str]] = {
    "time_format": time_format_of,
    "zone": zone_of,
    "decimal": mark_of,
    "thousands": mark_of,
}


def with_both_marks(
    told: dict[str, str], parts: dict[str, tuple[yaml.Node, yaml.Node]]
) -> dict[str, str]:
    """The conventions; where one of the two marks is told, the other is its counterpart."""
    given = [mark for mark in ("decimal", "thousands") if mark in told]
    if not given:
        return told
    if told[given[0]] == told[given[-1]] and len(given) == 2:
        raise MappingError(parts["thousands"][1], "is the mark of decimals too; they must differ")
    other = "," if told[given[0]] == "." else "."
    return {"decimal": other, "thousands": other} | told


def same_name(name: str) -> str:
    """A name as readers/contents.py writes it: small letters, one blank between words."""
    return " ".join(name.split()).lower()
