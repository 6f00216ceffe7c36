"""Subtitles in two files: cues that show together are pairs, whatever their words are."""

from __future__ import annotations

import pytest

from align.pairing import align_documents
from align.timed import find_timed
from corpora.language.tools import load_tools
from corpora.reading.document import read_document
from corpora.units import Document

# Free translations without a word, a number or a length in common.
CUES = [
    ("行了", "That will have to do for the moment."),
    ("别提了", "You would not believe it."),
    ("他属牛的", "He was born stubborn."),
    ("得，又来", "Here we go again."),
    ("这叫什么事儿", "Unbelievable."),
    ("甭理他", "Pay no attention."),
    ("走着瞧", "Time will tell."),
    ("可不是嘛", "You said it."),
    ("哪儿的话", "Not at all."),
    ("悬", "That was close."),
    ("拉倒吧", "Give me a break."),
    ("没辙", "What can one do?"),
]


def _subtitles(name: str, texts: dict[int, str]) -> Document:
    """A SubRip file with a cue at each of some tenths of a second, two seconds long."""
    blocks = []
    for number, (tenths, text) in enumerate(sorted(texts.items()), 1):
        times = " --> ".join(
            f"00:{at // 600:02}:{at // 10 % 60:02},{at % 10}00" for at in (tenths, tenths + 20)
        )
        blocks.append(f"{number}\n{times}\n{text}\n")
    return read_document(name, data="\n".join(blocks).encode())


ZH = {30 * i: zh for i, (zh, _) in enumerate(CUES)}
EN = {30 * i: en for i, (_, en) in enumerate(CUES)}


@pytest.mark.parametrize("mirrored", [False, True])
def test_cues_of_one_time_are_pairs(mirrored: bool) -> None:
    # Rounded to another tenth here and there, as other programs do.
    sides = (
        _subtitles("a.srt", {at + (at % 60 == 0): text for at, text in ZH.items()}),
        _subtitles("b.srt", EN),
    )
    alignment = align_documents(*(sides[::-1] if mirrored else sides), tools=load_tools("none"))
    assert [(bead.source, bead.target) for bead in alignment.beads] == [
        ((i, i + 1), (i, i + 1)) for i in range(len(CUES))
    ]
    assert all(bead.confidence > 0.9 and not bead.is_anchor for bead in alignment.beads)
    assert all(set(bead.evidence) == {"times"} for bead in alignment.beads)


def test_a_cue_that_has_no_other_is_not_drawn_into_its_neighbour() -> None:
    titles = {95 + 4: "《旧城往事》第二集"}
    alignment = align_documents(
        _subtitles("a.srt", {at * 2: text for at, text in ZH.items()} | titles),
        _subtitles("b.srt", {at * 2: text for at, text in EN.items()}),
        tools=load_tools("none"),
    )
    title = next(i for i, one in enumerate(alignment.source.segments) if "往事" in one.text)
    found = next(bead for bead in alignment.beads if bead.source[0] <= title < bead.source[1])
    assert found.is_null


@pytest.mark.parametrize("shift", [7, 50])
def test_times_that_do_not_agree_say_nothing(shift: int) -> None:
    late = _subtitles("b.srt", {at + shift: text for at, text in EN.items()})
    assert find_timed(_subtitles("a.srt", ZH), late) == []


def test_two_cues_under_one_are_with_it() -> None:
    halves = dict(EN)
    halves |= {60: "He was", 70: "born stubborn."}
    anchors = find_timed(_subtitles("a.srt", ZH), _subtitles("b.srt", halves))
    assert len(anchors) == len(CUES)
