"""What people decided: fed back into the machine, and laid over what it finds anew.

People's columns always win. Rows are matched by the normalised term, never by their order
or the English. Rejections stay, approved entries stay even where a text lacks them, new
renderings of an approved term are marked as new, and a row whose evidence moved since it was
reviewed says so. The same input a second time changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from corpora.errors import InputError
from corpora.language.english import rendering_key
from corpora.language.han import has_han
from corpora.language.scripts import simplify, unquoted
from corpora.language.wordings import same_wording, wording_key
from corpora.values import Table, Value
from glossary.record.entries import (
    ConceptEntry,
    Glossary,
    Rendering,
    approved_pairs,
    entry_id,
    term_key,
)
from glossary.record.evidence import Recheck, Review

# A fall of consistency that a reviewer should hear of: chosen by eye.
_MOVED = 0.15
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
# Columns of the table that people write in, the two terms included.
_PEOPLES = frozenset(
    ("source_term", "target_term", "decision", "status", "forbidden", "definition", "domain",
     "note", "reviewer", "reviewed_at")
)  # fmt: skip
HUMAN_FIELDS = (
    "decision",
    "status",
    "is_forbidden",
    "definition",
    "domain",
    "note",
    "reviewer",
    "reviewed_at",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """What a reviewed glossary teaches before a text is read.

    ``pairs`` maps simplified Chinese terms to their approved English; ``wanted`` terms pass
    every filter, ``unwanted`` ones pass none.
    """

    pairs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    wanted: frozenset[str] = frozenset()
    unwanted: frozenset[str] = frozenset()

    @classmethod
    def of(cls, glossary: Glossary | None) -> Knowledge:
        """What the decisions of a glossary come to."""
        if glossary is None:
            return cls()
        glossary = with_silent_edits(glossary)
        pairs: dict[str, tuple[str, ...]] = {}
        for source, target in approved_pairs(glossary):
            chinese, english = (source, target) if has_han(source) else (target, source)
            key = unquoted(simplify(chinese))
            pairs[key] = (*pairs.get(key, ()), english)
        rejected = {
            unquoted(simplify(term))
            for entry in glossary.entries
            if entry.decision == "reject"
            for term in (entry.source_term, entry.target_term)
            if has_han(term) and (term == entry.source_term or not has_han(entry.source_term))
        }
        wanted = frozenset(pairs)
        return cls(pairs=pairs, wanted=wanted, unwanted=frozenset(rejected) - wanted)


def apply_decisions(fresh: Glossary, known: Glossary) -> Glossary:
    """What was found anew with everything that people said before.

    Args:
        fresh: entries of this run, without decisions.
        known: an earlier glossary, reviewed or not.
    """
    known = with_silent_edits(known)
    by_id = known.by_id()
    # Where a term has several rows, the first that people wrote in; ids of ours break ties.
    by_term = {
        term_key(entry.source_term): entry
        for _, entry in sorted(enumerate(known.entries), key=_precedence)
    }
    fresh_terms = {term_key(entry.source_term) for entry in fresh.entries}
    used: set[str] = set()
    entries = []
    for entry in fresh.entries:
        old = by_term.get(term_key(entry.source_term)) or by_id.get(entry.id)
        if old is None:
            entries.append(entry)
            continue
        key = term_key(old.source_term)
        if key != term_key(entry.source_term) and (key in fresh_terms or old.id in used):
            # A person wrote another term over this one, and that one has an entry of its own.
            continue
        used.add(old.id)
        entries.append(_combined(entry, old))
    kept = [entry for entry in known.entries if entry.id not in used and _is_peoples(entry)]
    # Tombstones last: they are there to be remembered, not to be read.
    entries += sorted(kept, key=lambda entry: entry.decision == "reject")
    return fresh.with_entries(entries, *known.notes)


def in_known_order(fresh: Glossary, known: Glossary) -> Glossary:
    """What was found anew with its rows where they were; new ones behind all that were there.

    Who reviewed half of a list finds the other half where it was.
    """
    places = {
        term_key(entry.source_term): at for at, entry in reversed([*enumerate(known.entries)])
    }
    last = len(places) + len(known.entries)
    return fresh.with_entries(
        sorted(fresh.entries, key=lambda one: places.get(term_key(one.source_term), last))
    )


def _precedence(numbered: tuple[int, ConceptEntry]) -> tuple[bool, bool, int]:
    number, entry = numbered
    return _is_peoples(entry), entry.id == entry_id(entry.source_term), -number


def with_silent_edits(glossary: Glossary) -> Glossary:
    """Undecided entries whose translation a person wrote over, told as edits.

    The machine's translation is always its first rendering; what reads otherwise is a
    person's, who forgot to say so, and must not be lost.
    """
    entries, notes = [], []
    for entry in glossary.entries:
        found = [one.text for one in entry.renderings if one.kind != "omission"]
        if not entry.decision and found and entry.target_term not in ("", *found[:1]):
            said = f"“{entry.target_term}” was written over “{found[0]}”: taken for an edit"
            notes.append(f"{entry.source_term}: {said}")
            entry = replace(entry, decision="edit")
        entries.append(entry)
    return glossary.with_entries(entries, *notes)


def _is_peoples(entry: ConceptEntry) -> bool:
    return any(getattr(entry, name) for name in HUMAN_FIELDS)


def _combined(fresh: ConceptEntry, old: ConceptEntry) -> ConceptEntry:
    """The machine's columns of now and the people's of before."""
    values = {name: getattr(old, name) for name in HUMAN_FIELDS}
    entry = replace(fresh, id=old.id, **values)
    if old.is_approved and old.target_term:
        entry = replace(entry, source_term=old.source_term, target_term=old.target_term)
    if not old.is_reviewed:
        return entry
    review, is_first = _base(old)
    seen = {wording_key(old.target_term)} | {
        wording_key(rendering.text)
        for rendering in old.renderings
        if is_first or not rendering.is_new
    }
    renderings = tuple(
        replace(rendering, is_new=wording_key(rendering.text) not in seen)
        for rendering in fresh.renderings
    )
    if not old.is_approved:
        return replace(entry, evidence=fresh.evidence.with_review(review))
    moved = _recheck(renderings, fresh.consistency, review.share)
    return replace(entry, renderings=renderings, evidence=fresh.evidence.with_review(review, moved))


def _base(old: ConceptEntry) -> tuple[Review, bool]:
    """What the reviewer saw, and whether this is the first run since."""
    review = old.evidence.review
    stamp = f"{old.decision} {old.reviewer} {old.reviewed_at}".strip().replace("]", ")")
    if review is not None and review.stamp == stamp:
        return review, False
    # Two digits, as the file will remember it.
    share = None if old.consistency is None else float(f"{old.consistency:.2f}")
    return Review(stamp=stamp, count=old.count, share=share), True


def _recheck(
    renderings: Sequence[Rendering], consistency: float | None, share: float | None
) -> Recheck:
    fell = None
    if share is not None and consistency is not None and share - consistency >= _MOVED:
        fell = share, round(consistency, 2)
    return Recheck(new_renderings=sum(rendering.is_new for rendering in renderings), fell=fell)


# --- several glossaries ------------------------------------------------------------------------


def merge_glossaries(glossaries: Sequence[Glossary]) -> Glossary:
    """Several glossaries as one, conflicts between people listed in the notes.

    Where two people decided differently, the later ``reviewed_at`` wins, else the earlier
    file; what lost stands in the entry's note, so that nothing is lost.

    Raises:
        InputError: there is no glossary.
    """
    if not glossaries:
        raise InputError("there is no glossary to merge", hint="give at least one")
    merged: dict[str, ConceptEntry] = {}
    renamed: dict[str, str] = {}
    notes: list[str] = [note for glossary in glossaries for note in glossary.notes]
    by_term: dict[str, str] = {}
    for number, glossary in enumerate(glossaries):
        taken: set[str] = set()
        for entry in glossary.entries:
            key = entry.id if entry.id in merged else by_term.get(term_key(entry.source_term))
            # Two rows of one file are two senses; only rows of different files are one.
            if key is None or key in taken or number == 0:
                key = _free_id(entry, merged)
                merged[key] = replace(entry, id=key)
                by_term.setdefault(term_key(entry.source_term), key)
            else:
                merged[key], conflict = _merge_entries(merged[key], entry)
                notes += conflict
            taken.add(key)
            renamed.setdefault(entry.id, key)
    entries = [_follow(entry, renamed) for entry in merged.values()]
    return glossaries[0].with_entries(entries, *notes[len(glossaries[0].notes) :])


def _free_id(entry: ConceptEntry, taken: Mapping[str, ConceptEntry]) -> str:
    if entry.id not in taken:
        return entry.id
    return entry_id(entry.source_term, entry.target_term)


def _follow(entry: ConceptEntry, renamed: Mapping[str, str]) -> ConceptEntry:
    goal = entry.merged_into
    if goal is None or renamed.get(goal, goal) == goal:
        return entry
    return replace(entry, decision=f"merge:{renamed[goal]}")


def _merge_entries(first: ConceptEntry, second: ConceptEntry) -> tuple[ConceptEntry, list[str]]:
    if first.is_reviewed and not second.is_reviewed:
        winner, loser = first, second
    elif (second.is_reviewed and not first.is_reviewed) or (
        _is_later(second.reviewed_at, first.reviewed_at)
    ):
        winner, loser = second, first
    else:
        winner, loser = first, second
    entry = _add_evidence(winner, loser)
    filled = {
        name: getattr(loser, name)
        for name in ("status", "definition", "domain", "note", "reviewer", "reviewed_at")
        if not getattr(winner, name) and getattr(loser, name)
    }
    entry = replace(entry, **filled)
    differs = (winner.decision, winner.target_term, winner.is_forbidden) != (
        loser.decision,
        loser.target_term,
        loser.is_forbidden,
    )
    if not (differs and winner.is_reviewed and loser.is_reviewed):
        return entry, []
    said = f"{loser.decision} “{loser.target_term}”" + (
        f" ({loser.reviewer})" if loser.reviewer else ""
    )
    note = f"{entry.note} [also: {said}]".strip()
    conflict = (
        f"{winner.source_term}: {winner.decision} “{winner.target_term}” was kept against {said}"
    )
    return replace(entry, note=note), [conflict]


def _is_later(second: str, first: str) -> bool:
    """Whether one day is after the other; days that are not ISO dates cannot be compared."""
    return bool(_DAY.match(first) and _DAY.match(second)) and second > first


def _add_evidence(winner: ConceptEntry, loser: ConceptEntry) -> ConceptEntry:
    """Renderings and counts of both; the same places count once."""
    if _machine(winner) == _machine(loser) or not loser.renderings:
        return winner
    renderings = _join_renderings((*winner.renderings, *loser.renderings))
    total = sum(rendering.count for rendering in renderings)
    same = sum(r.count for r in renderings if same_wording(r.text, winner.target_term))
    documents = {place.document for r in renderings for place in r.places}
    return replace(
        winner,
        renderings=renderings,
        count=total,
        documents=len(documents) or max(winner.documents, loser.documents),
        consistency=round(same / total, 4) if total else winner.consistency,
        contexts=winner.contexts or loser.contexts,
        source_variants=tuple(
            sorted({*winner.source_variants, *loser.source_variants} - {winner.source_term})
        ),
    )


def _machine(entry: ConceptEntry) -> tuple[object, ...]:
    return entry.renderings, entry.count, entry.documents


def _join_renderings(renderings: Iterable[Rendering]) -> tuple[Rendering, ...]:
    groups: dict[str, list[Rendering]] = {}
    for rendering in renderings:
        groups.setdefault(rendering_key(rendering.text), []).append(rendering)
    joined = []
    for group in groups.values():
        places = tuple(dict.fromkeys(place for one in group for place in one.places))
        unplaced = sum(one.count - len(one.places) for one in group)
        joined.append(replace(group[0], places=places, count=len(places) + unplaced))
    total = sum(rendering.count for rendering in joined) or 1
    ordered = sorted(joined, key=lambda r: (r.kind == "omission", -r.count))
    return tuple(replace(one, share=round(one.count / total, 4)) for one in ordered)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EntryChange(Value):
    """One field of one entry that differs between two glossaries."""

    id: str
    source_term: str
    field: str
    before: str
    after: str

    @property
    def is_peoples(self) -> bool:
        """Whether it is a field that people write."""
        return self.field in _PEOPLES


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class GlossaryDiff(Value):
    """What changed from one version of a glossary to another."""

    added: tuple[ConceptEntry, ...]
    removed: tuple[ConceptEntry, ...]
    changed: tuple[EntryChange, ...]

    def to_table(self) -> Table:
        """What changed, a field a row."""
        rows = [("added", one.source_term, "", "", one.target_term) for one in self.added]
        rows += [("removed", one.source_term, "", one.target_term, "") for one in self.removed]
        rows += [
            ("changed", one.source_term, one.field, one.before, one.after) for one in self.changed
        ]
        return ("what", "source_term", "field", "before", "after"), rows


def diff_glossaries(before: Glossary, after: Glossary) -> GlossaryDiff:
    """Entries added and removed, and fields changed: what people wrote before what was found.

    Either in the order of the files.
    """
    from glossary.record.columns import COLUMNS, to_row

    old, new = before.by_id(), after.by_id()
    changed = []
    for entry in after.entries:
        if entry.id in old:
            left, right = to_row(old[entry.id]), to_row(entry)
            changed += [
                EntryChange(
                    id=entry.id,
                    source_term=entry.source_term,
                    field=name,
                    before=left[name],
                    after=right[name],
                )
                for name in COLUMNS
                if left[name] != right[name]
            ]
    changed.sort(key=lambda one: not one.is_peoples)
    return GlossaryDiff(
        added=tuple(entry for entry in after.entries if entry.id not in old),
        removed=tuple(entry for entry in before.entries if entry.id not in new),
        changed=tuple(changed),
    )
