"""Names have sections of their own in a glossary, behind the terms and whatever the limit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from corpora.arrays import Integers
from corpora.language.scripts import simplify
from glossary.assemble import assemble_people
from glossary.bank import Bank
from glossary.finding import Found
from glossary.names.kinds import listed_names, name_kinds
from glossary.names.people import Person, find_people
from glossary.prepared import Prepared
from glossary.record.entries import ConceptEntry, term_key
from glossary.record.roundtrip import Knowledge
from glossary.terms.categories import SECTIONS

_NONE = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What was found of names.

    ``rows`` are those of the candidates to list, by section; ``kinds`` the section of each
    candidate that is a name, ``elsewhere`` all candidates that are no terms because they are
    names or hold somebody's. ``people`` stand in ``units``.
    """

    rows: Integers = field(default_factory=lambda: _NONE)
    kinds: Mapping[int, str] = field(default_factory=dict)
    elsewhere: frozenset[int] = frozenset()
    people: Sequence[Person] = ()
    units: Sequence[Prepared] = ()

    def entries(self, source_is_chinese: bool, contexts: int) -> list[ConceptEntry]:
        """The people as entries; the others are assembled as terms are."""
        return assemble_people(
            self.units, self.people, source_is_chinese=source_is_chinese, contexts=contexts
        )


def find_names(found: Found, bank: Bank | None, knowledge: Knowledge) -> Names:
    """The names among the candidates, and the people, whom no candidate stands for.

    A term that a person approved stays where it was.
    """
    units = found.units[: len(found.tags)]
    people = [
        person for person in find_people(units, found.tags) if person.name not in knowledge.unwanted
    ]
    kinds, of_people = name_kinds(found, bank, [person.name for person in people])
    wanted = {row for row, term in enumerate(found.terms) if simplify(term) in knowledge.wanted}
    kinds = {row: kind for row, kind in kinds.items() if row not in wanted}
    return Names(
        rows=listed_names(found, kinds),
        kinds=kinds,
        elsewhere=frozenset(kinds) | ((of_people | _bare_titles(found, kinds)) - wanted),
        people=people,
        units=units,
    )


def _bare_titles(found: Found, kinds: Mapping[int, str]) -> set[int]:
    """What is listed in its marks: 联合国宪章 of 《联合国宪章》."""
    titles = {found.terms[row] for row in kinds}
    return {row for row, term in enumerate(found.terms) if f"《{term}》" in titles}


def in_sections(
    entries: Sequence[ConceptEntry], people: Sequence[ConceptEntry]
) -> list[ConceptEntry]:
    """Terms first, then names by section, none twice."""
    terms = [entry for entry in entries if entry.category not in SECTIONS]
    known = {term_key(entry.source_term) for entry in people}
    named = [entry for entry in entries if term_key(entry.source_term) not in known]
    sections = [entry for section in SECTIONS[1:] for entry in named if entry.category == section]
    return [*terms, *people, *sections]
