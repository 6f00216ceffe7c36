"""What the words around a place say of its wording: quotation marks, neighbours, other terms.

Found alone, a wording is the stretch of English with the best links. Much that looks like
inconsistency is a stretch that has taken in a neighbour's word, or lacks half of the term.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import replace

import numpy as np

from corpora.arrays import Floats
from corpora.language.english import is_abbreviation_of
from corpora.units import Span
from glossary.finding import Found
from glossary.links.spans import MAX_TOKENS, UnitLinks
from glossary.links.wordlinks import Prior
from glossary.places.wordings import Choice, Option
from glossary.prepared import Prepared

# Score from which a wording is evidence by itself, in nats.
SURE = 4.0
_CHINESE_QUOTE = re.compile(r"“[^“”]+”")
_ENGLISH_QUOTE = re.compile(r"“[^“”]+”|\"[^\"]+\"")
_ARTICLES = ("the", "a", "an")
# A quotation mark at an end of a term is linked to nothing that would tell a whole wording.
_WORD_ENDS = re.compile(r"\w.*\w")
# Links from a term that tell which of several quotations renders it, and hardly any.
_TOLD, _UNTOLD = 0.5, 0.1
# Links that make two letters the initials of the term.
_LINKED = 0.1
# Words on either side of a term whose rendering may have been taken in.
_BESIDE = 2
# Weight of a gloss that is by itself the sense of half of a word or more.
_A_SENSE = 0.6
# Share of a term's termhood that another candidate needs to count, and the probability of its
# rendering where that is all that speaks.
_AS_GOOD, _SURELY = 0.5, 0.7


def refined(
    choice: Choice,
    links: UnitLinks,
    unit: Prepared,
    stretch: Span,
    names: Sequence[str],
    said: Said,
) -> Choice:
    """A choice with what marks, initials, lists and other words of the unit say of it.

    Args:
        choice: the wording with the best links.
        links: of the unit.
        unit: where it stands.
        stretch: of the Chinese text.
        names: renderings of the term as they are written elsewhere.
        said: what the dictionary gives for the unit's words.
    """
    told = quoted_tokens(unit, stretch, links)
    if told is None:
        initials = initials_of(names, unit, links.mass(stretch))
        if initials is not None and (not _is_good(choice) or _goes_on(choice, initials, unit)):
            told = initials
    if told is not None:
        own = Option(key="", tokens=told, score=SURE, coverage=1.0, purity=1.0)
        return Choice(term=choice.term, chosen=own)
    if choice.chosen is None:
        return choice
    tokens = links.whole_list(stretch, choice.chosen.tokens)
    part = links.other_part(stretch, tokens)
    elsewhere = said.outside(stretch)
    own = replace(
        choice.chosen,
        tokens=tokens,
        is_whole=choice.chosen.is_whole
        or tokens != choice.chosen.tokens
        or links.has_free_border(stretch, tokens, elsewhere)
        or not _WORD_ENDS.fullmatch(unit.text, *stretch),
        is_own=choice.chosen.is_own
        and not links.is_foreign(stretch, tokens, elsewhere)
        and not _is_cut(unit, stretch, tokens),
    )
    others = choice.others
    if part is None:
        others += tuple(
            [
                replace(own, tokens=few, is_own=True, is_trimmed=True)
                for few in links.trimmed(stretch, tokens, said.beside(stretch))
            ]
        )
    return replace(choice, chosen=own, others=others, part=part)


def _is_cut(unit: Prepared, stretch: Span, span: Span) -> bool:
    """Whether a span begins inside a hyphened word, or has half of a pair of brackets.

    "site reviews" of "off-site reviews", "Banks (HKAB" of "Association of Banks (HKAB)".
    """
    if span[0] > 0 and unit.tokens[span[0] - 1].kind == "hyphen":
        return True
    texts = [token.text for token in unit.tokens[slice(*span)]]
    return texts.count("(") != texts.count(")") and "（" not in unit.text[slice(*stretch)]


def _is_good(choice: Choice) -> bool:
    own = choice.chosen
    return own is not None and choice.is_sure and own.is_own and own.is_whole


def _goes_on(choice: Choice, initials: Span, unit: Prepared) -> bool:
    """Whether a wording is initials and more, but not the name itself with its initials."""
    own = choice.chosen
    if own is None or not own.tokens[0] <= initials[0] < own.tokens[1] or own.tokens == initials:
        return False
    first, last = own.tokens
    text = unit.english[unit.tokens[first].start : unit.tokens[last - 1].end]
    return not is_abbreviation_of(unit.tokens[initials[0]].text, text)


def quoted_tokens(unit: Prepared, stretch: Span, links: UnitLinks) -> Span | None:
    """The English in quotation marks that stands for a stretch in quotation marks.

    A slogan such as 揭榜挂帅 is in no dictionary and its words match nothing, but writers and
    translators put it between marks. Where both sides have equally many, they go in order,
    unless the links clearly tell another one.

    Args:
        unit: where it stands.
        stretch: of the Chinese text, with its marks or without.
        links: of the unit.

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
    inside = [_tokens_between(unit, opening, closing) for opening, closing in english]
    mass = links.mass(stretch)
    told = [float(mass[slice(*tokens)].sum()) for tokens in inside]
    index = chinese.index((start, end))
    if told[index] < _UNTOLD and max(told) >= _TOLD:
        index = told.index(max(told))
    first, last = inside[index]
    return (first, last) if 0 < last - first <= MAX_TOKENS else None


