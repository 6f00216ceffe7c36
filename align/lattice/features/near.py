"""The vectors of the segments and clauses around some beads, each encoded once."""

from __future__ import annotations

import numpy as np

from align.lattice.candidates import Candidates
from align.lattice.features import Pair
from align.reading.sides import Side
from align.reading.vectors import SpanReader
from corpora.arrays import Floats, Integers

# How many segments around the beads are kept too.
MARGIN = 3


class Near:
    """Segments ``first:last`` of a side, from some before the beads to some behind them."""

    def __init__(self, side: Side, reader: SpanReader, first: int, last: int) -> None:
        self.side, self.reader = side, reader
        self.first, self.last = first, last
        segments = np.arange(first, last)
        self.segment_vectors = reader.segments(segments, segments + 1)
        self.first_clause = int(side.clause_borders[first])
        clauses = np.arange(self.first_clause, side.clause_borders[last])
        self.clause_vectors = reader.clauses(clauses, clauses + 1)

    def clause(self, index: Integers) -> Floats:
        """Vectors of single clauses; any vector where there is no such clause."""
        rows = np.clip(index - self.first_clause, 0, len(self.clause_vectors) - 1)
        vectors: Floats = self.clause_vectors[rows]
        return vectors

    def segment(self, index: Integers) -> Floats:
        """Vectors of single segments; any vector where there is no such segment."""
        rows = np.clip(index - self.first, 0, len(self.segment_vectors) - 1)
        vectors: Floats = self.segment_vectors[rows]
        return vectors


def read_near(candidates: Candidates, pair: Pair) -> tuple[Near, Near] | None:
    """What is near some beads on both sides; ``None`` without an encoder."""
    if pair.encoder is None or not len(candidates):
        return None
    sides = []
    for side, begin, end in (
        (pair.z, candidates.z0, candidates.z1),
        (pair.e, candidates.e0, candidates.e1),
    ):
        first = max(0, int(begin.min()) - MARGIN)
        last = min(len(side), int(end.max()) + MARGIN)
        sides.append(Near(side, SpanReader(side, first, last, pair.encoder), first, last))
    return sides[0], sides[1]
