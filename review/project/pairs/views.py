"""Pairs as people and writers see them: texts, sentences, numbers; and the house's own types."""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from align.lattice.coarse import Matches, heaviest_chain
from corpora.memory.splitting import KEEP_OUT_PROP, NEEDS_REVIEW
from corpora.segment import segment
from corpora.units import Alignment, Bead, Document, Paragraph, Segment, Span, Turn
from corpora.values import FrozenDict, Value, freeze
from review.project.pairs.replay import Correction, PairState
from review.project.pairs.rows import Origin, Row, Rows

EDITED_PROPS = ("x-original-source", "x-original-target")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Piece(Value):
    """A stretch of a document that a pair holds as one: a sentence, or a corrected run of such.

    ``start`` and ``end`` count the document as read, ``at`` the pair's text.
    """

    start: int
    end: int
    at: int
    text: str
    is_corrected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Pair(Value):
    """A pair of a project as it stands.

    ``number`` is its number in every output: what the machine found is numbered in the order
    of the source; a merged pair keeps the first number, a new one is ``60b``. Spans are
    offsets into the documents as read. ``source`` and ``target`` are the texts with corrections;
    the ``original_…`` are those as read, where they differ. ``conflict`` holds the operations of
    two people who decided without having seen each other.
    """

    document: str
    number: str
    source: str
    target: str
    source_sentences: tuple[str, ...]
    target_sentences: tuple[str, ...]
    source_span: Span
    target_span: Span
    confidence: float | None
    evidence: Mapping[str, float] = field(default_factory=FrozenDict)
    origin: Origin = "found"
    is_crossing: bool = False
    is_confirmed: bool = False
    is_doubtful: bool = False
    is_kept_out: bool = False
    is_bookmarked: bool = False
    note: str = ""
    source_speaker: str | None = None
    target_speaker: str | None = None
    original_source: str | None = None
    original_target: str | None = None
    operation: int = 0
    reviewer: str = ""
    conflict: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        freeze(self, "evidence")

    @property
    def kind(self) -> str:
        """The numbers of sentences on either side, ``1-2``."""
        return f"{len(self.source_sentences)}-{len(self.target_sentences)}"

    @property
    def is_decided(self) -> bool:
        """Whether a person said that the two sides belong together."""
        return self.is_confirmed or self.origin == "shaped"

    @property
    def is_edited(self) -> bool:
        """Whether a side has another wording than its document."""
        return self.original_source is not None or self.original_target is not None


def pieces(
    rows: Rows, side: int, span: Span, document: Document, corrections: Mapping[int, Correction]
) -> list[Piece]:
    """What a side of a row is made of, in order, its corrections applied.

    A correction whose sentences stand in two rows now does not count.
    """
    found: list[Piece] = []
    at = done = 0
    for start, end in rows.sides[side].run(span):
        if start < done:
            continue
        correction = corrections.get(start)
        holds = correction is not None and _holds(rows, side, span, correction)
        text = document.text[start:end]
        if correction is not None and holds:
            text, end = correction.text, correction.end
        if found:
            at += len(document.between((done, start), found[-1].text, text))
        found.append(Piece(start=start, end=end, at=at, text=text, is_corrected=holds))
        at += len(text)
        done = end
    return found


def _holds(rows: Rows, side: int, span: Span, correction: Correction) -> bool:
    return correction.end <= span[1] and rows.sides[side].ending(correction.end) is not None


def text_of(found: Sequence[Piece], document: Document) -> str:
    """The text of a side from its pieces, on one line."""
    parts = [piece.text for piece in found[:1]]
    for before, after in itertools.pairwise(found):
        gap = document.between((before.end, after.start), before.text, after.text)
        parts += [gap, after.text]
    return "".join(parts)


def sentences_of(found: Sequence[Piece], language: str) -> Iterator[str]:
    """The sentences of a side; a corrected stretch is cut as its language is."""
    for piece in found:
        if piece.is_corrected:
            yield from (piece.text[a:b] for a, b in segment(piece.text, language))
        else:
            yield piece.text


