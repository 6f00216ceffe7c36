"""One guard for all readers: what damaged and hostile files make libraries raise, as a sentence.

Faults of our own keep their tracebacks: only what can come from the bytes of a file is caught.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from corpora.errors import InputError

_Item = TypeVar("_Item")
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    UnicodeError,
    OverflowError,
    struct.error,
)
"""What libraries raise on the bytes of a damaged file, and on nothing else."""
_PARSERS = ("lxml.", "xml.", "pyexpat")


@contextmanager
def damage_told(path: str | Path | None) -> Iterator[None]:
    """Around the reading of a file: damage is an ``InputError`` about it.

    Raises:
        InputError: the file is damaged, nested too deeply, protected, too much for the memory,
            or can no longer be read.
    """
    try:
        yield
    except InputError:
        raise
    except RecursionError as error:
        raise InputError(
            "is nested too deeply", path=path, hint="export it again, without formatting"
        ) from error
    except MemoryError as error:
        raise InputError(
            "needs more memory than there is", path=path, hint="split it into parts"
        ) from error
    except Exception as error:
        problem = _problem(error)
        if not problem:
            raise
        raise InputError(problem, path=path, hint="fetch or export it again") from error


def _problem(error: Exception) -> str:
    """What to say of an error that the bytes of a file caused; empty for all others."""
    if isinstance(error, BROKEN) or type(error).__module__.startswith(_PARSERS):
        return f"is damaged ({error})"
    if isinstance(error, RuntimeError) and "password" in str(error):
        return "is protected by a password"
    if isinstance(error, OSError):
        return f"cannot be read ({error.strerror or error})"
    return ""


def read_guarded(items: Iterator[_Item], path: str | Path | None) -> Iterator[_Item]:
    """Items that are read one by one, each under the guard; what is done with them is not."""
    while True:
        with damage_told(path):
            try:
                item = next(items)
            except StopIteration:
                return
        yield item
