"""The first look: which sentences plainly match, and so where the alignment must run.

Every segment's best few partners within a wide window are found by matrix products; the
heaviest chain of them that runs forward on both sides is the rough path. A page lost on
one side, a block inserted or moved leave a gap in the chain and do not derail it. What
follows looks only into a band around the path, so that all work is linear in the length.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from align.reading.sides import Side
from corpora.arrays import Floats, Integers, one_blas_thread

# How alike two segments must be to be a candidate (see ``similarity``), and with the
# dictionary alone, whose cosines are smaller.
THRESHOLD, THRESHOLD_ALONE = 0.3, 0.15
# Candidates of a segment, and rows compared at once (memory): chosen by eye.
_PARTNERS = 3
_ROWS = 512
# Documents up to this many segments are searched whole, longer ones this far around the path.
_WINDOW = 2048
# How often a document is searched whole again where the path is lost: chosen by eye.
_GLOBAL_SEARCHES = 32
# The path is followed this many rows at a time; how near it a partner may stand aside from
# better ones elsewhere; from how many last matches the next place is told; and what share of
# the rows must match for the path to be found, or not to be lost.
_STEP, _NEAR, _LAST_FEW = 64, 128, 15
# Of partners that are as good, the nearer to the path counts: what a segment's distance costs.
_TIE = 1e-5
# Matches a segment from which the path is found, and below which it is lost: chosen by eye.
_FOUND, _LOST = 0.2, 0.1
# The dictionary's share in the similarity where there is an encoder.
_TOPIC_SHARE = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Matches:
    """Pairs of segments that look like translations, in order of ``row``, then ``column``."""

    rows: Integers
    columns: Integers
    weights: Floats

    def __len__(self) -> int:
        return len(self.rows)


def similarity(z: Side, e: Side, rows: slice, columns: slice) -> Floats:
    """How alike single segments are, about -1 to 1; shape (rows, columns).

    The cosine of the encoder's centred vectors, with a share of the cosine of the
    dictionary's; without an encoder, the latter alone.
    """
    topics: Floats = _unit(z.topics[rows]) @ _unit(e.topics[columns]).T
    if z.encoded is None or e.encoded is None:
        return topics
    left = _unit(z.encoded.vectors[rows] - z.encoded.mean)
    right = _unit(e.encoded.vectors[columns] - e.encoded.mean)
    cosine: Floats = left @ right.T
    cosine += np.float32(_TOPIC_SHARE) * topics
    return cosine


def find_matches(z: Side, e: Side) -> Matches:
    """Each segment's best partners, above the threshold.

    A text may repeat itself, and then the best partners are copies from elsewhere; so the
    path is followed some dozen rows at a time, and the best near it are candidates too.
    """
    found = []
    place, searches = 0.0, _GLOBAL_SEARCHES
    slope = len(e) / max(1, len(z))
    with one_blas_thread():
        for start in range(0, len(z), _ROWS):
            rows = slice(start, min(len(z), start + _ROWS))
            centre = int(place)
            window = slice(max(0, centre - _WINDOW), min(len(e), centre + _WINDOW + _ROWS))
            matches, reached = _follow_path(z, e, rows, window, place, slope)
            if len(heaviest_chain(matches)) < _LOST * (rows.stop - rows.start) and (
                len(e) > 2 * _WINDOW and searches
            ):
                searches -= 1
                elsewhere, reached = _search_all(z, e, rows, place, slope)
                matches = _join([matches, elsewhere])
            found.append(matches)
            place = reached
    return _join(found)


def _search_all(z: Side, e: Side, rows: slice, place: float, slope: float) -> tuple[Matches, float]:
    """``_follow_path`` through the whole other side, a few rows at a time to spare memory."""
    found = []
    for top in range(rows.start, rows.stop, _STEP):
        few = slice(top, min(top + _STEP, rows.stop))
        matches, place = _follow_path(z, e, few, slice(0, len(e)), place, slope)
        found.append(matches)
    return _join(found), place


def _follow_path(
    z: Side, e: Side, rows: slice, window: slice, place: float, slope: float
) -> tuple[Matches, float]:
    """The matches of some rows, and the column at which the path seems to leave them.

    ``place`` is the column at which it seems to come in; it moves by ``slope`` a row.
    """
    table = similarity(z, e, rows, window)
    if not table.size:
        return _join([]), place
    alone = z.encoded is None or e.encoded is None
    weights = table - (THRESHOLD_ALONE if alone else THRESHOLD)
    # What resembles another one more is less of a match.
    rival = np.maximum(table.max(axis=1, keepdims=True), table.max(axis=0, keepdims=True))
    weights -= np.float32(0.5) * (rival - table)
    found = []
    for top in range(0, len(table), _STEP):
        part = weights[top : top + _STEP]
        path = place + slope * np.arange(len(part), dtype=np.float32) - window.start
        away = np.abs(np.arange(part.shape[1], dtype=np.float32) - path[:, None])
        part -= np.float32(_TIE) * np.minimum(away, _NEAR)
        everywhere = _best_in_rows(part, rows.start + top, window.start)
        first = max(0, min(int(place) - _NEAR - window.start, part.shape[1] - 1))
        last = max(first + 1, int(place + slope * len(part)) + _NEAR - window.start)
        near = _best_in_rows(part[:, first:last], rows.start + top, window.start + first)
        found += [everywhere, near]
        chain, among = heaviest_chain(near), near
        if len(chain) < _FOUND * len(part):
            chain, among = heaviest_chain(everywhere), everywhere
        if len(chain) >= _FOUND * len(part):
            ahead = slope * (rows.start + top + len(part) - among.rows[chain])
            place = float(np.median((among.columns[chain] + ahead)[-_LAST_FEW:]))
        else:
            place += slope * len(part)
    return _join(found), place


def _best_in_rows(weights: Floats, first_row: int, first_column: int) -> Matches:
    """The best few matches of every row, where they weigh anything."""
    count = min(_PARTNERS, weights.shape[1])
    partners = np.argpartition(-weights, count - 1, axis=1)[:, :count]
    values = np.take_along_axis(weights, partners, axis=1)
    row, rank = np.nonzero(values > 0)
    return Matches(
        rows=row + first_row,
        columns=partners[row, rank] + first_column,
        weights=values[row, rank],
    )


def _join(parts: list[Matches]) -> Matches:
    """All matches, each once, by row and column."""
    if not parts:
        nothing = np.zeros(0, np.int64)
        return Matches(rows=nothing, columns=nothing, weights=np.zeros(0, np.float32))
    rows = np.concatenate([part.rows for part in parts])
    columns = np.concatenate([part.columns for part in parts])
    weights = np.concatenate([part.weights for part in parts])
    keep = np.unique(np.stack([rows, columns]), axis=1, return_index=True)[1]
    return Matches(rows=rows[keep], columns=columns[keep], weights=weights[keep])


def join_matches(one: Matches, other: Matches) -> Matches:
    """The matches of both; those that both have weigh as much as the two together."""
    places = np.stack(
        [np.concatenate([one.rows, other.rows]), np.concatenate([one.columns, other.columns])]
    )
    distinct, at = np.unique(places, axis=1, return_inverse=True)
    weights = np.zeros(distinct.shape[1], np.float32)
    np.add.at(weights, at.ravel(), np.concatenate([one.weights, other.weights]))
    return Matches(rows=distinct[0], columns=distinct[1], weights=weights)


def heaviest_chain(matches: Matches) -> Integers:
    """Indices of the matches of the heaviest chain that rises in rows and columns.

    Weighted longest increasing subsequence with a Fenwick tree: O(k log k).
    """
    if not len(matches):
        return np.zeros(0, np.int64)
    # Within a row from right to left, so that a row gives at most one match.
    order = np.lexsort((-matches.columns, matches.rows))
    columns = np.unique(matches.columns, return_inverse=True)[1] + 1
    size = int(columns.max())
    best = [0.0] * (size + 1)
    holder = [-1] * (size + 1)
    before = [-1] * len(matches)
    for index, column, weight in zip(
        order.tolist(), columns[order].tolist(), matches.weights[order].tolist(), strict=True
    ):
        total, previous = 0.0, -1
        at = column - 1
        while at > 0:
            if best[at] > total:
                total, previous = best[at], holder[at]
            at &= at - 1
        before[index] = previous
        total += weight
        at = column
        while at <= size:
            if total > best[at]:
                best[at], holder[at] = total, index
            at += at & -at
    return np.array(_follow(before, holder, best), np.int64)


def _follow(before: list[int], holder: list[int], best: list[float]) -> list[int]:
    at = holder[max(range(len(best)), key=best.__getitem__)]
    chain = []
    while at >= 0:
        chain.append(at)
        at = before[at]
    return chain[::-1]


def _unit(rows: Floats) -> Floats:
    scaled: Floats = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6)
    return scaled


# --- the band ------------------------------------------------------------------------------

# How far the alignment may run from the rough path, how large a gap in the path is searched
# whole, and about how many nodes of a larger one are: where a long stretch has no match,
# nothing is gained by looking everywhere.
_HALF_WIDTH = 9
_SMALL_GAP = 40
_GAP_NODES = 40_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """The nodes that may be between beads: in row ``i``, columns ``low[i]`` to ``high[i]``.

    A node (i, j) has ``i`` segments of the first side behind it and ``j`` of the second;
    rows are 0 to n. Both borders are included, and neither ever falls.
    """

    low: Integers
    high: Integers


def draw_band(path: list[tuple[int, int]], n: int, m: int) -> Band:
    """The band around matched segments ``path``, which rise on both sides.

    Between two matches the band holds the whole rectangle if it is small on one side, else
    a generous corridor along its diagonal.
    """
    low = np.full(n + 1, m, np.int64)
    high = np.zeros(n + 1, np.int64)

    def cover(row: int, first: int, last: int) -> None:
        low[row] = min(low[row], first - _HALF_WIDTH)
        high[row] = max(high[row], last + _HALF_WIDTH)

    i, j = 0, 0
    for row, column in [*path, (n, m)]:
        height, width = row - i, column - j
        if min(height, width) <= _SMALL_GAP:
            for r in range(i, row + 1):
                cover(r, j, column)
        else:
            slack = _SMALL_GAP + min(abs(height - width), 5 * _SMALL_GAP)
            slack = min(slack, _GAP_NODES // (2 * height))
            for r in range(i, row + 1):
                middle, next_middle = (j + width * (at - i) // height for at in (r, r + 1))
                cover(r, max(j, middle - slack), min(column, next_middle + slack))
        i, j = row + 1, column + 1
    cover(0, 0, 0)
    cover(n, m, m)
    low = np.minimum.accumulate(np.clip(low, 0, m)[::-1])[::-1]
    high = np.maximum.accumulate(np.clip(high, 0, m))
    return Band(low=low, high=high)


# So many segments without a match, beside so few of the other side, are passed over: only
# what is this near to either end is weighed.
_LONG_GAP, _NEAR_ITS_ENDS = 2_000, 400


def long_gap(path: list[tuple[int, int]], n: int, m: int) -> tuple[int, int, int] | None:
    """A run of the second side (row, first column, last column) that has nothing to face.

    Args:
        path: matched segments, which rise on both sides.
        n: segments of the first side.
        m: segments of the second side.
    """
    i, j = 0, 0
    for row, column in [*path, (n, m)]:
        if row - i <= _SMALL_GAP and column - j > _LONG_GAP:
            return (i + row) // 2, j + _NEAR_ITS_ENDS, column - _NEAR_ITS_ENDS
        i, j = row + 1, column + 1
    return None
