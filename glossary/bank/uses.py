"""Where a pair of texts uses the bank, and whether its English is a listed wording."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpora.language.english import stop_words, tokenize
from corpora.language.folding import english_key
from corpora.units import Span
from glossary.bank import Bank, BankEntry

# British and American spellings of one word, after stemming.
_SPELLINGS = [
    (re.compile(pattern), new)
    for pattern, new in (
        (r"is(at|ation)?$", r"iz\1"),
        (r"programme?$", "program"),
        (r"(lab|fav|behavi|harb|neighb|hon|endeav|col)our", r"\1or"),
        (r"^(cent|theat)(?:re|er|r)$", r"\1er"),
        (r"^(defen|offen|licen)[cs]", r"\1s"),
        (r"^fulfill?", "fulfil"),
        (r"^enroll?ment", "enrolment"),
    )
]
_ARTICLES = frozenset(("the", "a", "an"))
# What makes nouns and adjectives of verbs and nouns, after stemming; four letters stay.
_ENDING = re.compile(r"^(.{4,}?)(?:ation|ativ|ator|at|ition|ion|ment|ness|iti|iv|al|ic|i)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A bank entry that stands in a source text, and what its translation has for it.

    ``target_span`` is where a listed wording stands; where none does, that of the wording listed
    as wrong that stands there instead, or ``None``; ``is_usual`` tells which. ``share`` is how
    much of a listed wording's content words the translation has anywhere, 0 to 1. Spans are code
    points.
    """

    entry: BankEntry
    source_span: Span
    target_span: Span | None
    is_usual: bool
    share: float

    @property
    def is_wrong(self) -> bool:
        """Whether a wording listed as wrong stands in the translation."""
        return not self.is_usual and self.target_span is not None


class Wordings:
    """An English text by its words, in which wordings are looked up."""

    def __init__(self, text: str) -> None:
        self._words = _words(text)
        self._stems = [stem for stem, _ in self._words]
        self._places: dict[str, list[int]] = {}
        self._families: dict[str, list[int]] = {}
        for place, one in enumerate(self._stems):
            self._places.setdefault(one, []).append(place)
            self._families.setdefault(_family(one), []).append(place)

    def find(self, wording: str) -> Span | None:
        """Where a wording first stands, inflected or spelt as it may be."""
        stems = _stems(wording)
        for place in self._places.get(stems[0], ()) if stems else ():
            if tuple(self._stems[place : place + len(stems)]) == stems:
                return self._span(place, place + len(stems))
        return None

    def find_reworded(self, wording: str) -> Span | None:
        """Where all content words of a wording stand together, as other parts of speech maybe.

        "Prevent and control water pollution" rewords "water pollution prevention and control".
        A wording with one content word is never found so.
        """
        wanted = _content(wording)
        if len(wanted) < 2 or any(family not in self._families for family in wanted):
            return None
        rarest = min(wanted, key=lambda family: len(self._families[family]))
        # Nearly twice as many words leave room for articles, prepositions and an adverb or two.
        reach = 2 * len(_stems(wording)) + 2
        for place in self._families[rarest]:
            near = [_nearest(self._families[family], place) for family in wanted]
            if max(near) - min(near) < reach:
                return self._span(min(near), max(near) + 1)
        return None

    def first(self, wordings: Sequence[str]) -> tuple[str, Span] | None:
        """The first of the wordings that stands here word for word, with its place."""
        for wording in wordings:
            span = self.find(wording)
            if span is not None:
                return wording, span
        return None

    def first_reworded(self, wordings: Sequence[str]) -> tuple[str, Span] | None:
        """The first of the wordings whose words stand here in some form, with its place."""
        for wording in wordings:
            span = self.find_reworded(wording)
            if span is not None:
                return wording, span
        return None

    def share(self, wording: str) -> float:
        """The share of a wording's content words that stand anywhere here, 0 to 1."""
        wanted = _content(wording)
        return sum(family in self._families for family in wanted) / max(len(wanted), 1)

    def _span(self, start: int, end: int) -> Span:
        return self._words[start][1][0], self._words[end - 1][1][1]


def uses(bank: Bank, chinese: str, english: str) -> Iterator[Use]:
    """What the Chinese has of the bank, with the English that renders it.

    One wording in the translation answers for every place of its entry in the source: what is
    said twice may be named once.
    """
    text = Wordings(english)
    for span, entry in bank.find(chinese):
        right = text.first(entry.wordings) or text.first_reworded(entry.wordings)
        found = right or text.first(entry.wrong)
        yield Use(
            entry=entry,
            source_span=span,
            target_span=found[1] if found else None,
            is_usual=right is not None,
            share=1.0 if right else max(map(text.share, entry.wordings)),
        )


def _words(text: str) -> list[tuple[str, Span]]:
    return [
        (_plain(token.text), (token.start, token.end))
        for token in tokenize(text)
        if token.kind in ("word", "stop", "number") and token.text.lower() not in _ARTICLES
    ]


@lru_cache(maxsize=50_000)
def _stems(wording: str) -> tuple[str, ...]:
    return tuple(word for word, _ in _words(wording))


@lru_cache(maxsize=50_000)
def _content(wording: str) -> tuple[str, ...]:
    """The families of a wording's content words, each once."""
    stops = stop_words()
    return tuple(
        dict.fromkeys(
            _family(_plain(token.text))
            for token in tokenize(wording)
            if token.kind in ("word", "number") and token.text.lower() not in stops
        )
    )


def _nearest(places: list[int], place: int) -> int:
    at = bisect_left(places, place)
    return min(places[max(at - 1, 0) : at + 1], key=lambda other: abs(other - place))


@lru_cache(maxsize=50_000)
def _family(plain: str) -> str:
    """What a verb, its noun and its adjective share.

    >>> {_family(_plain(word)) for word in ("prevention", "prevents", "preventive")}
    {'prevent'}
    >>> _family(_plain("coordination")) == _family(_plain("coordinated"))
    True
    """
    return _ENDING.sub(r"\1", plain)


@lru_cache(maxsize=50_000)
def _plain(word: str) -> str:
    """A word's stem, spelt one way.

    >>> _plain("modernisation") == _plain("Modernization"), _plain("Labour")
    (True, 'labor')
    """
    plain = english_key(word)
    for pattern, new in _SPELLINGS:
        plain = pattern.sub(new, plain)
    return plain
