"""A figure of equal data, drawn by the same code, is not drawn again."""

import os
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from signal import SIG_DFL, SIGINT, signal
from typing import Any

from joblib import Parallel, cpu_count, delayed

# Names the folder that figures are kept in; without it nothing is remembered.
FOLDER = "REMEMBERED"
# Fewer new figures are drawn before another process has begun; more processes gain little.
MIN_AT_ONCE, MAX_PROCESSES = 20, 4
Question = tuple[Any, ...]


def all_drawn(draw: Callable[..., str], questions: list[Question]) -> list[str]:
    """`draw(*question)` of each question, in their order, looked up where it was drawn before.

    A question is a name, rows and a width. It is told by its digest: every value, the text of
    every file of this package, and the version of the library that draws. Many new ones are drawn
    by a process for each core, four at most (LOKY_MAX_CPU_COUNT=1: by this one).
    """
    texts = [known(draw, question) for question in questions]
    new = [place for place, text in enumerate(texts) if text is None]
    # Those that fit posts know nothing of figures: these are others.
    n_processes = min(cpu_count(), MAX_PROCESSES) if len(new) >= MIN_AT_ONCE else 1
    processes = Parallel(n_processes, initializer=signal, initargs=(SIGINT, SIG_DFL))
    drawn = processes(delayed(draw)(*questions[place]) for place in new)
    for place, text in zip(new, drawn, strict=True):
        keep(draw, questions[place], text)
        texts[place] = text
    return [text or "" for text in texts]


def known(draw: Callable[..., str], question: Question) -> str | None:
    """The figure, where it was drawn before."""
    if os.environ.get(FOLDER):
        answer = place_of(draw, question)
        with suppress(OSError):
            text = answer.read_text("utf-8")
            # One that a crash of the machine cut short is no answer.
            if text.rstrip().endswith("</svg>"):
                os.utime(answer)
                return text
    return None


def keep(draw: Callable[..., str], question: Question, text: str) -> None:
    """Write the figure where it is looked up."""
    if os.environ.get(FOLDER):
        answer = place_of(draw, question)
        answer.parent.mkdir(parents=True, exist_ok=True)
        unfinished = answer.with_suffix(f".{os.getpid()}")
        unfinished.write_text(text, "utf-8")
        unfinished.replace(answer)


def place_of(draw: Callable[..., str], question: Question) -> Path:
    """The file of a figure."""
    digest = sha256(f"{code_digest()}{question!r}".encode()).hexdigest()
    return Path(os.environ[FOLDER]) / f"{draw.__name__}-{digest}.svg"


@lru_cache(maxsize=1)
def code_digest() -> str:
    """The digest of this package's text and of the library's version."""
    files = sorted(Path(__file__).parent.rglob("*.py"))
    parts = [*(file.read_bytes() for file in files), version("matplotlib").encode()]
    return sha256(b"".join(parts)).hexdigest()
