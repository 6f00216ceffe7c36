"""Headlines run into the text are cut off on both sides, and nothing else is."""

import dataclasses

import numpy as np
import pytest

from align.repairs.headlines import split_headlines
from corpora.language.encoders import load_encoder
from corpora.language.lexicon import load_lexicon
from corpora.language.words import WordReader
from corpora.memory.house import HouseMemory
from corpora.reading.document import document_from_text
from corpora.units import Alignment, Bead

ZH_HEAD, EN_HEAD = "暴风雨迫使港口关闭一天", "Storm closes harbour for a day"
ZH = f"{ZH_HEAD}周一，北方港口因暴风雨关闭，渔民无法出海。市长表示，港口将于周二开放。"
EN = (
    f"{EN_HEAD} The northern harbour was closed by a storm on Monday, and no boat could leave. "
    "It will open on Tuesday, the mayor said."
)


class HeadEncoder:
    """Knows the two headlines as each other's, and what follows them; nothing else."""

    name, dimensions = "stand-in", 2

    def encode(self, texts):
        return np.array([self._row(text.rstrip("!")) for text in texts], np.float32)

    def _row(self, text):
        if text in (ZH_HEAD, EN_HEAD):
            return [1.0, 0.0]
        return [0.0, float(text.startswith(("周一，北方", "The northern")))]


@pytest.fixture(scope="module")
def reader():
    return WordReader(load_lexicon())


def aligned(zh, en, *, beads=None, mirrored=False):
    source, target = (document_from_text(t, name="x") for t in (zh, en))
    if beads is None:
        beads = [Bead(source=(i, i + 1), target=(i, i + 1), confidence=1.0) for i in range(2)]
    if mirrored:
        source, target = target, source
        beads = [dataclasses.replace(b, source=b.target, target=b.source) for b in beads]
    return Alignment(source=source, target=target, beads=tuple(beads))


def pairs(alignment):
    return [
        (alignment.source.slice_text(b.source), alignment.target.slice_text(b.target))
        for b in alignment.beads
    ]


@pytest.mark.parametrize("mirrored", [False, True])
def test_a_headline_on_both_sides_is_cut_off(reader, mirrored):
    found = split_headlines(aligned(ZH, EN, mirrored=mirrored), HeadEncoder(), reader)
    assert len(found.beads) == 3
    head = pairs(found)[0]
    assert (head[::-1] if mirrored else head) == (ZH_HEAD, EN_HEAD)
    assert found.source.segments[0].is_heading
    assert found.beads[0].confidence < 0.95
    assert found.beads[2].confidence == 1.0


def test_english_that_is_cut_already_cuts_the_chinese(reader):
    beads = [Bead(source=(0, 1), target=(0, 2)), Bead(source=(1, 2), target=(2, 3))]
    text = EN.replace(EN_HEAD, EN_HEAD + "!")
    encoder = HeadEncoder()
    found = split_headlines(aligned(ZH, text, beads=beads), encoder, reader)
    assert len(found.beads) == 3
    assert [bead.kind for bead in found.beads] == ["1-1"] * 3


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        (ZH.replace(ZH_HEAD, ""), EN.replace(EN_HEAD + " ", "")),
        (ZH.replace("。市", "。\n市"), EN.replace(". It", ".\nIt")),
    ],
    ids=["no headline", "one sentence a line"],
)
def test_other_beginnings_stay(reader, zh, en):
    alignment = aligned(zh, en)
    assert split_headlines(alignment, HeadEncoder(), reader) is alignment


def test_anchors_stay(reader):
    beads = [
        Bead(source=(i, i + 1), target=(i, i + 1), confidence=1.0, is_anchor=True) for i in range(2)
    ]
    alignment = aligned(ZH, EN, beads=beads)
    assert split_headlines(alignment, HeadEncoder(), reader) is alignment


def test_a_name_in_the_opening_sentence_begins_no_sentence(reader):
    zh = "那天夜里我没能走成，陈月把我叫住要我留下来过年。她是认真的。"
    en = (
        "I did not get away that night—Chen Yue called me back and asked me to stay on. "
        "She was in earnest."
    )
    before = aligned(zh, en)
    assert split_headlines(before, load_encoder("use"), reader) == before


def test_with_what_earlier_work_begins_its_sentences_says_where_one_begins(reader):
    zh = "六、促进丰收增收落实各项举措，保障供给。提高收入。"
    en = "VI. Working for good harvests and incomes We will carry out all measures. Raise incomes."

    class Indifferent:
        name, dimensions = "stand-in", 1

        def encode(self, texts):
            return np.ones((len(texts), 1), np.float32)

    def heading(known):
        found = split_headlines(aligned(zh, en), Indifferent(), reader, known)
        return found.source.segments[0].text

    texts = ["落实责任，抓好落实。", "“落实”资金安排。", "落實政策。", "落实规划。"]
    memory = HouseMemory.of([(text, "Carry it out.") for text in texts])
    assert heading({}) != "六、促进丰收增收"
    assert heading(memory.openings) == "六、促进丰收增收"
