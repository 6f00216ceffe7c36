"""How much two documents look like translations of each other, from their sketches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from align.documents.sketch import Keys, Sketch
from align.lattice.coarse import Matches, heaviest_chain
from corpora.arrays import Floats, Integers, unit_rows
from corpora.learned.cards import Card, card_for
from corpora.learned.linear import LinearModel

FEATURES = ("sentences", "order", "words", "numbers", "odd_numbers", "length")
STANDING = ("score", "margin")

# From which cosine on two sentences match: as in ``align.lattice.coarse``.
_MATCH = 0.3
# What all sentences share says nothing; of few, less is taken for that. As in ``sides``.
_FEW = 8
# English characters for one Chinese, as a logarithm, and how many documents outweigh that.
_RATIO, _RATIO_DOCUMENTS = 1.34, 20
# Keys that wait until they are counted (memory).
_LOOSE_KEYS = 1 << 20
# Beyond this, a length is simply wrong.
_WORST_LENGTH = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Lore:
    """What a collection as a whole says: how rare keys are, what its sentences share, lengths.

    Attributes:
        documents: of both sides together.
        keys: that more than one document has, sorted.
        rarity: of each of these in nats; shape (n,).
        means: the mean vector of a language's sentences: (Chinese, English).
        ratio: logarithm of English characters a Chinese one.
    """

    documents: int
    keys: Keys
    rarity: Floats
    means: tuple[Floats, Floats]
    ratio: float

    def weigh(self, keys: Keys) -> Floats:
        """How much each key tells, in nats, >= 0."""
        weights = np.full(len(keys), np.log((1 + self.documents) / 1.5), np.float32)
        at = np.searchsorted(self.keys, keys)
        known = at < len(self.keys)
        known[known] = self.keys[at[known]] == keys[known]
        weights[known] = self.rarity[at[known]]
        return weights


def gather_lore(sketches: Iterable[Sketch]) -> Lore:
    """What a collection says, from one walk through it."""
    seen = _Seen()
    counts = [0, 0]
    sums: list[Floats | None] = [None, None]
    sentences = [0, 0]
    lengths: tuple[list[float], list[float]] = ([], [])
    for one in sketches:
        side = int(not one.is_chinese)
        counts[side] += 1
        seen.add(one.keys)
        total = one.vectors[:].sum(axis=0)
        held = sums[side]
        sums[side] = total if held is None else held + total
        sentences[side] += len(one.vectors)
        lengths[side].append(float(np.log(max(1, one.chars))))
    fewer = min(counts)
    whole = sum(counts)
    keys, documents = seen.recurring()
    return Lore(
        documents=whole,
        keys=keys,
        rarity=np.log((1 + whole) / (0.5 + documents)).astype(np.float32),
        means=(_mean(sums[0], sentences[0]), _mean(sums[1], sentences[1])),
        ratio=_ratio(lengths, fewer),
    )


class _Seen:
    """In how many documents each key stands, in the memory of an array and not of a dictionary."""

    def __init__(self) -> None:
        self._keys, self._counts = np.zeros(0, np.uint32), np.zeros(0, np.int64)
        self._loose: list[Keys] = []
        self._waiting = 0

    def add(self, keys: Keys) -> None:
        """The keys of one more document, each once."""
        self._loose.append(keys)
        self._waiting += len(keys)
        # What is known is walked through each time: waiting for as much again keeps that linear.
        if self._waiting > max(_LOOSE_KEYS, len(self._keys)):
            self._join()

    def recurring(self) -> tuple[Keys, Integers]:
        """Keys that more than one document has, sorted, and in how many they stand."""
        self._join()
        again = self._counts > 1
        return self._keys[again], self._counts[again]

    def _join(self) -> None:
        keys, back = np.unique(np.concatenate([self._keys, *self._loose]), return_inverse=True)
        weights = np.concatenate([self._counts, np.ones(self._waiting, np.int64)])
        counts = np.zeros(len(keys), np.int64)
        np.add.at(counts, back, weights)
        self._keys, self._counts, self._loose, self._waiting = keys, counts, [], 0


def _mean(total: Floats | None, count: int) -> Floats:
    nothing = np.zeros(0, np.float32)
    return nothing if total is None else (total / (count + _FEW)).astype(np.float32)


def _ratio(lengths: tuple[Sequence[float], Sequence[float]], fewer: int) -> float:
    if not fewer:
        return _RATIO
    here = float(np.median(lengths[1]) - np.median(lengths[0]))
    return (here * fewer + _RATIO * _RATIO_DOCUMENTS) / (fewer + _RATIO_DOCUMENTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A sketch as comparisons want it: centred vectors of length 1, keys with their weight."""

    vectors: Floats
    weights: Floats
    keys: Keys
    rarity: Floats
    numbers: Keys
    log_chars: float


