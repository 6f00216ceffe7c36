"""Which words of two texts differ."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from corpora.language.han import HAN
from corpora.units import Span

_WORD = re.compile(rf"{HAN.pattern}|(?:(?!{HAN.pattern})\w)+(?:['’]\w+)?|[^\w\s]")


def word_spans(text: str) -> list[Span]:
    """Words, single Han characters and punctuation marks, as spans of code points.

    >>> word_spans("它有𠮷、two")
    [(0, 1), (1, 2), (2, 3), (3, 4), (4, 7)]
    """
    return [match.span() for match in _WORD.finditer(text)]


def differing_spans(one: str, other: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """The stretches of each text that have no counterpart in the other, case aside.

    >>> differing_spans("a red car", "a blue car")
    (((2, 5),), ((2, 6),))
    """
    spans, other_spans = word_spans(one), word_spans(other)
    words = [one[start:end].casefold() for start, end in spans]
    others = [other[start:end].casefold() for start, end in other_spans]
    marks: list[Span] = []
    other_marks: list[Span] = []
    for tag, i, j, k, m in SequenceMatcher(None, words, others, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        if i < j:
            marks.append((spans[i][0], spans[j - 1][1]))
        if k < m:
            other_marks.append((other_spans[k][0], other_spans[m - 1][1]))
    return tuple(marks), tuple(other_marks)
