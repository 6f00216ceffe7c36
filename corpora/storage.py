"""Where files are: a folder of this machine, a pattern, or an address of a store (``s3://…``).

Addresses are opened by fsspec, which is imported here and only where one is given. Names of files
are relative to where the listing began, with ``/`` between folders, and sorted, so that the same
files give the same list everywhere.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from contextvars import copy_context
from dataclasses import dataclass
from functools import partial
from glob import has_magic
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

from corpora.errors import InputError

_SCHEME = "://"
# A folder that several machines share, named like a store: written as carefully as any other.
_FILE = "file://"
# Asking for so many files one by one takes longer than a list of all.
_FEW = 50
# Objects of stores that are read at once: an answer takes a tenth of a second, whatever its size.
AT_ONCE = 8
# Bytes that are read at once where a file need not be held whole.
_CHUNK = 4_000_000

Made = TypeVar("Made")


class StoreError(InputError):
    """A store cannot be asked at all: no network, no credentials. It says nothing of a file."""


@contextmanager
def _asking(address: str) -> Iterator[None]:
    """Turn what a store's library raises into a sentence; what a file lacks passes as it is.

    Every store has errors of its own, of which no two share more than ``Exception``; inside is
    nothing but calls of such a library.
    """
    try:
        yield
    except (FileNotFoundError, PermissionError, IsADirectoryError, InputError):
        raise
    except Exception as error:
        reason = (str(error) or type(error).__name__).splitlines()[0].rstrip(".")
        raise StoreError(
            f"cannot be reached ({reason})",
            path=address,
            hint="check the address, the network and the credentials; what is done stays done",
        ) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A file that was found.

    Attributes:
        name: relative to where the listing began.
        address: what opens it: a path, or an address with a scheme.
        size: in bytes.
        stamp: changes when the file does: its time, or what its store says of the version.
    """

    name: str
    address: str
    size: int
    stamp: str


def is_remote(address: str | Path) -> bool:
    """Whether an address is of a store rather than of this machine's own files.

    >>> is_remote("s3://bucket/texts"), is_remote("texts"), is_remote("C:/texts")
    (True, False, False)
    """
    return _SCHEME in str(address)


def list_files(where: str | Path) -> list[StoredFile]:
    """All files below a folder or under a pattern, sorted by name; hidden ones are left out.

    Args:
        where: a folder, a pattern (``jobs/*/*.docx``; ``**`` for any depth), or an address of
            either kind.

    Raises:
        InputError: there is no such place, or it cannot be read.
    """
    found = _list_store(str(where)) if is_remote(where) else _list_local(Path(where).expanduser())
    return sorted(found, key=lambda file: file.name)


def _list_local(where: Path) -> Iterator[StoredFile]:
    if has_magic(str(where)) and not where.exists():
        root = _without_magic(where)
        # Folders are walked by us: what ``glob`` cannot enter it passes over in silence.
        paths = [path for path in root.glob(str(where.relative_to(root))) if path.is_file()]
    elif where.is_dir():
        root, paths = where, list(_walk(where))
    elif where.is_file():
        root, paths = where.parent, [where]
    else:
        raise InputError("does not exist", path=where, hint="name a folder, or put a pattern in “”")
    for path in paths:
        name = path.relative_to(root)
        if any(part.startswith(".") for part in name.parts):
            continue
        with suppress(FileNotFoundError):  # it went away while we looked
            state = path.stat()
            yield StoredFile(
                name=name.as_posix(),
                address=str(path.absolute()),
                size=state.st_size,
                stamp=str(state.st_mtime_ns),
            )


def _walk(folder: Path) -> Iterator[Path]:
    def refuse(error: OSError) -> None:
        reason = error.strerror or str(error)
        raise InputError(f"cannot be read ({reason})", path=error.filename, hint="check it")

    for place, folders, files in os.walk(folder, onerror=refuse):
        folders[:] = [one for one in folders if not one.startswith(".")]
        yield from (Path(place, name) for name in files)


def _without_magic(where: Path) -> Path:
    root = Path(where.anchor) if where.is_absolute() else Path()
    for part in where.parts[len(root.parts) :]:
        if has_magic(part):
            return root
        root /= part
    return root


def _list_store(address: str) -> Iterator[StoredFile]:
    store, place = _store_of(address)
    scheme = address.partition(_SCHEME)[0]
    try:
        with _asking(address):
            if has_magic(place):
                root = str(_without_magic(Path(PurePosixPath(place))))
                details = store.glob(place, detail=True)
            else:
                root = place.rstrip("/")
                details = store.find(place, detail=True)
    except OSError as error:
        raise InputError(f"cannot be read ({error})", path=address, hint="check it") from error
    if not details:
        raise InputError("holds no files", path=address, hint="check the address")
    for path, detail in details.items():
        name = path[len(root) :].lstrip("/") if path.startswith(root) else path.rpartition("/")[2]
        name = name or path.rpartition("/")[2]
        if detail.get("type") == "file" and not any(
            part.startswith(".") for part in name.split("/")
        ):
            yield StoredFile(
                name=name,
                address=f"{scheme}{_SCHEME}{path.lstrip('/')}",
                size=int(detail.get("size") or 0),
                stamp=_stamp(detail),
            )


def _stamp(detail: dict[str, Any]) -> str:
    for key in ("ETag", "etag", "md5Hash", "LastModified", "mtime", "created"):
        if detail.get(key):
            return str(detail[key])
    return ""


def _store_of(address: str) -> tuple[Any, str]:
    """The store an address is of, and the place in it."""
    try:
        import fsspec
    except ImportError as error:
        raise InputError(
            "an address of a store needs fsspec",
            path=address,
            hint='install it with pip install "duizhao[stores]"',
        ) from error
    with _asking(address):
        try:
            store, place = fsspec.core.url_to_fs(address)
        except (ImportError, ValueError) as error:
            raise InputError(
                f"cannot be opened ({error})", path=address, hint="check it"
            ) from error
    return store, str(place)


