"""Texts whose lines have lost their order: sorted lists, shuffled sentences, exports by key.

No path that runs forward pairs them, and no passage has moved as a whole. What tells them is that
nearly every segment has a plain partner and next to none stands behind its neighbour's. Then
the partners alone decide, one to one, whatever the order.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from align.lattice.coarse import Matches, heaviest_chain
from align.lattice.regions import PairedSpan, Task

Order = Literal["kept", "lost"]

# Fewer segments tell too little; so many of the shorter side must have a partner of their own, and
# a plain one on average; at most this share of the partners' weight may run forward, and at most
# this share of neighbours may have neighbours for partners. Shuffled lists reach .27 to .48 forward
# at a mean weight of .4; of 76 translations only chapters of a very free one come near (.73
# forward, .3 of neighbours), and their partners weigh .13 to .17; swapped halves have neighbours.
_ENOUGH, _PARTNERED, _PLAIN, _FORWARD, _NEIGHBOURS = 6, 0.6, 0.25, 0.55, 0.34
# A partner's weight, about 0 to .6, as a probability: by eye, on the careful side.
_LEAST, _MOST = 0.35, 0.95


def find_partners(matches: Matches) -> Matches:
    """Each segment's one partner: the heaviest matches first, none twice."""
    order = np.lexsort((matches.columns, matches.rows, -matches.weights))
    rows: set[int] = set()
    columns: set[int] = set()
    kept = []
    for at in order.tolist():
        row, column = int(matches.rows[at]), int(matches.columns[at])
        if matches.weights[at] > 0 and row not in rows and column not in columns:
            rows.add(row)
            columns.add(column)
            kept.append(at)
    kept.sort(key=lambda at: int(matches.rows[at]))
    return Matches(
        rows=matches.rows[kept], columns=matches.columns[kept], weights=matches.weights[kept]
    )


def find_order(task: Task) -> Order:
    """Whether the segments of one side find their partners in order: ``lost`` where in none.

    Without an encoder the evidence is too thin to say so.
    """
    if task.pair.z.encoded is None or task.pair.e.encoded is None:
        return "kept"
    shorter = min(len(task.pair.z), len(task.pair.e))
    partners = find_partners(task.matches)
    if shorter < _ENOUGH or len(partners) < _PARTNERED * shorter:
        return "kept"
    if float(partners.weights.mean()) < _PLAIN:
        return "kept"
    forward = float(partners.weights[heaviest_chain(partners)].sum())
    if forward > _FORWARD * float(partners.weights.sum()):
        return "kept"
    steps = np.diff(partners.columns)
    beside = (steps >= 1) & (steps <= 2) & (np.diff(partners.rows) <= 2)
    return "lost" if float(beside.mean()) <= _NEIGHBOURS else "kept"


def pair_shuffled(task: Task) -> tuple[list[PairedSpan], list[PairedSpan]]:
    """(beads in order, beads out of order) by partners alone; the rest is left alone."""
    partners = find_partners(task.matches)
    in_order = set(heaviest_chain(partners).tolist())
    ordered: list[PairedSpan] = []
    moved: list[PairedSpan] = []
    for at, (row, column, weight) in enumerate(
        zip(partners.rows.tolist(), partners.columns.tolist(), partners.weights.tolist(),
            strict=True)
    ):  # fmt: skip
        span = PairedSpan(
            z0=row, z1=row + 1, e0=column, e1=column + 1,
            probability=min(_MOST, _LEAST + weight), evidence={"meaning": round(weight, 4)},
        )  # fmt: skip
        (ordered if at in in_order else moved).append(span)
    return ordered + _lone(task, partners), moved


def _lone(task: Task, partners: Matches) -> list[PairedSpan]:
    """Segments without a partner, each where the one before it on its side is paired."""
    column_of = dict(zip(partners.rows.tolist(), partners.columns.tolist(), strict=True))
    row_of = {column: row for row, column in column_of.items()}
    lone: list[PairedSpan] = []
    place = 0
    for row in range(len(task.pair.z)):
        if row in column_of:
            place = column_of[row] + 1
            continue
        lone.append(_null(row, row + 1, place, place))
    place = 0
    for column in range(len(task.pair.e)):
        if column in row_of:
            place = row_of[column] + 1
            continue
        lone.append(_null(place, place, column, column + 1))
    return lone


def _null(z0: int, z1: int, e0: int, e1: int) -> PairedSpan:
    return PairedSpan(z0=z0, z1=z1, e0=e0, e1=e1, probability=_LEAST, evidence={})
