"""What people decided about terms, replayed over the terms the machine found.

A decision keeps what its maker saw (the two terms, the renderings and their counts), so that it
holds where the machine does not find the term again, and says so where the evidence moved.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from corpora.errors import InputError
from corpora.language.english import rendering_key
from corpora.units import Span
from glossary.formats.json import entry_from, fields_of
from glossary.places.wordings import GAP
from glossary.record.entries import (
    LEFT_OUT,
    ConceptEntry,
    Glossary,
    Place,
    Rendering,
    entry_id,
)
from glossary.record.roundtrip import apply_decisions
from review.project import operations as op
from review.project.operations import Record
from review.project.pairs.marks import Mark, mark_from
from review.project.store.packing import dumps


@dataclass(frozen=True, slots=True)
class MarkedPlace:
    """A place of a term by the sentences it stands in."""

    document: str
    source: Mark
    targets: tuple[Mark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundTerm:
    """An entry as the machine found it, and for each of its renderings the places.

    ``is_corrected`` says that a person moved one: shares are to be counted anew.
    """

    entry: ConceptEntry
    places: tuple[tuple[MarkedPlace, ...], ...]
    is_corrected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundTerms:
    """All that a run found, in its order."""

    source_language: str
    target_language: str
    terms: tuple[FoundTerm, ...] = ()
    signature: str = ""
    notes: tuple[str, ...] = ()


MarkPlace = Callable[[Place], MarkedPlace | None]


def pack_terms(glossary: Glossary, mark: MarkPlace, pair_of: Callable[[str], str]) -> str:
    """A glossary as a project keeps it: without decisions, its places as marks.

    Args:
        glossary: as found; what people decided stays out.
        mark: makes a mark of a place; ``None`` where its pair is not in the project.
        pair_of: from a context's place, which counts units, to one that has the pair's number.
    """
    entries = []
    for entry in glossary.entries:
        if not entry.renderings and entry.is_reviewed:
            continue  # it is there because a person wants it, not because it was found
        data = fields_of(replace(entry, decision="", status="", is_forbidden=False, definition="",
                                 domain="", note="", reviewer="", reviewed_at=""))  # fmt: skip
        for rendering, packed in zip(entry.renderings, data["renderings"], strict=True):
            found = [place for one in rendering.places if (place := mark(one)) is not None]
            packed["places"] = [[one.document, one.source, one.targets] for one in found]
        for context in data["contexts"]:
            context["place"] = pair_of(context["place"])
        entries.append(data)
    return dumps(
        {
            "languages": [glossary.source_language, glossary.target_language],
            "notes": glossary.notes,
            "entries": entries,
        }
    )


def unpack_terms(data: str, signature: str) -> FoundTerms:
    """The terms again."""
    steps = unpacking_terms(data, signature)
    while True:
        try:
            next(steps)
        except StopIteration as done:
            found: FoundTerms = done.value
            return found


def unpacking_terms(data: str, signature: str) -> Generator[None, None, FoundTerms]:
    """The same in steps, between which something else can be done; gives the terms at the end."""
    found = json.loads(data)
    terms = []
    for entry in found["entries"]:
        places = [one["places"] for one in entry["renderings"]]
        for one in entry["renderings"]:
            one["places"] = []
        terms.append(
            FoundTerm(
                entry=entry_from(entry),
                places=tuple(tuple(_place(values) for values in group) for group in places),
            )
        )
        yield
    source, target = found["languages"]
    return FoundTerms(
        source_language=source,
        target_language=target,
        terms=tuple(terms),
        signature=signature,
        notes=tuple(found["notes"]),
    )


def _place(values: Sequence[Any]) -> MarkedPlace:
    document, source, targets = values
    return MarkedPlace(document, mark_from(source), tuple(mark_from(one) for one in targets))


# --- decisions ------------------------------------------------------------------------------------


def seen(entry: ConceptEntry) -> dict[str, Any]:
    """What a reviewer saw of an entry, as a record keeps it."""
    return {
        "source_term": entry.source_term,
        "target_term": entry.target_term,
        "count": entry.count,
        "consistency": entry.consistency,
        "category": entry.category,
        "title": entry.title,
        "renderings": [[one.text, one.count, one.kind] for one in entry.renderings],
    }


def record_term(entry: ConceptEntry | None, decision: op.Decision) -> dict[str, Any]:
    """What the log says of a decision about an entry; ``None`` for one that is to be added.

    Raises:
        InputError: the rendering chosen is none of the entry's.
    """
    data: dict[str, Any] = {"said": decision.to_dict()}
    if entry is None:
        return data
    if isinstance(decision, op.ChooseRendering):
        known = [one.text for one in entry.renderings if one.kind != "omission"]
        if decision.text not in known:
            raise InputError(
                f"{entry.source_term} was never rendered as “{decision.text}”",
                hint="edit the entry to give it another translation",
            )
    return data | {"seen": seen(entry)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What people said about an entry, by whom last, and who contradicted whom unseen."""

    entry: ConceptEntry
    operation: int
    reviewer: str
    conflict: tuple[int, ...] = ()


