"""One DuckDB for all small questions about files: to start one takes longer than most answers."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

import duckdb


@contextmanager
def asked() -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection of its own for one question; what broke the engine does not meet the next."""
    try:
        with engine().cursor() as connection:
            yield connection
    except (duckdb.FatalException, duckdb.InternalException):
        engine.cache_clear()
        raise


@lru_cache(maxsize=1)
def engine() -> duckdb.DuckDBPyConnection:
    """In memory, for as long as the process lives; what files hold is not kept."""
    return duckdb.connect(config={"enable_external_file_cache": False})
