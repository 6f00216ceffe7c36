"""Literal English for parts of Chinese policy terms, where official English has other words."""

from __future__ import annotations

from functools import cache, lru_cache

from corpora.language.wordings import find_wording
from corpora.language.wordlists import rows
from corpora.units import Span
from glossary.bank.entries import BankEntry


def literal_words(form: str, entry: BankEntry) -> tuple[str, ...]:
    """Literal English for parts of a Chinese form that no usual wording of its entry has.

    >>> entry = BankEntry(zh="技能人才", en="skilled personnel")
    >>> literal_words("技能人才", entry)
    ('talents', 'talent team')
    """
    return _literal_words(form, entry.wordings)


def find_literal(form: str, entry: BankEntry, english: str) -> Span | None:
    """Where the first such English stands in a translation."""
    places = (find_wording(english, words) for words in literal_words(form, entry))
    return next((spans[0] for spans in places if spans), None)


@lru_cache(maxsize=10_000)
def _literal_words(form: str, usual: tuple[str, ...]) -> tuple[str, ...]:
    told = [words for part, more in _by_part().items() if part in form for words in more]
    return tuple(
        words for words in told if not any(find_wording(wording, words) for wording in usual)
    )


@cache
def _by_part() -> dict[str, tuple[str, ...]]:
    table = rows("literal_words", folder="glossary/data")
    return {part: tuple(english.split("|")) for part, english in table}
