"""The page that lists the reports of a project of several document pairs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpora.files import written_whole
from corpora.page import Choice, Part, page, sieve, text
from corpora.values import counted
from quality.check.output.page import severity_sign, told_severities
from quality.findings import SEVERITIES, CheckReport
from review.page.looks import AlignmentSummary
from review.page.report import report_style


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One report: what it is called, its address, and what it tells in short."""

    title: str
    address: str
    summary: AlignmentSummary
    findings: CheckReport


def write_index(
    name: str,
    reports: Sequence[Listed],
    path: str | Path,
    *,
    parts: Sequence[Part] = (),
    chinese: str = "zh-Hans",
) -> None:
    """Write the page.

    Args:
        name: what the project is called.
        reports: the reports in order; those with most to do stand first in the page's list.
        path: the file to write.
        parts: further parts, about the whole project.
        chinese: the language tag of its Chinese.

    Raises:
        InputError: the file cannot be written.
    """
    html = index_page(name, reports, parts=parts, chinese=chinese)
    with written_whole(path) as file:
        file.write(html.encode("utf-8", "replace"))


def index_page(
    name: str, reports: Sequence[Listed], *, parts: Sequence[Part] = (), chinese: str = "zh-Hans"
) -> str:
    """The page as HTML text; see ``write_index``."""
    listed = Part(id="documents", heading="Documents", body=_table(reports), count=len(reports))
    return page(
        name,
        [listed, *parts],
        head="".join(_head(name, reports)),
        style=report_style(),
        chinese=chinese,
    )


def _head(name: str, reports: Sequence[Listed]) -> Iterator[str]:
    found = told_severities(finding for one in reports for finding in one.findings.findings)
    pairs = sum(one.summary.beads for one in reports)
    sure = sum(one.summary.sure for one in reports)
    looks = sum(one.summary.looks for one in reports)
    yield f"<h1>{text(name)}</h1>"
    yield (
        f'<p class="verdict">{text(found)} from the checks; '
        f"{counted(looks, 'pair')} worth a look.</p>"
    )
    yield (
        f'<p class="verdict">{counted(len(reports), "document")} in {counted(pairs, "pair")}; '
        f"{sure / max(1, pairs):.0%} of the pairs are 95% sure or more.</p>"
    )


def _table(reports: Sequence[Listed]) -> str:
    rows = "".join(map(_row, sorted(reports, key=_gravity)))
    columns = ("Document", "errors", "warnings", "minor", "worth a look", "pairs", "95% sure")
    head = "".join(
        f'<th class="{"number" if place else ""}">{label}</th>'
        for place, label in enumerate(columns)
    )
    form = sieve(
        "#documents tbody tr",
        hint="Find a document",
        only=[
            Choice(
                value="error",
                label="with an error",
                count=sum(_totals(one)["error"] > 0 for one in reports),
            )
        ],
    )
    return (
        f'{form}<table class="documents stack"><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def _totals(one: Listed) -> dict[str, int]:
    return one.findings.counts["all"]


def _gravity(one: Listed) -> tuple[int, ...]:
    totals = _totals(one)
    return (*(-totals[level] for level in SEVERITIES), -one.summary.looks)


def _row(one: Listed) -> str:
    totals = _totals(one)
    marked = " data-error" if totals["error"] else ""
    counts = "".join(
        _number(f"{level}s" if level != "minor" else level, totals[level], severity_sign(level))
        for level in SEVERITIES
    )
    return (
        f'<tr{marked}><th scope="row"><a href="{text(one.address)}">{text(one.title)}</a></th>'
        f"{counts}{_number('worth a look', one.summary.looks)}{_number('pairs', one.summary.beads)}"
        f"{_number('95% sure', f'{one.summary.sure_share:.0%}')}</tr>"
    )


def _number(label: str, value: int | str, sign: str = "") -> str:
    return (
        f'<td class="number" data-label="{text(label)}">{sign if value else ""}{text(value)}</td>'
    )
