"""Do the words of one side find partners on the other, and only there?

Those of a segment left alone should find none near its place.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from align.lattice.candidates import Candidates
from align.lattice.features import Columns, Pair
from align.lattice.features.near import MARGIN
from align.reading.similarity import WordSimilarity
from corpora.arrays import Floats, Integers

NAMES = (
    "share_z", "share_e", "found", "lost", "paired", "unpaired",
    "leak_z", "leak_e", "weakest_z", "weakest_e", "tie", "alone_z", "alone_e", "alone_found",
)  # fmt: skip
# As many neighbouring beads share a table, if it has no more cells than this.
_TILE_BEADS = 48
_TILE_CELLS = 2_000_000
# From this similarity on two words are partners: chosen by eye.
_ENOUGH = 0.3


def wording_columns(candidates: Candidates, pair: Pair, words: WordSimilarity) -> Columns:
    """Columns ``NAMES``; masses are sums of inverse document frequencies, in tens."""
    out = np.zeros((len(candidates), len(NAMES)), np.float32)
    borders_z, borders_e = pair.signs_z.word_borders, pair.signs_e.word_borders
    start = 0
    while start < len(candidates):
        stop = _tile_end(candidates, start, borders_z, borders_e)
        tile = _Tile(candidates, slice(start, stop), pair, words, borders_z, borders_e)
        for index in range(start, stop):
            out[index] = tile.describe(index)
        start = stop
    return {name: out[:, column] for column, name in enumerate(NAMES)}


def _tile_end(candidates: Candidates, start: int, borders_z: Integers, borders_e: Integers) -> int:
    """Where the run of beads that share a table ends: one of them at least."""
    part = slice(start, start + _TILE_BEADS)
    cells = np.ones(len(candidates.z0[part]))
    for first, last, borders in (
        (candidates.z0, candidates.z1, borders_z), (candidates.e0, candidates.e1, borders_e),
    ):  # fmt: skip
        low = np.maximum(np.minimum.accumulate(first[part]) - MARGIN, 0)
        high = np.minimum(np.maximum.accumulate(last[part]) + MARGIN, len(borders) - 1)
        cells *= borders[high] - borders[low]
    return start + max(1, int(np.searchsorted(cells, _TILE_CELLS)))


class _Offsets:
    """Where the words of the segments near a tile begin in it, by the segments' own numbers."""

    def __init__(self, borders: Integers, first: int, last: int) -> None:
        self._first = first
        self._places: list[int] = (borders[first : last + 1] - borders[first]).tolist()

    def __getitem__(self, segment: int) -> int:
        place: int = self._places[segment - self._first]
        return place

    def run(self, first: int, last: int) -> list[int]:
        """The places of nodes ``first`` to ``last``, both included."""
        return self._places[first - self._first : last + 1 - self._first]


