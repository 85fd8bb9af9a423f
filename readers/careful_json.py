"""Mends JSON that DuckDB refuses as a whole for the sake of one value or one line."""

import json
import re
from pathlib import Path

# An escape: two halves of a character, one half alone, or any other.
ESCAPE = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    rb"|(?P<half>\\u[dD][89a-fA-F][0-9a-fA-F]{2})"
    rb"|\\.",
    re.DOTALL,
)
REPLACEMENT = rb"\ufffd"


def mended_json(path: Path, copy: Path) -> None:
    """Write a copy that DuckDB reads, where there is one.

    Half a character, as cut-off texts have it, becomes U+FFFD. Of a document per line, one that
    is not whole becomes a record that says so.
    """
    text = ESCAPE.sub(whole_character, path.read_bytes())
    lines = [line for line in text.splitlines() if line.strip()]
    are_whole = list(map(is_object, lines))
    if len(lines) > 1 and sum(are_whole) >= len(lines) / 2:
        text = b"\n".join(
            line if is_whole else broken(line)
            for line, is_whole in zip(lines, are_whole, strict=True)
        )
    copy.write_bytes(text)


def whole_character(escape: re.Match[bytes]) -> bytes:
    """The escape, or where it stands for half a character what stands for an unknown one."""
    return REPLACEMENT if escape["half"] else escape[0]


def is_object(line: bytes) -> bool:
    """Whether a line is a JSON object."""
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def broken(line: bytes) -> bytes:
    """A record that holds a line that is not whole (macro select_json_records)."""
    told = {"#reading_error": "no whole JSON", "#text": line.decode(errors="replace")}
    return json.dumps(told).encode()
