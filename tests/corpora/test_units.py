"""The nouns check themselves when built."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora.units import Alignment, Bead, Document, Segment, document_from_segments

TEXTS = ["𠮷野家开业。", "（见《规划》……）", "ＡＢＣ——完！"]


def test_segments_are_slices():
    document = document_from_segments(TEXTS, language="zh-Hans")
    for segment in document.segments:
        assert document.text[segment.start : segment.end] == segment.text
    with pytest.raises(ValueError, match="not a slice"):
        Document(name="x", language="en", text="abc", segments=(Segment(text="b", start=0, end=1),))


def test_a_run_of_segments_keeps_what_stands_between_them():
    text = "One. Two.Three.\n\nFour."
    pieces = [(0, 4), (5, 9), (9, 15), (17, 22)]
    document = Document(
        name="x",
        language="en",
        text=text,
        segments=tuple(Segment(text=text[a:b], start=a, end=b) for a, b in pieces),
    )
    assert document.slice_text((0, 3)) == "One. Two.Three."
    assert document.slice_text((2, 4)) == "Three. Four."
    assert document.slice_text((1, 1)) == ""


def test_chinese_sentences_are_joined_without_a_space():
    assert document_from_segments(TEXTS, language="zh-Hant").slice_text((0, 3)) == "".join(TEXTS)


@pytest.mark.parametrize(
    "beads",
    [
        [((0, 1), (0, 1))],  # segments left over
        [((0, 2), (0, 2)), ((1, 3), (2, 3))],  # one twice
        [((0, 1), (0, 1)), ((2, 3), (1, 3))],  # a hole
        [((0, 3), (0, 2)), ((3, 3), (1, 3))],  # a target twice
    ],
)
def test_beads_that_do_not_partition_are_refused(beads):
    document = document_from_segments(TEXTS, language="zh-Hans")
    with pytest.raises(ValueError, match="segments"):
        Alignment(
            source=document,
            target=document,
            beads=tuple(Bead(source=s, target=t) for s, t in beads),
        )


def test_crossing_beads_partition_too():
    document = document_from_segments(TEXTS, language="zh-Hans")
    Alignment(
        source=document,
        target=document,
        beads=(
            Bead(source=(0, 1), target=(2, 3), is_crossing=True),
            Bead(source=(1, 3), target=(0, 2)),
        ),
    )


def test_a_bead_needs_a_side():
    with pytest.raises(ValueError, match="nothing on either side"):
        Bead(source=(1, 1), target=(2, 2))
    with pytest.raises(ValueError, match="probability"):
        Bead(source=(0, 1), target=(0, 1), confidence=1.5)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)).filter(any), max_size=8))
def test_units_hold_every_segment_once(shapes):
    source = document_from_segments(
        [f"第{i}句。" for i in range(sum(s for s, _ in shapes))], language="zh-Hans"
    )
    target = document_from_segments(
        [f"Number {i}." for i in range(sum(t for _, t in shapes))], language="en"
    )
    beads, i, k = [], 0, 0
    for s, t in shapes:
        beads.append(Bead(source=(i, i + s), target=(k, k + t)))
        i, k = i + s, k + t
    units = Alignment(source=source, target=target, beads=tuple(beads)).to_bitext().units
    assert [text for unit in units for text in unit.source_segments] == [
        segment.text for segment in source.segments
    ]
    assert "".join(unit.target.replace(" ", "") for unit in units) == "".join(
        segment.text.replace(" ", "") for segment in target.segments
    )
    assert [unit.kind for unit in units] == [bead.kind for bead in beads]
