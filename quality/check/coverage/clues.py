"""What else speaks for the loss of a stretch: its words, its numbers, its rivals, the lengths.

``coverage`` proposes stretches by how the clauses pair in order. Here each is asked what a
reader would ask: do its words find partners that no other word needs? Are its numbers over
there? Is what resembles it most a better match for something else? Is the other side too short
by about so much?
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from corpora.arrays import unit_rows
from corpora.language.encoders.base import SpanEncoder
from corpora.numbers import Quantity
from quality.check.coverage.stretches import LONGEST_RUN, Floats, Reading, Stretch, Vectors, runs

CLUES = (
    "words found", "words found near", "words matched", "words matched elsewhere", "words lost",
    "cosine at best", "cosine on average", "cosine at least", "cosine elsewhere", "rival", "rank",
    "numbers lost", "numbers found", "short", "short by it", "sentences", "share of sentences",
    "long", "words counted",
)  # fmt: skip

# A centred cosine of .3 between words is chance, .75 nearly as good as a dictionary.
_CHANCE, _RANGE, _BY_VECTOR = 0.3, 0.45, 0.9
# Below this a pair of words is none: chosen by eye.
_ENOUGH = 0.25
# Of equal partners the one at about the same place: half is lost at half a text's distance.
_DISTANCE_COST, _FAR = 0.5, 2.0
# How far off the place where it is due a word counts as near, as a share of the text and in
# characters: chosen by eye.
_NEAR, _NEAR_CHARS = 0.18, 40
# The spread of a text's length: a share of it, and what sentences add independently.
_SPREAD_SHARE, _SPREAD_CHARS, _SPREAD_LEAST = 0.07, 9.0, 100.0
# In nats; more says no more.
_MOST_FIT = 15.0


@dataclass(frozen=True, slots=True)
class Facing:
    """A unit's two sides, as ``z`` and ``e``, with their quantities and the usual log ratio.

    ``cosines`` are those of all runs of both sides, ``None`` without an encoder.
    """

    z: Reading
    e: Reading
    quantities: tuple[Sequence[Quantity], Sequence[Quantity]]
    cosines: Vectors | None
    ratio: float


class WordTables:
    """How alike the words of two sides are, 0 to 1: by the dictionary, else by the encoder."""

    def __init__(
        self, sides: Sequence[tuple[Reading, Reading]], encoder: SpanEncoder | None
    ) -> None:
        """``sides`` are all that will be asked for: every word form is encoded once."""
        self._numbers: tuple[dict[str, int], dict[str, int]] = ({}, {})
        for pair in sides:
            for numbers, side in zip(self._numbers, pair, strict=True):
                for line in side.words:
                    for word in line:
                        numbers.setdefault(word.form, len(numbers))
        self._vectors = [_encode(list(numbers), encoder) for numbers in self._numbers]

    def of(self, z: Reading, e: Reading) -> Vectors:
        """One row a word of ``z``, one column a word of ``e``."""
        ours, theirs = [[word for line in side.words for word in line] for side in (z, e)]
        table = np.zeros((len(ours), len(theirs)), np.float32)
        left, right = self._vectors
        if left is not None and right is not None and table.size:
            rows = left[[self._numbers[0][word.form] for word in ours]]
            columns = right[[self._numbers[1][word.form] for word in theirs]]
            table = np.clip((rows @ columns.T - _CHANCE) / _RANGE, 0, 1) * np.float32(_BY_VECTOR)
        places: defaultdict[str, list[int]] = defaultdict(list)
        for column, word in enumerate(theirs):
            for key in word.keys:
                places[key].append(column)
        for row, word in enumerate(ours):
            for key in word.keys:
                if key in places:
                    table[row, places[key]] = 1.0
        return table


def _encode(forms: list[str], encoder: SpanEncoder | None) -> Vectors | None:
    if encoder is None or not forms:
        return None
    vectors = encoder.encode(forms)
    return unit_rows(vectors - vectors.mean(axis=0))


def describe(
    facing: Facing,
    tables: WordTables,
    rarity: dict[str, float],
    stretches: tuple[Sequence[Stretch], Sequence[Stretch]],
) -> tuple[Floats, Floats]:
    """``CLUES`` of stretches of either side; shapes (stretches, clues)."""
    table = tables.of(facing.z, facing.e)
    places = _word_places(facing.z), _word_places(facing.e)
    matched = _match(table, places[0][1], places[1][1])
    rows = []
    for at, own in enumerate(stretches):
        side, other = (facing.z, facing.e) if at == 0 else (facing.e, facing.z)
        if not own:
            rows.append(np.zeros((0, len(CLUES))))
            continue
        words = _Words(side, rarity, table if at == 0 else table.T, matched[at], places[at][0])
        asks = _Asks(
            side=side,
            other=other,
            words=words,
            places=places[1 - at][1],
            meaning=_Meaning(facing.cosines, len(side), flipped=at == 1),
            ratio=facing.ratio if at == 0 else -facing.ratio,
            values={value for one in facing.quantities[1 - at] for value in one.values},
            quantities=[one for one in facing.quantities[at] if not one.is_optional],
        )
        rows.append(np.array([asks.answer(stretch) for stretch in own]))
    return rows[0], rows[1]


def _word_places(side: Reading) -> tuple[NDArray[np.int64], Floats]:
    """The clause of every word, and where in the text its middle is, 0 to 1."""
    clauses = np.repeat(np.arange(len(side)), [len(line) for line in side.words])
    ends = np.cumsum(side.lengths)
    middles = (ends - side.lengths / 2) / max(float(ends[-1]), 1.0)
    return clauses, middles[clauses]


def _match(table: Vectors, z: Floats, e: Floats) -> tuple[Floats, Floats]:
    """What every word gets where each partner serves one word; the best pairs first."""
    ours, theirs = np.zeros(len(z)), np.zeros(len(e))
    rows, columns = np.nonzero(table > _ENOUGH)
    away = np.minimum(1.0, np.abs(z[rows] - e[columns]) * _FAR)
    values = table[rows, columns]
    order = np.argsort(-values * (1 - _DISTANCE_COST * away), kind="stable")
    for row, column, value in zip(
        rows[order].tolist(), columns[order].tolist(), values[order].tolist(), strict=True
    ):
        if not ours[row] and not theirs[column]:
            ours[row] = theirs[column] = value
    return ours, theirs


class _Words:
    """The words of one side, and what they find on the other."""

    def __init__(
        self, side: Reading, rarity: dict[str, float], table: Vectors, matched: Floats,
        clauses: NDArray[np.int64],
    ) -> None:  # fmt: skip
        words = [word for line in side.words for word in line]
        self.weights = np.array([rarity.get(word.form, 1.0) for word in words], np.float64)
        self.table, self.matched, self.clauses = table, matched, clauses
        self.best = self.find(np.ones(table.shape[1], np.bool_))

    def find(self, among: NDArray[np.bool_]) -> Floats:
        """The best partner of every word among some of the other side's."""
        if not among.any() or not self.table.size:
            return np.zeros(len(self.weights))
        found: Floats = self.table[:, among].max(axis=1).astype(np.float64)
        return found

    def share(self, values: Floats, inside: NDArray[np.bool_]) -> float:
        """The weighted mean of values of some words, drawn towards a half where these are few."""
        weights = self.weights[inside]
        return float(((values[inside] * weights).sum() + 0.5) / (weights.sum() + 1))


