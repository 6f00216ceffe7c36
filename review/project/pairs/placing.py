"""Where a stretch of one version of a text stands in another version.

Decisions are about stretches of a text. When the text is changed, those whose own words are
still there, in the same order, hold; the comparison is by pieces between punctuation marks,
first those that occur once in both versions, then what stands between them, so that a line that
stands twice is told apart by its neighbours.
"""

from __future__ import annotations

import bisect
import re
from collections import Counter
from collections.abc import Sequence

from corpora.units import Span

_PIECE = re.compile(
    r"[^，,。．.；;：:！!？?…\n]*(?:[，,。．.；;：:！!？?…\n]+[”’」』）)》〉\"']*\s*|\Z)"
)
# How often what lies between matches is compared again; texts need two or three rounds.
_MOST_ROUNDS = 16

Range = tuple[int, int, int, int]


class TextMap:
    """Offsets of an old text in a new one.

    >>> moved = TextMap("一。二。三。", "零。一。三。")
    >>> moved.span((0, 2)), moved.span((2, 4)), moved.span((4, 6))
    ((2, 4), None, (4, 6))
    """

    def __init__(self, old: str, new: str) -> None:
        self._old, self._new = old, new
        pieces = [_pieces(old), _pieces(new)]
        starts = [[0], [0]]
        for found, borders in zip(pieces, starts, strict=True):
            for piece in found:
                borders.append(borders[-1] + len(piece))
        matched = _match(pieces[0], pieces[1])
        self._starts = [starts[0][a] for a, _b in matched]
        self._ends = [starts[0][a + 1] for a, _b in matched]
        self._moved = [starts[1][b] for _a, b in matched]

    def span(self, span: Span) -> Span | None:
        """The same words in the new text, ``None`` where they are gone or changed.

        An empty span is a place between words: it goes where the words before it went.
        """
        start, end = span
        if start == end:
            at = self._place(start)
            return at, at
        first, last = self._offset(start), self._offset(end - 1)
        if first is None or last is None or last < first:
            return None
        found = (first, last + 1)
        same = _words(self._new[found[0] : found[1]]) == _words(self._old[start:end])
        return found if same else None

    def _offset(self, at: int) -> int | None:
        block = bisect.bisect_right(self._starts, at) - 1
        if block < 0 or at >= self._ends[block]:
            return None
        return self._moved[block] + at - self._starts[block]

    def _place(self, at: int) -> int:
        if at == 0:
            return 0
        block = bisect.bisect_right(self._starts, at - 1) - 1
        if block < 0:
            return 0
        return self._moved[block] + min(at, self._ends[block]) - self._starts[block]


def _pieces(text: str) -> list[str]:
    return [found.group() for found in _PIECE.finditer(text) if found.group()]


def _words(text: str) -> str:
    return "".join(text.split())


def _match(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Indices of equal pieces, in order on both sides."""
    matched: list[tuple[int, int]] = []
    ranges: list[Range] = [(0, len(old), 0, len(new))]
    for _ in range(_MOST_ROUNDS):
        todo: list[Range] = []
        for one in ranges:
            (a0, a1, b0, b1), same = _trim(old, new, one)
            matched += same
            chain = _unique_chain(old, new, (a0, a1, b0, b1))
            matched += chain
            if chain:
                before = (a0, b0)
                for a, b in [*chain, (a1, b1)]:
                    if before[0] < a and before[1] < b:
                        todo.append((before[0], a, before[1], b))
                    before = (a + 1, b + 1)
        ranges = todo
        if not ranges:
            break
    return sorted(matched)


def _trim(
    old: Sequence[str], new: Sequence[str], one: Range
) -> tuple[Range, list[tuple[int, int]]]:
    """What is equal at both ends of a range, and the range that remains."""
    a0, a1, b0, b1 = one
    same = []
    while a0 < a1 and b0 < b1 and old[a0] == new[b0]:
        same.append((a0, b0))
        a0, b0 = a0 + 1, b0 + 1
    while a0 < a1 and b0 < b1 and old[a1 - 1] == new[b1 - 1]:
        a1, b1 = a1 - 1, b1 - 1
        same.append((a1, b1))
    return (a0, a1, b0, b1), same


def _unique_chain(old: Sequence[str], new: Sequence[str], one: Range) -> list[tuple[int, int]]:
    """The longest run in order of pieces that occur once on either side of a range."""
    a0, a1, b0, b1 = one
    left, right = Counter(old[a0:a1]), Counter(new[b0:b1])
    where = {new[b]: b for b in range(b0, b1) if right[new[b]] == 1}
    pairs = [(a, where[old[a]]) for a in range(a0, a1) if left[old[a]] == 1 and old[a] in where]
    # The longest increasing subsequence, by the smallest last element of each length.
    last: list[int] = []
    chosen: list[int] = []
    before: list[int] = []
    for index, (_a, b) in enumerate(pairs):
        at = bisect.bisect_left(last, b)
        before.append(chosen[at - 1] if at else -1)
        if at == len(last):
            last.append(b)
            chosen.append(index)
        else:
            last[at] = b
            chosen[at] = index
    chain = []
    at = chosen[-1] if chosen else -1
    while at >= 0:
        chain.append(pairs[at])
        at = before[at]
    return chain[::-1]
