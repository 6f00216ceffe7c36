"""Writing files whole or not at all, several of them together, and never over an input.

A file is written beside its place, under a hidden name (``.NAME.….part``) on which its writer
holds a lock, and renamed when all is done. What a killed run leaves has no lock: the next run
that writes into the folder sweeps it away.
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import BinaryIO

from corpora.errors import InputError, Option

try:
    import fcntl
except ImportError:  # Windows, where nothing is swept
    fcntl = None  # type: ignore[assignment]

_MARK, _END = ".duizhao-", ".part"
_SCRATCH, _LOCK = ".duizhao-scratch-", "lock"
Identity = tuple[int, int]


@dataclass(slots=True)
class _Command:
    """What one command has read, and what it has written but not yet put in place.

    ``drafts`` stay empty where files appear one by one.
    """

    is_together: bool = True
    inputs: set[Identity] = field(default_factory=set)
    drafts: list[_Draft] = field(default_factory=list)


_command: ContextVar[_Command | None] = ContextVar("_command", default=None)


@contextmanager
def outputs_together() -> Iterator[None]:
    """What is written inside appears together at the end, or not at all; also a decorator.

    Inside, a file that was read (``note_inputs``) is never written over. Within another such
    block it does nothing of its own.
    """
    outer = _command.get()
    if outer is not None and outer.is_together:
        yield
        return
    command = _Command() if outer is None else _Command(inputs=outer.inputs)
    token = _command.set(command)
    try:
        yield
        _put_in_place(command.drafts)
    finally:
        _command.reset(token)
        for draft in command.drafts:
            draft.discard()


@contextmanager
def inputs_guarded() -> Iterator[None]:
    """Inside, a file that was read is never written over; files appear one by one."""
    if _command.get() is not None:
        yield
        return
    token = _command.set(_Command(is_together=False))
    try:
        yield
    finally:
        _command.reset(token)


def note_inputs(*paths: str | Path | None) -> None:
    """Remember files that the command reads, so that it never writes over one."""
    command = _command.get()
    for path in paths:
        found = None if command is None or path is None else _identity(Path(path))
        if command is not None and found is not None:
            command.inputs.add(found)


def _identity(path: Path) -> Identity | None:
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_dev, found.st_ino


def find_mode(path: Path) -> int:
    """What a path leads to, as ``stat`` has it; 0 where there is nothing.

    Raises:
        InputError: that cannot be found out: a name too long, a circle of links, a closed folder.
    """
    try:
        return path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return 0
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"is no usable name ({reason})", path=path, hint="check it") from error


def check_writable(path: Path, *, force: bool = False) -> None:
    """Refuse early what could not be written late.

    Raises:
        InputError: ``path`` exists and ``force`` is off, is a folder, a device or a pipe, is an
            input of the command or another of its outputs; or its folder is missing or cannot
            be written to.
    """
    mode = find_mode(path)
    if stat.S_ISDIR(mode):
        raise InputError("is a folder, not a file", path=path, hint="name a file in it")
    _refuse_inputs(path)
    if mode and not stat.S_ISREG(mode):
        raise InputError("is a device or a pipe, not a file", path=path, hint="name a file")
    if mode and not force:
        raise InputError(
            "already exists",
            path=path,
            hint=f"choose another name, or say {Option.FORCE} to overwrite it",
        )
    # Of what a link points to, which is where the file will be.
    folder = path.resolve().parent if path.is_symlink() else path.parent
    if not folder.is_dir():
        raise InputError("the folder does not exist", path=folder, hint="create it first")
    _check_folder(folder)


def _check_folder(folder: Path) -> None:
    """Refuse a folder in which no file can be made, by making one that has no name.

    Rights alone do not tell: of a disk that is read-only or has no room for a file.
    """
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise InputError(
            f"the folder cannot be written to ({error.strerror or error})",
            path=folder,
            hint="choose another folder",
        ) from error


def check_outputs(*paths: str | Path | None, force: bool = False) -> None:
    """``check_writable`` for all the files a command is to write, which must differ.

    Raises:
        InputError: as there; or two of them are one file.
    """
    seen: set[Path] = set()
    for path in (Path(path) for path in paths if path is not None):
        check_writable(path, force=force)
        place = path.resolve()
        if place in seen:
            raise InputError("is named twice as an output", path=path, hint="name it once")
        seen.add(place)


def _refuse_inputs(path: Path) -> None:
    command = _command.get()
    if command is None:
        return
    if _identity(path) in command.inputs:
        raise InputError(
            "is read by this command and would be overwritten",
            path=path,
            hint="choose another name",
        )
    place = path.resolve()
    if any(place == draft.place for draft in command.drafts):
        raise InputError("is written twice by this command", path=path, hint="choose another name")


@contextmanager
def written_whole(path: str | Path, *, force: bool = False) -> Iterator[BinaryIO]:
    """A binary file that appears under its name only when everything has been written.

    The bytes go to a draft in the same folder, are flushed to the disk, and the draft is renamed
    over ``path`` (over what it points to, if it is a link): at the end of the block, or of
    ``outputs_together`` around it. If the block raises, nothing is left behind.

    Args:
        path: where the file shall be.
        force: overwrite what is there.

    Raises:
        InputError: as ``check_writable``, or the disk is full or failing.
    """
    path = Path(path)
    check_writable(path, force=force)
    draft = None
    try:
        draft = _Draft.beside(path.resolve())
        with os.fdopen(os.dup(draft.handle), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        # A draft is private; a result should be as readable as any other.
        umask = os.umask(0)
        os.umask(umask)
        os.chmod(draft.name, 0o666 & ~umask)
        command = _command.get()
        if command is not None and command.is_together:
            command.drafts.append(draft)
            draft = None
        else:
            os.replace(draft.name, draft.place)
    except OSError as error:
        raise _unwritten(path, error) from error
    finally:
        if draft is not None:
            draft.discard()


def _unwritten(path: Path, error: OSError) -> InputError:
    return InputError(
        f"could not be written ({error.strerror or error})",
        path=path,
        hint="free some space or choose another folder; nothing was changed",
    )


def _put_in_place(drafts: list[_Draft]) -> None:
    """Rename all drafts; if one cannot be, what was there before comes back."""
    done: list[tuple[_Draft, str]] = []
    try:
        for draft in drafts:
            before = ""
            if len(drafts) > 1 and draft.place.exists():
                before = f"{draft.name}.before{_END}"
                os.link(draft.place, before)
            done.append((draft, before))
            os.replace(draft.name, draft.place)
    except OSError as error:
        for draft, before in reversed(done):
            with suppress(OSError):
                os.replace(before, draft.place) if before else draft.place.unlink()
        raise _unwritten(draft.place, error) from error
    finally:
        for _, before in done:
            if before:
                with suppress(OSError):
                    os.unlink(before)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    """A file that is being written beside its place, and the handle that holds its lock."""

    name: str
    place: Path
    handle: int

    @classmethod
    def beside(cls, place: Path) -> _Draft:
        _sweep(place.parent)
        while True:
            handle, name = tempfile.mkstemp(
                dir=place.parent, prefix=f".{place.name[:100]}{_MARK}", suffix=_END
            )
            _lock(handle)
            if os.fstat(handle).st_nlink:  # else another run took it for a dead one's
                return cls(name=name, place=place, handle=handle)
            os.close(handle)

    def discard(self) -> None:
        """Remove it, if it is still there, and let its lock go."""
        with suppress(OSError):
            os.unlink(self.name)
        os.close(self.handle)


@contextmanager
def draft_beside(place: Path) -> Iterator[Path]:
    """An empty file beside a place, for what is not written as a stream; whoever made it renames
    it, else it is gone at the end. What a killed run leaves is swept like any other draft.
    """
    draft = _Draft.beside(place)
    try:
        yield Path(draft.name)
    finally:
        draft.discard()


def _lock(handle: int) -> None:
    if fcntl is not None:
        with suppress(OSError):  # a file system without locks
            fcntl.flock(handle, fcntl.LOCK_EX)


def _is_abandoned(path: str) -> bool:
    """Whether nobody holds the lock of a file."""
    if fcntl is None:
        return False
    try:
        handle = os.open(path, os.O_RDWR)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    finally:
        os.close(handle)
    return True


@cache
def _sweep(folder: Path) -> None:
    """Remove what dead runs left in a folder, once a run."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            name = entry.name
            is_ours = name.startswith(".") and _MARK in name and name.endswith(_END)
            if is_ours and _is_abandoned(entry.path):
                with suppress(OSError):
                    os.unlink(entry.path)


