"""What goes into a memory and what does not: confidence, gaps, several targets of one source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from corpora.errors import check_share
from corpora.formats.xml.unit_props import writable
from corpora.units import TranslationUnit

Duplicates = Literal["keep", "best", "latest"]
DUPLICATES: tuple[Duplicates, ...] = ("keep", "best", "latest")

MIN_CONFIDENCE = 0.6
"""Below this a unit needs review. Measured on 1,500 pairings against hand-made ones: from .5 to
.6 only 63% were right, from .6 to .7 69%; a wrong unit that a tool inserts costs about twice
the look that a right one costs in the companion, so that two in three is where it pays."""

NEEDS_REVIEW = "needs-review"
KEEP_OUT_PROP = ("x-keep-out", "yes")
"""A person wants the unit out of the memory."""
WITHHELD_PROP = "x-withheld"
"""Why a unit is kept back until somebody has looked at it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """Units for a memory, and those that a person should look at first; each in given order.

    ``low`` and ``gaps`` say how many of ``review`` are there for which reason; together the
    two parts are everything that was given.
    """

    memory: tuple[TranslationUnit, ...]
    review: tuple[TranslationUnit, ...]
    low: int
    gaps: int


def split_by_confidence(
    units: Sequence[TranslationUnit], min_confidence: float = MIN_CONFIDENCE
) -> Split:
    """Part units that can be trusted from those that cannot; nothing is lost between the two.

    A unit is for review if one of its sides is empty, or its confidence is known and below
    ``min_confidence`` (0 to 1).

    Raises:
        OptionError: ``min_confidence`` is no probability.
    """
    check_share(min_confidence, "min_confidence")
    memory: list[TranslationUnit] = []
    review: list[TranslationUnit] = []
    gaps = 0
    for unit in units:
        gap = not writable(unit.source) or not writable(unit.target)
        gaps += gap
        doubtful = unit.confidence is not None and unit.confidence < min_confidence
        (review if gap or doubtful else memory).append(unit)
    return Split(memory=tuple(memory), review=tuple(review), low=len(review) - gaps, gaps=gaps)


def is_held_back(unit: TranslationUnit) -> bool:
    """Whether somebody said that a unit must not go into a memory, or doubts it."""
    if unit.status == NEEDS_REVIEW or KEEP_OUT_PROP in unit.props:
        return True
    return any(kind == WITHHELD_PROP for kind, _value in unit.props)


def moment(unit: TranslationUnit) -> str:
    """When a unit was last touched; empty (before all dates) where that is not known."""
    return unit.changed_at or unit.created_at or ""


def contested(units: Sequence[TranslationUnit]) -> int:
    """How many sources have more than one target."""
    targets: dict[str, set[str]] = {}
    for unit in units:
        targets.setdefault(writable(unit.source), set()).add(writable(unit.target))
    return sum(len(found) > 1 for source, found in targets.items() if source)
