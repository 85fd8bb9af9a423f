"""What a step found for equal input, with the same code and libraries, is not computed again."""

import os
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache, wraps
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import pandas as pd

# The folder that answers are kept in; without it nothing is remembered.
FOLDER = "REMEMBERED"
LIBRARIES = ("numpy", "pandas", "scikit-learn", "scipy", "statsmodels")

# Of one process, by the name of the fit; the oldest answer goes first.
KEPT: defaultdict[str, dict[str, Any]] = defaultdict(dict)
MAX_KEPT = 200

P = ParamSpec("P")
T = TypeVar("T")


def remembered(step: Callable[P, pd.DataFrame]) -> Callable[P, pd.DataFrame]:
    """The same step, which looks first whether it was asked the very same before.

    What it is asked is told by its digest: every value, name and type of its frames, its
    settings, the text of every file of this package and the versions of the libraries. A
    changed label, feature, setting or line of code is another question.
    """

    @wraps(step)
    def asked(*args: P.args, **kwargs: P.kwargs) -> pd.DataFrame:
        if not os.environ.get(FOLDER):
            return step(*args, **kwargs)
        question = digest(code_digest(), *args, *kwargs.items())
        answer = Path(os.environ[FOLDER]) / f"{step.__name__}-{question}.parquet"
        # One that a crash of the machine cut short is no answer.
        with suppress(OSError, ValueError):
            known = pd.read_parquet(answer)
            os.utime(answer)
            return known
        result = step(*args, **kwargs)
        answer.parent.mkdir(parents=True, exist_ok=True)
        unfinished = answer.with_suffix(f".{os.getpid()}")
        result.to_parquet(unfinished)
        unfinished.replace(answer)
        return result

    return asked


def kept(fit: Callable[P, T]) -> Callable[P, T]:
    """The same fit, which is not made twice in a process of equal posts and settings.

    Within a build many steps ask for the same.
    """

    @wraps(fit)
    def asked(*args: P.args, **kwargs: P.kwargs) -> T:
        question = digest(*args, *kwargs.items())
        if question not in KEPT[fit.__name__]:
            keep(fit(*args, **kwargs), fit, *args, **kwargs)
        answer: T = KEPT[fit.__name__][question]
        return answer

    return asked


def keep(answer: T, fit: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> None:
    """Keep what a fit gives, another process's too, for who asks the same here."""
    answers = KEPT[fit.__name__]
    if len(answers) >= MAX_KEPT:
        del answers[next(iter(answers))]
    answers[digest(*args, *kwargs.items())] = answer


def digest(*parts: object) -> str:
    """The SHA-256 of frames, by every value in its place, and of other things by their repr."""
    total = sha256()
    for part in parts:
        if isinstance(part, pd.Series):
            part = part.to_frame()
        if isinstance(part, pd.DataFrame):
            total.update(repr(list(part.dtypes.items())).encode())
            total.update(pd.util.hash_pandas_object(part, index=False).to_numpy().tobytes())
        else:
            total.update(repr(part).encode())
    return total.hexdigest()


@lru_cache(maxsize=1)
def code_digest() -> str:
    """The digest of this package's text, of the reference and of the versions of libraries."""
    package = Path(__file__).parent
    seeds = package.parent / "dbt_project" / "seeds"
    files = [*sorted(package.rglob("*.py")), *sorted(seeds.glob("reference_*.csv"))]
    return digest(*(file.read_bytes() for file in files), *map(version, LIBRARIES))
