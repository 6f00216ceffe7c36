"""How likely a term was really rendered in two ways.

Of the wordings found at a term's places one is the main one: what has most places that are good
evidence. Each of the others is held against it: whether both are whole, whether the other is the
main one torn apart or cut short, what the encoder says of both, what else the sentence has. A
linear model makes a probability of that (``data/variation.use.json``; what taught it is in
``docs/terms.md``), and a term is as likely to vary as the likeliest of its other wordings is one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cache, lru_cache

import numpy as np

from corpora.arrays import Floats
from corpora.language.encoders.base import SpanEncoder
from corpora.language.english import Token, is_abbreviation_of, stop_words
from corpora.language.stems import root, stem
from corpora.language.wordings import find_wording, wording_units
from corpora.learned.cards import card_for
from corpora.learned.linear import LinearModel
from glossary.finding import Found
from glossary.places.forms import same_but_form
from glossary.places.occurrences import Sighting
from glossary.places.wordings import GAP, PLACE_SIGNS
from glossary.prepared import Prepared
from glossary.terms.ranking import sigmoid
from glossary.terms.termhood import COLUMN as TERM_COLUMN

FEATURES = (
    "termhood",  # its logarithm
    "generic",  # of the term
    "known",  # log probability of the wordings by all places together, of both
    "purity",  # share of the spans' links that come from the term, of both
    *PLACE_SIGNS,  # of both
    "doubtful",  # no place is evidence for the other wording
    "places",  # log number of places that have it
    "alike",  # cosine of the two wordings, less what is usual
    "abbreviation",  # one is short for the other
    "spelling",  # a name spelled in two ways
    "shared",  # words they have in common, 0 to 1
    "form",  # the same roots, in another order or form
    "shorter",  # it has no word that the main one lacks, but lacks some
    "longer",  # the main one has no word that it lacks, but lacks some
    "torn",  # words of the main one that it lacks stand beside it
    "main_torn",  # share of the main one's places beside which its further words stand
    "sentence",  # share of the lacking words that its sentence has
    "main_there",  # share of its places whose unit has the main wording for no place
    "taken",  # another candidate is surely rendered so
    "coordinated",  # "and" in it, but nothing like it in the term
    "edge",  # how surely the term's borders are word borders, 0 to 2
)
# Units kept in memory of a text that is read from disk: bounds memory.
_UNITS_HELD = 3000
_Units = Callable[[int], Prepared]
# What the encoder says of two wordings taken at random from one term: chosen by eye.
_USUALLY_ALIKE = 0.6
# Words on either side of a wording that may be torn from it.
_BESIDE = 6
# Probability from which a rendering is surely another candidate's, and what no model knows of one.
_SURELY, _UNKNOWN = 0.7, 1e-3
_LEAST_TERMHOOD = 0.01
# How alike two spellings of a name are (``difflib``), 0 to 1: Yunxi, Yunqi.
_SPELLED_ALIKE = 0.75
# Of a heading: letters of words that may be small in it, and the share of the others in capitals.
_SHORT_WORD, _IN_CAPITALS = 3, 0.85
_SENTENCE_END = re.compile(r"[.?!;] ")
_COORDINATED = re.compile("[、与和及]")
_MARKS = "“”《》"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A wording of a term, its forms taken together: ``keys`` as ``wording_units`` gives them."""

    text: str
    keys: tuple[str, ...]
    places: tuple[Sighting, ...]

    @property
    def roots(self) -> tuple[str, ...]:
        """Of its words of content, in order."""
        return tuple([root(k) for k in self.keys if k not in stop_words() and k[:1].isalnum()])


@dataclass(frozen=True, slots=True, kw_only=True)
class Rival:
    """A wording of a term (index in ``Found.terms``) beside the main one."""

    term: int
    main: Wording
    other: Wording


def rivals_of(found: Found, sightings: Sequence[Sighting]) -> tuple[list[Rival], Floats]:
    """Every wording that is not its term's main one, and the features that speak of it.

    Args:
        found: all candidates.
        sightings: of the terms asked about.

    Returns:
        The wordings, by term; and their features, shape (wordings, ``len(FEATURES)``).
    """
    units = lru_cache(_UNITS_HELD)(found.units.__getitem__)
    known = {
        (term, key): float(value)
        for term, key, value in zip(
            found.pairs.pairs.term.tolist(),
            found.pairs.pairs.keys,
            np.log(found.probabilities + _UNKNOWN),
            strict=True,
        )
    }
    by_term: dict[int, list[Sighting]] = {}
    for one in sightings:
        if one.target and one.option is not None:
            by_term.setdefault(one.term, []).append(one)
    rivals = []
    for term, places in by_term.items():
        main, *others = _wordings(units, places, known)
        rivals += [Rival(term=term, main=main, other=other) for other in others]
    describe = _Describer(found, units, known)
    rows = [describe(rival) for rival in rivals]
    return rivals, np.array(rows, np.float32).reshape(len(rows), len(FEATURES))


