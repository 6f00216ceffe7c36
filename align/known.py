"""Sentences that the house's memory knows: evidence where the text bears them out.

A known source sentence of which the known translation stands near its place speaks for that
bead. How much it says depends on the memory: of its pairs that stand in these texts, those are
counted that a look at the texts alone finds and those that it finds paired otherwise, so that a
memory whose targets are shuffled is not believed, and no memory overrules what plainly is there.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from align.lattice.beads import BEAD_KINDS
from align.lattice.coarse import Matches, heaviest_chain
from align.lattice.grid import Grid
from corpora.arrays import Floats, Integers
from corpora.memory.house import HouseMemory, masked, sentence_key
from corpora.units import Bead
from corpora.values import counted

Known = tuple[int, int, int, int]
"""A bead that a memory has: segments ``z0:z1`` of the first side, ``e0:e1`` of the second."""

# Segments that a known text may be made of, on either side, and characters that say too little.
_LONGEST, _SHORTEST = 4, 2
# How far from the path, in segments, a known translation may stand: as a band is wide.
_NEAR = 40
# What a memory has to its credit before it is tried: pairs that are right, and wrong. By eye.
_RIGHT, _WRONG = 2.0, 0.5
# The most that a known pair says, in nats, and its weight among the plain matches.
_MOST = 4.0
_WEIGHT = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownBeads:
    """What a memory says of two texts.

    Attributes:
        nats: of each bead that it has, and that the text does not contradict.
        spans: all beads that it has of which both sides stand near each other.
        sources: known sources that stand in the text, each place counted.
    """

    nats: dict[Known, float]
    spans: tuple[Known, ...]
    sources: int

    def raise_steps(self, grid: Grid, steps: Floats) -> None:
        """Let the steps of a grid that are known beads score what they say more."""
        last = grid.first_row + grid.rows - 1
        for (z0, z1, e0, e1), nats in self.nats.items():
            kind = _KIND_AT.get((z1 - z0, e1 - e0))
            if kind is None or z0 < grid.first_row or z1 > last:
                continue
            first, stop = grid.offset[z1 - grid.first_row : z1 - grid.first_row + 2].tolist()
            node = first + e1 - int(grid.column[first])
            if first <= node < stop:
                steps[kind, node] += nats

    def of(self, spans: Iterable[Known]) -> Floats:
        """What it says of some beads, in nats."""
        return np.array([self.nats.get(span, 0.0) for span in spans], np.float64)

    def as_matches(self) -> Matches:
        """Its beads as plain matches, for the path to go through."""
        ends = sorted(
            {
                point: min(1.0, nats) * _WEIGHT
                for (z0, z1, e0, e1), nats in self.nats.items()
                for point in ((z0, e0), (z1 - 1, e1 - 1))
            }.items()
        )
        return Matches(
            rows=np.array([point[0] for point, _ in ends], np.int64),
            columns=np.array([point[1] for point, _ in ends], np.int64),
            weights=np.array([weight for _, weight in ends], np.float32),
        )

    def borne_out(self, beads: Sequence[Bead]) -> int:
        """How many of its beads are paired so, as a whole or in parts."""
        facing: dict[int, tuple[int, int]] = {}
        for bead in beads:
            if not bead.is_null:
                facing.update(dict.fromkeys(range(*bead.source), bead.target))
        return sum(
            z0 in facing
            and all(
                e0 <= facing[at][0] and facing[at][1] <= e1 for at in range(z0, z1) if at in facing
            )
            for z0, z1, e0, e1 in self.spans
        )


_KIND_AT = {kind: index for index, kind in enumerate(BEAD_KINDS)}


def find_known(
    memory: HouseMemory, chinese: Sequence[str], other: Sequence[str], matches: Matches
) -> KnownBeads:
    """What a memory says of two texts.

    Args:
        memory: the house's.
        chinese: segments of the Chinese side.
        other: segments of the other side.
        matches: what a look at the texts alone found.
    """
    chain = heaviest_chain(matches)
    rows, columns = matches.rows[chain], matches.columns[chain]
    spans, sources = _places(memory, chinese, other, rows, columns)
    standing = [_standing(span, rows, columns) for span in spans]
    trust = _trust(standing.count(1), standing.count(-1))
    nats = {
        span: trust for span, how in zip(spans, standing, strict=True) if trust > 0.0 and how >= 0
    }
    return KnownBeads(nats=nats, spans=tuple(spans), sources=sources)


def _trust(right: int, wrong: int) -> float:
    """The log odds that a pair of the memory is right here, 0 where it rather is not."""
    odds = (right + _RIGHT) / (wrong + _WRONG)
    return round(min(max(math.log(odds), 0.0), _MOST), 3)


def _standing(span: Known, rows: Integers, columns: Integers) -> int:
    """1 where the text alone pairs the two sides, -1 where it pairs one otherwise, else 0."""
    z0, z1, e0, e1 = span
    low, high = np.searchsorted(rows, (z0, z1))
    facing = columns[low:high]
    if np.any((facing >= e0) & (facing < e1)):
        return 1
    # The chain rises on both sides, so that what faces the other side is found likewise.
    low, high = np.searchsorted(columns, (e0, e1))
    return -1 if len(facing) or low < high else 0


def _places(
    memory: HouseMemory, chinese: Sequence[str], other: Sequence[str], rows: Integers,
    columns: Integers,
) -> tuple[list[Known], int]:  # fmt: skip
    """(known beads of which both sides stand near each other, known sources in the text).

    Sentences that differ in nothing but numbers are known too, where the same ones differ on
    both sides.
    """
    expected = _path(rows, columns, len(chinese), len(other))
    spans: dict[Known, None] = {}
    known: set[tuple[int, int]] = set()
    taken: tuple[set[int], set[int]] = (set(), set())
    for numbers in (True, False):
        left, right = (_runs(side, numbers=numbers) for side in (chinese, other))
        for zh, en in _known_pairs(memory, left, numbers=numbers):
            known.update(left[zh])
            for z0, z1 in left[zh]:
                near = _nearest(right.get(en, ()), float(expected[z0]))
                if near is None:
                    continue
                is_free = taken[0].isdisjoint(range(z0, z1)) and taken[1].isdisjoint(range(*near))
                if numbers or is_free:
                    spans[z0, z1, near[0], near[1]] = None
        for z0, z1, e0, e1 in spans:
            taken[0].update(range(z0, z1))
            taken[1].update(range(e0, e1))
    return sorted(spans), len(known)


def _nearest(places: Sequence[tuple[int, int]], expected: float) -> tuple[int, int] | None:
    """The run that begins nearest to a place; none where all are far."""
    at = bisect_left(places, (round(expected), 0))
    near = [one for one in places[max(at - 1, 0) : at + 1] if abs(one[0] - expected) <= _NEAR]
    return min(near, key=lambda one: abs(one[0] - expected), default=None)


def _path(rows: Integers, columns: Integers, height: int, width: int) -> Floats:
    """Where on the other side the path is at each segment."""
    at = np.arange(height, dtype=np.float64)
    path: Floats = np.interp(at, [-1, *rows, height], [-1, *columns, width])
    return path


def _runs(segments: Sequence[str], *, numbers: bool) -> dict[str, list[tuple[int, int]]]:
    """Where each text stands that a few segments in a row make, by its key."""
    keys = [sentence_key(text) if numbers else masked(sentence_key(text)) for text in segments]
    runs: dict[str, list[tuple[int, int]]] = {}
    for first in range(len(keys)):
        for last in range(first + 1, min(first + _LONGEST, len(keys)) + 1):
            if keys[first] and keys[last - 1]:
                runs.setdefault("".join(keys[first:last]), []).append((first, last))
    return {key: places for key, places in runs.items() if len(key) >= _SHORTEST}


def _known_pairs(
    memory: HouseMemory, runs: dict[str, list[tuple[int, int]]], *, numbers: bool
) -> Iterator[tuple[str, str]]:
    """Keys of the pairs of a memory of which the Chinese stands in the text, each once."""
    places = memory.places[0 if numbers else 1]
    for zh in runs:
        others = (sentence_key(memory.pairs[number][1]) for number in places.get(zh, ()))
        for en in dict.fromkeys(others if numbers else map(masked, others)):
            yield zh, en


def tell_known(
    memory: HouseMemory, known: KnownBeads | None, beads: Sequence[Bead]
) -> tuple[str, ...]:
    """What was used of a memory, in sentences.

    Args:
        memory: the house's.
        known: what it said of two texts.
        beads: what became of these, the Chinese side first.
    """
    read = counted(len(memory.pairs), "pair")
    said = f"Memory: {read} read"
    if memory.approved or memory.rejected:
        decided = counted(len(memory.approved), "approved term")
        said += f", {decided}, {counted(len(memory.rejected), 'rejected one')}"
    if known is None or not known.sources:
        return (f"{said}; no sentence of it stands here.", *memory.notes)
    stand = counted(known.sources, "sentence")
    said += f"; {stand} known here, {len(known.spans)} with the translation near by, "
    said += f"{known.borne_out(beads)} borne out by the text"
    if known.spans and not known.nats:
        said += " (the text says otherwise too often, so that the memory's pairs count for nothing)"
    return (f"{said}.", *memory.notes)
