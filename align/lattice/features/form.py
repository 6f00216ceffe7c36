"""What the first stage said, the layout, and small words that both languages must have."""

from __future__ import annotations

import numpy as np

from align.lattice.beads import BEAD_KINDS
from align.lattice.candidates import Candidates
from align.lattice.features import Columns, Pair
from align.lattice.grid import after
from align.reading.sides import Flags
from align.reading.signs import SMALL_WORDS
from corpora.arrays import Floats, Integers


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


def length_columns(candidates: Candidates, pair: Pair) -> Columns:
    """``drop``: how much nearer the lengths of a bead's sides come to the document's ratio,
    as a difference of logarithms, when an outer segment is left out; 0 where they do not.
    """
    c = candidates
    total_z = np.concatenate([[0.0], np.cumsum(pair.z.chars, dtype=np.float64)]) * pair.ratio
    total_e = np.concatenate([[0.0], np.cumsum(pair.e.chars, dtype=np.float64)])

    def strangeness(a: Integers, b: Integers, c: Integers, d: Integers) -> Floats:
        chars_z, chars_e = total_z[b] - total_z[a], total_e[d] - total_e[c]
        strange: Floats = np.abs(np.log((chars_e + 10) / (chars_z + 10)))
        return strange

    several_z, several_e = c.z1 - c.z0 > 1, c.e1 - c.e0 > 1
    full = (c.z1 > c.z0) & (c.e1 > c.e0)
    shorter = np.minimum.reduce([
        strangeness(c.z0 + several_z, c.z1, c.e0, c.e1),
        strangeness(c.z0, c.z1 - several_z, c.e0, c.e1),
        strangeness(c.z0, c.z1, c.e0 + several_e, c.e1),
        strangeness(c.z0, c.z1, c.e0, c.e1 - several_e),
    ])  # fmt: skip
    gain = np.maximum(strangeness(c.z0, c.z1, c.e0, c.e1) - shorter, 0)
    return {"drop": np.where(full, gain, 0).astype(np.float32)}


def kind_columns(candidates: Candidates) -> Columns:
    """One column a kind of bead."""
    kind = candidates.kind
    return {f"{a}-{b}": _float(kind == index) for index, (a, b) in enumerate(BEAD_KINDS)}
