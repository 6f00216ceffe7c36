"""The pairs of a document pair as they stand: rows that partition both sides, whatever is decided.

Everything people decide about what faces what comes down to one act, ``Rows.impose``: these
stretches shall be rows. Their sentences leave the rows they were in, what is left of those
stays where it was, and nothing else moves. Rows count offsets of the texts, not positions, so
that no decision shifts another.
"""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from corpora.units import Alignment, Bead, Document, Span
from review.project.pairs.numbering import Part, number_beside, number_parts
from review.project.pairs.sentences import Misplaced, Sentences

_FORMS = itertools.count(1)

Origin = Literal["found", "left", "shaped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A stretch of the source with a stretch of the target, as offsets into the texts.

    An empty side is an empty span at its place, just behind the sentence before it. ``origin``
    says whether the machine found the row, a person shaped it, or it is what was left when a
    person took sentences out of another. ``bead`` is its index among the machine's beads,
    ``evidence`` that of a realignment.
    ``operation`` is the last that was about it; ``conflict`` are operations by two people who
    had not seen each other's.
    """

    number: str
    source: Span
    target: Span
    origin: Origin = "found"
    bead: int | None = None
    confidence: float | None = None
    evidence: tuple[tuple[str, float], ...] | None = None
    is_crossing: bool = False
    is_confirmed: bool = False
    is_doubtful: bool = False
    is_kept_out: bool = False
    is_bookmarked: bool = False
    note: str = ""
    operation: int = 0
    reviewer: str = ""
    conflict: tuple[int, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether it holds nothing: a row that a person inserted to move sentences into."""
        return self.source[0] == self.source[1] and self.target[0] == self.target[1]

    @property
    def is_gap(self) -> bool:
        """Whether one side has no counterpart."""
        return self.source[0] == self.source[1] or self.target[0] == self.target[1]

    @property
    def is_decided(self) -> bool:
        """Whether a person said that these stretches belong together, or shaped the row."""
        return self.is_confirmed or self.origin == "shaped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What a row shall hold. ``fills`` is the number of an empty row that it takes the place of."""

    source: Span
    target: Span
    fills: str = ""


@dataclass(slots=True)
class Rows:
    """All rows of a document pair. ``order`` is the order of the source.

    ``form`` is another number whenever other stretches are rows.
    """

    sides: tuple[Sentences, Sentences]
    by_number: dict[str, Row] = field(default_factory=dict)
    owners: tuple[dict[int, str], dict[int, str]] = field(default_factory=lambda: ({}, {}))
    order: list[tuple[int, int, int, str]] = field(default_factory=list)
    births: tuple[dict[int, str], dict[int, str]] = field(default_factory=lambda: ({}, {}))
    form: int = 0

    def copy(self) -> Rows:
        """One that can be changed without this one."""
        return Rows(
            sides=(self.sides[0].copy(), self.sides[1].copy()),
            by_number=dict(self.by_number),
            owners=(dict(self.owners[0]), dict(self.owners[1])),
            order=list(self.order),
            births=self.births,
            form=self.form,
        )

    def __iter__(self) -> Iterator[Row]:
        return (self.by_number[key[-1]] for key in self.order)

    def __len__(self) -> int:
        return len(self.order)

    def neighbour(self, row: Row, step: int) -> Row | None:
        """The row after (1) or before (-1) another, ``None`` at the end."""
        at = bisect.bisect_left(self.order, _key(row)) + step
        return self.by_number[self.order[at][-1]] if 0 <= at < len(self.order) else None

    def position(self, row: Row) -> int:
        """How many rows stand before one."""
        return bisect.bisect_left(self.order, _key(row))

    def owner(self, side: int, start: int) -> Row | None:
        """The row that holds the sentence which starts at an offset."""
        number = self.owners[side].get(start)
        return None if number is None else self.by_number[number]

    def standing(self, source: Span, target: Span) -> Row | None:
        """The row that holds exactly these stretches."""
        side = 0 if source[0] < source[1] else 1
        row = self.owner(side, (source, target)[side][0])
        if row is None or not _same(row.source, source) or not _same(row.target, target):
            return None
        return row

    def put(self, row: Row) -> None:
        """Write a row over the one of its number, which holds the same."""
        self.by_number[row.number] = row

    def add(self, row: Row) -> None:
        """Add a row whose sentences no other row holds."""
        self.by_number[row.number] = row
        self.form = next(_FORMS)
        bisect.insort(self.order, _key(row))
        for side, span in enumerate((row.source, row.target)):
            for start, _end in self.sides[side].run(span):
                self.owners[side][start] = row.number

    def remove(self, row: Row) -> None:
        """Take a row away; its sentences are in no row until others are added."""
        del self.by_number[row.number]
        self.form = next(_FORMS)
        del self.order[bisect.bisect_left(self.order, _key(row))]

    def impose(self, shapes: Sequence[Shape]) -> tuple[list[Row], list[Row]]:
        """Make rows of stretches; rows that stand so already are left as they are.

        Returns:
            A row for each shape, in order; and the rows that are left of those they broke.

        Raises:
            Misplaced: a stretch does not begin and end where sentences do, or two shapes want
                the same one. Nothing is changed then.
        """
        runs = [self._runs(shape) for shape in shapes]
        for side in (0, 1):
            wanted = [start for run in runs for start, _end in run[side]]
            if len(wanted) != len(set(wanted)):
                raise Misplaced("it wants a sentence in two rows")
        stands = [self.standing(shape.source, shape.target) for shape in shapes]
        todo = [index for index, row in enumerate(stands) if row is None]
        broken = self._broken([shapes[i] for i in todo], [runs[i] for i in todo])
        taken = [{start for i in todo for start, _end in runs[i][side]} for side in (0, 1)]
        pieces = [_Piece(shapes[i].source, shapes[i].target, shapes[i].fills, i) for i in todo]
        pieces += [
            _Piece(source, target, row.number)
            for row in broken
            for source, target in self._left(row, taken)
        ]
        pieces.sort(key=lambda piece: _order(piece.source, piece.target))
        made, left = list(stands), []
        for piece, row in zip(pieces, self._rewritten(broken, pieces), strict=True):
            if piece.shape is None:
                left.append(row)
            else:
                made[piece.shape] = row
        return [row for row in made if row is not None], left

    def _rewritten(self, broken: Sequence[Row], pieces: Sequence[_Piece]) -> list[Row]:
        """Put pieces in the place of the rows they are made of."""
        parts = [self._part(piece) for piece in pieces]
        old = {row.number: row for row in broken}
        for row in broken:
            self.remove(row)
        numbers = number_parts(parts, list(old), self.by_number)
        rows = []
        for piece, part, number in zip(pieces, parts, numbers, strict=True):
            come_from = [row for name, row in old.items() if name in part.rows]
            row = _made(piece, number, come_from)
            self.add(row)
            rows.append(row)
        return rows

    def _part(self, piece: _Piece) -> Part:
        """What numbering wants to know of a piece, while the old rows are there."""
        runs = [self.sides[side].run(piece.spans[side]) for side in (0, 1)]
        owners = [[self.owners[side][start] for start, _end in runs[side]] for side in (0, 1)]
        rows = {*owners[0], *owners[1]}
        if piece.comes_from in self.by_number:
            rows.add(piece.comes_from)
        starts = [{start for start, _end in run} for run in runs]
        return Part(
            rows=frozenset(rows),
            sources=frozenset(owners[0]),
            firsts=frozenset(n for n in rows if _begins(self.by_number[n], starts)),
            births=tuple(
                self.births[side][start]
                for side in (0, 1)
                for start, _end in runs[side]
                if start in self.births[side]
            ),
        )

    def insert(self, beside: Row, step: int) -> Row:
        """An empty row after (1) or before (-1) another."""
        if step > 0:
            source, target = beside.source[1], beside.target[1]
        else:
            source = self.sides[0].before(beside.source[0])
            target = self.sides[1].before(beside.target[0])
        number = number_beside(beside.number, self.by_number)
        row = Row(number=number, source=(source, source), target=(target, target), origin="shaped")
        self.add(row)
        return row

    def cut(self, side: int, at: int) -> Row | None:
        """Cut a sentence in two; both parts stay in its row. ``None`` if nothing was to do.

        Raises:
            Misplaced: as ``Sentences.cut``.
        """
        parts = self.sides[side].cut(at)
        if parts is None:
            return None
        number = self.owners[side][parts[0][0]]
        self.owners[side][parts[1][0]] = number
        return self.by_number[number]

    def join(self, side: int, first: Span, second: Span) -> Row | None:
        """Make two sentences of one row one. ``None`` if nothing was to do.

        Raises:
            Misplaced: they are no neighbours, or stand in two rows.
        """
        is_whole = self.sides[side].index(second[0]) is not None
        if is_whole and self.owners[side].get(first[0]) != self.owners[side][second[0]]:
            raise Misplaced("the two sentences stand in two pairs")
        if not self.sides[side].join(first, second):
            return None
        del self.owners[side][second[0]]
        return self.owner(side, first[0])

    def _runs(self, shape: Shape) -> tuple[list[Span], list[Span]]:
        runs = self.sides[0].run(shape.source), self.sides[1].run(shape.target)
        if not runs[0] and not runs[1]:
            raise Misplaced("a row needs a sentence on one side")
        return runs

    def _broken(
        self, shapes: Sequence[Shape], runs: Sequence[tuple[list[Span], list[Span]]]
    ) -> list[Row]:
        """The rows that lose sentences, each once, in order."""
        numbers = {shape.fills for shape in shapes if shape.fills in self.by_number}
        numbers = {n for n in numbers if self.by_number[n].is_empty}
        for run in runs:
            for side in (0, 1):
                numbers |= {self.owners[side][start] for start, _end in run[side]}
        return sorted((self.by_number[number] for number in numbers), key=_key)

    def _left(self, row: Row, taken: Sequence[set[int]]) -> list[tuple[Span, Span]]:
        """What remains of a row without some sentences: the runs of either side, in order.

        What stood before, or behind, what was taken on both sides still belongs together.
        """
        spans = (row.source, row.target)
        runs = [
            [s for s in _runs_of(self.sides[side].run(spans[side]), taken[side]) if s]
            for side in (0, 1)
        ]
        ends = row.source[1], row.target[1]
        count = [len(run) for run in runs]
        if count[0] == count[1]:
            return list(zip(runs[0], runs[1], strict=True))
        return [
            (
                runs[0][i] if i < count[0] else (ends[0], ends[0]),
                runs[1][i] if i < count[1] else (ends[1], ends[1]),
            )
            for i in range(max(count))
        ]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A row to be: one that was asked for (``shape``, its index), or what is left of another."""

    source: Span
    target: Span
    comes_from: str = ""
    shape: int | None = None

    @property
    def spans(self) -> tuple[Span, Span]:
        return self.source, self.target


def _made(piece: _Piece, number: str, old: Sequence[Row]) -> Row:
    """The row of a piece; it keeps what people marked on those it is made of."""
    is_left = piece.shape is None
    filled = [row for row in old if not row.is_empty]
    return replace(
        old[0],
        number=number,
        source=piece.source,
        target=piece.target,
        origin="left" if is_left else "shaped",
        bead=None,
        confidence=None,
        evidence=None,
        is_crossing=False,
        is_confirmed=False,
        is_doubtful=is_left and old[0].is_doubtful,
        is_kept_out=bool(filled) and all(one.is_kept_out for one in filled),
        is_bookmarked=any(one.is_bookmarked for one in old),
        note=next((one.note for one in old if one.note), ""),
    )


def _begins(row: Row, starts: Sequence[set[int]]) -> bool:
    side = 0 if row.source[0] < row.source[1] else 1
    return (row.source, row.target)[side][0] in starts[side]


def rows_of(alignment: Alignment) -> Rows:
    """The rows of what the machine found, numbered from 1 in the order of the source."""
    documents = alignment.source, alignment.target
    rows = Rows(sides=(_sentences(documents[0]), _sentences(documents[1])))
    ends = [[0, *(segment.end for segment in document.segments)] for document in documents]
    for index, bead in enumerate(alignment.beads):
        row = Row(
            number=str(index + 1),
            source=_offsets(documents[0], ends[0], bead.source),
            target=_offsets(documents[1], ends[1], bead.target),
            bead=index,
            confidence=bead.confidence,
            is_crossing=bead.is_crossing,
        )
        rows.by_number[row.number] = row
        rows.order.append(_key(row))
        _own(rows, documents, bead, row)
    rows.order.sort()
    return rows


def _own(rows: Rows, documents: tuple[Document, Document], bead: Bead, row: Row) -> None:
    for side, (first, last) in enumerate((bead.source, bead.target)):
        for segment in documents[side].segments[first:last]:
            rows.owners[side][segment.start] = row.number
    side = 0 if row.source[0] < row.source[1] else 1
    rows.births[side][(row.source, row.target)[side][0]] = row.number


def _sentences(document: Document) -> Sentences:
    return Sentences(document.text, ((s.start, s.end) for s in document.segments))


def _offsets(document: Document, ends: Sequence[int], span: Span) -> Span:
    if span[0] == span[1]:
        return ends[span[0]], ends[span[0]]
    return document.segments[span[0]].start, document.segments[span[1] - 1].end


def _order(source: Span, target: Span) -> tuple[int, int, int]:
    return source[0], int(source[0] < source[1]), target[0]


def _key(row: Row) -> tuple[int, int, int, str]:
    return (*_order(row.source, row.target), row.number)


def _same(one: Span, other: Span) -> bool:
    """Whether two spans hold the same; empty ones do wherever they stand."""
    return one == other or (one[0] == one[1] and other[0] == other[1])


def _runs_of(sentences: Sequence[Span], taken: set[int]) -> list[Span]:
    """The runs of sentences between those that were taken."""
    runs = []
    for is_left, group in itertools.groupby(sentences, key=lambda span: span[0] not in taken):
        if is_left:
            members = list(group)
            runs.append((members[0][0], members[-1][1]))
    return runs
