"""Units of a memory by level: the bead, the paragraph, the turn.

A sentence memory never matches in a project that takes whole paragraphs, and the other way
round, so both can be written. A paragraph unit is the union of the beads between two places
where *both* sides begin a paragraph (a turn unit: a turn).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal

from corpora.errors import check_name
from corpora.formats.xml.tmx.writing import stable_id
from corpora.memory.splitting import NEEDS_REVIEW
from corpora.units import (
    PAIR_PROP,
    Alignment,
    Bead,
    Bitext,
    Document,
    Span,
    TranslationUnit,
    join_texts,
)

Level = Literal["segment", "paragraph", "turn"]
LEVELS: tuple[Level, ...] = ("segment", "paragraph", "turn")
LEVEL_PROP = "x-level"
LABEL_PROP = ("x-label", "yes")


def at_level(alignment: Alignment, level: str) -> Bitext:
    """The units of an alignment at a level, gaps included, with ids that stay from run to run.

    ``all`` gives every level, each unit marked by an ``x-level`` prop; a paragraph that is a
    single bead with the same texts is not said twice.

    Raises:
        OptionError: there is no such level.
    """
    check_name(level, (*LEVELS, "all"), "a level")
    if level == "all":
        units = list(_units(alignment, "segment"))
        for other in LEVELS[1:]:
            known = {(unit.source, unit.target) for unit in units}
            units += [u for u in _units(alignment, other) if (u.source, u.target) not in known]
    else:
        units = list(_units(alignment, level))
    return Bitext(
        name=alignment.source.name,
        source_language=alignment.source.language,
        target_language=alignment.target.language,
        units=tuple(_numbered(units)),
    )


def joined(bitexts: Sequence[Bitext]) -> Bitext:
    """Several bitexts of one language pair as one; units that are equal have ids of their own.

    Raises:
        ValueError: there is none.
    """
    if not bitexts:
        raise ValueError("no bitexts to join")
    if len(bitexts) == 1:
        return bitexts[0]
    units = [unit for bitext in bitexts for unit in bitext.units]
    return replace(bitexts[0], units=tuple(_numbered(units)))


def _numbered(units: list[TranslationUnit]) -> Iterator[TranslationUnit]:
    """Units with ids: from their texts, and of equal ones from their order."""
    seen: Counter[str] = Counter()
    for unit in units:
        name = stable_id(unit)
        seen[name] += 1
        yield replace(unit, id=name if seen[name] == 1 else f"{name}-{seen[name]}")


def level_of(unit: TranslationUnit) -> str:
    """The level a unit is marked with; ``segment`` where it is not."""
    return next((value for kind, value in unit.props if kind == LEVEL_PROP), "segment")


def with_labels(alignment: Alignment, units: Sequence[TranslationUnit]) -> list[TranslationUnit]:
    """Units of sentences, and for each that opens a turn on both sides the same once more with
    the speakers' names before it, as they stand in the documents.

    That is the segment a tool makes of "Lu Huaiyuan: Thank you.", and without it the first
    sentence of every turn finds no match.
    """
    found: list[TranslationUnit] = []
    for unit in units:
        found.append(unit)
        source = _label(alignment.source, unit.source_span)
        target = _label(alignment.target, unit.target_span)
        if source and target and level_of(unit) == "segment":
            named = replace(
                unit,
                source=source + unit.source,
                target=target + unit.target,
                source_segments=(),
                target_segments=(),
                given_kind=unit.kind,
                props=(*unit.props, LABEL_PROP),
            )
            found.append(replace(named, id=stable_id(named)))
    return found


def _label(document: Document, span: Span | None) -> str:
    """The speaker's name that stands before a run of segments, blanks after it included."""
    if span is None or span[0] == span[1] or not document.turns:
        return ""
    first = document.segments[span[0]]
    label = document.turns[first.turn].label
    if label is None or label[1] > first.start or document.text[label[1] : first.start].strip():
        return ""
    text = document.text[label[0] : first.start]
    return "" if "\n" in text else text


def _units(alignment: Alignment, level: str) -> Iterator[TranslationUnit]:
    if level == "segment":
        yield from alignment.to_bitext().units
        return
    for beads in unions(alignment, level):
        yield _union_unit(alignment, beads, level)


