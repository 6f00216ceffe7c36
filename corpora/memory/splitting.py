"""What goes into a memory and what does not: confidence, gaps, several targets of one source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from corpora.formats.unit_props import writable
from corpora.units import TranslationUnit

Duplicates = Literal["keep", "best", "latest"]
DUPLICATES: tuple[Duplicates, ...] = ("keep", "best", "latest")

MIN_CONFIDENCE = 0.5
"""Below this a pairing is more likely wrong than right, as the confidence is calibrated."""

NEEDS_REVIEW = "needs-review"


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
        ValueError: ``min_confidence`` is no probability.
    """
    if not 0.0 <= min_confidence <= 1.0:
        raise ValueError(f"min_confidence {min_confidence} is not a probability")
    memory: list[TranslationUnit] = []
    review: list[TranslationUnit] = []
    gaps = 0
    for unit in units:
        gap = not writable(unit.source) or not writable(unit.target)
        gaps += gap
        doubtful = unit.confidence is not None and unit.confidence < min_confidence
        (review if gap or doubtful else memory).append(unit)
    return Split(memory=tuple(memory), review=tuple(review), low=len(review) - gaps, gaps=gaps)


def reduce_duplicates(
    units: Sequence[TranslationUnit], rule: str = "keep"
) -> tuple[tuple[TranslationUnit, ...], int]:
    """Units with one target for each source, by a rule, and how many were left out.

    ``keep`` keeps all. ``best`` keeps the most confident (unknown counts as 0), of equals the
    target that occurs most often, of those the first. ``latest`` keeps the one changed (or
    made) last, of equals the last in the file. Either also drops exact repetitions.

    Raises:
        ValueError: there is no such rule.
    """
    if rule not in DUPLICATES:
        raise ValueError(f"no rule {rule!r}; there are {', '.join(DUPLICATES)}")
    if rule == "keep":
        return tuple(units), 0
    counts: dict[tuple[str, str], int] = {}
    for unit in units:
        pair = (writable(unit.source), writable(unit.target))
        counts[pair] = counts.get(pair, 0) + 1
    winners: dict[str, int] = {}
    for index, unit in enumerate(units):
        source = writable(unit.source)
        held = winners.get(source)
        if held is None or _beats(unit, units[held], counts, rule):
            winners[source] = index
    kept = tuple(units[index] for index in sorted(winners.values()))
    return kept, len(units) - len(kept)


def _beats(
    unit: TranslationUnit,
    held: TranslationUnit,
    counts: dict[tuple[str, str], int],
    rule: str,
) -> bool:
    if rule == "latest":
        return moment(unit) >= moment(held)
    return _merit(unit, counts) > _merit(held, counts)


def moment(unit: TranslationUnit) -> str:
    """When a unit was last touched; empty (before all dates) where that is not known."""
    return unit.changed_at or unit.created_at or ""


def _merit(unit: TranslationUnit, counts: dict[tuple[str, str], int]) -> tuple[float, int]:
    pair = (writable(unit.source), writable(unit.target))
    return unit.confidence or 0.0, counts[pair]


def contested(units: Sequence[TranslationUnit]) -> int:
    """How many sources have more than one target."""
    targets: dict[str, set[str]] = {}
    for unit in units:
        targets.setdefault(writable(unit.source), set()).add(writable(unit.target))
    return sum(len(found) > 1 for source, found in targets.items() if source)
