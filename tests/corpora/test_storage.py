"""Files of stores: several at once, in order, and never more than are asked for."""

from __future__ import annotations

import hashlib
import threading
from itertools import count, islice
from pathlib import Path

import pytest

from corpora.errors import InputError
from corpora.storage import AT_ONCE, existing_files, file_chunks, put_file, read_ahead, read_file

PLACES = [f"memory://shelf/{number:02d}" for number in range(30)]


def test_objects_of_a_store_are_read_at_once_and_given_in_order() -> None:
    met = threading.Barrier(AT_ONCE)

    def read(address: str) -> str:
        met.wait(timeout=60)  # broken, and so raised, unless as many read as may
        return address

    assert list(read_ahead(read, PLACES[: 2 * AT_ONCE])) == PLACES[: 2 * AT_ONCE]


def test_no_more_are_read_than_may_be_held() -> None:
    begun: list[str] = []
    ahead = read_ahead(begun.append, (f"memory://shelf/{number}" for number in count()))
    list(islice(ahead, 5))
    assert len(begun) <= 5 + AT_ONCE
    ahead.close()  # type: ignore[attr-defined]


def test_files_of_this_machine_are_read_when_they_have_their_turn() -> None:
    begun: list[str] = []
    list(islice(read_ahead(begun.append, map(str, range(100))), 5))
    assert begun == ["0", "1", "2", "3", "4"]


def test_what_cannot_be_read_is_said_when_it_has_its_turn() -> None:
    pytest.importorskip("fsspec")
    for place in (PLACES[0], PLACES[2]):
        put_file(place, place.encode())
    found = read_ahead(read_file, PLACES[:3])
    assert next(found) == PLACES[0].encode()
    with pytest.raises(InputError, match="01: does not exist"):
        next(found)
    assert existing_files(PLACES, "memory://shelf/none") == {PLACES[0], PLACES[2]}


@pytest.mark.parametrize("size", [0, 5, 9_000_000])
def test_chunks_are_the_whole_of_a_file(tmp_path: Path, size: int) -> None:
    pytest.importorskip("fsspec")
    data = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    for place in (str(tmp_path / "file"), "memory://shelf/file"):
        put_file(place, data)
        parts = list(file_chunks(place))
        assert hashlib.sha256(b"".join(parts)).digest() == hashlib.sha256(data).digest()
        assert max(map(len, parts), default=0) < 5_000_000
