"""Where terms stand now: of ten thousand places, those are looked for again that may have moved."""

from __future__ import annotations

import bisect
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from glossary.record.entries import ConceptEntry, Place, Rendering, term_key
from review.project.desk import Desk
from review.project.operations import Record
from review.project.pairs.marks import Mark, mark_from
from review.project.pairs.replay import Unplaced
from review.project.pairs.rows import Row
from review.project.pairs.sentences import Misplaced
from review.project.terms import (
    FoundTerm,
    FoundTerms,
    Known,
    MarkedPlace,
    PlaceChange,
    changed_places,
    placed_entry,
)

DeskOf = Callable[[str], Desk | None]
_Index = tuple[list[int], list[str]]


class Placing:
    """The entries as found, their places where they are now and as people corrected them."""

    def __init__(self, found: FoundTerms, desk_of: DeskOf) -> None:
        self._found = {term.entry.id: term for term in found.terms}
        self._desk_of = desk_of
        self._corrections: dict[str, list[Record]] = {}
        self._placed: dict[str, ConceptEntry] = {}
        self._is_begun = False
        self._lost: dict[str, list[Unplaced]] = {}
        self._rows: dict[str, dict[str, Row]] = {}
        self._index: dict[str, _Index] = {}
        self._stale: set[str] = set()
        self._are_pairs_changed = False
        self._are_counted = False

    def correct(self, records: Iterable[Record]) -> None:
        """Take in the corrections of places among the decisions that hold."""
        corrections: dict[str, list[Record]] = {}
        for record in records:
            if record.verb == "correct place":
                corrections.setdefault(record.target, []).append(record)
        names = corrections.keys() | self._corrections.keys()
        self._stale |= {
            name for name in names if corrections.get(name) != self._corrections.get(name)
        }
        self._corrections = corrections

    def pairs_changed(self) -> None:
        """The pairs may be others."""
        self._are_pairs_changed = True

    def placed(self) -> dict[str, ConceptEntry]:
        """The entries by id, in the order found, as of the last ``update``."""
        if not self._is_begun:
            self.update()
        return self._placed

    def updating(self) -> Iterator[None]:
        """Find all places for the first time, in steps between which others can decide."""
        if not self._is_begun:
            self._begin()
            for name in self._found:
                if name in self._stale:
                    self._stale.discard(name)
                    self._placed[name] = self._place(name)
                yield

    def _begin(self) -> None:
        self._is_begun = True
        # In the order found, whatever is placed first.
        self._placed = {name: term.entry for name, term in self._found.items()}
        self._stale = set(self._found) | self._corrections.keys()
        self._look_at_rows()

    def update(self) -> set[str]:
        """Look for places again where they may have moved; the ids of the entries concerned."""
        if not self._is_begun:
            self._begin()
        if self._are_pairs_changed:
            self._stale |= self._moved()
        self._are_pairs_changed = False
        stale, self._stale = self._stale, set()
        names = [name for name in self._found if name in stale] if len(stale) > 1 else stale
        for name in names:
            if name in self._found:
                self._placed[name] = self._place(name)
        for name in stale - self._found.keys():
            self._changes(name)
        if stale:
            self._are_counted = False
        return stale

    def counted(self) -> dict[str, ConceptEntry]:
        """The same, every place with the unit that it is in now."""
        placed = self.placed()
        if not self._are_counted:
            for name, entry in placed.items():
                placed[name] = self._with_units(entry)
            self._are_counted = True
        return placed

    def lost(self) -> list[Unplaced]:
        """Corrections whose sentences are gone."""
        return [one for name in sorted(self._lost) for one in self._lost[name]]

    # --- what may have moved ----------------------------------------------------------------------

    def _look_at_rows(self) -> None:
        """Remember the rows, and where in them terms begin."""
        places: dict[str, list[tuple[int, str]]] = {}
        for term in self._found.values():
            for group in term.places:
                for place in group:
                    at = place.source.from_piece
                    places.setdefault(place.document, []).append((at, term.entry.id))
        for document, found in places.items():
            found.sort()
            self._index[document] = [at for at, _name in found], [name for _at, name in found]
            desk = self._desk_of(document)
            self._rows[document] = {} if desk is None else desk.rows()

    def _moved(self) -> set[str]:
        """The entries with a place in a row that is another by now."""
        moved = set(self._corrections)
        for document, (starts, names) in self._index.items():
            desk = self._desk_of(document)
            before, now = self._rows[document], {} if desk is None else desk.rows()
            self._rows[document] = now
            for row in _differing(before, now):
                # Where a row has gone or come, those behind it are other units.
                self._are_counted = False
                first = bisect.bisect_left(starts, row.source[0])
                moved.update(names[first : bisect.bisect_left(starts, row.source[1])])
        return moved

    # --- one entry --------------------------------------------------------------------------------

    def _place(self, name: str) -> ConceptEntry:
        term = self._found[name]
        changes = self._changes(name)
        if changes:
            term = self._with_changes(term, changes)
        return placed_entry(term, self._find)

    def _find(self, marked: MarkedPlace) -> Place | None:
        desk = self._desk_of(marked.document)
        return None if desk is None else desk.find_place(marked)

    def _with_units(self, entry: ConceptEntry) -> ConceptEntry:
        renderings = tuple(self._counted_rendering(one) for one in entry.renderings)
        if all(a is b for a, b in zip(renderings, entry.renderings, strict=True)):
            return entry
        return replace(entry, renderings=renderings)

    def _counted_rendering(self, rendering: Rendering) -> Rendering:
        units = [self._unit_of(place) for place in rendering.places]
        if all(unit == one.unit for unit, one in zip(units, rendering.places, strict=True)):
            return rendering
        places = (
            replace(place, unit=unit) for place, unit in zip(rendering.places, units, strict=True)
        )
        return replace(rendering, places=tuple(places))

    def _unit_of(self, place: Place) -> int:
        desk = self._desk_of(place.document)
        return place.unit if desk is None else desk.unit_of(place.pair) + 1

    # --- corrections ------------------------------------------------------------------------------

    def _changes(self, name: str) -> list[tuple[Record, PlaceChange]]:
        self._lost.pop(name, None)
        changes = []
        for record in self._corrections.get(name, ()):
            try:
                changes.append((record, self._change(record)))
            except Misplaced as error:
                self._lose(name, record, str(error))
        return changes

    def _lose(self, name: str, record: Record, reason: str) -> None:
        self._lost.setdefault(name, []).append(Unplaced(record=record, reason=reason))

    def _with_changes(
        self, term: FoundTerm, changes: Sequence[tuple[Record, PlaceChange]]
    ) -> FoundTerm:
        changed, lost = changed_places(term, [change for _record, change in changes])
        for record, change in changes:
            if change in lost:
                self._lose(term.entry.id, record, "the term is not found at this place any more")
        return changed

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


