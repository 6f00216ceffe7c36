"""Pictures of an alignment: both documents as strips, what pairs them as ribbons between.

Two of them, as SVG text: the overview shows the whole documents to scale, so that a lost
page or a moved block is a slant or a hole; the detail shows every segment in rows, like a
score, so that merges and gaps can be counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpora.page import text
from corpora.units import Alignment, Bead, Document, Span, is_chinese

# In pixels: by eye.
WIDTH = 1180.0
_ROW_UNITS = 270.0  # how much text a row of the detail holds, in typical English words
_MOST_BEADS = 1500  # a longer document shows only the rows with something to see
_MOST_ROWS = 80
_MOST_RIBBONS = 800  # of the overview; neighbours are drawn as one above that
_CHARS_PER_UNIT = {True: 1.6, False: 6.0}  # Chinese or not: characters that take one unit


def shade(bead: Bead) -> str:
    """The CSS class of a bead: what kind of trust it deserves."""
    if bead.is_null:
        return "gap"
    if bead.is_anchor:
        return "anchor"
    if bead.is_crossing:
        return "cross"
    if bead.confidence is None:
        return "unknown"
    bounds = ((0.95, "sure"), (0.8, "likely"), (0.5, "doubt"))
    return next((name for bound, name in bounds if bead.confidence >= bound), "unsure")


@dataclass(frozen=True, slots=True)
class _Strip:
    """A document as cumulative widths: ``edges[i]`` is where segment ``i`` begins."""

    document: Document
    edges: list[float]

    @classmethod
    def of(cls, document: Document) -> _Strip:
        per_unit = _CHARS_PER_UNIT[is_chinese(document.language)]
        edges = [0.0]
        for segment in document.segments:
            edges.append(edges[-1] + max(1.5, len(segment.text) / per_unit))
        return cls(document, edges)

    def extent(self, span: Span) -> tuple[float, float]:
        return self.edges[span[0]], self.edges[span[1]]

    def size(self, span: Span) -> float:
        return self.edges[span[1]] - self.edges[span[0]]


def overview(alignment: Alignment) -> str:
    """The whole documents to scale, source above, target below; SVG, 120 px high."""
    source, target = _Strip.of(alignment.source), _Strip.of(alignment.target)
    if not alignment.beads:
        return ""
    source_scale, target_scale = _scales(alignment, source, target)
    parts = [_svg_open(WIDTH, 120, "The whole alignment: source above, target below")]
    for strip, scale, top in ((source, source_scale, 4.0), (target, target_scale, 102.0)):
        parts.append(
            f'<rect class="strip" x="0" y="{top:g}" width="{strip.edges[-1] * scale:.1f}" '
            'height="14" rx="3"/>'
        )
    for first, last, name in _runs(alignment.beads):
        above = _scaled(source.extent((first.source[0], last.source[1])), source_scale)
        below = _scaled(target.extent((first.target[0], last.target[1])), target_scale)
        if name == "gap":
            # A hole is shown on the side that has text; the other side has nothing to show.
            on_source = first.source[0] < last.source[1]
            left, right = above if on_source else below
            parts.append(_box(left, 4.0 if on_source else 102.0, right - left, 14, name))
        else:
            parts.append(_ribbon(above, below, 18.0, 102.0, name))
    parts.append("</svg>")
    return "".join(parts)


def _scaled(extent: tuple[float, float], scale: float) -> tuple[float, float]:
    return extent[0] * scale, extent[1] * scale


def _scales(alignment: Alignment, source: _Strip, target: _Strip) -> tuple[float, float]:
    """Pixels a unit on either side, such that paired text is equally wide on both.

    What is missing on one side then makes its strip shorter instead of slanting every ribbon.
    """
    paired = [bead for bead in alignment.beads if not bead.is_null]
    source_paired = sum(source.size(bead.source) for bead in paired)
    target_paired = sum(target.size(bead.target) for bead in paired)
    ratio = source_paired / target_paired if source_paired and target_paired else 1.0
    scale = WIDTH / max(source.edges[-1], target.edges[-1] * ratio, 1e-9)
    return scale, scale * ratio


def _runs(beads: Sequence[Bead]) -> Iterator[tuple[Bead, Bead, str]]:
    """Beads one by one, or runs of like neighbours where there are too many to see."""
    most = max(1, -(-len(beads) // _MOST_RIBBONS))
    start = 0
    while start < len(beads):
        name = shade(beads[start])
        end = start + 1
        while (
            end < len(beads)
            and end - start < most
            and shade(beads[end]) == name
            and beads[end].source[0] == beads[end - 1].source[1]
            and beads[end].target[0] == beads[end - 1].target[1]
        ):
            end += 1
        yield beads[start], beads[end - 1], name
        start = end


def detail(alignment: Alignment) -> tuple[str, int]:
    """Every segment in rows; of a long document only the rows with something to see.

    Returns:
        HTML of the rows, and the number of rows left out.
    """
    source, target = _Strip.of(alignment.source), _Strip.of(alignment.target)
    rows = list(_rows(alignment.beads, source, target))
    shown = rows
    if len(alignment.beads) > _MOST_BEADS:
        shown = [row for row in rows if any(shade(bead) != "sure" for _, bead in row)][:_MOST_ROWS]
    pictures = [_row(row, source, target, is_last=row is rows[-1]) for row in shown]
    return "\n".join(pictures), len(rows) - len(shown)


_Row = list[tuple[int, Bead]]


def _column(bead: Bead, source: _Strip, target: _Strip) -> float:
    return max(source.size(bead.source), target.size(bead.target))


def _rows(beads: Sequence[Bead], source: _Strip, target: _Strip) -> Iterator[_Row]:
    row: _Row = []
    filled = 0.0
    for number, bead in enumerate(beads):
        width = _column(bead, source, target)
        if row and filled + width > _ROW_UNITS:
            yield row
            row, filled = [], 0.0
        row.append((number, bead))
        filled += width
    if row:
        yield row


def _row(row: _Row, source: _Strip, target: _Strip, *, is_last: bool) -> str:
    filled = sum(_column(bead, source, target) for _, bead in row)
    scale = (WIDTH - 3 * len(row)) / (max(_ROW_UNITS, filled) if is_last else filled)
    parts = [_svg_open(WIDTH, 64, _pairs_of(row))]
    x = 0.0
    for number, bead in row:
        width = _column(bead, source, target) * scale
        pair = text(bead.number_at(number))
        parts.append(f'<a href="#pair-{pair}"><title>{_hint(number, bead, source, target)}')
        parts.append("</title>")
        name = shade(bead)
        extents = []
        for strip, span, y in ((source, bead.source, 2.0), (target, bead.target, 46.0)):
            left = x + (width - strip.size(span) * scale) / 2
            extents.append((left, left + strip.size(span) * scale))
            parts += _segments(strip, span, left, y, scale, name)
        if not bead.is_null:
            parts.append(_ribbon(extents[0], extents[1], 18.0, 46.0, name))
        parts.append("</a>")
        x += width + 3
    parts.append("</svg>")
    return "".join(parts)


def _pairs_of(row: _Row) -> str:
    (first, one), (last, other) = row[0], row[-1]
    return f"Pairs {one.number_at(first)} to {other.number_at(last)}"


def _segments(
    strip: _Strip, span: Span, left: float, y: float, scale: float, name: str
) -> Iterator[str]:
    for index in range(*span):
        start, end = strip.extent((index, index + 1))
        yield _box(left, y, max((end - start) * scale - 1, 1), 16, name)
        left += (end - start) * scale


def _hint(number: int, bead: Bead, source: _Strip, target: _Strip) -> str:
    sure = "" if bead.confidence is None else f", {bead.confidence:.0%} sure"
    sides = (
        (source.document.slice_text(bead.source), "nothing in the source"),
        (target.document.slice_text(bead.target), "nothing in the target"),
    )
    lines = [f"Pair {bead.number_at(number)}: {bead.kind}{sure}"]
    lines += [(side[:140] + "…" if len(side) > 140 else side) or nothing for side, nothing in sides]
    return text("\n".join(lines))


def _svg_open(width: float, height: float, label: str) -> str:
    return (
        f'<svg class="picture" viewBox="0 0 {width:g} {height:g}" role="img" '
        f'aria-label="{text(label)}" xmlns="http://www.w3.org/2000/svg">'
    )


def _box(x: float, y: float, width: float, height: float, name: str) -> str:
    return (
        f'<rect class="box {name}" x="{x:.1f}" y="{y:g}" width="{max(width, 0.6):.1f}" '
        f'height="{height:g}" rx="2"/>'
    )


def _ribbon(
    top: tuple[float, float], bottom: tuple[float, float], y0: float, y1: float, name: str
) -> str:
    """A band from ``top`` to ``bottom`` with the soft shoulders of a Sankey diagram."""
    middle = (y0 + y1) / 2
    return (
        f'<path class="ribbon {name}" d="M{top[0]:.1f} {y0:g}'
        f"C{top[0]:.1f} {middle:g} {bottom[0]:.1f} {middle:g} {bottom[0]:.1f} {y1:g}"
        f"L{bottom[1]:.1f} {y1:g}"
        f'C{bottom[1]:.1f} {middle:g} {top[1]:.1f} {middle:g} {top[1]:.1f} {y0:g}Z"/>'
    )