class _Meaning:
    """The cosines of one side's runs with those of the other."""

    def __init__(self, cosines: Vectors | None, count: int, *, flipped: bool) -> None:
        self._table = None if cosines is None else cosines.T if flipped else cosines
        self._count, self._runs = count, np.array(runs(count))
        self._best = None if self._table is None else self._table[:count].max(axis=1)

    def answer(self, first: int, last: int) -> tuple[float, ...]:
        """Six clues: at best, on average, at least, elsewhere, rival, rank."""
        if self._table is None or self._best is None:
            return (0.0,) * 6
        size = min(last - first, LONGEST_RUN)
        offset = sum(self._count - smaller + 1 for smaller in range(1, size))
        own = self._table[offset + first : offset + last - size + 1].max(axis=0)
        nearest = int(own.argmax())
        apart = (self._runs[:, 1] <= first) | (self._runs[:, 0] >= last)
        inside = self._best[first:last]
        rest = np.concatenate([self._best[:first], self._best[last:]])
        mean = float(inside.mean())
        rival = float(self._table[apart, nearest].max() - own[nearest]) if apart.any() else -0.5
        return (
            float(own[nearest]),
            mean,
            float(inside.min()),
            float(rest.mean()) if len(rest) else 0.5,
            rival,
            float((rest < mean).mean()) if len(rest) else 0.5,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asks:
    """One side of a unit and all that its stretches are asked against."""

    side: Reading
    other: Reading
    words: _Words
    places: Floats
    meaning: _Meaning
    ratio: float
    values: set[Fraction]
    quantities: Sequence[Quantity]

    def answer(self, stretch: Stretch) -> tuple[float, ...]:
        """The clues of one stretch, in the order of ``CLUES``."""
        first, last = stretch.first, stretch.last
        lengths, words = self.side.lengths, self.words
        whole, own = float(lengths.sum()), float(lengths[first:last].sum())
        share = own / whole
        inside = (words.clauses >= first) & (words.clauses < last)
        before = float(lengths[:first].sum()) / whole
        # Where its translation would have to stand, in what is left of the other side.
        seam = min(1.0, before / max(1 - share, 1e-6))
        reach = _NEAR + _NEAR_CHARS / max(float(self.other.lengths.sum()), 1.0)
        near = words.find(np.abs(self.places - seam) <= reach)
        begin, end = self.side.spans[first][0], self.side.spans[last - 1][1]
        numbers = [one for one in self.quantities if begin <= one.start < end]
        lost = sum(not any(value in self.values for value in one.values) for one in numbers)
        expected = own * math.exp(self.ratio)
        return (
            words.share(words.best, inside),
            words.share(near, inside),
            words.share(words.matched, inside),
            words.share(words.matched, ~inside),
            float(((1 - words.matched[inside]) * words.weights[inside]).sum()),
            *self.meaning.answer(first, last),
            float(lost),
            float(len(numbers) - lost),
            *self._shortness(expected),
            math.log(self.side.sentences),
            share * self.side.sentences,
            math.log(expected / 60 + 0.01),
            math.log1p(int(inside.sum())),
        )

    def _shortness(self, expected: float) -> tuple[float, float]:
        """By how many spreads the other side is too short, and how much the loss explains."""
        whole = float(self.side.lengths.sum()) * math.exp(self.ratio)
        short = self._deviation(whole)
        fit = (short**2 - self._deviation(whole - expected) ** 2) / 2
        return short, max(-_MOST_FIT, min(_MOST_FIT, fit))

    def _deviation(self, expected: float) -> float:
        spread = (_SPREAD_SHARE * expected) ** 2 + _SPREAD_CHARS * expected + _SPREAD_LEAST
        return (expected - float(self.other.lengths.sum())) / math.sqrt(spread)
