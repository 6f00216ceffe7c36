"""Findings as files: for machines, for spreadsheets, for reading."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

import corpora
from corpora.files import check_writable, written_whole
from corpora.formats.tables.forms import (
    DONE,
    GONE,
    LOOK,
    Column,
    Form,
    Marked,
    Value,
    write_form,
)
from corpora.formats.tables.guarding import guarded
from corpora.registry import find_writer
from corpora.units import Span
from corpora.values import counted
from quality.check.output.page import check_page
from quality.check.registry import CHECKS
from quality.findings import CheckReport, Finding, Place, group_alike, group_answered_alike

_HEADER = (
    "id", "check", "severity", "unit", "source", "target", "marked in source",
    "marked in target", "message", "expected", "answer", "alike", "corrected",
)  # fmt: skip
ANSWERS = ("right", "false alarm", "fixed", "later")
_FORM = Form(
    title="findings",
    columns=(
        Column(
            name="answer", width=12, is_peoples=True, choices=ANSWERS,
            about="what you say of the finding: one of the words above, or empty",
        ),
        Column(name="severity", width=10, about="error, warning or minor"),
        Column(name="unit", width=8, about="the pair's number, the same in every output"),
        Column(name="message", width=45, wraps=True, about="what was found"),
        Column(
            name="corrected", width=50, wraps=True, is_peoples=True,
            about="the whole translation as it should read, with the answer fixed",
        ),
        Column(
            name="alike", width=7, form="0",
            about="how many say the same; the answer is for all of them",
        ),
        Column(name="expected", width=25, wraps=True, about="what should stand there"),
        Column(name="source", width=50, wraps=True, about="the source, the place marked"),
        Column(name="target", width=50, wraps=True, about="the translation, the place marked"),
        Column(name="check", width=13, about="which check found it"),
        Column(name="note", width=30, wraps=True, is_peoples=True, about="anything worth saying"),
        Column(name="units", width=20, about="the numbers of all pairs in which it was found"),
        Column(name="id", width=15, about="the findings' names; leave them as they are"),
    ),
    frozen=4,
    printed=9,
    about=(
        "Write into the yellow columns, save, and give the file back: "
        "duizhao run … --decisions FILE.",
        "Findings that say the same are one row; answer it once.",
    ),
    words=(
        ("right", "it is a fault; it stays on the list", "valid, 对, 是, 属实"),
        ("false alarm", "it is none, and will not be told again", "false, wrong, no, 误报, 不是"),
        ("fixed", "it was corrected, as the column says where it is filled in", "done, 已改"),
        ("later", "to be looked at another time; it stays on the list", "以后, 待定"),
    ),
    tints=(('{answer}="false alarm"', GONE), ('{answer}<>""', DONE), ('{severity}="error"', LOOK)),
)  # fmt: skip
_DOCUMENT = Column(name="document", width=30, wraps=True, about="the document pairs they are in")
# Names of findings in one cell: as many as it holds, with room.
_MOST_ALIKE = 2000
_LEVELS = {"error": "error", "warning": "warning", "minor": "note"}
_SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def write_check_report(report: CheckReport, path: str | Path, force: bool = False) -> None:
    """Write a report; the suffix decides.

    The tables have a column ``answer`` for the translator. Units count from 0 in JSON
    and SARIF, from 1 where people read.

    Raises:
        InputError: an unknown suffix, or the file cannot be written.
    """
    path = Path(path)
    writer = find_writer("findings", path)
    check_writable(path, force=force)
    with written_whole(path, force=force) as file:
        writer(report, file)


def dump_check_json(report: CheckReport) -> str:
    """The report as ``--json`` prints it."""
    return json.dumps(report.to_dict(), ensure_ascii=False, indent=1) + "\n"


def marked(text: str, span: Span | None) -> str:
    """The marked stretch of a text, empty where nothing is marked."""
    return "" if span is None else text[span[0] : span[1]]


def _counted(report: CheckReport) -> Iterator[tuple[Finding, int]]:
    """Each finding with how many say the same, itself included."""
    sizes = {one.id: len(group) for group in group_alike(report.findings) for one in group}
    for finding in report.findings:
        yield finding, sizes[finding.id]


def _row(finding: Finding, alike: int) -> tuple[str | int, ...]:
    return (
        finding.id,
        finding.check,
        finding.severity,
        _number(finding),
        finding.source,
        finding.target,
        marked(finding.source, finding.source_span),
        marked(finding.target, finding.target_span),
        finding.message,
        finding.expected,
        finding.answer,
        alike,
        "",
    )


def write_json(report: CheckReport, file: BinaryIO) -> None:
    """Write everything, as ``--json`` prints it."""
    file.write(dump_check_json(report).encode("utf-8", "backslashreplace"))


def write_csv(report: CheckReport, file: BinaryIO) -> None:
    """Write a row for each finding."""
    file.writelines(csv_lines([report], documents=_is_of_several(report)))


def csv_lines(reports: Iterable[CheckReport], *, documents: bool = False) -> Iterator[bytes]:
    """The lines of a table of findings, one report in memory at a time.

    Args:
        reports: in the order of their rows.
        documents: begin each row with the document's name: the finding's, else its report's.
    """
    yield "\ufeff".encode()
    yield _csv_line((*(("document",) if documents else ()), *_HEADER))
    for report in reports:
        for finding, alike in _counted(report):
            before = (finding.document or report.name,) if documents else ()
            yield _csv_line((*before, *_row(finding, alike)))


def _csv_line(cells: Sequence[str | int]) -> bytes:
    line = io.StringIO()
    safe = [guarded(cell) if isinstance(cell, str) else cell for cell in cells]
    csv.writer(line, lineterminator="\r\n").writerow(safe)
    return line.getvalue().encode("utf-8", "replace")


def write_xlsx(report: CheckReport, file: BinaryIO) -> None:
    """Write a workbook with a row for each group of findings that say the same."""
    about = (
        *_FORM.about,
        f"{counted(report.units, 'unit')}, {counted(report.ignored, 'finding')} ignored; "
        f"{report.signature}",
    )
    several = _is_of_several(report)
    columns = (*_FORM.columns, _DOCUMENT) if several else _FORM.columns
    rows = (
        _group_row(group[start : start + _MOST_ALIKE], documents=several)
        for group in group_answered_alike(report.findings)
        for start in range(0, len(group), _MOST_ALIKE)
    )
    write_form(dataclasses.replace(_FORM, about=about, columns=columns), rows, file)


def _is_of_several(report: CheckReport) -> bool:
    """Whether a report is of several document pairs."""
    return any(finding.document for finding in report.findings)


def _group_row(group: Sequence[Finding], *, documents: bool) -> tuple[Value, ...]:
    first = group[0]
    names = ", ".join(dict.fromkeys(one.document for one in group))
    return (
        first.answer,
        first.severity,
        _number(first),
        first.message,
        "",
        len(group),
        first.expected,
        _with_mark(first.source, first.source_span),
        _with_mark(first.target, first.target_span),
        first.check,
        "",
        ", ".join(dict.fromkeys(one.place for one in group)) if len(group) > 1 else "",
        " ".join(one.id for one in group),
        *([names] if documents else []),
    )


def _with_mark(text: str, span: Span | None) -> Marked:
    return Marked(text, () if span is None else (span,))


def _number(finding: Finding) -> str | int:
    return int(finding.number) if finding.number.isdecimal() else finding.number


def write_html(report: CheckReport, file: BinaryIO) -> None:
    """Write the page of ``check_page``."""
    file.write(check_page(report).encode("utf-8", "replace"))


def write_sarif(report: CheckReport, file: BinaryIO) -> None:
    """SARIF 2.1.0 (OASIS): one run; lines are those of the files given, columns code points."""
    places = report.places or (None,) * len(report.findings)
    paths = {
        path: number
        for number, path in enumerate(dict.fromkeys(one.path for one in places if one is not None))
    }
    checks = sorted({finding.check for finding in report.findings})
    log = {
        "$schema": _SARIF_SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "duizhao",
                        "version": corpora.__version__,
                        "rules": [
                            {
                                "id": name,
                                "shortDescription": {
                                    "text": f"duizhao check: {CHECKS[name].about}"
                                },
                            }
                            for name in checks
                        ],
                    }
                },
                "columnKind": "unicodeCodePoints",
                **({"artifacts": [_artifact(path) for path in paths]} if paths else {}),
                "results": [
                    _sarif_result(report, finding, place, paths)
                    for finding, place in zip(report.findings, places, strict=True)
                ],
                "properties": {"signature": report.signature},
            }
        ],
    }
    text = json.dumps(log, ensure_ascii=False, indent=1) + "\n"
    file.write(text.encode("utf-8", "backslashreplace"))


def _sarif_result(
    report: CheckReport, finding: Finding, place: Place | None, paths: Mapping[str, int]
) -> dict[str, object]:
    return {
        "ruleId": finding.check,
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.message},
        "locations": [_sarif_location(report, finding, place, paths)],
        "partialFingerprints": {"duizhao/v1": finding.id},
        "properties": finding.to_dict(),
    }


def _sarif_location(
    report: CheckReport, finding: Finding, place: Place | None, paths: Mapping[str, int]
) -> dict[str, object]:
    """A place in a file that was given; without one, the unit's line of the bitext."""
    named = {"logicalLocations": [{"name": f"pair {finding.place}", "kind": "element"}]}
    if place is not None:
        file: dict[str, object] = {
            "artifactLocation": {"uri": _uri(place.path), "index": paths[place.path]}
        }
        if place.line:
            file["region"] = {
                "startLine": place.line,
                "startColumn": place.column,
                "endLine": place.end_line,
                "endColumn": place.end_column,
            }
        return {"physicalLocation": file, **named}
    region: dict[str, object] = {"startLine": finding.unit + 1}
    if finding.target_span is not None:
        region["startColumn"] = finding.target_span[0] + 1
        region["endColumn"] = finding.target_span[1] + 1
    return {
        "physicalLocation": {"artifactLocation": {"uri": _uri(report.name)}, "region": region},
        **named,
    }


def _artifact(path: str) -> dict[str, object]:
    return {"location": {"uri": _uri(path)}}


def _uri(name: str) -> str:
    return quote(name.replace("\\", "/") or "bitext")
