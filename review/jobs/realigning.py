"""Aligning again what is not decided: decided pairs are anchors, the difference a proposal."""

from __future__ import annotations

import bisect
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace

from align import AlignOptions, align_documents
from corpora.language.tools import Tools, load_tools
from corpora.progress import Progress, silent
from corpora.units import Alignment, Bead, Bitext, Document, Span, TranslationUnit
from corpora.values import Value
from glossary import approved_pairs
from review.project import Decided, Pair, Project
from review.project.operations import TakeRealignment

# Held pairs on either side of an open one that the aligner sees.
_AROUND = 5


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ProposedPair(Value):
    """A pair as the aligner would have it; spans are offsets into the documents as read."""

    source: str
    target: str
    source_span: Span
    target_span: Span
    confidence: float | None
    is_crossing: bool
    evidence: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Change(Value):
    """Pairs that stand now, and what would stand in their place."""

    before: tuple[Pair, ...]
    after: tuple[ProposedPair, ...]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Realignment(Value):
    """What aligning again would change in a document pair, in the order of the text.

    ``last`` is the last operation it takes into account. Nothing is changed before it is taken.
    """

    document: str
    changes: tuple[Change, ...]
    last: int


def realign(
    project: Project,
    document: str | None = None,
    *,
    which: Container[str] | None = None,
    options: AlignOptions | None = None,
    tools: Tools | None = None,
    progress: Progress = silent,
) -> Realignment:
    """Align a document pair again with all that people decided held fast.

    Decided pairs are anchors at their very places, so that lines which stand twice are not mixed
    up; what a person said has no counterpart is not looked for; approved terms guide. What is
    far from everything open is not read again, so that the last doubts take a moment.

    Args:
        project: it stays as it is.
        document: which document pair; the only one where ``None``.
        which: the numbers of the pairs that may change; all that are not decided where ``None``.
        options: see ``AlignOptions``.
        tools: encoder and dictionary; the default ones where ``None``.
        progress: hears of ``reading`` and ``pairing``.
    """
    with project.still():
        return _realign(project, document, which, options, tools, progress)


def _realign(
    project: Project,
    document: str | None,
    which: Container[str] | None,
    options: AlignOptions | None,
    tools: Tools | None,
    progress: Progress,
) -> Realignment:
    pairs = [pair for pair in project.pairs(document) if pair.source or pair.target]
    standing = project.as_cut(document)
    held = [bead.is_anchor or _is_apart(bead, which) for bead in standing.beads]
    left_out = _left_out(standing, held)
    source = _without(standing.source, left_out[0])
    target = _without(standing.target, left_out[1])
    name = document or standing.source.name
    if all(held):
        return Realignment(document=name, changes=(), last=project.last)
    found = align_documents(
        source,
        target,
        options=options or AlignOptions(),
        tools=tools or load_tools(None),
        anchors=_anchors(standing, held, source, target),
        terms=approved_pairs(project.glossary()),
        memory=project.memory(),
        progress=progress,
    )
    starts = _starts(standing.source), _starts(standing.target)
    proposed = [one for bead in found.beads if (one := _proposed(found, starts, bead)) is not None]
    return Realignment(
        document=name, changes=tuple(_changes(pairs, proposed, held)), last=project.last
    )


def take_realignment(
    project: Project, realignment: Realignment, which: Sequence[int] | None = None
) -> Decided:
    """Take the changes of a realignment, or some of them by index, as one operation.

    Where somebody has decided about a pair since, that pair stays as it was decided.

    Raises:
        InputError: there is nothing to take.
    """
    changes = realignment.changes
    chosen = changes if which is None else [changes[index] for index in which]
    after = [one for change in chosen for one in change.after]
    decision = TakeRealignment(
        rows=tuple((*one.source_span, *one.target_span) for one in after),
        found=tuple((one.confidence, one.is_crossing, one.evidence) for one in after),
    )
    return project.decide_all(
        [("", decision)] if after else [], document=realignment.document, seen=realignment.last
    )


def _is_apart(bead: Bead, which: Container[str] | None) -> bool:
    return which is not None and bead.number not in which


def _left_out(alignment: Alignment, held: Sequence[bool]) -> tuple[set[int], set[int]]:
    """Segments that are not looked at: of held pairs without a counterpart, or far from all else.

    A few held pairs around what is open stay as anchors, the others would only cost time.
    """
    near = [False] * len(held)
    for index, is_held in enumerate(held):
        if not is_held:
            for other in range(max(0, index - _AROUND), min(len(held), index + _AROUND + 1)):
                near[other] = True
    left_out: tuple[set[int], set[int]] = (set(), set())
    for bead, is_held, is_near in zip(alignment.beads, held, near, strict=True):
        if is_held and (bead.is_null or not is_near):
            left_out[0].update(range(*bead.source))
            left_out[1].update(range(*bead.target))
    return left_out


def _starts(document: Document) -> list[int]:
    return [segment.start for segment in document.segments]


def _without(document: Document, left_out: set[int]) -> Document:
    kept = tuple(s for index, s in enumerate(document.segments) if index not in left_out)
    return replace(document, segments=kept) if left_out else document


