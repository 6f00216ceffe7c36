"""The nouns of the project: documents and their parts, and what pairs them.

All are frozen and check themselves when built. Offsets are code points into a
document's text, half-open. Languages are BCP 47 tags: ``zh-Hans``, ``zh-Hant``, ``en``.
"""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from corpora.spans import Span as Span
from corpora.values import FrozenDict, Table, Value, brief, counted, freeze, hold

Timing = tuple[int, int, int, int]
"""A stretch of a document and when it is shown: start, end, and the same in milliseconds."""

MOST_SEGMENTS = 10_000_000
"""More segments than a document has; a number beyond it in a file is no segment's."""
ParagraphKind = Literal["body", "heading", "cell", "cue"]

LANGUAGES = ("zh-Hans", "zh-Hant", "en")
PAIR_PROP = "x-pair"
TIME_PROPS = ("x-start-ms", "x-end-ms")
"""What a unit's props call the times between which it is shown, in milliseconds."""
"""The property of a unit that holds its pair's number in a project."""


def is_chinese(language: str) -> bool:
    """Whether a language tag is Chinese, in any script or region.

    >>> is_chinese("zh-Hant"), is_chinese("en")
    (True, False)
    """
    return language == "zh" or language.startswith("zh-")


def joiner(language: str) -> str:
    """What stands between two sentences of a language on one line.

    >>> joiner("zh-Hans"), joiner("en")
    ('', ' ')
    """
    return "" if is_chinese(language) else " "


def join_texts(texts: Sequence[str], language: str) -> str:
    """Sentences or lines of a language on one line.

    Chinese that ends without a mark (a verse, a subtitle, a headline) is followed by a blank.

    >>> join_texts(["他们来了。", "春眠不觉晓", "处处闻啼鸟"], "zh-Hans")
    '他们来了。春眠不觉晓 处处闻啼鸟'
    """
    parts: list[str] = []
    for text in texts:
        if parts and text:
            parts.append(_between(parts[-1], text, language))
        parts.append(text)
    return "".join(parts)


def _between(before: str, after: str, language: str) -> str:
    is_open = before[-1:].isalnum() and after[:1].isalnum()
    return " " if is_open else joiner(language)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Paragraph(Value):
    """A stretch of a document between line breaks, or a table cell, or a subtitle cue.

    ``bold`` holds the spans the author set in bold (word processors only), in order.
    """

    start: int
    end: int
    kind: ParagraphKind = "body"
    bold: tuple[Span, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"a paragraph cannot span {self.start}:{self.end}")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Turn(Value):
    """A stretch by one speaker, its label included.

    ``speaker`` is the name alone (``辛国斌``), ``title`` what came with it
    (``工业和信息化部副部长``); both ``None`` where nobody is announced. ``label`` is the
    span of the label, colon and spaces included; it belongs to no segment.
    """

    start: int
    end: int
    speaker: str | None = None
    title: str | None = None
    label: Span | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"a turn cannot span {self.start}:{self.end}")
        if self.label is not None and not self.start <= self.label[0] <= self.label[1] <= self.end:
            raise ValueError(f"label {self.label} lies outside its turn {self.start}:{self.end}")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Segment(Value):
    """A sentence as a CAT tool would see it: exactly a slice of its document.

    ``paragraph`` and ``turn`` are indices into the document's paragraphs and turns.
    """

    text: str
    start: int
    end: int
    paragraph: int = 0
    turn: int = 0
    is_heading: bool = False

    def __post_init__(self) -> None:
        if self.start < 0 or self.end - self.start != len(self.text) or not self.text:
            raise ValueError(f"a segment of {len(self.text)} characters at {self.start}:{self.end}")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Document(Value):
    """A text with its language and its parts.

    Segments are slices of ``text`` in order, without overlap; what lies between
    them (spaces, line breaks, speaker labels) is the rest of the text. ``notes``
    are things the reader guessed and the user should hear (an encoding, lines joined).
    ``times`` say when its stretches are shown, in order, where it comes from subtitles.
    """

    name: str
    language: str
    text: str
    paragraphs: tuple[Paragraph, ...] = ()
    turns: tuple[Turn, ...] = ()
    segments: tuple[Segment, ...] = ()
    notes: tuple[str, ...] = ()
    times: tuple[Timing, ...] = ()

    def __post_init__(self) -> None:
        hold(self, "paragraphs", "turns", "segments", "notes", "times")
        end = 0
        for segment in self.segments:
            if segment.start < end:
                raise ValueError(f"segment at {segment.start} overlaps the one before it")
            if self.text[segment.start : segment.end] != segment.text:
                raise ValueError(f"segment at {segment.start} is not a slice of {self.name}")
            end = segment.end

    def _shown(self) -> list[str]:
        sizes = counted(len(self.segments), "segment"), counted(len(self.text), "character")
        return [brief(self.name), self.language, *sizes]

    def to_table(self) -> Table:
        """Its segments, with their speakers."""
        rows = [
            (str(number + 1), self.speaker(number) or "", segment.text)
            for number, segment in enumerate(self.segments)
        ]
        return ("", "speaker", "segment"), rows

    def speaker(self, index: int) -> str | None:
        """Who speaks segment ``index``, or ``None`` where nobody is announced."""
        return self.turns[self.segments[index].turn].speaker if self.turns else None

    def shown_ms(self, span: Span) -> Span | None:
        """From when to when a run of segments is shown; within a cue, as far as it has got."""
        run = self.segments[span[0] : span[1]]
        if not run or not self.times:
            return None
        start, end = run[0].start, run[-1].end
        first = bisect.bisect_right(self.times, start, key=lambda timing: timing[1])
        last = bisect.bisect_left(self.times, end, key=lambda timing: timing[0]) - 1
        if not 0 <= first <= last:
            return None
        return _when(self.times[first], start), _when(self.times[last], end)

    def slice_text(self, span: Span) -> str:
        """The text of a run of segments as one line.

        Neighbours keep what stands between them in the document unless that holds a
        line break or a speaker label; then they are joined as ``join_texts`` does.
        """
        run = self.segments[span[0] : span[1]]
        if not run:
            return ""
        parts = [run[0].text]
        for before, after in itertools.pairwise(run):
            gap = self.between((before.end, after.start), before.text, after.text)
            parts += [gap, after.text]
        return "".join(parts)

    def between(self, gap: Span, before: str, after: str) -> str:
        """What stands in a gap between two texts when they are on one line: see ``slice_text``."""
        text = self.text[gap[0] : gap[1]]
        return text if text.strip(" \u3000") == "" else _between(before, after, self.language)


