"""What can be made once: tables and weights kept in the user's cache folder, ready to be used.

Reading a vocabulary, a dictionary of words or packed weights takes most of a cold start, and gives
the same every time. What comes of it is kept in the user's cache folder and read back in a fraction
of the time. A file there is believed only if it was made from the same source by the same version
and Python, and if its own checksum is right; else it is made anew. The folder may be deleted at any
time. ``DUIZHAO_CACHE`` names another one; set to nothing, nothing is kept.
"""

from __future__ import annotations

import hashlib
import json
import marshal
import mmap
import os
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import corpora

_MAGIC = b"duizhao cache\n"
# Rows of arrays begin where a processor reads them fastest: at a multiple of this many bytes.
_ALIGNMENT = 64
_LONGEST_HEADER_BYTES = 65_536

Arrays = Mapping[str, NDArray[Any]]


def cache_folder() -> Path | None:
    """Where this user's programs keep what they can make again; ``None`` where nothing is kept."""
    named = os.environ.get("DUIZHAO_CACHE")
    if named is not None:
        return Path(named) if named else None
    if sys.platform == "win32" and os.environ.get("LOCALAPPDATA"):
        return Path(os.environ["LOCALAPPDATA"]) / "duizhao" / "cache"
    with suppress(RuntimeError):
        home = Path.home()
        if sys.platform == "darwin":
            return home / "Library" / "Caches" / "duizhao"
        return Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache") / "duizhao"
    return None


def table_made_once(name: str, source: bytes, make: Callable[[], Any]) -> Any:  # noqa: ANN401
    """What ``make`` gives: texts, numbers, and lists, tuples and dictionaries of them.

    Args:
        name: of the file in the cache, without its ending; another one once ``make`` gives
            something of another shape.
        source: what it is made from, whole.
        make: makes it where it is not there.
    """
    place, key = _place(name), _key(source)
    body = _read(place, key)
    if body is not None:
        with suppress(ValueError, EOFError, TypeError):
            return marshal.loads(body[1])  # noqa: S302 - our own bytes: their checksum is right
    made = make()
    _write(place, key, marshal.dumps(made), {})
    return made


def arrays_made_once(name: str, source: bytes, make: Callable[[], Arrays]) -> Arrays:
    """The arrays that ``make`` gives; from the cache they are read as they are wanted.

    Those that come from the cache cannot be written to.
    """
    place, key = _place(name), _key(source)
    found = _read(place, key)
    if found is not None:
        header, body = found
        with suppress(KeyError, TypeError, ValueError):
            return {
                one: np.frombuffer(
                    body, np.dtype(kind), count=int(np.prod(shape)), offset=start
                ).reshape(shape)
                for one, (kind, shape, start) in header["arrays"].items()
            }
    made = make()
    layout, parts = _lay_out(made)
    _write(place, key, b"".join(parts), {"arrays": layout})
    return made


class Parts:
    """A large table in parts, of which a text needs few: each is unpacked when first asked for.

    ``taken`` are the names that were asked for.

    Args:
        packed: what ``pack_parts`` made.
    """

    def __init__(self, packed: tuple[Mapping[str, tuple[int, int]], bytes]) -> None:
        self._places = dict(packed[0])
        self._packed = memoryview(packed[1])
        self.taken: set[str] = set()

    def take(self, names: Iterable[str] | None = None) -> Iterator[Any]:
        """The parts of some names, or all, that were not taken yet; names without one have none."""
        new = set(self._places if names is None else names) - self.taken
        self.taken |= new
        for name in new & self._places.keys():
            start, end = self._places.pop(name)
            yield marshal.loads(self._packed[start:end])  # noqa: S302 - our own, see above


def pack_parts(parts: Mapping[str, Any]) -> tuple[dict[str, tuple[int, int]], bytes]:
    """A table's parts by name, ready for ``table_made_once``, and from there for ``Parts``."""
    places: dict[str, tuple[int, int]] = {}
    packed = bytearray()
    for name, part in parts.items():
        body = marshal.dumps(part)
        places[name] = (len(packed), len(packed) + len(body))
        packed += body
    return places, bytes(packed)


def _lay_out(arrays: Arrays) -> tuple[dict[str, tuple[str, list[int], int]], list[bytes]]:
    layout: dict[str, tuple[str, list[int], int]] = {}
    parts: list[bytes] = []
    size = 0
    for name, array in arrays.items():
        padding = -size % _ALIGNMENT
        layout[name] = (array.dtype.str, list(array.shape), size + padding)
        parts += [bytes(padding), array.tobytes()]
        size += padding + array.nbytes
    return layout, parts


def _place(name: str) -> Path | None:
    folder = cache_folder()
    return None if folder is None else folder / f"{name}.kept"


def _key(source: bytes) -> str:
    """What must be the same: the source, our version, and the Python that wrote it."""
    version = f"{corpora.__version__}|{sys.implementation.cache_tag}|{sys.byteorder}|".encode()
    return hashlib.blake2b(version + source, digest_size=16).hexdigest()


def _read(place: Path | None, key: str) -> tuple[dict[str, Any], memoryview] | None:
    """Header and body of a file that was made from the same and is undamaged."""
    if place is None:
        return None
    try:
        with place.open("rb") as file:
            if file.read(len(_MAGIC)) != _MAGIC:
                return None
            line = file.readline(_LONGEST_HEADER_BYTES)
            start = file.tell() + -file.tell() % _ALIGNMENT
            held = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        header = json.loads(line)
        if header["key"] != key:
            return None
        body = held[start:]
        return (header, body) if header["checksum"] == _checksum(body) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _write(place: Path | None, key: str, body: bytes, more: dict[str, Any]) -> None:
    """Keep it, or do without: a full disk or a folder that cannot be written to is no error."""
    if place is None:
        return
    header = (
        json.dumps({"key": key, "checksum": _checksum(memoryview(body)), **more}).encode() + b"\n"
    )
    start = len(_MAGIC) + len(header)
    draft = None
    try:
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, draft = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(_MAGIC + header + bytes(-start % _ALIGNMENT) + body)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, place)
    except OSError:
        if draft is not None:
            with suppress(OSError):
                os.unlink(draft)


def _checksum(body: memoryview) -> int:
    """What damage changes; a hash against malice would take six times as long of a cold start."""
    return zlib.crc32(body)
