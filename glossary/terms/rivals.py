"""Which of several candidates, one inside the other, a piece of English belongs to.

If the English found for 香港人民币 is "Hong Kong", that is better explained by 香港 inside it;
"financial stability" for 金融稳定理事会 by 金融稳定. A stretch whose English is its own is a unit.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from corpora.arrays import Floats, Integers
from glossary.links.renderings import PairSums

FEATURES = (
    "inner_claim",  # highest probability with which a candidate inside has the same English
    "outer_claim",  # … a candidate around it has
    "inner_kinds",  # log number of candidates inside
)
# What a rendering loses for each nat by which a candidate inside or around claims it more;
# the texts that teach gave .37 and .38.
_CLAIMED = 0.4
# Renderings less likely than this are not asked about, and claim nothing.
_LEAST = 0.01


def find_claims(
    pairs: PairSums, probabilities: Floats, nested: tuple[Integers, Integers]
) -> Floats:
    """How likely others have each pair's English; shape (rows, 2): those inside, those around.

    Args:
        pairs: renderings of the candidates, sorted by term.
        probabilities: of the rows of ``pairs``.
        nested: as ``nested_terms`` gives them.
    """
    claims = np.zeros((len(pairs.term), 2), np.float32)
    rows = np.flatnonzero(probabilities >= _LEAST)
    outer, inner = nested
    if not len(rows) or not len(outer):
        return claims
    ids: dict[str, int] = {}
    key = np.array([ids.setdefault(pairs.keys[row], len(ids)) for row in rows.tolist()], np.int64)
    of_pair = pairs.term[rows] * len(ids) + key
    order = np.argsort(of_pair, kind="stable")
    in_order = of_pair[order]
    for column, asked, by in ((0, outer, inner), (1, inner, outer)):
        first, last = np.searchsorted(pairs.term[rows], (asked, asked + 1))
        size = last - first
        own = np.repeat(first - np.cumsum(size) + size, size) + np.arange(size.sum())
        wanted = np.repeat(by, size) * len(ids) + key[own]
        at = np.minimum(np.searchsorted(in_order, wanted), len(in_order) - 1)
        has = in_order[at] == wanted
        np.maximum.at(claims[:, column], rows[own[has]], probabilities[rows[order[at[has]]]])
    return claims


def claimed(probabilities: Floats, claims: Floats) -> Floats:
    """What each pair loses to candidates inside and around it, in nats; shape (rows,)."""
    excess = np.log(claims + 1e-3) - np.log(probabilities + 1e-3)[:, None]
    lost: Floats = (_CLAIMED * np.maximum(excess, 0.0).sum(axis=1)).astype(np.float32)
    return lost


def describe_rivals(
    terms: int, claims: Floats, best: Integers, nested: tuple[Integers, Integers]
) -> Floats:
    """The columns of ``FEATURES`` for every candidate; shape (terms, features).

    Args:
        terms: how many candidates there are.
        claims: as ``find_claims`` gives them.
        best: row of the likeliest rendering of each candidate, -1 where it has none.
        nested: as ``nested_terms`` gives them.
    """
    out = np.zeros((terms, len(FEATURES)), np.float32)
    has = best >= 0
    out[has, :2] = claims[best[has]]
    out[:, 2] = np.log1p(np.bincount(nested[0], minlength=terms))
    return out


def nested_terms(terms: Sequence[str]) -> tuple[Integers, Integers]:
    """Every pair of candidates one of which stands in the other: (the longer, the shorter)."""
    index = {term: row for row, term in enumerate(terms)}
    outer: list[int] = []
    inner: list[int] = []
    for row, term in enumerate(terms):
        length = len(term)
        found = [
            index[part]
            for size in range(2, length)
            for start in range(length - size + 1)
            if (part := term[start : start + size]) in index
        ]
        inner += found
        outer += [row] * len(found)
    return np.array(outer, np.int64), np.array(inner, np.int64)
