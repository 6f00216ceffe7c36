"""The gold documents agree with themselves."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from corpora.reading.document import read_document

HERE = Path(__file__).parent
NAMES = sorted(path.name.removesuffix(".gold.jsonl") for path in HERE.glob("*.gold.jsonl"))
SIDES = {"source": "zh", "target": "en"}


def read_beads(name: str) -> list[dict[str, Any]]:
    lines = (HERE / f"{name}.gold.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_both_documents_are_there() -> None:
    assert NAMES == ["authority", "ferry"]


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("name", NAMES)
def test_segments_are_the_whole_text_in_order(name: str, side: str) -> None:
    text = (HERE / f"{name}.{SIDES[side]}.txt").read_text(encoding="utf-8")
    end = 0
    for bead in read_beads(name):
        for segment in bead[side]:
            start = text.find(segment, end)
            assert start >= 0, segment
            assert text[end:start].strip() == ""
            end = start + len(segment)
    assert text[end:] == "\n"


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("name", NAMES)
def test_spans_partition_the_segments(name: str, side: str) -> None:
    end = 0
    for bead in read_beads(name):
        start, stop = bead[f"{side}_span"]
        assert (start, stop - start) == (end, len(bead[side]))
        end = stop


@pytest.mark.parametrize(("name", "segments"), [("authority", 40), ("ferry", 45)])
def test_most_beads_are_hard(name: str, segments: int) -> None:
    beads = read_beads(name)
    kinds = Counter(f"{len(bead['source'])}-{len(bead['target'])}" for bead in beads)
    assert all(bead["kind"] in kinds for bead in beads)
    assert sum(len(bead["source"]) for bead in beads) >= segments
    assert kinds["1-1"] < len(beads) * 0.6
    assert kinds["2-2"] >= 3
    assert kinds["1-0"] == kinds["0-1"] == 1


def test_the_speech_holds_both_kinds_of_quotation_marks() -> None:
    text = (HERE / "ferry.zh.txt").read_text(encoding="utf-8")
    assert all(mark in text for mark in "“”「」𠮷")


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("name", NAMES)
def test_the_reader_finds_the_sentences_of_the_gold(name: str, side: str) -> None:
    document = read_document(HERE / f"{name}.{SIDES[side]}.txt")
    wanted = [segment for bead in read_beads(name) for segment in bead[side]]
    assert [segment.text for segment in document.segments] == wanted
    assert {document.speaker(index) for index in range(len(wanted))} == {None}
