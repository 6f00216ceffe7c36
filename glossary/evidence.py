"""What the words around a place say of its wording: quotation marks, neighbours, other terms."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

import numpy as np

from corpora.units import Span
from glossary.english import is_abbreviation_of
from glossary.finding import Found
from glossary.prepared import Prepared
from glossary.spans import MAX_TOKENS
from glossary.wordlinks import Prior

_CHINESE_QUOTE = re.compile(r"“[^“”]+”")
_ENGLISH_QUOTE = re.compile(r"“[^“”]+”|\"[^\"]+\"")
_ARTICLES = ("the", "a", "an")
# Words on either side of a term whose rendering may have been taken in.
_BESIDE = 2
# Weight of a gloss that is by itself the sense of half of a word or more.
_A_SENSE = 0.6
# Share of a term's termhood that a candidate across its border needs to count.
_AS_GOOD = 0.5


def quoted_tokens(unit: Prepared, stretch: Span) -> Span | None:
    """The English in quotation marks that stands for a stretch in quotation marks.

    A slogan such as 揭榜挂帅 is in no dictionary and its words match nothing, but writers and
    translators put it between marks. Where both sides have equally many, they go in order.

    Args:
        unit: where it stands.
        stretch: of the Chinese text, with its marks or without.

    Returns:
        Tokens from the first up to the last; ``None`` where marks tell nothing.
    """
    start, end = stretch
    if unit.text[start] != "“" or unit.text[end - 1] != "”":
        start, end = start - 1, end + 1
    chinese = [match.span() for match in _CHINESE_QUOTE.finditer(unit.text)]
    if (start, end) not in chinese:
        return None
    english = [match.span() for match in _ENGLISH_QUOTE.finditer(unit.english)]
    if len(english) != len(chinese):
        return None
    opening, closing = english[chinese.index((start, end))]
    inner = [
        place
        for place, token in enumerate(unit.tokens)
        if opening < token.start and token.end < closing and token.kind in ("word", "number", "stop")
    ]
    while inner and unit.tokens[inner[0]].text.lower() in _ARTICLES:
        inner = inner[1:]
    if not inner or inner[-1] + 1 - inner[0] > MAX_TOKENS:
        return None
    return inner[0], inner[-1] + 1


def initials_of(names: Sequence[str], unit: Prepared) -> Span | None:
    """The token of a unit that is the initials of one of a term's names, if there is one.

    "FSB" for 金融稳定理事会 resembles it in nothing but that it is the "Financial Stability Board"
    elsewhere.
    """
    for place, token in enumerate(unit.tokens):
        if token.kind == "word" and any(is_abbreviation_of(token.text, name) for name in names):
            return place, place + 1
    return None


class Crossings:
    """Commoner candidates that lie across the border of an occurrence.

    In 金融科技公司 the text has 金融科技 and a company, and "fintech firms" is no rendering of
    科技公司.
    """

    def __init__(self, found: Found) -> None:
        self._found = found
        best = found.best.tolist()
        self._usual = [found.pairs.pairs.keys[row] if row >= 0 else "" for row in best]

    def spoil(self, term: int, unit: int, stretch: Span, key: str) -> bool:
        """Whether a wording of a term holds all that one of them is usually rendered by."""
        found, (start, end) = self._found, stretch
        low, high = np.searchsorted(found.occurrences.unit, (unit, unit + 1))
        starts, ends = found.occurrences.start[low:high], found.occurrences.end[low:high]
        crosses = ((starts < start) & (start < ends) & (ends < end)) | (
            (start < starts) & (starts < end) & (end < ends)
        )
        others = found.occurrences.term[low:high][crosses]
        others = others[
            (found.counts[others] > found.counts[term])
            & (found.termhood[others] >= _AS_GOOD * found.termhood[term])
        ]
        return any(
            self._usual[other] and f" {self._usual[other]} " in f" {key} "
            for other in others.tolist()
        )


def neighbour_stems(unit: Prepared, stretch: Span, prior: Prior) -> frozenset[str]:
    """What the dictionary gives for the words beside a stretch and not for its own."""
    before, after = _words_around(unit, stretch)
    beside = [*before[-_BESIDE:], *after[:_BESIDE]]
    said = {stem for word in beside for stem in prior.term_senses(word)[1]}
    return frozenset(said.difference(prior.term_senses(unit.text[slice(*stretch)])[1]))


def said_elsewhere(unit: Prepared, stretch: Span, prior: Prior) -> frozenset[str]:
    """What the dictionary gives for the words outside a stretch and not for its own."""
    before, after = _words_around(unit, stretch)
    said = {
        stem
        for word in (*before, *after)
        for stem, weight in prior.said_of(word).items()
        if weight >= _A_SENSE
    }
    return frozenset(said.difference(prior.term_senses(unit.text[slice(*stretch)])[1]))


def _words_around(unit: Prepared, stretch: Span) -> tuple[list[str], list[str]]:
    """The words before and after a stretch; of a word that it cuts, what is left."""
    borders, (start, end) = unit.words.starts, stretch
    before = [(a, min(b, start)) for a, b in itertools.pairwise(borders) if a < start]
    after = [(max(a, end), b) for a, b in itertools.pairwise(borders) if b > end]
    text = unit.text
    return [text[a:b] for a, b in before], [text[a:b] for a, b in after]
