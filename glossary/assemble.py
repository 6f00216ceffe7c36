"""Concept entries from what was found: renderings grouped, contexts chosen, words said."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from corpora.language.english import is_abbreviation_of, rendering_key
from corpora.language.wordings import same_wording, wording_key, wording_units
from glossary.finding import Found
from glossary.names.people import Person
from glossary.places.forms import same_but_form
from glossary.places.occurrences import Sighting
from glossary.places.wordings import GAP
from glossary.prepared import Prepared
from glossary.record.entries import (
    LEFT_OUT,
    ConceptEntry,
    Context,
    Place,
    Rendering,
    RenderingKind,
    entry_id,
)
from glossary.record.evidence import Evidence
from glossary.seen import Seen, from_chinese, from_english
from glossary.terms import ranking
from glossary.terms.categories import categorize

Reasons = tuple[tuple[str, float], ...]


def assemble(
    found: Found,
    terms: Sequence[int],
    sightings: Sequence[Sighting],
    *,
    contexts: int,
    models: ranking.Models,
    kinds: Mapping[int, str] | None = None,
) -> list[ConceptEntry]:
    """An entry for each Chinese term, in their order; ``kinds`` are categories that are known."""
    by_term: dict[int, list[Sighting]] = {term: [] for term in terms}
    for sighting in sightings:
        by_term[sighting.term].append(sighting)
    return [
        make_entry(
            found,
            term,
            [from_chinese(found.units, sighting) for sighting in by_term[term]],
            usual=usual_text(found, term),
            contexts=contexts,
            reasons=reasons,
            kind=(kinds or {}).get(term),
        )
        for term, reasons in zip(terms, reasons_for(found, terms, models), strict=True)
    ]


def reasons_for(found: Found, terms: Sequence[int], models: ranking.Models) -> list[Reasons]:
    """What speaks most for and against each of some candidates."""
    return models.term.reasons(found.features[np.asarray(terms, np.int64)])


def assemble_people(
    units: Sequence[Prepared],
    people: Sequence[Person],
    *,
    source_is_chinese: bool,
    contexts: int,
) -> list[ConceptEntry]:
    """An entry for each person, with what is said of them; no model speaks of these."""
    return [
        _person_entry(units, person, source_is_chinese=source_is_chinese, contexts=contexts)
        for person in people
    ]


def _person_entry(
    units: Sequence[Prepared], person: Person, *, source_is_chinese: bool, contexts: int
) -> ConceptEntry:
    sightings = [
        Sighting(
            term=0,
            unit=unit,
            source=source,
            target=target,
            key=" ".join(rendering_key(units[unit].english[a:b]) for a, b in target),
        )
        for unit, source, target in person.places
    ]
    spelling = max(person.spellings, key=lambda text: (person.spellings[text], len(text), text))
    if source_is_chinese:
        seen = [from_chinese(units, sighting) for sighting in sightings]
    else:
        seen = [from_english(units, sighting) for sighting in sightings if sighting.target]
    shown = _commonest(Counter(one.term for one in seen)) or person.name
    usual = spelling if source_is_chinese else person.name
    renderings = renderings_of(units, seen)
    target = main_text(renderings, usual)
    renderings.sort(key=lambda rendering: rendering.text != target)
    renderings = [_with_kind(rendering, target) for rendering in renderings]
    same = sum(r.count for r in renderings if r.text == target or r.kind == "inflection")
    return ConceptEntry(
        id=entry_id(shown),
        source_term=shown,
        target_term=target,
        source_variants=tuple(sorted({one.term for one in seen} - {shown})),
        renderings=tuple(renderings),
        category="person",
        title=" — ".join(filter(None, person.title)),
        count=len(seen),
        documents=len({units[one.unit].document for one in seen}),
        consistency=round(same / len(seen), 4) if seen else None,
        contexts=_contexts(units, seen, target, contexts),
    )


def usual_text(found: Found, term: int) -> str:
    """The likeliest rendering of a candidate, by all its places together."""
    best = int(found.best[term])
    return found.pairs.pairs.texts[best] if best >= 0 else ""


def make_entry(
    found: Found,
    term: int,
    seen: Sequence[Seen],
    *,
    usual: str,
    contexts: int,
    reasons: Reasons,
    share: float = 1.0,
    kind: str | None = None,
    main: str = "",
) -> ConceptEntry:
    """The entry of a term with what was seen of it, from either side.

    Args:
        found: all candidates.
        term: the Chinese term, by which both probabilities are told.
        seen: its occurrences, of the term as the source has it.
        usual: the rendering that all places together speak for.
        contexts: how many examples are kept.
        reasons: as ``reasons_for`` gives them for the Chinese term.
        share: of the Chinese term's places, those that have this English.
        kind: category, where it is known already.
        main: the rendering to tell as the translation, whatever is commoner.
    """
    surfaces = Counter(one.term for one in seen)
    shown = _commonest(surfaces) or found.terms[term]
    renderings = renderings_of(found.units, seen)
    if kind is not None:
        usual = _whole_usual(renderings, usual)
    target = main or main_text(renderings, usual)
    # The main one first: a target that is not the first is one that a person wrote over it.
    renderings.sort(key=lambda rendering: rendering.text != target)
    renderings = [_with_kind(rendering, target) for rendering in renderings]
    same = sum(r.count for r in renderings if r.text == target or r.kind == "inflection")
    # Rounded once: rounded anew from what was rounded, a file read back would differ.
    termhood = round(float(found.termhood[term]), 4)
    pair = round(share * float(found.pair_probability[term]), 4)
    return ConceptEntry(
        id=entry_id(shown),
        source_term=shown,
        target_term=target,
        source_variants=tuple(sorted(set(surfaces) - {shown})),
        renderings=tuple(renderings),
        category=categorize(found.terms[term], usual) if kind is None else kind,
        count=len(seen),
        documents=len({found.units[one.unit].document for one in seen}),
        consistency=round(same / len(seen), 4) if seen else None,
        termhood=termhood,
        pair_confidence=pair,
        reasons=reasons,
        contexts=_contexts(found.units, seen, target, contexts),
        evidence=Evidence.of(termhood=termhood, pair=pair, reasons=reasons),
    )


_NUMBER = re.compile("[0-9一二三四五六七八九十年月日号至起第季度期、—-]*")

# What was so in a year, and by how much, is a clause: 金管局去年, 投资回报率为7.4%.
_IN_TIME = re.compile("[0-9]{4}年|[去今明]年|[0-9.]+[%％]")

_AMOUNT = re.compile(
    "[0-9]*[百千万萬亿億]+[多余餘]?(?:[港美欧歐日]?元(?:人民[币幣])?|[人户戶家吨噸亩畝斤辆輛次])*"
)


def varies(entry: ConceptEntry) -> bool:
    """Whether a term that is no mere date or number was surely rendered in two or more ways.

    Not told as such: what differs in inflection or part of speech alone ("normalise" beside
    "normalisation", "liquidity remained ample"), a term left out, and a single place where a word
    is added before or after another wording, or cut off ("the EFAC meeting", "cards").
    """
    if is_figure(entry.source_term):
        return False
    told: Counter[str] = Counter()
    words: dict[str, list[str]] = {}
    for rendering in entry.renderings:
        if rendering.is_sure and rendering.kind != "omission":
            key = wording_key(rendering.text)
            told[key] += rendering.count
            words[key] = [unit.key for unit in wording_units(rendering.text)]
    kept: list[list[str]] = []
    # The usual ones first, of equals the longer, so that what lacks a word is held against it.
    for key in sorted(told, key=lambda key: (-told[key], -len(words[key]), key)):
        if not any(
            same_but_form(words[key], other) or (told[key] == 1 and _goes_on(words[key], other))
            for other in kept
        ):
            kept.append(words[key])
    return len(kept) > 1


def is_figure(term: str) -> bool:
    """Whether a term is but a date, number or amount, or a clause with a year or percentage."""
    is_clause = not term.startswith("《") and _IN_TIME.search(term)
    return bool(_NUMBER.fullmatch(term) or _AMOUNT.fullmatch(term) or is_clause)


def _goes_on(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two wordings are one and a word or two before or after it."""
    short, long = sorted((f" {' '.join(one)} ", f" {' '.join(other)} "), key=len)
    return long.startswith(short) or long.endswith(short)


