"""The first look: which sentences plainly match, and so where the alignment must run.

Every segment's best few partners within a wide window are found by matrix products; the
heaviest chain of them that runs forward on both sides is the rough path. A page lost on
one side, a block inserted or moved leave a gap in the chain and do not derail it. What
follows looks only into a band around the path, so that all work is linear in the length.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from align.encoders import Floats, Integers, one_blas_thread
from align.sides import Side

# How alike two segments must be to be a candidate (see ``similarity``), and with the
# dictionary alone, whose cosines are smaller.
THRESHOLD, THRESHOLD_ALONE = 0.3, 0.15
_PARTNERS = 3
_ROWS = 512
# Documents up to this many segments are searched whole, longer ones this far around the path.
_WINDOW = 2048
_GLOBAL_SEARCHES = 32
# How near the expected place a partner may stand aside from better ones elsewhere, and from
# how many last matches of a chunk the next one's place is told.
_NEAR, _LAST_FEW = 256, 15
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
    """Each segment's best partners, above the threshold."""
    found: list[tuple[Integers, Integers, Floats]] = []
    centre, searches = 0, _GLOBAL_SEARCHES
    slope = len(e) / max(1, len(z))
    with one_blas_thread():
        for start in range(0, len(z), _ROWS):
            rows = slice(start, min(len(z), start + _ROWS))
            window = slice(max(0, centre - _WINDOW), min(len(e), centre + _WINDOW + _ROWS))
            expected = centre + slope * np.arange(rows.stop - rows.start, dtype=np.float64)
            part = _best_partners(z, e, rows, window, expected)
            chain = heaviest_chain(part)
            if len(chain) < 0.1 * (rows.stop - rows.start) and len(e) > 2 * _WINDOW and searches:
                searches -= 1
                part = _best_partners(z, e, rows, slice(0, len(e)), expected)
                chain = heaviest_chain(part)
            if len(chain):
                last = chain[-_LAST_FEW:]
                ahead = part.columns[last] + slope * (rows.stop - part.rows[last])
                centre = int(np.median(ahead))
            else:
                centre += int(slope * (rows.stop - rows.start))
            found.append((part.rows, part.columns, part.weights))
    if not found:
        return Matches(
            rows=np.zeros(0, np.int64),
            columns=np.zeros(0, np.int64),
            weights=np.zeros(0, np.float32),
        )
    return Matches(
        rows=np.concatenate([part[0] for part in found]),
        columns=np.concatenate([part[1] for part in found]),
        weights=np.concatenate([part[2] for part in found]),
    )


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


def _best_partners(
    z: Side, e: Side, rows: slice, columns: slice, expected: NDArray[np.float64]
) -> Matches:
    """The best partners in the window, and the best near where the path is expected.

    A text may repeat itself: among its copies, only the near one leads on.
    """
    table = similarity(z, e, rows, columns)
    if not table.size:
        nothing = np.zeros(0, np.int64)
        return Matches(rows=nothing, columns=nothing, weights=np.zeros(0, np.float32))
    count = min(_PARTNERS, table.shape[1])
    # Against its neighbours: what resembles everything is no evidence of a pairing.
    distance = np.abs(np.arange(columns.start, columns.stop)[None, :] - expected[:, None])
    near = np.where(distance <= _NEAR, table, np.float32(-2))
    partners = np.concatenate(
        [np.argpartition(-each, count - 1, axis=1)[:, :count] for each in (table, near)], axis=1
    )
    values = np.take_along_axis(table, partners, axis=1)
    best_in_column = table.max(axis=0)
    rivals = np.maximum(values.max(axis=1, keepdims=True), best_in_column[partners])
    threshold = THRESHOLD_ALONE if z.encoded is None else THRESHOLD
    weights = values - threshold - 0.5 * (rivals - values)
    row, rank = np.nonzero(weights > 0)
    found = np.unique(row * table.shape[1] + partners[row, rank], return_index=True)[1]
    row, rank = row[found], rank[found]
    return Matches(
        rows=row + rows.start,
        columns=partners[row, rank] + columns.start,
        weights=weights[row, rank],
    )


def _unit(rows: Floats) -> Floats:
    scaled: Floats = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6)
    return scaled


# --- the band ------------------------------------------------------------------------------

# How far the alignment may run from the rough path, and how large a gap in the path is
# searched whole.
_HALF_WIDTH = 9
_SMALL_GAP = 40


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
            for r in range(i, row + 1):
                middle = j + width * (r - i) // height
                cover(r, max(j, middle - slack), min(column, middle + slack))
        i, j = row + 1, column + 1
    cover(0, 0, 0)
    cover(n, m, m)
    low = np.minimum.accumulate(np.clip(low, 0, m)[::-1])[::-1]
    high = np.maximum.accumulate(np.clip(high, 0, m))
    return Band(low=low, high=high)
