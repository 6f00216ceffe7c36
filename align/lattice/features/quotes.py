"""Are we inside a quotation on both sides when a bead ends?

In dialogue this is the best guide there is to where a border belongs.
"""

from __future__ import annotations

import numpy as np

from align.lattice.candidates import Candidates
from align.lattice.features import Columns, Pair
from align.reading.signs import STATES

NAMES = (*(f"{z}|{e}" for z in STATES for e in STATES), "openings_differ")


def quote_columns(candidates: Candidates, pair: Pair) -> Columns:
    """One column a pair of states at the bead's end node, and the difference in openings."""
    z, e = pair.signs_z, pair.signs_e
    crossed = z.quote_states[candidates.z1] * len(STATES) + e.quote_states[candidates.e1]
    table = np.zeros((len(candidates), len(NAMES)), np.float32)
    table[np.arange(len(candidates)), crossed] = 1.0
    opened_z = z.openings[candidates.z1] - z.openings[candidates.z0]
    opened_e = e.openings[candidates.e1] - e.openings[candidates.e0]
    table[:, -1] = np.minimum(np.abs(opened_z - opened_e), 3)
    return {name: table[:, column] for column, name in enumerate(NAMES)}