def variation(
    found: Found, sightings: Sequence[Sighting], encoder: str = "use"
) -> dict[int, float]:
    """The probability that each term with two wordings was really rendered in two ways."""
    rivals, features = rivals_of(found, sightings)
    chances: dict[int, float] = {}
    for rival, chance in zip(rivals, sigmoid(load_model(encoder).score(features)), strict=True):
        chances[rival.term] = max(chances.get(rival.term, 0.0), float(chance))
    return chances


@cache
def load_model(encoder: str = "use") -> LinearModel:
    """The model that is shipped for an encoder, or the one of ``use``."""
    return card_for("glossary/data", "variation", encoder).linear("variation", FEATURES)


def _wordings(
    units: _Units, places: Sequence[Sighting], known: Mapping[tuple[int, str], float]
) -> list[Wording]:
    """The wordings of one term, those that differ in form alone as one; the main one first."""
    groups: dict[str, list[Sighting]] = {}
    for one in places:
        groups.setdefault(one.key.replace(" ", ""), []).append(one)
    single = []
    for group in groups.values():
        texts = [_text(units(one.unit), one) for one in group]
        text = max(texts, key=lambda text: (texts.count(text), text[:1].islower(), -len(text)))
        keys = tuple([unit.key for unit in wording_units(text)])
        single.append(Wording(text=text, keys=keys, places=tuple(group)))

    def worth(wording: Wording) -> tuple[int, float]:
        gains = [_score(one) + known.get((one.term, one.key), -7.0) for one in wording.places]
        return sum(one.evidence > 0 for one in wording.places), sum(gains) / len(gains)

    joined: list[Wording] = []
    for wording in sorted(single, key=worth, reverse=True):
        for number, other in enumerate(joined):
            if wording.keys == other.keys or same_but_form(wording.keys, other.keys):
                joined[number] = replace(other, places=other.places + wording.places)
                break
        else:
            joined.append(wording)
    return sorted(joined, key=worth, reverse=True)


def _score(one: Sighting) -> float:
    return 0.0 if one.option is None else one.option.score


def _text(unit: Prepared, one: Sighting) -> str:
    return GAP.join(unit.english[a:b] for a, b in one.target)


class _Describer:
    """Says of a wording what ``FEATURES`` name; holds what is asked for again and again."""

    def __init__(self, found: Found, units: _Units, known: Mapping[tuple[int, str], float]) -> None:
        self._found, self._units, self._known = found, units, known
        self._usual: dict[str, list[int]] = {}
        for term, row in enumerate(found.best.tolist()):
            if row >= 0 and found.pair_probability[term] >= _SURELY:
                self._usual.setdefault(found.pairs.pairs.keys[row], []).append(term)
        self._vectors = _Vectors(found.encoder)
        self._roots: dict[int, list[str]] = {}

    def __call__(self, rival: Rival) -> list[float]:
        found, term, main, other = self._found, rival.term, rival.main, rival.other
        first, second = set(main.roots), set(other.roots)
        lacking, further = first - second, second - first
        best, best_main = _best(other), _best(main)
        told = [one.option for one in (best, best_main) if one.option is not None]
        both = zip(self._signs(best), self._signs(best_main), strict=True)
        signs = [sum(values) for values in both]
        is_shorter, is_longer = second < first, first < second
        text = found.terms[term]
        return [
            float(np.log(max(float(found.termhood[term]), _LEAST_TERMHOOD))),
            float(found.features[term, TERM_COLUMN["generic"]]),
            self._log_known(main) + self._log_known(other),
            sum(option.purity for option in told),
            *signs,
            float(best.evidence == 0),
            float(np.log(len(other.places))),
            self._vectors.cosine(main.text, other.text),
            float(
                is_abbreviation_of(main.text, other.text)
                or is_abbreviation_of(other.text, main.text)
            ),
            float(_is_respelled(main.text, other.text)),
            2 * len(first & second) / max(len(main.roots) + len(other.roots), 1),
            float(sorted(main.roots) == sorted(other.roots)),
            float(is_shorter),
            float(is_longer),
            float(bool(lacking and first & second) and lacking <= self._beside(best)),
            _mean([is_longer and further <= self._beside(one) for one in main.places]),
            len(lacking & self._sentence(best)) / max(len(lacking), 1),
            _mean([self._has_besides(one, main) for one in other.places]),
            float(any(self._is_taken(one) for one in other.places)),
            float(
                bool(re.search(r"\band\b", _text(self._units(best.unit), best)))
                and not _COORDINATED.search(text)
            ),
            max(_edge(self._units(one.unit), one) for one in other.places),
        ]

    def _signs(self, one: Sighting) -> tuple[float, ...]:
        """What the span of a place shows; in a heading capitals do not tell where a name ends."""
        signs = one.option.signs if one.option is not None else ()
        if not signs or not _is_heading(self._units(one.unit)):
            return signs or _NO_SIGNS
        return (*signs[:_NAME_CUT], 0.0, *signs[_NAME_CUT + 1 :])

    def _log_known(self, wording: Wording) -> float:
        rarely = float(np.log(_UNKNOWN))
        return max(self._known.get((one.term, one.key), rarely) for one in wording.places)

    def _is_taken(self, one: Sighting) -> bool:
        own = self._found.terms[one.term]
        return any(own not in self._found.terms[term] for term in self._usual.get(one.key, ()))

    def _has_besides(self, one: Sighting, main: Wording) -> bool:
        """Whether the unit of a place has the main wording, and for no place that is told."""
        spans = find_wording(self._units(one.unit).english, main.text)
        free = [
            (start, end)
            for start, end in spans
            if not any(a < end and start < b for a, b in one.target)
        ]
        return len(free) > sum(other.unit == one.unit for other in main.places)

    def _token_roots(self, unit: int) -> list[str]:
        if unit not in self._roots:
            tokens = self._units(unit).tokens
            self._roots[unit] = [root(stem(token.text.lower())) for token in tokens]
        return self._roots[unit]

    def _beside(self, one: Sighting) -> set[str]:
        """The words around a wording."""
        roots = self._token_roots(one.unit)
        first, last = _tokens_of(self._units(one.unit).tokens, one)
        return {*roots[max(0, first - _BESIDE) : first], *roots[last : last + _BESIDE]}

    def _sentence(self, one: Sighting) -> set[str]:
        """The other words of its sentence."""
        unit = self._units(one.unit)
        ends = [match.start() for match in _SENTENCE_END.finditer(unit.english)]
        low = max([end for end in ends if end < one.target[0][0]], default=-1)
        high = min([end for end in ends if end >= one.target[-1][1]], default=len(unit.english))
        first, last = _tokens_of(unit.tokens, one)
        return {
            own
            for place, (token, own) in enumerate(
                zip(unit.tokens, self._token_roots(one.unit), strict=True)
            )
            if low < token.start < high and not first <= place < last
        }


