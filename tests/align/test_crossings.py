"""Where moved passages are looked for when few sentences match plainly."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from align.lattice.regions import PairedSpan
from align.repairs.crossings import _is_likely, find_gaps


def bead(z0, z1, e0, e1, probability=0.9):
    return PairedSpan(z0=z0, z1=z1, e0=e0, e1=e1, probability=probability, evidence={})


def alone_z(first, last, e):
    return [bead(z, z + 1, e, e) for z in range(first, last)]


def alone_e(first, last, z):
    return [bead(z, z, e, e + 1) for e in range(first, last)]


def task(z, e):
    return SimpleNamespace(absent_z=np.zeros(z, bool), absent_e=np.zeros(e, bool))


def test_long_gaps_face_each_other():
    beads = [
        *alone_z(0, 8, 0), bead(8, 9, 0, 1), *alone_e(1, 9, 9), bead(9, 10, 9, 10),
        *alone_z(10, 12, 10), *alone_e(10, 13, 12),
    ]  # fmt: skip
    assert find_gaps(task(12, 13), beads) == [(0, 8, 1, 9)]


def test_gaps_of_segments_that_are_paired_elsewhere_are_none():
    beads = [*alone_z(0, 8, 0), bead(8, 9, 0, 1), *alone_e(1, 9, 9)]
    taken = task(9, 9)
    taken.absent_e[3] = True
    assert find_gaps(taken, beads) == []


def test_one_gap_alone_is_no_passage():
    assert find_gaps(task(30, 1), [*alone_z(0, 29, 0), bead(29, 30, 0, 1)]) == []
    assert find_gaps(task(0, 0), []) == []


def test_a_passage_must_hold_its_share_of_both_gaps():
    passage = [bead(0, 1, 0, 2), bead(1, 2, 2, 3), bead(2, 4, 3, 4, probability=0.2)]
    assert _is_likely(passage, (0, 4, 0, 4), 0.5)
    assert not _is_likely(passage, (0, 4, 0, 4), 0.6)
    assert not _is_likely(passage[:1], (0, 1, 0, 2), 0.0)
