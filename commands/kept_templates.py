"""Keeps what jinja makes of dbt's texts: it is the same in every build, and a tenth of its time."""

import os
from collections.abc import Hashable
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import CodeType

import jinja2
from dbt_common.clients.jinja import MacroFuzzEnvironment

# Beside what dbt read of the project.
FOLDER = Path("target", "templates")
COMPILED: dict[Hashable, CodeType] = {}
JINJAS_COMPILE = MacroFuzzEnvironment.compile


def compile_kept(environment: MacroFuzzEnvironment, text: object) -> CodeType:
    """What jinja's `compile` gives for a text, which is worked out once per process."""
    kind, text = type(environment), str(text)
    if (kind, text) not in COMPILED:
        COMPILED[kind, text] = compile(python_of(environment, text), "<template>", "exec")
    return COMPILED[kind, text]


def python_of(environment: MacroFuzzEnvironment, text: str) -> str:
    """The Python that stands for a text, from the project's folder where it may be written there.

    A file begins with the digest of what follows: one that was cut short is not taken.
    """
    kind = f"{type(environment).__qualname__} {jinja2.__version__}"
    file = FOLDER / f"{digest(kind + text)}.py"
    with suppress(OSError, ValueError):
        known, python = file.read_text(encoding="utf-8").split("\n", 1)
        if known == digest(python):
            return python
    python = str(JINJAS_COMPILE(environment, text, raw=True))
    if can_be_written(Path.cwd()):
        unfinished = file.with_suffix(f".{os.getpid()}")
        # It is only a matter of speed: a full disk is told of where it matters.
        with suppress(OSError, ValueError):
            FOLDER.mkdir(parents=True, exist_ok=True)
            unfinished.write_text(f"{digest(python)}\n{python}", encoding="utf-8")
            unfinished.replace(file)
    return python


def digest(text: str) -> str:
    """Of a text."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@cache
def can_be_written(folder: Path) -> bool:
    """Whether files can be put there."""
    return os.access(folder, os.W_OK)