def fold(records: Iterable[Record]) -> dict[str, Known]:
    """The entries that people decided about, as they left them, by id."""
    known: dict[str, Known] = {}
    for record in records:
        fold_in(known, record)
    return known


def fold_in(known: dict[str, Known], record: Record) -> None:
    """Take one decision more into what people said."""
    act = _ACTS.get(record.verb)
    if act is not None:
        before = known.get(record.target)
        entry = before.entry if before is not None else None
        if entry is None or (not entry.is_reviewed and "seen" in record.data):
            entry = _seen_entry(record, entry)
        after = act(entry, record.data["said"])
        if record.verb != "take review":
            after = replace(after, reviewer=record.reviewer, reviewed_at=record.at[:10])
        is_unseen = (
            before is not None
            and before.operation > record.seen
            and before.reviewer != record.reviewer
            and _said(before.entry) != _said(after)
        )
        known[record.target] = Known(
            entry=after,
            operation=record.operation,
            reviewer=record.reviewer,
            conflict=(before.operation, record.operation) if before and is_unseen else (),
        )


def _said(entry: ConceptEntry) -> tuple[str, str, str, bool]:
    return entry.decision, entry.target_term, entry.status, entry.is_forbidden


def _seen_entry(record: Record, before: ConceptEntry | None) -> ConceptEntry:
    """The entry as the reviewer saw it, with what was said of it before."""
    saw = record.data.get("seen")
    if saw is None:
        said = record.data["said"]
        return ConceptEntry(
            id=record.target, source_term=said["source_term"], target_term=said["target_term"]
        )
    total = sum(count for _text, count, _kind in saw["renderings"]) or 1
    entry = ConceptEntry(
        id=record.target,
        source_term=saw["source_term"],
        target_term=saw["target_term"],
        count=saw["count"],
        consistency=saw["consistency"],
        category=saw["category"],
        title=saw.get("title", ""),
        renderings=tuple(
            Rendering(text=text, count=count, share=round(count / total, 4), kind=kind)
            for text, count, kind in saw["renderings"]
        ),
    )
    if before is None:
        return entry
    fields = ("status", "is_forbidden", "definition", "domain", "note")
    return replace(entry, **{name: getattr(before, name) for name in fields})


def _decided(decision: str) -> Callable[[ConceptEntry, Mapping[str, Any]], ConceptEntry]:
    return lambda entry, _said: replace(entry, decision=decision)


def _edit(entry: ConceptEntry, said: Mapping[str, Any]) -> ConceptEntry:
    changes = {name: value.strip() for name, value in said.items() if value is not None}
    rewritten = {"source_term", "target_term"} & changes.keys()
    return replace(entry, **changes, decision="edit" if rewritten else entry.decision)


def _choose(entry: ConceptEntry, said: Mapping[str, Any]) -> ConceptEntry:
    is_same = said["text"] == entry.target_term
    return replace(entry, target_term=said["text"], decision="approve" if is_same else "edit")


_ACTS: dict[str, Callable[[ConceptEntry, Mapping[str, Any]], ConceptEntry]] = {
    "approve": _decided("approve"),
    "reject": _decided("reject"),
    "undecide": _decided(""),
    "edit": _edit,
    "add term": _decided("approve"),
    "merge term": lambda entry, said: replace(entry, decision=f"merge:{said['into']}"),
    "status": lambda entry, said: replace(entry, status=said["status"]),
    "forbid": lambda entry, said: replace(entry, is_forbidden=said["on"]),
    "choose rendering": _choose,
    "take review": lambda entry, said: replace(entry, **said),
}


def added_id(decision: op.AddTerm) -> str:
    """The id of an entry that a person adds: the one the machine would give it."""
    return entry_id(decision.source_term.strip())


