"""A hypothesis that is split otherwise than its reference is cut to face it."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quality.score import ScoreOptions, score_segments
from quality.score.edit_path import END, align_tokens
from quality.score.resegment import resegment

pytestmark = pytest.mark.slow

REFERENCES = [
    "The library opened its new reading room on Friday.",
    "Visitors can borrow up to ten books, and children twice as many.",
    "“It took us three years,” said the head librarian.",
    "The old building will become a theatre.",
    "Entry is free.",
]
HYPOTHESIS = [
    "On Friday the library opened a new reading room.",
    "Guests may borrow ten books at most, children up to twenty.",
    "“We needed three years for it,” the head librarian said.",
    "The old house is to become a theatre.",
    "Entry is free of charge.",
]
CHINESE = [
    "图书馆周五开放了新阅览室。",
    "读者最多可借十本书！",
    "“用了三年。”馆长𠮷田说……",
    "免费入场。",
]


def test_the_same_text_split_otherwise_comes_back_as_it_was() -> None:
    pieces = [" ".join(HYPOTHESIS[:3]), " ".join(HYPOTHESIS[3:])]
    assert resegment(pieces, REFERENCES, language="en").segments == tuple(HYPOTHESIS)


def test_sentence_borders_moved_into_sentences_come_back() -> None:
    words = " ".join(HYPOTHESIS).split()
    pieces = [" ".join(words[start : start + 7]) for start in range(0, len(words), 7)]
    assert resegment(pieces, REFERENCES, language="en").segments == tuple(HYPOTHESIS)


def test_chinese_without_spaces_comes_back() -> None:
    found = resegment(["".join(CHINESE)], CHINESE, language="zh-Hans")
    assert found.segments == tuple(CHINESE)
    assert found.missing == found.surplus == ()


def test_a_lost_sentence_is_missing_and_its_place_empty() -> None:
    pieces = HYPOTHESIS[:1] + HYPOTHESIS[2:]
    found = resegment([" ".join(pieces)], REFERENCES, language="en")
    assert found.segments == (HYPOTHESIS[0], "", *HYPOTHESIS[2:])
    assert found.missing == (1,)


def test_an_added_sentence_is_surplus_and_stays_in_the_text() -> None:
    added = "Meanwhile purple umbrellas keep dancing with seven trombones."
    pieces = [*HYPOTHESIS[:2], added, *HYPOTHESIS[2:]]
    found = resegment(pieces, REFERENCES, language="en")
    assert [text for _, text in found.surplus] == [added]
    assert added in " ".join(found.segments)


def test_an_empty_hypothesis_leaves_every_segment_missing() -> None:
    found = resegment(["", " "], REFERENCES, language="en")
    assert found.segments == ("",) * 5
    assert found.missing == (0, 1, 2, 3, 4)


def test_one_segment_takes_everything() -> None:
    assert resegment(HYPOTHESIS, ["Anything."], language="en").segments == (" ".join(HYPOTHESIS),)


def test_no_reference_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="no reference"):
        resegment(HYPOTHESIS, [], language="en")


WORDS = st.sampled_from(
    [
        "red",
        "blue",
        "house",
        "房",
        "子",
        "𠮷",
        "runs",
        ".",
        "。",
        "(",
        "！",
        "U.S.",
        "Ten",
        "10",
        "——",
    ]
)
TEXTS = st.lists(st.lists(WORDS, max_size=6).map(" ".join), min_size=1, max_size=6)


@given(pieces=TEXTS, references=TEXTS)
def test_nothing_is_lost_or_moved(pieces: list[str], references: list[str]) -> None:
    found = resegment(pieces, references, language="en")
    assert len(found.segments) == len(references)
    assert " ".join(found.segments).split() == " ".join(pieces).split()
    assert all(0 <= index < len(references) for index in found.missing)


@given(
    one=st.lists(st.integers(END, 4), max_size=12), other=st.lists(st.integers(END, 4), max_size=12)
)
def test_the_path_rises_from_nothing_to_all(one: list[int], other: list[int]) -> None:
    reached = align_tokens(np.array([*one, END]), np.array([*other, END]))
    assert reached[-1] == len(other) + 1
    assert np.all(np.diff(reached) >= 0)


def test_a_text_against_itself_is_the_diagonal() -> None:
    rng = random.Random(3)
    ids = np.array([rng.randrange(1, 50) for _ in range(3000)])
    assert align_tokens(ids, ids).tolist() == list(range(3001))


@pytest.mark.slow
@pytest.mark.parametrize("system", ["NiuTrans", "Online-W"])
def test_news_cut_anew_scores_as_when_aligned(shared_data: Path, system: str) -> None:
    reference, hypothesis = (
        (shared_data / "scoring" / name).read_text(encoding="utf-8").split("\n")[:700]
        for name in ("refA.en", f"{system}.en")
    )
    rng = random.Random(11)
    words = " ".join(hypothesis).split()
    pieces = []
    while words:
        size = rng.randint(5, 60)
        pieces.append(" ".join(words[:size]))
        words = words[size:]
    options = ScoreOptions(metrics=("BLEU", "chrF"), intervals=False, encoder="none")
    anew = resegment(pieces, reference, language="en").segments
    report = score_segments(
        {"aligned": hypothesis, "anew": anew}, references=[reference], options=options
    )
    (bleu, chrf), (bleu_anew, chrf_anew) = (
        [score.score for score in one.scores] for one in report.hypotheses
    )
    assert abs(bleu - bleu_anew) < 0.3
    assert abs(chrf - chrf_anew) < 0.2
