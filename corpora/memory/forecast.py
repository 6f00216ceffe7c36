"""Which units of a memory can match at all in a tool that cuts the document its own way."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from corpora.formats.xml.unit_props import writable
from corpora.memory.levels import at_level, level_of
from corpora.memory.tools import Tool, find_tool, tool_paragraphs, tool_segments, trimmed
from corpora.registry import suffix_of
from corpora.registry.formats import MARKDOWN, TEXT
from corpora.units import Alignment, Bitext, Document, Span, TranslationUnit
from corpora.values import Value, freeze

GAP = "nothing on the other side"
SEVERAL = "several source sentences in one unit"
BREAK = "the tool breaks inside the sentence"
LABEL = "the speaker's name is part of the tool's segment"
JOINED = "the tool does not break where the unit begins or ends"
PARAGRAPHS = "the unit spans several paragraphs"
LOSES = "another translation of the same source wins"
TOO_LONG = "longer than the tool takes"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Forecast(Value):
    """What a memory will do in a tool.

    Attributes:
        tool: the tool's title.
        level: of the units, and so of the project: ``segment`` or ``paragraph``.
        units: units in the memory.
        matchable: those that will be inserted where their source stands.
        reasons: of the others, how many fail why.
        segments: the segments the tool makes of the source document; 0 without a document.
        covered: those that a matchable unit fills.
        examples: for each reason, sources of up to three units that fail for it.
        unmatchable: indices of the units that fail, with their reasons.
    """

    tool: str
    level: str
    units: int
    matchable: int
    reasons: Mapping[str, int]
    segments: int
    covered: int
    examples: Mapping[str, tuple[str, ...]]
    unmatchable: Mapping[int, str]

    def __post_init__(self) -> None:
        freeze(self, "reasons", "examples", "unmatchable")

    @property
    def unit_share(self) -> float:
        """The share of units that can match, 0 to 1."""
        return self.matchable / self.units if self.units else 0.0

    @property
    def share(self) -> float:
        """The share of the document's segments that will be filled, 0 to 1."""
        return self.covered / self.segments if self.segments else 0.0

    def to_dict(self) -> dict[str, Any]:
        """The same for machines."""
        return {
            "tool": self.tool,
            "level": self.level,
            "units": self.units,
            "matchable": self.matchable,
            "unit_share": round(self.unit_share, 4),
            "segments": self.segments,
            "covered": self.covered,
            "share": round(self.share, 4),
            "reasons": dict(self.reasons),
        }


def forecast(
    alignment: Alignment,
    *,
    level: str = "segment",
    tool: str = "any",
    units: Sequence[TranslationUnit] | None = None,
) -> Forecast:
    """What the memory of an alignment will do in the very document it came from.

    Args:
        alignment: the documents and beads.
        level: ``segment`` (a project that cuts sentences) or ``paragraph`` (one that does not).
        tool: a key of ``corpora.memory.tools.TOOLS``.
        units: the units that are in the memory, where not all of that level are.

    Raises:
        InputError: no such tool.
    """
    known = find_tool(tool)
    given = at_level(alignment, level).units if units is None else units
    cuts = cut(alignment.source, known, level)
    ranges = [_range(alignment.source, unit, level) for unit in given]
    return _forecast(given, ranges, cuts, alignment.source, known, level)


def forecast_bitext(bitext: Bitext, *, level: str = "segment", tool: str = "any") -> Forecast:
    """The same without the document: each source is taken as a paragraph by itself.

    It cannot see what stands beside a unit, so it is an upper bound.

    Raises:
        InputError: no such tool.
    """
    known = find_tool(tool)
    text = "\n\n".join(unit.source for unit in bitext.units)
    document = Document(name=bitext.name, language=bitext.source_language, text=text)
    cuts: list[Span] = []
    ranges: list[Span] = []
    at = 0
    for unit in bitext.units:
        span = (at, at + len(unit.source))
        ranges.append(span)
        whole = level != "segment" or level_of(unit) != "segment"
        pieces = [(0, len(unit.source))] if whole else _cut_text(unit.source, bitext, known)
        cuts += [trimmed(text, at + start, at + end) for start, end in pieces]
        at = span[1] + 2
    cuts = [span for span in cuts if span[0] < span[1]]
    return _forecast(bitext.units, ranges, cuts, document, known, level)