def _anchors(
    standing: Alignment, held: Sequence[bool], source: Document, target: Document
) -> Bitext:
    """The held pairs as units at their places in the documents that are aligned."""
    places = [{s.start: index for index, s in enumerate(d.segments)} for d in (source, target)]
    units = []
    for bead, is_held in zip(standing.beads, held, strict=True):
        if not is_held or bead.is_null or not _is_there(standing.source, bead.source, places[0]):
            continue
        spans = [
            _moved(document, span, place)
            for document, span, place in zip(
                (standing.source, standing.target), (bead.source, bead.target), places, strict=True
            )
        ]
        units.append(
            TranslationUnit(
                source=standing.source.slice_text(bead.source),
                target=standing.target.slice_text(bead.target),
                source_span=spans[0],
                target_span=spans[1],
            )
        )
    return Bitext(
        name=standing.source.name,
        source_language=standing.source.language,
        target_language=standing.target.language,
        units=tuple(units),
    )


def _is_there(document: Document, span: Span, place: dict[int, int]) -> bool:
    return document.segments[span[0]].start in place


def _moved(document: Document, span: Span, place: dict[int, int]) -> Span:
    first = place[document.segments[span[0]].start]
    return first, first + span[1] - span[0]


def _proposed(
    found: Alignment, starts: tuple[list[int], list[int]], bead: Bead
) -> ProposedPair | None:
    """A bead in offsets; ``None`` where it would reach over a sentence that stands alone.

    ``starts`` are where all segments of both sides start, those that stand alone included.
    """
    spans = []
    for document, whole, span in (
        (found.source, starts[0], bead.source),
        (found.target, starts[1], bead.target),
    ):
        run = document.segments[span[0] : span[1]]
        before = document.segments[span[0] - 1].end if span[0] else 0
        offsets = (run[0].start, run[-1].end) if run else (before, before)
        inside = bisect.bisect_left(whole, offsets[1]) - bisect.bisect_left(whole, offsets[0])
        if inside != len(run):
            return None
        spans.append(offsets)
    return ProposedPair(
        source=found.source.slice_text(bead.source),
        target=found.target.slice_text(bead.target),
        source_span=spans[0],
        target_span=spans[1],
        confidence=bead.confidence,
        is_crossing=bead.is_crossing,
        evidence=tuple(sorted(bead.evidence.items())),
    )


def _changes(
    pairs: Sequence[Pair], proposed: Sequence[ProposedPair], held: Sequence[bool]
) -> Iterable[Change]:
    """What differs, in groups that share no sentence with each other."""
    standing = {_row(pair) for pair in pairs}
    wanted = [one for one in proposed if _row(one) not in standing]
    known = {_row(one) for one in proposed}
    open_pairs = [
        pair
        for pair, is_held in zip(pairs, held, strict=True)
        if _row(pair) not in known and not is_held
    ]
    groups = _Groups()
    items: list[Pair | ProposedPair] = [*open_pairs, *wanted]
    for item in items:
        groups.add(item)
    for members in groups.in_order():
        before = tuple(one for one in members if isinstance(one, Pair))
        after = tuple(one for one in members if isinstance(one, ProposedPair))
        if after:
            yield Change(before=before, after=after)


def _row(one: Pair | ProposedPair) -> tuple[Span, Span]:
    """What a pair holds; where an empty side stands makes no difference."""
    spans = one.source_span, one.target_span
    source, target = (span if span[0] < span[1] else (-1, -1) for span in spans)
    return source, target


class _Groups:
    """Pairs before and after that have sentences in common, found by where sentences start."""

    def __init__(self) -> None:
        self._items: list[Pair | ProposedPair] = []
        self._parent: list[int] = []
        self._intervals: list[tuple[int, int, int, int]] = []

    def add(self, item: Pair | ProposedPair) -> None:
        number = len(self._items)
        self._items.append(item)
        self._parent.append(number)
        for side, (start, end) in enumerate((item.source_span, item.target_span)):
            if start < end:
                self._intervals.append((side, start, end, number))

    def in_order(self) -> list[list[Pair | ProposedPair]]:
        """The groups by where their first source stands."""
        last: tuple[int, int, int] | None = None
        for side, start, end, number in sorted(self._intervals):
            if last is not None and last[0] == side and start < last[1]:
                self._join(number, last[2])
                last = (side, max(end, last[1]), number)
            else:
                last = (side, end, number)
        groups: dict[int, list[Pair | ProposedPair]] = {}
        for number, item in enumerate(self._items):
            groups.setdefault(self._root(number), []).append(item)
        for members in groups.values():
            members.sort(key=lambda one: (one.source_span, one.target_span))
        return sorted(groups.values(), key=lambda group: group[0].source_span)

    def _root(self, number: int) -> int:
        while self._parent[number] != number:
            self._parent[number] = self._parent[self._parent[number]]
            number = self._parent[number]
        return number

    def _join(self, one: int, other: int) -> None:
        self._parent[self._root(one)] = self._root(other)
