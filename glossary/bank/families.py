"""What words of English wordings share, where the bank asks whether one renders the other."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from corpora.language.english import stop_words
from corpora.language.stems import root
from corpora.language.wordings import wording_units
from corpora.language.wordlists import rows, word_lines

_WORD = re.compile(r"\w")


def is_word(key: str) -> bool:
    """Whether a unit of a wording is a word or a number, no mark."""
    return _WORD.search(key) is not None


@lru_cache(maxsize=50_000)
def family(key: str) -> str:
    """What a verb, its noun and its adjective share, and words that official English uses alike.

    >>> words = wording_units("prevention prevents preventive guard")
    >>> {family(unit.key) for unit in words}
    {'prevent'}
    """
    shared = root(key)
    return _alike().get(shared, shared)


@lru_cache(maxsize=50_000)
def content(wording: str) -> tuple[int, tuple[str, ...]]:
    """How many words a wording has, and the families of its content words, each once.

    Initials are taken for their words.
    """
    keys = [unit.key for unit in wording_units(wording) if is_word(unit.key)]
    full = [one for key in keys for one in spelled_out().get(key, (key,))]
    return len(full), tuple(dict.fromkeys(family(key) for key in full if key not in stop_words()))


@cache
def spelled_out() -> dict[str, tuple[str, ...]]:
    """The words of initials such as CPC, by the keys of both."""
    return {
        wording_units(initials)[0].key: tuple(unit.key for unit in wording_units(full))
        for initials, full in rows("initials", folder="glossary/data")
    }


@cache
def _alike() -> dict[str, str]:
    """The first of each line of words that are used alike, by the roots of all."""
    lines = word_lines("alike", folder="glossary/data")[""]
    roots = [[root(wording_units(word)[0].key) for word in line] for line in lines]
    return {one: line[0] for line in roots for one in line}
