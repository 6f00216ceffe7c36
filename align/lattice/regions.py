"""Pairing a stretch of one document with a stretch of the other, in order.

A long stretch is worked through in overlapping blocks. A block ends where every likely
path passes through one node, so that nothing is lost by cutting there, and neither time
nor memory grows faster than the text.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from align.known import KnownBeads
from align.lattice.beads import BEAD_KINDS, kinds_up_to
from align.lattice.candidates import (
    Candidates,
    bead_probabilities,
    best_path,
    gather,
    likely_spans,
    node_numbers,
    pool_null_beads,
)
from align.lattice.coarse import Band, Matches, draw_band, heaviest_chain, long_gap
from align.lattice.evidence import describe, recall_first_stage, sum_evidence
from align.lattice.features import Columns, Pair
from align.lattice.grid import (
    IMPOSSIBLE,
    Grid,
    Scores,
    backward,
    forward,
    grid_features,
    lay_grid,
    possible,
    posteriors,
)
from align.lattice.model import Model
from align.options import AlignOptions
from align.reading.sides import Flags
from align.reading.similarity import WordSimilarity
from corpora.arrays import Floats
from corpora.progress import Progress, silent

# Beads less probable than this after the first stage are not looked at again.
PRUNE_BELOW = 1e-3
# How sure we are of segments that stand alone for want of any match far around.
_TRUST_IN_GAPS = 0.99
# Rows that the second stage takes at once, and those it takes again so that no seam shows: bounds
# memory; chosen by eye.
_BLOCK_ROWS = 600
_OVERLAP = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedSpan:
    """A bead as found: ``probability`` is the model's own, not yet calibrated."""

    z0: int
    z1: int
    e0: int
    e1: int
    probability: float
    evidence: dict[str, float]
    is_anchor: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Everything that pairing a region needs.

    Segments of ``absent_z`` and ``absent_e`` are paired elsewhere and count as not there.
    ``known`` is what the house's memory says, where there is one.
    """

    pair: Pair
    words: WordSimilarity | None
    matches: Matches
    model: Model
    options: AlignOptions
    absent_z: Flags
    absent_e: Flags
    known: KnownBeads | None = None

    def is_absent(self, bead: PairedSpan) -> bool:
        """Whether any of the bead's segments is paired elsewhere."""
        z, e = self.absent_z[bead.z0 : bead.z1], self.absent_e[bead.e0 : bead.e1]
        return bool(z.any() or e.any())


Region = tuple[int, int, int, int]


def align_region(task: Task, region: Region, progress: Progress = silent) -> list[PairedSpan]:
    """The beads between segments ``z0:z1`` and ``e0:e1``, given as (z0, z1, e0, e1)."""
    path = _rough_path(task, region)
    z0, z1, e0, e1 = region
    gap = long_gap(path, z1 - z0, e1 - e0)
    if gap is None:
        return _align_blocks(task, region, draw_region_band(region, path), progress)
    row, first, last = gap[0] + z0, gap[1] + e0, gap[2] + e0
    passed = [
        PairedSpan(z0=row, z1=row, e0=at, e1=at + 1, probability=_TRUST_IN_GAPS, evidence={})
        for at in range(first, last)
    ]
    before = align_region(task, (z0, row, e0, first), progress)
    return before + passed + align_region(task, (row, z1, last, e1), progress)


def _align_blocks(task: Task, region: Region, band: Band, progress: Progress) -> list[PairedSpan]:
    z0, z1, e0, e1 = region
    beads: list[PairedSpan] = []
    row, column = z0, e0
    while (row, column) != (z1, e1):
        last = z1 if z1 - row <= _BLOCK_ROWS + _OVERLAP else row + _BLOCK_ROWS
        block = _Block(task, band, region, (row, column), last)
        found = block.settled(final=last == z1)
        beads += found
        row, column = found[-1].z1, found[-1].e1
        progress("pairing", row, len(task.pair.z))
    return beads


def align_between(
    task: Task, region: Region, anchors: list[PairedSpan], progress: Progress = silent
) -> list[PairedSpan]:
    """The beads of a region, ``anchors`` among them, those between paired within them.

    ``anchors`` are in order and within the region.
    """
    beads: list[PairedSpan] = []
    z0, z1, e0, e1 = region
    for anchor in anchors:
        beads += align_region(task, (z0, anchor.z0, e0, anchor.e0), progress)
        beads.append(anchor)
        z0, e0 = anchor.z1, anchor.e1
    return beads + align_region(task, (z0, z1, e0, e1), progress)


def _rough_path(task: Task, region: Region) -> list[tuple[int, int]]:
    """The heaviest chain of plain matches in a region, counted from its start."""
    z0, z1, e0, e1 = region
    near = slice(*np.searchsorted(task.matches.rows, (z0, z1)))
    rows, columns = task.matches.rows[near], task.matches.columns[near]
    inside = (columns >= e0) & (columns < e1)
    inside &= ~task.absent_z[rows] & ~task.absent_e[columns]
    rows, columns = rows[inside] - z0, columns[inside] - e0
    chain = heaviest_chain(
        Matches(rows=rows, columns=columns, weights=task.matches.weights[near][inside])
    )
    return list(zip(rows[chain].tolist(), columns[chain].tolist(), strict=True))


