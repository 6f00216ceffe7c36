"""Stretches where one sentence is rendered by more than any kind of bead holds.

A sentence of thirty clauses may stand as a dozen. No bead that the lattice weighs is as long, so
the path through such a stretch pairs what is left with the neighbours, at confidences that say so.
Between the sure beads on both sides the stretch is paired anew: every sentence of the side with
fewer of them gets a run of the other's, however long, by meaning and length alone.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

from align.lattice.regions import PairedSpan, Task
from align.repairs.worth import Spans, text_of, worth_of

# A bead with less than that may be wrong; one that has such a size is at the lattice's limit.
_DOUBTFUL, _LIMIT = 0.65, 6
# The shorter side of a stretch has so many sentences at most, the longer one so many, and so many
# for each: chosen by eye, and bounds time.
_MOST_SHORT, _MOST_LONG, _LEAST_RATIO = 10, 60, 2.0
# How much better the stretch must get.
_GAIN = 0.02
# No model weighed such beads: better than even, and a person should look.
_TRUST = 0.6


def pair_long_stretches(task: Task, beads: list[PairedSpan]) -> list[PairedSpan]:
    """A path in which doubtful stretches were paired anew, where that is better and needs it.

    Takes time linear in the number of beads. Anchors stay as they are.
    """
    paired = list(beads)
    for start, stop in list(_stretches(task, beads))[::-1]:
        old = beads[start:stop]
        spans = _pair_anew(task, [(one.z0, one.z1, one.e0, one.e1) for one in old])
        if spans:
            kept = {(one.z0, one.z1, one.e0, one.e1): one for one in old}
            model = max(old, key=lambda one: (one.z1 - one.z0) * (one.e1 - one.e0))
            paired[start:stop] = [
                kept.get(span)
                or dataclasses.replace(
                    model, z0=span[0], z1=span[1], e0=span[2], e1=span[3], probability=_TRUST
                )
                for span in spans
            ]
    return paired


def _stretches(task: Task, beads: Sequence[PairedSpan]) -> Iterator[tuple[int, int]]:
    """Indices (start, stop) of runs of doubtful beads of which one is at the limit."""
    start = 0
    while start < len(beads):
        stop = start
        while stop < len(beads) and _is_doubtful(task, beads[stop]):
            if stop > start and not _follows(beads[stop - 1], beads[stop]):
                break  # what is between them is paired elsewhere
            stop += 1
        if any(_size(one) >= _LIMIT for one in beads[start:stop]):
            yield start, stop
        start = max(stop, start + 1)


def _follows(before: PairedSpan, after: PairedSpan) -> bool:
    return (before.z1, before.e1) == (after.z0, after.e0)


def _size(bead: PairedSpan) -> int:
    return max(bead.z1 - bead.z0, bead.e1 - bead.e0)


def _is_doubtful(task: Task, bead: PairedSpan) -> bool:
    is_alone = bead.z0 == bead.z1 or bead.e0 == bead.e1
    return (
        not bead.is_anchor
        and not task.is_absent(bead)
        and (is_alone or bead.probability < _DOUBTFUL)
    )


def _pair_anew(task: Task, old: Spans) -> Spans | None:
    """The best way through a stretch; ``None`` where the old one is about as good."""
    z0, z1 = old[0][0], old[-1][1]
    e0, e1 = old[0][2], old[-1][3]
    turned = z1 - z0 > e1 - e0
    few, many = ((e0, e1), (z0, z1)) if turned else ((z0, z1), (e0, e1))
    sizes = few[1] - few[0], many[1] - many[0]
    most = task.options.max_bead
    if not 1 <= sizes[0] <= _MOST_SHORT or sizes[1] > _MOST_LONG:
        return None
    if sizes[1] < _LEAST_RATIO * sizes[0]:
        return None
    spans = [
        (a, a + 1, b, c)
        for a in range(*few)
        for b in range(*many)
        for c in range(b + 1, min(many[1], b + most) + 1)
    ]
    beads = [(c, d, a, b) if turned else (a, b, c, d) for a, b, c, d in spans]
    worth = dict(zip(spans, worth_of(task, beads).tolist(), strict=True))
    best = _best_runs(worth, few, many)
    if best is None:
        return None
    found = [(c, d, a, b) if turned else (a, b, c, d) for a, b, c, d in best]
    long = any(max(b - a, d - c) > _LIMIT for a, b, c, d in found)
    gain = float(worth_of(task, found).sum() - worth_of(task, old).sum())
    return found if long and gain >= _GAIN * text_of(task, old) else None


def _best_runs(
    worth: dict[tuple[int, int, int, int], float], few: tuple[int, int], many: tuple[int, int]
) -> Spans | None:
    """The cut of the longer side into runs, one for each segment of the shorter, worth most."""
    best: dict[int, tuple[float, Spans]] = {many[0]: (0.0, [])}
    for at in range(*few):
        reached: dict[int, tuple[float, Spans]] = {}
        for begin, (total, path) in best.items():
            for end in range(begin + 1, many[1] + 1):
                own = worth.get((at, at + 1, begin, end))
                if own is not None and (end not in reached or total + own > reached[end][0]):
                    reached[end] = (total + own, [*path, (at, at + 1, begin, end)])
        best = reached
    return best[many[1]][1] if many[1] in best else None
