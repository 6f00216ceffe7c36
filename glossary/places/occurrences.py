"""How each single occurrence of a term was rendered.

The spans of one occurrence are weighed without regard to what stands elsewhere: a model
that rewards what recurs sees "specialized" everywhere and no inconsistency. What the term
is usually rendered by only breaks ties.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from corpora.arrays import Floats, Integers
from corpora.progress import Progress, silent
from corpora.units import Span
from glossary.finding import BLOCK_UNITS, FEW_UNITS, Found, link_units, pieces_of
from glossary.links.phrases import is_verb, read_usage
from glossary.links.renderings import (
    COLUMN,
    Occurrences,
    PairSums,
    PairTable,
    describe_pairs,
    merge_sums,
    no_pairs,
    sum_pairs,
)
from glossary.links.spans import UnitLinks
from glossary.places.evidence import SURE, Crossings, Said, refined
from glossary.places.wordings import PLACE_SIGNS, Choice, Option, located, settle, shared_out
from glossary.prepared import Prepared
from glossary.terms import ranking

# Renderings asked about at a place: bounds time.
RENDERINGS_A_PLACE = 12
# The score of having none, by which the model was taught.
LEFT_OUT_BELOW = 0.0
# What a term's usual rendering gains at each place, in nats: chosen by eye.
_USUAL = 0.3
# Probability of a rendering whose initials may stand for it.
_LIKELY = 0.2
# Log probability of a wording that is usual.
_RATHER_USUAL = -1.6
# What a wording that stands elsewhere may lack at a place, in nats.
_NEARLY_AS_GOOD = 2.0
# Share of the links of the term's first and last character that makes a wording whole.
_BOTH_ENDS = 0.5
# A wording is evidence by itself from this score on, in nats, if half of the probability lies on
# it and what stands inside or around it; "left out" if that is nearly certain. Of the wordings
# below, read in 250 places, most were not renderings at all.
_SURE_SHARE = 0.5
_SURELY_LEFT_OUT = 0.8
# Share of a wording's links that must come from the term, unless its score is twice as sure.
_LITTLE = 0.25
# A wording that has less than this share of what it has of the term's other end lacks the end.
_AN_END = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One occurrence: term (index in ``Found.terms``), unit (index), its span in the Chinese
    text, and the spans of the English text that render it (none if it was left out).

    ``evidence`` is 2 where the place shows by itself that its wording is a rendering of the term,
    1 where it does together with another place, 0 where it never does.
    """

    term: int
    unit: int
    source: Span
    target: tuple[Span, ...]
    key: str
    evidence: int = 2
    option: Option | None = None


def describe_places(found: Found, terms: Integers) -> tuple[Occurrences, PairTable]:
    """Every occurrence of some terms, and the renderings each may have with their features.

    In the table an occurrence stands where a term stands elsewhere: ``term`` counts the
    occurrences. What is known of other occurrences (``dice``, ``recurrence``) is left out.
    """
    chosen = _occurrences_of(found, terms)
    parts = [
        part
        for rows in _blocks(found, chosen)
        for part in _sum_block(found, _read_block(found, chosen, rows), chosen, rows)
    ]
    return chosen, _described(found, chosen, parts)


def _occurrences_of(found: Found, terms: Integers) -> Occurrences:
    wanted = np.zeros(len(found.terms), dtype=bool)
    wanted[terms] = True
    return found.occurrences.select(wanted[found.occurrences.term])


def _described(found: Found, chosen: Occurrences, parts: Sequence[PairSums]) -> PairTable:
    table = describe_pairs(
        merge_sums(parts) if parts else no_pairs(),
        np.ones(len(chosen), np.int64),
        [found.terms[index] for index in chosen.term.tolist()],
        prior=found.prior,
        spread={},
    )
    for name in ("dice", "recurrence"):
        table.features[:, COLUMN[name]] = 0.0
    return table


def _blocks(found: Found, chosen: Occurrences) -> Iterator[Integers]:
    """Rows of the occurrences, in blocks of units that fit in memory."""
    units = np.unique(chosen.unit)
    size = BLOCK_UNITS if found.links is not None else FEW_UNITS
    for first in range(0, len(units), size):
        block = units[first : first + size]
        low, high = np.searchsorted(chosen.unit, (block[0], block[-1] + 1))
        yield np.arange(low, high)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    """Units of some occurrences with their numbers in the text, ascending, and their links."""

    numbers: Integers
    units: Sequence[Prepared]
    links: Sequence[UnitLinks]


def _read_block(found: Found, chosen: Occurrences, rows: Integers) -> _Block:
    """Each unit is read from disk once; links are computed again unless they were kept."""
    numbers = np.unique(chosen.unit[rows])
    units = [found.units[number] for number in numbers.tolist()]
    if found.links is None:
        links = link_units(units, found.prior)
    else:
        links = [found.links[number] for number in numbers.tolist()]
    return _Block(numbers=numbers, units=units, links=links)


