"""The fuzzer's short form: a few hundred hurt files, the same each time."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs an alarm clock")


@pytest.fixture(scope="module")
def fuzzer():
    spec = importlib.util.spec_from_file_location("fuzz", ROOT / "scripts" / "fuzz.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["fuzz"] = module  # for its dataclass
    spec.loader.exec_module(module)
    return module


def test_hurt_files_are_read_or_refused_in_a_sentence(fuzzer):
    tried, findings = fuzzer.fuzz(300, seed=7)
    assert tried == 300
    assert not [f"{one.place} ({one.suffix}): {one.what}" for one in findings]


def test_the_same_seed_hurts_the_same_way(fuzzer):
    hurt = [fuzzer.hurt(b"<a>one two three</a>" * 9, fuzzer.random.Random(3)) for _ in range(2)]
    assert hurt[0] == hurt[1] != b"<a>one two three</a>" * 9


def test_it_finds_a_traceback_a_long_sentence_and_an_endless_reader(fuzzer, monkeypatch):
    def broken(path):
        raise TypeError("unhashable")

    def endless(path):
        while True:
            pass

    def wordy(path):
        raise fuzzer.InputError("is bad " * 500)

    monkeypatch.setattr(fuzzer, "LONGEST_S", 1)
    places = []
    for reader in (broken, endless, wordy):
        monkeypatch.setattr(fuzzer, "READERS", {"document": reader})
        places += [one.place for one in fuzzer.fuzz(1, seed=1, again=0)[1]]
    assert places[0].startswith("TypeError at ")
    assert places[1:] == ["time", "sentence"]
