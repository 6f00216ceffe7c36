"""Passages that stand elsewhere in the translation.

The best path runs forward on both sides, so it must leave a moved passage alone, on either
side. What betrays one is a chain of good matches off the path, between segments that the
path could not use; or, in a free translation, where few sentences match plainly, a long gap
on either side. Such a passage is paired on its own, the surroundings without it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import numpy as np

from align.lattice.coarse import Matches, heaviest_chain
from align.lattice.regions import PairedSpan, Region, Task, align_between, align_region
from align.reading.sides import Flags
from align.repairs.worth import text_of, worth_of
from corpora.arrays import Integers

# A passage needs this many matches in a row, or this few that are strong.
_MANY, _STRONG_FEW = 3, 2
# Weight of a match that is strong, and of all matches of a passage: chosen by eye.
_STRONG, _ENOUGH = 0.25, 0.3
# Passages in passages: chosen by eye.
_ROUNDS = 3
# A round follows at most so many chains: what is scattered all over is no passage.
_CHAINS = 12
# How many segments may lie between two matches of one passage.
_STRIDE = 4
# The path must have left at least this share of the passage's segments without a good partner.
_UNUSED = 0.6
# A long chain needs less, since beads beside it swallow what they can.
_LONG_CHAIN, _HEAVY, _LONG_UNUSED = 5, 0.7, 0.4
# Likelier than not.
_DOUBTFUL = 0.5
# What a passage must be worth, a character: of ten moved passages of novels the least alike had
# .27, a sutra's refrains taken for one −.02.
_LEAST_WORTH = 0.15
# Gaps of at least so many segments may be two halves of a passage, if likely beads hold this
# share of both; so many pairs of gaps are tried, the longest first.
_LONG_GAP, _HELD, _GAP_PAIRS = 6, 0.35, 6
# How far around a moved passage the path is drawn anew.
_MARGIN = 20


def pair_crossings(
    task: Task, beads: list[PairedSpan]
) -> tuple[list[PairedSpan], list[PairedSpan]]:
    """(beads in order, beads out of order) once moved passages have been looked for.

    Args:
        task: what the beads were found with.
        beads: a path through the whole documents; its anchors' segments are absent.
    """
    moved: list[PairedSpan] = []
    for find, least in ((find_passages, 0.0), (find_gaps, _HELD)):
        for _ in range(_ROUNDS):
            found_before = len(moved)
            for region in find(task, beads):
                passage = _pair_apart(task, region)
                if _is_likely(passage, region, least) and _says_the_same(task, passage):
                    _set_absent(task, passage, absent=True)
                    beads = _draw_anew(task, beads, region)
                    moved += _grow(task, beads, passage)
            if len(moved) == found_before:
                break
    return without_absent(task, beads), moved


def _is_likely(passage: list[PairedSpan], region: Region, least: float) -> bool:
    """Whether enough of a passage's beads are likely, and hold that share of its region."""
    likely = [bead for bead in passage if bead.probability > _DOUBTFUL]
    z0, z1, e0, e1 = region
    held_z = sum(bead.z1 - bead.z0 for bead in likely)
    held_e = sum(bead.e1 - bead.e0 for bead in likely)
    return (
        len(likely) >= _STRONG_FEW and held_z >= least * (z1 - z0) and held_e >= least * (e1 - e0)
    )


def _says_the_same(task: Task, passage: list[PairedSpan]) -> bool:
    """Whether a passage's beads are alike as a whole: texts that repeat themselves look moved."""
    spans = [(bead.z0, bead.z1, bead.e0, bead.e1) for bead in passage]
    return float(worth_of(task, spans).sum()) >= _LEAST_WORTH * text_of(task, spans)


def _pair_apart(task: Task, region: Region) -> list[PairedSpan]:
    """The full beads of a region, none of them over segments that are paired elsewhere."""
    beads = align_region(task, region)
    return [bead for bead in beads if _is_full(bead) and not task.is_absent(bead)]


def _set_absent(task: Task, passage: list[PairedSpan], *, absent: bool) -> None:
    for bead in passage:
        task.absent_z[bead.z0 : bead.z1] = absent
        task.absent_e[bead.e0 : bead.e1] = absent