def _differing(before: Mapping[str, Row], now: Mapping[str, Row]) -> Iterator[Row]:
    """The rows that are others, as they were and as they are."""
    for number, row in now.items():
        old = before.get(number)
        # A document that was let go and opened again has equal rows.
        if old is not row and old != row:
            yield row
            if old is not None:
                yield old
    yield from (row for number, row in before.items() if number not in now)


class Keys:
    """Which entries can be laid over alone: no other, found or decided, is about their term."""

    def __init__(self, found: FoundTerms) -> None:
        self._found = found
        self._counts: Counter[str] | None = None
        self._said: dict[str, str] | None = None
        self._said_counts: Counter[str] = Counter()

    def forget(self) -> None:
        """Other decisions hold: what people said is to be looked at anew."""
        self._said = None

    def add(self, name: str, entry: ConceptEntry) -> None:
        """Take in what somebody just said of an entry."""
        if self._said is None:
            return
        if name in self._said:
            self._said_counts[self._said[name]] -= 1
        self._said[name] = _key(entry.source_term)
        self._said_counts[self._said[name]] += 1

    def is_apart(self, fresh: ConceptEntry, known: Mapping[str, Known]) -> bool:
        """Whether an entry as found, and what people said of it, are about a term of their own."""
        if self._counts is None:
            self._counts = Counter(_key(term.entry.source_term) for term in self._found.terms)
        if self._said is None:
            self._said = {name: _key(one.entry.source_term) for name, one in known.items()}
            self._said_counts = Counter(self._said.values())
        key = _key(fresh.source_term)
        own = self._said.get(fresh.id)
        return (
            self._counts[key] == 1
            and own in (None, key)
            and self._said_counts[key] == (own is not None)
        )


@lru_cache(maxsize=100_000)
def _key(term: str) -> str:
    return term_key(term)
