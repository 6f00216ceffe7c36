"""The first stage: every bead the band has room for, judged by a few cheap features.

The alignment is a path through the nodes of the band; a bead is a step from one node to
another. Scores of all steps give, by dynamic programming forward and backward, the
probability of every bead (a semi-Markov conditional random field, Sarawagi & Cohen 2004).
The few beads that are at all likely go on to the second stage.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from align.lattice.beads import BEAD_KINDS
from align.lattice.coarse import Band
from align.reading.sides import Side
from align.reading.vectors import SpanReader, span_topics
from corpora.arrays import Floats, Integers, one_blas_thread
from corpora.language.encoders.base import SpanEncoder

Scores = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
# Far below any score that can be.
IMPOSSIBLE = -1e9
_LONGEST = max(max(kind) for kind in BEAD_KINDS)
_KIND_AT = {kind: index for index, kind in enumerate(BEAD_KINDS)}
# Rows that are worked on at once: what is fast, chosen by eye.
_TILE = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The nodes of some rows of the band, numbered row by row, and the steps between them.

    Node ``k`` is (``row[k]``, ``column[k]``), counted from the start of the document; row ``r``
    holds nodes ``offset[r]:offset[r + 1]``, ``r`` counted from ``first_row``. For every kind
    of bead, ``start[kind, k]`` is the node from which such a bead would reach node ``k``, and
    ``end[kind, k]`` the node which it would reach from there; ``len(row)`` where there is none.
    """

    first_row: int
    row: Integers
    column: Integers
    offset: Integers
    start: Integers
    end: Integers

    def node(self, row: int, column: int) -> int:
        """The number of a node; it must be in the grid."""
        first = int(self.offset[row - self.first_row])
        return first + column - int(self.column[first])

    @property
    def rows(self) -> int:
        """How many rows of nodes there are."""
        return len(self.offset) - 1


def lay_grid(
    band: Band, first_row: int, last_row: int, first_column: int, kinds: tuple[int, ...]
) -> Grid:
    """The grid of rows ``first_row`` to ``last_row``, both included, from a column on."""
    low = np.maximum(band.low[first_row : last_row + 1], first_column)
    high = np.maximum(band.high[first_row : last_row + 1], first_column)
    width = high - low + 1
    offset = np.concatenate([[0], np.cumsum(width)])
    row = np.repeat(np.arange(first_row, last_row + 1), width)
    column = np.arange(offset[-1]) - np.repeat(offset[:-1] - low, width)
    count = len(row)
    shape = (len(BEAD_KINDS), count)
    start = np.full(shape, count, np.int64)
    end = np.full(shape, count, np.int64)
    for kind in kinds:
        a, b = BEAD_KINDS[kind]
        start[kind] = _neighbour(row - a, column - b, first_row, low, high, offset, count)
        end[kind] = _neighbour(row + a, column + b, first_row, low, high, offset, count)
    return Grid(first_row=first_row, row=row, column=column, offset=offset, start=start, end=end)


def _neighbour(
    row: Integers, column: Integers, first: int, low: Integers, high: Integers,
    offset: Integers, missing: int,
) -> Integers:  # fmt: skip
    index = row - first
    inside = (index >= 0) & (index < len(low))
    index = np.clip(index, 0, len(low) - 1)
    inside &= (column >= low[index]) & (column <= high[index])
    return np.where(inside, offset[index] + column - low[index], missing)


# --- features ------------------------------------------------------------------------------

FEATURES: tuple[str, ...] = (
    "cosine", "drop_gain", "split_gain", "topic", "topic_drop_gain", "topic_split_gain",
    "length_ratio", "length_excess", "null_z_chars", "null_e_chars", "null_z_best", "null_e_best",
    "break_both", "break_z", "break_e", "break_inside_z", "break_inside_e",
    "turn_both", "turn_one", "turn_inside",
)  # fmt: skip


