"""How much a pair can be trusted, in the words, colours and shapes of the report."""

from __future__ import annotations

import math

from corpora.page import text
from corpora.units import Bead

STATES = {
    "sure": "95% sure or more",
    "likely": "80 to 95%",
    "doubt": "50 to 80%",
    "unsure": "less than 50%",
    "unknown": "not judged",
    "gap": "no counterpart",
    "cross": "stands in another place",
    "anchor": "confirmed by a person",
}
"""Each state with what it means, in the order in which they are told."""
_STRONGEST = 3
_BOUNDS = ((0.95, "sure"), (0.8, "likely"), (0.5, "doubt"))


def state_of(bead: Bead) -> str:
    """Which of ``STATES`` a bead is in."""
    if bead.is_null:
        return "gap"
    if bead.is_anchor:
        return "anchor"
    if bead.is_crossing:
        return "cross"
    if bead.confidence is None:
        return "unknown"
    sure = bead.confidence
    return next((name for bound, name in _BOUNDS if sure >= bound), "unsure")


def state_sign(state: str) -> str:
    """A sign whose shape tells the state, as its colour does."""
    return f'<i class="state {text(state)}"></i>'


def told_confidence(bead: Bead) -> str:
    """How sure a bead is, in words; never surer than it is.

    >>> told_confidence(Bead(source=(0, 1), target=(0, 1), confidence=0.949))
    '94%'
    """
    if bead.is_null:
        return "left out" if bead.source[0] < bead.source[1] else "added"
    if bead.is_anchor:
        return "confirmed"
    if bead.confidence is None:
        return ""
    percent = math.floor(bead.confidence * 100 + 1e-9)
    return f"{percent}%" if percent < 99 else "99%+"


def told_evidence(bead: Bead) -> str:
    """What speaks for a pairing and what against it, the strongest of each first; in nats.

    >>> evidence = {"meaning": 4.2, "length": -1.14, "quotes": 0.02}
    >>> told_evidence(Bead(source=(0, 1), target=(0, 1), evidence=evidence))
    'for it: meaning 4.2; against it: length 1.1'
    """
    strong = sorted(bead.evidence.items(), key=lambda item: -abs(item[1]))
    told = []
    for label, sign in (("for it", 1), ("against it", -1)):
        names = [f"{name} {abs(w):.1f}" for name, w in strong if w * sign >= 0.05]
        if names:
            told.append(f"{label}: {', '.join(names[:_STRONGEST])}")
    return "; ".join(told)
