"""Do the numbers agree, and the enumeration?"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from align.lattice.candidates import Candidates
from align.lattice.features import Columns, Pair

NAMES = (
    "matched", "unmatched_z", "unmatched_e",
    "marker_agrees", "marker_differs", "marker_z", "marker_e", "marker_inside_z", "marker_inside_e",
)  # fmt: skip
# More numbers say no more: chosen by eye.
_MOST = 3.0

Quantities = list[tuple[Fraction, float]]


def number_columns(candidates: Candidates, pair: Pair) -> Columns:
    """Columns ``NAMES``: weights of numbers with and without a partner, and list markers."""
    table = np.zeros((len(candidates), len(NAMES)), np.float32)
    spans = zip(
        candidates.z0.tolist(), candidates.z1.tolist(), candidates.e0.tolist(),
        candidates.e1.tolist(), strict=True,
    )  # fmt: skip
    markers_z, markers_e = pair.signs_z.markers, pair.signs_e.markers
    for row, (z0, z1, e0, e1) in enumerate(spans):
        table[row, :3] = _compare(
            [item for line in pair.z.numbers[z0:z1] for item in line],
            [item for line in pair.e.numbers[e0:e1] for item in line],
        )
        if z1 > z0 and e1 > e0:
            first_z, first_e = markers_z[z0], markers_e[e0]
            table[row, 3] = first_z != 0 and first_z == first_e
            table[row, 4] = first_z != 0 and first_e != 0 and first_z != first_e
            table[row, 5] = first_z != 0 and first_e == 0
            table[row, 6] = first_e != 0 and first_z == 0
            table[row, 7] = sum(number > 0 for number in markers_z[z0 + 1 : z1])
            table[row, 8] = sum(number > 0 for number in markers_e[e0 + 1 : e1])
    return {name: table[:, column] for column, name in enumerate(NAMES)}


def _compare(one: Quantities, other: Quantities) -> tuple[float, float, float]:
    """(matched, left on the first side, left on the second), each at most ``_MOST``."""
    if not one and not other:
        return 0.0, 0.0, 0.0
    waiting: dict[Fraction, list[float]] = {}
    for value, weight in other:
        waiting.setdefault(value, []).append(weight)
    matched = left = 0.0
    for value, weight in one:
        partners = waiting.get(value)
        if partners:
            matched += (weight + partners.pop()) / 2
        else:
            left += weight
    right = sum(weight for weights in waiting.values() for weight in weights)
    return min(matched, _MOST), min(left, _MOST), min(right, _MOST)
