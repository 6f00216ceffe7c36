"""Where the terms of a glossary's rules stand in a pair, and how they are rendered there."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpora.language.wordings import WordingFinder
from corpora.numbers.zh.numerals import NUMERALS
from corpora.units import Span
from quality.check.context import TermRule

# A wording as the glossary has it, and its place in a text.
Told = tuple[str, Span]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What one pair has of one rule: places of the term, and of renderings wanted or forbidden.

    Each place of a rendering is told once, for the first wording of the rule that it is.
    """

    source: list[Span]
    wanted: list[Told]
    forbidden: list[Told]


class RuleFinder:
    """Finds what pairs have of many rules, by ``corpora.language.wordings``."""

    def __init__(self, rules: Sequence[TermRule]) -> None:
        self._rules = rules
        self._sources = WordingFinder([rule.source for rule in rules])
        texts = [(*rule.targets, *rule.forbidden) for rule in rules]
        self._targets = WordingFinder([text for one in texts for text in one])
        self._firsts = list(itertools.accumulate(map(len, texts), initial=0))

    def find(self, source: str, target: str) -> dict[int, Ruling]:
        """The rules whose term stands in a source, by their numbers, in order."""
        places = _outside_numerals(self._sources.find(source), source)
        told = _outside_numerals(self._targets.find(target), target) if places else {}
        return {
            number: self._ruling(number, places[number], told, target) for number in sorted(places)
        }

    def _ruling(
        self, number: int, source: list[Span], told: dict[int, list[Span]], target: str
    ) -> Ruling:
        rule, first = self._rules[number], self._firsts[number]
        size = len(rule.targets)
        wanted = [told.get(first + at, []) for at in range(size)]
        forbidden = [told.get(first + size + at, []) for at in range(len(rule.forbidden))]
        literal = {
            span: text
            for text, spans in zip(rule.forbidden, forbidden, strict=True)
            for span in spans
            if target[slice(*span)].casefold() == text.casefold()
        }
        # Who wants Organization and forbids Organisation means the spelling, to the letter.
        approved = [
            (text, span)
            for text, span in _once(rule.targets, wanted)
            if span not in literal or target[slice(*span)].casefold() == text.casefold()
        ]
        spans = {span for _, span in approved}
        bad = [(text, span) for text, span in _once(rule.forbidden, forbidden) if span not in spans]
        return Ruling(source=source, wanted=approved, forbidden=bad)


def _outside_numerals(places: dict[int, list[Span]], text: str) -> dict[int, list[Span]]:
    """Without those that are only a piece of a number: 二百五 in 二百五十元."""
    kept = {
        number: [span for span in spans if not any(_cuts_numeral(text, at) for at in span)]
        for number, spans in places.items()
    }
    return {number: spans for number, spans in kept.items() if spans}


def _cuts_numeral(text: str, at: int) -> bool:
    return 0 < at < len(text) and text[at - 1] in NUMERALS and text[at] in NUMERALS


def _once(texts: Sequence[str], places: Sequence[list[Span]]) -> Iterator[Told]:
    seen: set[Span] = set()
    for text, spans in zip(texts, places, strict=True):
        for span in spans:
            if span not in seen:
                seen.add(span)
                yield text, span
