"""Lists: one long sentence on one side, a line for every item on the other.

Reports render a sentence of many clauses as a list of a dozen lines. No bead that the
lattice weighs is as long, so the path leaves the lines alone, beside a bead that holds much
too little text. Such a run joins that bead where both its length and its meaning gain.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import numpy as np

from align.lattice.regions import PairedSpan, Task
from align.reading.sides import Side
from align.reading.vectors import SpanReader, span_topics
from corpora.arrays import Floats, Integers

# The bead must hold less than this share of the text that its longer side asks for; with the
# run it must hold at least that much, and not much more than asked.
_SHORT, _FILLED, _OVERFULL = 0.75, 0.6, 1.7
# How much nearer in meaning (cosine) the longer bead must be.
_GAIN = 0.03
# Of beads as near as that the last counts: chosen by eye.
_SLACK = 0.01
# A single line joins only a bead that is a list already.
_FEWEST_LINES, _LIST = 2, 7
# What is left beside a bead as long as any kind is, once moved passages are found, mostly belongs
# to it: there the longer bead must only not be further off in meaning, nor overfull.
_SHORT_LATE, _GAIN_LATE = 1.15, -0.02
# No model weighed such a bead: better than even, and a person should look.
_TRUST = 0.6


def join_lists(task: Task, beads: list[PairedSpan], *, is_late: bool = False) -> list[PairedSpan]:
    """A path in which runs of lonely segments have joined the bead beside them they belong to.

    Takes time linear in the number of beads. Anchors stay as they are.

    Args:
        task: both sides.
        beads: the path.
        is_late: moved passages are out of it: lonely segments betray none any more, and join a
            bead of the longest kinds more easily.
    """
    joined = list(beads)
    for start, stop in list(_lonely_runs(task, beads))[::-1]:
        tried = [
            merged
            for at in (start - 1, stop)
            if 0 <= at < len(joined) and (merged := _merged(task, joined, at, start, stop, is_late))
        ]
        if tried:
            _, first, last, bead = max(tried, key=lambda one: (one[0], -one[1]))
            joined[first:last] = [bead]
    return joined


def _lonely_runs(task: Task, beads: list[PairedSpan]) -> Iterator[tuple[int, int]]:
    """Indices (start, stop) of runs of beads whose same side is empty, none paired elsewhere."""
    sides = ["" if task.is_absent(bead) else _empty_side(bead) for bead in beads]
    start = 0
    while start < len(beads):
        stop = start + 1
        side = sides[start]
        while stop < len(beads) and side and sides[stop] == side:
            stop += 1
        if side:
            yield start, stop
        start = stop


def _empty_side(bead: PairedSpan) -> str:
    if bead.z0 == bead.z1:
        return "z"
    return "e" if bead.e0 == bead.e1 else ""


def _merged(
    task: Task, beads: list[PairedSpan], at: int, start: int, stop: int, is_late: bool
) -> tuple[float, int, int, PairedSpan] | None:
    """The bead ``at`` with as much of the run ``start:stop`` as suits it best, if any does.

    Returns:
        The gain in meaning, the indices (first, last) of the beads that it replaces, and it.
    """
    bead = beads[at]
    size = max(bead.z1 - bead.z0, bead.e1 - bead.e0)
    if bead.is_anchor or _empty_side(bead) or (stop - start < _FEWEST_LINES and size < _LIST):
        return None
    # Those beside the bead, which are all that it may hold.
    most = task.options.max_bead
    lines = beads[start:stop][:most] if at < start else beads[start:stop][-most:]
    # From the bead outwards, so that what is taken is next to it.
    runs = [lines[: n + 1] if at < start else lines[-n - 1 :] for n in range(len(lines))]
    spans = [_union([bead, *run]) for run in runs]
    allowed = [
        number for number, span in enumerate(spans)
        if max(span[1] - span[0], span[3] - span[2]) <= most
        and _is_whole(span, [bead, *runs[number]])
    ]  # fmt: skip
    is_easy = is_late and size >= _LIST
    short, least = (_SHORT_LATE, _GAIN_LATE) if is_easy else (_SHORT, _GAIN)
    if not allowed or _fill(task, (bead.z0, bead.z1, bead.e0, bead.e1), lines[0]) >= short:
        return None
    tried = [(bead.z0, bead.z1, bead.e0, bead.e1), *(spans[number] for number in allowed)]
    nearness = _nearness(task, tried)
    # The last item of a list says little that the others have not said: take the longest run
    # that is about as near as the nearest.
    best = int(np.nonzero(nearness >= nearness[1:].max() - _SLACK)[0][-1])
    gain = float(nearness[best] - nearness[0])
    if gain < least or not _FILLED <= _fill(task, tried[best], lines[0]) <= _OVERFULL:
        return None
    taken = runs[allowed[best - 1]]
    z0, z1, e0, e1 = tried[best]
    joined = dataclasses.replace(bead, z0=z0, z1=z1, e0=e0, e1=e1, probability=_TRUST)
    first, last = (at, at + 1 + len(taken)) if at < start else (at - len(taken), at + 1)
    return gain, first, last, joined


def _union(beads: list[PairedSpan]) -> tuple[int, int, int, int]:
    return (
        min(bead.z0 for bead in beads),
        max(bead.z1 for bead in beads),
        min(bead.e0 for bead in beads),
        max(bead.e1 for bead in beads),
    )


def _is_whole(span: tuple[int, int, int, int], beads: list[PairedSpan]) -> bool:
    """Whether beads fill their span: nothing between them is paired elsewhere."""
    held = sum(bead.z1 - bead.z0 for bead in beads), sum(bead.e1 - bead.e0 for bead in beads)
    return held == (span[1] - span[0], span[3] - span[2])


def _fill(task: Task, span: tuple[int, int, int, int], line: PairedSpan) -> float:
    """How much text there is on the side of the lines, as a share of what the other side asks."""
    z0, z1, e0, e1 = span
    z_chars = float(task.pair.z.chars[z0:z1].sum()) * task.pair.ratio
    e_chars = float(task.pair.e.chars[e0:e1].sum())
    return e_chars / z_chars if _empty_side(line) == "z" else z_chars / e_chars


def _nearness(task: Task, spans: list[tuple[int, int, int, int]]) -> Floats:
    """Cosine of both sides of each span: by the encoder, or by the dictionary without one."""
    rows = np.array(spans, np.int64).T
    z = _vectors(task, task.pair.z, rows[0], rows[1])
    e = _vectors(task, task.pair.e, rows[2], rows[3])
    cosines: Floats = np.einsum("ij,ij->i", z, e)
    return cosines


def _vectors(task: Task, side: Side, first: Integers, last: Integers) -> Floats:
    if task.pair.encoder is None:
        return span_topics(side, first, last)
    reader = SpanReader(side, int(first.min()), int(last.max()), task.pair.encoder)
    return reader.segments(first, last)
