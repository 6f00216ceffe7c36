"""Where a pair of texts uses the bank, and whether its English is a listed wording."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpora.units import Span
from glossary.bank import Bank, BankEntry
from glossary.english import stem, tokenize

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A bank entry that stands in a source text, and what its translation has for it.

    ``target_span`` is where a listed wording stands, ``None`` where none does; ``wrong`` is the
    wording listed as wrong that stands there instead, or empty. Spans are code points.
    """

    entry: BankEntry
    source_span: Span
    target_span: Span | None
    wrong: str = ""


class Wording:
    """An English text by the stems of its words, in which wordings are looked up."""

    def __init__(self, text: str) -> None:
        self._words = _words(text)
        self._places: dict[str, list[int]] = {}
        for place, (word, _) in enumerate(self._words):
            self._places.setdefault(word, []).append(place)

    def find(self, wording: str) -> Span | None:
        """Where a wording first stands, inflected or spelt as it may be."""
        stems = _stems(wording)
        for place in self._places.get(stems[0], ()) if stems else ():
            found = self._words[place : place + len(stems)]
            if tuple(word for word, _ in found) == stems:
                return found[0][1][0], found[-1][1][1]
        return None

    def first(self, wordings: Sequence[str]) -> tuple[str, Span] | None:
        """The first of the wordings that stands here, with its place."""
        for wording in wordings:
            span = self.find(wording)
            if span is not None:
                return wording, span
        return None


def uses(bank: Bank, chinese: str, english: str) -> Iterator[Use]:
    """What the Chinese has of the bank, with the English that renders it.

    One wording in the translation answers for every place of its entry in the source: what is
    said twice may be named once.
    """
    text = Wording(english)
    for span, entry in bank.find(chinese):
        right = text.first(entry.wordings)
        wrong = None if right else text.first(entry.wrong)
        yield Use(
            entry=entry,
            source_span=span,
            target_span=right[1] if right else None,
            wrong=wrong[0] if wrong else "",
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
def _plain(word: str) -> str:
    """A word's stem, spelt one way.

    >>> _plain("modernisation") == _plain("Modernization"), _plain("Labour")
    (True, 'labor')
    """
    plain = stem(word)
    for pattern, new in _SPELLINGS:
        plain = pattern.sub(new, plain)
    return plain