def _commonest(counter: Counter[str]) -> str:
    return max(counter, key=lambda text: (counter[text], -len(text), text)) if counter else ""


def renderings_of(units: Sequence[Prepared], seen: Sequence[Seen]) -> list[Rendering]:
    """The wordings seen, the commonest first, what is left out last; “co-operation” is one."""
    groups: dict[str, list[Seen]] = {}
    for one in seen:
        groups.setdefault(close_up(one.key), []).append(one)
    renderings = [
        Rendering(
            text=_surface([one.rendering for one in group]) if key else LEFT_OUT,
            count=len(group),
            share=round(len(group) / len(seen), 4),
            kind="rendering" if key else "omission",
            is_sure=sum(one.evidence for one in group) > 1,
            places=tuple(_place(units, one) for one in group),
        )
        for key, group in groups.items()
    ]
    return sorted(renderings, key=lambda r: (r.kind == "omission", -r.count, GAP in r.text))


def close_up(key: str) -> str:
    """A rendering's key in which "co-operation" is "cooperation" and "e-mail" is "email"."""
    return key.replace(" ", "")


def _surface(texts: Sequence[str]) -> str:
    """The commonest form; of equals the one in small letters, then the shorter."""
    counts = Counter(text.replace("\n", " ") for text in texts)
    return min(counts, key=lambda text: (-counts[text], not text[:1].islower(), len(text), text))


