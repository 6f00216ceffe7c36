"""Where a pair of texts uses the bank, and whether its English is a listed wording."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpora.language.english import stop_words
from corpora.language.wordings import WordingFinder, wording_units
from corpora.units import Span
from glossary.bank import Bank, BankEntry

# What makes nouns and adjectives of verbs and nouns, after stemming; four letters stay.
_ENDING = re.compile(
    r"^(.{4,}?)(?:ation|ative|ator|ate|ition|ion|ment|ness|ity|ive|ial|al|ic|y|e)$"
)
_WORD = re.compile(r"\w")
# Nearly twice as many words leave room for articles, prepositions and an adverb or two.
_ROOM = 2


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


class UseFinder:
    """Finds the uses of a bank in pairs of texts. Made once, it is quick for every pair."""

    def __init__(self, bank: Bank) -> None:
        self._bank = bank

    def find(self, chinese: str, english: str) -> Iterator[Use]:
        """What the Chinese has of the bank, with the English that renders it.

        One wording in the translation answers for every place of its entry in the source: what
        is said twice may be named once.
        """
        found = list(self._bank.find(chinese))
        if not found:
            return
        # Few entries stand in one text: the wordings of all others need not be known.
        wordings = dict.fromkeys(w for _, entry in found for w in (*entry.wordings, *entry.wrong))
        numbers = {wording: number for number, wording in enumerate(wordings)}
        by_number = WordingFinder(list(numbers)).find(english)
        places = {wording: by_number.get(number, []) for wording, number in numbers.items()}
        words: Words | None = None
        for span, entry in found:
            right, share = _first(entry.wordings, places), 1.0
            if right is None:
                # Most texts have the usual wordings and need not be looked at again.
                words = Words(english) if words is None else words
                right = words.first_reworded(entry.wordings)
                share = 1.0 if right else max(map(words.share, entry.wordings))
            yield Use(
                entry=entry,
                source_span=span,
                target_span=right or _first(entry.wrong, places),
                is_usual=right is not None,
                share=share,
            )


def _first(wordings: Sequence[str], places: dict[str, list[Span]]) -> Span | None:
    """Where the first of some wordings stands that stands there at all."""
    return next((places[wording][0] for wording in wordings if places[wording]), None)


class Words:
    """The words of an English text by their families, for wordings that are put otherwise."""

    def __init__(self, text: str) -> None:
        self._words = [unit for unit in wording_units(text) if _WORD.search(unit.key)]
        self._places: dict[str, list[int]] = {}
        for place, unit in enumerate(self._words):
            self._places.setdefault(_family(unit.key), []).append(place)

    def find_reworded(self, wording: str) -> Span | None:
        """Where all content words of a wording stand together, as other parts of speech maybe.

        "Prevent and control water pollution" rewords "water pollution prevention and control".
        A wording with one content word is never found so.
        """
        length, wanted = _content(wording)
        if len(wanted) < 2 or any(family not in self._places for family in wanted):
            return None
        rarest = min(wanted, key=lambda family: len(self._places[family]))
        for place in self._places[rarest]:
            near = [_nearest(self._places[family], place) for family in wanted]
            if max(near) - min(near) < 2 * length + _ROOM:
                return self._words[min(near)].start, self._words[max(near)].end
        return None

    def first_reworded(self, wordings: Sequence[str]) -> Span | None:
        """Where the first of some wordings stands, put otherwise."""
        return next(filter(None, map(self.find_reworded, wordings)), None)

    def share(self, wording: str) -> float:
        """The share of a wording's content words that stand anywhere here, 0 to 1."""
        _, wanted = _content(wording)
        return sum(family in self._places for family in wanted) / max(len(wanted), 1)


@lru_cache(maxsize=4)
def find_uses_of(bank: Bank) -> UseFinder:
    """The finder of a bank, made once."""
    return UseFinder(bank)


def uses(bank: Bank, chinese: str, english: str) -> Iterator[Use]:
    """What the Chinese has of the bank, with the English that renders it."""
    return find_uses_of(bank).find(chinese, english)


@lru_cache(maxsize=50_000)
def _content(wording: str) -> tuple[int, tuple[str, ...]]:
    """How many words a wording has, and the families of its content words, each once."""
    keys = [unit.key for unit in wording_units(wording) if _WORD.search(unit.key)]
    return len(keys), tuple(dict.fromkeys(_family(key) for key in keys if key not in stop_words()))


def _nearest(places: list[int], place: int) -> int:
    at = bisect_left(places, place)
    return min(places[max(at - 1, 0) : at + 1], key=lambda other: abs(other - place))


@lru_cache(maxsize=50_000)
def _family(key: str) -> str:
    """What a verb, its noun and its adjective share.

    >>> words = wording_units("prevention prevents preventive")
    >>> {_family(unit.key) for unit in words}
    {'prevent'}
    """
    # Twice: management, manage, manag.
    return _ENDING.sub(r"\1", _ENDING.sub(r"\1", key))
