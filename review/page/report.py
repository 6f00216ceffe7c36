"""The report: one page on which a person sees at a glance how two documents pair."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path

from corpora.files import written_whole
from corpora.page import page, search_box, text
from corpora.units import Alignment, Bead, Document, Span
from review.page.looks import AlignmentSummary, Look, summarise, worth_a_look
from review.page.picture import detail, overview, shade

# What a page shows: by eye.
_MOST_LOOKS = 60
_MOST_PAIRS = 4000
_LEGEND = (
    ("sure", "95% sure or more"),
    ("likely", "80 to 95%"),
    ("doubt", "50 to 80%"),
    ("unsure", "less"),
    ("gap", "no counterpart"),
    ("cross", "stands in another place"),
    ("anchor", "confirmed by a person"),
)


def write_report(
    alignment: Alignment,
    path: str | Path,
    *,
    sections: Sequence[tuple[str, str]] = (),
    force: bool = False,
) -> None:
    """Write the report of an alignment as one self-contained HTML page.

    Args:
        alignment: what to show.
        path: the file to write.
        sections: further (heading, HTML) parts, such as ``terms_section``; HTML already escaped.
        force: overwrite what is there.

    Raises:
        InputError: the file exists and ``force`` is off, or cannot be written.
    """
    html = report_page(alignment, sections=sections)
    with written_whole(path, force=force) as file:
        file.write(html.encode("utf-8"))


def report_page(alignment: Alignment, *, sections: Sequence[tuple[str, str]] = ()) -> str:
    """The report as HTML text; see ``write_report``."""
    looks = worth_a_look(alignment)
    summary = summarise(alignment)
    title = f"{alignment.source.name} ↔ {alignment.target.name}"
    body = [
        f"<h1>{text(title)}</h1>",
        *_head(alignment, summary),
        "<h2>The picture</h2>",
        _legend(),
        overview(alignment),
        *_detail(alignment),
        "<h2>Worth a look first</h2>",
        *_looks(alignment, looks),
    ]
    for heading, html in sections:
        body += [f"<h2>{text(heading)}</h2>", html]
    body += ["<h2>All pairs</h2>", *_pairs(alignment), *_provenance(alignment)]
    return page(title, "\n".join(body), style=_asset("report.css"), script=_asset("report.js"))


def _asset(name: str) -> str:
    return files("review.page").joinpath(name).read_text(encoding="utf-8")


def _head(alignment: Alignment, summary: AlignmentSummary) -> Iterator[str]:
    for warning in alignment.warnings:
        yield f'<p class="warning">{text(warning)}</p>'
    yield f'<p class="verdict">{text(_verdict(summary))}</p>'
    cards: list[tuple[str, object]] = [
        (f"source segments ({alignment.source.language})", summary.source_segments),
        (f"target segments ({alignment.target.language})", summary.target_segments),
        ("pairs", summary.beads),
        ("95% sure or more", f"{summary.sure_share:.0%}"),
        ("source segments left out", summary.source_gaps),
        ("target segments added", summary.target_gaps),
        ("worth a look", summary.looks),
    ]
    yield '<div class="cards">'
    for label, value in cards:
        yield f'<div class="card"><b>{text(value)}</b>'
        yield f'<span class="faint">{text(label)}</span></div>'
    yield "</div>"
    kinds = "".join(
        f'<span class="chip">{text(kind)}&ensp;{count}</span> '
        for kind, count in summary.kinds.items()
    )
    yield f'<p class="faint small">Pairs by kind (source segments – target segments): {kinds}</p>'


def _verdict(summary: AlignmentSummary) -> str:
    if not summary.beads:
        return "Neither side has any text."
    sentences = [
        f"{summary.source_segments} source segments face {summary.target_segments} target segments "
        f"in {summary.beads} pairs; {summary.sure_share:.0%} of the pairs are 95% sure or more."
    ]
    if summary.source_gaps or summary.target_gaps:
        sentences.append(
            f"{_counted(summary.source_gaps, 'source segment')} left out of the translation, "
            f"{_counted(summary.target_gaps, 'target segment')} added."
        )
    if summary.crossings:
        sentences.append(f"{_counted(summary.crossings, 'pair')} out of order.")
    return " ".join(sentences)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun} is" if number == 1 else f"{number} {noun}s are"


def _legend() -> str:
    items = "".join(f'<span><i class="{name}"></i>{text(label)}</span>' for name, label in _LEGEND)
    return f'<p class="legend">{items}</p>'


def _detail(alignment: Alignment) -> Iterator[str]:
    rows, left_out = detail(alignment)
    if rows:
        yield (
            '<p class="faint small">Every box is a segment; point at it to read, '
            "click to go to the pair.</p>"
        )
        yield f'<div class="detail">{rows}</div>'
    if left_out:
        yield f'<p class="faint small">{left_out} rows of sure pairs are not drawn.</p>'


def _looks(alignment: Alignment, looks: Sequence[Look]) -> Iterator[str]:
    if not looks:
        yield "<p>Nothing stands out.</p>"
        return
    yield '<table class="pairs"><thead><tr><th class="number">Pair</th><th>Why</th>'
    yield "<th>Source</th><th>Target</th></tr></thead><tbody>"
    for look in looks[:_MOST_LOOKS]:
        bead = alignment.beads[look.bead]
        number = text(bead.number_at(look.bead))
        yield f'<tr><td class="number"><a href="#pair-{number}">{number}</a></td>'
        yield f"<td>{text(look.reason)}</td>{_sides(alignment, bead)}</tr>"
    yield "</tbody></table>"
    if len(looks) > _MOST_LOOKS:
        rest = len(looks) - _MOST_LOOKS
        yield f'<p class="faint small">{rest} more are marked in the table of all pairs.</p>'


def _pairs(alignment: Alignment) -> Iterator[str]:
    shown = alignment.beads[:_MOST_PAIRS]
    yield search_box("Find in either language", told="found")
    yield '<div class="scroll"><table class="pairs" id="pairs"><thead><tr>'
    yield '<th class="number">Pair</th><th>Kind</th><th>Source</th><th>Target</th>'
    yield '<th class="number">Confidence</th></tr></thead><tbody>'
    for index, bead in enumerate(shown):
        number = text(bead.number_at(index))
        yield f'<tr id="pair-{number}"><td class="number">{number}</td>'
        yield f"<td>{text(bead.kind)}</td>{_sides(alignment, bead)}{_confidence(bead)}</tr>"
    yield "</tbody></table></div>"
    if len(alignment.beads) > len(shown):
        rest = len(alignment.beads) - len(shown)
        yield f'<p class="faint small">{rest} more pairs are in the memory only.</p>'


def _sides(alignment: Alignment, bead: Bead) -> str:
    return _side(alignment.source, bead.source) + _side(alignment.target, bead.target)


def _side(document: Document, span: Span) -> str:
    if span[0] == span[1]:
        return '<td class="text faint">—</td>'
    speaker = document.speaker(span[0])
    label = f'<span class="speaker">{text(speaker)}</span>' if speaker else ""
    language = text(document.language)
    return f'<td class="text" lang="{language}">{label}{text(document.slice_text(span))}</td>'


def _confidence(bead: Bead) -> str:
    if bead.confidence is None:
        return '<td class="number faint">–</td>'
    why = "; ".join(f"{name} {weight:+.1f}" for name, weight in bead.evidence.items())
    bar = f'<span class="bar {shade(bead)}" style="width:{bead.confidence * 3:.2f}em"></span>'
    return f'<td class="number" title="{text(why)}">{bar} {bead.confidence:.2f}</td>'


def _provenance(alignment: Alignment) -> Iterator[str]:
    lines = [f"Made by {alignment.signature}"] if alignment.signature else []
    for document in (alignment.source, alignment.target):
        lines += [f"{document.name}: {note}" for note in document.notes]
    if lines:
        yield "<h2>How this was made</h2>"
        yield "".join(f'<p class="faint small">{text(line)}</p>' for line in lines)
