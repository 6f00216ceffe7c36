"""A unit that is one word ten thousand times costs what ten thousand letters cost, about."""

from __future__ import annotations

import time

import pytest

from corpora.language.tools import Tools
from corpora.units import Bitext, TranslationUnit
from quality.check import CheckOptions, check_bitext

PIECES = (
    "百", "十", "兆", "三成", "1 1 ", "1/2 ", "1.", "1-", "1:2 ", "!", ". ", "'s ", "the ", "$1 ",
    "two and ", "million ", "half past six ", "Chapter XI ",
    "差一刻", "九十五年", "<b>", "%d ", r"\n",
)  # fmt: skip
OPTIONS = CheckOptions(checks=("numbers", "placeholders", "untranslated", "names", "form"))


def _seconds(source: str, target: str) -> float:
    """CPU time of a check, so that what else the machine does is not counted."""
    pair = Bitext(
        name="run",
        source_language="zh-Hans",
        target_language="en",
        units=(TranslationUnit(source=source, target=target),),
    )
    start = time.process_time()
    check_bitext(pair, options=OPTIONS, tools=Tools(encoder=None))
    return time.process_time() - start


@pytest.mark.parametrize("piece", PIECES)
def test_time_is_linear_in_runs(piece: str) -> None:
    short, long = 1_000, 10_000
    base = _seconds(piece * short, "A word.") + _seconds("词。", piece * short)
    # Ten times the text: a square would cost a hundred times.
    spent = _seconds(piece * long, "A word.") + _seconds("词。", piece * long)
    assert spent < 30 * base + 1.5


@pytest.mark.parametrize("piece", ["1", "9", "一", "九", "万", "million ", "hundred thousand "])
def test_no_number_is_too_large(piece: str) -> None:
    _seconds(piece * 10_000, piece * 10_000)
    _seconds(f"{piece * 400}%", f"{piece * 500}%")
