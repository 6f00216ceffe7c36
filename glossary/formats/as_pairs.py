"""Termbases as pairs: a unit for a term and each of its renderings."""

from __future__ import annotations

from collections.abc import Iterator

from corpora.formats.codes import primary
from corpora.formats.streams import Head, Origin, ReadOptions, UnitStream
from corpora.units import TranslationUnit
from glossary.formats import multiterm, tbx
from glossary.record.entries import ConceptEntry, Glossary


def read_tbx(origin: Origin, options: ReadOptions) -> UnitStream:
    """Units of a TBX termbase.

    Raises:
        InputError: see ``glossary.formats.tbx.load``.
    """
    return _units_of(origin, tbx.load(origin), options)


def read_multiterm(origin: Origin, options: ReadOptions) -> UnitStream:
    """Units of a MultiTerm XML file.

    Raises:
        InputError: see ``glossary.formats.multiterm.load``.
    """
    return _units_of(origin, multiterm.load(origin), options)


def _units_of(origin: Origin, glossary: Glossary, options: ReadOptions) -> UnitStream:
    source, target = glossary.source_language, glossary.target_language
    wanted = options.source_language, options.target_language
    turned = primary(wanted[0] or "") == primary(target) or primary(wanted[1] or "") == primary(
        source
    )
    if turned:
        source, target = target, source
    head = Head(
        name=origin.name,
        source_language=wanted[0] or source,
        target_language=wanted[1] or target,
    )
    units = (unit for entry in glossary.entries for unit in _pairs(entry, turned=turned))
    return UnitStream(head=head, units=units, notes=list(glossary.notes))


def _pairs(entry: ConceptEntry, *, turned: bool) -> Iterator[TranslationUnit]:
    for number, term in enumerate((entry.source_term, *entry.source_variants)):
        sides = (entry.target_term, term) if turned else (term, entry.target_term)
        yield TranslationUnit(
            id=entry.id if not number else f"{entry.id}-{number + 1}",
            source=sides[0],
            target=sides[1],
            status=entry.status or None,
            notes=tuple(note for note in (entry.definition, entry.note) if note),
        )