def _place(units: Sequence[Prepared], one: Seen) -> Place:
    unit = units[one.unit]
    return Place(
        document=unit.document,
        unit=unit.number,
        source_span=one.source_span,
        target_spans=one.target_spans,
    )


def main_text(renderings: Sequence[Rendering], usual: str) -> str:
    """The commonest rendering.

    The one that all places together speak for, ``usual``, goes before one that is no commoner,
    and before a doubtful piece of itself: where 香港银行业 is taken up by "Hong Kong" at most
    places, that is none; "manufacturing" for 制造业 is one beside "manufacturing industry".
    """
    told = [rendering for rendering in renderings if rendering.kind != "omission"]
    if not told:
        return usual
    main, key = told[0], rendering_key(usual) or usual
    piece = rendering_key(main.text) or main.text
    for rendering in told:
        if (rendering_key(rendering.text) or rendering.text) == key and (
            rendering.count == main.count or (not main.is_sure and f" {piece} " in f" {key} ")
        ):
            return rendering.text
    return main.text


def _whole_usual(renderings: Sequence[Rendering], usual: str) -> str:
    """The usual English of a name as its places have it, which may be longer."""
    key = rendering_key(usual) or usual
    told = [
        one
        for one in renderings
        if one.kind != "omission" and f" {key} " in f" {rendering_key(one.text)} "
    ]
    whole = max(told, key=lambda one: (one.count, len(one.text)), default=None)
    return usual if whole is None else whole.text


def _with_kind(rendering: Rendering, main: str) -> Rendering:
    if rendering.kind == "omission" or rendering.text == main:
        return rendering
    kind: RenderingKind = "rendering"
    if same_wording(rendering.text, main):
        kind = "inflection"
    elif is_abbreviation_of(rendering.text, main) or is_abbreviation_of(main, rendering.text):
        kind = "abbreviation"
    return replace(rendering, kind=kind)


def _contexts(
    units: Sequence[Prepared], seen: Sequence[Seen], target: str, most: int
) -> tuple[Context, ...]:
    """Short units first, and one for each rendering before a second for any."""
    order = sorted(
        range(len(seen)),
        key=lambda index: (
            not seen[index].target_spans,
            seen[index].rendering != target,
            abs(len(units[seen[index].unit].chinese) - 40),
            index,
        ),
    )
    chosen: dict[int, int] = {}
    shown: Counter[str] = Counter()
    while order and len(chosen) < most:
        order.sort(key=lambda index: shown[seen[index].key])
        index = order.pop(0)
        if seen[index].unit not in chosen:
            chosen[seen[index].unit] = index
            shown[seen[index].key] += 1
    return tuple(_context(units, seen[index]) for index in chosen.values())


def _context(units: Sequence[Prepared], one: Seen) -> Context:
    unit = units[one.unit]
    return Context(
        source=unit.unit.source,
        target=unit.unit.target,
        place=f"{unit.document} {unit.number}",
        source_span=one.source_span,
        target_spans=one.target_spans,
    )
