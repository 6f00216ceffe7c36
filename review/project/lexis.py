"""The terms of an open project: what was found, what was decided, where they stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from corpora.errors import InputError
from corpora.units import Span
from corpora.values import Value
from glossary.record.entries import ConceptEntry, Glossary, Place
from review.project import operations as op
from review.project.desk import Desk
from review.project.operations import Record
from review.project.pairs.marks import Mark, mark_from
from review.project.pairs.replay import Unplaced
from review.project.pairs.sentences import Misplaced
from review.project.store.records import NewDecision
from review.project.terms import (
    FoundTerm,
    FoundTerms,
    Known,
    MarkedPlace,
    PlaceChange,
    added_id,
    changed_places,
    fold,
    fold_in,
    glossary_of,
    placed_entry,
    record_term,
)

DeskOf = Callable[[str], Desk | None]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class TermPlace(Value):
    """One occurrence of a term as it stands: in which pair, and where in its texts."""

    document: str
    pair: str
    source_span: Span
    target_spans: tuple[Span, ...]
    rendering: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Term(Value):
    """An entry of a project with its places in document order.

    ``conflict`` holds the operations of two people who decided without having seen each other.
    """

    entry: ConceptEntry
    places: tuple[TermPlace, ...] = ()
    operation: int = 0
    conflict: tuple[int, ...] = ()

    @property
    def id(self) -> str:
        """The entry's."""
        return self.entry.id


