"""One side of a document pair as it is cut at present: sentences that people may cut and join."""

from __future__ import annotations

import bisect
from collections.abc import Iterable

from corpora.segment.spans import trimmed
from corpora.units import Span


class Misplaced(Exception):  # noqa: N818 - what is said of a decision, not a failure of ours
    """A decision that the texts of now have no place for; the message says why."""


class Sentences:
    """Spans of a text in order, without overlap."""

    def __init__(self, text: str, spans: Iterable[Span]) -> None:
        self.text = text
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in spans:
            self._starts.append(start)
            self._ends.append(end)

    def copy(self) -> Sentences:
        """One that can be cut without this one."""
        return Sentences(self.text, zip(self._starts, self._ends, strict=True))

    def __len__(self) -> int:
        return len(self._starts)

    def spans(self) -> list[Span]:
        """All of them."""
        return list(zip(self._starts, self._ends, strict=True))

    def run(self, span: Span) -> list[Span]:
        """The sentences that a span of the text holds; none for an empty span.

        Raises:
            Misplaced: the span does not begin and end where sentences do.
        """
        if span[0] == span[1]:
            return []
        first, last = self.index(span[0]), self.ending(span[1])
        if first is None or last is None or last < first:
            raise Misplaced("its sentences are cut in another way now")
        return list(zip(self._starts[first : last + 1], self._ends[first : last + 1], strict=True))

    def index(self, start: int) -> int | None:
        """Which sentence starts at an offset."""
        at = bisect.bisect_left(self._starts, start)
        return at if at < len(self._starts) and self._starts[at] == start else None

    def ending(self, end: int) -> int | None:
        """Which sentence ends at an offset."""
        at = bisect.bisect_left(self._ends, end)
        return at if at < len(self._ends) and self._ends[at] == end else None

    def before(self, at: int) -> int:
        """Where the last sentence before an offset ends, 0 where none does."""
        index = bisect.bisect_right(self._ends, at) - 1
        return self._ends[index] if index >= 0 else 0

    def number_until(self, at: int) -> int:
        """How many sentences end at or before an offset."""
        return bisect.bisect_right(self._ends, at)

    def after(self, at: int) -> Span | None:
        """The first sentence that starts at an offset or behind it."""
        index = bisect.bisect_left(self._starts, at)
        return (self._starts[index], self._ends[index]) if index < len(self) else None

    def cut(self, at: int) -> tuple[Span, Span] | None:
        """Cut the sentence that holds an offset in two, blanks at the cut left out of both.

        Returns:
            The two parts; ``None`` where there is a border already.

        Raises:
            Misplaced: the offset lies in no sentence, or one part would be blank.
        """
        index = bisect.bisect_right(self._starts, at) - 1
        start, end = (self._starts[index], self._ends[index]) if index >= 0 else (0, 0)
        parts = trimmed(self.text, start, min(at, end)), trimmed(self.text, max(at, start), end)
        if parts[0] is None or parts[1] is None:
            if 0 < at <= len(self.text) and not self.text[self.before(at) : at].strip():
                return None
            raise Misplaced("there is no sentence to cut at this place")
        # What stood at the ends of the sentence stays there.
        first, second = (start, parts[0][1]), (parts[1][0], end)
        self._starts[index : index + 1] = [first[0], second[0]]
        self._ends[index : index + 1] = [first[1], second[1]]
        return first, second

    def join(self, first: Span, second: Span) -> bool:
        """Make two neighbours one.

        Returns:
            Whether anything changed: they may be one already.

        Raises:
            Misplaced: they are no neighbours.
        """
        index = self.index(first[0])
        if index is not None and self._ends[index] >= second[1]:
            return False
        if index is None or self.spans()[index : index + 2] != [first, second]:
            raise Misplaced("the two sentences do not stand side by side")
        self._starts[index : index + 2] = [first[0]]
        self._ends[index : index + 2] = [second[1]]
        return True
