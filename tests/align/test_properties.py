"""What must hold of every alignment, whatever the text."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tracemalloc
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from align import AlignOptions, align_documents
from align.lattice.coarse import long_gap
from corpora.errors import InputError
from corpora.formats import read_bitext
from corpora.language.encoders import load_encoder
from corpora.language.tools import Tools
from corpora.units import Bitext, TranslationUnit, document_from_segments

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
QUICK = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
# Hard characters of every kind, beside the sentences of our own gold.
ODD = [
    ("𠮷野家「好」——……", "Yoshinoya “is good” — …"),
    ("ＡＢＣ１２３％。", "ABC 123%."),
    ("《规划》：《纲要》", "“The Plan”: “The Outline”"),
    ("。", "."),
    ("！！！", "!!!"),
    ("５Ｇ", "5G"),
]


@cache
def pairs():
    """1-1 beads of our own gold as (Chinese, English)."""
    units = [
        unit
        for path in sorted((ROOT / "tests" / "gold").glob("*.gold.jsonl"))
        for unit in read_bitext(path).units
        if len(unit.source_segments) == len(unit.target_segments) == 1
    ]
    return [(unit.source, unit.target) for unit in units] + ODD


@cache
def encoder(name):
    return load_encoder(name)


def zh(texts):
    return document_from_segments(list(texts), language="zh-Hans", name="zh")


def en(texts):
    return document_from_segments(list(texts), language="en", name="en")


def align(source, target, name="none", **more):
    return align_documents(source, target, tools=Tools(encoder=encoder(name)), **more)


def spans(alignment):
    return [(bead.source, bead.target) for bead in alignment.beads]


def assert_partitions(alignment):
    """Every segment of either side is in one bead; beads are in order, crossings apart."""
    for side, document in (("source", alignment.source), ("target", alignment.target)):
        held = [i for bead in alignment.beads for i in range(*getattr(bead, side))]
        assert sorted(held) == list(range(len(document.segments)))
    straight = [bead for bead in alignment.beads if not bead.is_crossing]
    for side in ("source", "target"):
        starts = [getattr(bead, side) for bead in straight if len(range(*getattr(bead, side)))]
        assert starts == sorted(starts)
    for bead in alignment.beads:
        assert bead.confidence is not None
        assert 0.0 <= bead.confidence <= 1.0


@st.composite
def documents(draw):
    """A document and its translation, sentences missing on either side."""
    chosen = draw(st.lists(st.integers(0, len(pairs()) - 1), max_size=14))
    keep = st.lists(st.integers(0, 9).map(bool), min_size=len(chosen), max_size=len(chosen))
    kept = draw(keep), draw(keep)
    return tuple(
        [pairs()[number][side] for number, here in zip(chosen, kept[side], strict=True) if here]
        for side in (0, 1)
    )


@QUICK
@given(documents())
def test_beads_partition_both_sides(sides):
    assert_partitions(align(zh(sides[0]), en(sides[1])))


@QUICK
@given(documents())
def test_swapping_the_sides_mirrors_the_alignment(sides):
    there = align(zh(sides[0]), en(sides[1]))
    back = align(en(sides[1]), zh(sides[0]))
    assert {(bead.target, bead.source) for bead in back.beads if not bead.is_null} == {
        (bead.source, bead.target) for bead in there.beads if not bead.is_null
    }


def test_swapping_the_sides_mirrors_the_alignment_with_vectors():
    source, target = ([pair[side] for pair in pairs()[:40]] for side in (0, 1))
    del target[5:8], source[20:22]
    there = align(zh(source), en(target), "use")
    back = align(en(target), zh(source), "use")
    mirrored = {(bead.target, bead.source): bead.confidence for bead in back.beads}
    for bead in there.beads:
        if not bead.is_null:
            assert mirrored[bead.source, bead.target] == pytest.approx(bead.confidence, abs=1e-3)


def confirmed(source, target, run, place):
    """A file in which a person confirmed the sentences ``run`` with one of the target."""
    unit = TranslationUnit(
        source=source.slice_text(run),
        target=target.segments[place].text,
        source_segments=tuple(segment.text for segment in source.segments[slice(*run)]),
        target_segments=(target.segments[place].text,),
        source_span=run,
        target_span=(place, place + 1),
    )
    return Bitext(name="a", source_language="zh-Hans", target_language="en", units=(unit,))


@QUICK
@given(documents(), st.integers(0, 1000))
def test_an_anchor_is_never_broken(sides, number):
    sides = [list(dict.fromkeys(texts)) for texts in sides]
    partner = dict(pairs())
    both = [text for text in sides[0] if partner[text] in sides[1]]
    if not both:
        return
    text = both[number % len(both)]
    i, j = sides[0].index(text), sides[1].index(partner[text])
    source, target = zh(sides[0]), en(sides[1])
    alignment = align(source, target, anchors=confirmed(source, target, (i, i + 1), j))
    assert_partitions(alignment)
    assert [(bead.source, bead.target) for bead in alignment.beads if bead.is_anchor] == [
        ((i, i + 1), (j, j + 1))
    ]


def test_an_anchor_against_all_evidence_is_kept():
    source = ["資產質素", "撥備覆蓋率約為150%（計及抵押品價值後）。", "壓力測試", "銀行體系穩定"]
    source += ["孩子们，老师们，还有后排嗑瓜子的乡亲们，原谅我站着讲。", "我说：“他们叫我石头。”"]
    source += ["诗是柳老师教的。", "《规划》：《纲要》"]
    documents = zh(source), en([dict(pairs())[text] for text in source])
    alignment = align(*documents, anchors=confirmed(*documents, (7, 8), 0))
    assert_partitions(alignment)
    assert ((7, 8), (0, 1)) in spans(alignment)


@QUICK
@given(documents(), st.lists(st.tuples(*[st.integers(0, 13)] * 2), max_size=5))
def test_anchors_against_all_evidence_are_kept_and_those_out_of_order_told(sides, places):
    source, target = zh(sides[0]), en(sides[1])
    wanted = {}
    for i, j in places:
        if i < len(sides[0]) and j < len(sides[1]) and j not in wanted.values():
            wanted.setdefault(i, j)
    anchors = Bitext(
        name="a",
        source_language="zh-Hans",
        target_language="en",
        units=tuple(
            unit for i, j in wanted.items()
            for unit in confirmed(source, target, (i, i + 1), j).units
        ),
    )  # fmt: skip
    alignment = align(source, target, anchors=anchors)
    assert_partitions(alignment)
    kept = [bead for bead in alignment.beads if bead.is_anchor]
    assert {bead.source[0]: bead.target[0] for bead in kept} == wanted
    assert all(bead.kind == "1-1" for bead in kept)


def test_anchors_that_cross_are_refused_where_nothing_may():
    sides = [[pair[side] for pair in pairs()[:10]] for side in (0, 1)]
    source, target = zh(sides[0]), en(sides[1])
    first, second = (confirmed(source, target, (i, i + 1), j) for i, j in ((2, 7), (5, 5)))
    anchors = replace(first, units=first.units + second.units)
    crossing = [bead.is_crossing for bead in align(source, target, anchors=anchors).beads
                if bead.is_anchor]  # fmt: skip
    assert sorted(crossing) == [False, True]
    with pytest.raises(InputError, match="two confirmed pairs cross") as caught:
        align(source, target, anchors=anchors, options=AlignOptions(crossings=False))
    assert sides[0][2][:20] in str(caught.value)
    assert "crossings=False" in str(caught.value)


def test_an_anchor_between_repeated_sentences_is_kept_where_it_stood():
    source = zh(["谢谢。", "请坐。"])
    target = en(["Thank you.", "Sit down.", "Thank you."])
    alignment = align(source, target, anchors=confirmed(source, target, (0, 1), 0))
    assert [bead.source for bead in alignment.beads if bead.is_anchor] == [(0, 1)]


@pytest.mark.parametrize("name", ["none", "use"])
def test_a_copied_paragraph_changes_nothing_far_away(name):
    source, target = ([pair[side] for pair in pairs()[:80]] for side in (0, 1))
    before = align(zh(source), en(target), name)
    at, size = len(target) // 2, 4
    after = align(zh(source), en(target[:at] + target[at - size : at] + target[at:]), name)
    far = 12
    for bead in before.beads:
        if bead.is_null:
            continue
        (a, b), (c, d) = bead.source, bead.target
        if d < at - far:
            assert ((a, b), (c, d)) in spans(after)
        if c > at + far:
            assert ((a, b), (c + size, d + size)) in spans(after)


def test_the_same_input_gives_the_same_bytes_in_any_process():
    program = (
        "import json, sys\n"
        "from align import align_documents\n"
        "from corpora.language.tools import load_tools\n"
        "from corpora.units import document_from_segments\n"
        "zh, en = json.load(sys.stdin)\n"
        "result = align_documents(document_from_segments(zh, language='zh-Hans'),\n"
        "    document_from_segments(en, language='en'), tools=load_tools('use'))\n"
        "print([(b.source, b.target, repr(b.confidence), sorted(b.evidence.items()))\n"
        "       for b in result.beads])\n"
    )
    sides = [[pair[side] for pair in pairs()[:30]] for side in (0, 1)]
    del sides[1][3]
    printed = {
        subprocess.run(
            [sys.executable, "-c", program],
            input=json.dumps(sides),
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(printed) == 1


def test_a_long_block_without_a_match_is_passed_over_but_for_its_ends():
    assert long_gap([(0, 0), (1, 3000)], 2, 3001) == (1, 401, 2600)
    assert long_gap([(i, i) for i in range(3000)], 3000, 3000) is None
    assert long_gap([], 1, 500) is None


@pytest.mark.parametrize("name", ["none", "use"])
class TestEdges:
    @pytest.mark.parametrize("counts", [(0, 0), (0, 1), (3, 0), (0, 40)])
    def test_an_empty_side(self, name, counts):
        alignment = align(zh(["甲。"] * counts[0]), en(["A."] * counts[1]), name)
        assert_partitions(alignment)
        assert all(bead.is_null for bead in alignment.beads)

    def test_one_segment_each(self, name):
        alignment = align(zh(["谢谢大家。"]), en(["Thank you all."]), name)
        assert spans(alignment) == [((0, 1), (0, 1))]

    def test_one_against_five_hundred(self, name):
        many = [pairs()[number % len(pairs())][1] for number in range(500)]
        assert_partitions(align(zh([pairs()[3][0]]), en(many), name))
        many = [pairs()[number % len(pairs())][0] for number in range(500)]
        assert_partitions(align(zh(many), en([pairs()[3][1]]), name))

    def test_all_segments_identical(self, name):
        alignment = align(zh(["谢谢。"] * 200), en(["Thank you."] * 200), name)
        assert_partitions(alignment)
        assert spans(alignment) == [((i, i + 1), (i, i + 1)) for i in range(200)]

    def test_all_segments_identical_in_unequal_numbers(self, name):
        assert_partitions(align(zh(["谢谢。"] * 120), en(["Thank you."] * 90), name))

    def test_segments_of_five_thousand_characters(self, name):
        source, target = ("".join(pair[side] for pair in pairs()) for side in (0, 1))
        long_source = (source * (5000 // len(source) + 1))[:5000]
        long_target = (target * (5000 // len(target) + 1))[:5000]
        alignment = align(
            zh([pairs()[0][0], long_source, pairs()[1][0]]),
            en([pairs()[0][1], long_target, pairs()[1][1]]),
            name,
        )
        assert spans(alignment) == [((i, i + 1), (i, i + 1)) for i in range(3)]

    def test_long_segments_take_no_more_memory_than_text(self, name):
        source, target = ("".join(pair[side] for pair in pairs()) * 8 for side in (0, 1))
        encoder(name)
        tracemalloc.start()
        alignment = align(zh([source, source[:5000]]), en([target, target[:9000]]), name)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert_partitions(alignment)
        assert peak < {"none": 20e6, "use": 55e6}[name]

    @pytest.mark.parametrize("side", [0, 1])
    def test_a_document_against_itself(self, name, side):
        texts = [pair[side] for pair in pairs()]
        make = (zh, en)[side]
        alignment = align(make(texts), make(texts), name)
        assert spans(alignment) == [((i, i + 1), (i, i + 1)) for i in range(len(texts))]

    def test_a_document_against_its_shuffle(self, name):
        texts = [pair[1] for pair in pairs()]
        shuffled = random.Random(1).sample(texts, len(texts))
        alignment = align(en(texts), en(shuffled), name)
        assert_partitions(alignment)

    def test_characters_that_are_no_words(self, name):
        source = ["……", "——", "。", "\u3000𠮷\u3000", "１２３"]
        target = ["...", "—", ".", "𠮷", "123"]
        assert_partitions(align(zh(source), en(target), name))
