"""What a glossary is made of: concept entries with the renderings that were found."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from corpora.language.english import rendering_key
from corpora.language.han import has_han
from corpora.language.scripts import simplify, unquoted
from corpora.units import Span
from corpora.values import Table, Value, counted, hold
from glossary.record.alternatives import split_wordings
from glossary.record.evidence import NO_EVIDENCE, Evidence

Decision = str
"""Empty, ``approve``, ``reject``, ``edit`` or ``merge:ID``."""

STATUSES = ("preferred", "admitted", "deprecated", "obsolete", "proposed")
DECISIONS = ("approve", "reject", "edit")
RenderingKind = Literal["rendering", "inflection", "abbreviation", "omission"]
LEFT_OUT = "[left out]"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Place(Value):
    """One occurrence of a term and what stands for it in the translation.

    ``unit`` counts the units of ``document`` from 1. Spans are code points in the unit's
    source and target texts; no target span is an omission, several are a rendering with
    words in between. ``pair`` is the unit's number in its project, the same in every output.
    """

    document: str
    unit: int
    source_span: Span
    target_spans: tuple[Span, ...]
    pair: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Rendering(Value):
    """One wording of a term, its case, number and hyphen variants counted together.

    ``share`` is of all occurrences of the term, 0 to 1. ``kind`` says where it differs from
    the main rendering in inflection alone, abbreviates it (or is what it abbreviates), or
    where the term was left out. ``is_new`` marks one unseen when a person approved the term.
    ``is_sure`` is false where no place is good evidence for it: a view of what varies does not
    rest on it.
    """

    text: str
    count: int
    share: float
    kind: RenderingKind = "rendering"
    is_new: bool = False
    is_sure: bool = True
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Context(Value):
    """A unit that shows the term, with its place and where term and rendering stand in it."""

    source: str
    target: str
    place: str
    source_span: Span | None = None
    target_spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ConceptEntry(Value):
    """A concept: its term, how that was rendered, and what people said about it.

    ``termhood`` and ``pair_confidence`` are probabilities: that the source term is worth
    an entry, and that ``target_term`` is its translation. ``consistency`` is the share of
    the main rendering among the occurrences. ``reasons`` are (feature, nats), the strongest
    first. ``usual`` is the wording that official translations have, where a bank knows the term;
    ``title`` what both texts say a person is; ``group`` the term of the row that stands in front
    of this one and its other forms.
    ``evidence`` is what the column of that name tells people; it remembers what a reviewer saw.
    The fields from ``decision`` on are people's, and no run changes them.
    """

    id: str
    source_term: str
    target_term: str
    source_variants: tuple[str, ...] = ()
    renderings: tuple[Rendering, ...] = ()
    usual: str = ""
    category: str = ""
    title: str = ""
    group: str = ""
    count: int = 0
    documents: int = 0
    consistency: float | None = None
    termhood: float | None = None
    pair_confidence: float | None = None
    reasons: tuple[tuple[str, float], ...] = ()
    contexts: tuple[Context, ...] = ()
    evidence: Evidence = NO_EVIDENCE
    decision: Decision = ""
    status: str = ""
    is_forbidden: bool = False
    definition: str = ""
    domain: str = ""
    note: str = ""
    reviewer: str = ""
    reviewed_at: str = ""

    def __post_init__(self) -> None:
        for name in ("consistency", "termhood", "pair_confidence"):
            value = getattr(self, name)
            if value is not None and not 0.0 <= value <= 1.0:
                raise ValueError(f"{name} {value} of {self.source_term} is not a share")
        if not self.source_term:
            raise ValueError("a concept entry without a source term")

    @property
    def confidence(self) -> float | None:
        """Probability that term and translation are both right."""
        if self.termhood is None or self.pair_confidence is None:
            return None
        return self.termhood * self.pair_confidence

    @property
    def wordings(self) -> tuple[str, ...]:
        """The translations that ``target_term`` holds: people write several into one cell."""
        return split_wordings(self.target_term, self.source_term)

    @property
    def is_approved(self) -> bool:
        """Whether a person wants it as it stands."""
        return self.decision in ("approve", "edit")

    @property
    def is_reviewed(self) -> bool:
        """Whether a person decided anything about it."""
        return bool(self.decision)

    @property
    def merged_into(self) -> str | None:
        """Id of the entry it was merged into."""
        return self.decision[6:].strip() if self.decision.startswith("merge:") else None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Glossary(Value):
    """Concept entries of a language pair, in the order a person should read them.

    ``signature`` names the settings and models that made it; ``notes`` are sentences the
    user should hear (conflicts, ids that occur twice).
    """

    source_language: str
    target_language: str
    entries: tuple[ConceptEntry, ...] = ()
    signature: str = ""
    notes: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        hold(self, "entries", "notes")

    def _shown(self) -> list[str]:
        languages = f"{self.source_language} / {self.target_language}"
        return [languages, counted(len(self.entries), "entry")]

    def to_table(self) -> Table:
        """Its entries with what a person looks at first; ``write_glossary`` writes it all."""
        rows = [
            (one.source_term, one.target_term, str(one.count), _percent(one.confidence),
             one.decision)
            for one in self.entries
        ]  # fmt: skip
        return ("source_term", "target_term", "count", "confidence", "decision"), rows

    def by_id(self) -> dict[str, ConceptEntry]:
        """The entries by their id."""
        return {entry.id: entry for entry in self.entries}

    def with_entries(self, entries: Iterable[ConceptEntry], *notes: str) -> Glossary:
        """The same glossary with other entries, and more notes."""
        return replace(self, entries=tuple(entries), notes=(*self.notes, *notes))


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.0%}"


_STRAIGHT = re.compile('["＂]([^"＂]+)["＂]')


def term_key(term: str) -> str:
    """What the variants of one source term share: the key of the round trip.

    Simplified and traditional, full and half width, with quotation marks or without; for
    English, case and number.

    >>> term_key("「雙千兆」") == term_key("双千兆")
    True
    """
    term = unicodedata.normalize("NFC", term.strip())
    # Spreadsheets and keyboards turn quotation marks into straight ones.
    term = _STRAIGHT.sub("“\\1”", term)
    if not has_han(term):
        return rendering_key(term) or term.lower()
    return unquoted("".join(simplify(term).split()))


def entry_id(term: str, sense: str = "") -> str:
    """A stable id from the term alone, so that it survives any reordering.

    >>> entry_id("双千兆") == entry_id("雙千兆")
    True
    """
    digest = hashlib.blake2b(f"{term_key(term)}\x1f{sense}".encode(), digest_size=5)
    return f"t{digest.hexdigest()}"


def final_goal(entry: ConceptEntry, ids: Mapping[str, ConceptEntry]) -> str:
    """Id of the entry that this one ends up in, merge after merge; its own where it is in none.

    Where merges run in a circle, the first by id stands for all.
    """
    seen = {entry.id}
    while entry.merged_into is not None and entry.merged_into in ids:
        entry = ids[entry.merged_into]
        if entry.id in seen:
            return min(_circle(entry, ids))
        seen.add(entry.id)
    return entry.id


def _circle(entry: ConceptEntry, ids: Mapping[str, ConceptEntry]) -> Iterator[str]:
    start = entry.id
    while True:
        yield entry.id
        entry = ids[entry.merged_into or ""]
        if entry.id == start:
            return


def approved_pairs(glossary: Glossary) -> list[tuple[str, str]]:
    """Source and target terms that people approved, variants and merged entries included.

    Forbidden, deprecated and obsolete entries are left out. In order, without repeats.
    """
    ids = glossary.by_id()
    pairs: dict[tuple[str, str], None] = {}
    for entry in glossary.entries:
        holder = ids[final_goal(entry, ids)]
        is_wanted = holder.is_approved and not holder.is_forbidden
        if not is_wanted or holder.status in ("deprecated", "obsolete") or not holder.target_term:
            continue
        for term in (entry.source_term, *entry.source_variants):
            for wording in holder.wordings:
                pairs[term, wording] = None
    return list(pairs)


def forbidden_pairs(glossary: Glossary) -> list[tuple[str, str]]:
    """Source terms with target terms that people forbade for them."""
    return [
        (entry.source_term, wording)
        for entry in glossary.entries
        if entry.is_forbidden
        for wording in entry.wordings
    ]
