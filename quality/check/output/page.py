"""Findings as one HTML page: both texts side by side, filters, offline, printable."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from itertools import groupby

from corpora.page import marked, page, text
from corpora.units import is_chinese
from quality.check.registry import CHECKS
from quality.findings import SEVERITIES, CheckReport, Finding, group_alike


def check_page(report: CheckReport) -> str:
    """A report as a page that needs no network; everything from the texts is escaped."""
    folder = files("quality.check.output")
    body = "\n".join([_head(report), _filters(report), _table(report), _foot(report)])
    return page(
        f"Findings: {report.name}",
        body,
        style=(folder / "page.css").read_text("utf-8"),
        script=(folder / "page.js").read_text("utf-8"),
    )


def _head(report: CheckReport) -> str:
    totals = report.counts["all"]
    parts = [f"{totals[level]} {_plural(level, totals[level])}" for level in SEVERITIES]
    ignored = f", {report.ignored} ignored" if report.ignored else ""
    return (
        f"<h1>{text(report.name)}</h1>\n"
        f'<p class="faint">{report.units} units, {text(report.source_language)} to '
        f"{text(report.target_language)}: {', '.join(parts)}{ignored}.</p>"
    )


def _plural(level: str, count: int) -> str:
    if level == "minor":
        return "minor"
    return level if count == 1 else f"{level}s"


def _filters(report: CheckReport) -> str:
    names = [name for name in report.counts if name != "all"]
    boxes = [
        _box("check", name, sum(report.counts[name].values()), CHECKS[name].about) for name in names
    ]
    levels = [_box("severity", level, report.counts["all"][level]) for level in SEVERITIES]
    return (
        '<form class="filters screen-only" autocomplete="off">\n'
        f"<fieldset><legend>Severity</legend>{''.join(levels)}</fieldset>\n"
        f"<fieldset><legend>Check</legend>{''.join(boxes)}</fieldset>\n"
        '<input type="search" id="search" placeholder="Search texts and messages" '
        'aria-label="Search texts and messages">\n'
        '<span id="shown" class="faint small" role="status"></span>\n</form>'
    )


def _box(kind: str, name: str, count: int, about: str = "") -> str:
    title = f' title="{text(about)}"' if about else ""
    return (
        f'<label{title}><input type="checkbox" data-kind="{kind}" value="{text(name)}" checked> '
        f'{text(name)} <span class="faint">{count}</span></label>'
    )


def _table(report: CheckReport) -> str:
    if not report.findings:
        return '<p class="nothing">Nothing was found.</p>'
    alike = {one.id: len(group) for group in group_alike(report.findings) for one in group}
    rows = [
        _unit(list(findings), report, alike)
        for _unit_number, findings in groupby(report.findings, key=lambda finding: finding.unit)
    ]
    return (
        '<table class="findings"><thead><tr><th class="number">Unit</th><th>Source</th>'
        f"<th>Translation</th><th>Findings</th></tr></thead>\n<tbody>\n{''.join(rows)}</tbody></table>"
    )


def _unit(findings: list[Finding], report: CheckReport, alike: Mapping[str, int]) -> str:
    first = findings[0]
    source = marked(first.source, [one.source_span for one in findings], empty="(empty)")
    target = marked(first.target, [one.target_span for one in findings], empty="(empty)")
    items = "".join(_item(finding, alike[finding.id]) for finding in findings)
    return (
        f'<tr class="unit" id="unit-{first.number}"><td class="number">{first.number}</td>'
        f"<td{_language(report.source_language)}>{source}</td>"
        f"<td{_language(report.target_language)}>{target}</td><td><ul>{items}</ul></td></tr>\n"
    )


def _language(language: str) -> str:
    kind = ' class="zh"' if is_chinese(language) else ""
    return f' lang="{text(language)}"{kind}'


def _item(finding: Finding, alike: int) -> str:
    repeated = f' <span class="faint">({alike} alike)</span>' if alike > 1 else ""
    expected = (
        f'<div class="expected">Expected: {text(finding.expected)}</div>'
        if finding.expected.strip()
        else ""
    )
    return (
        f'<li class="{finding.severity}" data-check="{text(finding.check)}" '
        f'data-severity="{finding.severity}"><span class="chip" '
        f'title="{text(finding.check)}.{text(finding.rule)}">{text(finding.check)}</span> '
        f'<span class="level">{finding.severity}</span> {text(finding.message)}{repeated}{expected}'
        f'<code class="id">{text(finding.id)}</code></li>'
    )


def _foot(report: CheckReport) -> str:
    return (
        '<p class="faint small">To ignore a finding in the next run, put its id into the '
        "profile’s <code>ignore</code> list. The mouse on its check shows the rule, which "
        f"<code>[severity]</code> takes. {text(report.signature)}</p>"
    )