def unions(alignment: Alignment, level: str) -> Iterator[tuple[Bead, ...]]:
    """Runs of beads between places where both sides begin a paragraph (or turn).

    A place counts only if all of the target up to it belongs to the beads before it, so a
    crossing is never cut in two.
    """
    source_breaks = _breaks(alignment.source, level)
    target_breaks = _breaks(alignment.target, level)
    run: list[Bead] = []
    source_end = target_end = covered = 0
    for bead in alignment.beads:
        run.append(bead)
        source_end = max(source_end, bead.source[1])
        target_end = max(target_end, bead.target[1])
        covered += bead.target[1] - bead.target[0]
        if source_end in source_breaks and target_end in target_breaks and covered == target_end:
            yield tuple(run)
            run = []
    if run:
        yield tuple(run)


def _breaks(document: Document, level: str) -> set[int]:
    """The indices of segments that begin a paragraph or turn, and the end."""
    segments = document.segments
    kept = [s.paragraph if level == "paragraph" else s.turn for s in segments]
    starts = {i for i in range(1, len(kept)) if kept[i] != kept[i - 1]}
    return {0, *starts, len(segments)}


def _union_unit(alignment: Alignment, beads: Sequence[Bead], level: str) -> TranslationUnit:
    source = _cover(bead.source for bead in beads)
    target = _cover(bead.target for bead in beads)
    return TranslationUnit(
        source=_text(alignment.source, source, level),
        target=_text(alignment.target, target, level),
        source_segments=_sentences(alignment.source, source),
        target_segments=_sentences(alignment.target, target),
        source_span=source,
        target_span=target,
        confidence=_confidence(beads),
        is_crossing=any(bead.is_crossing for bead in beads),
        source_speaker=_speaker(alignment.source, source),
        target_speaker=_speaker(alignment.target, target),
        document=alignment.source.name,
        status=_status(beads),
        notes=tuple(dict.fromkeys(note for bead in beads for note in bead.notes)),
        props=((LEVEL_PROP, level), *_props(beads)),
    )


def _status(beads: Sequence[Bead]) -> str | None:
    """What all beads say, or one of them that is in doubt."""
    said = {bead.status for bead in beads}
    if len(said) == 1:
        return said.pop()
    return NEEDS_REVIEW if NEEDS_REVIEW in said else None


def _props(beads: Sequence[Bead]) -> list[tuple[str, str]]:
    """The numbers of the pairs a unit holds, and what was said of each."""
    numbers = " ".join(bead.number for bead in beads if bead.number)
    props = [(PAIR_PROP, numbers)] if numbers else []
    return [*props, *dict.fromkeys(prop for bead in beads for prop in bead.props)]


def _cover(spans: Iterator[Span]) -> Span:
    """The span from the first to the last of several; empty ones count only if all are."""
    every = list(spans)
    filled = [span for span in every if span[0] < span[1]]
    if not filled:
        return every[0]
    return min(start for start, _end in filled), max(end for _start, end in filled)


def _text(document: Document, span: Span, level: str) -> str:
    """A paragraph as it stands in its document, speaker's name included: that is what a
    project of paragraphs holds. Of several, the texts joined as the language joins them.
    """
    if span[0] == span[1]:
        return ""
    if level == "turn" or not document.paragraphs:
        return document.slice_text(span)
    indices = dict.fromkeys(s.paragraph for s in document.segments[span[0] : span[1]])
    texts = [_paragraph(document, index) for index in indices]
    return join_texts(texts, document.language)


def _paragraph(document: Document, index: int) -> str:
    paragraph = document.paragraphs[index]
    text = document.text[paragraph.start : paragraph.end].strip()
    return join_texts([line.strip() for line in text.splitlines()], document.language)


def _sentences(document: Document, span: Span) -> tuple[str, ...]:
    return tuple(segment.text for segment in document.segments[span[0] : span[1]])


def _speaker(document: Document, span: Span) -> str | None:
    """Who speaks, where one person speaks all of it."""
    speakers = {document.speaker(index) for index in range(*span)}
    return speakers.pop() if len(speakers) == 1 else None


def _confidence(beads: Sequence[Bead]) -> float | None:
    """The weaker of the two ends: what is paired wrongly inside does not reach the border."""
    ends = (beads[0].confidence, beads[-1].confidence)
    known = [confidence for confidence in ends if confidence is not None]
    return min(known) if len(known) == len(ends) else None
