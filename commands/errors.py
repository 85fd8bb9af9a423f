"""Why a command came to nothing, in a sentence: also where nobody foresaw it."""

import errno
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Of the last error that nobody foresaw: it may hold texts of an export.
TRACE = "trace.txt"


class BuildError(Exception):
    """Why there is no new warehouse, in sentences for the person who asked for one."""


class StalePagesError(BuildError):
    """Why a new warehouse has the pages of the one before it."""


@contextmanager
def doing(what: str) -> Iterator[None]:
    """Whatever goes wrong within went wrong while doing this."""
    try:
        yield
    except Exception as error:
        error.add_note(what)
        raise


@contextmanager
def plain_errors(what: str, workspace: Path) -> Iterator[None]:
    """Whatever stops a command, as a BuildError: a key, a folder it may not write, or a mistake.

    The trace of what nobody foresaw is written into the workspace, and the sentence names it.
    """
    try:
        yield
    except BuildError:
        raise
    except KeyboardInterrupt as error:
        raise BuildError("stopped by hand.") from error
    except OSError as error:
        raise BuildError(sentence_of(error, workspace)) from error
    except Exception as error:
        done = next(iter(getattr(error, "__notes__", [])), what)
        trace = written_trace(error, workspace)
        raise BuildError(
            f"an error that nobody foresaw came while {done}: {type(error).__name__}: "
            f"{first_line(error)}. Please report it with its trace: {trace}"
        ) from error


def sentence_of(error: OSError, workspace: Path) -> str:
    """What the machine refuses."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return disk_is_full(workspace)
    reason = error.strerror or first_line(error)
    return f"cannot use '{error.filename}' ({reason})." if error.filename else f"{reason}."


def disk_is_full(workspace: Path) -> str:
    """What there is to do about it."""
    return f"the disk that holds '{workspace.parent}' is full. Make room and try again."


def first_line(error: Exception) -> str:
    """What an error says first."""
    return next((line.strip() for line in str(error).splitlines() if line.strip()), "no message")


def written_trace(error: Exception, workspace: Path) -> Path:
    """Where the whole trace lies: in the workspace, or where that cannot be, among what passes."""
    text = "".join(traceback.format_exception(error))
    try:
        workspace.mkdir(parents=True, exist_ok=True)
        trace = workspace / TRACE
        trace.write_text(text, "utf-8")
    except OSError:
        with tempfile.NamedTemporaryFile("w", suffix=".txt", delete=False) as stream:
            stream.write(text)
        trace = Path(stream.name)
    return trace
