"""How alike the words of two documents are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from align.encoders import Floats, Integers, SpanEncoder, unit_rows
from align.packing import Packed, Packer
from align.sides import Side

# A centred cosine of .25 between words is chance, .75 is as good as a dictionary.
_CHANCE, _RANGE = 0.25, 0.5
_FORMS_AT_ONCE = 2048


class WordSimilarity:
    """Similarity of content words, 0 to 1: by the encoder, or 1 where they share a key.

    Word types are encoded once; their pairs are compared only where asked for.
    """

    def __init__(self, z: Side, e: Side, encoder: SpanEncoder | None) -> None:
        self._sides = z, e
        self._numbers = [_number_forms(side) for side in (z, e)]
        self._vectors = [_encode_forms(list(numbers), encoder) for numbers in self._numbers]

    def between(self, z0: int, z1: int, e0: int, e1: int) -> Floats:
        """All pairs of the words of segments ``z0:z1`` and ``e0:e1``; one row a word of ``z``."""
        words_z = [word for line in self._sides[0].words[z0:z1] for word in line]
        words_e = [word for line in self._sides[1].words[e0:e1] for word in line]
        table = np.zeros((len(words_z), len(words_e)), np.float32)
        left, right = self._vectors
        if left is not None and right is not None and table.size:
            rows = left.of(np.array([self._numbers[0][word.form] for word in words_z]))
            columns = right.of(np.array([self._numbers[1][word.form] for word in words_e]))
            table = np.clip((rows @ columns.T - _CHANCE) / _RANGE, 0, 1).astype(np.float32)
        places: dict[str, list[int]] = {}
        for column, word in enumerate(words_e):
            for key in word.keys:
                places.setdefault(key, []).append(column)
        for row, word in enumerate(words_z):
            for key in word.keys:
                if key in places:
                    table[row, places[key]] = 1.0
        return table

    def weights(self, z0: int, z1: int, e0: int, e1: int) -> tuple[Floats, Floats]:
        """Inverse document frequencies of the same words."""
        z, e = self._sides
        return (
            np.array([z.idf[word.form] for line in z.words[z0:z1] for word in line], np.float32),
            np.array([e.idf[word.form] for line in e.words[e0:e1] for word in line], np.float32),
        )


def _number_forms(side: Side) -> dict[str, int]:
    return {form: number for number, form in enumerate(side.idf)}


@dataclass(frozen=True, slots=True)
class _WordVectors:
    """Vectors of a side's word forms by their numbers, and what all of them share."""

    packed: Packed
    mean: Floats

    def of(self, numbers: Integers) -> Floats:
        """Centred vectors of length 1."""
        return unit_rows(self.packed[numbers] - self.mean)


def _encode_forms(forms: Sequence[str], encoder: SpanEncoder | None) -> _WordVectors | None:
    if encoder is None or not forms:
        return None
    packer = Packer(len(forms), encoder.dimensions)
    total = np.zeros(encoder.dimensions, np.float64)
    for first in range(0, len(forms), _FORMS_AT_ONCE):
        vectors = encoder.encode(forms[first : first + _FORMS_AT_ONCE])
        total += vectors.sum(axis=0)
        packer.add(vectors)
    return _WordVectors(packer.packed(), (total / len(forms)).astype(np.float32))
