"""How alike the words of two documents are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from align.reading.packing import Packed, Packer
from align.reading.sides import Side
from corpora.arrays import Floats, Integers, one_blas_thread, unit_rows
from corpora.language.encoders.base import SpanEncoder
from corpora.language.words import ContentWord

# Bounds memory.
_FORMS_AT_ONCE = 2048
# A cosine says more where a word has few near ones (Conneau et al. 2018): this much of the mean
# cosine with the nearest is taken off. What is left counts from chance on, and as much as the
# dictionary's word from chance and range on.
_WORD_CROWD, _WORD_CHANCE, _WORD_RANGE = 1.0, -0.1, 0.5
_SENSE_CROWD, _SENSE_CHANCE, _SENSE_RANGE = 0.5, 0.125, 0.4
# The nearest are looked for among so many forms; of a short text, which has few, the mean is
# drawn towards that of chapters.
_SAMPLE, _NEAREST, _FEW_FORMS, _USUAL_CROWD = 512, 5, 200, 0.38


class WordSimilarity:
    """Similarity of content words, 0 to 1.

    1 where they share a key; else by the encoder, the higher of how alike the words are and
    how like the second word any dictionary sense of the first is. Word types and senses are
    encoded once; their pairs are compared only where asked for.
    """

    def __init__(self, z: Side, e: Side, encoder: SpanEncoder | None) -> None:
        self._sides = z, e
        self._numbers = [_number_forms(side) for side in (z, e)]
        self._by_word: _Nearness | None = None
        self._by_sense: _Nearness | None = None
        self._senses: dict[str, list[int]] = {}
        if encoder is None or not z.idf or not e.idf:
            return
        of_z, of_e = (_encode_forms(list(numbers), encoder) for numbers in self._numbers)
        self._by_word = _Nearness(of_z, of_e, _WORD_CROWD, _WORD_CHANCE, _WORD_RANGE)
        senses, self._senses = ([], {}) if e.chinese else _number_senses(z)
        if senses:
            # Senses are English too, and share with the words what all English words share.
            of_senses = _encode_forms(senses, encoder, mean=of_e.mean)
            self._by_sense = _Nearness(of_senses, of_e, _SENSE_CROWD, _SENSE_CHANCE, _SENSE_RANGE)

    def between(self, z0: int, z1: int, e0: int, e1: int) -> Floats:
        """All pairs of the words of segments ``z0:z1`` and ``e0:e1``; one row a word of ``z``."""
        words_z = [word for line in self._sides[0].words[z0:z1] for word in line]
        words_e = [word for line in self._sides[1].words[e0:e1] for word in line]
        table = np.zeros((len(words_z), len(words_e)), np.float32)
        if not table.size:
            return table
        if self._by_word is not None:
            # Words recur, so each form is compared once.
            forms_z, rows = _distinct(words_z, self._numbers[0])
            forms_e, columns = _distinct(words_e, self._numbers[1])
            alike = self._by_word.between(forms_z, forms_e)
            if self._by_sense is not None:
                self._raise_by_sense(alike, list(dict.fromkeys(w.form for w in words_z)), forms_e)
            table = alike[np.ix_(rows, columns)]
        _raise_by_key(table, words_z, words_e)
        return table

    def _raise_by_sense(self, alike: Floats, forms: list[str], forms_e: Integers) -> None:
        """Let each form, a row, be as like the others as the best of its senses is."""
        senses = [self._senses.get(form, []) for form in forms]
        known = [row for row, numbers in enumerate(senses) if numbers]
        if known and self._by_sense is not None:
            distinct, places = np.unique(
                np.fromiter(chain.from_iterable(senses), np.int64), return_inverse=True
            )
            nearness = self._by_sense.between(distinct, forms_e)[places]
            borders = np.cumsum([0, *(len(senses[row]) for row in known[:-1])])
            alike[known] = np.maximum(alike[known], np.maximum.reduceat(nearness, borders, axis=0))

    def weights(self, z0: int, z1: int, e0: int, e1: int) -> tuple[Floats, Floats]:
        """Inverse document frequencies of the same words."""
        z, e = self._sides
        return (
            np.array([z.idf[word.form] for line in z.words[z0:z1] for word in line], np.float32),
            np.array([e.idf[word.form] for line in e.words[e0:e1] for word in line], np.float32),
        )


def _number_forms(side: Side) -> dict[str, int]:
    # Sorted, since the order of ``idf`` may differ from run to run, and samples follow it.
    return {form: number for number, form in enumerate(sorted(side.idf))}


def _number_senses(side: Side) -> tuple[list[str], dict[str, list[int]]]:
    """All dictionary senses of a side's words, and the numbers of those of each form."""
    numbers: dict[str, int] = {}
    by_form: dict[str, list[int]] = {}
    for line in side.words:
        for word in line:
            if word.senses and word.form not in by_form:
                by_form[word.form] = [
                    numbers.setdefault(sense, len(numbers)) for sense in word.senses
                ]
    return list(numbers), by_form


