"""Which pair a row is about: by its number, its place and its texts, and never by guessing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from review.project import Pair
from review.sheets.pairs import BORDER, Place, read_place

# What programs that correct while one types put in the place of what was there.
_TYPED = str.maketrans(
    {"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "...", "\u00a0": " "}
)
_BLANKS = re.compile(rf"[\s{BORDER.strip()}]+")


def text_key(text: str) -> str:
    """A text without what spreadsheets do to it, and without the borders of sentences.

    >>> text_key("“A.” ¦ B…") == text_key('"A." B...')
    True
    """
    plain = unicodedata.normalize("NFC", text).translate(_TYPED)
    return re.sub("-+", "-", _BLANKS.sub("", plain).lstrip("'"))


@dataclass(frozen=True, slots=True)
class Unplaced:
    """That a row has no pair, and why."""

    reason: str


class Places:
    """The pairs of a document pair as they stand, found by what a row says."""

    def __init__(self, pairs: Iterable[Pair]) -> None:
        self.pairs: Sequence[Pair] = [pair for pair in pairs if pair.source or pair.target]
        self._by_number = {pair.number: index for index, pair in enumerate(self.pairs)}
        self._by_spans = {
            (*pair.source_span, *pair.target_span): index for index, pair in enumerate(self.pairs)
        }
        self._by_texts: dict[tuple[str, str], list[int]] = {}
        for index, pair in enumerate(self.pairs):
            self._by_texts.setdefault(_texts(pair), []).append(index)

    def find(self, cells: Mapping[str, str]) -> int | Unplaced:
        """The index of the pair that a row is about."""
        number = cells["pair"].strip("#'’ ")
        place = read_place(cells.get("place", ""))
        at_number = self._by_number.get(number)
        at_place = None if place is None else self._by_spans.get(place[0])
        if "source" not in cells and "target" not in cells:
            return self._by_number_alone(number, at_number, at_place if place else at_number)
        texts = text_key(cells.get("source", "")), text_key(cells.get("target", ""))
        for index in (at_place, at_number):
            if index is not None and self._agree(index, cells, texts):
                return index
        same = self._by_texts.get(texts, [])
        if len(same) == 1 and not self._was_decided(at_number, place):
            return same[0]
        if len(same) > 1:
            return Unplaced(f"its texts stand {len(same)} times, and none of them is pair {number}")
        if at_number is None:
            return Unplaced(f"there is no pair {number or 'without a number'}")
        return Unplaced(f"its texts are not those of pair {number}")

    def _was_decided(self, index: int | None, place: Place | None) -> bool:
        """Whether a row's pair is another because a person made it so."""
        outer = None if place is None else self.around(place[0])
        by_number = index is not None and self.pairs[index].is_decided
        return by_number or (outer is not None and outer.is_decided)

    def around(self, place: Sequence[int]) -> Pair | None:
        """The pair that holds a stretch of both texts."""
        return next((pair for pair in self.pairs if holds(pair, place)), None)

    def _agree(self, index: int, cells: Mapping[str, str], texts: tuple[str, str]) -> bool:
        """Whether the texts that a row has are the pair's."""
        own = _texts(self.pairs[index])
        return all(
            name not in cells or one == other
            for name, one, other in zip(("source", "target"), own, texts, strict=True)
        )

    @staticmethod
    def _by_number_alone(number: str, at_number: int | None, other: int | None) -> int | Unplaced:
        if at_number is None:
            return Unplaced(f"there is no pair {number or 'without a number'}")
        if other != at_number:
            return Unplaced(f"pair {number} stands in another place now")
        return at_number


def holds(pair: Pair, place: Sequence[int]) -> bool:
    """Whether both stretches lie in a pair; an empty one lies in any."""
    spans = pair.source_span, pair.target_span
    return all(
        start == end or (outer[0] <= start and end <= outer[1])
        for outer, start, end in zip(spans, place[::2], place[1::2], strict=True)
    )


def _texts(pair: Pair) -> tuple[str, str]:
    """Both texts as read, which is what a sheet shows."""
    source = pair.source if pair.original_source is None else pair.original_source
    target = pair.target if pair.original_target is None else pair.original_target
    return text_key(source), text_key(target)