def grid_features(
    grid: Grid, z: Side, e: Side, encoder: SpanEncoder | None, ratio: float
) -> dict[str, Floats]:
    """Every feature of every step; arrays of shape (kinds, nodes), by names of ``FEATURES``.

    ``ratio`` is how many characters of the second side stand for one of the first. What is
    said of steps that do not exist is meaningless.
    """
    topic = _all_cosines(grid, _topics_by_length(grid, z, 0), _topics_by_length(grid, e, 1))
    if encoder is None:
        cosine = topic
    else:
        cosine = _all_cosines(
            grid, _vectors_by_length(grid, z, 0, encoder), _vectors_by_length(grid, e, 1, encoder)
        )
    return {
        "cosine": cosine,
        "drop_gain": _drop_gain(grid, cosine),
        "split_gain": _split_gain(grid, cosine),
        "topic": topic,
        "topic_drop_gain": _drop_gain(grid, topic),
        "topic_split_gain": _split_gain(grid, topic),
        **_length_features(grid, z, e, ratio),
        **_null_features(grid, cosine),
        **_break_features(grid, z, e),
    }


def _columns(grid: Grid, axis: int) -> tuple[int, int]:
    """First and last node coordinate of the grid on a side."""
    values = grid.row if axis == 0 else grid.column
    return int(values.min()), int(values.max())


def _vectors_by_length(grid: Grid, side: Side, axis: int, encoder: SpanEncoder) -> list[Floats]:
    first, last = _columns(grid, axis)
    ends = np.arange(first, last + 1)
    reader = SpanReader(side, first, last, encoder)
    return [
        reader.segments(np.maximum(ends - length, first), ends) for length in range(1, _LONGEST + 1)
    ]


def _topics_by_length(grid: Grid, side: Side, axis: int) -> list[Floats]:
    first, last = _columns(grid, axis)
    ends = np.arange(first, last + 1)
    return [
        span_topics(side, np.maximum(ends - length, first), ends)
        for length in range(1, _LONGEST + 1)
    ]


def _all_cosines(grid: Grid, z: list[Floats], e: list[Floats]) -> Floats:
    """Dot products of the spans of every step; 0 for beads with an empty side."""
    first_row, first_column = _columns(grid, 0)[0], _columns(grid, 1)[0]
    out = np.zeros(grid.start.shape, np.float32)
    kinds = [(k, a, b) for k, (a, b) in enumerate(BEAD_KINDS) if a and b]
    which = np.array([k for k, _, _ in kinds])[:, None]
    lengths = np.array([(a - 1, b - 1) for _, a, b in kinds])
    spans_z, spans_e = np.stack(z), np.stack(e)
    with one_blas_thread():
        for top in range(0, grid.rows, _TILE):
            bottom = min(top + _TILE, grid.rows)
            nodes = np.arange(grid.offset[top], grid.offset[bottom])
            rows, columns = grid.row[nodes] - first_row, grid.column[nodes] - first_column
            left, right = int(columns.min()), int(columns.max()) + 1
            part_z = spans_z[:, rows[0] : rows[-1] + 1].reshape(-1, spans_z.shape[2])
            part_e = spans_e[:, left:right].reshape(-1, spans_e.shape[2])
            table = (part_z @ part_e.T).reshape(_LONGEST, bottom - top, _LONGEST, right - left)
            out[which, nodes[None, :]] = table[
                lengths[:, :1], (rows - rows[0])[None, :], lengths[:, 1:], (columns - left)[None, :]
            ]
    return out


def _at(values: Floats, nodes: Integers, default: float) -> Floats:
    """``values`` of some nodes, ``default`` where there is no node."""
    padded = np.append(values, np.float32(default))
    return padded[nodes]


def _drop_gain(grid: Grid, cosine: Floats) -> Floats:
    """What the bead gains over the best of itself without an outer segment."""
    out = np.zeros_like(cosine)
    before_row, before_column = grid.start[_KIND_AT[1, 0]], grid.start[_KIND_AT[0, 1]]
    for kind, (a, b) in enumerate(BEAD_KINDS):
        rivals = []
        if a > 1 and b:
            fewer = cosine[_KIND_AT[a - 1, b]]
            rivals += [fewer, _at(fewer, before_row, -1.0)]
        if b > 1 and a:
            fewer = cosine[_KIND_AT[a, b - 1]]
            rivals += [fewer, _at(fewer, before_column, -1.0)]
        if rivals:
            out[kind] = cosine[kind] - np.maximum.reduce(rivals)
    return out


