"""Vectors of runs of segments and clauses, from sums that were computed once."""

from __future__ import annotations

import numpy as np

from align.reading.sides import TOPIC_BITS, Side
from corpora.arrays import Floats, Integers, unit_rows
from corpora.language.encoders.base import SpanEncoder


class SpanReader:
    """Encodes runs of clauses between two segments of a side.

    Holds running sums over segments ``first:last``, so that a run costs a subtraction and
    the encoder's head.
    """

    def __init__(self, side: Side, first: int, last: int, encoder: SpanEncoder) -> None:
        if side.encoded is None:
            raise ValueError("this side was read without an encoder")
        self._side, self._encoder, self._known = side, encoder, side.encoded
        self._base, stop = int(side.clause_borders[first]), int(side.clause_borders[last])
        clauses = slice(self._base, stop)
        self._sums = np.zeros((stop - self._base + 1, encoder.dimensions))
        np.cumsum(self._known.sums[clauses], axis=0, dtype=np.float64, out=self._sums[1:])
        self._tokens = np.zeros(stop - self._base + 1)
        np.cumsum(self._known.tokens[clauses], dtype=np.float64, out=self._tokens[1:])

    def segments(self, first: Integers, last: Integers) -> Floats:
        """Centred vectors of segments ``first[k]:last[k]``; shape (k, d), zeros where empty."""
        borders = self._side.clause_borders
        return self.clauses(borders[first], borders[last])

    def clauses(self, first: Integers, last: Integers) -> Floats:
        """Centred vectors of clauses ``first[k]:last[k]``; shape (k, d), zeros where empty.

        A run takes the start token of the segment it begins in and the end token of the one
        it ends in.
        """
        out = np.zeros((len(first), self._encoder.dimensions), np.float32)
        full = np.nonzero(last > first)[0]
        if not len(full):
            return out
        # A number a span: sorting them is far cheaper than encoding one twice.
        width = len(self._sums)
        keys = (first[full] - self._base) * width + (last[full] - self._base)
        keys, back = np.unique(keys, return_inverse=True)
        begin, end = keys // width, keys % width
        borders = self._side.clause_borders
        head = np.searchsorted(borders, begin + self._base, side="right") - 1
        tail = np.searchsorted(borders, end + self._base - 1, side="right") - 1
        total = self._sums[end] - self._sums[begin]
        total += self._known.starts[head]
        total += self._known.ends[tail]
        counts = self._tokens[end] - self._tokens[begin] + 2 * self._known.edge_tokens
        vectors = self._encoder.head(total.astype(np.float32), counts.astype(np.float32))
        out[full] = unit_rows(vectors - self._known.mean)[back]
        return out


def span_topics(side: Side, first: Integers, last: Integers) -> Floats:
    """Dictionary vectors of segments ``first[k]:last[k]``, of length 1; zeros for empty spans."""
    if not len(first):
        return np.zeros((0, TOPIC_BITS), np.float32)
    base, stop = int(first.min()), int(last.max())
    sums = np.zeros((stop - base + 1, TOPIC_BITS))
    np.cumsum(side.topics[base:stop], axis=0, dtype=np.float64, out=sums[1:])
    return unit_rows((sums[last - base] - sums[first - base]).astype(np.float32))
