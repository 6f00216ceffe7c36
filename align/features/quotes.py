"""Are we inside a quotation on both sides when a bead ends?

In dialogue this is the best guide there is to where a border belongs.
"""

from __future__ import annotations

import re

import numpy as np

from align.candidates import Candidates
from align.encoders import Integers
from align.features import Columns, Pair
from align.sides import Side

# How things stand at a node: outside; outside, behind a closing; before an opening; between
# a closing and an opening; inside.
STATES = ("plain", "closed", "opening", "between", "inside")
NAMES = (*(f"{z}|{e}" for z in STATES for e in STATES), "openings_differ")

# A single quote opens only behind a space, a start, a bracket or a dash, and closes only
# behind punctuation; elsewhere it is an apostrophe.
_OPEN = re.compile(r"[“「『]|(?:^|(?<=[\s(（—–\[]))[\"‘'](?=\S)")
_CLOSE = re.compile(r"[”」』]|(?<=[.,!?…—–。！？，;:])[\"’']|(?<=\S)\"(?=\s|$)")
_STARTS = re.compile(r"\s*[“「『\"‘']")
_ENDS = re.compile(r".*[”」』\"’']\s*$", re.DOTALL)


def quote_columns(candidates: Candidates, pair: Pair) -> Columns:
    """One column a pair of states at the bead's end node, and the difference in openings."""
    states_z, openings_z = _read(pair.z)
    states_e, openings_e = _read(pair.e)
    crossed = states_z[candidates.z1] * len(STATES) + states_e[candidates.e1]
    table = np.zeros((len(candidates), len(NAMES)), np.float32)
    table[np.arange(len(candidates)), crossed] = 1.0
    opened_z = openings_z[candidates.z1] - openings_z[candidates.z0]
    opened_e = openings_e[candidates.e1] - openings_e[candidates.e0]
    table[:, -1] = np.minimum(np.abs(opened_z - opened_e), 3)
    return {name: table[:, column] for column, name in enumerate(NAMES)}


def _read(side: Side) -> tuple[Integers, Integers]:
    """The state at every node, as an index into ``STATES``, and how many quotes opened before."""
    inside = False
    states, openings = [0], [0]
    for index, text in enumerate(side.texts):
        if _STARTS.match(text):
            inside = False
        marks = sorted(
            [(match.start(), True) for match in _OPEN.finditer(text)]
            + [(match.start(), False) for match in _CLOSE.finditer(text)]
        )
        if marks:
            inside = marks[-1][1]
        openings.append(openings[-1] + sum(opens for _, opens in marks))
        following = side.texts[index + 1] if index + 1 < len(side) else ""
        opens, closes = bool(_STARTS.match(following)), bool(_ENDS.match(text))
        if inside and not opens:
            states.append(4)
        else:
            states.append(2 * opens + (closes and not inside))
    return np.array(states, np.int64), np.array(openings, np.int64)
