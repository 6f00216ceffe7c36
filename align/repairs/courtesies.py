"""Courtesies that only one side has: a “Thank you.” the interpreter added.

So short a sentence weighs next to nothing, and joins whatever stands beside it. But a word
of thanks is rendered by a word of thanks: one that faces none is left alone.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from align.lattice.regions import PairedSpan, Task
from align.reading.sides import Side
from corpora.language.courtesies import has_thanks, is_thanks

# How sure we are of one that is split off.
_TRUST = 0.9


def split_courtesies(task: Task, beads: list[PairedSpan]) -> list[PairedSpan]:
    """A path in which thanks at the edge of a bead that face no thanks stand alone.

    Anchors and beads with one segment on that side stay as they are.
    """
    return [part for bead in beads for part in _split(task, bead)]


def _split(task: Task, bead: PairedSpan) -> Iterator[PairedSpan]:
    z, e = task.pair.z, task.pair.e
    before: list[PairedSpan] = []
    behind: list[PairedSpan] = []
    if not bead.is_anchor and bead.z0 < bead.z1 and bead.e0 < bead.e1:
        if bead.e1 - bead.e0 > 1 and not _has_thanks(z, bead.z0, bead.z1):
            if _is_bare(e, bead.e1 - 1):
                behind = [_alone(bead, bead.z1, bead.z1, bead.e1 - 1, bead.e1)]
                bead = dataclasses.replace(bead, e1=bead.e1 - 1)
            elif _is_bare(e, bead.e0):
                before = [_alone(bead, bead.z0, bead.z0, bead.e0, bead.e0 + 1)]
                bead = dataclasses.replace(bead, e0=bead.e0 + 1)
        elif bead.z1 - bead.z0 > 1 and not _has_thanks(e, bead.e0, bead.e1):
            if _is_bare(z, bead.z1 - 1):
                behind = [_alone(bead, bead.z1 - 1, bead.z1, bead.e1, bead.e1)]
                bead = dataclasses.replace(bead, z1=bead.z1 - 1)
            elif _is_bare(z, bead.z0):
                before = [_alone(bead, bead.z0, bead.z0 + 1, bead.e0, bead.e0)]
                bead = dataclasses.replace(bead, z0=bead.z0 + 1)
    yield from (*before, bead, *behind)


def _has_thanks(side: Side, first: int, last: int) -> bool:
    return any(has_thanks(text, _language(side)) for text in side.texts[first:last])


def _is_bare(side: Side, index: int) -> bool:
    return is_thanks(side.texts[index], _language(side))


def _language(side: Side) -> str:
    return "zh" if side.chinese else "en"


def _alone(bead: PairedSpan, z0: int, z1: int, e0: int, e1: int) -> PairedSpan:
    return dataclasses.replace(
        bead, z0=z0, z1=z1, e0=e0, e1=e1, probability=_TRUST, evidence={"courtesy": 0.0}
    )