def _split_gain(grid: Grid, cosine: Floats) -> Floats:
    """What a bead of several segments on both sides gains over the best cut in two."""
    out = np.zeros_like(cosine)
    for kind, (a, b) in enumerate(BEAD_KINDS):
        if a < 2 or b < 2:
            continue
        best = np.full(cosine.shape[1], -1.0, np.float32)
        for p in range(1, a):
            for q in range(1, b):
                head, tail = _KIND_AT.get((p, q)), _KIND_AT.get((a - p, b - q))
                if head is None or tail is None:
                    continue
                share = np.float32((p + q) / (a + b))
                cut = share * _at(cosine[head], grid.start[tail], -1.0)
                np.maximum(best, cut + (1 - share) * cosine[tail], out=best)
        out[kind] = cosine[kind] - best
    return out


def _span_chars(grid: Grid, side: Side, axis: int) -> Floats:
    """Characters of every step on a side."""
    total = np.concatenate([[0.0], np.cumsum(side.chars, dtype=np.float64)])
    at = grid.row if axis == 0 else grid.column
    lengths = np.array([kind[axis] for kind in BEAD_KINDS])[:, None]
    spans: Floats = (total[at][None, :] - total[np.maximum(at[None, :] - lengths, 0)]).astype(
        np.float32
    )
    return spans


def _length_features(grid: Grid, z: Side, e: Side, ratio: float) -> dict[str, Floats]:
    """How far the lengths are from the document's own ratio; logs of lengths of null beads."""
    chars_z, chars_e = _span_chars(grid, z, 0), _span_chars(grid, e, 1)
    expected = chars_z * np.float32(ratio)
    both = (chars_z > 0) & (chars_e > 0)
    log_ratio = np.abs(np.log((chars_e + 10) / (expected + 10)))
    excess = (chars_e - expected) ** 2 / (6.8 * ratio * (chars_e + expected + 1))
    null_z = np.where(chars_e == 0, np.log1p(chars_z * np.float32(ratio)), 0)
    null_e = np.where(chars_z == 0, np.log1p(chars_e), 0)
    return {
        "length_ratio": np.where(both, log_ratio, 0).astype(np.float32),
        "length_excess": np.where(both, np.minimum(excess, 20) / 10, 0).astype(np.float32),
        "null_z_chars": null_z.astype(np.float32),
        "null_e_chars": null_e.astype(np.float32),
    }


def _null_features(grid: Grid, cosine: Floats) -> dict[str, Floats]:
    """The best single partner of a segment that would be left alone."""
    pairs = np.where(grid.start[_KIND_AT[1, 1]] < len(grid.row), cosine[_KIND_AT[1, 1]], -1)
    best_z = np.maximum.reduceat(pairs, grid.offset[:-1])
    columns = grid.column - int(grid.column.min())
    best_e = np.full(int(columns.max()) + 1, -1.0, np.float32)
    np.maximum.at(best_e, columns, pairs)
    out_z, out_e = np.zeros_like(cosine), np.zeros_like(cosine)
    out_z[_KIND_AT[1, 0]] = best_z[grid.row - grid.first_row]
    out_e[_KIND_AT[0, 1]] = best_e[columns]
    return {"null_z_best": out_z, "null_e_best": out_e}


def _break_features(grid: Grid, z: Side, e: Side) -> dict[str, Floats]:
    """Breaks of paragraphs and turns: at the bead's end on both sides or one, and inside."""
    paragraph_z, paragraph_e = (
        after(z.marks.paragraph)[grid.row],
        after(e.marks.paragraph)[grid.column],
    )
    turn_z, turn_e = after(z.marks.turn)[grid.row], after(e.marks.turn)[grid.column]
    ones = np.ones((len(BEAD_KINDS), 1), np.float32)
    inside_turn = _inside(grid, z.marks.turn, 0) + _inside(grid, e.marks.turn, 1)
    return {
        "break_both": ones * (paragraph_z & paragraph_e),
        "break_z": ones * (paragraph_z & ~paragraph_e),
        "break_e": ones * (~paragraph_z & paragraph_e),
        "break_inside_z": _inside(grid, z.marks.paragraph, 0),
        "break_inside_e": _inside(grid, e.marks.paragraph, 1),
        "turn_both": ones * (turn_z & turn_e),
        "turn_one": ones * (turn_z ^ turn_e),
        "turn_inside": inside_turn,
    }


