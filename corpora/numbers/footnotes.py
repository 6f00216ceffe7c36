"""Numbers of footnotes that copying glued to the words before them: *necessitated18 by*."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from corpora.numbers.quantity import Quantity

# A word that no number follows without a space by accident (*in2023*).
_WORD_BEFORE = re.compile(r"[a-z]{4}\Z")
# So many must count on through the text, by steps of at most three, nearly all of them.
_FEWEST, _LONGEST_STEP, _NEARLY_ALL = 6, 3, 0.8


def without_footnotes(
    found: Sequence[tuple[Quantity, ...]], texts: Sequence[str]
) -> list[tuple[Quantity, ...]]:
    """The quantities of each text of a document, without numbers that only count its footnotes."""
    glued = [
        one
        for quantities, text in zip(found, texts, strict=True)
        for one in quantities
        if one.text.isdecimal() and _WORD_BEFORE.search(text, 0, one.start)
    ]
    steps = [after.value - before.value for before, after in pairwise(glued)]
    counting = sum(0 < step <= _LONGEST_STEP for step in steps)
    if len(glued) < _FEWEST or counting < _NEARLY_ALL * len(steps):
        return list(found)
    notes = set(map(id, glued))
    return [tuple(one for one in quantities if id(one) not in notes) for quantities in found]