def _grow(task: Task, beads: list[PairedSpan], passage: list[PairedSpan]) -> list[PairedSpan]:
    """The passage paired again with the lonely segments that now stand beside it."""
    lonely_z = {bead.z0 for bead in beads if bead.e0 == bead.e1}
    lonely_e = {bead.e0 for bead in beads if bead.z0 == bead.z1}
    z0, z1 = min(bead.z0 for bead in passage), max(bead.z1 for bead in passage)
    e0, e1 = min(bead.e0 for bead in passage), max(bead.e1 for bead in passage)
    wider = z0, z1, e0, e1
    for _ in range(_STRIDE):
        z0 -= z0 - 1 in lonely_z
        e0 -= e0 - 1 in lonely_e
        z1 += z1 in lonely_z
        e1 += e1 in lonely_e
    if wider == (z0, z1, e0, e1):
        return passage
    _set_absent(task, passage, absent=False)
    again = _pair_apart(task, (z0, z1, e0, e1))

    def held(found: list[PairedSpan]) -> int:
        return sum(bead.z1 - bead.z0 + bead.e1 - bead.e0 for bead in found)

    grown = again if held(again) > held(passage) else passage
    _set_absent(task, grown, absent=True)
    return grown


def find_passages(task: Task, beads: list[PairedSpan]) -> list[Region]:
    """Rectangles (z0, z1, e0, e1) off the path that look like translations, heaviest first."""
    good_z, good_e, on_path = _use_of_segments(task, beads)
    matches = task.matches
    off = np.abs(matches.columns - on_path[matches.rows]) > _STRIDE
    left = np.nonzero(off & ~task.absent_z[matches.rows] & ~task.absent_e[matches.columns])[0]
    left = left[~(good_z[matches.rows[left]] & good_e[matches.columns[left]])]
    regions: list[tuple[float, Region]] = []
    for _ in range(_CHAINS):
        part = Matches(
            rows=matches.rows[left], columns=matches.columns[left], weights=matches.weights[left]
        )
        chain = heaviest_chain(part)
        for run in _runs(part, chain):
            region = _accept(part, run, good_z, good_e)
            if region is not None:
                regions.append((float(part.weights[run].sum()), region))
        left = np.delete(left, chain)
        if len(chain) < _STRONG_FEW or not len(left):
            break
    regions.sort(key=lambda item: (-item[0], item[1]))
    return _disjoint([_widen(region, good_z, good_e) for _, region in regions])


def find_gaps(task: Task, beads: list[PairedSpan]) -> list[Region]:
    """Rectangles (z0, z1, e0, e1) of a long run of ``z`` left alone and one of ``e``."""
    alone_z = [b.z0 for b in beads if b.e0 == b.e1 and not task.absent_z[b.z0]]
    alone_e = [b.e0 for b in beads if b.z0 == b.z1 and not task.absent_e[b.e0]]
    pairs = [
        (min(b - a, d - c), (a, b, c, d))
        for a, b in _long_runs(sorted(alone_z))
        for c, d in _long_runs(sorted(alone_e))
    ]
    pairs.sort(key=lambda pair: (-pair[0], pair[1]))
    return _disjoint([region for _, region in pairs[:_GAP_PAIRS]])


def _long_runs(segments: list[int]) -> list[tuple[int, int]]:
    """The longest few runs (first, last) of neighbouring numbers."""
    cuts = [k for k in range(1, len(segments)) if segments[k] != segments[k - 1] + 1]
    runs = [
        (segments[a], segments[b - 1] + 1)
        for a, b in pairwise([0, *cuts, len(segments)]) if b - a >= _LONG_GAP
    ]  # fmt: skip
    return sorted(runs, key=lambda run: (run[0] - run[1], run))[:_GAP_PAIRS]


def _is_full(bead: PairedSpan) -> bool:
    return bead.z0 < bead.z1 and bead.e0 < bead.e1


def _use_of_segments(task: Task, beads: list[PairedSpan]) -> tuple[Flags, Flags, Integers]:
    """(which segments of either side have a good partner; the path's column in each row)."""
    good_z = np.zeros(len(task.pair.z), np.bool_)
    good_e = np.zeros(len(task.pair.e), np.bool_)
    column = np.zeros(len(task.pair.z), np.int64)
    plain = set(zip(task.matches.rows.tolist(), task.matches.columns.tolist(), strict=True))
    for bead in beads:
        column[bead.z0 : bead.z1] = bead.e0
        if _is_full(bead) and bead.probability > _DOUBTFUL:
            # Something must be paired where a moved passage is missing: it will not match plainly.
            good = bead.is_anchor or not plain.isdisjoint(
                (z, e) for z in range(bead.z0, bead.z1) for e in range(bead.e0, bead.e1)
            )
            good_z[bead.z0 : bead.z1] = good
            good_e[bead.e0 : bead.e1] = good
    return good_z, good_e, column


