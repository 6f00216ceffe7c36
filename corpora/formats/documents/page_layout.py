"""From pieces of text on pages to paragraphs: columns, running heads, footnotes, joined lines.

A page is cut into bands at the rows that run over its gutter, if it has one; in a band the left
column is read before the right one. Lines are joined where the layout says that they go on.
"""

from __future__ import annotations

import itertools
import re
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpora.formats.documents.draft import Block
from corpora.formats.documents.page_columns import (
    Piece,
    find_gutter,
    joined_pieces,
    row_text,
    rows_of,
)
from corpora.formats.documents.pages import PAGE_NUMBER
from corpora.formats.documents.wrapping import (
    ITEM_MARKER,
    NEW_ITEM,
    SENTENCE_END,
    join_lines,
)
from corpora.language.han import HAN, HAN_RANGES
from corpora.language.languages import is_chinese_line
from corpora.units import ParagraphKind

# Lines so near the edge of the pages may be running heads, if so many pages have them.
_HEAD_ROWS, _HEAD_PAGES, _HEAD_SHARE = 2, 3, 0.3
_NUMBERS = re.compile(r"[0-9]{1,6}")
# Against the body's size.
_HEADING_SIZE, _NOTE_SIZE = 1.15, 0.92
_LONGEST_HEADING = 200
# Against the usual distance of lines, and the letters' size.
_GAP, _INDENT, _RAGGED, _RAGGED_OPEN = 1.35, 0.9, 0.12, 0.3
# A line that ends so is no heading.
_IN_CLAUSE = re.compile(rf"[,，、-]\Z|[,，、][^,，。]{{1,40}}[{HAN_RANGES}]\Z")
_NOTE_MARK = re.compile(r"\s*(?:[\d*†‡①-⑳]|\[\d+\]|[（(]\d+[)）])")


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
    rows = [rows_of(page) for page in pages]
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


def _running_heads(pages: Sequence[Sequence[Sequence[Piece]]]) -> set[tuple[int, int]]:
    """(page, row) of what stands at the edge of many pages, numbers apart, or counts them."""
    edges: dict[str, list[tuple[int, int, str]]] = {}
    numbered: dict[int, list[tuple[int, int]]] = {}
    for at, page in enumerate(pages):
        ends = {
            *range(min(_HEAD_ROWS, len(page))),
            *range(max(0, len(page) - _HEAD_ROWS), len(page)),
        }
        for number in ends:
            text = row_text(page[number]).strip()
            found = PAGE_NUMBER.fullmatch(text) if len(text) <= 24 else None
            if found:
                numbered.setdefault(int(found["number"]) - at, []).append((at, number))
            edges.setdefault(re.sub(r"\d+", "", text), []).append((at, number, text))
    many = max(_HEAD_PAGES, _HEAD_SHARE * len(pages))
    heads = {
        (at, number)
        for places in edges.values()
        if len({at for at, _, _ in places}) >= many and _recurs(places)
        for at, number, _ in places
    }
    counting = {place for places in numbered.values() if len(places) > 1 for place in places}
    return heads | counting


def _recurs(places: Sequence[tuple[int, int, str]]) -> bool:
    """Whether texts that are alike but for their numbers are one head, not numbered headings.

    The numbers count the pages, or the same text comes again on most of them.
    """
    offsets = Counter(
        offset
        for at, _, text in places
        for offset in {int(digits) - at for digits in _NUMBERS.findall(text)}
    )
    most = max(offsets.values(), default=0)
    return 2 * max(most, len(places) - len({text for _, _, text in places}) + 1) > len(places)


def _lines(rows: Sequence[Sequence[Piece]], page: int) -> Iterator[Line]:
    """The lines of a page in reading order."""
    band: list[Sequence[Piece]] = []
    gutter = find_gutter(rows)
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


def _columns(
    band: Sequence[Sequence[Piece]], gutter: float | None, page: int, number: int
) -> Iterator[Line]:
    """The lines of a band, column by column; a column may have columns of its own."""
    if gutter is None:
        return
    for side in (0, 1):
        rows = [[p for p in row if (p.left >= gutter) == bool(side)] for row in band]
        rows = [row for row in rows if row]
        inner = find_gutter(rows)
        if inner is not None and all(not any(p.left < inner < p.right for p in r) for r in rows):
            yield from _columns(rows, inner, page, number * 8 + 4 + 2 * side)
            continue
        for row in rows:
            yield from _cells(row, page, number * 8 + 1 + side)


def _cells(row: Sequence[Piece], page: int, column: int) -> Iterator[Line]:
    """A row's pieces as lines: one, or one for each cell where they stand far apart."""
    is_cell = len(row) > 1 and not NEW_ITEM.match(row[0].text + " x")
    pieces = row if is_cell else [joined_pieces(row)]
    for piece in pieces:
        yield Line(
            text=piece.text, left=piece.left, right=piece.right, bottom=piece.bottom,
            top=piece.top, size=piece.size, page=page, column=(page, column), is_cell=is_cell,
        )  # fmt: skip


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
