"""Parts of the report beside the alignment: terms, findings, what the memory will do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpora.memory.exporting import AlignmentWritten
from corpora.memory.forecast import Forecast
from corpora.page import marked, text
from glossary import ConceptEntry, Glossary
from quality.findings import CheckReport, Finding

Section = tuple[str, str]

# What a page shows: by eye.
_MOST_TERMS = 150
_MOST_FINDINGS = 60


def terms_section(glossary: Glossary) -> Section:
    """The terms with a bar for every rendering."""
    entries = glossary.entries
    if not entries:
        return "Terms", "<p>No terms were found.</p>"
    rows = "".join("".join(_term(entry)) for entry in entries[:_MOST_TERMS])
    rest = len(entries) - _MOST_TERMS
    more = f'<p class="faint small">{rest} more are in the glossary.</p>' if rest > 0 else ""
    return (
        "Terms",
        '<div class="scroll"><table><thead><tr><th>Term</th><th>Renderings</th>'
        '<th class="number">Times</th><th class="number">Confidence</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div>{more}",
    )


def _term(entry: ConceptEntry) -> Iterator[str]:
    category = f'<span class="speaker">{text(entry.category)}</span>' if entry.category else ""
    yield f'<tr><td>{text(entry.source_term)}{category}</td><td class="renderings">'
    for rendering in entry.renderings:
        width = max(0.3, rendering.share * 6)
        yield (
            f'<div><span class="bar" style="width:{width:.2f}em"></span>'
            f'{text(rendering.text)} <span class="faint">{rendering.count}</span></div>'
        )
    if not entry.renderings:
        yield f"<div>{text(entry.target_term)}</div>"
    sure = "–" if entry.confidence is None else f"{entry.confidence:.2f}"
    yield f'</td><td class="number">{entry.count}</td><td class="number">{sure}</td></tr>'


def findings_section(report: CheckReport) -> Section:
    """The gravest findings, the places marked."""
    shown = [finding for finding in report.findings if finding.severity != "minor"]
    shown.sort(key=lambda finding: (finding.severity != "error", finding.unit))
    if not shown:
        return "Findings", "<p>The checks found nothing that deserves a correction.</p>"
    rows = "".join(_finding(finding) for finding in shown[:_MOST_FINDINGS])
    rest = len(report.findings) - len(shown[:_MOST_FINDINGS])
    more = (
        f'<p class="faint small">{rest} more, minor ones among them: duizhao check lists all.</p>'
        if rest > 0
        else ""
    )
    errors = sum(finding.severity == "error" for finding in shown)
    return (
        "Findings",
        f"<p>{errors} errors, then {len(shown) - errors} warnings.</p>"
        '<div class="scroll"><table class="findings"><thead><tr><th class="number">Pair</th>'
        "<th>What</th><th>Source</th><th>Target</th></tr></thead>"
        f"<tbody>{rows}</tbody></table></div>{more}",
    )


def _finding(finding: Finding) -> str:
    number = text(finding.number)
    expected = (
        f'<span class="speaker">expected: {text(finding.expected)}</span>'
        if finding.expected
        else ""
    )
    return (
        f'<tr><td class="number"><a href="#pair-{number}">{number}</a></td>'
        f'<td><span class="chip">{text(finding.check)}</span> {text(finding.message)}'
        f"{expected}</td>"
        f'<td class="text">{marked(finding.source, [finding.source_span], empty="—")}</td>'
        f'<td class="text">{marked(finding.target, [finding.target_span], empty="—")}</td></tr>'
    )


def memory_section(memory: AlignmentWritten) -> Section:
    """How much of the memory will match in a translator's tool, and why the rest will not."""
    lines = [f"<p>{memory.units} units are in the memory."]
    if memory.review_units:
        lines.append(
            f"{memory.review_units} more are kept apart for review: {memory.gaps} without a "
            f"counterpart, {memory.low} not sure enough."
        )
    lines.append("</p>")
    for forecast in memory.forecasts:
        lines += _forecast(forecast)
    return "Will the memory match?", " ".join(lines)


def _forecast(forecast: Forecast) -> Sequence[str]:
    reasons = "".join(
        f'<tr><td class="number">{count}</td><td>{text(reason)}</td></tr>'
        for reason, count in forecast.reasons.items()
    )
    table = (
        f'<table><thead><tr><th class="number">Units</th><th>that cannot match, because'
        f"</th></tr></thead><tbody>{reasons}</tbody></table>"
        if reasons
        else ""
    )
    return [
        f"<p>In {text(forecast.tool)}, in a project cut into {text(forecast.level)}s, "
        f"{forecast.matchable} of the {forecast.units} units can match "
        f"({forecast.unit_share:.0%}); they fill {forecast.share:.0%} of this document.</p>",
        table,
    ]
