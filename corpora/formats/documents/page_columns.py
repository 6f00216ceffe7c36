"""Rows and columns of a page: which pieces of text share a line, and where a gutter parts them.

A page has a gutter where few pieces run over a stretch, with lines on both sides that share their
height and fill their columns (else it is a table, which is read row by row).
"""

from __future__ import annotations

import itertools
import math
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpora.language.languages import glue

# A gap so wide, in sizes of the letters, parts columns and cells.
WIDE_GAP = 1.6
# A gutter has so many rows with text on both sides, and their lines fill so much of a column.
_GUTTER_ROWS, _GUTTER_FILL = 5, 0.6
_NARROWEST_COLUMN, _CROSSING, _MOST_GUTTERS = 0.2, 0.35, 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Text on one line of a page; places in points from the page's lower left, sizes of letters."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float


def rows_of(page: Sequence[Piece]) -> list[list[Piece]]:
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
            merged[-1] = joined_pieces([merged[-1], piece], between)
        else:
            merged.append(piece)
    return merged


def row_text(row: Sequence[Piece]) -> str:
    """What a row says from left to right."""
    return " ".join(piece.text for piece in row)


def find_gutter(rows: Sequence[Sequence[Piece]]) -> float | None:
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


def joined_pieces(row: Sequence[Piece], between: str = " ") -> Piece:
    """The pieces of a row as one, of the size that its longest has."""
    return replace(
        max(row, key=lambda piece: len(piece.text)),
        text=between.join(piece.text for piece in row),
        left=row[0].left,
        right=max(p.right for p in row),
        bottom=min(p.bottom for p in row),
        top=max(p.top for p in row),
    )
