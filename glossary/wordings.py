"""Which wording stands at each place, once all the places of a term are known.

What is found at one place may take in a neighbour ("IFC committing US$1 billion" beside
"IFC") or cut a word off: two such wordings are one, and would otherwise be told as an
inconsistency.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

# What a wording that stands elsewhere may lack at a place, in nats.
NEARLY_AS_GOOD = 2.0
# Share of the term's links in the longer wording that must end in the shorter one too …
_KEPT = 0.85
# … and how much more of a wording's links must come from the term than of the longer one's: what
# the longer one has besides renders something else, as "committing" does, and "Initiative" of
# "Belt and Road Initiative" does not.
_PURER = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A wording a place may have: tokens from ``first`` up to ``last``, and what speaks for it.

    ``coverage`` is the share of the term's links that end in it, ``purity`` the share of its
    links that come from the term.
    """

    key: str
    first: int
    last: int
    score: float
    coverage: float
    purity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A place of a term with the wording that was chosen, ``None`` where it was left out.

    ``others`` are those inside the chosen one or around it. ``is_sure`` says whether the place
    is evidence for its wording, even if no other place has it.
    """

    term: int
    chosen: Option | None
    others: tuple[Option, ...] = ()
    is_sure: bool = True


def settle(choices: Sequence[Choice]) -> list[Choice]:
    """The same places; where a wording of other places stands inside or around, it is that."""
    counts = Counter((one.term, one.chosen.key) for one in choices if one.chosen is not None)
    return [_settled(choice, counts) for choice in choices]


def _settled(choice: Choice, counts: Counter[tuple[int, str]]) -> Choice:
    own = choice.chosen
    if own is None:
        return choice
    seen = counts[choice.term, own.key]
    better = [
        option
        for option in choice.others
        if option.score >= own.score - NEARLY_AS_GOOD
        and _is_same(own, option, seen, counts[choice.term, option.key])
    ]
    if not better:
        return choice
    best = max(better, key=lambda option: (counts[choice.term, option.key], option.score))
    return replace(choice, chosen=best)


def _is_same(own: Option, other: Option, own_count: int, other_count: int) -> bool:
    if other.first <= own.first and own.last <= other.last:
        return other_count > own_count
    return (
        other_count >= own_count
        and other.coverage >= _KEPT * own.coverage
        and other.purity >= own.purity + _PURER
    )