def _cut_text(text: str, bitext: Bitext, tool: Tool) -> list[Span]:
    return tool_segments(text, bitext.source_language, tool)


def cut(document: Document, tool: Tool, level: str = "segment") -> list[Span]:
    """The segments a tool makes of a document, as spans of its text."""
    plain = suffix_of(document.name) in (*TEXT.suffixes, *MARKDOWN.suffixes)
    if plain or not document.paragraphs:
        paragraphs = tool_paragraphs(document.text, tool.text_paragraphs if plain else "lines")
    else:
        paragraphs = [trimmed(document.text, p.start, p.end) for p in document.paragraphs]
    if level != "segment":
        return [span for span in paragraphs if span[0] < span[1]]
    return [
        (start + a, start + b)
        for start, end in paragraphs
        for a, b in tool_segments(document.text[start:end], document.language, tool)
    ]


def _range(document: Document, unit: TranslationUnit, level: str) -> Span:
    """The stretch of the document's text that a unit's source is."""
    if unit.source_span is None or unit.source_span[0] == unit.source_span[1]:
        return (0, 0)
    first = document.segments[unit.source_span[0]]
    last = document.segments[unit.source_span[1] - 1]
    if level == "paragraph" and document.paragraphs:
        return (
            document.paragraphs[first.paragraph].start,
            document.paragraphs[last.paragraph].end,
        )
    return (first.start, last.end)


def _forecast(
    units: Sequence[TranslationUnit],
    ranges: Sequence[Span],
    cuts: Sequence[Span],
    document: Document,
    tool: Tool,
    level: str,
) -> Forecast:
    texts = [document.text[start:end] for start, end in cuts]
    known = set(texts)
    winners = _winners(units, tool)
    unmatchable: dict[int, str] = {}
    filled: set[str] = set()
    for index, (unit, span) in enumerate(zip(units, ranges, strict=True)):
        source = writable(unit.source)
        reason = _reason(unit, source, span, cuts, known, document, tool)
        if not reason and winners[source] != writable(unit.target):
            reason = LOSES
        if reason:
            unmatchable[index] = reason
        else:
            filled.add(source)
    examples: dict[str, tuple[str, ...]] = {}
    for index, reason in unmatchable.items():
        if len(examples.get(reason, ())) < 3:
            examples[reason] = (*examples.get(reason, ()), units[index].source)
    return Forecast(
        tool=tool.title,
        level=level,
        units=len(units),
        matchable=len(units) - len(unmatchable),
        reasons=dict(Counter(unmatchable.values()).most_common()),
        segments=len(texts),
        covered=sum(text in filled for text in texts),
        examples=examples,
        unmatchable=unmatchable,
    )


def _winners(units: Sequence[TranslationUnit], tool: Tool) -> dict[str, str]:
    """The target a tool inserts for each source that has one."""
    winners: dict[str, str] = {}
    for unit in units:
        source, target = writable(unit.source), writable(unit.target)
        if source and target and (tool.winner == "last" or source not in winners):
            winners[source] = target
    return winners


def _reason(
    unit: TranslationUnit,
    source: str,
    span: Span,
    cuts: Sequence[Span],
    known: set[str],
    document: Document,
    tool: Tool,
) -> str:
    """Why a unit cannot match; nothing if it can."""
    if not source or not writable(unit.target):
        return GAP
    if tool.longest_chars and max(len(unit.source), len(unit.target)) > tool.longest_chars:
        return TOO_LONG
    if source in known:
        return ""
    first = bisect_right(cuts, span[0], key=lambda piece: piece[1])
    last = bisect_left(cuts, span[1], key=lambda piece: piece[0])
    if "\n" in document.text[span[0] : span[1]].strip():
        return PARAGRAPHS
    if last - first > 1:
        return SEVERAL if len(unit.source_segments) > 1 else BREAK
    return LABEL if _has_label(document, span, cuts[first:last]) else JOINED


def _has_label(document: Document, span: Span, pieces: Sequence[Span]) -> bool:
    """Whether a speaker's name, and nothing else, is what the tool's segment begins with."""
    return any(
        turn.label is not None
        and start <= turn.label[0] < turn.label[1] <= span[0]
        and not document.text[start : turn.label[0]].strip()
        and not document.text[turn.label[1] : span[0]].strip()
        for start, _end in pieces
        for turn in document.turns
    )
