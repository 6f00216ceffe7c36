"""What a piece of path is worth by meaning and length alone, whatever kinds of beads it has.

Repairs compare two ways through the same segments by it, where the lattice's own probabilities
cannot: it weighed only one of them.
"""

from __future__ import annotations

import numpy as np

from align.lattice.regions import Task
from align.reading.sides import Side
from align.reading.vectors import SpanReader, span_topics
from corpora.arrays import Floats, Integers

Spans = list[tuple[int, int, int, int]]
"""Beads as (z0, z1, e0, e1)."""

# A nat of length too much or too little counts as that much cosine; a sentence left alone as so
# many nats.
_LENGTH, _MOST_NATS, _ALONE_NATS = 0.15, 2.0, 1.0


def worth_of(task: Task, spans: Spans) -> Floats:
    """Cosine less the misfit of lengths of each bead, times the text that it holds.

    Args:
        task: both sides.
        spans: the beads, at least one.

    Returns:
        What each is worth, in characters of the second side; negative for segments left alone.
    """
    rows = np.array(spans, np.int64).T
    z = _chars(task.pair.z, rows[0], rows[1]) * task.pair.ratio
    e = _chars(task.pair.e, rows[2], rows[3])
    paired = (rows[0] < rows[1]) & (rows[2] < rows[3])
    cosines, nats = np.zeros(len(spans)), np.full(len(spans), _ALONE_NATS)
    if paired.any():
        own = rows[:, paired]
        cosines[paired] = np.einsum(
            "ij,ij->i",
            _vectors(task, task.pair.z, own[0], own[1]),
            _vectors(task, task.pair.e, own[2], own[3]),
        )
        lengths = np.maximum(e[paired], 1) / np.maximum(z[paired], 1)
        nats[paired] = np.minimum(np.abs(np.log(lengths)), _MOST_NATS)
    worth: Floats = ((z + e) * (cosines - _LENGTH * nats)).astype(np.float32)
    return worth


def text_of(task: Task, spans: Spans) -> float:
    """How much text beads hold, in characters of the second side."""
    rows = np.array(spans, np.int64).T
    z, e = _chars(task.pair.z, rows[0], rows[1]), _chars(task.pair.e, rows[2], rows[3])
    return float((z * task.pair.ratio + e).sum())


def _chars(side: Side, first: Integers, last: Integers) -> Floats:
    start, stop = int(first.min()), int(last.max())
    sums: Floats = np.concatenate([[0.0], np.cumsum(side.chars[start:stop])])
    counted: Floats = sums[last - start] - sums[first - start]
    return counted


def _vectors(task: Task, side: Side, first: Integers, last: Integers) -> Floats:
    if task.pair.encoder is None:
        return span_topics(side, first, last)
    reader = SpanReader(side, int(first.min()), int(last.max()), task.pair.encoder)
    return reader.segments(first, last)
