"""Aligning, scoring and looking for omissions cost ten times as much for ten times the text.

A word or a mark said thousands of times is what a table of contents, a damaged file or a joker has.
CPU time is compared, generously: a square would cost a hundred times.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

import duizhao
from corpora.language.tools import load_tools
from corpora.units import Bitext, TranslationUnit
from quality.check import CheckOptions, check_bitext

FEW, MANY = 150, 1_500
WORDS = ("百", "三成", "!", ". ", "'s ", "the ", "water ", "Mr. ", "... ", "“", "(", "1 ")
OPTIONS = CheckOptions(checks=("omission", "terms", "wording", "consistency"))


def _aligned(piece: str, count: int) -> None:
    duizhao.align(
        ["今天下雨。", f"雨水{piece}" * count, "明天晴。"],
        ["It rains today.", f"rainwater {piece}" * count, "Fine tomorrow."],
        tools="none",
        source_language="zh-Hans",
        target_language="en",
    )


def _checked(piece: str, count: int) -> None:
    unit = TranslationUnit(
        source=f"今天下雨。{piece * count}明天晴。",
        target=f"It rains today. {piece * count} Fine tomorrow.",
    )
    pair = Bitext(name="run", source_language="zh-Hans", target_language="en", units=(unit,))
    check_bitext(pair, options=OPTIONS, tools=load_tools("none"))


def _scored(piece: str, count: int) -> None:
    hypothesis, reference = f"It rains. {piece * count}", f"It rained. {piece * count}"
    duizhao.score([hypothesis], [reference], tools="none", intervals=False)


def _seconds(work: Callable[[str, int], None], piece: str, count: int) -> float:
    start = time.process_time()
    work(piece, count)
    return time.process_time() - start


@pytest.mark.parametrize(
    ("work", "words"),
    [(_aligned, WORDS), (_checked, WORDS), (_scored, ("百", "Mr. "))],
)
def test_time_is_linear_in_runs(work: Callable[[str, int], None], words: tuple[str, ...]) -> None:
    work("a", 10)  # what is loaded once is not counted
    slow = []
    for piece in words:
        few = _seconds(work, piece, FEW)
        many = _seconds(work, piece, MANY)
        slow += [(piece, few, many)] if many > 30 * few + 1.5 else []
    assert not slow
