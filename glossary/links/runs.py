"""How often every run of English words stands in a text, without keeping the runs.

A phrase that the text also has without its first word, or hardly ever without its neighbour,
is not the unit it looks like: "various derivatives", "expenditure account".
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from corpora.arrays import Integers
from corpora.language.english import Token
from corpora.language.stems import lemma

# Longer runs hardly recur: chosen by eye.
MAX_WORDS = 8
_BASE = np.uint64(0x9E3779B97F4A7C15)
_POWERS = np.cumprod(np.full(64, _BASE, np.uint64))

Hashes = NDArray[np.uint64]


class Runs:
    """Counts of the runs of up to ``MAX_WORDS`` words, kept as hashes of 64 bits.

    Args:
        texts: tokens of every unit. Case, number, hyphens and marks make no difference.
    """

    def __init__(self, texts: Iterable[Sequence[Token]]) -> None:
        self._ids: dict[str, int] = {}
        parts: list[Hashes] = []
        for tokens in texts:
            sums = self._sums([lemma(t.text) for t in tokens if in_run(t)])
            for size in range(1, min(MAX_WORDS, len(sums) - 1) + 1):
                parts.append(_hashes(sums, np.arange(len(sums) - size), size))
        every = np.concatenate(parts) if parts else np.zeros(0, np.uint64)
        self._known, self._counts = np.unique(every, return_counts=True)

    def of(self, words: Sequence[str]) -> UnitRuns:
        """The runs of one unit, given the lemmas of its words."""
        return UnitRuns(self._sums(words), self._known, self._counts)

    def _sums(self, words: Sequence[str]) -> Hashes:
        ids = self._ids
        numbers = [ids.setdefault(word, len(ids) + 1) for word in words]
        mixed = (np.array(numbers, np.uint64) + np.uint64(7)) * np.uint64(0xD6E8FEB86659FD93)
        mixed ^= mixed >> np.uint64(32)
        base, most = int(_BASE), 0xFFFFFFFFFFFFFFFF
        sums = itertools.accumulate(
            mixed.tolist(), lambda total, value: (total * base + value) & most, initial=0
        )
        return np.array(list(sums), np.uint64)


class UnitRuns:
    """Counts in the text of the runs of one unit."""

    def __init__(self, sums: Hashes, known: Hashes, counts: Integers) -> None:
        self._sums, self._known, self._counts = sums, known, counts

    def count(self, first: Integers, last: Integers) -> Integers:
        """How often the runs of words from ``first`` up to ``last`` stand in the text.

        0 for runs without words and those longer than ``MAX_WORDS``.
        """
        size = last - first
        found = np.zeros(len(first), np.int64)
        fits = np.flatnonzero((size > 0) & (size <= MAX_WORDS))
        if not len(fits) or not len(self._known):
            return found
        hashes = _hashes(self._sums, first[fits], size[fits])
        at = np.minimum(np.searchsorted(self._known, hashes), len(self._known) - 1)
        found[fits] = np.where(self._known[at] == hashes, self._counts[at], 0)
        return found


def in_run(token: Token) -> bool:
    """Whether a token counts in a run: words and numbers do, marks and hyphens do not."""
    return token.kind in ("word", "stop", "number")


def _hashes(sums: Hashes, first: Integers, size: Integers | int) -> Hashes:
    with np.errstate(over="ignore"):
        hashes = sums[first + size] - sums[first] * _POWERS[np.asarray(size) - 1]
        mixed: Hashes = hashes ^ (np.asarray(size).astype(np.uint64) << np.uint64(58))
        return mixed