def _sum_block(
    found: Found, block: _Block, chosen: Occurrences, rows: Integers
) -> Iterator[PairSums]:
    """Pairs of some occurrences, each a term of its own."""
    numbers, units, links = block.numbers, block.units, block.links
    usage = read_usage(unit.tokens for unit in units)
    sizes = np.array([len(found.terms[index]) for index in chosen.term.tolist()], np.int64)
    unit = np.searchsorted(numbers, chosen.unit[rows])
    for low, high in pieces_of(len(units), is_whole=found.sums is not None):
        first, last = np.searchsorted(unit, (low, high))
        few = rows[first:last]
        single = Occurrences(
            term=few, unit=unit[first:last] - low, start=chosen.start[few], end=chosen.end[few]
        )
        yield sum_pairs(
            units[low:high],
            links[low:high],
            [found.sums[n] for n in numbers[low:high].tolist()] if found.sums is not None else None,
            single,
            sizes,
            encoder=found.encoder,
            keep=RENDERINGS_A_PLACE,
            usage=usage,
        )


def sight(
    found: Found, terms: Integers, models: ranking.Models, progress: Progress = silent
) -> list[Sighting]:
    """Every occurrence of some terms with its own rendering, in order of the text."""
    chosen = _occurrences_of(found, terms)
    usual = _usual(found, frozenset(terms.tolist()))
    names = _names(found, frozenset(terms.tolist()))
    choices: list[Choice] = []
    for rows in _blocks(found, chosen):
        few = chosen.select(rows)
        own = np.arange(len(rows))
        block = _read_block(found, few, own)
        table = _described(found, few, list(_sum_block(found, block, few, own)))
        choices += _choose(found, block, few, table, usual, names, models)
        del block, table
        progress("finding renderings", len(choices), len(chosen))
    crossings = Crossings(found)
    return [
        _sighting(chosen, place, choice, crossings) for place, choice in enumerate(settle(choices))
    ]


def _choose(
    found: Found,
    block: _Block,
    chosen: Occurrences,
    table: PairTable,
    usual: Mapping[tuple[int, str], float],
    names: Mapping[int, Sequence[str]],
    models: ranking.Models,
) -> list[Choice]:
    """The wording of every place, seen alone, and what stands inside or around it."""
    pairs = table.pairs
    rarely = float(np.log(1e-3))
    habit = [
        usual.get((int(chosen.term[place]), key), rarely)
        for place, key in zip(pairs.term.tolist(), pairs.keys, strict=True)
    ]
    scores = models.place.score(table.features) + _USUAL * np.array(habit, np.float32)
    if found.in_context is not None:
        unit = np.searchsorted(block.numbers, chosen.unit[pairs.term])
        scores += found.in_context.place_gains(block.units, pairs, unit)
    best = _best_rows(pairs.term, scores, len(chosen))
    rows = _as_usual(table, scores, np.array(habit), best)
    borders = np.searchsorted(pairs.term, np.arange(len(rows) + 1)).tolist()
    choices: list[Choice] = []
    again: dict[tuple[int, int], list[int]] = {}
    said: dict[int, Said] = {}
    for place, number in enumerate(np.searchsorted(block.numbers, chosen.unit).tolist()):
        few = range(borders[place], borders[place + 1])
        choice = _choice(table, scores, int(chosen.term[place]), rows[place], few)
        again.setdefault((number, choice.term), []).append(place)
        stretch = int(chosen.start[place]), int(chosen.end[place])
        own_names = names.get(choice.term, ())
        if number not in said:
            said[number] = Said(block.units[number], found.prior)
        choice = refined(
            choice, block.links[number], block.units[number], stretch, own_names, said[number]
        )
        choices.append(choice)
    for (number, _), places in again.items():
        english = block.units[number].tokens
        same = [choices[place] for place in places]
        if len(places) > 1:
            few_options = [
                [
                    _option(table, scores, row)
                    for row in range(*borders[place : place + 2])
                    if scores[row] >= SURE
                ]
                for place in places
            ]
            same = shared_out(same, few_options, english)
        for place, choice in zip(places, same, strict=True):
            choices[place] = located(choice, english)
    return choices


def _choice(table: PairTable, scores: Floats, term: int, row: int, rows: range) -> Choice:
    weights = np.exp(np.minimum(scores[rows.start : rows.stop], 30.0))
    total = 1.0 + float(weights.sum())
    if row < 0:
        return Choice(term=term, chosen=None, is_sure=1.0 / total >= _SURELY_LEFT_OUT)
    first, last = table.pairs.first, table.pairs.last
    nested = [
        other
        for other in rows
        if (first[other] <= first[row] and last[row] <= last[other])
        or (first[row] <= first[other] and last[other] <= last[row])
    ]
    share = float(weights[[other - rows.start for other in nested]].sum()) / total
    return Choice(
        term=term,
        chosen=_option(table, scores, row),
        others=tuple(
            _option(table, scores, other)
            for other in nested
            if other != row and scores[other] >= scores[row] - _NEARLY_AS_GOOD
        ),
        is_sure=bool(scores[row] >= SURE and share >= _SURE_SHARE),
    )


