"""What the first stage said, the layout, and small words that both languages must have."""

from __future__ import annotations

import numpy as np

from align.beads import BEAD_KINDS
from align.candidates import Candidates
from align.encoders import Floats, Integers
from align.features import Columns, Pair
from align.grid import after
from align.sides import Flags
from align.signs import SMALL_WORDS


def small_word_columns(candidates: Candidates, pair: Pair) -> Columns:
    """For each kind of small word, whether it is on the first side alone, or the second."""
    columns: Columns = {}
    full = (candidates.z1 > candidates.z0) & (candidates.e1 > candidates.e0)
    for name in SMALL_WORDS:
        in_z = _occurs(pair.signs_z.small_words[name], candidates.z0, candidates.z1)
        in_e = _occurs(pair.signs_e.small_words[name], candidates.e0, candidates.e1)
        columns[f"{name}_z_only"] = _float(full & in_z & ~in_e)
        columns[f"{name}_e_only"] = _float(full & in_e & ~in_z)
    return columns


def _occurs(total: Integers, first: Integers, last: Integers) -> Flags:
    occurs: Flags = total[last] > total[first]
    return occurs


def break_columns(candidates: Candidates, pair: Pair) -> Columns:
    """Breaks of paragraphs and turns at the bead's end and inside; headings against text."""
    z, e = pair.z.marks, pair.e.marks
    columns: Columns = {}
    for name, breaks_z, breaks_e in (
        ("paragraph", z.paragraph, e.paragraph),
        ("turn", z.turn, e.turn),
    ):
        at_z, at_e = after(breaks_z)[candidates.z1], after(breaks_e)[candidates.e1]
        columns[f"{name}_both"] = _float(at_z & at_e)
        columns[f"{name}_z"] = _float(at_z & ~at_e)
        columns[f"{name}_e"] = _float(~at_z & at_e)
        columns[f"{name}_inside_z"] = _inside(breaks_z, candidates.z0, candidates.z1)
        columns[f"{name}_inside_e"] = _inside(breaks_e, candidates.e0, candidates.e1)
    full = (candidates.z1 > candidates.z0) & (candidates.e1 > candidates.e0)
    heads_z = np.append(z.heading, False)[candidates.z0]
    heads_e = np.append(e.heading, False)[candidates.e0]
    columns["heading_differs"] = _float(full & (heads_z != heads_e))
    return columns


def _float(flags: Flags) -> Floats:
    return flags.astype(np.float32)


def _inside(breaks: Flags, first: Integers, last: Integers) -> Floats:
    total = np.cumsum(after(breaks))
    inner: Integers = total[np.maximum(last - 1, 0)] - total[np.minimum(first, len(total) - 1)]
    inside: Floats = np.where(last - first > 1, inner, 0).astype(np.float32)
    return inside


def kind_columns(candidates: Candidates) -> Columns:
    """One column a kind of bead."""
    kind = candidates.kind
    return {f"{a}-{b}": _float(kind == index) for index, (a, b) in enumerate(BEAD_KINDS)}
