"""Candidates that a page of terms hardly wants, whatever else speaks for them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from corpora.arrays import Floats
from corpora.language.chinese import Segmenter
from glossary.bank import Bank
from glossary.terms.termhood import RATHER_COMMON

# Nats that such a candidate loses in the order: chosen by reading the first rows of an act, of
# documentation and of news.
_LOSES = 4.0
_QUOTES = ("“”", "「」")


def weak_terms(terms: Sequence[str], segmenter: Segmenter, bank: Bank | None) -> Floats:
    """What each candidate loses in the order, in nats; shape (terms,).

    Common words in quotation marks (“希望”), which a writer sets apart for other reasons than
    that they are terms, and alternatives (更正或补充) - unless the bank knows them.
    """
    lost = np.zeros(len(terms), np.float32)
    for row, term in enumerate(terms):
        if _is_weak(term, segmenter) and (bank is None or bank.lookup(term) is None):
            lost[row] = _LOSES
    return lost


def _is_weak(term: str, segmenter: Segmenter) -> bool:
    if "或" in term[1:-1]:
        return True
    inner = term[1:-1]
    return (
        term[0] + term[-1] in _QUOTES
        and segmenter.is_known(inner)
        and segmenter.log_frequency(inner) > RATHER_COMMON
    )
