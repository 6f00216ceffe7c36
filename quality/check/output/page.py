"""Findings as HTML: the gravest first, those that say the same as one, both texts side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from corpora.page import Choice, Choices, Part, asset, folded, language, marked, page, sieve, text
from corpora.units import is_chinese
from quality.check.registry import CHECKS
from quality.findings import SEVERITIES, CheckReport, Finding, group_answered_alike

# In view at once; characters of a further place. By eye.
_SHOWN = 25
_LONGEST = 160


def check_page(report: CheckReport) -> str:
    """A report as a page that needs no network; everything from the texts is escaped."""
    part = findings_part(report)
    return page(
        f"Findings: {report.name}",
        [part],
        head=_head(report),
        foot=_foot(report),
        style=findings_style(),
        chinese=chinese_of(report.source_language, report.target_language),
    )


def chinese_of(*languages: str) -> str:
    """The first Chinese among some language tags; Simplified where there is none."""
    return next((one for one in languages if is_chinese(one)), "zh-Hans")


def findings_style() -> str:
    """The style sheet of ``findings_part``."""
    return asset("quality.check.output", "page.css")


def findings_part(report: CheckReport, *, is_linked: bool = False) -> Part:
    """All findings of a report, a filter above them.

    Args:
        report: what to show.
        is_linked: whether the page also holds the pairs, as ``pair-NUMBER``, to link to.
    """
    groups = sorted(group_answered_alike(report.findings), key=_gravity)
    if not groups:
        body = '<p class="nothing">The checks found nothing.</p>'
    else:
        rows = [_group(group, report, is_linked) for group in groups]
        listed = '<ol class="findings">{}</ol>'
        body = _filter(report) + folded(rows, _SHOWN, "kind", listed)
    return Part(id="findings", heading="Findings", body=body, count=len(report.findings))


def severity_sign(severity: str) -> str:
    """A sign whose shape tells how grave something is, as its colour does."""
    return f'<i class="sign {text(severity)}"></i>'


def told_severities(findings: Iterable[Finding]) -> str:
    """How many there are of each severity: “2 errors, 1 warning, 0 minor”."""
    totals = Counter(finding.severity for finding in findings)
    return ", ".join(f"{totals[level]:,} {_plural(level, totals[level])}" for level in SEVERITIES)


def _head(report: CheckReport) -> str:
    ignored = f", {report.ignored} ignored" if report.ignored else ""
    return (
        f"<h1>{text(report.name)}</h1>\n"
        f'<p class="faint">{report.units} units, {text(report.source_language)} to '
        f"{text(report.target_language)}: {told_severities(report.findings)}{ignored}.</p>"
    )


def _plural(level: str, count: int) -> str:
    return level if level == "minor" or count == 1 else f"{level}s"


def _filter(report: CheckReport) -> str:
    counts = report.counts
    levels = [
        Choice(value=level, label=level, count=counts["all"][level], look=severity_sign(level))
        for level in SEVERITIES
        if counts["all"][level]
    ]
    checks = [
        Choice(
            value=name,
            label=name,
            count=sum(levels.values()),
            about=_about(name),
        )
        for name, levels in counts.items()
        if name != "all"
    ]
    return sieve(
        "ol.findings > li",
        hint="Find in findings",
        groups=[
            Choices(name="severity", legend="Severity", choices=levels),
            Choices(name="check", legend="Check", choices=checks),
        ],
    )


def _gravity(group: Sequence[Finding]) -> tuple[int, int]:
    """Errors first; among them figures and terms, then what is left out, and form last."""
    first, checks = group[0], list(CHECKS)
    order = checks.index(first.check) if first.check in checks else len(checks)
    return SEVERITIES.index(first.severity), order


def _group(group: Sequence[Finding], report: CheckReport, is_linked: bool) -> str:
    first, rest = group[0], group[1:]
    times = f' <span class="times">× {len(group)}</span>' if rest else ""
    answered = f' <span class="chip">answered: {text(first.answer)}</span>' if first.answer else ""
    expected = (
        f'<p class="expected">Expected: {text(first.expected)}</p>'
        if first.expected.strip()
        else ""
    )
    return (
        f'<li id="finding-{text(first.id)}" data-severity="{first.severity}" '
        f'data-check="{text(first.check)}" data-count="{len(group)}">'
        f'<p class="said">{severity_sign(first.severity)}<b>{first.severity}</b> '
        f'<span class="chip" title="{text(_rule(first))}">{text(first.check)}</span> '
        f"{text(first.message)}{times}{answered} {_place(first, is_linked)}</p>{expected}"
        f"{_sides(first, report, 0)}{_others(rest, report, is_linked)}</li>\n"
    )


def _about(check: str) -> str:
    return CHECKS[check].about if check in CHECKS else ""


def _rule(finding: Finding) -> str:
    """The rule by the name that profiles use, and what its check looks for."""
    return f"{finding.check}.{finding.rule}: {_about(finding.check)}"


def _place(finding: Finding, is_linked: bool) -> str:
    number = text(finding.number)
    if is_linked:
        return f'<a class="place" href="#pair-{number}">pair {number}</a>'
    id_code = f'<code class="id">{text(finding.id)}</code>'
    return f'<span class="place">unit {text(finding.place)} {id_code}</span>'


def _sides(finding: Finding, report: CheckReport, most: int) -> str:
    source = marked(finding.source, [finding.source_span], empty="(empty)", most=most)
    target = marked(finding.target, [finding.target_span], empty="(empty)", most=most)
    return (
        f'<div class="sides"><p{language(report.source_language)}>{source}</p>'
        f"<p{language(report.target_language)}>{target}</p></div>"
    )


def _others(rest: Sequence[Finding], report: CheckReport, is_linked: bool) -> str:
    if not rest:
        return ""
    places = "".join(
        f'<li id="finding-{text(one.id)}">{_place(one, is_linked)}'
        f"{_sides(one, report, _LONGEST)}</li>"
        for one in rest
    )
    told = ", ".join(_counted_places(rest))
    return f"<details><summary>also in {told}</summary><ol>{places}</ol></details>"


def _counted_places(rest: Sequence[Finding]) -> Iterator[str]:
    """The first of the other places by number, and how many more there are."""
    numbers = list(Counter(one.place for one in rest))
    yield from map(text, numbers[:12])
    if len(numbers) > 12:
        yield f"{len(numbers) - 12} more"


def _foot(report: CheckReport) -> str:
    return (
        '<p class="faint small">To ignore a finding in the next run, put its id into the '
        "profile’s <code>ignore</code> list. The mouse on its check shows the rule, which "
        f"<code>[severity]</code> takes. {text(report.signature)}</p>"
    )
