"""Does the bead mean the same on both sides, and are its borders where they should be?

Judged with the encoder, clause by clause: what happens to the similarity when an outer
clause is left out, or one from outside is taken in.
"""

from __future__ import annotations

import numpy as np

from align.lattice.candidates import Candidates
from align.lattice.features import Columns
from align.lattice.features.near import Near
from corpora.arrays import Floats, Integers

NAMES = (
    "cos", "loo_z", "loo_e", "loo_sum", "add_z", "add_e", "add_sum",
    "ain_z", "ain_e", "aout_z", "aout_e",
)  # fmt: skip

# What stands where a feature is not defined: values in the middle of what it takes.
_LEAVE_OUT, _TAKE_IN, _INSIDE, _OUTSIDE = -0.1, -0.1, 0.2, -0.2


def meaning_columns(candidates: Candidates, near: tuple[Near, Near] | None) -> Columns:
    """Columns ``NAMES``, all 0 for beads with an empty side or without an encoder.

    ``near`` are the vectors of both sides around the candidates.
    """
    columns = {name: np.zeros(len(candidates), np.float32) for name in NAMES}
    both = np.nonzero((candidates.z1 > candidates.z0) & (candidates.e1 > candidates.e0))[0]
    if near is None or not len(both):
        return columns
    z = _Half(near[0], candidates.z0[both], candidates.z1[both])
    e = _Half(near[1], candidates.e0[both], candidates.e1[both])
    cosine = _dots(z.vectors, e.vectors)
    columns["cos"][both] = cosine
    for name, one, other in (("z", z, e), ("e", e, z)):
        out, taken = one.left_out(other.vectors, cosine), one.taken_in(other.vectors, cosine)
        columns[f"loo_{name}"][both] = out.max(axis=1)
        columns[f"add_{name}"][both] = taken.max(axis=1)
        columns["loo_sum"][both] += np.maximum(out, 0).sum(axis=1)
        columns["add_sum"][both] += np.maximum(taken, 0).sum(axis=1)
        columns[f"ain_{name}"][both] = one.belonging(other).min(axis=1)
        columns[f"aout_{name}"][both] = one.longing(other).max(axis=1)
    return columns


class _Half:
    """One side of some beads: their vectors and their outer and adjacent clauses."""

    def __init__(self, near: Near, first: Integers, last: Integers) -> None:
        self.near, self.side, self.reader = near, near.side, near.reader
        self.first, self.last = first, last
        self.begin, self.end = self.side.clause_borders[first], self.side.clause_borders[last]
        self.vectors = self.reader.clauses(self.begin, self.end)

    def left_out(self, other: Floats, cosine: Floats) -> Floats:
        """Gain by leaving out the first or last clause; shape (k, 2)."""
        several = self.end - self.begin > 1
        tail = self.reader.clauses(self.begin + several, self.end)
        head = self.reader.clauses(self.begin, self.end - several)
        gain = np.stack([_dots(tail, other), _dots(head, other)], 1) - cosine[:, None]
        return np.where(several[:, None], gain, np.float32(_LEAVE_OUT))

    def taken_in(self, other: Floats, cosine: Floats) -> Floats:
        """Gain by taking in the clause before or behind; shape (k, 2)."""
        before = self.begin > 0
        behind = self.end < self.side.clause_borders[-1]
        longer = [
            self.reader.clauses(self.begin - before, self.end),
            self.reader.clauses(self.begin, self.end + behind),
        ]
        gain = np.stack([_dots(v, other) for v in longer], 1) - cosine[:, None]
        return np.where(np.stack([before, behind], 1), gain, np.float32(_TAKE_IN))

    def belonging(self, other: _Half) -> Floats:
        """Do the outer clauses prefer this bead to the other side's next segment? (k, 2)."""
        last, first = self.near.clause(self.end - 1), self.near.clause(self.begin)
        gain = np.stack(
            [
                _dots(other.vectors, last) - _dots(other.near.segment(other.last), last),
                _dots(other.vectors, first) - _dots(other.near.segment(other.first - 1), first),
            ],
            1,
        )
        there = np.stack([other.last < len(other.side), other.first > 0], 1)
        return np.where(there, gain, np.float32(_INSIDE))

    def longing(self, other: _Half) -> Floats:
        """Do the adjacent clauses prefer this bead to their own likely partner? (k, 2)."""
        behind, before = self.near.clause(self.end), self.near.clause(self.begin - 1)
        gain = np.stack(
            [
                _dots(other.vectors, behind) - _dots(other.near.segment(other.last), behind),
                _dots(other.vectors, before) - _dots(other.near.segment(other.first - 1), before),
            ],
            1,
        )
        there = np.stack(
            [
                (other.last < len(other.side)) & (self.last < len(self.side)),
                (other.first > 0) & (self.first > 0),
            ],
            1,
        )
        return np.where(there, gain, np.float32(_OUTSIDE))


def _dots(a: Floats, b: Floats) -> Floats:
    products: Floats = np.einsum("ij,ij->i", a, b)
    return products
