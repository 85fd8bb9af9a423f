"""A figure of equal data, drawn by the same code, is not drawn again."""

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from joblib import Parallel, delayed

# Names the folder that figures are kept in; without it nothing is remembered.
FOLDER = "REMEMBERED"
# Fewer are drawn before another process has begun.
MIN_AT_ONCE = 20
# As models_ml/at_once.py asks for them, or others would begin.
PROCESSES = {
    "max_nbytes": None,
    "idle_worker_timeout": 60,
    "initializer": signal.signal,
    "initargs": (signal.SIGINT, signal.SIG_DFL),
}

Question = tuple[Any, ...]


def all_drawn(draw: Callable[..., str], questions: list[Question]) -> list[str]:
    """`draw(*question)` of each question, in their order, looked up where it was drawn before.

    A question is a name, rows and a width. It is told by its digest: every value, the text of
    every file of this package, and the version of the library that draws. Many that are new are
    drawn by as many processes as the machine has cores (LOKY_MAX_CPU_COUNT=1: by this one).
    """
    texts = [known(draw, question) for question in questions]
    new = [place for place, text in enumerate(texts) if text is None]
    processes = Parallel(n_jobs=-1 if len(new) >= MIN_AT_ONCE else 1, **PROCESSES)
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