def _option(table: PairTable, scores: Floats, row: int) -> Option:
    values = table.features[row]
    ends = sorted(float(values[COLUMN[name]]) for name in ("first_inside", "last_inside"))
    return Option(
        key=table.pairs.keys[row],
        tokens=(int(table.pairs.first[row]), int(table.pairs.last[row])),
        score=float(scores[row]),
        coverage=float(values[COLUMN["coverage"]]),
        purity=float(values[COLUMN["purity"]]),
        is_own=_is_own(table, row, float(scores[row])),
        is_whole=ends[0] >= _AN_END * ends[1],
        signs=tuple([float(values[COLUMN[name]]) for name in PLACE_SIGNS]),
    )


def _is_own(table: PairTable, row: int, score: float) -> bool:
    """Whether a wording may be a term's own: no clause, and not made of other things' words."""
    values, words = table.features[row], table.pairs.texts[row].split()
    if values[COLUMN["verb_start"]] > 0:
        is_clause = bool(values[COLUMN["odd_start"]] > 0)
    else:
        is_clause = len(words) > 1 and is_verb(words[-1])
    is_borrowed = values[COLUMN["purity"]] < _LITTLE and score < 2 * SURE
    return not is_clause and not is_borrowed


def _as_usual(table: PairTable, scores: Floats, habit: Floats, rows: Sequence[int]) -> list[int]:
    """The best rows, but the usual wording where it stands around the best one, or inside
    it and renders both ends of the term.

    "Director-General Lu Huaiyuan" is no other rendering of 陆怀远 than "Lu Huaiyuan" is: which
    of two nested spans wins at one place is chance. Other wordings are left as they are.
    """
    pairs = table.pairs
    ends = table.features[:, [COLUMN["first_inside"], COLUMN["last_inside"]]].min(axis=1)
    borders = np.searchsorted(pairs.term, np.arange(len(rows) + 1))
    chosen = list(rows)
    for place, best in enumerate(rows):
        if best < 0 or borders[place] == borders[place + 1]:
            continue
        usual = int(borders[place] + np.argmax(habit[borders[place] : borders[place + 1]]))
        is_piece = set(pairs.keys[best].split()) < set(pairs.keys[usual].split())
        lacking = _NEARLY_AS_GOOD * (1 + is_piece)
        if habit[usual] < _RATHER_USUAL or scores[usual] < scores[best] - lacking:
            continue
        a, b = pairs.first[[best, usual]], pairs.last[[best, usual]]
        is_around, is_inside = a[1] <= a[0] and b[0] <= b[1], a[0] <= a[1] and b[1] <= b[0]
        if is_around or is_piece or (is_inside and ends[usual] >= _BOTH_ENDS):
            chosen[place] = usual
    return chosen


def _usual(found: Found, terms: frozenset[int]) -> dict[tuple[int, str], float]:
    """Log probability of each known (term, rendering) of some terms."""
    logs = np.log(found.probabilities + 1e-3)
    return {
        (term, key): value
        for term, key, value in zip(
            found.pairs.pairs.term.tolist(), found.pairs.pairs.keys, logs.tolist(), strict=True
        )
        if term in terms
    }


def _names(found: Found, terms: frozenset[int]) -> dict[int, list[str]]:
    """Likely renderings of some terms as they are written, which initials may stand for."""
    names: dict[int, list[str]] = {}
    for row in np.flatnonzero(found.probabilities >= _LIKELY).tolist():
        term = int(found.pairs.pairs.term[row])
        if term in terms:
            names.setdefault(term, []).append(found.pairs.pairs.texts[row])
    return names


def _best_rows(place: Integers, scores: Floats, places: int) -> list[int]:
    """Row of the best span of each place, -1 where there is none or it was left out."""
    best = np.full(places, -1, np.int64)
    order = np.argsort(scores, kind="stable")
    best[place[order]] = order
    rows = best.tolist()
    return [row if row >= 0 and scores[row] >= LEFT_OUT_BELOW else -1 for row in rows]


def _sighting(chosen: Occurrences, place: int, choice: Choice, crossings: Crossings) -> Sighting:
    term, unit = int(chosen.term[place]), int(chosen.unit[place])
    stretch = int(chosen.start[place]), int(chosen.end[place])
    own = choice.chosen
    is_none = own is not None and (
        not own.is_own
        or not (own.is_whole or choice.part is not None)
        or crossings.spoil(term, unit, stretch, own.key)
    )
    return Sighting(
        term=term,
        unit=unit,
        source=stretch,
        target=() if own is None else own.spans,
        key="" if own is None else own.key,
        evidence=0 if is_none else 2 if choice.is_sure else 1,
        option=own,
    )