def _tokens_between(unit: Prepared, opening: int, closing: int) -> Span:
    """The words between two marks, an article before them left out."""
    inner = [
        place
        for place, token in enumerate(unit.tokens)
        if opening < token.start
        and token.end < closing
        and token.kind in ("word", "number", "stop")
    ]
    while inner and unit.tokens[inner[0]].text.lower() in _ARTICLES:
        inner = inner[1:]
    return (inner[0], inner[-1] + 1) if inner else (0, 0)


def initials_of(names: Sequence[str], unit: Prepared, mass: Floats) -> Span | None:
    """The token of a unit that is the initials of one of a term's names, if there is one.

    "FSB" for 金融稳定理事会 resembles it in nothing but that it is the "Financial Stability Board"
    elsewhere. Two letters may stand for much else, and must have links from the term.

    Args:
        names: renderings of the term as they are written elsewhere.
        unit: where it stands.
        mass: links from the term to each token.
    """
    for place, token in enumerate(unit.tokens):
        # "HK" of "HK$10 billion" is no name.
        if token.text[1:].islower() or token.kind != "word" or unit.english[token.end :][:1] == "$":
            continue
        is_linked = mass[place] >= _LINKED or len(token.text.rstrip("s")) > 2
        if is_linked and any(is_abbreviation_of(token.text, name) for name in names):
            return place, place + 1
    return None


class Said:
    """Which English words of one unit the dictionary gives for which of its Chinese words."""

    def __init__(self, unit: Prepared, prior: Prior) -> None:
        self._unit, self._prior = unit, prior
        self._places: dict[str, list[Span]] = {}
        stems = {token.taught_stem for token in unit.tokens}
        for start, end in itertools.pairwise(unit.words.starts):
            said = prior.said_of(unit.text[start:end])
            for stem in stems.intersection(said):
                if said[stem] >= _A_SENSE:
                    self._places.setdefault(stem, []).append((start, end))

    def outside(self, stretch: Span) -> Container[str]:
        """Stems given for words outside a stretch and not for its own."""
        return _Outside(self._places, stretch, self._own(stretch))

    def beside(self, stretch: Span) -> frozenset[str]:
        """Stems given for the words beside a stretch, or the rest of them, not for its own."""
        borders, (start, end) = self._unit.words.starts, stretch
        before = [(a, min(b, start)) for a, b in itertools.pairwise(borders) if a < start]
        after = [(max(a, end), b) for a, b in itertools.pairwise(borders) if b > end]
        text = self._unit.text
        said = {
            stem
            for a, b in (*before[-_BESIDE:], *after[:_BESIDE])
            for stem in self._prior.term_senses(text[a:b])[1]
        }
        return frozenset(said.difference(self._own(stretch)))

    def _own(self, stretch: Span) -> Mapping[str, int]:
        return self._prior.term_senses(self._unit.text[slice(*stretch)])[1]


class _Outside:
    """Stems with a word outside a stretch; made for asking few of them."""

    def __init__(
        self, places: Mapping[str, Sequence[Span]], stretch: Span, own: Container[str]
    ) -> None:
        self._places, self._stretch, self._own = places, stretch, own

    def __contains__(self, stem: object) -> bool:
        start, end = self._stretch
        return stem not in self._own and any(
            b <= start or a >= end for a, b in self._places.get(str(stem), ())
        )


class Crossings:
    """Other candidates of a unit whose rendering a place may have taken.

    In 金融科技公司 the text has 金融科技 and a company, and "fintech firms" is no rendering of
    科技公司; nor is "Exchange Fund" one of 货币基础 where 外汇基金 stands beside it.
    """

    def __init__(self, found: Found) -> None:
        self._found = found
        best = found.best.tolist()
        self._usual = [found.pairs.pairs.keys[row] if row >= 0 else "" for row in best]

    def spoil(self, term: int, unit: int, stretch: Span, key: str) -> bool:
        """Whether a wording of a term holds all that one across its border is usually rendered
        by, or is just what one elsewhere is rendered by and this one is not.
        """
        found, (start, end) = self._found, stretch
        low, high = np.searchsorted(found.occurrences.unit, (unit, unit + 1))
        starts, ends = found.occurrences.start[low:high], found.occurrences.end[low:high]
        crosses = ((starts < start) & (start < ends) & (ends < end)) | (
            (start < starts) & (starts < end) & (end < ends)
        )
        others = found.occurrences.term[low:high]
        is_commoner = found.counts[others] > found.counts[term]
        is_good = found.termhood[others] >= _AS_GOOD * found.termhood[term]
        is_apart = (ends <= start) | (end <= starts)
        return any(
            self._usual[other] and f" {self._usual[other]} " in f" {key} "
            for other in others[crosses & is_commoner & is_good].tolist()
        ) or (
            key != self._usual[term]
            and any(self._is_rendering(other, key) for other in others[is_apart & is_good].tolist())
        )

    def _is_rendering(self, term: int, key: str) -> bool:
        """Whether a wording is a term's usual one, and surely so."""
        return self._usual[term] == key and self._found.pair_probability[term] >= _SURELY
