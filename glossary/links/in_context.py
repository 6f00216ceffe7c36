"""Word links by an encoder that reads both sides whole: what it adds to a rendering's score.

The shipped models stay as they are, and two linear ones add to their scores what the similarities
of a unit's pieces say (like those of SimAlign, Jalili Sabet et al. 2020, and the soft links of
AWESOME, Dou & Neubig 2021). A unit is read once, for pairs and for places, and by itself: what
stands in other units, or which process reads it, changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpora.arrays import Floats, Integers, unit_rows
from corpora.language.encoders import load_token_encoder
from corpora.language.encoders.base import TokenEncoder, TokenVectors
from corpora.learned.cards import card_for
from corpora.learned.linear import LinearModel
from corpora.progress import Progress, silent
from glossary.links.renderings import PairSums
from glossary.prepared import Prepared

FEATURES = (
    "best_of_both",  # mean of the two that follow
    "best_of_term",  # cosine of each of the term's pieces with its best one in the rendering
    "best_of_rendering",  # … of the rendering's with its best one in the term
    "means",  # cosine of the mean vectors
    "share_of_term",  # of the soft links of the term's pieces that end in the rendering
    "share_of_rendering",  # … of the rendering's that end in the term
    "first_piece",  # … of the term's first piece
    "last_piece",
)
# Of the softmax that makes links of cosines: chosen by eye, and no other one tried.
_TEMPERATURE = 0.07
# Numbers held of units that were read, for when their places are asked about: 64 MB.
_MOST_HELD = 16_000_000

_Doubles = NDArray[np.float64]
_Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """Pieces of both sides of a unit: where they lie, and their cosines.

    ``across`` has shape (Chinese pieces, English pieces); ``chinese`` and ``english`` are those
    within each side.
    """

    starts: tuple[Integers, Integers]
    ends: tuple[Integers, Integers]
    across: Floats
    chinese: Floats
    english: Floats

    @classmethod
    def of(cls, chinese: TokenVectors, english: TokenVectors) -> Sides:
        """From the vectors of the pieces.

        Each side is centred on its own mean: what all of a sentence share says no word's meaning.
        """
        left, right = (unit_rows(side.vectors - _middle(side)) for side in (chinese, english))
        return cls(
            starts=(chinese.starts, english.starts),
            ends=(chinese.ends, english.ends),
            across=left @ right.T,
            chinese=left @ left.T,
            english=right @ right.T,
        )

    @property
    def size(self) -> int:
        """How many numbers it holds."""
        return self.across.size + self.chinese.size + self.english.size

    def features(self, stretches: Integers, spans: Integers) -> Floats:
        """What speaks for the rendering of each row.

        Args:
            stretches: of the terms, in the Chinese text: first code point and last + 1; shape
                (rows, 2).
            spans: of the renderings, in the English text, likewise.

        Returns:
            Shape (rows, 8), -1 to 1; 0 where a side of a row has no piece.
        """
        rows = self._pieces(0, stretches)
        columns = self._pieces(1, spans)
        found = np.zeros((len(stretches), len(FEATURES)), np.float32)
        has = (rows[:, 0] < rows[:, 1]) & (columns[:, 0] < columns[:, 1])
        if has.any():
            found[has] = self._describe(rows[has], columns[has])
        return found

    def _pieces(self, side: int, stretches: Integers) -> Integers:
        """First piece that touches each stretch, and the one behind the last."""
        first = np.searchsorted(self.ends[side], stretches[:, 0], side="right")
        last = np.searchsorted(self.starts[side], stretches[:, 1], side="left")
        return np.stack([first, last], axis=1)

    def _describe(self, rows: Integers, columns: Integers) -> Floats:
        height, width = np.diff(rows)[:, 0], np.diff(columns)[:, 0]
        best_of_term = _best(self.across, rows, columns) / height
        best_of_rendering = _best(self.across.T, columns, rows) / width
        weight = np.exp(self.across / _TEMPERATURE)
        forward = _summed(weight / weight.sum(axis=1, keepdims=True))
        backward = _summed(weight / weight.sum(axis=0, keepdims=True))
        dot = _inside(_summed(self.across), rows, columns)
        left = _inside(_summed(self.chinese), rows, rows)
        right = _inside(_summed(self.english), columns, columns)
        first = np.stack([rows[:, 0], rows[:, 0] + 1], axis=1)
        last = np.stack([rows[:, 1] - 1, rows[:, 1]], axis=1)
        described: Floats = np.stack(
            [
                (best_of_term + best_of_rendering) / 2,
                best_of_term,
                best_of_rendering,
                dot / np.sqrt(np.maximum(left * right, 1e-12)),
                _inside(forward, rows, columns) / height,
                _inside(backward, rows, columns) / width,
                _inside(forward, first, columns),
                _inside(forward, last, columns),
            ],
            axis=1,
        ).astype(np.float32)
        return described


def _middle(side: TokenVectors) -> Floats:
    middle: Floats = side.vectors.sum(axis=0) / np.float32(max(len(side.vectors), 1))
    return middle


def _summed(matrix: Floats) -> _Doubles:
    """Sums of everything above and left of each place."""
    sums = np.zeros((matrix.shape[0] + 1, matrix.shape[1] + 1))
    np.cumsum(np.cumsum(matrix, axis=0, dtype=np.float64), axis=1, out=sums[1:, 1:])
    return sums


def _inside(sums: _Doubles, rows: Integers, columns: Integers) -> _Doubles:
    """Sums over rectangles."""
    (top, bottom), (left, right) = rows.T, columns.T
    inside: _Doubles = sums[bottom, right] - sums[top, right] - sums[bottom, left] + sums[top, left]
    return inside


def _best(matrix: Floats, rows: Integers, columns: Integers) -> _Doubles:
    """For each rectangle, the sum over its rows of their greatest number."""
    distinct, which = np.unique(columns, axis=0, return_inverse=True)
    best = np.zeros((len(distinct), matrix.shape[0] + 1))
    for number, (left, right) in enumerate(distinct.tolist()):
        np.cumsum(matrix[:, left:right].max(axis=1), out=best[number, 1:])
    which = which.reshape(-1)
    found: _Doubles = best[which, rows[:, 1]] - best[which, rows[:, 0]]
    return found


class InContext:
    """What an encoder of pieces adds to the scores of pairs and places."""

    def __init__(
        self, encoder: TokenEncoder, pair: LinearModel, place: LinearModel, version: str
    ) -> None:
        """The encoder, and models over ``FEATURES``; ``version`` names their card."""
        self.signature = f"{encoder.name}-{version}"
        self._encoder = encoder
        self._pair = pair
        self._place = place
        self._held: dict[tuple[str, str], Sides] = {}
        self._room = _MOST_HELD

    def pair_gains(
        self, units: Sequence[Prepared], pairs: PairSums, progress: Progress = silent
    ) -> Floats:
        """Nats that every pair gains by its best occurrence; shape (pairs,)."""
        return self._pair.score(self.describe(units, pairs, pairs.unit, progress))

    def place_gains(self, units: Sequence[Prepared], pairs: PairSums, unit: Integers) -> Floats:
        """Nats that every wording of a place gains; ``unit`` says in which of the units it is."""
        return self._place.score(self.describe(units, pairs, unit))

    def describe(
        self,
        units: Sequence[Prepared],
        pairs: PairSums,
        unit: Integers,
        progress: Progress = silent,
    ) -> Floats:
        """The features of renderings, each in one unit; shape (rows, 8)."""
        found = np.zeros((len(unit), len(FEATURES)), np.float32)
        order = np.argsort(unit, kind="stable")
        numbers, starts = np.unique(unit[order], return_index=True)
        for done, rows in enumerate(np.split(order, starts[1:]) if len(order) else []):
            own = units[int(numbers[done])]
            first = np.array([token.start for token in own.tokens], np.int64)
            end = np.array([token.end for token in own.tokens], np.int64)
            spans = np.stack([first[pairs.first[rows]], end[pairs.last[rows] - 1]], axis=1)
            stretches = np.stack([pairs.start[rows], pairs.end[rows]], axis=1)
            found[rows] = self._read(own).features(stretches, spans)
            progress("reading words in context", done + 1, len(numbers))
        return found

    def _read(self, unit: Prepared) -> Sides:
        key = unit.text, unit.english
        known = self._held.get(key)
        if known is None:
            known = Sides.of(*self._encoder.encode_tokens(key))
            if known.size <= self._room:
                # What does not fit is read again: places are asked about in the order of pairs,
                # so that letting go of the oldest would let go of all.
                self._held[key] = known
                self._room -= known.size
        return known


def load_in_context(name: str | None) -> InContext | None:
    """The word links of that name; ``None`` for those that the program has anyway.

    Raises:
        InputError: there are none of that name, or what they need is not installed.
    """
    if name is None:
        return None
    encoder = load_token_encoder(name)
    card = card_for("glossary/data", "links", name)
    return InContext(
        encoder, card.linear("pair", FEATURES), card.linear("place", FEATURES), card.version
    )
