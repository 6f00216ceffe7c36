"""Which pairs a person should look at first, and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from corpora.units import Alignment, Bead

# From here on a person need not look, below here one should (``docs/evaluation.md``).
SURE = 0.95
_DOUBTFUL = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A bead worth a look: its index, the reason in plain words, and how urgent (0 to 1)."""

    bead: int
    reason: str
    urgency: float


def worth_a_look(alignment: Alignment) -> list[Look]:
    """Beads that may be wrong or that say something about the translation, urgent first.

    Urgency is one minus the confidence; a gap counts by how much text has no counterpart,
    since a lost courtesy matters less than a lost paragraph.
    """
    looks = [
        look
        for number, bead in enumerate(alignment.beads)
        if (look := _look(alignment, number, bead)) is not None
    ]
    return sorted(looks, key=lambda look: (-look.urgency, look.bead))


def is_worth_a_look(*, is_gap: bool, is_crossing: bool, confidence: float | None) -> bool:
    """Whether an undecided pair may be wrong, or says something about the translation."""
    return is_gap or is_crossing or (confidence is not None and confidence < _DOUBTFUL)


def _look(alignment: Alignment, number: int, bead: Bead) -> Look | None:
    if bead.is_anchor or not is_worth_a_look(
        is_gap=bead.is_null, is_crossing=bead.is_crossing, confidence=bead.confidence
    ):
        return None
    if bead.is_null:
        in_source = bead.source[0] < bead.source[1]
        document = alignment.source if in_source else alignment.target
        chars = len(document.slice_text(bead.source if in_source else bead.target))
        total = max(1, len(document.text)) / max(1, len(document.segments))
        reason = "left out" if in_source else "added"
        return Look(bead=number, reason=reason, urgency=0.5 + 0.5 * chars / (chars + total))
    if bead.is_crossing:
        return Look(bead=number, reason="stands in another place", urgency=0.6)
    confidence = bead.confidence or 0.0
    return Look(bead=number, reason=f"only {confidence:.0%} sure", urgency=1 - confidence)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlignmentSummary:
    """The numbers of an alignment that a person asks for first."""

    source_segments: int
    target_segments: int
    beads: int
    kinds: dict[str, int]
    sure: int
    source_gaps: int
    target_gaps: int
    crossings: int
    looks: int

    @property
    def sure_share(self) -> float:
        """Share of the beads that are at least .95 sure, 0 to 1."""
        return self.sure / self.beads if self.beads else 0.0

    @property
    def paired_share(self) -> float:
        """Share of the segments of both sides that have a counterpart, 0 to 1."""
        segments = self.source_segments + self.target_segments
        return 1 - (self.source_gaps + self.target_gaps) / segments if segments else 0.0


def summarise(alignment: Alignment) -> AlignmentSummary:
    """Count an alignment; kinds are sorted by frequency, then by name."""
    beads = alignment.beads
    kinds = Counter(bead.kind for bead in beads)
    gaps = [bead for bead in beads if bead.is_null]
    return AlignmentSummary(
        source_segments=len(alignment.source.segments),
        target_segments=len(alignment.target.segments),
        beads=len(beads),
        kinds=dict(sorted(kinds.items(), key=lambda item: (-item[1], item[0]))),
        sure=sum(bead.confidence is not None and bead.confidence >= SURE for bead in beads),
        source_gaps=sum(bead.source[1] - bead.source[0] for bead in gaps),
        target_gaps=sum(bead.target[1] - bead.target[0] for bead in gaps),
        crossings=sum(bead.is_crossing for bead in beads),
        looks=len(worth_a_look(alignment)),
    )
