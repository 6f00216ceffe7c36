"""What the bank says for a candidate and for its renderings: evidence, never proof.

Only wordings that stand in the text are weighed, and a term the bank lacks loses nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from corpora.arrays import Floats
from corpora.language.english import rendering_key
from glossary.bank import Bank
from glossary.links.renderings import PairTable

# In nats; measured on the press conference and on chapters of the central bank (docs/terms.md).
_IS_A_TERM = 2.0
_IS_ITS_WORDING = 3.0
# Everyone knows what they are: a page of terms is not for them.
_NO_TERMS = frozenset(("office", "place"))


def known_terms(bank: Bank | None, terms: Sequence[str]) -> Floats:
    """What each candidate gains in the order by being in the bank, in nats; shape (terms,)."""
    gains = np.zeros(len(terms), np.float32)
    for row, term in enumerate(terms):
        entry = bank.lookup(term) if bank is not None else None
        if entry is not None and entry.kind not in _NO_TERMS:
            gains[row] = _IS_A_TERM
    return gains


def known_renderings(bank: Bank | None, terms: Sequence[str], table: PairTable) -> Floats:
    """What each rendering gains by being a wording of the bank, in nats; shape (pairs,)."""
    gains = np.zeros(len(table.pairs.term), np.float32)
    usual: dict[int, set[str]] = {}
    for row, term in enumerate(terms):
        entry = bank.lookup(term) if bank is not None else None
        if entry is not None:
            usual[row] = {rendering_key(wording) for wording in entry.wordings}
    for pair in np.flatnonzero(np.isin(table.pairs.term, list(usual))).tolist():
        if table.pairs.keys[pair] in usual[int(table.pairs.term[pair])]:
            gains[pair] = _IS_ITS_WORDING
    return gains