_NO_SIGNS = (0.0,) * len(PLACE_SIGNS)
_NAME_CUT = PLACE_SIGNS.index("name_cut")


def _is_heading(unit: Prepared) -> bool:
    """Whether nearly all longer words of a unit have capitals, as in a title."""
    words = [token.text for token in unit.tokens if len(token.text) > _SHORT_WORD]
    capitals = sum(word[:1].isupper() for word in words)
    return len(words) > 1 and capitals >= _IN_CAPITALS * len(words)


def _best(wording: Wording) -> Sighting:
    return max(wording.places, key=lambda one: (one.evidence, _score(one)))


def _mean(values: Sequence[bool]) -> float:
    return sum(values) / len(values)


def _tokens_of(tokens: Sequence[Token], one: Sighting) -> tuple[int, int]:
    """The tokens of a wording, from the first up to the last."""
    start, end = one.target[0][0], one.target[-1][1]
    inside = [n for n, token in enumerate(tokens) if token.start < end and token.end > start]
    return (inside[0], inside[-1] + 1) if inside else (0, 0)


def _is_respelled(one: str, other: str) -> bool:
    """Whether two wordings differ in the spelling of one name: Jining and Jinning."""
    pairs = [(a, b) for a, b in zip(one.split(), other.split(), strict=False) if a != b]
    if len(one.split()) != len(other.split()) or len(pairs) != 1:
        return False
    ((a, b),) = pairs
    is_name = a[:1].isupper() and b[:1].isupper() and a.lower() != b.lower()
    return is_name and SequenceMatcher(None, a, b).ratio() >= _SPELLED_ALIKE


def _edge(unit: Prepared, one: Sighting) -> float:
    """The strength of the weaker border of a place, of what stands between marks."""
    start, end = one.source
    while start < end - 1 and unit.text[start] in _MARKS:
        start += 1
    while start < end - 1 and unit.text[end - 1] in _MARKS:
        end -= 1
    return float(min(unit.words.edges[start], unit.words.edges[end]))


class _Vectors:
    """How alike two wordings are to the encoder; nothing is known without one."""

    def __init__(self, encoder: SpanEncoder | None) -> None:
        self._encoder = encoder
        self._held: dict[str, Floats] = {}

    def cosine(self, one: str, other: str) -> float:
        """Above or below what is usual; 0 without an encoder."""
        if self._encoder is None:
            return 0.0
        new = [text for text in dict.fromkeys((one, other)) if text not in self._held]
        if new:
            self._held.update(zip(new, self._encoder.encode(new), strict=True))
        return float(self._held[one] @ self._held[other]) - _USUALLY_ALIKE
