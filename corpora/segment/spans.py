"""What both languages' segmenters need: brackets that belong together, and trimmed spans."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from corpora.units import Span

# Zero-width marks count as space at a segment's edge: no CAT tool matches a segment with them.
_INVISIBLE = "\u200b\u2060\ufeff"
_LEADING = re.compile(rf"[\s{_INVISIBLE}]*")


def trimmed(text: str, start: int, end: int) -> Span | None:
    """The span without outer white space, or ``None`` where nothing else is in it.

    >>> trimmed("  甲 ", 0, 4)
    (2, 3)
    """
    found = _LEADING.match(text, start, end)
    start = found.end() if found else start
    while end > start and (text[end - 1].isspace() or text[end - 1] in _INVISIBLE):
        end -= 1
    return (start, end) if start < end else None


def spans_between(text: str, breaks: Iterable[int]) -> list[Span]:
    """The trimmed spans that ``breaks`` (ascending offsets) cut ``text`` into."""
    spans = []
    start = 0
    for end in (*breaks, len(text)):
        span = trimmed(text, start, end)
        if span is not None:
            spans.append(span)
        start = end
    return spans


class Brackets:
    """Kinds of brackets, and where in a text they match.

    An opening that is not closed within ``longest`` characters is taken for a slip of the
    pen, so that it cannot hold a whole text together.

    >>> Brackets({"(": ")"}, longest=10).pairs("a(b(c))d)")
    [(1, 6), (3, 5)]
    """

    def __init__(self, closing: Mapping[str, str], *, longest: int) -> None:
        self._opening = {close: open_ for open_, close in closing.items()}
        self._marks = re.compile("[" + re.escape("".join([*closing, *self._opening])) + "]")
        self._longest = longest

    def pairs(self, text: str) -> list[Span]:
        """Offsets (opening, closing) of brackets that match, by opening; nested ones included."""
        pairs = []
        stacks: dict[str, list[int]] = {}
        for found in self._marks.finditer(text):
            mark, at = found.group(), found.start()
            if mark not in self._opening:
                stacks.setdefault(mark, []).append(at)
                continue
            stack = stacks.get(self._opening[mark])
            if stack:
                start = stack.pop()
                if at - start <= self._longest:
                    pairs.append((start, at))
        return sorted(pairs)


def last_stop(text: str, start: int, end: int) -> int:
    """Where the shelter of the bracket at ``start`` … ``end`` ends.

    A bracket inside a sentence shelters all it holds. One that stands between sentences and
    closes with a full stop does so up to that: it is a sentence (or several) itself.
    """
    before = text[max(0, start - 4) : start].rstrip()
    if before and before[-1] not in '。！？.!?…”’」』"':
        return end
    stop = end
    while stop > start and text[stop - 1] in '。！？.!?…”」"':
        stop -= 1
    return stop if stop > start + 1 else end


class Shelter:
    """Spans in which no sentence ends, asked for in ascending order.

    Being asked in order makes a whole paragraph linear in its length.
    """

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans = sorted(spans)
        self._next = 0
        self._until = -1

    def covers(self, at: int) -> bool:
        """Whether offset ``at`` lies strictly inside a span; ``at`` must not go back."""
        while self._next < len(self._spans) and self._spans[self._next][0] < at:
            self._until = max(self._until, self._spans[self._next][1])
            self._next += 1
        return at < self._until

    @property
    def until(self) -> int:
        """Where the spans that have begun so far end."""
        return self._until
