"""Does every segment find its match where it should, and only there?

The best that a segment finds in a stretch of the other side is its highest cosine with any
run of a few clauses there: one of two English sentences may render half of a Chinese one,
and is then like that half, not like the whole. A segment whose partner was left out finds
nothing like it anywhere.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from align.lattice.candidates import Candidates
from align.lattice.features import Columns
from align.lattice.features.near import MARGIN, Near
from align.reading.sides import Flags
from corpora.arrays import Floats, Integers, unit_rows

NAMES = (
    "alone_z", "alone_e", "edge_z", "edge_e",
    "border_z_before", "border_z_behind", "border_e_before", "border_e_behind",
)  # fmt: skip
# Clauses of a run, and segments on either side: as large as most beads get. The tile bounds memory.
# Chosen by eye.
_LONGEST_RUN = 4
_MOST_SEGMENTS = 7
_TILE_BEADS = 1024
# What the edge of a good bead finds, so that 0 can stand where there is none; what stands
# where there is no segment beside a border; what is found where there is no text.
_GOOD_EDGE, _NO_BORDER, _NOTHING = 0.5, 0.2, -0.2


def matching_columns(candidates: Candidates, near: tuple[Near, Near] | None) -> Columns:
    """Columns ``NAMES``, all 0 without an encoder.

    ``alone_*``: what the segment of a null bead finds near its place. ``edge_*``: the less of
    what the outer segments of a bead find in it, where there are several. ``border_*``: by how
    much a segment beside the bead's end finds more on its own side of it than beyond. ``near``
    are the vectors of both sides around the candidates.
    """
    table = np.zeros((len(NAMES), len(candidates)), np.float32)
    if near is not None:
        for start in range(0, len(candidates), _TILE_BEADS):
            part = slice(start, start + _TILE_BEADS)
            table[:, part] = _describe(candidates, part, *near)
    return dict(zip(NAMES, table, strict=True))


def _describe(candidates: Candidates, part: slice, near_z: Near, near_e: Near) -> Floats:
    """The columns of some neighbouring beads; shape (names, beads)."""
    c = candidates
    z0, z1, e0, e1 = c.z0[part], c.z1[part], c.e0[part], c.e1[part]
    z, e = _Stretch(near_z, z0, z1), _Stretch(near_e, e0, e1)
    in_e, in_z = _Finds(z, e), _Finds(e, z)
    full = (z1 > z0) & (e1 > e0)
    return np.stack([
        np.where(e1 == e0, in_e.best(z0, e0 - MARGIN, e0 + MARGIN), 0),
        np.where(z1 == z0, in_z.best(e0, z0 - MARGIN, z0 + MARGIN), 0),
        _edge(in_e, full & (z1 - z0 > 1), (z0, z1), (e0, e1)),
        _edge(in_z, full & (e1 - e0 > 1), (e0, e1), (z0, z1)),
        *_border(in_e, z1, e1, len(near_z.side)),
        *_border(in_z, e1, z1, len(near_e.side)),
    ]).astype(np.float32)  # fmt: skip


def _edge(
    finds: _Finds, several: Flags, own: tuple[Integers, Integers],
    other: tuple[Integers, Integers],
) -> Floats:  # fmt: skip
    outer = np.minimum(finds.best(own[0], *other), finds.best(own[1] - 1, *other))
    return np.where(several, outer - _GOOD_EDGE, 0)


def _border(finds: _Finds, own: Integers, other: Integers, count: int) -> tuple[Floats, Floats]:
    """How much more the segments before and behind the node find on their own side of it."""

    def find(segment: Integers) -> tuple[Floats, Floats]:
        return (
            finds.best(segment, other - MARGIN, other),
            finds.best(segment, other, other + MARGIN),
        )

    before, behind = find(own - 1)
    last_before = np.where(own > 0, before - behind, _NO_BORDER)
    before, behind = find(own)
    return last_before, np.where(own < count, behind - before, _NO_BORDER)


class _Stretch:
    """The segments of a side around some beads, and all short runs of clauses in them.

    The vector of a run is the mean of its clauses' vectors, weighted by their tokens: nearly
    what the encoder would say, and far cheaper.
    """

    def __init__(self, near: Near, first: Integers, last: Integers) -> None:
        self.first = max(near.first, int(first.min()) - MARGIN)
        self.last = min(near.last, int(last.max()) + MARGIN)
        self.vectors = near.segment_vectors[self.first - near.first : self.last - near.first]
        borders = near.side.clause_borders[self.first : self.last + 1]
        count = int(borders[-1] - borders[0])
        begin = np.repeat(np.arange(count), _LONGEST_RUN)
        end = begin + np.tile(np.arange(1, _LONGEST_RUN + 1), count)
        begin, end = begin[end <= count], end[end <= count]
        total = _running_sums(near, int(borders[0]), int(borders[-1]))
        self.runs = unit_rows((total[end] - total[begin]).astype(np.float32))
        # Where each run begins, counted in segments, and how many segments it reaches beyond.
        self.row = np.searchsorted(borders - borders[0], begin, side="right") - 1
        self.reach = np.searchsorted(borders - borders[0], end - 1, side="right") - 1 - self.row


def _running_sums(near: Near, first: int, last: int) -> NDArray[np.float64]:
    """Sums of the vectors of clauses ``first`` to each up to ``last``, weighted by tokens."""
    if near.side.encoded is None:
        raise ValueError("this side was read without an encoder")
    vectors = near.clause_vectors[first - near.first_clause : last - near.first_clause]
    total = np.zeros((len(vectors) + 1, vectors.shape[1]))
    weighted = vectors * near.side.encoded.tokens[first:last, None]
    np.cumsum(weighted, axis=0, dtype=np.float64, out=total[1:])
    return total


class _Finds:
    """The best that each segment of one stretch finds in any few segments of another.

    ``_table[n, k, j]`` is for segment ``k`` and the ``n + 1`` segments from ``j`` on.
    """

    def __init__(self, one: _Stretch, other: _Stretch) -> None:
        self._first = one.first, other.first
        self._count = max(1, other.last - other.first)
        cosines = one.vectors @ other.runs.T
        shape = (_MOST_SEGMENTS, len(one.vectors), self._count)
        table = np.full(shape, _NOTHING, np.float32)
        for reach in range(_LONGEST_RUN):
            runs = np.nonzero(other.reach == reach)[0]
            if len(runs):
                rows, starts = np.unique(other.row[runs], return_index=True)
                best = np.maximum.reduceat(cosines[:, runs], starts, axis=1)
                table[reach][:, rows] = np.maximum(best, _NOTHING)
        for size in range(1, _MOST_SEGMENTS):
            shorter = table[size - 1]
            np.maximum(table[size], shorter, out=table[size])
            np.maximum(table[size][:, :-1], shorter[:, 1:], out=table[size][:, :-1])
        self._table = table

    def best(self, segment: Integers, first: Integers, last: Integers) -> Floats:
        """The highest cosine of segments with runs in ``first:last``, at most seven of them.

        ``_NOTHING`` where there is no text; any number for segments outside of the stretch.
        """
        if not self._table.shape[1]:
            return np.full(len(segment), _NOTHING, np.float32)
        row = np.clip(segment - self._first[0], 0, self._table.shape[1] - 1)
        low = np.maximum(first - self._first[1], 0)
        high = np.minimum(last - self._first[1], self._count)
        size = np.clip(high - low, 1, _MOST_SEGMENTS)
        found = self._table[size - 1, row, np.minimum(low, self._count - 1)]
        best: Floats = np.where(high > low, found, np.float32(_NOTHING))
        return best