def after(
    breaks: np.ndarray[tuple[int], np.dtype[np.bool_]],
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Whether there is a break at each node: before segment ``i``; none at either end."""
    nodes = np.append(breaks, False)
    if len(breaks):
        nodes[0] = False
    return nodes


def _inside(grid: Grid, breaks: np.ndarray[tuple[int], np.dtype[np.bool_]], axis: int) -> Floats:
    """How many breaks are strictly inside every step on a side."""
    total = np.cumsum(after(breaks))
    at = grid.row if axis == 0 else grid.column
    out = np.zeros((len(BEAD_KINDS), len(at)), np.float32)
    for kind, pair in enumerate(BEAD_KINDS):
        if pair[axis] > 1:
            begin = np.maximum(at - pair[axis], 0)
            out[kind] = total[np.maximum(at - 1, 0)] - total[begin]
    return out


# --- probabilities -------------------------------------------------------------------------


def forward(grid: Grid, scores: Floats, first: Scores) -> Scores:
    """Log of the total weight of all paths to each node, ``first`` being what they begin with."""
    return _sweep(grid.start, scores, first, grid.offset, reverse=False)


def backward(grid: Grid, scores: Floats, last: Scores) -> Scores:
    """Log of the total weight of all paths from each node, ``last`` being what they end with."""
    padded = np.concatenate([scores, np.full((len(scores), 1), IMPOSSIBLE, scores.dtype)], axis=1)
    ahead = np.take_along_axis(padded, grid.end, axis=1)
    return _sweep(grid.end, ahead, last, grid.offset, reverse=True)


def _sweep(
    neighbours: Integers, scores: Floats, border: Scores, offset: Integers, *, reverse: bool
) -> Scores:
    """Row by row: all kinds of steps from other rows at once, then the steps within the row."""
    count = neighbours.shape[1]
    within = _KIND_AT[0, 1]
    across = np.array([kind for kind in range(len(BEAD_KINDS)) if kind != within])
    total = np.full(count + 1, IMPOSSIBLE)
    across_scores, across_from = scores[across].astype(np.float64), neighbours[across]
    rows = range(len(offset) - 1)
    for row in reversed(rows) if reverse else rows:
        nodes = slice(int(offset[row]), int(offset[row + 1]))
        arriving = total[across_from[:, nodes]] + across_scores[:, nodes]
        most = np.maximum(arriving.max(axis=0), border[nodes])
        weight = np.exp(arriving - most).sum(axis=0) + np.exp(border[nodes] - most)
        reached = np.maximum(most + np.log(weight), IMPOSSIBLE)
        steps = np.where(neighbours[within, nodes] < count, scores[within, nodes], -1e4)
        if reverse:
            reached, steps = reached[::-1], steps[::-1]
        climbed = np.cumsum(steps.astype(np.float64))
        climbed -= climbed[0]
        result = np.logaddexp.accumulate(reached - climbed) + climbed
        total[nodes] = result[::-1] if reverse else result
    return total[:count]


def posteriors(grid: Grid, scores: Floats, alpha: Scores, beta: Scores, total: float) -> Scores:
    """The probability of every step; shape (kinds, nodes)."""
    padded = np.append(alpha, IMPOSSIBLE)
    result: Scores = np.exp(np.minimum(padded[grid.start] + scores + beta[None, :] - total, 0.0))
    return result


def possible(grid: Grid, scores: Floats) -> Floats:
    """The scores, ruled out where there is no such step."""
    return np.where(grid.start < len(grid.row), scores, np.float32(IMPOSSIBLE))
