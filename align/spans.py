"""Vectors of runs of segments and clauses, from sums that were computed once."""

from __future__ import annotations

import numpy as np

from align.encoders import Floats, Integers, SpanEncoder, unit_rows
from align.sides import TOPIC_BITS, Side


def span_vectors(side: Side, first: Integers, last: Integers, encoder: SpanEncoder) -> Floats:
    """Centred vectors of segments ``first[k]:last[k]``; shape (k, d), zeros for empty spans."""
    borders = side.clause_borders
    return clause_vectors(side, borders[first], borders[last], encoder)


def clause_vectors(side: Side, first: Integers, last: Integers, encoder: SpanEncoder) -> Floats:
    """Centred vectors of clauses ``first[k]:last[k]``; shape (k, d), zeros for empty spans.

    A run takes the start token of the segment it begins in and the end token of the one it
    ends in.
    """
    known = side.encoded
    if known is None:
        raise ValueError("this side was read without an encoder")
    out = np.zeros((len(first), encoder.dimensions), np.float32)
    full = np.nonzero(last > first)[0]
    if not len(full):
        return out
    spans, back = np.unique(np.stack([first[full], last[full]]), axis=1, return_inverse=True)
    begin, end = spans
    base = int(begin.min())
    sums = np.zeros((int(end.max()) - base + 1, encoder.dimensions))
    np.cumsum(known.sums[base : int(end.max())], axis=0, dtype=np.float64, out=sums[1:])
    tokens = np.concatenate(
        [[0.0], np.cumsum(known.tokens[base : int(end.max())], dtype=np.float64)]
    )
    head = np.searchsorted(side.clause_borders, begin, side="right") - 1
    tail = np.searchsorted(side.clause_borders, end - 1, side="right") - 1
    total = sums[end - base] - sums[begin - base] + known.starts[head] + known.ends[tail]
    counts = tokens[end - base] - tokens[begin - base] + 2 * known.edge_tokens
    vectors = encoder.head(total.astype(np.float32), counts.astype(np.float32))
    out[full] = unit_rows(vectors - known.mean)[back.ravel()]
    return out


def span_topics(side: Side, first: Integers, last: Integers) -> Floats:
    """Dictionary vectors of segments ``first[k]:last[k]``, of length 1; zeros for empty spans."""
    if not len(first):
        return np.zeros((0, TOPIC_BITS), np.float32)
    base, stop = int(first.min()), int(last.max())
    sums = np.zeros((stop - base + 1, TOPIC_BITS))
    np.cumsum(side.topics[base:stop], axis=0, dtype=np.float64, out=sums[1:])
    return unit_rows((sums[last - base] - sums[first - base]).astype(np.float32))