def document_from_segments(
    texts: Sequence[str],
    *,
    language: str,
    name: str = "segments",
    apart: bool = False,
    notes: tuple[str, ...] = (),
) -> Document:
    """A document whose segments are given: one a line, all in one paragraph and turn.

    Args:
        texts: the segments, none of them empty.
        language: BCP 47 tag.
        name: what to call it.
        apart: each is a paragraph of its own.
        notes: what the user should hear of it.

    Raises:
        ValueError: a text is empty.
    """
    segments = []
    start = 0
    for number, text in enumerate(texts):
        paragraph = number if apart else 0
        end = start + len(text)
        segments.append(Segment(text=text, start=start, end=end, paragraph=paragraph))
        start = end + 1
    whole = "\n".join(texts)
    spans = [(one.start, one.end) for one in segments] if apart else [(0, len(whole))]
    return Document(
        name=name,
        language=language,
        text=whole,
        paragraphs=tuple(Paragraph(start=start, end=end) for start, end in spans),
        turns=(Turn(start=0, end=len(whole)),),
        segments=tuple(segments),
        notes=notes,
    )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Bead(Value):
    """A run of source segments paired with a run of target segments.

    Either side may be empty (an omission, an insertion), not both. ``confidence`` is
    the calibrated probability that exactly this pairing is right; ``None`` where nobody
    computed one. ``is_crossing`` says that the pairing lies out of order.
    ``evidence`` maps the names of what spoke for the pairing (positive) or against it
    (negative) to their weight in nats. In a project a bead has a ``number``, the same in every
    output, and what people said about it: ``status``, ``notes`` and ``props`` go to its unit.
    """

    source: Span
    target: Span
    confidence: float | None = None
    is_crossing: bool = False
    is_anchor: bool = False
    evidence: Mapping[str, float] = field(default_factory=FrozenDict)
    number: str = ""
    status: str | None = None
    notes: tuple[str, ...] = ()
    props: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        freeze(self, "evidence")
        for start, end in (self.source, self.target):
            if not 0 <= start <= end:
                raise ValueError(f"a bead cannot span {start}:{end}")
        if self.source[0] == self.source[1] and self.target[0] == self.target[1]:
            raise ValueError("a bead with nothing on either side")
        if self.confidence is not None and not 0.0 <= self.confidence <= 1.0:
            raise ValueError(f"confidence {self.confidence} is not a probability")

    @property
    def kind(self) -> str:
        """The numbers of segments on either side: ``1-1``, ``1-2``, ``0-1`` and so on."""
        return f"{self.source[1] - self.source[0]}-{self.target[1] - self.target[0]}"

    def number_at(self, index: int) -> str:
        """Its number in its project, else in its alignment, where ``index`` counts from 0."""
        return self.number or str(index + 1)

    @property
    def is_null(self) -> bool:
        """Whether one side is empty."""
        return self.source[0] == self.source[1] or self.target[0] == self.target[1]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Alignment(Value):
    """Two documents and the beads that pair them.

    Beads partition the segments of both sides. They stand in order of the source;
    targets are in order too, crossings apart. ``signature`` names what produced them.
    ``warnings`` are sentences the user should hear, ``notes`` say what was used and are no cause
    for doubt. ``is_translation`` is false where the two texts say different things and pairing
    them makes no sense.
    """

    source: Document
    target: Document
    beads: tuple[Bead, ...]
    signature: str = ""
    warnings: tuple[str, ...] = ()
    is_translation: bool = True
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        hold(self, "beads", "warnings", "notes")
        for side, document in (("source", self.source), ("target", self.target)):
            spans: list[Span] = [getattr(bead, side) for bead in self.beads]
            if side == "target":
                spans = sorted(span for span in spans if span[0] < span[1])
            end = 0
            for start, stop in spans:
                if start != end and start != stop:
                    raise ValueError(f"{side} segments {end}:{start} are in no bead or in two")
                end = max(end, stop)
            if end != len(document.segments):
                raise ValueError(f"{side} has {len(document.segments)} segments, beads hold {end}")

    def _shown(self) -> list[str]:
        names = f"{brief(self.source.name)} / {brief(self.target.name)}"
        return [names, counted(len(self.beads), "bead")]

    def to_table(self) -> Table:
        """Its units, as ``Bitext.to_table``."""
        return self.to_bitext().to_table()

    def to_bitext(self) -> Bitext:
        """The same as translation units, in document order, gaps included."""
        units = tuple(self._unit(number, bead) for number, bead in enumerate(self.beads))
        return Bitext(
            name=self.source.name,
            source_language=self.source.language,
            target_language=self.target.language,
            units=units,
        )

    def _unit(self, number: int, bead: Bead) -> TranslationUnit:
        own = ((PAIR_PROP, bead.number), *bead.props) if bead.number else bead.props
        return TranslationUnit(
            id=str(number + 1),
            source=self.source.slice_text(bead.source),
            target=self.target.slice_text(bead.target),
            source_segments=_texts(self.source, bead.source),
            target_segments=_texts(self.target, bead.target),
            source_span=bead.source,
            target_span=bead.target,
            confidence=bead.confidence,
            is_crossing=bead.is_crossing,
            source_speaker=_speaker(self.source, bead.source),
            target_speaker=_speaker(self.target, bead.target),
            document=self.source.name,
            status=bead.status,
            notes=bead.notes,
            props=(*self._times(bead), *own),
        )

    def _times(self, bead: Bead) -> tuple[tuple[str, str], ...]:
        """When a pair is shown, by its source where that has a part in it."""
        shown = self.source.shown_ms(bead.source) or self.target.shown_ms(bead.target)
        return tuple(zip(TIME_PROPS, map(str, shown), strict=True)) if shown else ()