class View:
    """A document pair as it stands: pairs, and the alignment that writers take."""

    def __init__(self, alignment: Alignment, name: str) -> None:
        self._found = alignment
        self._documents = alignment.source, alignment.target
        self._name = name
        self._pairs: dict[str, tuple[Row, Pair]] = {}
        self._crossing: tuple[int, frozenset[str]] = (-1, frozenset())

    def pairs(self, state: PairState) -> list[Pair]:
        """All pairs in the order of the source, empty rows included."""
        return [self.pair(state, row) for row in state.rows]

    def crossing(self, rows: Rows) -> frozenset[str]:
        """The numbers of the rows that lie out of order."""
        if self._crossing[0] != rows.form:
            self._crossing = rows.form, crossing_rows(rows)
        return self._crossing[1]

    def pair(self, state: PairState, row: Row) -> Pair:
        """One pair; the same object as before where nothing about it has changed."""
        known = self._pairs.get(row.number)
        is_crossing = row.number in self.crossing(state.rows)
        if known is not None and known[0] is row and known[1].is_crossing == is_crossing:
            return known[1]
        pair = self._pair(state, row, is_crossing)
        self._pairs[row.number] = (row, pair)
        return pair

    def _pair(self, state: PairState, row: Row, is_crossing: bool) -> Pair:
        texts, originals, sentences, speakers = [], [], [], []
        for side, span in enumerate((row.source, row.target)):
            document = self._documents[side]
            found = pieces(state.rows, side, span, document, state.corrections[side])
            texts.append(text_of(found, document))
            sentences.append(tuple(sentences_of(found, document.language)))
            is_edited = any(piece.is_corrected for piece in found)
            plain = pieces(state.rows, side, span, document, {}) if is_edited else []
            originals.append(text_of(plain, document) if is_edited else None)
            speakers.append(_speaker(document, span))
        bead = self._found.beads[row.bead] if row.bead is not None else None
        return Pair(
            document=self._name,
            number=row.number,
            source=texts[0],
            target=texts[1],
            source_sentences=sentences[0],
            target_sentences=sentences[1],
            source_span=row.source,
            target_span=row.target,
            confidence=1.0 if row.is_decided else row.confidence,
            evidence=_evidence(row, bead),
            origin=row.origin,
            is_crossing=is_crossing,
            is_confirmed=row.is_confirmed,
            is_doubtful=row.is_doubtful,
            is_kept_out=row.is_kept_out,
            is_bookmarked=row.is_bookmarked,
            note=row.note,
            source_speaker=speakers[0],
            target_speaker=speakers[1],
            original_source=originals[0],
            original_target=originals[1],
            operation=row.operation,
            reviewer=row.reviewer,
            conflict=row.conflict,
        )

    def alignment(self, state: PairState) -> Alignment:
        """The documents as corrected, cut as people cut them, and the rows as beads."""
        sides = [_Rebuilt(self._documents[side], state, side) for side in (0, 1)]
        beads = tuple(self._bead(state, row, sides) for row in state.rows if not row.is_empty)
        return replace(self._found, source=sides[0].document, target=sides[1].document, beads=beads)

    def _bead(self, state: PairState, row: Row, sides: Sequence[_Rebuilt]) -> Bead:
        pair = self.pair(state, row)
        originals = (pair.original_source, pair.original_target)
        props = [
            (name, text)
            for name, text in zip(EDITED_PROPS, originals, strict=True)
            if text is not None
        ]
        if row.is_kept_out:
            props.append(KEEP_OUT_PROP)
        return Bead(
            source=sides[0].indices(row.source),
            target=sides[1].indices(row.target),
            confidence=pair.confidence,
            is_crossing=pair.is_crossing,
            is_anchor=row.is_decided or self._was_anchor(row),
            evidence=pair.evidence,
            number=row.number,
            status=_status(row),
            notes=(row.note,) if row.note else (),
            props=tuple(props),
        )

    def _was_anchor(self, row: Row) -> bool:
        return row.bead is not None and self._found.beads[row.bead].is_anchor


def _evidence(row: Row, bead: Bead | None) -> Mapping[str, float]:
    """What spoke for a row as the machine found it; nothing for one that people shaped."""
    if row.evidence is not None:
        return FrozenDict(row.evidence)
    return bead.evidence if bead is not None else FrozenDict()


def _status(row: Row) -> str | None:
    """The review state of a row, in the words of the exchange formats."""
    if row.is_doubtful or (row.origin == "left" and not row.is_confirmed):
        return NEEDS_REVIEW
    return "reviewed" if row.is_decided else None


def _speaker(document: Document, span: Span) -> str | None:
    if span[0] == span[1] or not document.turns:
        return None
    at = bisect.bisect_right(document.turns, span[0], key=lambda turn: turn.start) - 1
    return document.turns[max(at, 0)].speaker


def crossing_rows(rows: Rows) -> frozenset[str]:
    """The numbers of the rows that lie out of order: those the machine moved, and of those that
    people shaped the fewest that explain the order of the others.
    """
    moved = frozenset(row.number for row in rows if row.is_crossing)
    filled = [row for row in rows if not row.is_gap and row.number not in moved]
    return moved.union(row.number for run in _disordered(filled) for row in _out_of_order(run))


