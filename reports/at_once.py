"""Figures are drawn by one process per core."""

import signal
from collections.abc import Callable
from typing import Any, TypeVar

from joblib import Parallel, cpu_count, delayed

# Fewer are drawn before another process has begun.
MIN_FIGURES = 20
# More of them gain little, and each takes 150 MB.
MAX_PROCESSES = 4
# As in models_ml/at_once.py: whatever is asked for with equal settings shares the processes. They
# get copies that they may write to, and say nothing when the user stops the command.
PROCESSES = {
    "max_nbytes": None,
    "idle_worker_timeout": 60,
    "initializer": signal.signal,
    "initargs": (signal.SIGINT, signal.SIG_DFL),
}

T = TypeVar("T")


def at_once(step: Callable[..., T], questions: list[tuple[Any, ...]]) -> list[T]:
    """`step(*question)` of each question, in their order; few, and on one core, by this process."""
    n_processes = min(cpu_count(), MAX_PROCESSES) if len(questions) >= MIN_FIGURES else 1
    answers: list[T] = Parallel(n_processes, **PROCESSES)(delayed(step)(*q) for q in questions)
    return answers