def _when(timing: Timing, at: int) -> int:
    """When the character at ``at`` of a cue is reached, in milliseconds."""
    start, end, start_ms, end_ms = timing
    passed = min(max(at - start, 0), end - start) / max(1, end - start)
    return start_ms + round(passed * (end_ms - start_ms))


def _texts(document: Document, span: Span) -> tuple[str, ...]:
    return tuple(segment.text for segment in document.segments[span[0] : span[1]])


def _speaker(document: Document, span: Span) -> str | None:
    return document.speaker(span[0]) if span[0] < span[1] else None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class TranslationUnit(Value):
    """A pair as files hold it: what a bead becomes in a memory, with its provenance.

    ``source`` and ``target`` are whole texts; one of them is empty for a gap. The
    ``…_segments`` are their sentences where the file knows them, else empty.
    ``created_at`` and ``changed_at`` are UTC, ``YYYYMMDDThhmmssZ``. ``notes`` and ``props`` are
    carried through unread; props are (type, value).
    """

    source: str
    target: str
    id: str | None = None
    source_segments: tuple[str, ...] = ()
    target_segments: tuple[str, ...] = ()
    source_span: Span | None = None
    target_span: Span | None = None
    confidence: float | None = None
    is_crossing: bool = False
    source_speaker: str | None = None
    target_speaker: str | None = None
    document: str | None = None
    status: str | None = None
    created_at: str | None = None
    created_by: str | None = None
    changed_at: str | None = None
    changed_by: str | None = None
    notes: tuple[str, ...] = ()
    props: tuple[tuple[str, str], ...] = ()
    given_kind: str | None = None

    @property
    def kind(self) -> str:
        """``1-2`` and so on; what the file said, or what the segments show."""
        if self.given_kind is not None:
            return self.given_kind
        sides = ((self.source, self.source_segments), (self.target, self.target_segments))
        return "-".join(str(len(segments) or int(bool(text))) for text, segments in sides)

    @property
    def pair(self) -> str:
        """Its pair's number in a project; empty where it comes from none."""
        return next((value for kind, value in self.props if kind == PAIR_PROP), "")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Bitext(Value):
    """Pairs as read from a file or about to be written to one, in file order."""

    name: str
    source_language: str
    target_language: str
    units: tuple[TranslationUnit, ...]
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        hold(self, "units", "notes")

    def _shown(self) -> list[str]:
        languages = f"{self.source_language} / {self.target_language}"
        return [brief(self.name), languages, counted(len(self.units), "unit")]

    def to_table(self) -> Table:
        """Its units, with their kinds and confidences."""
        rows = [(unit.source, unit.target, unit.kind, _percent(unit)) for unit in self.units]
        return ("source", "target", "kind", "confidence"), rows


def _percent(unit: TranslationUnit) -> str:
    return "" if unit.confidence is None else f"{unit.confidence:.0%}"
