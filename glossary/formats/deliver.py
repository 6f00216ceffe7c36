"""What a termbase gets: decisions carried out, for every format that tools import."""

from __future__ import annotations

from dataclasses import dataclass

from glossary.record.entries import ConceptEntry, Glossary, final_goal


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A concept as it is delivered: its terms on both sides, each target with its status."""

    entry: ConceptEntry
    source_terms: tuple[str, ...]
    target_terms: tuple[tuple[str, str], ...]

    @property
    def target(self) -> str:
        """The main target term."""
        return self.target_terms[0][0]


def deliveries(glossary: Glossary) -> list[Delivery]:
    """The entries with both terms; rejected ones left out, merged ones joined to theirs.

    A merged entry gives its source terms, and its target term as an admitted one.
    """
    ids = glossary.by_id()
    joined: dict[str, list[ConceptEntry]] = {}
    for entry in glossary.entries:
        goal = final_goal(entry, ids)
        if goal != entry.id:
            joined.setdefault(goal, []).append(entry)
    return [
        _delivery(entry, joined.get(entry.id, []))
        for entry in glossary.entries
        if entry.decision != "reject" and entry.target_term and final_goal(entry, ids) == entry.id
    ]


def _delivery(entry: ConceptEntry, merged: list[ConceptEntry]) -> Delivery:
    sources = [entry.source_term, *entry.source_variants]
    targets = {entry.target_term: status_of(entry)}
    for other in merged:
        sources += [other.source_term, *other.source_variants]
        if other.target_term:
            targets.setdefault(
                other.target_term, "deprecated" if other.is_forbidden else "admitted"
            )
    return Delivery(
        entry=entry,
        source_terms=tuple(dict.fromkeys(sources)),
        target_terms=tuple(targets.items()),
    )


def status_of(entry: ConceptEntry) -> str:
    """The status to deliver: what people said, else preferred where they approved."""
    if entry.is_forbidden:
        return "deprecated"
    return entry.status or ("preferred" if entry.is_approved else "")