def _disordered(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    """The shortest runs of rows outside of which all targets are in order."""
    if not rows:
        return
    columns = np.array([row.target[0] for row in rows], np.int64)
    reached = np.maximum.accumulate(columns)
    to_come = np.minimum.accumulate(columns[::-1])[::-1]
    borders = [0, *(np.flatnonzero(reached[:-1] < to_come[1:]) + 1).tolist(), len(rows)]
    for start, end in itertools.pairwise(borders):
        if end - start > 1:
            yield rows[start:end]


def _out_of_order(rows: Sequence[Row]) -> list[Row]:
    chain = heaviest_chain(
        Matches(
            rows=np.arange(len(rows), dtype=np.int64),
            columns=np.array([row.target[0] for row in rows], np.int64),
            weights=np.array([1.0 + row.target[1] - row.target[0] for row in rows], np.float32),
        )
    )
    kept = set(chain.tolist())
    return [row for index, row in enumerate(rows) if index not in kept]


def lost_corrections(state: PairState) -> list[int]:
    """The operations whose corrected stretch stands in two rows now, or is cut otherwise."""
    lost = []
    for side in (0, 1):
        for start, one in state.corrections[side].items():
            row = state.rows.owner(side, start)
            span = (0, 0) if row is None else (row.source, row.target)[side]
            if row is None or not _holds(state.rows, side, span, one):
                lost.append(one.operation)
    return lost


class _Rebuilt:
    """A document with its corrections made and its sentences cut as they are now."""

    def __init__(self, document: Document, state: PairState, side: int) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._counts = [0]
        self._shift_at: list[int] = []
        self._shifts = [0]
        texts: list[str] = []
        segments: list[Segment] = []
        done = length = 0
        for piece in self._pieces(document, state, side):
            gap = document.text[done : piece.start]
            texts += [gap, piece.text]
            start = length + len(gap)
            length = start + len(piece.text)
            segments += self._segments(document, piece, start)
            done = piece.end
            self._starts.append(piece.start)
            self._ends.append(piece.end)
            self._counts.append(len(segments))
            if piece.is_corrected:
                self._shift_at.append(piece.end)
                self._shifts.append(length - done)
        texts.append(document.text[done:])
        self.document = document
        if "".join(texts) != document.text or segments != list(document.segments):
            self.document = self._moved(document, "".join(texts), tuple(segments))

    def indices(self, span: Span) -> Span:
        """A span of the document as read, in segments of the new one."""
        if span[0] == span[1]:
            at = self._counts[bisect.bisect_right(self._ends, span[0])]
            return at, at
        first = bisect.bisect_left(self._starts, span[0])
        last = bisect.bisect_left(self._ends, span[1])
        return self._counts[first], self._counts[last + 1]

    @staticmethod
    def _pieces(document: Document, state: PairState, side: int) -> list[Piece]:
        spans = ((row.source, row.target)[side] for row in state.rows)
        found = [
            piece
            for span in spans
            for piece in pieces(state.rows, side, span, document, state.corrections[side])
        ]
        return sorted(found, key=lambda piece: piece.start)

    @staticmethod
    def _segments(document: Document, piece: Piece, start: int) -> Iterator[Segment]:
        """The segments of a piece, with what the reader knew of the place."""
        at = bisect.bisect_right(document.segments, piece.start, key=lambda s: s.start) - 1
        known = document.segments[max(at, 0)]
        spans = [(0, len(piece.text))]
        if piece.is_corrected:
            spans = segment(piece.text, document.language)
        for a, b in spans:
            yield replace(known, text=piece.text[a:b], start=start + a, end=start + b)

    def _moved(self, document: Document, text: str, segments: tuple[Segment, ...]) -> Document:
        return replace(
            document,
            text=text,
            segments=segments,
            paragraphs=tuple(self._paragraph(one) for one in document.paragraphs),
            turns=tuple(self._turn(one) for one in document.turns),
        )

    def _to(self, at: int) -> int:
        """An offset of the document as read, in the new one; inside a correction, near it."""
        piece = bisect.bisect_right(self._starts, at) - 1
        shift = self._shifts[bisect.bisect_right(self._shift_at, at)]
        if piece >= 0 and self._starts[piece] < at < self._ends[piece]:
            after = self._shifts[bisect.bisect_right(self._shift_at, self._ends[piece])]
            return min(at + shift, self._ends[piece] + after)
        return at + shift

    def _span(self, span: Span) -> Span:
        start, end = self._to(span[0]), self._to(span[1])
        return start, max(start, end)

    def _paragraph(self, one: Paragraph) -> Paragraph:
        start, end = self._span((one.start, one.end))
        bold = tuple(self._span(span) for span in one.bold)
        return replace(one, start=start, end=end, bold=bold)

    def _turn(self, one: Turn) -> Turn:
        start, end = self._span((one.start, one.end))
        label = None if one.label is None else self._span(one.label)
        return replace(one, start=start, end=end, label=label)