def read_file(address: str | Path, *, most: int | None = None) -> bytes:
    """The bytes of a file, wherever it is.

    Args:
        address: a path, or an address with a scheme.
        most: refuse what is larger, in bytes.

    Raises:
        InputError: there is none, it is too large, or it cannot be read.
    """
    try:
        if is_remote(address):
            store, place = _store_of(str(address))
            with _asking(str(address)), store.open(place, "rb") as file:
                data: bytes = file.read(-1 if most is None else most + 1)
        else:
            with Path(address).open("rb") as file:
                data = file.read(-1 if most is None else most + 1)
    except OSError as error:
        raise _unread(error, address) from error
    if most is not None and len(data) > most:
        raise InputError(
            f"is larger than {most // 1_000_000} MB", path=address, hint="split it into parts"
        )
    return data


def _unread(error: OSError, address: str | Path) -> InputError:
    if isinstance(error, FileNotFoundError):
        return InputError("does not exist", path=address, hint="plan again")
    reason = error.strerror or str(error)
    return InputError(f"cannot be read ({reason})", path=address, hint="check it")


def file_chunks(address: str | Path) -> Iterator[bytes]:
    """The bytes of a file, a part of them at a time.

    Raises:
        InputError: there is none, or it cannot be read.
    """
    try:
        if is_remote(address):
            store, place = _store_of(str(address))
            with (
                _asking(str(address)),
                store.open(place, "rb", block_size=_CHUNK) as file,
            ):
                while chunk := file.read(_CHUNK):
                    yield chunk
        else:
            with Path(address).open("rb") as file:
                while chunk := file.read(_CHUNK):
                    yield chunk
    except OSError as error:
        raise _unread(error, address) from error


def read_ahead(read: Callable[[str], Made], addresses: Iterable[str]) -> Iterator[Made]:
    """What a function makes of each address, in their order; of stores several are read at once.

    No more than ``AT_ONCE`` are held that nobody has asked for yet. What the function raises is
    raised when its address has its turn.
    """
    waiting: deque[Callable[[], Made]] = deque()
    pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="duizhao reading")
    try:
        for address in addresses:
            if len(waiting) == AT_ONCE:
                yield waiting.popleft()()
            if is_remote(address):
                waiting.append(pool.submit(copy_context().run, read, address).result)
            else:
                waiting.append(partial(read, address))
        while waiting:
            yield waiting.popleft()()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def put_file(address: str, data: bytes) -> None:
    """Write a file that nobody sees before it is whole.

    Locally it is written beside its place, flushed to the disk and renamed; stores show an object
    when all of it has come.

    Raises:
        InputError: it cannot be written.
    """
    try:
        if is_remote(address) and not address.startswith(_FILE):
            _put_into_store(address, data)
            return
        path = Path(address.removeprefix(_FILE))
        path.parent.mkdir(parents=True, exist_ok=True)
        # What a killed process leaves has the name that the next one gives its own.
        draft = path.with_name(f".{path.name}.part")
        try:
            with draft.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(draft, path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        _flush_folder(path.parent)
    except OSError as error:
        raise InputError(
            f"could not be written ({error.strerror or error})",
            path=address,
            hint="free some space or choose another folder; what is done stays done",
        ) from error


def _put_into_store(address: str, data: bytes) -> None:
    store, place = _store_of(address)
    with _asking(address):
        try:
            store.pipe_file(place, data)
        except FileNotFoundError:
            if not _has_folders(place):
                raise
            store.makedirs(place.rpartition("/")[0], exist_ok=True)
            store.pipe_file(place, data)


def _has_folders(place: str) -> bool:
    """Whether a place is in a store with folders; else its first part is a bucket.

    A bucket is never made: who mistypes its name would pay for another one.
    """
    return place.startswith("/")


def check_store(address: str) -> None:
    """Refuse before hours of work a store that could not be written to after it.

    Raises:
        InputError: there is no such bucket, or the store cannot be asked.
    """
    store, place = _store_of(address)
    if _has_folders(place):
        return
    bucket = place.partition("/")[0]
    try:
        with _asking(address):
            there = bool(store.exists(bucket))
    except OSError:
        return  # it may be closed to lists and open to writing
    if not there:
        raise InputError(f"there is no bucket {bucket}", path=address, hint="make it first")


def _flush_folder(folder: Path) -> None:
    """The renaming itself, on the disk: else a power cut could undo it after it was marked."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def file_exists(address: str) -> bool:
    """Whether there is a file at an address."""
    if is_remote(address):
        store, place = _store_of(address)
        with _asking(address):
            return bool(store.exists(place))
    return Path(address).is_file()


def existing_files(addresses: Sequence[str], below: str) -> set[str]:
    """Those of some addresses at which there is a file.

    Args:
        addresses: all of them below one.
        below: that one; where it is of a store and they are many, it is listed once.

    Raises:
        InputError: the store cannot be asked.
    """
    if not is_remote(below) or len(addresses) < _FEW:
        there = read_ahead(file_exists, addresses)
        return {one for one, is_there in zip(addresses, there, strict=True) if is_there}
    store, place = _store_of(below)
    with _asking(below):
        try:
            names = store.find(place)
        except FileNotFoundError:
            return set()
        store.invalidate_cache()
    scheme = below.partition(_SCHEME)[0]
    known = {str(name).lstrip("/") for name in names}
    return {one for one in addresses if one.removeprefix(f"{scheme}{_SCHEME}").lstrip("/") in known}