class Lexis:
    """The terms with their decisions. ``desk_of`` gives a document pair by name."""

    def __init__(self, found: FoundTerms, desk_of: DeskOf) -> None:
        self._found = found
        self._desk_of = desk_of
        self._records: list[Record] = []
        self._glossary: Glossary | None = None
        self._known: dict[str, Known] = {}
        self._unplaced: list[Unplaced] = []
        self._placed: dict[str, ConceptEntry] | None = None

    def bring_to(self, records: Sequence[Record]) -> None:
        """Take in the decisions about terms that hold now, in order."""
        if _differ(records, self._records):
            if _differ(_about_places(records), _about_places(self._records)):
                self._placed = None
            self._records = list(records)
            self._known = fold(self._records)
            self._glossary = None

    def add(self, record: Record) -> None:
        """Take in one decision more."""
        self._records.append(record)
        if record.verb == "correct place":
            self._placed = None
        fold_in(self._known, record)
        self._glossary = None

    def term(self, name: str) -> Term | None:
        """The entry of an id, ``None`` where there is none."""
        entry = self.entry(name)
        return None if entry is None else self._term(entry)

    def pairs_changed(self) -> None:
        """The pairs are others: places are looked for anew."""
        self._glossary = self._placed = None

    def glossary(self) -> Glossary:
        """The house's own type, with what people decided."""
        if self._glossary is None:
            placed = self._place_all()
            self._glossary = glossary_of(self._found, placed.values(), self._known)
        return self._glossary

    def entry(self, name: str) -> ConceptEntry | None:
        """The entry of an id as it stands, ``None`` where there is none.

        Found alone where it can be: of thousands, only this one is laid over.
        """
        fresh, known = self._place_all().get(name), self._known.get(name)
        if self._glossary is None and fresh is not None:
            one = {} if known is None else {name: known}
            found = glossary_of(self._found, [fresh], one).by_id().get(name)
            if found is not None:
                return found
        return self.glossary().by_id().get(name)

    def terms(self) -> list[Term]:
        """The entries in the glossary's order."""
        return [self._term(entry) for entry in self.glossary().entries]

    def _term(self, entry: ConceptEntry) -> Term:
        known = self._known.get(entry.id)
        return Term(
            entry=entry,
            places=tuple(self._places(entry)),
            operation=0 if known is None else known.operation,
            conflict=() if known is None else known.conflict,
        )

    def _places(self, entry: ConceptEntry) -> list[TermPlace]:
        found = [
            (place, rendering.text) for rendering in entry.renderings for place in rendering.places
        ]
        found.sort(key=lambda one: (one[0].document, one[0].unit, one[0].source_span))
        return [
            TermPlace(
                document=place.document,
                pair=self._desk(place.document).number_of(place.unit - 1),
                source_span=place.source_span,
                target_spans=place.target_spans,
                rendering=text,
            )
            for place, text in found
        ]

    def unplaced(self) -> list[Unplaced]:
        """Corrected places whose sentences are gone."""
        self.glossary()
        return list(self._unplaced)

    def record(self, name: str, decision: op.Decision) -> NewDecision:
        """A decision about a term as the log takes it.

        Raises:
            InputError: there is no such entry, rendering or place.
        """
        if isinstance(decision, op.AddTerm):
            name = added_id(decision)
            if self.entry(name) is not None:
                raise InputError(
                    f"{decision.source_term} has an entry already", hint="edit that one"
                )
            return _new(name, decision, record_term(None, decision))
        entry = self.entry(name)
        if isinstance(decision, op.TakeReview):
            return _new(name, decision, record_term(entry, decision))
        if entry is None:
            raise InputError(f"there is no entry {name}", hint="add it as a term")
        if isinstance(decision, op.MergeTerm) and (
            decision.into == name or self.entry(decision.into) is None
        ):
            raise InputError(
                f"{entry.source_term} cannot be merged into {decision.into}",
                hint="name another entry by its id",
            )
        if isinstance(decision, op.CorrectPlace):
            document, data = self._place_data(entry, decision)
            return replace(_new(name, decision, data), document=document)
        return _new(name, decision, record_term(entry, decision))

    def _place_data(
        self, entry: ConceptEntry, decision: op.CorrectPlace
    ) -> tuple[str, dict[str, Any]]:
        places = self._places(entry)
        if not 0 <= decision.place < len(places):
            raise InputError(f"{entry.source_term} has {len(places)} places, from 0")
        place = places[decision.place]
        desk = self._desk(place.document)
        row = desk.row(place.pair)
        (found,) = desk.mark_spans(row, 0, [place.source_span])
        source = desk.mark_spans(row, 0, [decision.source_span or place.source_span])[0]
        targets = desk.mark_spans(row, 1, decision.target_spans) if decision.target_spans else ()
        return desk.name, {
            "said": decision.to_dict(),
            "found": found,
            "now": [source, targets] if decision.is_term else None,
            "versions": list(desk.versions),
        }

    def _desk(self, name: str) -> Desk:
        desk = self._desk_of(name)
        if desk is None:
            raise InputError(f"there is no document {name}")
        return desk

    def _place_all(self) -> dict[str, ConceptEntry]:
        """The entries as found, by id, their places where they are now."""
        if self._placed is not None:
            return self._placed
        self._unplaced = []
        changes = self._changes()
        self._placed = {}
        for term in self._found.terms:
            if term.entry.id in changes:
                term = self._with_changes(term, changes[term.entry.id])
            self._placed[term.entry.id] = placed_entry(term, self._find)
        return self._placed

    def _with_changes(
        self, term: FoundTerm, changes: Sequence[tuple[Record, PlaceChange]]
    ) -> FoundTerm:
        changed, lost = changed_places(term, [change for _record, change in changes])
        self._unplaced += [
            Unplaced(record=record, reason="the term is not found at this place any more")
            for record, change in changes
            if change in lost
        ]
        return changed

    def _find(self, marked: MarkedPlace) -> Place | None:
        desk = self._desk_of(marked.document)
        return None if desk is None else desk.find_place(marked)

    def _changes(self) -> Mapping[str, list[tuple[Record, PlaceChange]]]:
        changes: dict[str, list[tuple[Record, PlaceChange]]] = {}
        for record in self._records:
            if record.verb != "correct place":
                continue
            try:
                change = self._change(record)
            except Misplaced as error:
                self._unplaced.append(Unplaced(record=record, reason=str(error)))
                continue
            changes.setdefault(record.target, []).append((record, change))
        return changes

    def _change(self, record: Record) -> PlaceChange:
        document = record.document or ""
        desk = self._desk_of(document)
        if desk is None:
            raise Misplaced("its document is not in the project any more")
        versions = record.data["versions"]

        def moved(side: int, values: Iterable[Any]) -> Mark:
            return desk.moved_mark(side, mark_from(list(values)), versions[side])

        found = MarkedPlace(document, moved(0, record.data["found"]), ())
        now = record.data["now"]
        if now is not None:
            targets = tuple(moved(1, one) for one in now[1])
            now = MarkedPlace(document, moved(0, now[0]), targets)
        return PlaceChange(operation=record.operation, found=found, now=now)


def _about_places(records: Iterable[Record]) -> list[Record]:
    return [record for record in records if record.verb == "correct place"]


def _differ(one: Sequence[Record], other: Sequence[Record]) -> bool:
    return len(one) != len(other) or any(a is not b for a, b in zip(one, other, strict=True))


def _new(name: str, decision: op.Decision, data: dict[str, Any]) -> NewDecision:
    return NewDecision(subject="term", document=None, target=name, verb=decision.verb, data=data)