class _Tile:
    """The similarity of all words near some neighbouring beads, computed at once."""

    def __init__(
        self, candidates: Candidates, part: slice, pair: Pair, words: WordSimilarity,
        borders_z: Integers, borders_e: Integers,
    ) -> None:  # fmt: skip
        self.candidates = candidates
        # Some segments more on either side: words may find a better partner outside.
        z0 = max(0, int(candidates.z0[part].min()) - MARGIN)
        z1 = min(len(pair.z), int(candidates.z1[part].max()) + MARGIN)
        e0 = max(0, int(candidates.e0[part].min()) - MARGIN)
        e1 = min(len(pair.e), int(candidates.e1[part].max()) + MARGIN)
        self.z_at = _Offsets(borders_z, z0, z1)
        self.e_at = _Offsets(borders_e, e0, e1)
        self.sizes = len(pair.z), len(pair.e)
        self.table = words.between(z0, z1, e0, e1)
        self.idf_z, self.idf_e = words.weights(z0, z1, e0, e1)

    def describe(self, index: int) -> tuple[float, ...]:
        """The columns of one bead."""
        c = self.candidates
        z0, z1, e0, e1 = int(c.z0[index]), int(c.z1[index]), int(c.e0[index]), int(c.e1[index])
        za, zb, ea, eb = self.z_at[z0], self.z_at[z1], self.e_at[e0], self.e_at[e1]
        idf_z, idf_e = self.idf_z[za:zb], self.idf_e[ea:eb]
        total = float(idf_z.sum() + idf_e.sum())
        if za == zb or ea == eb:
            lost = (0.0, 0.0, 0.0, total / 10, 0.0, total / (total + 1), 0.0, 0.0, 0.0, 0.0, 0.0)
            if z0 < z1 and e0 < e1:
                return (*lost, 0.0, 0.0, 0.0)
            found = self._found_near(z0, z1, e0, e1)
            share = found / (total + 1)
            return (*lost, share * (z0 < z1), share * (e0 < e1), found / 10)
        inside = self.table[za:zb, ea:eb]
        best_z, best_e = inside.max(axis=1), inside.max(axis=0)
        covered_z, covered_e = idf_z * best_z, idf_e * best_e
        found_z, found_e = float(covered_z.sum()), float(covered_e.sum())
        partner = inside.argmax(axis=1)
        mutual = (inside.argmax(axis=0)[partner] == np.arange(zb - za)) & (best_z > _ENOUGH)
        pairs = best_z[mutual] * (idf_z[mutual] + idf_e[partner[mutual]])
        paired = float(pairs.sum())
        return (
            found_z / (float(idf_z.sum()) + 1),
            found_e / (float(idf_e.sum()) + 1),
            (found_z + found_e) / 10,
            (total - found_z - found_e) / 10,
            paired / 10,
            (total - paired) / (total + 1),
            self._leak_z(z0, z1, e0, e1, best_z, idf_z) / 10,
            self._leak_e(z0, z1, e0, e1, best_e, idf_e) / 10,
            _weakest(covered_z, idf_z, self.z_at.run(z0, z1)),
            _weakest(covered_e, idf_e, self.e_at.run(e0, e1)),
            self._tie(z0, z1, e0, e1, np.nonzero(mutual)[0] + za, partner[mutual] + ea, pairs) / 10,
            0.0, 0.0, 0.0,
        )  # fmt: skip

    def _found_near(self, z0: int, z1: int, e0: int, e1: int) -> float:
        """What the words of a null bead find in any one segment near its place, at most."""
        if z0 < z1:
            own, idf = slice(self.z_at[z0], self.z_at[z1]), self.idf_z
            table, at, place, count = self.table[own], self.e_at, e0, self.sizes[1]
        else:
            own, idf = slice(self.e_at[e0], self.e_at[e1]), self.idf_e
            table, at, place, count = self.table[:, own].T, self.z_at, z0, self.sizes[0]
        if not len(table):
            return 0.0
        borders = at.run(max(0, place - MARGIN), min(count, place + MARGIN))
        return max(
            (
                float((idf[own] * table[:, first:last].max(axis=1)).sum())
                for first, last in pairwise(borders) if first < last
            ),
            default=0.0,
        )  # fmt: skip

    def _leak_z(self, z0: int, z1: int, e0: int, e1: int, best: Floats, idf: Floats) -> float:
        """Mass of words of the first side that do better in the segments beside the bead."""
        rows = slice(self.z_at[z0], self.z_at[z1])
        outside = np.zeros(len(best), np.float32)
        for first, last in ((e0 - 1, e0), (e1, e1 + 1)):
            if first >= 0 and last <= self.sizes[1] and self.e_at[first] < self.e_at[last]:
                part = self.table[rows, self.e_at[first] : self.e_at[last]]
                outside = np.maximum(outside, part.max(axis=1))
        return float((idf * np.maximum(outside - best, 0)).sum())

    def _leak_e(self, z0: int, z1: int, e0: int, e1: int, best: Floats, idf: Floats) -> float:
        columns = slice(self.e_at[e0], self.e_at[e1])
        outside = np.zeros(len(best), np.float32)
        for first, last in ((z0 - 1, z0), (z1, z1 + 1)):
            if first >= 0 and last <= self.sizes[0] and self.z_at[first] < self.z_at[last]:
                part = self.table[self.z_at[first] : self.z_at[last], columns]
                outside = np.maximum(outside, part.max(axis=0))
        return float((idf * np.maximum(outside - best, 0)).sum())

    def _tie(
        self, z0: int, z1: int, e0: int, e1: int, rows: Integers, columns: Integers, mass: Floats
    ) -> float:
        """The least mass of word pairs that any cut of the bead in two would sever."""
        if z1 - z0 < 2 or e1 - e0 < 2:
            return 0.0
        severed = [
            float(mass[(rows < self.z_at[z]) != (columns < self.e_at[e])].sum())
            for z in range(z0 + 1, z1)
            for e in range(e0 + 1, e1)
        ]
        return min(severed)


def _weakest(covered: Floats, idf: Floats, borders: list[int]) -> float:
    """The least share of its words that any segment of the bead finds on the other side."""
    base = borders[0]
    shares = [
        (float(covered[first - base : last - base].sum()) + 0.5)
        / (float(idf[first - base : last - base].sum()) + 1)
        for first, last in pairwise(borders)
    ]
    return min(shares)
