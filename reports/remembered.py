"""A figure of equal data, drawn by the same code, is not drawn again."""

import os
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache, wraps
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

# Names the folder that figures are kept in; without it nothing is remembered.
FOLDER = "REMEMBERED"


def remembered(draw: Callable[..., str]) -> Callable[..., str]:
    """The same text from a name, rows and a width, looked up where it was asked for before.

    What was asked is told by its digest: every value, the text of every file of this package, and
    the version of the library that draws.
    """

    @wraps(draw)
    def asked(*question: Any) -> str:
        if not os.environ.get(FOLDER):
            return draw(*question)
        digest = sha256(f"{code_digest()}{question!r}".encode()).hexdigest()
        answer = Path(os.environ[FOLDER]) / f"{draw.__name__}-{digest}.svg"
        with suppress(OSError):
            known = answer.read_text("utf-8")
            # One that a crash of the machine cut short is no answer.
            if known.rstrip().endswith("</svg>"):
                os.utime(answer)
                return known
        text = draw(*question)
        answer.parent.mkdir(parents=True, exist_ok=True)
        unfinished = answer.with_suffix(f".{os.getpid()}")
        unfinished.write_text(text, "utf-8")
        unfinished.replace(answer)
        return text

    return asked


@lru_cache(maxsize=1)
def code_digest() -> str:
    """The digest of this package's text and of the library's version."""
    files = sorted(Path(__file__).parent.rglob("*.py"))
    parts = [*(file.read_bytes() for file in files), version("matplotlib").encode()]
    return sha256(b"".join(parts)).hexdigest()
