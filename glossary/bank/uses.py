"""Where a pair of texts uses the bank, and whether its English is a listed wording."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from corpora.language.scripts import simplify
from corpora.language.wordings import Unit, WordingFinder, wording_units
from corpora.units import Span
from glossary.bank import Bank, BankEntry
from glossary.bank.families import content, family, is_word, spelled_out
from glossary.bank.literal import find_literal

# Nearly twice as many words leave room for articles, prepositions and an adverb or two.
_ROOM = 2
# Letters of a family that is none by accident.
_LONG = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A bank entry that stands in a source text, and what its translation has for it.

    ``target_span`` is where a listed wording stands; where none does, that of the wrong one that
    stands there instead, or ``None``; ``is_usual`` tells which. ``is_listed`` says whether the
    bank lists that wording, right or wrong; else it is literal for a part of the term.
    ``share`` is how much of a listed wording's content words the translation has anywhere, 0 to 1.
    Spans are code points.
    """

    entry: BankEntry
    source_span: Span
    target_span: Span | None
    is_usual: bool
    share: float
    is_listed: bool = True

    @property
    def is_wrong(self) -> bool:
        """Whether a wrong wording stands in the translation, listed or literal."""
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
        text = Words(english)
        plain = simplify(chinese)
        for span, entry in found:
            yield _use(entry, span, plain[slice(*span)], places, text)


def _use(
    entry: BankEntry, span: Span, form: str, places: dict[str, list[Span]], text: Words
) -> Use:
    """What a translation has for one place of an entry."""
    right, share, is_listed = _first(entry.wordings, places), 1.0, True
    wrong = None
    if right is None:
        wrong = _first(entry.wrong, places)
        # “New national system” is nearer to what is wrong than to what it could reword.
        right = None if wrong else text.first_reworded(entry.wordings)
        share = 1.0 if right else max(map(text.share, entry.wordings))
        if right is None and wrong is None:
            wrong = find_literal(form, entry, text.text)
            is_listed = wrong is None
    return Use(
        entry=entry,
        source_span=span,
        target_span=right or wrong,
        is_usual=right is not None,
        share=share,
        is_listed=is_listed,
    )


def _first(wordings: Sequence[str], places: dict[str, list[Span]]) -> Span | None:
    """Where the first of some wordings stands that stands there at all."""
    return next((places[wording][0] for wording in wordings if places[wording]), None)


class Words:
    """The words of an English text by their families, for wordings that are put otherwise."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _words(self) -> list[Unit]:
        return [unit for unit in wording_units(self.text) if is_word(unit.key)]

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        # Most texts have the usual wordings and need not be looked at again.
        places: dict[str, list[int]] = {}
        for place, unit in enumerate(self._words):
            for key in spelled_out().get(unit.key, (unit.key,)):
                places.setdefault(family(key), []).append(place)
        return places

    def find_reworded(self, wording: str) -> Span | None:
        """Where all content words of a wording stand together, as other parts of speech maybe.

        "Prevent and control water pollution" rewords "water pollution prevention and control".
        A wording with one content word is found so only if that is long: unilateralist.
        """
        length, wanted = content(wording)
        if any(one not in self._places for one in wanted) or len("".join(wanted)) < _LONG:
            return None
        rarest = min(wanted, key=lambda one: len(self._places[one]))
        for place in self._places[rarest]:
            near = [_nearest(self._places[one], place) for one in wanted]
            if max(near) - min(near) < 2 * length + _ROOM:
                return self._words[min(near)].start, self._words[max(near)].end
        return None

    def first_reworded(self, wordings: Sequence[str]) -> Span | None:
        """Where the first of some wordings stands, put otherwise."""
        return next(filter(None, map(self.find_reworded, wordings)), None)

    def share(self, wording: str) -> float:
        """The share of a wording's content words that stand anywhere here, 0 to 1."""
        _, wanted = content(wording)
        return sum(one in self._places for one in wanted) / max(len(wanted), 1)


@lru_cache(maxsize=4)
def find_uses_of(bank: Bank) -> UseFinder:
    """The finder of a bank, made once."""
    return UseFinder(bank)


def uses(bank: Bank, chinese: str, english: str) -> Iterator[Use]:
    """What the Chinese has of the bank, with the English that renders it."""
    return find_uses_of(bank).find(chinese, english)


def _nearest(places: list[int], place: int) -> int:
    at = bisect_left(places, place)
    return min(places[max(at - 1, 0) : at + 1], key=lambda other: abs(other - place))
