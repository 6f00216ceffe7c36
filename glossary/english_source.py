"""Entries of English terms: what was found for the Chinese, seen from the other side."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from corpora.language.english import is_abbreviation_of
from glossary.assemble import (
    close_up,
    main_text,
    make_entry,
    reasons_for,
    renderings_of,
    usual_text,
)
from glossary.finding import Found
from glossary.places.occurrences import Sighting
from glossary.record.entries import ConceptEntry
from glossary.seen import from_chinese, from_english
from glossary.terms import ranking
from glossary.terms.categories import SECTIONS

_WORD = re.compile(r"[A-Za-z][\w’'-]*")


def assemble_english(
    found: Found,
    terms: Sequence[int],
    sightings: Sequence[Sighting],
    *,
    contexts: int,
    models: ranking.Models,
    limit: int,
    kinds: Mapping[int, str] | None = None,
) -> list[ConceptEntry]:
    """An entry for each English wording that was found, with all its Chinese terms.

    First those that are the main rendering of a term, in the order of the terms; behind them
    the other words of one, with their share of its confidence. Those that no place shows
    surely are told as what they are, renderings beside the main one, and have no entry where
    there is a limit.

    Args:
        found: all candidates.
        terms: the Chinese terms, the best first.
        sightings: their places.
        contexts: how many examples are kept for each.
        models: by which the strongest reasons are told.
        limit: most entries that are no names; 0 for all.
        kinds: categories of Chinese terms that are known already.
    """
    kinds = kinds or {}
    places: dict[str, list[Sighting]] = defaultdict(list)
    by_term: dict[int, list[Sighting]] = {term: [] for term in terms}
    for sighting in sightings:
        if sighting.target:
            places[close_up(sighting.key)].append(sighting)
            by_term[sighting.term].append(sighting)
    mains = {term: _main(found, term, own) for term, own in by_term.items() if own}
    rank = {term: number for number, term in enumerate(terms)}
    reasons = dict(zip(terms, reasons_for(found, terms, models), strict=True))
    usual: list[tuple[int, ConceptEntry]] = []
    others: list[ConceptEntry] = []
    for key, own in places.items():
        leader = _leader(found, key, own, by_term, mains, rank)
        main, text = mains[leader]
        counts = Counter(close_up(one.key) for one in by_term[leader])
        is_main = key == main
        kind = kinds.get(leader)
        seen = [from_english(found.units, sighting) for sighting in own]
        whose = [one for one, sighting in zip(seen, own, strict=True) if sighting.term == leader]
        entry = make_entry(
            found,
            leader,
            seen,
            usual=found.terms[leader],
            contexts=contexts,
            reasons=reasons[leader],
            share=1.0 if is_main else counts[key] / counts.total(),
            kind=kind,
            # What other terms have here and there is told behind the one whose main it is.
            main=renderings_of(found.units, whose)[0].text if is_main else "",
        )
        if is_main:
            usual.append((rank[leader], entry))
        elif limit == 0 or _stands_alone(entry, own, text, kind):
            others.append(entry)
    usual.sort(key=lambda pair: pair[0])
    others.sort(key=lambda entry: -(entry.confidence or 0.0))
    entries = [*(entry for _, entry in usual), *others]
    if limit == 0:
        return entries
    plain = [entry for entry in entries if entry.category not in SECTIONS]
    kept = {id(entry) for entry in plain[:limit]}
    return [entry for entry in entries if entry.category in SECTIONS or id(entry) in kept]


def _main(found: Found, term: int, sightings: Sequence[Sighting]) -> tuple[str, str]:
    """The main rendering of a term: its key, and as it is written."""
    seen = [from_chinese(found.units, sighting) for sighting in sightings]
    text = main_text(renderings_of(found.units, seen), usual_text(found, term))
    return next((close_up(one.key) for one in seen if one.rendering == text), ""), text


def _leader(
    found: Found,
    key: str,
    sightings: Sequence[Sighting],
    by_term: Mapping[int, Sequence[Sighting]],
    mains: Mapping[int, tuple[str, str]],
    rank: Mapping[int, int],
) -> int:
    """The term whose English a wording is: “academic research” is that of 学术研究.


    Where it is the main one of several, that whose places show it more often and more surely.
    """
    shown: Counter[int] = Counter()
    for sighting in sightings:
        shown[sighting.term] += 1 if sighting.evidence else 0

    def worth(term: int) -> tuple[bool, float, int]:
        share = shown[term] / len(by_term[term])
        sure = shown[term] * share * float(found.pair_probability[term])
        return mains[term][0] == key, sure, -rank[term]

    return max(dict.fromkeys(sighting.term for sighting in sightings), key=worth)


def _stands_alone(
    entry: ConceptEntry, sightings: Sequence[Sighting], main: str, kind: str | None
) -> bool:
    """Whether another wording than the main one has an entry of its own.

    Of a name only what is short for it, or has its capitals and one of its words: a ministry is
    not “people” nor “regulators”, though it is called so.
    """
    text = entry.source_term
    if is_abbreviation_of(text, main) or is_abbreviation_of(main, text):
        return True
    if sum(sighting.evidence for sighting in sightings) < 2:
        return False
    if kind is None:
        return True
    own, words = _WORD.findall(text), {word.lower() for word in _WORD.findall(main)}
    return text[:1].isupper() and any(word.lower() in words for word in own if word[0].isupper())
