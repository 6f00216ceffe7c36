"""The report: one page that says what is wrong in a translation, and how two documents pair."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from corpora.files import written_whole
from corpora.page import Part, asset, page, text
from corpora.units import Alignment
from corpora.values import counted
from quality.check.output.page import chinese_of, findings_part, findings_style, told_severities
from quality.findings import CheckReport, Finding
from review.page.looks import AlignmentSummary, summarise, worth_a_look
from review.page.pairs import looks_part, pairs_part
from review.page.picture import PATTERNS, detail, overview
from review.page.states import STATES, state_of, state_sign

# In view at once: by eye.
_LOOKS_SHOWN = 12
_ROWS_DRAWN = 16


def write_report(
    alignment: Alignment,
    path: str | Path,
    *,
    findings: CheckReport | None = None,
    parts: Sequence[Part] = (),
    index: str = "",
    force: bool = False,
) -> None:
    """Write the report of an alignment as one self-contained HTML page.

    Args:
        alignment: what to show.
        path: the file to write.
        findings: what the checks found in it; all of it is shown.
        parts: further parts, such as ``terms_part``; HTML already escaped.
        index: the address of a page that lists this report among others; empty for none.
        force: overwrite what is there.

    Raises:
        InputError: the file exists and ``force`` is off, or cannot be written.
    """
    html = report_page(alignment, findings=findings, parts=parts, index=index)
    with written_whole(path, force=force) as file:
        file.write(html.encode("utf-8", "replace"))


def report_page(
    alignment: Alignment,
    *,
    findings: CheckReport | None = None,
    parts: Sequence[Part] = (),
    index: str = "",
) -> str:
    """The report as HTML text; see ``write_report``."""
    looks = worth_a_look(alignment)
    found: dict[str, list[Finding]] = {}
    for finding in findings.findings if findings is not None else ():
        found.setdefault(finding.number, []).append(finding)
    first = [findings_part(findings, is_linked=True)] if findings is not None else []
    picture = Part(id="picture", heading="The picture", body="\n".join(_picture(alignment)))
    return page(
        title_of(alignment),
        [
            *first,
            looks_part(alignment, looks, found, _LOOKS_SHOWN),
            picture,
            *parts,
            pairs_part(alignment, looks, found),
            *_provenance(alignment),
        ],
        head="\n".join(_head(alignment, findings, index)),
        style=findings_style() + report_style(),
        chinese=chinese_of(alignment.source.language, alignment.target.language),
    )


def title_of(alignment: Alignment) -> str:
    """What a report is called: both documents' names."""
    return f"{alignment.source.name} ↔ {alignment.target.name}"


def report_style() -> str:
    """The style sheet of the report."""
    return asset("review.page", "report.css")


def _head(alignment: Alignment, findings: CheckReport | None, index: str) -> Iterator[str]:
    if index:
        yield f'<p class="small"><a href="{text(index)}">All documents</a></p>'
    yield f"<h1>{text(title_of(alignment))}</h1>"
    for warning in alignment.warnings:
        yield f'<p class="alert">{text(warning)}</p>'
    summary = summarise(alignment)
    if findings is not None:
        yield f'<p class="verdict">{text(_verdict(findings, summary))}</p>'
    yield f'<p class="verdict">{text(_how_it_pairs(summary))}</p>'


def _verdict(findings: CheckReport, summary: AlignmentSummary) -> str:
    looks = (
        f"{counted(summary.looks, 'pair')} worth a look"
        if summary.looks
        else "no pair that stands out"
    )
    return f"{told_severities(findings.findings)} from the checks; {looks}."


def _how_it_pairs(summary: AlignmentSummary) -> str:
    if not summary.beads:
        return "Neither side has any text."
    sentences = [
        f"{summary.source_segments:,} source segments face {summary.target_segments:,} target "
        f"segments in {summary.beads:,} pairs; {summary.sure_share:.0%} of the pairs are 95% sure "
        "or more."
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
    return f"{counted(number, noun)} {'is' if number == 1 else 'are'}"


def _picture(alignment: Alignment) -> Iterator[str]:
    states = {state_of(bead) for bead in alignment.beads}
    yield PATTERNS
    yield '<ul class="legend">'
    yield from (
        f"<li>{state_sign(name)}{text(label)}</li>"
        for name, label in STATES.items()
        if name in states
    )
    yield "</ul>"
    yield overview(alignment)
    rows, left_out = detail(alignment)
    if left_out:
        yield f'<p class="faint small">{left_out} rows of sure pairs are not drawn.</p>'
    if not rows:
        return
    drawn = "\n".join(rows)
    hint = (
        '<p class="faint small">Every box is a segment: point at it to read, click to go to its '
        "pair. By keyboard, the arrows go from place to place.</p>"
    )
    if len(rows) > _ROWS_DRAWN:
        summary = f"<summary>Every segment, in {len(rows)} rows</summary>"
        yield f"<details>{summary}{hint}{drawn}</details>"
    else:
        yield hint + drawn


def _provenance(alignment: Alignment) -> Iterator[Part]:
    lines = [f"Made by {alignment.signature}"] if alignment.signature else []
    for document in (alignment.source, alignment.target):
        lines += [f"{document.name}: {note}" for note in document.notes]
    kinds = ", ".join(f"{count} × {kind}" for kind, count in summarise(alignment).kinds.items())
    if kinds:
        lines.append(f"Pairs by their source and target segments: {kinds}")
    if lines:
        body = "".join(f'<p class="faint small">{text(line)}</p>' for line in lines)
        yield Part(id="made", heading="How this was made", body=body)
