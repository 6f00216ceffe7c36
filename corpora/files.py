"""Writing files whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from corpora.errors import InputError, Option


def check_writable(path: Path, *, force: bool = False) -> None:
    """Refuse early what could not be written late.

    Raises:
        InputError: ``path`` exists and ``force`` is off, is a folder, or its folder is missing
            or cannot be written to.
    """
    if path.is_dir():
        raise InputError("is a folder, not a file", path=path, hint="name a file in it")
    if path.exists() and not force:
        raise InputError(
            "already exists",
            path=path,
            hint=f"choose another name, or say {Option.FORCE} to overwrite it",
        )
    folder = path.parent
    if not folder.is_dir():
        raise InputError("the folder does not exist", path=folder, hint="create it first")
    if not os.access(folder, os.W_OK):
        raise InputError(
            "the folder cannot be written to", path=folder, hint="choose another folder"
        )


@contextmanager
def written_whole(path: str | Path, *, force: bool = False) -> Iterator[BinaryIO]:
    """A binary file that appears under its name only when everything has been written.

    The bytes go to a temporary file in the same folder, are flushed to the disk, and
    the file is renamed over ``path``. If the block raises, nothing is left behind.

    Args:
        path: where the file shall be.
        force: overwrite what is there.

    Raises:
        InputError: as ``check_writable``, or the disk is full or failing.
    """
    path = Path(path)
    check_writable(path, force=force)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        # mkstemp makes private files; a result should be as readable as any other.
        umask = os.umask(0)
        os.umask(umask)
        os.chmod(temporary, 0o666 & ~umask)
        os.replace(temporary, path)
    except OSError as error:
        raise InputError(
            f"could not be written ({error.strerror or error})",
            path=path,
            hint="free some space or choose another folder; nothing was changed",
        ) from error
    finally:
        with suppress(FileNotFoundError):
            os.unlink(temporary)