def _distinct(words: list[ContentWord], numbers: dict[str, int]) -> tuple[Integers, Integers]:
    """The numbers of the words' forms in order of first use, and each word's place there."""
    places: dict[str, int] = {}
    at = np.array([places.setdefault(word.form, len(places)) for word in words], np.int64)
    return np.array([numbers[form] for form in places], np.int64), at


def _raise_by_key(table: Floats, words_z: list[ContentWord], words_e: list[ContentWord]) -> None:
    """Set 1 where two words share a key."""
    places: dict[str, list[int]] = {}
    for column, word in enumerate(words_e):
        for key in word.keys:
            places.setdefault(key, []).append(column)
    for row, word in enumerate(words_z):
        for key in word.keys:
            if key in places:
                table[row, places[key]] = 1.0


@dataclass(frozen=True, slots=True)
class _Vectors:
    """Vectors of some forms by their numbers, and the mean that is taken off them."""

    packed: Packed
    mean: Floats

    def __len__(self) -> int:
        return len(self.packed)

    def of(self, numbers: Integers | slice) -> Floats:
        """Centred vectors of length 1."""
        return unit_rows(self.packed[numbers] - self.mean)


def _encode_forms(
    forms: Sequence[str], encoder: SpanEncoder, mean: Floats | None = None
) -> _Vectors:
    """Vectors of forms, centred by their own mean if no other is given."""
    packer = Packer(len(forms), encoder.dimensions)
    total = np.zeros(encoder.dimensions, np.float64)
    for first in range(0, len(forms), _FORMS_AT_ONCE):
        vectors = encoder.encode(forms[first : first + _FORMS_AT_ONCE])
        total += vectors.sum(axis=0)
        packer.add(vectors)
    own = (total / len(forms)).astype(np.float32)
    return _Vectors(packer.packed(), own if mean is None else mean)


class _Nearness:
    """How near two kinds of forms are, 0 to 1, their crowds taken into account.

    Building it takes time and memory linear in the number of forms.
    """

    def __init__(
        self, one: _Vectors, other: _Vectors, crowd: float, chance: float, width: float
    ) -> None:
        self._one, self._other = one, other
        self._chance, self._width = chance, width
        self._crowd_one = crowd / 2 * _crowds(one, other)
        self._crowd_other = crowd / 2 * _crowds(other, one)

    def between(self, ones: Integers, others: Integers) -> Floats:
        """All pairs of forms by their numbers; shape (ones, others)."""
        cosines = self._one.of(ones) @ self._other.of(others).T
        cosines -= self._crowd_one[ones][:, None]
        cosines -= self._crowd_other[others][None, :]
        nearness: Floats = np.clip((cosines - self._chance) / self._width, 0, 1)
        return nearness.astype(np.float32, copy=False)


def _crowds(one: _Vectors, other: _Vectors) -> Floats:
    """The mean cosine of each of ``one`` with its nearest among a sample of ``other``."""
    size = len(other)
    sample = np.unique(np.linspace(0, size - 1, min(size, _SAMPLE)).astype(np.int64))
    nearest = max(1, round(_NEAREST * len(sample) / _SAMPLE))
    against = other.of(sample).T
    means = np.empty(len(one), np.float32)
    with one_blas_thread():
        for first in range(0, len(one), _FORMS_AT_ONCE):
            part = slice(first, first + _FORMS_AT_ONCE)
            cosines = one.of(part) @ against
            cosines.partition(len(sample) - nearest, axis=1)
            means[part] = cosines[:, -nearest:].mean(axis=1)
    trust = size / (size + _FEW_FORMS)
    crowds: Floats = trust * means + (1 - trust) * np.float32(_USUAL_CROWD)
    return crowds.astype(np.float32, copy=False)