@contextmanager
def scratch_folder(beside: Path | None = None) -> Iterator[Path]:
    """An empty folder to work in; gone at the end, or at the start of the next run's.

    Args:
        beside: where it is made; ``None`` for the system's place for such things.
    """
    place = tempfile.gettempdir() if beside is None else str(beside)
    _sweep_scratch(place)
    folder, handle = _new_scratch(place)
    inner = Path(folder, "files")
    try:
        inner.mkdir()
        yield inner
    finally:
        # The lock goes last: as long as anything else is there, it says whose it is.
        shutil.rmtree(inner, ignore_errors=True)
        os.close(handle)
        with suppress(OSError):
            os.unlink(f"{folder}/{_LOCK}")
        with suppress(OSError):
            Path(folder).rmdir()


def _sweep_scratch(place: str) -> None:
    """Remove the scratch folders that dead runs left."""
    with suppress(OSError), os.scandir(place) as entries:
        for entry in entries:
            if not entry.name.startswith(_SCRATCH):
                continue
            if _is_abandoned(f"{entry.path}/{_LOCK}"):
                shutil.rmtree(entry.path, ignore_errors=True)
            else:
                # One that is empty was just made, whose maker then makes another, or is done with.
                with suppress(OSError):
                    Path(entry.path).rmdir()


def _new_scratch(place: str) -> tuple[str, int]:
    """A new folder with a lock in it, and the handle that holds the lock."""
    while True:
        folder = tempfile.mkdtemp(dir=place, prefix=_SCRATCH)
        try:
            handle = os.open(f"{folder}/{_LOCK}", os.O_CREAT | os.O_RDWR, 0o600)
        except FileNotFoundError:  # another run took it for a dead one's
            continue
        _lock(handle)
        if os.fstat(handle).st_nlink:
            return folder, handle
        os.close(handle)
