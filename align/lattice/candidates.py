"""The beads that the second stage chooses from, and how it chooses.

Some two a segment. A path through them from (0, 0) to the end is an alignment; its
probability is proportional to the exponential of its beads' scores.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from align.lattice.beads import BEAD_KINDS
from align.lattice.grid import Grid, Scores
from corpora.arrays import Floats, Integers

_NEVER = -math.inf


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """Beads, in order of their ends; bead ``k`` pairs ``z0[k]:z1[k]`` with ``e0[k]:e1[k]``.

    ``first`` is the number of the node each begins at and ``last`` of the one it ends at,
    counted over ``nodes``, the (row, column) of every node that some bead touches, in order.
    """

    z0: Integers
    z1: Integers
    e0: Integers
    e1: Integers
    first: Integers
    last: Integers
    nodes: Integers

    def __len__(self) -> int:
        return len(self.z0)

    @property
    def kind(self) -> Integers:
        """Index of each bead's kind in ``BEAD_KINDS``."""
        kind: Integers = _KINDS[self.z1 - self.z0, self.e1 - self.e0]
        return kind


_KINDS = np.full((9, 9), -1, np.int64)
for _index, _pair in enumerate(BEAD_KINDS):
    _KINDS[_pair] = _index


def gather(spans: Integers) -> Candidates:
    """Candidates from rows (z0, z1, e0, e1), in any order, without repetition."""
    spans = np.unique(spans, axis=0)
    order = np.lexsort((spans[:, 2], spans[:, 0], spans[:, 3], spans[:, 1]))
    z0, z1, e0, e1 = spans[order].T
    ends = np.concatenate([np.stack([z0, e0], 1), np.stack([z1, e1], 1)])
    nodes, numbers = np.unique(ends, axis=0, return_inverse=True)
    numbers = numbers.ravel()
    return Candidates(
        z0=z0, z1=z1, e0=e0, e1=e1, first=numbers[: len(z0)], last=numbers[len(z0) :], nodes=nodes
    )


def likely_spans(grid: Grid, probability: Scores, threshold: float) -> Integers:
    """Rows (z0, z1, e0, e1) of the steps at least as probable as ``threshold``."""
    kind, node = np.nonzero(probability >= threshold)
    lengths = np.array(BEAD_KINDS)[kind]
    row, column = grid.row[node], grid.column[node]
    return np.stack([row - lengths[:, 0], row, column - lengths[:, 1], column], axis=1)


def node_numbers(grid: Grid, candidates: Candidates) -> Integers:
    """The number, in the grid, of the node at which each bead ends."""
    first = grid.offset[candidates.z1 - grid.first_row]
    numbers: Integers = first + candidates.e1 - grid.column[first]
    return numbers


def best_path(candidates: Candidates, scores: Floats, begin: int, end: int) -> list[int]:
    """Indices of the beads of the best path from node ``begin`` to node ``end``, in order.

    Of paths that are equally good, the one whose last bead comes first.
    """
    best = [_NEVER] * len(candidates.nodes)
    through = [-1] * len(candidates.nodes)
    best[begin] = 0.0
    firsts, lasts = candidates.first.tolist(), candidates.last.tolist()
    for bead, (first, last, score) in enumerate(zip(firsts, lasts, scores.tolist(), strict=True)):
        total = best[first] + score
        if total > best[last]:
            best[last], through[last] = total, bead
    path = []
    at = end
    while at != begin and through[at] >= 0:
        path.append(through[at])
        at = firsts[through[at]]
    return path[::-1] if at == begin else []


def bead_probabilities(
    candidates: Candidates, scores: Floats, begin: int, ends: dict[int, float]
) -> tuple[Floats, float]:
    """The probability of each bead, and the log of the total weight of all paths.

    Args:
        candidates: the beads.
        scores: their scores in nats.
        begin: the node at which every path begins.
        ends: the nodes at which one may end, with what ending there scores.
    """
    firsts, lasts, points = candidates.first.tolist(), candidates.last.tolist(), scores.tolist()
    alpha = [_NEVER] * len(candidates.nodes)
    alpha[begin] = 0.0
    for first, last, score in zip(firsts, lasts, points, strict=True):
        alpha[last] = _log_add(alpha[last], alpha[first] + score)
    beta = [_NEVER] * len(candidates.nodes)
    for node, bonus in ends.items():
        beta[node] = bonus
    for first, last, score in zip(reversed(firsts), reversed(lasts), reversed(points), strict=True):
        beta[first] = _log_add(beta[first], beta[last] + score)
    total = beta[begin]
    before, behind = np.array(alpha)[candidates.first], np.array(beta)[candidates.last]
    with np.errstate(invalid="ignore"):
        return np.exp(np.minimum(before + scores + behind - total, 0.0)), total


def pool_null_beads(candidates: Candidates, probability: Floats) -> Floats:
    """Probabilities, those of null beads summed over the places where they may stand.

    That a segment has no partner is one statement, wherever the path passes it by.
    """
    pooled: Floats = probability.copy()
    c = candidates
    for first, other, last in ((c.z0, c.z1, c.e1 - c.e0), (c.e0, c.e1, c.z1 - c.z0)):
        alone = np.nonzero((last == 0) & (other - first == 1))[0]
        if len(alone):
            total = np.zeros(int(first[alone].max()) + 1)
            np.add.at(total, first[alone], probability[alone])
            pooled[alone] = np.minimum(total[first[alone]], 1.0)
    return pooled


def _log_add(a: float, b: float) -> float:
    if a < b:
        a, b = b, a
    return a if b == _NEVER else a + math.log1p(math.exp(b - a))