def draw_region_band(region: Region, path: list[tuple[int, int]]) -> Band:
    """The band of a region, in the document's own coordinates; rows outside are empty."""
    z0, z1, e0, e1 = region
    band = draw_band(path, z1 - z0, e1 - e0)
    outside = np.zeros(z0, np.int64)
    return Band(
        low=np.concatenate([outside, band.low + e0]), high=np.concatenate([outside, band.high + e0])
    )


class _Block:
    """Some rows of a region: both stages, and the beads of the best path."""

    def __init__(
        self, task: Task, band: Band, region: Region, begin: tuple[int, int], last_row: int
    ) -> None:
        self.task, self.begin = task, begin
        self.end = (region[1], region[3]) if last_row == region[1] else None
        self.grid = lay_grid(band, begin[0], last_row, begin[1], kinds_up_to(task.options.max_bead))
        candidates, scores, first = self._first_stage()
        self.candidates, self.scores = candidates, scores
        self.columns: Columns | None = None
        if not task.options.fast:
            self._second_stage(first)

    def _first_stage(self) -> tuple[Candidates, Floats, Columns]:
        """The likely beads, their scores, and what is kept of their features.

        The features of all steps are the largest thing there is, and go with this call.
        """
        pair = self.task.pair
        features = grid_features(self.grid, pair.z, pair.e, pair.encoder, pair.ratio)
        steps = score_grid(self.grid, features, self.task)
        if self.task.known is not None:
            self.task.known.raise_steps(self.grid, steps)
        probability = grid_probabilities(self.grid, steps, self.begin, self.end)
        spans = likely_spans(self.grid, probability, PRUNE_BELOW)
        candidates = gather(spans)
        if not self._leads_through(candidates):
            best = best_grid_path(self.grid, steps, self.begin, self.end)
            candidates = gather(np.concatenate([spans, best]))
        nodes = node_numbers(self.grid, candidates)
        scores: Floats = steps[candidates.kind, nodes].astype(np.float64)
        return candidates, scores, recall_first_stage(candidates, self.grid, features)

    def _leads_through(self, candidates: Candidates) -> bool:
        """Whether there is a path from the block's first node to its last node or row."""
        reached = {self.begin}
        for z0, z1, e0, e1 in zip(
            candidates.z0.tolist(), candidates.z1.tolist(), candidates.e0.tolist(),
            candidates.e1.tolist(), strict=True,
        ):  # fmt: skip
            if (z0, e0) in reached:
                reached.add((z1, e1))
        if self.end is not None:
            return self.end in reached
        return any(row == self.grid.row[-1] for row, _ in reached)

    def _second_stage(self, first: Columns) -> None:
        if self.task.words is None:
            raise ValueError("the second stage needs the words' similarity")
        self.columns = describe(self.candidates, self.task.pair, self.task.words, first)
        weights = np.array(self.task.model.weights_of(self.columns))
        self.scores = np.stack(list(self.columns.values()), axis=1) @ weights
        if self.task.known is not None:
            c = self.candidates
            spans = zip(*(side.tolist() for side in (c.z0, c.z1, c.e0, c.e1)), strict=True)
            self.scores += self.task.known.of(spans)
        _overrule(self.candidates, self.scores, self.task)

    def settled(self, *, final: bool) -> list[PairedSpan]:
        """The beads of the best path, up to the node where the next block should begin."""
        c = self.candidates
        begin = _node_number(c, self.begin)
        if self.end is not None:
            ends = {_node_number(c, self.end): 0.0}
        else:
            ends = dict.fromkeys(np.nonzero(c.nodes[:, 0] == self.grid.row[-1])[0].tolist(), 0.0)
        probability, _ = bead_probabilities(c, self.scores, begin, ends)
        sureness = pool_null_beads(c, probability)
        paths = [best_path(c, self.scores, begin, end) for end in ends]
        totals = [
            sum(float(self.scores[bead]) for bead in path) if path else -np.inf for path in paths
        ]
        path = paths[int(np.argmax(totals))]
        if not final:
            path = path[: self._last_sure(path, probability) + 1]
        evidence: list[dict[str, float]] = [{} for _ in path]
        if self.columns is not None:
            evidence = sum_evidence(self.columns, self.task.model.weights_of(self.columns), path)
        return [
            self._with_known(
                PairedSpan(
                    z0=int(c.z0[k]), z1=int(c.z1[k]), e0=int(c.e0[k]), e1=int(c.e1[k]),
                    probability=float(sureness[k]), evidence=told,
                )
            )
            for k, told in zip(path, evidence, strict=True)
        ]  # fmt: skip

    def _with_known(self, bead: PairedSpan) -> PairedSpan:
        """The bead with what the memory said for it among its evidence."""
        known = self.task.known
        nats = known.nats.get((bead.z0, bead.z1, bead.e0, bead.e1)) if known else None
        return replace(bead, evidence={**bead.evidence, "memory": nats}) if nats else bead

    def _last_sure(self, path: list[int], probability: Floats) -> int:
        """Which bead of the path to end with: the surest node in the overlap."""
        c = self.candidates
        limit = int(self.grid.row[-1])
        passing = np.zeros(len(c.nodes))
        np.add.at(passing, c.last, probability)
        place = [
            index for index, bead in enumerate(path)
            if limit - _OVERLAP <= c.z1[bead] <= limit - _OVERLAP // 4
        ]  # fmt: skip
        return max(
            place or [len(path) - 1], key=lambda index: (passing[c.last[path[index]]], index)
        )


