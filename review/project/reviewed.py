"""A reviewed glossary given back: what people wrote into it, as decisions."""

from __future__ import annotations

from dataclasses import dataclass

from glossary.record.entries import ConceptEntry, Glossary, term_key
from glossary.record.roundtrip import HUMAN_FIELDS, with_silent_edits
from review.project.operations import TakeReview
from review.project.project import Project


@dataclass(frozen=True, slots=True, kw_only=True)
class GlossaryTaken:
    """What was read from a reviewed glossary.

    ``decisions`` counts its rows by what they say (``approve``, ``reject``, ``merge`` …, and
    ``undecided`` for those that say something else, such as a status); ``new`` are those that
    the project did not hold already; ``notes`` are sentences the user should hear.
    """

    decisions: dict[str, int]
    new: int
    notes: tuple[str, ...] = ()


def take_glossary(project: Project, glossary: Glossary) -> GlossaryTaken:
    """Take in what people decided in a glossary; what the project holds already is not said twice.

    Rows are matched by their term, as everywhere, never by their order. Rows in which nobody
    wrote anything change nothing.
    """
    glossary = with_silent_edits(glossary)
    entries = project.glossary().entries
    known = {entry.id: entry for entry in entries}
    by_term = {term_key(entry.source_term): entry for entry in entries}
    ids = {entry.id: _own(entry, by_term, known).id for entry in glossary.entries}
    counts: dict[str, int] = {}
    taken: list[tuple[str, TakeReview]] = []
    for entry in glossary.entries:
        if not any(getattr(entry, name) for name in HUMAN_FIELDS):
            continue
        kind = entry.decision.partition(":")[0] or "undecided"
        counts[kind] = counts.get(kind, 0) + 1
        own = _own(entry, by_term, known)
        review = _review(entry, ids)
        if own is entry or _review(own, {}) != review:
            taken.append((own.id, review))
    if taken:
        project.decide_all(taken)
    return GlossaryTaken(decisions=counts, new=len(taken), notes=glossary.notes)


def _own(
    entry: ConceptEntry, by_term: dict[str, ConceptEntry], known: dict[str, ConceptEntry]
) -> ConceptEntry:
    """The project's entry of a row; the row itself where it has none."""
    return by_term.get(term_key(entry.source_term)) or known.get(entry.id) or entry


def _review(entry: ConceptEntry, ids: dict[str, str]) -> TakeReview:
    fields = {name: getattr(entry, name) for name in HUMAN_FIELDS}
    goal = entry.merged_into
    if goal is not None:
        fields["decision"] = f"merge:{ids.get(goal, goal)}"
    return TakeReview(source_term=entry.source_term, target_term=entry.target_term, **fields)
