"""From pieces of text on pages to paragraphs: columns, running heads, footnotes, joined lines.

A page is cut into bands at the rows that run over its gutter, if it has one: a stretch that many
rows leave free, with lines on both sides that fill their columns (else it is a table, which is
read row by row). In a band the left column is read before the right one.
"""

from __future__ import annotations

import itertools
import math
import re
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpora.formats.documents.draft import Block
from corpora.formats.documents.pages import PAGE_NUMBER
from corpora.formats.documents.wrapping import (
    ITEM_MARKER,
    NEW_ITEM,
    SENTENCE_END,
    join_lines,
)
from corpora.language.han import HAN, HAN_RANGES
from corpora.language.languages import glue, is_chinese_line
from corpora.units import ParagraphKind

# A gap so wide, in sizes of the letters, parts columns and cells.
WIDE_GAP = 1.6
# A gutter has so many rows with text on both sides, and their lines fill so much of a column.
_GUTTER_ROWS, _GUTTER_FILL = 5, 0.6
_NARROWEST_COLUMN, _CROSSING, _MOST_GUTTERS = 0.2, 0.35, 8
# Lines so near the edge of the pages may be running heads, if so many pages have them.
_HEAD_ROWS, _HEAD_PAGES, _HEAD_SHARE = 2, 3, 0.3
# Against the body's size.
_HEADING_SIZE, _NOTE_SIZE = 1.15, 0.92
_LONGEST_HEADING = 200
# Against the usual distance of lines, and the letters' size.
_GAP, _INDENT, _RAGGED, _RAGGED_OPEN = 1.35, 0.9, 0.12, 0.3
# A line that ends so is no heading.
_IN_CLAUSE = re.compile(rf"[,，、-]\Z|[,，、][^,，。]{{1,40}}[{HAN_RANGES}]\Z")
_NOTE_MARK = re.compile(r"\s*(?:[\d*†‡①-⑳]|\[\d+\]|[（(]\d+[)）])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Text on one line of a page; places in points from the page's lower left, sizes of letters."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a column: its place, the column it stands in, and whether a cell of a table."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    page: int
    column: tuple[int, int]
    is_cell: bool = False


def read_pages(pages: Sequence[Sequence[Piece]], *, apart: bool) -> tuple[list[Block], int]:
    """The paragraphs of a document, and how many page numbers and running heads were left out.

    Args:
        pages: the pieces of each page.
        apart: join lines within each language, and give the one language after the other.
    """
    rows = [_rows(page) for page in pages]
    removed = _running_heads(rows)
    kept = [
        [row for number, row in enumerate(page) if (at, number) not in removed]
        for at, page in enumerate(rows)
    ]
    lines = [line for at, page in enumerate(kept) for line in _lines(page, at)]
    if not lines:
        return [], len(removed)
    body = _body_size(lines)
    streams = _by_language(lines) if apart else [lines]
    return [block for stream in streams for block in _paragraphs(stream, body)], len(removed)


def _rows(page: Sequence[Piece]) -> list[list[Piece]]:
    """The pieces of a page by height, from its top, each row from the left."""
    rows: list[list[Piece]] = []
    for piece in sorted(page, key=lambda piece: (-(piece.top + piece.bottom), piece.left)):
        middle = (piece.top + piece.bottom) / 2
        if rows and any(other.bottom < middle < other.top for other in rows[-1][:4]):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [_merged(sorted(row, key=lambda piece: piece.left)) for row in rows]


def _merged(row: Sequence[Piece]) -> list[Piece]:
    """The pieces of a row, those that stand near each other as one."""
    merged: list[Piece] = []
    for piece in row:
        gap = piece.left - merged[-1].right if merged else 0.0
        if merged and gap <= WIDE_GAP * min(piece.size, merged[-1].size):
            between = glue(merged[-1].text, piece.text) if gap > 0 else ""
            merged[-1] = _joined([merged[-1], piece], between)
        else:
            merged.append(piece)
    return merged


def _row_text(row: Sequence[Piece]) -> str:
    return " ".join(piece.text for piece in row)


def _running_heads(pages: Sequence[Sequence[Sequence[Piece]]]) -> set[tuple[int, int]]:
    """(page, row) of what stands at the edge of many pages, numbers apart, or counts them."""
    edges: dict[str, list[tuple[int, int]]] = {}
    numbered: dict[int, list[tuple[int, int]]] = {}
    for at, page in enumerate(pages):
        ends = {
            *range(min(_HEAD_ROWS, len(page))),
            *range(max(0, len(page) - _HEAD_ROWS), len(page)),
        }
        for number in ends:
            text = _row_text(page[number]).strip()
            found = PAGE_NUMBER.fullmatch(text) if len(text) <= 24 else None
            if found:
                numbered.setdefault(int(found["number"]) - at, []).append((at, number))
            edges.setdefault(re.sub(r"\d+", "", text), []).append((at, number))
    many = max(_HEAD_PAGES, _HEAD_SHARE * len(pages))
    heads = {
        place
        for text, places in edges.items()
        if len({at for at, _ in places}) >= many and (text or len(places) >= many)
        for place in places
    }
    counting = {place for places in numbered.values() if len(places) > 1 for place in places}
    return heads | counting


def _lines(rows: Sequence[Sequence[Piece]], page: int) -> Iterator[Line]:
    """The lines of a page in reading order."""
    band: list[Sequence[Piece]] = []
    gutter = _gutter(rows)
    number = 0
    for row in rows:
        crosses = gutter is None or any(p.left < gutter < p.right for p in row)
        if not crosses:
            band.append(row)
            continue
        if band:
            yield from _columns(band, gutter, page, number)
            band, number = [], number + 1
        yield from _cells(row, page, number)
    if band:
        yield from _columns(band, gutter, page, number)


def _gutter(rows: Sequence[Sequence[Piece]]) -> float | None:
    """Where a page, or a column of it, is free from top to bottom, or nearly so."""
    pieces = [piece for row in rows for piece in row]
    if len(rows) < _GUTTER_ROWS:
        return None
    left, right = min(p.left for p in pieces), max(p.right for p in pieces)
    margin = _NARROWEST_COLUMN * (right - left)
    free = _free_stretches(pieces, left + margin, right - margin, _CROSSING * len(rows))
    for start, end in free:
        gutter = (start + end) / 2
        before = [p for p in pieces if p.right <= gutter]
        after = [p for p in pieces if p.left >= gutter]
        if min(len(before), len(after)) >= _GUTTER_ROWS and _stand_beside(before, after):
            return gutter if _fills(before) and _fills(after) else None
    return None


def _free_stretches(
    pieces: Sequence[Piece], left: float, right: float, most: float
) -> list[tuple[float, float]]:
    """Stretches between two places over which few pieces run, those over which least do first."""
    steps: Counter[int] = Counter()
    for piece in pieces:
        steps[math.floor(piece.left)] += 1
        steps[math.ceil(piece.right)] -= 1
    stretches: list[tuple[int, float, float]] = []
    covering = 0
    places = sorted(steps)
    for place, following in itertools.pairwise(places):
        covering += steps[place]
        start, end = max(float(place), left), min(float(following), right)
        if covering <= most and end > start:
            stretches.append((covering, start, end))
    stretches.sort(key=lambda one: (one[0], one[1] - one[2]))
    return [(start, end) for _, start, end in stretches[:_MOST_GUTTERS]]


def _stand_beside(before: Sequence[Piece], after: Sequence[Piece]) -> bool:
    """Whether two sides of a gutter share most of their height."""
    low = max(min(p.bottom for p in before), min(p.bottom for p in after))
    high = min(max(p.top for p in before), max(p.top for p in after))
    shorter = min(
        max(p.top for p in side) - min(p.bottom for p in side) for side in (before, after)
    )
    return high - low >= 0.5 * shorter


def _fills(side: Sequence[Piece]) -> bool:
    """Whether the pieces of a column are lines of a text rather than cells."""
    left, right = min(p.left for p in side), max(p.right for p in side)
    widths = [(p.right - p.left) / max(1.0, right - left) for p in side]
    return statistics.median(widths) >= _GUTTER_FILL


def _columns(
    band: Sequence[Sequence[Piece]], gutter: float | None, page: int, number: int
) -> Iterator[Line]:
    """The lines of a band, column by column; a column may have columns of its own."""
    if gutter is None:
        return
    for side in (0, 1):
        rows = [[p for p in row if (p.left >= gutter) == bool(side)] for row in band]
        rows = [row for row in rows if row]
        inner = _gutter(rows)
        if inner is not None and all(not any(p.left < inner < p.right for p in r) for r in rows):
            yield from _columns(rows, inner, page, number * 8 + 4 + 2 * side)
            continue
        for row in rows:
            yield from _cells(row, page, number * 8 + 1 + side)


def _cells(row: Sequence[Piece], page: int, column: int) -> Iterator[Line]:
    """A row's pieces as lines: one, or one for each cell where they stand far apart."""
    is_cell = len(row) > 1 and not NEW_ITEM.match(row[0].text + " x")
    pieces = row if is_cell else [_joined(row)]
    for piece in pieces:
        yield Line(
            text=piece.text, left=piece.left, right=piece.right, bottom=piece.bottom,
            top=piece.top, size=piece.size, page=page, column=(page, column), is_cell=is_cell,
        )  # fmt: skip


def _joined(row: Sequence[Piece], between: str = " ") -> Piece:
    return replace(
        max(row, key=lambda piece: len(piece.text)),
        text=between.join(piece.text for piece in row),
        left=row[0].left,
        right=max(p.right for p in row),
        bottom=min(p.bottom for p in row),
        top=max(p.top for p in row),
    )


def _body_size(lines: Sequence[Line]) -> float:
    """The size of letters that most of the text is in."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0]


def _by_language(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines of the language that comes first, then the others, each in order.

    A column that is nearly all in one language is so whole.
    """
    sides: dict[tuple[int, int], list[bool]] = {}
    for line in lines:
        side = is_chinese_line(line.text)
        if side is not None:
            sides.setdefault(line.column, []).append(side)
    streams: dict[bool, list[Line]] = {}
    last = True
    for line in lines:
        votes = sides.get(line.column, [last])
        share = sum(votes) / len(votes)
        own = is_chinese_line(line.text)
        if share >= 0.9 or share <= 0.1:
            last = share >= 0.9
        elif own is not None:
            last = own
        streams.setdefault(last, []).append(line)
    return list(streams.values())


def _paragraphs(lines: Sequence[Line], body: float) -> Iterator[Block]:
    """Lines joined where the layout says that they go on, over columns and pages."""
    notes = set(_note_lines(lines, body))
    order = _notes_moved(lines, notes)
    text = [lines[i] for i in order]
    edges = _edges(text, body)
    leading = _leading(text)
    joins = {
        k
        for k in range(len(text) - 1)
        if (order[k] in notes) == (order[k + 1] in notes)
        and _goes_on(text[k], text[k + 1], edges, leading, body)
    }
    kinds = [_kind(line, body) for line in text]
    yield from _blocks([line.text for line in text], joins, kinds)


def _blocks(
    texts: Sequence[str], joins: set[int], kinds: Sequence[ParagraphKind]
) -> Iterator[Block]:
    joined = join_lines(texts, joins)
    first = [k for k in range(len(texts)) if k - 1 not in joins]
    for k, text in zip(first, joined, strict=True):
        kind = kinds[k] if len(text) <= _LONGEST_HEADING or kinds[k] == "cell" else "body"
        yield Block(text=text, kind=kind)


def _kind(line: Line, body: float) -> ParagraphKind:
    if line.is_cell:
        return "cell"
    return "heading" if line.size >= _HEADING_SIZE * body else "body"


def _note_lines(lines: Sequence[Line], body: float) -> Iterator[int]:
    """Small lines at the foot of a page, from one that begins with a number or mark."""
    for page, group in _grouped(lines):
        del page
        tail: list[int] = []
        for i in reversed(group):
            if lines[i].size > _NOTE_SIZE * body or lines[i].is_cell:
                break
            tail.append(i)
        while tail and not _NOTE_MARK.match(lines[tail[-1]].text):
            tail.pop()
        if len(tail) < len(group):
            yield from tail


def _grouped(lines: Sequence[Line]) -> Iterator[tuple[int, list[int]]]:
    pages: dict[int, list[int]] = {}
    for i, line in enumerate(lines):
        pages.setdefault(line.page, []).append(i)
    yield from pages.items()


def _notes_moved(lines: Sequence[Line], notes: set[int]) -> list[int]:
    """The order of lines with a page's notes after the paragraph that the page ends in."""
    order: list[int] = []
    waiting: list[int] = []
    for i, line in enumerate(lines):
        if i in notes:
            waiting.append(i)
            continue
        before = lines[order[-1]] if order else None
        if (
            waiting
            and before is not None
            and (SENTENCE_END.search(before.text) or NEW_ITEM.match(line.text))
        ):
            order += waiting
            waiting = []
        order.append(i)
    return order + waiting


def _edges(lines: Sequence[Line], body: float) -> dict[tuple[int, int], tuple[float, float]]:
    """The left and right edge of each column, by its lines of text where it has any."""
    by_column: dict[tuple[int, int], list[Line]] = {}
    for line in lines:
        by_column.setdefault(line.column, []).append(line)
    edges = {}
    for column, inside in by_column.items():
        plain = [line for line in inside if not line.is_cell and line.size < _HEADING_SIZE * body]
        lefts = Counter(round(line.left) for line in plain or inside)
        # Most lines begin at the edge, hanging numbers apart.
        left = float(lefts.most_common(1)[0][0])
        edges[column] = (left, max(line.right for line in plain or inside))
    return edges


def _leading(lines: Sequence[Line]) -> float:
    """The usual distance from line to line, as a share of the letters' size."""
    steps = [
        (a.bottom - b.bottom) / max(1.0, a.size)
        for a, b in itertools.pairwise(lines)
        if a.column == b.column and a.bottom > b.bottom and not a.is_cell and not b.is_cell
    ]
    return statistics.median(steps) if steps else 1.5


def _goes_on(
    line: Line,
    after: Line,
    edges: dict[tuple[int, int], tuple[float, float]],
    leading: float,
    body: float,
) -> bool:
    """Whether a paragraph goes on from one line to the next."""
    is_open = not SENTENCE_END.search(line.text)
    marker = ITEM_MARKER if is_open else NEW_ITEM
    if line.is_cell or after.is_cell or marker.match(after.text):
        return False
    if abs(line.size - after.size) > 0.1 * body:
        return False
    left, right = edges[line.column]
    width = max(1.0, right - left)
    first = edges[after.column][0]
    is_indented = after.left > first + _INDENT * after.size
    if is_indented and line.left <= left + _INDENT * line.size:
        return False  # an indent begins a paragraph
    if line.column == after.column:
        if line.bottom - after.bottom > _GAP * leading * line.size:
            return False
    elif not is_open:
        return False
    needed = _first_word_width(after)
    if line.size >= _HEADING_SIZE * body:
        return line.column == after.column and is_open
    plainly = (
        is_open
        and not is_indented
        and (after.text[0].islower() or _IN_CLAUSE.search(line.text) is not None)
    )
    ragged = (_RAGGED_OPEN if plainly else _RAGGED) * width
    return line.right + max(needed + 0.5 * after.size, ragged) >= right


def _first_word_width(line: Line) -> float:
    width = (line.right - line.left) / max(1, len(line.text))
    if HAN.match(line.text):
        return width
    return width * (len(line.text.split(" ", 1)[0]) + 1)
