"""The damage that scripts do to gold documents leaves a gold that is right."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

from align.judging.evaluation import evaluate
from align.judging.gold import Gold, read_gold
from align.judging.locating import find_cells
from corpora.units import Alignment, Bead, Document, Paragraph, Segment, Turn

ROOT = Path(__file__).resolve().parents[2]


def load_script(name):
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


perturb = load_script("perturb")
SOURCE = [f"{number}甲，𠮷。" for number in range(60)]
TARGET = [f"Number {number}." for number in range(80)]


@pytest.fixture
def example():
    """Sixty against eighty: 1-1, 1-2 and a null bead on each side, in turn."""
    beads = []
    i = j = 0
    while i < len(SOURCE) or j < len(TARGET):
        a, b = [(1, 1), (1, 2), (1, 1), (0, 1), (1, 1), (1, 2), (1, 0), (2, 1)][len(beads) % 8]
        a, b = min(a, len(SOURCE) - i), min(b, len(TARGET) - j)
        if not a and not b:
            a, b = min(1, len(SOURCE) - i), min(1, len(TARGET) - j)
        beads.append((tuple(range(i, i + a)), tuple(range(j, j + b))))
        i, j = i + a, j + b
    return perturb.Example(
        name="made up",
        source=perturb.document_of(
            [perturb.Piece(text=text, paragraph=n // 7) for n, text in enumerate(SOURCE)],
            name="made up",
            language="zh-Hans",
        ),
        target=perturb.document_of(
            [perturb.Piece(text=text, paragraph=n // 9) for n, text in enumerate(TARGET)],
            name="made up",
            language="en",
        ),
        beads=tuple(beads),
    )


def texts(example):
    return [
        (
            tuple(example.source.segments[i].text for i in bead[0]),
            tuple(example.target.segments[j].text for j in bead[1]),
        )
        for bead in example.beads
    ]


def assert_covers(example):
    for side, document in ((0, example.source), (1, example.target)):
        held = sorted(index for bead in example.beads for index in bead[side])
        assert held == list(range(len(document.segments)))


DAMAGE = {
    "target deleted": lambda one: perturb.delete_segments(one, "target", seed=3),
    "source deleted": lambda one: perturb.delete_segments(one, "source", seed=3),
    "page lost": lambda one: perturb.lose_page(one, "target", size=20, seed=3),
    "swapped": lambda one: perturb.swap_blocks(one, size=15, seed=3),
    "marked": lambda one: perturb.mark_paragraphs(one, seed=3),
    "flat": lambda one: perturb.unmarked(one),
    "inserted": lambda one: perturb.insert_block(one, "source", ["外来。"] * 9, seed=3),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_what_faced_each_other_still_does(example, name):
    damaged = DAMAGE[name](example)
    assert_covers(damaged)
    assert damaged == DAMAGE[name](example)
    partner = {text: pair for pair in texts(example) for side in pair for text in side}
    for pair in texts(damaged):
        for side in (0, 1):
            for text in pair[side]:
                if text != "外来。":
                    whole = partner[text]
                    assert set(pair[0]) <= set(whole[0])
                    assert set(pair[1]) <= set(whole[1])


def test_how_much_is_lost(example):
    assert len(DAMAGE["target deleted"](example).target.segments) == 72
    assert len(DAMAGE["page lost"](example).target.segments) == 60
    assert len(DAMAGE["inserted"](example).source.segments) == 69


def test_swapped_gold_crosses_and_is_nothing_but_moved(example):
    swapped = DAMAGE["swapped"](example)
    assert sorted(texts(swapped)) == sorted(texts(example))
    firsts = [bead[1][0] for bead in swapped.beads if bead[0] and bead[1]]
    assert firsts != sorted(firsts)


def test_marks_stand_on_both_sides_of_borders(example):
    marked = perturb.mark_paragraphs(perturb.unmarked(example), dropped=0.0, seed=3)
    starts = [
        {
            number
            for number, segment in enumerate(document.segments)
            if number and segment.paragraph != document.segments[number - 1].paragraph
        }
        for document in (marked.source, marked.target)
    ]
    assert len(starts[0]) == len(starts[1]) > 3
    assert {bead[0][0] for bead in marked.beads if bead[0]} >= starts[0]
    labelled = [turn for turn in marked.source.turns if turn.speaker]
    assert labelled
    for turn in labelled:
        assert marked.source.text[slice(*turn.label)] == f"{turn.speaker}："


def test_example_of_texts_joins_beads_that_share_a_segment():
    source = perturb.document_of(
        [perturb.Piece(text=text) for text in ("甲。", "乙。丙。", "丁。")],
        name="d",
        language="zh-Hans",
    )
    target = perturb.document_of(
        [perturb.Piece(text=text) for text in ("A.", "B.", "C.", "D.")], name="d", language="en"
    )
    gold = Gold(name="g", texts=(("甲。", "A."), ("乙。", "B."), ("丙。", "C."), ("丁。", "D.")))
    example = perturb.example_of(source, target, gold)
    assert example.merged == 1
    assert example.beads == (((0,), (0,)), ((1,), (1, 2)), ((2,), (3,)))


def test_own_gold_is_read_as_it_stands():
    """The judge finds nothing wrong with the gold of the sample, judged by itself."""
    gold = read_gold(ROOT / "corpora" / "samples" / "presser.gold.jsonl")
    report = evaluate([(gold, gold)])
    assert report.strict.f1 == report.lax.f1 == 1.0
    assert report.by_kind["null"].f1 == 1.0


class TestFindCells:
    def test_end_to_end_and_over_a_label(self):
        assert find_cells(["甲。", "乙。", "", "丙。"], "甲。王：乙。丙。") == [
            (0, 2),
            (4, 6),
            None,
            (6, 8),
        ]

    def test_a_short_text_far_away_is_not_taken_for_the_next(self):
        text = "谢谢。" + "话" * 100 + "谢谢。"
        assert find_cells(["谢谢。", "谢谢。", "话" * 100], text) == [(0, 3), None, (3, 103)]

    def test_moved_blocks(self):
        assert find_cells(["后面的一大段。", "前面的一大段。"], "前面的一大段。后面的一大段。") == [
            (7, 14),
            (0, 7),
        ]


def test_a_segment_across_two_gold_beads_makes_both_wrong():
    text = "甲。乙。丙。"
    source = Document(
        name="d",
        language="zh-Hans",
        text=text,
        paragraphs=(Paragraph(start=0, end=6),),
        turns=(Turn(start=0, end=6),),
        segments=(
            Segment(text="甲。乙。", start=0, end=4),
            Segment(text="丙。", start=4, end=6),
        ),
    )
    target = perturb.document_of(
        [perturb.Piece(text=one) for one in ("A.", "B.", "C.")], name="d", language="en"
    )
    system = Alignment(
        source=source,
        target=target,
        beads=(Bead(source=(0, 1), target=(0, 2)), Bead(source=(1, 2), target=(2, 3))),
    )
    gold = Gold(name="g", texts=(("甲。", "A."), ("乙。", "B."), ("丙。", "C.")))
    report = evaluate([(system, gold)])
    assert (report.strict.right, report.strict.found) == (1, 1)
    assert report.lax.recall == 1.0
