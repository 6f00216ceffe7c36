"""Which wording stands at each place, once all the places of a term are known.

What is found at one place may take in a neighbour ("IFC committing US$1 billion" beside
"IFC") or cut a word off: two such wordings are one, and would otherwise be told as an
inconsistency.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from corpora.language.english import Token
from corpora.language.stems import lemma
from corpora.units import Span

# What stands between the parts of a wording that other words part.
GAP = " … "
# Share of the term's links in the longer wording that must end in the shorter one too …
_KEPT = 0.85
# … and how much more of a wording's links must come from the term than of the longer one's: what
# the longer one has besides renders something else, as "committing" does, and "Initiative" of
# "Belt and Road Initiative" does not.
_PURER = 0.1


# Features of a place's span (``renderings.FEATURES``) that tell a piece or a clause.
PLACE_SIGNS = (
    "too_short",
    "margin",
    "name_cut",
    "first_extra",
    "modifier_end",
    "before_inside",
    "half_cut",
    "odd_start",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A wording a place may have, and what speaks for it.

    ``tokens`` is where it stands, the first up to the last, and ``spans`` the same in code
    points of the unit's English: two where other words part it.
    ``coverage`` is the share of the term's links that end in it, ``purity`` the share of its
    links that come from the term. ``is_own`` is false where one of its border words renders
    something else of the sentence, ``is_whole`` where it has nothing of one end of the term.
    ``is_trimmed`` marks the chosen one without border words that render something else.
    ``signs`` are features of the span by ``PLACE_SIGNS``; none of what marks or initials tell.
    """

    key: str
    tokens: Span
    score: float
    coverage: float
    purity: float
    is_own: bool = True
    is_whole: bool = True
    is_trimmed: bool = False
    spans: tuple[Span, ...] = ()
    signs: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A place of a term with the wording that was chosen, ``None`` where it was left out.

    ``others`` are those inside the chosen one or around it that are nearly as good; ``part`` are
    tokens beyond other words that render the rest of the term. ``is_sure`` says whether the
    place is evidence for its wording, even if no other place has it.
    """

    term: int
    chosen: Option | None
    others: tuple[Option, ...] = ()
    part: Span | None = None
    is_sure: bool = True


def located(choice: Choice, tokens: Sequence[Token]) -> Choice:
    """The same with the wordings' places in the text, and key and place of all of the chosen."""
    own = choice.chosen
    if own is None:
        return choice
    others = tuple(
        [
            replace(one, key=_key(tokens, one.tokens), spans=(_span(tokens, one.tokens),))
            for one in choice.others
        ]
    )
    parts = sorted([own.tokens] if choice.part is None else [own.tokens, choice.part])
    chosen = replace(
        own,
        key=GAP.join([_key(tokens, part) for part in parts]),
        spans=tuple([_span(tokens, part) for part in parts]),
    )
    return replace(choice, chosen=chosen, others=others)


def _span(tokens: Sequence[Token], part: Span) -> Span:
    return tokens[part[0]].start, tokens[part[1] - 1].end


def _key(tokens: Sequence[Token], part: Span) -> str:
    kinds = ("word", "stop", "number")
    return " ".join([lemma(token.text) for token in tokens[slice(*part)] if token.kind in kinds])


def shared_out(
    choices: Sequence[Choice], options: Sequence[Sequence[Option]], tokens: Sequence[Token]
) -> list[Choice]:
    """The places of one term in one unit, in order, each with a wording of its own.

    Seen alone, both 动力电池 of a sentence are "power batteries" where the translation has "power
    batteries" once and "traction batteries" once. Where there is no other good wording,
    nothing changes.

    Args:
        choices: of the places.
        options: for each place the wordings that are good enough to be another one's.
        tokens: of the unit.
    """
    own = choices[0].chosen
    if own is None or any(one.chosen is None or one.chosen.key != own.key for one in choices):
        return list(choices)
    size = own.tokens[1] - own.tokens[0]
    taken = [
        (first, first + size)
        for first in range(len(tokens) - size + 1)
        if _key(tokens, (first, first + size)) == own.key
    ]
    found = [replace(own, tokens=part) for part in taken]
    words = set(own.key.split())
    # A piece of the wording itself is what is left where a term is named a second time in brief.
    rest = [one for one in itertools.chain(*options) if not words.issuperset(one.key.split())]
    rest.sort(key=lambda option: -option.score)
    for option in rest:
        if len(found) < len(choices) and not any(_overlap(option.tokens, part) for part in taken):
            found.append(option)
            taken.append(option.tokens)
    if len(found) != len(choices):
        return list(choices)
    found.sort(key=lambda option: option.tokens)
    return [
        choice
        if option.tokens == own.tokens
        else replace(choice, chosen=replace(option, is_own=True), others=(), part=None)
        for choice, option in zip(choices, found, strict=True)
    ]


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def settle(choices: Sequence[Choice]) -> list[Choice]:
    """The same places; where a wording of other places stands inside or around, it is that."""
    ranks: dict[tuple[int, str], _Rank] = {}
    for one in choices:
        if one.chosen is not None:
            count, score = ranks.get((one.term, one.chosen.key), (0, 0.0))
            ranks[one.term, one.chosen.key] = count + 1, score + one.chosen.score
    return [_settled(choice, ranks) for choice in choices]


# How often a wording was chosen, and the sum of its scores: what decides between two.
_Rank = tuple[int, float]


def _settled(choice: Choice, ranks: Mapping[tuple[int, str], _Rank]) -> Choice:
    own = choice.chosen
    if own is None:
        return choice
    best, rank = own, ranks[choice.term, own.key]
    for option in choice.others:
        other = ranks.get((choice.term, option.key))
        if other is None or option.key == own.key:
            continue
        if option.is_trimmed or (other > rank and _may_be_same(own, option)):
            best, rank = option, max(other, rank)
    return choice if best is own else replace(choice, chosen=best)


def _may_be_same(own: Option, other: Option) -> bool:
    if other.tokens[0] <= own.tokens[0] and own.tokens[1] <= other.tokens[1]:
        return True
    return other.coverage >= _KEPT * own.coverage and other.purity >= own.purity + _PURER
