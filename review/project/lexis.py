"""The terms of an open project: what was found, what was decided, where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from corpora.errors import InputError
from corpora.units import Span
from corpora.values import Value
from glossary.record.entries import ConceptEntry, Glossary
from review.project import operations as op
from review.project.desk import Desk
from review.project.operations import Record
from review.project.pairs.replay import Unplaced
from review.project.placing import DeskOf, Keys, Placing
from review.project.store.records import NewDecision
from review.project.terms import (
    FoundTerms,
    Known,
    added_id,
    fold,
    fold_in,
    glossary_of,
    record_term,
)

# More than this at once are laid over all together.
_MOST_ALONE = 400


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
    """An entry of a project as it stands.

    ``conflict`` holds the operations of two people who decided without having seen each other.
    The ``unit`` of a place in ``entry`` is that of the last time all places were counted:
    ``places`` and ``Project.glossary`` tell where they are now.
    """

    entry: ConceptEntry
    operation: int = 0
    conflict: tuple[int, ...] = ()

    @property
    def id(self) -> str:
        """The entry's."""
        return self.entry.id

    @property
    def places(self) -> tuple[TermPlace, ...]:
        """Where it stands, in document order."""
        found = [
            (place, rendering.text)
            for rendering in self.entry.renderings
            for place in rendering.places
        ]
        found.sort(key=lambda one: (one[0].document, one[0].unit, one[0].source_span))
        return tuple(
            TermPlace(
                document=place.document,
                pair=place.pair,
                source_span=place.source_span,
                target_spans=place.target_spans,
                rendering=text,
            )
            for place, text in found
        )


class Lexis:
    """The terms with their decisions. ``desk_of`` gives a document pair by name.

    Thousands of terms stand in ten thousands of places: after a decision only those are looked
    at again that it can have touched.
    """

    def __init__(self, found: FoundTerms, desk_of: DeskOf) -> None:
        self._found = found
        self._desk_of = desk_of
        self._records: list[Record] = []
        self._known: dict[str, Known] = {}
        self._placing = Placing(found, desk_of)
        self._glossary: Glossary | None = None
        self._terms: dict[str, Term] | None = None
        self._dirty: set[str] = set()
        self._keys = Keys(found)

    def bring_to(self, records: Sequence[Record]) -> None:
        """Take in the decisions about terms that hold now, in order."""
        if not _differ(records, self._records):
            return
        same = _common(self._records, records)
        changed = [*self._records[same:], *records[same:]]
        self._records = list(records)
        self._known = fold(self._records)
        self._keys.forget()
        self._placing.correct(self._records)
        self._touch(record.target for record in changed)

    def add(self, record: Record) -> None:
        """Take in one decision more."""
        self._records.append(record)
        fold_in(self._known, record)
        said = self._known.get(record.target)
        if said is not None:
            self._keys.add(record.target, said.entry)
        if record.verb == "correct place":
            self._placing.correct(self._records)
        self._touch([record.target])

    def pairs_changed(self) -> None:
        """The pairs are others: places are looked for anew where they are."""
        self._placing.pairs_changed()
        self._glossary = None

    def placing(self) -> Iterator[None]:
        """Find all places for the first time, in steps between which others can decide."""
        yield from self._placing.updating()

    def _touch(self, names: Iterable[str]) -> None:
        self._dirty.update(names)
        self._glossary = None

    def glossary(self) -> Glossary:
        """The house's own type, with what people decided; its places count the units of now."""
        if self._glossary is None:
            self._dirty |= self._placing.update()
            placed = self._placing.counted()
            self._glossary = glossary_of(self._found, placed.values(), self._known)
        return self._glossary

    def entry(self, name: str) -> ConceptEntry | None:
        """The entry of an id as it stands, ``None`` where there is none."""
        term = self.term(name)
        return None if term is None else term.entry

    def term(self, name: str) -> Term | None:
        """The entry of an id with who decided, ``None`` where there is none.

        Found alone where it can be: of thousands, only this one is laid over.
        """
        self._dirty |= self._placing.update()
        return self._alone(name) or self._all().get(name)

    def terms(self) -> list[Term]:
        """The entries in the glossary's order."""
        return list(self._all().values())

    def _all(self) -> dict[str, Term]:
        """All terms, those that were touched laid over again."""
        self._dirty |= self._placing.update()
        if self._terms is not None and len(self._dirty) <= _MOST_ALONE:
            alone = {name: self._alone(name) for name in sorted(self._dirty)}
            if all(name in self._terms and term is not None for name, term in alone.items()):
                self._terms |= {name: term for name, term in alone.items() if term is not None}
                self._dirty = set()
                return self._terms
        if self._terms is None or self._dirty:
            placed = self._placing.placed()
            entries = glossary_of(self._found, placed.values(), self._known).entries
            self._terms = {entry.id: self._term(entry) for entry in entries}
            self._dirty = set()
        return self._terms

    def _alone(self, name: str) -> Term | None:
        """A term laid over by itself; ``None`` where others have a say in it, or there is none."""
        fresh, known = self._placing.placed().get(name), self._known.get(name)
        if fresh is None or not self._keys.is_apart(fresh, self._known):
            return None
        one = {} if known is None else {name: known}
        found = glossary_of(self._found, [fresh], one).by_id().get(name)
        return None if found is None else self._term(found)

    def _term(self, entry: ConceptEntry) -> Term:
        known = self._known.get(entry.id)
        return Term(
            entry=entry,
            operation=0 if known is None else known.operation,
            conflict=() if known is None else known.conflict,
        )

    def unplaced(self) -> list[Unplaced]:
        """Corrected places whose sentences are gone."""
        self._dirty |= self._placing.update()
        return self._placing.lost()

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
            document, data = self._place_data(self._term(entry), decision)
            return replace(_new(name, decision, data), document=document)
        return _new(name, decision, record_term(entry, decision))

    def _place_data(self, term: Term, decision: op.CorrectPlace) -> tuple[str, dict[str, Any]]:
        places = term.places
        if not 0 <= decision.place < len(places):
            raise InputError(f"{term.entry.source_term} has {len(places)} places, from 0")
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


def _differ(one: Sequence[Record], other: Sequence[Record]) -> bool:
    return len(one) != len(other) or any(a is not b for a, b in zip(one, other, strict=True))


def _common(one: Sequence[Record], other: Sequence[Record]) -> int:
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a is not b), min(len(one), len(other)))


def _new(name: str, decision: op.Decision, data: dict[str, Any]) -> NewDecision:
    return NewDecision(subject="term", document=None, target=name, verb=decision.verb, data=data)
