"""When two wordings are one: the equality that glossary, check and score go by.

Case, full and half width, traditional and simplified characters, hyphens and spaces between the
parts of a compound, articles, possessives, inflection, British and American spelling do not
count. What only shares words, or another order of them, is another wording; so is a developed
country beside a developing one.
"""

from __future__ import annotations

import bisect
import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from corpora.language.english import split_tokens
from corpora.language.han import has_han
from corpora.language.scripts import convert
from corpora.language.stems import american, stem
from corpora.language.wordlists import rows, word_groups
from corpora.units import Span

# Full-width signs, Chinese quotation marks and the wide space, as keyboards of English have them.
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
# What parts words no more than a space does.
_NOTHING = frozenset("-‐‑‒–·•‧・\"'“”‘’「」『』…")
# Words that no compound is written together with: to get her is not together.
_APART = frozenset(
    "of in on at by for with from to into upon no not and or nor but as than via is are be".split()
)
# Names in capitals that are other words in small letters.
_NAMES = frozenset(["IT", "US", "WHO"])
# A comma before these may stand or not.
_AFTER_COMMA = frozenset("and or & ltd inc co corp llc plc".split())
_MARKS = re.compile(r"[^\w%+#$€£¥°℃&@]")


class Unit(NamedTuple):
    """What counts of a wording: a word's stem, a number, a Chinese character, a mark.

    ``start`` to ``end`` is its place in code points. ``is_apart`` says that it is never written
    together with its neighbours.
    """

    key: str
    start: int
    end: int
    is_apart: bool = False


def wording_units(text: str) -> list[Unit]:
    """The units of a text in order, without what makes no difference.

    >>> [unit.key for unit in wording_units("the Co-operation’s programmes, 《办法》")]
    ['co', 'operation', 'program', ',', '《', '办', '法', '》']
    """
    tokens = list(split_tokens(_folded(text)))
    units: list[Unit] = []
    for at, (start, end, word) in enumerate(tokens):
        before = tokens[at - 1][2] if at and tokens[at - 1][1] == start else ""
        after = tokens[at + 1][2] if at + 1 < len(tokens) else ""
        if not _makes_no_difference(word, before, after, is_first=not units):
            key = _key(word)
            # Well-being is wellbeing.
            units.append(Unit(key, start, end, key in _APART and word.lower() != "being"))
    return units


@lru_cache(maxsize=50_000)
def wording_key(text: str) -> str:
    """What equal wordings share; empty only where a text has no word, number or character.

    >>> wording_key("World Health Organisation") == wording_key("the World Health Organizations")
    True
    >>> wording_key("co-operation") == wording_key("cooperation")
    True
    >>> wording_key("health care") == wording_key("healthcare") != wording_key("health cars")
    True
    >>> wording_key("well-being") == wording_key("wellbeing")
    True
    """
    units = wording_units(text)
    while units and _MARKS.fullmatch(units[-1].key):
        units.pop()
    while units and units[0].key in ".,;:":
        units.pop(0)
    return _joined(units)


def same_wording(one: str, other: str) -> bool:
    """Whether two wordings are one.

    >>> same_wording("labour market", "Labor markets"), same_wording("labour market", "labour")
    (True, False)
    """
    key = wording_key(one)
    return key == wording_key(other) if key else one.strip() == other.strip()


def find_wording(text: str, wording: str) -> list[Span]:
    """Where a wording stands in a text, in order and without overlaps, in code points.

    >>> text = "Its labor-market policy; the labour markets."
    >>> [text[a:b] for a, b in find_wording(text, "labour market")]
    ['labor-market', 'labour markets']
    """
    return WordingFinder([wording]).find(text).get(0, [])


class WordingFinder:
    """Finds many wordings at once, in time that hardly depends on how many they are."""

    def __init__(self, wordings: Sequence[str]) -> None:
        self._numbers: dict[str, list[int]] = {}
        for number, wording in enumerate(wordings):
            key = wording_key(wording)
            if key:
                self._numbers.setdefault(key, []).append(number)
        self._keys = sorted(self._numbers)

    def find(self, text: str) -> dict[int, list[Span]]:
        """The places of each wording that the text has, by its number, as ``find_wording`` does."""
        places: dict[int, list[Span]] = {}
        for key, span in self._matches(wording_units(text)) if self._keys else ():
            for number in self._numbers[key]:
                known = places.setdefault(number, [])
                if not known or known[-1][1] <= span[0]:
                    known.append(span)
        return places

    def _matches(self, units: Sequence[Unit]) -> Iterator[tuple[str, Span]]:
        keys = self._keys
        for first, unit in enumerate(units):
            joined, last = unit.key, first
            while True:
                at = bisect.bisect_left(keys, joined)
                if at == len(keys) or not keys[at].startswith(joined):
                    break
                if keys[at] == joined:
                    yield joined, (unit.start, units[last].end)
                last += 1
                if last == len(units):
                    break
                joined += _gap(units[last - 1], units[last]) + units[last].key


def _joined(units: Sequence[Unit]) -> str:
    key = ""
    for at, unit in enumerate(units):
        key += (_gap(units[at - 1], unit) if at else "") + unit.key
    return key


def _gap(before: Unit, after: Unit) -> str:
    return " " if before.is_apart or after.is_apart else ""


def _folded(text: str) -> str:
    """The text in half width and simplified characters, of the same length."""
    if text.isascii():
        return text
    text = text.translate(_NARROW)
    return convert(text) if has_han(text) else text


def _makes_no_difference(word: str, before: str, after: str, *, is_first: bool) -> bool:
    """Whether a token does not count; ``before`` is empty after a space."""
    if word in _NOTHING or word in ("'s", "’s") or word.lower() == "the":
        return True
    if word in (",", "."):
        return after.lower() in _AFTER_COMMA if word == "," else before in _abbreviations()
    # Plan A and A shares, but a plan.
    return word in ("a", "an") or (is_first and word in ("A", "An") and after[:1].islower())


@lru_cache(maxsize=1)
def _abbreviations() -> frozenset[str]:
    return frozenset(word for _, words in rows("abbreviations") for word in words.split())


@lru_cache(maxsize=200_000)
def _key(word: str) -> str:
    if word[0].isdigit():
        return "#" + word.replace(",", "")
    if word == "&":
        return "and"
    plain = word.replace(".", "")
    if not plain or plain.lower() == plain.upper():
        return word
    if plain in _NAMES:
        return plain
    if not plain.isascii():
        parts = unicodedata.normalize("NFKD", plain)
        plain = "".join(part for part in parts if not unicodedata.combining(part))
    spelt = american(plain)
    if spelt in word_groups("irregular")["own"] or spelt in _APART:
        return spelt
    # SMEs are told from other words by their capitals.
    return stem(plain if plain[:2].isupper() else spelt)
