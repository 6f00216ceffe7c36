"""Findings as files: for machines, for spreadsheets, for reading."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

import openpyxl

import corpora
from corpora.files import check_writable, written_whole
from corpora.formats.tables.guarding import guarded
from corpora.formats.tables.workbooks import save_dateless, shown, text_cell
from corpora.registry import find_writer
from corpora.units import Span
from quality.check.page import check_page
from quality.check.registry import CHECKS
from quality.findings import CheckReport, Finding, group_alike

_HEADER = (
    "id", "check", "severity", "unit", "source", "target", "marked in source",
    "marked in target", "message", "expected", "answer", "alike",
)  # fmt: skip
# Of the columns, in characters: by eye.
_WIDTHS = (15, 13, 10, 7, 50, 50, 20, 20, 45, 25, 30, 8)
_LEVELS = {"error": "error", "warning": "warning", "minor": "note"}
_SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def write_check_report(report: CheckReport, path: str | Path, force: bool = False) -> None:
    """Write a report; the suffix decides.

    The tables have an empty column ``answer`` for the translator. Units count from 0 in JSON
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
        int(finding.number) if finding.number.isdecimal() else finding.number,
        finding.source,
        finding.target,
        marked(finding.source, finding.source_span),
        marked(finding.target, finding.target_span),
        finding.message,
        finding.expected,
        "",
        alike,
    )


def write_json(report: CheckReport, file: BinaryIO) -> None:
    """Write everything, as ``--json`` prints it."""
    file.write(dump_check_json(report).encode("utf-8", "backslashreplace"))


def write_csv(report: CheckReport, file: BinaryIO) -> None:
    """Write a row for each finding."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_HEADER)
    for finding, alike in _counted(report):
        cells = _row(finding, alike)
        writer.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in cells])
    file.write(text.getvalue().encode("utf-8-sig", "replace"))


def write_xlsx(report: CheckReport, file: BinaryIO) -> None:
    """Write a workbook with a row for each finding, and a sheet of notes."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("findings")
    sheet.freeze_panes = "A2"
    for number, width in enumerate(_WIDTHS):
        sheet.column_dimensions[chr(ord("A") + number)].width = width
    sheet.append(list(_HEADER))
    for finding, alike in _counted(report):
        sheet.append([_cell(sheet, value) for value in _row(finding, alike)])
    sheet.auto_filter.ref = f"A1:{chr(ord('A') + len(_HEADER) - 1)}{len(report.findings) + 1}"
    notes = book.create_sheet("notes")
    notes.append([_cell(notes, report.signature)])
    notes.append([_cell(notes, f"{report.units} units, {report.ignored} findings ignored")])
    save_dateless(book, file)


def _cell(sheet: object, value: str | int) -> object:
    if not isinstance(value, str):
        return value
    return text_cell(sheet, shown(value))


def write_html(report: CheckReport, file: BinaryIO) -> None:
    """Write the page of ``check_page``."""
    file.write(check_page(report).encode("utf-8", "replace"))


def write_sarif(report: CheckReport, file: BinaryIO) -> None:
    """SARIF 2.1.0 (OASIS): one run; a unit is a line of the bitext, columns are code points."""
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
                "results": [_sarif_result(report, finding) for finding in report.findings],
                "properties": {"signature": report.signature},
            }
        ],
    }
    text = json.dumps(log, ensure_ascii=False, indent=1) + "\n"
    file.write(text.encode("utf-8", "backslashreplace"))


def _sarif_result(report: CheckReport, finding: Finding) -> dict[str, object]:
    region: dict[str, object] = {"startLine": finding.unit + 1}
    if finding.target_span is not None:
        region["startColumn"] = finding.target_span[0] + 1
        region["endColumn"] = finding.target_span[1] + 1
    return {
        "ruleId": finding.check,
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.message},
        "locations": [
            {"physicalLocation": {"artifactLocation": {"uri": _uri(report.name)}, "region": region}}
        ],
        "partialFingerprints": {"duizhao/v1": finding.id},
        "properties": finding.to_dict(),
    }


def _uri(name: str) -> str:
    return quote(name.replace("\\", "/") or "bitext")
