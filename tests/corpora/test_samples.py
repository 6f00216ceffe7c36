"""The sample agrees with itself: texts, gold, terms and planted errors."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from corpora.reading.document import read_document
from corpora.samples import sample_paths
from corpora.units import Alignment, Bead

SAMPLE = sample_paths()
CHECKS = {
    "numbers",
    "terms",
    "omission",
    "addition",
    "untranslated",
    "names",
    "form",
    "consistency",
}
LEFT_OUT = "[left out]"
SIDES = [(SAMPLE.source, "source"), (SAMPLE.target, "target")]


def read_beads(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def read_table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE, strict=True))


ZH = SAMPLE.source.read_text(encoding="utf-8")
EN = SAMPLE.target.read_text(encoding="utf-8")
BEADS = read_beads(SAMPLE.gold)
TERMS = read_table(SAMPLE.terms)
ERRORS = read_table(SAMPLE.errors)


def places(text: str, side: str) -> list[tuple[int, int]]:
    """Where each segment stands in its file, found in order."""
    found = []
    end = 0
    for bead in BEADS:
        for segment in bead[side]:
            start = text.find(segment, end)
            assert start >= 0, f"not in the file, or out of order: {segment}"
            end = start + len(segment)
            found.append((start, end))
    return found


@pytest.mark.parametrize(("text", "side"), [(ZH, "source"), (EN, "target")])
def test_between_segments_stand_only_spaces_breaks_and_labels(text: str, side: str) -> None:
    end = 0
    labels = 0
    for start, stop in [*places(text, side), (len(text), len(text))]:
        gap = text[end:start].strip(" \n")
        assert not gap or gap[-1] in "：:", gap
        labels += bool(gap)
        end = stop
    assert labels > 15


@pytest.mark.parametrize("side", ["source", "target"])
def test_spans_partition_the_segments(side: str) -> None:
    end = 0
    for bead in BEADS:
        start, stop = bead[f"{side}_span"]
        assert (start, stop - start) == (end, len(bead[side]))
        end = stop


def test_kinds_are_what_the_spans_say() -> None:
    assert all(bead["kind"] == f"{len(bead['source'])}-{len(bead['target'])}" for bead in BEADS)
    assert all(bead["source"] or bead["target"] for bead in BEADS)


def test_shares_are_as_the_readme_of_the_project_promises() -> None:
    kinds = Counter(bead["kind"] for bead in BEADS)
    assert sum(len(bead["source"]) for bead in BEADS) >= 110
    assert kinds["1-1"] <= 0.7 * len(BEADS)
    assert kinds["1-0"] >= 2
    assert kinds["0-1"] >= 1
    assert kinds["2-2"] >= 5


def test_speakers_are_set_and_the_same_person_on_both_sides() -> None:
    pairs = {
        (bead["source_speaker"], bead["target_speaker"])
        for bead in BEADS
        if bead["source"] and bead["target"]
    }
    assert ("周𠮷宁", "Zhou Jining") in pairs
    assert len(pairs) == len({source for source, _ in pairs}) == len({t for _, t in pairs})
    assert len(pairs) >= 1 + 4 + 3  # nobody, the moderator and officials, the journalists


def test_paragraphs_are_merged_and_split() -> None:
    beads_opening_a_paragraph = []
    for text, side in ((ZH, "source"), (EN, "target")):
        opening = set()
        spans = places(text, side)
        for number, bead in enumerate(BEADS):
            first, last = bead[f"{side}_span"]
            if first < last:
                before = spans[first - 1][1] if first else 0
                if "\n" in text[before : spans[first][0]]:
                    opening.add(number)
        beads_opening_a_paragraph.append(opening)
    source, target = beads_opening_a_paragraph
    assert source - target, "no paragraph was merged"
    assert target - source, "no paragraph was split"


@pytest.mark.parametrize("bit", ["𠮷", "５Ｇ", "……", "《", "“", "（套）", "1．"])
def test_the_chinese_holds_what_trips_programs(bit: str) -> None:
    assert bit in ZH


def test_terms_are_many_and_varied() -> None:
    assert len(TERMS) >= 65
    assert sum(len(renderings(row)) >= 2 for row in TERMS) >= 12
    assert len({row["source_term"] for row in TERMS}) == len(TERMS)


def renderings(row: dict[str, str]) -> dict[str, int]:
    """Each wording with its count, omissions apart."""
    parsed = {}
    for part in row["renderings"].split(" | "):
        match = re.fullmatch(r"(.+) \((\d+)\)", part)
        assert match is not None, part
        parsed[match[1]] = int(match[2])
    parsed.pop(LEFT_OUT, None)
    return parsed


def folded(text: str) -> str:
    """English without case, hyphens, plural s, and ``the`` before ``designated``."""
    text = text.lower().replace("-", " ").replace("20 th", "20th")
    text = text.replace("the designated", "designated")
    text = re.sub(r"\b([a-z]{3,}?)ies\b", r"\1y", text)
    return re.sub(r"\b([a-z]{2,})s\b", r"\1", text)


def occurrences(rendering: str, text: str) -> int:
    parts = [re.escape(folded(part.strip())) for part in rendering.split("…")]
    return len(re.findall(r"\W+(?:\w+\W+){0,8}?".join(parts), folded(text)))


@pytest.mark.parametrize("row", TERMS, ids=lambda row: row["source_term"])
def test_a_term_and_its_renderings_occur_as_often_as_said(row: dict[str, str]) -> None:
    term = row["source_term"]
    holding = [bead for bead in BEADS if term in "".join(bead["source"])]
    assert int(row["count"]) == sum("".join(bead["source"]).count(term) for bead in holding) > 0
    said = renderings(row)
    target = "\n".join(" ".join(bead["target"]) for bead in holding)
    for rendering, count in said.items():
        assert 0 < count <= occurrences(rendering, target), rendering
    left_out = int(row["count"]) - sum(said.values())
    assert left_out >= 0
    assert (f"{LEFT_OUT} ({left_out})" in row["renderings"]) == (left_out > 0)


def beads_at(snippet: str, text: str, side: str) -> set[int]:
    """The beads that any occurrence of a snippet touches."""
    touched: set[int] = set()
    spans = places(text, side)
    for match in re.finditer(re.escape(snippet), text):
        for number, bead in enumerate(BEADS):
            first, last = bead[f"{side}_span"]
            if any(a < match.end() and match.start() < b for a, b in spans[first:last]):
                touched.add(number)
    return touched


@pytest.mark.parametrize("row", ERRORS, ids=lambda row: f"{row['check']}-{row['what'][:30]}")
def test_an_error_is_where_the_table_says(row: dict[str, str]) -> None:
    assert row["check"] in CHECKS
    assert row["what"]
    source = beads_at(row["source"], ZH, "source") if row["source"] else None
    target = beads_at(row["target"], EN, "target") if row["target"] else None
    if source is None:
        assert target is not None
        assert {BEADS[number]["kind"] for number in target} == {"0-1"}
    elif target is None:
        assert {BEADS[number]["kind"] for number in source} == {"1-0"}
    else:
        assert source & target, "the two texts are in no common bead"


def test_every_kind_of_error_is_planted() -> None:
    assert {row["check"] for row in ERRORS} == CHECKS


def test_every_gap_is_in_the_table_of_errors() -> None:
    for bead in BEADS:
        if bead["kind"] == "1-0":
            assert any(row["source"] == bead["source"][0] for row in ERRORS)
        if bead["kind"] == "0-1":
            assert any(row["target"] == bead["target"][0] for row in ERRORS)


@pytest.mark.parametrize(("path", "side"), SIDES)
def test_the_reader_finds_the_sentences_of_the_gold(path: Path, side: str) -> None:
    wanted = [segment for bead in BEADS for segment in bead[side]]
    assert [segment.text for segment in read_document(path).segments] == wanted


@pytest.mark.parametrize(("path", "side"), SIDES)
def test_the_reader_finds_the_speakers_of_the_gold(path: Path, side: str) -> None:
    document = read_document(path)
    wanted = [bead[f"{side}_speaker"] for bead in BEADS for _ in bead[side]]
    assert [document.speaker(index) for index in range(len(document.segments))] == wanted


def test_the_gold_is_an_alignment_of_the_documents_read() -> None:
    beads = tuple(
        Bead(source=tuple(bead["source_span"]), target=tuple(bead["target_span"])) for bead in BEADS
    )
    alignment = Alignment(
        source=read_document(SAMPLE.source), target=read_document(SAMPLE.target), beads=beads
    )
    units = alignment.to_bitext().units
    assert [unit.kind for unit in units] == [bead["kind"] for bead in BEADS]
    assert [unit.source_speaker for unit in units] == [bead["source_speaker"] for bead in BEADS]
    assert [unit.target_speaker for unit in units] == [bead["target_speaker"] for bead in BEADS]


def test_headings_are_read_as_headings() -> None:
    for path in (SAMPLE.source, SAMPLE.target):
        assert sum(segment.is_heading for segment in read_document(path).segments) == 6
