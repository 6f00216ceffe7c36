"""Which of several candidates, one inside the other, a piece of English belongs to.

If the English found for 香港人民币 is "Hong Kong", that is better explained by 香港 inside it;
"bank loans" for 银行贷款余额 by 银行贷款. A stretch whose English is its own is a unit.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from glossary.pairing import PairSums
from glossary.wordlinks import Floats, Integers

FEATURES = (
    "inner_claim",  # highest probability with which a candidate inside has the same English
    "outer_claim",  # … a candidate around it has
    "inner_kinds",  # log number of candidates inside
)


def describe_rivals(
    terms: Sequence[str], pairs: PairSums, probabilities: Floats, best: Integers
) -> Floats:
    """The columns of ``FEATURES`` for every candidate; shape (terms, features).

    Args:
        terms: the candidates.
        pairs: their renderings, sorted by term.
        probabilities: of the rows of ``pairs``.
        best: row of the likeliest rendering of each candidate, -1 where it has none.
    """
    out = np.zeros((len(terms), len(FEATURES)), np.float32)
    outer, inner = nested_terms(terms)
    if not len(outer):
        return out
    ids: dict[str, int] = {}
    keys = np.array([ids.setdefault(key, len(ids)) for key in pairs.keys], np.int64)
    of_pair = pairs.term * len(ids) + keys
    order = np.argsort(of_pair, kind="stable")
    in_order = of_pair[order]
    own_key = np.where(best >= 0, keys[best] if len(keys) else 0, -1)

    def claims(of: Integers, by: Integers) -> Floats:
        """How likely each of ``by`` has the best English of each of ``of``."""
        if not len(in_order):
            return np.zeros(len(of), np.float32)
        wanted = by * len(ids) + own_key[of]
        at = np.minimum(np.searchsorted(in_order, wanted), len(in_order) - 1)
        has = (in_order[at] == wanted) & (own_key[of] >= 0)
        return np.where(has, probabilities[order[at]], 0.0).astype(np.float32)

    np.maximum.at(out[:, 0], outer, claims(outer, inner))
    np.maximum.at(out[:, 1], inner, claims(inner, outer))
    out[:, 2] = np.log1p(np.bincount(outer, minlength=len(terms)))
    return out


def nested_terms(terms: Sequence[str]) -> tuple[Integers, Integers]:
    """Every pair of candidates one of which stands in the other: (the longer, the shorter)."""
    index = {term: row for row, term in enumerate(terms)}
    outer, inner = [], []
    for row, term in enumerate(terms):
        for size in range(2, len(term)):
            for start in range(len(term) - size + 1):
                other = index.get(term[start : start + size])
                if other is not None:
                    outer.append(row)
                    inner.append(other)
    return np.array(outer, np.int64), np.array(inner, np.int64)
