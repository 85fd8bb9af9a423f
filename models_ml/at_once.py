"""Steps that do not ask for each other, as many at a time as the machine has cores."""

import signal
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from joblib import Parallel, cpu_count, delayed

# Of fewer posts a fit is over before another process has understood the question.
MIN_POSTS = 1000
# And of fewer in all questions together before another process has begun, which takes seconds.
MIN_POSTS_TO_BEGIN = 20_000
# More of them gain little, and each takes some 230 MB.
MAX_PROCESSES = 4
# Who asks with equal settings shares the processes. They get copies that they may write to, end
# when nobody asks any more, and say nothing when the user stops the command.
PROCESSES = {
    "max_nbytes": None,
    "idle_worker_timeout": 60,
    "initializer": signal.signal,
    "initargs": (signal.SIGINT, signal.SIG_DFL),
}

T = TypeVar("T")

# Whether another process has been asked.
has_begun = False


def at_once(step: Callable[..., T], questions: Iterable[tuple[Any, ...]], n_posts: int) -> list[T]:
    """`step(*question)` of each question about `n_posts`, in their order, whoever is ready first.

    Each core, four at most, has a process, which lives until the command ends. This process does
    all where posts are fewer than MIN_POSTS, or than MIN_POSTS_TO_BEGIN in all questions and no
    other process is there yet. LOKY_MAX_CPU_COUNT=1 keeps it to one core (joblib).
    """
    global has_begun
    asked = list(questions)
    is_much = has_begun or n_posts * len(asked) >= MIN_POSTS_TO_BEGIN
    n_processes = min(cpu_count(), MAX_PROCESSES) if is_much and n_posts >= MIN_POSTS else 1
    has_begun = has_begun or n_processes > 1
    answers: list[T] = Parallel(n_processes, **PROCESSES)(delayed(step)(*q) for q in asked)
    return answers
