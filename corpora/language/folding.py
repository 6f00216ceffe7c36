"""Text as a search sees it: simplified, in lower case, English words without their endings.

Every Chinese character is a token, so that Chinese is found without knowing its words; so is
every run of other letters and digits, reduced to a key that its inflected forms share.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib import resources

from corpora.language.han import HAN_RANGES
from corpora.language.scripts import simplify

_TOKEN = re.compile(rf"[{HAN_RANGES}]|[^\W_{HAN_RANGES}]+(?:['’](?=[A-Za-z])[^\W_{HAN_RANGES}]+)?")
_VOWEL = re.compile("[aeiouy]")
_SHORTEST_STEM = 3


def tokens(text: str) -> list[str]:
    """The tokens of a text.

    >>> tokens("發展新質生產力，Industries grew")
    ['发', '展', '新', '质', '生', '产', '力', 'industr', 'grow']
    """
    return [_key(word) for word in _TOKEN.findall(simplify(text))]


def located(text: str) -> list[tuple[str, int, int]]:
    """The tokens of a text with where they stand in it."""
    return [
        (_key(found.group()), found.start(), found.end())
        for found in _TOKEN.finditer(simplify(text))
    ]


@lru_cache(maxsize=200_000)
def _key(token: str) -> str:
    if not token.isascii():
        # The index's own tables of letters end before the later extensions of Unicode.
        return token if len(token) > 1 or ord(token) < 0x20000 else f"u{ord(token):x}"
    return english_key(token)


def english_key(word: str) -> str:
    """What an English word's forms have in common: irregular ones by a table, others by their
    endings. It is no word, and now and then two words share it.

    >>> {english_key(w) for w in ("plan", "plans", "planned", "planning")}
    {'plan'}
    >>> {english_key(w) for w in ("make", "makes", "made", "making")}
    {'mak'}
    >>> english_key("policies") == english_key("policy"), english_key("was") == english_key("be")
    (True, True)
    """
    word = word.lower().replace("’", "'").removesuffix("'s")
    return _stem(_irregular().get(word, word))


def _stem(word: str) -> str:
    if len(word) <= _SHORTEST_STEM or not word.isalpha():
        return word
    if word.endswith("ies") and len(word) > 4:
        word = word[:-3] + "y"
    elif word.endswith(("sses", "ches", "shes", "xes", "zes")):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        rest = word.removesuffix(ending)
        if rest != word and len(rest) >= 2 and _VOWEL.search(rest):
            word = rest[:-1] if _is_doubled(rest) else rest if len(rest) > 2 else rest + "e"
            break
    word = word.removesuffix("e") if len(word) > _SHORTEST_STEM else word
    return (
        word[:-1]
        if word.endswith("y") and len(word) > _SHORTEST_STEM + 1
        else word.removesuffix("i")
    )


def _is_doubled(stem: str) -> bool:
    return len(stem) > 3 and stem[-1] == stem[-2] and stem[-1] not in "lsz"


@cache
def _irregular() -> dict[str, str]:
    text = resources.files("corpora.language").joinpath("data/irregular.txt").read_text("utf-8")
    forms: dict[str, str] = {}
    for line in text.splitlines():
        base, *others = line.split()
        for other in others:
            forms.setdefault(other, base)
    return forms