def view_of(one: Sketch, lore: Lore) -> View:
    """What of a sketch is compared, in the light of its collection."""
    mean = lore.means[int(not one.is_chinese)]
    vectors = one.vectors[:]
    return View(
        vectors=unit_rows(vectors - mean) if vectors.shape[1] else vectors,
        weights=one.weights / one.weights.sum(),
        keys=one.keys,
        rarity=lore.weigh(one.keys),
        numbers=one.numbers,
        log_chars=float(np.log(max(1, one.chars))),
    )


def compare(z: View, e: View, lore: Lore) -> list[float]:
    """The features of a pair, in the order of ``FEATURES``.

    Args:
        z: the Chinese document.
        e: the English one.
        lore: of the collection both are from.

    Returns:
        ``sentences``: how alike the best partners of all sentences are, on the side where that is
        less; ``order``: the weight of the matches that run in order, a sentence of the shorter;
        ``words``: the share of rare keys in common; ``numbers`` and ``odd_numbers``: how many are
        common and how many are on one side only, as logarithms of one more, and of the whole;
        ``length``: how far the lengths are from the usual ratio, in nats.
    """
    alike, order = _sentences(z, e)
    common, at, _ = np.intersect1d(z.keys, e.keys, assume_unique=True, return_indices=True)
    whole = np.sqrt(float(z.rarity.sum()) * float(e.rarity.sum()))
    shared = len(np.intersect1d(z.numbers, e.numbers, assume_unique=True))
    odd = len(z.numbers) + len(e.numbers) - 2 * shared
    return [
        alike,
        order,
        float(z.rarity[at].sum()) / whole if len(common) and whole > 0 else 0.0,
        float(np.log1p(shared)),
        odd / (4 + shared + odd),
        min(_WORST_LENGTH, abs(e.log_chars - z.log_chars - lore.ratio)),
    ]


def _sentences(z: View, e: View) -> tuple[float, float]:
    """BiMax of the sentences, and the weight of the chain of matches in order."""
    if not z.vectors.size or not e.vectors.size:
        return 0.0, 0.0
    cosines = z.vectors @ e.vectors.T
    alike = min(z.weights @ cosines.max(axis=1), e.weights @ cosines.max(axis=0))
    rows, columns = np.nonzero(cosines > _MATCH)
    matches = Matches(rows=rows, columns=columns, weights=cosines[rows, columns])
    chain = heaviest_chain(matches)
    return float(alike), float(matches.weights[chain].sum()) / min(cosines.shape)


@dataclass(frozen=True, slots=True, kw_only=True)
class PairModel:
    """What the features weigh, and what a score and its margin say about being right."""

    card: Card
    pair: LinearModel
    standing: LinearModel

    def sure(self, score: float, margin: float) -> float:
        """The probability that a pair is right, 0 to 1.

        Args:
            score: what its features weigh, in nats.
            margin: how far that is above the next best partner of either, in nats.
        """
        told = np.array([[score, min(max(margin, -MOST_MARGIN), MOST_MARGIN)]], np.float32)
        return float(1 / (1 + np.exp(-float(self.standing.score(told)[0]))))


MOST_MARGIN = 8.0
"""A partner without a rival is as far above it as this, in nats."""


@cache
def load_pair_model(encoder: str) -> PairModel:
    """The weights learned with an encoder, or without one (``none``)."""
    card = card_for("align/data", "documents", encoder)
    return PairModel(
        card=card,
        pair=card.linear("pair", FEATURES),
        standing=card.linear("standing", STANDING),
    )