def _node_number(candidates: Candidates, node: tuple[int, int]) -> int:
    hit = np.nonzero((candidates.nodes[:, 0] == node[0]) & (candidates.nodes[:, 1] == node[1]))[0]
    return int(hit[0])


def score_grid(grid: Grid, features: Columns, task: Task) -> Floats:
    """Scores of the steps of a grid, those over absent segments ruled out."""
    steps = possible(grid, task.model.score_steps(features))
    for axis, absent in ((0, task.absent_z), (1, task.absent_e)):
        if not absent.any():
            continue
        total = np.concatenate([[0], np.cumsum(absent, dtype=np.int64)])
        at = grid.row if axis == 0 else grid.column
        for kind, lengths in enumerate(BEAD_KINDS):
            length = lengths[axis]
            gone = total[at] - total[np.maximum(at - length, 0)]
            if sum(lengths) == length == 1:
                steps[kind] = np.where((gone > 0) & (steps[kind] > IMPOSSIBLE), 0.0, steps[kind])
            else:
                steps[kind] = np.where(gone > 0, IMPOSSIBLE, steps[kind])
    return steps


def _overrule(candidates: Candidates, scores: Floats, task: Task) -> None:
    """Leaving absent segments alone costs nothing in the second stage either."""
    c = candidates
    for first, last, absent in ((c.z0, c.z1, task.absent_z), (c.e0, c.e1, task.absent_e)):
        if absent.any():
            alone = (c.z1 - c.z0 + c.e1 - c.e0 == 1) & (last - first == 1)
            scores[alone & absent[np.minimum(first, len(absent) - 1)]] = 0.0


def grid_probabilities(
    grid: Grid, steps: Floats, begin: tuple[int, int], end: tuple[int, int] | None
) -> Scores:
    """The first stage's probability of every step; without ``end``, any node of the last row is."""
    count = len(grid.row)
    first = np.full(count, float(IMPOSSIBLE))
    first[grid.node(*begin)] = 0.0
    last = np.full(count, float(IMPOSSIBLE))
    if end is None:
        last[grid.offset[-2] :] = 0.0
    else:
        last[grid.node(*end)] = 0.0
    alpha = forward(grid, steps, first)
    beta = backward(grid, steps, last)
    return posteriors(grid, steps, alpha, beta, float(beta[grid.node(*begin)]))


def best_grid_path(
    grid: Grid, steps: Floats, begin: tuple[int, int], end: tuple[int, int] | None
) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    """Rows (z0, z1, e0, e1) of the beads of the best path through a grid."""
    count = len(grid.row)
    best = np.full(count + 1, 2.0 * IMPOSSIBLE)
    best[grid.node(*begin)] = 0.0
    through = np.zeros(count, np.int64)
    within = BEAD_KINDS.index((0, 1))
    others = np.array([k for k in range(len(BEAD_KINDS)) if k != within])
    for row in range(grid.rows):
        nodes = slice(int(grid.offset[row]), int(grid.offset[row + 1]))
        arriving = best[grid.start[others][:, nodes]] + steps[others][:, nodes]
        choice = arriving.argmax(axis=0)
        value = np.maximum(arriving[choice, np.arange(len(choice))], best[nodes])
        through[nodes] = others[choice]
        _climb(best, through, value, steps[within, nodes], nodes, within)
    if end is None:
        at = int(grid.offset[-2] + best[grid.offset[-2] : -1].argmax())
    else:
        at = grid.node(*end)
    spans = []
    start = grid.node(*begin)
    while at != start:
        a, b = BEAD_KINDS[through[at]]
        row, column = int(grid.row[at]), int(grid.column[at])
        spans.append((row - a, row, column - b, column))
        at = int(grid.start[through[at], at])
    return np.array(spans[::-1], np.int64).reshape(-1, 4)


def _climb(
    best: Scores, through: np.ndarray[tuple[int], np.dtype[np.int64]], value: Scores, steps: Floats,
    nodes: slice, within: int,
) -> None:  # fmt: skip
    """Steps within a row, one after the other, where they improve on arriving from elsewhere."""
    running = -np.inf
    for index, (arrived, step) in enumerate(zip(value.tolist(), steps.tolist(), strict=True)):
        climbed = running + step
        if climbed > arrived:
            running = climbed
            through[nodes.start + index] = within
        else:
            running = arrived
        best[nodes.start + index] = running
