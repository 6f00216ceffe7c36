"""What is kept in the cache folder is believed only where it is whole and of the same source."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from corpora import cached
from corpora.cached import (
    Parts,
    arrays_made_once,
    cache_folder,
    pack_parts,
    table_made_once,
)

TABLE = (["𠮷", "「好」"], {"上": 0, "上海": 3}, 2.5)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DUIZHAO_CACHE", str(tmp_path / "kept"))
    return tmp_path / "kept"


class Maker:
    def __init__(self, value: object) -> None:
        self.value, self.times = value, 0

    def __call__(self) -> object:
        self.times += 1
        return self.value


def test_a_table_is_made_once(folder: Path) -> None:
    make = Maker(TABLE)
    assert [table_made_once("t", b"source", make) for _ in range(3)] == [TABLE] * 3
    assert make.times == 1
    assert [one.name for one in folder.iterdir()] == ["t.kept"]


def test_parts_are_unpacked_once_when_they_are_asked_for() -> None:
    parts = Parts(pack_parts({"𠮷": {"𠮷野家": 1}, "「": ["『"], "a": None}))
    assert list(parts.take("「x")) == [["『"]]
    assert list(parts.take("「「")) == []
    assert sorted(map(str, parts.take())) == ["None", "{'𠮷野家': 1}"]
    assert list(parts.take()) == []


def test_arrays_come_back_as_they_were(folder: Path) -> None:
    rows = {
        "bytes": np.arange(200, dtype=np.uint8).reshape(20, 10),
        "floats": np.linspace(0, 1, 7, dtype=np.float32),
        "one": np.asarray(2.5),
        "none": np.zeros((0, 4), np.float32),
    }
    make = Maker(rows)
    for _ in range(2):
        found = arrays_made_once("a", b"source", make)
        assert list(found) == list(rows)
        for name, array in rows.items():
            assert found[name].dtype == array.dtype
            assert found[name].shape == array.shape
            assert (found[name] == array).all()
    assert make.times == 1


@pytest.mark.parametrize("source", [b"other", b""])
def test_another_source_makes_it_anew(folder: Path, source: bytes) -> None:
    table_made_once("t", b"source", Maker(TABLE))
    make = Maker(["new"])
    assert table_made_once("t", source, make) == ["new"]
    assert make.times == 1


def test_another_version_makes_it_anew(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table_made_once("t", b"source", Maker(TABLE))
    monkeypatch.setattr(cached.corpora, "__version__", "99")
    make = Maker(TABLE)
    table_made_once("t", b"source", make)
    assert make.times == 1


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[:20],
        lambda data: data[:-1],
        lambda data: data[:-1] + bytes([data[-1] ^ 1]),
        lambda data: b"\x00" * len(data),
        lambda data: data.replace(b'"checksum"', b'"chucksum"'),
        lambda data: b"duizhao cache\n[1]\n" + data,
    ],
)
def test_damage_is_noticed(folder: Path, damage) -> None:
    table_made_once("t", b"source", Maker(TABLE))
    place = folder / "t.kept"
    place.write_bytes(damage(place.read_bytes()))
    make = Maker(TABLE)
    assert table_made_once("t", b"source", make) == TABLE
    assert make.times == 1
    again = Maker(TABLE)
    table_made_once("t", b"source", again)
    assert again.times == 0


def test_nothing_is_kept_where_the_folder_is_named_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUIZHAO_CACHE", "")
    assert cache_folder() is None
    make = Maker(TABLE)
    table_made_once("t", b"source", make)
    table_made_once("t", b"source", make)
    assert make.times == 2


def test_a_folder_that_cannot_be_made_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("DUIZHAO_CACHE", str(tmp_path / "file" / "kept"))
    assert table_made_once("t", b"source", Maker(TABLE)) == TABLE


def test_two_processes_may_write_at_once(folder: Path) -> None:
    code = (
        "from corpora.cached import table_made_once\n"
        "print(sum(table_made_once('t', b's', lambda: list(range(100000)))))\n"
    )
    both = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) for _ in range(2)
    ]
    assert {one.communicate()[0].strip() for one in both} == {b"4999950000"}
    assert [one.name for one in folder.iterdir()] == ["t.kept"]
