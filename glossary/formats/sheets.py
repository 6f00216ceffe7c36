"""The review table as a workbook: filters, a drop-down for decisions, colours."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime
from typing import BinaryIO
from unicodedata import east_asian_width

import openpyxl
from openpyxl.cell import Cell
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from corpora.errors import InputError
from corpora.formats.streams import Origin
from corpora.formats.tables.workbooks import opened_book, rows_of, save_dateless, shown
from glossary.formats.table import column_name, read_table
from glossary.record.columns import COLUMNS, HUMAN_COLUMNS, to_row
from glossary.record.entries import DECISIONS, STATUSES, Glossary
from glossary.record.evidence import RECHECK
from glossary.record.roundtrip import merge_glossaries

Rows = list[tuple[int, list[str]]]

_WIDTHS = {
    "id": 12, "source_term": 24, "target_term": 34, "renderings": 44, "usual": 34, "category": 12,
    "count": 7, "documents": 10, "consistency": 11, "confidence": 11, "context_source": 50,
    "context_target": 60, "context_place": 16, "decision": 12, "status": 12, "forbidden": 10,
    "definition": 30, "domain": 14, "note": 30, "reviewer": 12, "reviewed_at": 12, "evidence": 40,
}  # fmt: skip
# Spreadsheets do not fit rows to wrapped text by themselves.
_LINE_POINTS = 13.5
# A row of more hides the next: by eye.
_MOST_LINES = 12
_NUMBERS = ("count", "documents", "consistency", "confidence")
_WRAPPED = (
    "target_term",
    "renderings",
    "usual",
    "context_source",
    "context_target",
    "definition",
    "note",
    "evidence",
)
_HEADER = PatternFill("solid", fgColor="DCE6F1")
_PEOPLE = PatternFill("solid", fgColor="FFF7DB")
_LOOK = PatternFill("solid", bgColor="FCE4D6")
_DONE = PatternFill("solid", bgColor="E2F0D9")
_GONE = PatternFill("solid", bgColor="E7E6E6")


def dump(glossary: Glossary, file: BinaryIO) -> None:
    """Write the review table as a workbook. What needs a look is coloured."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "glossary"
    for column, name in enumerate(COLUMNS, 1):
        cell = sheet.cell(row=1, column=column, value=name)
        cell.font = Font(bold=True)
        cell.fill = _PEOPLE if name in HUMAN_COLUMNS else _HEADER
        sheet.column_dimensions[get_column_letter(column)].width = _WIDTHS[name]
    for row, entry in enumerate(glossary.entries, 2):
        for column, (name, value) in enumerate(to_row(entry).items(), 1):
            _write_cell(sheet.cell(row=row, column=column), name, value)
        sheet.row_dimensions[row].height = _LINE_POINTS * _lines(to_row(entry))
    _furnish(sheet, len(glossary.entries) + 1)
    save_dateless(book, file)


def _lines(row: Mapping[str, str]) -> int:
    """Lines that the fullest cell of a row takes; a row that says nothing is cut to one."""
    needed = [
        sum(math.ceil(max(_width(line), 1) / _WIDTHS[name]) for line in row[name].split("\n"))
        for name in _WRAPPED
    ]
    return min(max(needed), _MOST_LINES)


def _width(text: str) -> float:
    """Width in digits of the standard font; a Chinese character takes two, and a little."""
    return sum(2.2 if east_asian_width(character) in "WF" else 1.1 for character in text)


def _write_cell(cell: Cell, name: str, value: str) -> None:
    wraps = name in _WRAPPED
    cell.alignment = Alignment(wrap_text=wraps, vertical="top")
    if not value:
        return
    if name in _NUMBERS:
        cell.value = float(value) if "." in value else int(value)
        cell.number_format = "0.00" if "." in value else "0"
        return
    cell.value = shown(value)
    # openpyxl makes a formula of "=…"; the data type makes it a text again.
    cell.data_type = "s"


def _furnish(sheet: Worksheet, last: int) -> None:
    """Frozen header, filters, drop-downs and colours."""
    sheet.freeze_panes = "D2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{max(last, 1)}"
    letters = {name: get_column_letter(n) for n, name in enumerate(COLUMNS, 1)}
    # Rows that people add below get the drop-downs too.
    rows = max(last, 2) + 200
    for name, words, strict in (
        ("decision", DECISIONS, False),
        ("status", STATUSES, True),
        ("forbidden", ("yes",), True),
    ):
        choice = DataValidation(type="list", formula1=f'"{",".join(words)}"', allow_blank=True)
        # merge:ID is typed by hand, so decisions only warn.
        choice.showErrorMessage = strict
        sheet.add_data_validation(choice)
        choice.add(f"{letters[name]}2:{letters[name]}{rows}")
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"
    area = f"A2:{letters['target_term']}{rows}"
    decision, evidence = f"${letters['decision']}2", f"${letters['evidence']}2"
    consistency = f"${letters['consistency']}2"
    for formula, fill in (
        (f'ISNUMBER(SEARCH("{RECHECK}",{evidence}))', _LOOK),
        (f'{decision}="reject"', _GONE),
        (f'{decision}<>""', _DONE),
        (f"AND(ISNUMBER({consistency}),{consistency}<0.7,$F2>1)", _LOOK),
    ):
        sheet.conditional_formatting.add(
            area, FormulaRule(formula=[formula], fill=fill, stopIfTrue=True)
        )


def load(origin: Origin) -> Glossary:
    """Read a workbook: every sheet that holds terms; others are named in the notes.

    Raises:
        InputError: it is no workbook, or as ``table.read_table`` where no sheet holds terms.
    """
    tables = _tables(origin)
    first = next((rows for rows in tables.values() if _is_ours(rows)), None)
    if first is not None:
        return read_table(origin, first)
    found: list[Glossary] = []
    notes: list[str] = []
    failed: InputError | None = None
    for name, rows in tables.items():
        try:
            found.append(read_table(origin, rows))
        except InputError as error:
            failed = failed or error
            notes.append(f"sheet “{name}” left out: {error.problem}")
    if not found:
        raise failed or origin.error("holds no rows", hint="choose a glossary that has entries")
    if len(found) == 1:
        return found[0].with_entries(found[0].entries, *notes)
    merged = merge_glossaries(found)
    return merged.with_entries(merged.entries, f"{len(found)} sheets were read", *notes)


def _is_ours(rows: Rows) -> bool:
    """Whether a sheet is the table that people review, which stands beside others of ours."""
    return bool(rows) and {"id", "source_term"} <= set(map(column_name, rows[0][1]))


def _tables(origin: Origin) -> dict[str, Rows]:
    """The rows of every sheet that has any, with their numbers."""
    tables = {}
    with opened_book(origin) as book:
        for sheet in book.worksheets:
            numbered = enumerate(rows_of(origin, sheet), 1)
            rows = [(number, [_text(value) for value in row]) for number, row in numbered]
            if any(any(cells) for _, cells in rows):
                tables[str(sheet.title)] = rows
    return tables


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