# --- places ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceChange:
    """A place as a person says it is: its source mark as found, and what stands for it."""

    operation: int
    found: MarkedPlace
    now: MarkedPlace | None


def changed_places(
    term: FoundTerm, changes: Sequence[PlaceChange]
) -> tuple[FoundTerm, list[PlaceChange]]:
    """A term with its places as people corrected them, and the corrections without a place."""
    lost = []
    for change in changes:
        group = next((g for g in term.places if any(_same(p, change.found) for p in g)), None)
        if group is None:
            lost.append(change)
            continue
        term = _without(term, change.found)
        if change.now is not None:
            term = _with(term, change.now)
        term = replace(term, is_corrected=True)
    return term, lost


def _same(one: MarkedPlace, other: MarkedPlace) -> bool:
    return one.document == other.document and _at(one.source) == _at(other.source)


def _at(mark: Mark) -> tuple[int, str]:
    return mark.from_piece + mark.from_offset, mark.words


def _without(term: FoundTerm, place: MarkedPlace) -> FoundTerm:
    places = tuple(tuple(one for one in g if not _same(one, place)) for g in term.places)
    renderings = tuple(
        replace(rendering, count=rendering.count - len(old) + len(new))
        for rendering, old, new in zip(term.entry.renderings, term.places, places, strict=True)
    )
    return FoundTerm(entry=replace(term.entry, renderings=renderings), places=places)


def _with(term: FoundTerm, place: MarkedPlace) -> FoundTerm:
    text = GAP.join(mark.words for mark in place.targets) or LEFT_OUT
    key = rendering_key(text)
    for index, rendering in enumerate(term.entry.renderings):
        if rendering.text == text or (key and rendering_key(rendering.text) == key):
            renderings, places = list(term.entry.renderings), list(term.places)
            renderings[index] = replace(rendering, count=rendering.count + 1)
            places[index] = (*places[index], place)
            return FoundTerm(
                entry=replace(term.entry, renderings=tuple(renderings)), places=tuple(places)
            )
    added = Rendering(
        text=text, count=1, share=0.0, kind="omission" if text == LEFT_OUT else "rendering"
    )
    return FoundTerm(
        entry=replace(term.entry, renderings=(*term.entry.renderings, added)),
        places=(*term.places, (place,)),
    )


FindPlace = Callable[[MarkedPlace], Place | None]


def placed_entry(term: FoundTerm, find: FindPlace) -> ConceptEntry:
    """An entry with its places in the pairs of now; those that are gone count no longer.

    Args:
        term: as found, places corrected.
        find: the place of now, or ``None``.
    """
    renderings = []
    for rendering, marked in zip(term.entry.renderings, term.places, strict=True):
        places = tuple(place for one in marked if (place := find(one)) is not None)
        count = rendering.count - len(marked) + len(places)
        if count > 0:
            ordered = tuple(sorted(places, key=_in_order))
            renderings.append(replace(rendering, places=ordered, count=count))
    total = sum(one.count for one in renderings)
    changed = [one.count for one in renderings] != [one.count for one in term.entry.renderings]
    entry = term.entry
    entry = replace(entry, renderings=tuple(renderings))
    if not changed and not term.is_corrected:
        return entry
    renderings = [replace(one, share=round(one.count / total, 4)) for one in renderings]
    same = sum(r.count for r in renderings if r.text == entry.target_term or r.kind == "inflection")
    return replace(
        entry,
        renderings=tuple(renderings),
        count=total,
        documents=len({place.document for one in renderings for place in one.places}),
        consistency=round(same / total, 4) if total else None,
    )


def _in_order(place: Place) -> tuple[str, int, Span]:
    return place.document, place.unit, place.source_span


def glossary_of(
    found: FoundTerms, entries: Iterable[ConceptEntry], known: Mapping[str, Known]
) -> Glossary:
    """The glossary of now: what was found, with what people said laid over it."""
    fresh = Glossary(
        source_language=found.source_language,
        target_language=found.target_language,
        entries=tuple(entries),
        signature=found.signature,
        notes=found.notes,
    )
    if not known:
        return fresh
    said = (_quiet(one.entry) for one in known.values())
    return apply_decisions(fresh, fresh.with_entries(said))


def _quiet(entry: ConceptEntry) -> ConceptEntry:
    """An entry without decision keeps no renderings: its translation is no silent edit."""
    return entry if entry.is_reviewed else replace(entry, renderings=())