def _runs(matches: Matches, chain: Integers) -> list[Integers]:
    """The chain cut where the next match is too far away on either side."""
    if not len(chain):
        return []
    far = (np.diff(matches.rows[chain]) > _STRIDE) | (np.diff(matches.columns[chain]) > 2 * _STRIDE)
    return np.split(chain, np.nonzero(far)[0] + 1)


def _accept(
    matches: Matches, run: Integers,
    good_z: Flags,
    good_e: Flags,
) -> Region | None:  # fmt: skip
    rows, columns, weights = matches.rows[run], matches.columns[run], matches.weights[run]
    strong = int((weights > _STRONG).sum())
    if (len(run) < _MANY or weights.sum() < _ENOUGH) and strong < _STRONG_FEW:
        return None
    region = int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1
    unused_z = 1 - good_z[region[0] : region[1]].mean()
    unused_e = 1 - good_e[region[2] : region[3]].mean()
    is_long = len(run) >= _LONG_CHAIN and weights.sum() >= _HEAVY
    return region if min(unused_z, unused_e) >= (_LONG_UNUSED if is_long else _UNUSED) else None


def _widen(
    region: Region,
    good_z: Flags,
    good_e: Flags,
) -> Region:  # fmt: skip
    """Take in the neighbours that have no good partner either, a few."""
    z0, z1, e0, e1 = region
    for _ in range(_STRIDE):
        z0 -= z0 > 0 and not good_z[z0 - 1]
        e0 -= e0 > 0 and not good_e[e0 - 1]
        z1 += z1 < len(good_z) and not good_z[z1]
        e1 += e1 < len(good_e) and not good_e[e1]
    return z0, z1, e0, e1


def _disjoint(regions: list[Region]) -> list[Region]:
    """The regions, without what an earlier one has taken; small rests are dropped."""
    kept: list[Region] = []
    for region in regions:
        z0, z1, e0, e1 = region
        for a, b, c, d in kept:
            if z0 < b and a < z1:
                z0, z1 = (b, z1) if a <= z0 else (z0, a)
            if e0 < d and c < e1:
                e0, e1 = (d, e1) if c <= e0 else (e0, c)
        if z1 - z0 >= _STRONG_FEW and e1 - e0 >= _STRONG_FEW:
            kept.append((z0, z1, e0, e1))
    return kept


def _draw_anew(task: Task, beads: list[PairedSpan], region: Region) -> list[PairedSpan]:
    """Pair the surroundings of a moved passage again, now that its segments are taken."""
    z0, z1, e0, e1 = region
    nearby: tuple[Callable[[PairedSpan], bool], ...] = (
        lambda bead: bead.z1 > z0 - _MARGIN and bead.z0 < z1 + _MARGIN,
        lambda bead: bead.e1 > e0 - _MARGIN and bead.e0 < e1 + _MARGIN,
    )
    for near in nearby:
        low, high = _around(beads, near)
        part = beads[low:high]
        if part:
            window = part[0].z0, part[-1].z1, part[0].e0, part[-1].e1
            anchors = [bead for bead in part if bead.is_anchor]
            beads = beads[:low] + align_between(task, window, anchors) + beads[high:]
    return beads


def _around(beads: list[PairedSpan], near: Callable[[PairedSpan], bool]) -> tuple[int, int]:
    inside = [index for index, bead in enumerate(beads) if near(bead)]
    return (inside[0], inside[-1] + 1) if inside else (0, 0)


def without_absent(task: Task, beads: list[PairedSpan]) -> list[PairedSpan]:
    """The beads in order, without the segments that are paired elsewhere.

    Most of these stand alone here and go. Where no path could avoid it, a bead holds one
    among others; the others are then left alone.
    """
    kept: list[PairedSpan] = []
    for bead in beads:
        if bead.is_anchor or not task.is_absent(bead):
            kept.append(bead)
            continue
        for z in range(bead.z0, bead.z1):
            if not task.absent_z[z]:
                kept.append(replace(bead, z0=z, z1=z + 1, e0=bead.e0, e1=bead.e0))
        for e in range(bead.e0, bead.e1):
            if not task.absent_e[e]:
                kept.append(replace(bead, z0=bead.z1, z1=bead.z1, e0=e, e1=e + 1))
    return kept
