"""Pictures of an alignment: both documents as strips, what pairs them as ribbons between.

Two of them, as SVG text: the overview shows the whole documents to scale, so that a lost
page or a moved block is a slant or a hole; the detail shows every segment in rows, like a
score, so that merges and gaps can be counted. Every place in them is a link to its pair.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpora.page import text
from corpora.units import Alignment, Bead, Document, Span, is_chinese
from review.page.states import STATES, state_of

# In pixels: by eye.
WIDTH = 1180.0
_ROW_UNITS = 270.0  # how much text a row of the detail holds, in typical English words
_MOST_BEADS = 1500  # a longer document shows only the rows with something to see
_MOST_ROWS = 80
_MOST_RIBBONS = 800  # of the overview; neighbours are drawn as one above that
_TOPS = (4.0, 102.0)  # of the two strips of the overview
PATTERNS = (
    '<svg class="patterns" aria-hidden="true"><defs>'
    '<pattern id="doubtful" width="8" height="8" patternUnits="userSpaceOnUse">'
    '<rect class="doubt" width="8" height="8"/><path d="M-2 2l4-4M0 8l8-8M6 10l4-4" '
    'stroke-width="1.6"/></pattern>'
    '<pattern id="unsure" width="8" height="8" patternUnits="userSpaceOnUse">'
    '<rect class="unsure" width="8" height="8"/><path d="M-2 2l4-4M0 8l8-8M6 10l4-4M-2 6l4 4'
    'M0 0l8 8M6-2l4 4" stroke-width="1.4"/></pattern>'
    '<pattern id="crossing" width="6" height="6" patternUnits="userSpaceOnUse">'
    '<rect class="cross" width="6" height="6"/><path d="M0 3h6" stroke-width="1.4"/></pattern>'
    "</defs></svg>"
)
"""What shapes are filled with that are doubtful or out of order, once on a page with pictures."""
_CHARS_PER_UNIT = {True: 1.6, False: 6.0}  # Chinese or not: characters that take one unit


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
    if not alignment.beads:
        return ""
    strips = _Strip.of(alignment.source), _Strip.of(alignment.target)
    scales = _scales(alignment, *strips)
    parts = [_svg_open(WIDTH, 120, "The whole alignment: source above, target below")]
    for strip, scale, top in zip(strips, scales, _TOPS, strict=True):
        parts.append(
            f'<rect class="strip" x="0" y="{top:g}" width="{strip.edges[-1] * scale:.1f}" '
            'height="14"/>'
        )
    for place, (first, last) in enumerate(_runs(alignment.beads)):
        parts.append(_link(alignment.beads, first, last, is_first=place == 0))
        parts += [_run(alignment.beads[first], alignment.beads[last], strips, scales), "</a>"]
    parts.append("</svg>")
    return "".join(parts)


def _run(
    first: Bead, last: Bead, strips: tuple[_Strip, _Strip], scales: tuple[float, float]
) -> str:
    """Beads from ``first`` to ``last`` as one shape."""
    state = state_of(first)
    above = _scaled(strips[0].extent((first.source[0], last.source[1])), scales[0])
    below = _scaled(strips[1].extent((first.target[0], last.target[1])), scales[1])
    if state != "gap":
        return _ribbon(above, below, 18.0, 102.0, state)
    # A hole is shown on the side that has text; the other side has nothing to show.
    on_source = first.source[0] < last.source[1]
    left, right = above if on_source else below
    # Wide enough to be hit.
    return _box(left, _TOPS[0 if on_source else 1], max(right - left, 4.0), 14, state)


def _link(beads: Sequence[Bead], first: int, last: int, *, is_first: bool) -> str:
    """The start of a link to the first of some pairs; arrow keys go from one to the next."""
    one, other = beads[first].number_at(first), beads[last].number_at(last)
    label = f"Pair {one}" if first == last else f"Pairs {one} to {other}"
    told = f"{label}: {STATES[state_of(beads[first])]}"
    return (
        f'<a href="#pair-{text(one)}" tabindex="{0 if is_first else -1}" '
        f'aria-label="{text(told)}"><title>{text(told)}</title>'
    )


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


def _runs(beads: Sequence[Bead]) -> Iterator[Span]:
    """First and last of beads one by one, or of like neighbours where there are too many to see."""
    most = max(1, -(-len(beads) // _MOST_RIBBONS))
    start = 0
    while start < len(beads):
        name = state_of(beads[start])
        end = start + 1
        while (
            end < len(beads)
            and end - start < most
            and state_of(beads[end]) == name
            and beads[end].source[0] == beads[end - 1].source[1]
            and beads[end].target[0] == beads[end - 1].target[1]
        ):
            end += 1
        yield start, end - 1
        start = end


def detail(alignment: Alignment) -> tuple[list[str], int]:
    """Every segment in rows; of a long document only the rows with something to see.

    Returns:
        SVG of each row, and the number of rows left out.
    """
    source, target = _Strip.of(alignment.source), _Strip.of(alignment.target)
    rows = list(_rows(alignment.beads, source, target))
    shown = rows
    if len(alignment.beads) > _MOST_BEADS:
        shown = [row for row in rows if any(state_of(bead) != "sure" for _, bead in row)][
            :_MOST_ROWS
        ]
    pictures = [_row(row, source, target, is_last=row is rows[-1]) for row in shown]
    return pictures, len(rows) - len(shown)


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
    for place, (number, bead) in enumerate(row):
        width = _column(bead, source, target) * scale
        pair = text(bead.number_at(number))
        name = f"Pair {bead.number_at(number)}: {bead.kind}, {STATES[state_of(bead)]}"
        parts.append(
            f'<a href="#pair-{pair}" tabindex="{-1 if place else 0}" '
            f'aria-label="{text(name)}"><title>{_hint(name, bead, source, target)}</title>'
        )
        state = state_of(bead)
        extents = []
        for strip, span, y in ((source, bead.source, 2.0), (target, bead.target, 46.0)):
            left = x + (width - strip.size(span) * scale) / 2
            extents.append((left, left + strip.size(span) * scale))
            parts += _segments(strip, span, left, y, scale, state)
        if not bead.is_null:
            parts.append(_ribbon(extents[0], extents[1], 18.0, 46.0, state))
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


def _hint(name: str, bead: Bead, source: _Strip, target: _Strip) -> str:
    """What a place says when pointed at: its name and both texts."""
    sides = (
        (source.document.slice_text(bead.source), "nothing in the source"),
        (target.document.slice_text(bead.target), "nothing in the target"),
    )
    lines = [(side[:140] + "…" if len(side) > 140 else side) or nothing for side, nothing in sides]
    return text("\n".join([name, *lines]))


def _svg_open(width: float, height: float, label: str) -> str:
    return (
        f'<svg class="picture h{height:g}" viewBox="0 0 {width:g} {height:g}" role="group" '
        f'data-picture preserveAspectRatio="none" aria-label="{text(label)}">'
    )


def _box(x: float, y: float, width: float, height: float, name: str) -> str:
    return (
        f'<rect class="box {name}" x="{x:.1f}" y="{y:g}" width="{max(width, 0.6):.1f}" '
        f'height="{height:g}"/>'
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
