"""Workbooks that people fill in: a frozen header, filters, drop-downs, colours, an explanation.

What a form is about is its caller's; how it looks and behaves is the same for pairs, terms and
findings. Bytes depend on the content alone.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO
from unicodedata import east_asian_width

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties

from corpora.formats.tables.workbooks import (
    LONGEST_CELL,
    disk_told,
    save_dateless,
    shown,
    text_cell,
)
from corpora.units import Span

HELP = "how to"
"""The name of the sheet that explains the columns and the words."""

LOOK, DONE, GONE = "FCE4D6", "E2F0D9", "E7E6E6"
"""Colours of rows: worth a look, decided, taken out."""

_HEADER = PatternFill("solid", fgColor="DCE6F1")
_PEOPLE = PatternFill("solid", fgColor="FFF7DB")
_TO_FILL_IN = PatternFill("solid", fgColor="FFFDF3")
# Named, since a program takes a font of its own choice for one that is not.
_FONT, _SIZE = "Calibri", 11
_BOLD = Font(name=_FONT, size=_SIZE, bold=True)
_MARKED = InlineFont(rFont=_FONT, sz=_SIZE, b=True, color="C00000")
_TOP, _WRAPPED = Alignment(vertical="top"), Alignment(vertical="top", wrap_text=True)
_NUMBER = Alignment(vertical="top", horizontal="right", indent=1)
# Spreadsheets do not fit rows to wrapped text by themselves; Chinese lines are the higher ones.
_LINE_POINTS, _ROW_POINTS = 15.0, 2.0
_A4 = 9  # the number of the paper in the format of workbooks
# A row of more hides the next: by eye.
_MOST_LINES = 12
# Rows that people add below get the drop-downs too.
_SPARE_ROWS = 200
# A list in a drop-down may have no more characters than that (ECMA-376, in Excel's reading).
_LONGEST_LIST = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a form.

    ``width`` is in characters, ``about`` is what the explanation says of it. ``choices`` go into
    a drop-down; with ``is_strict`` nothing else may be written. ``form`` is a spreadsheet's
    format of numbers, for a column of such.
    """

    name: str
    width: int
    about: str
    is_peoples: bool = False
    wraps: bool = False
    choices: tuple[str, ...] = ()
    is_strict: bool = False
    form: str = ""


@dataclass(frozen=True, slots=True)
class Marked:
    """A text with the stretches that are to stand out in it."""

    text: str
    spans: tuple[Span, ...] = ()

    def __str__(self) -> str:
        return self.text


Value = str | int | float | Marked | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What a workbook is made of besides its rows.

    Attributes:
        title: the name of its sheet.
        columns: from left to right.
        frozen: how many of them stay in sight.
        printed: how many of them are printed; the others are for the screen and for machines.
        about: sentences above the explanation.
        words: those that may be written, each with what it does and what else is understood.
        tints: (formula, colour) for a row, the first that holds; ``{name}`` is a column's cell.
    """

    title: str
    columns: tuple[Column, ...]
    frozen: int
    printed: int
    about: tuple[str, ...] = ()
    words: tuple[tuple[str, str, str], ...] = ()
    tints: tuple[tuple[str, str], ...] = ()

    def letters(self) -> dict[str, str]:
        """The letter of each column."""
        return {one.name: get_column_letter(n) for n, one in enumerate(self.columns, 1)}


@disk_told()
def write_form(
    form: Form, rows: Iterable[Sequence[Value]], file: BinaryIO, *, levels: Sequence[int] = ()
) -> None:
    """Write a form with its rows, and a sheet that explains it.

    Rows of a level above 0 belong to the last one of level 0 and can be folded under it.
    """
    book = openpyxl.Workbook(write_only=True)
    listed = list(rows)
    sheet = book.create_sheet(form.title)
    _furnish(sheet, form, len(listed) + 1)
    sheet.sheet_properties.outlinePr.summaryBelow = False
    sheet.append([_header(sheet, column) for column in form.columns])
    for number, row in enumerate(listed, 2):
        sheet.row_dimensions[number].height = _ROW_POINTS + _LINE_POINTS * _lines(form, row)
        if levels and levels[number - 2]:
            sheet.row_dimensions[number].outlineLevel = levels[number - 2]
        sheet.append([_cell(sheet, *both) for both in zip(form.columns, row, strict=True)])
    _explain(book.create_sheet(HELP), form)
    save_dateless(book, file)


def _header(sheet: object, column: Column) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, column.name)
    cell.font = _BOLD
    cell.fill = _PEOPLE if column.is_peoples else _HEADER
    return cell


def _cell(sheet: object, column: Column, value: Value) -> WriteOnlyCell | None:
    if value is None or not str(value):
        return None
    cell = WriteOnlyCell(sheet)
    cell.alignment = _WRAPPED if column.wraps else _TOP
    if column.is_peoples:
        cell.fill = _TO_FILL_IN
    if isinstance(value, (int, float)):
        cell.value, cell.alignment = value, _NUMBER
        if column.form:
            cell.number_format = column.form
    else:
        cell.value = _rich(value) if isinstance(value, Marked) else shown(value)
        # openpyxl makes a formula of "=…"; the data type makes it a text again.
        cell.data_type = "s"
    return cell


def _rich(marked: Marked) -> CellRichText | str:
    if not marked.spans or len(marked.text) > LONGEST_CELL:
        return shown(marked.text)
    parts: list[str | TextBlock] = []
    done = 0
    for start, end in sorted(marked.spans):
        if start < done or end <= start:
            continue
        parts += [shown(marked.text[done:start])] if done < start else []
        parts.append(TextBlock(_MARKED, shown(marked.text[start:end])))
        done = end
    parts += [shown(marked.text[done:])] if done < len(marked.text) else []
    return CellRichText(parts)


def _lines(form: Form, row: Sequence[Value]) -> int:
    """Lines that the fullest cell of a row takes, cut to what leaves the next in sight."""
    needed = [
        sum(math.ceil(max(_width(line), 1) / column.width) for line in str(value).split("\n"))
        for column, value in zip(form.columns, row, strict=True)
        if column.wraps and value is not None
    ]
    return min(max(needed, default=1), _MOST_LINES)


def _width(text: str) -> float:
    """Width in digits of the standard font; a Chinese character takes two, and a little."""
    return sum(2.2 if east_asian_width(character) in "WF" else 1.1 for character in text)


def _furnish(sheet: Any, form: Form, last: int) -> None:  # noqa: ANN401
    """Frozen header, filters, drop-downs and colours; all before the first row."""
    letters = form.letters()
    for column in form.columns:
        sheet.column_dimensions[letters[column.name]].width = column.width
        if column.is_peoples:
            sheet.column_dimensions[letters[column.name]].fill = _TO_FILL_IN
    end = get_column_letter(len(form.columns))
    sheet.freeze_panes = f"{get_column_letter(form.frozen + 1)}2"
    sheet.auto_filter.ref = f"A1:{end}{last}"
    rows = max(last, 2) + _SPARE_ROWS
    for column in form.columns:
        if column.choices:
            choice = _choice(column)
            choice.add(f"{letters[column.name]}2:{letters[column.name]}{rows}")
            sheet.data_validations.append(choice)
    cells = {name: f"${letter}2" for name, letter in letters.items()}
    area = f"A2:{get_column_letter(form.frozen)}{rows}"
    for formula, colour in form.tints:
        fill = PatternFill("solid", bgColor=colour)
        rule = FormulaRule(formula=[formula.format(**cells)], fill=fill, stopIfTrue=True)
        sheet.conditional_formatting.add(area, rule)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.fitToHeight = 0
    sheet.print_options.gridLines = True
    sheet.print_area = f"A1:{get_column_letter(form.printed)}{last}"
    sheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.5, bottom=0.5)
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"


def _choice(column: Column) -> DataValidation:
    words = ",".join(column.choices)
    if len(words) > _LONGEST_LIST:
        raise ValueError(f"the words of {column.name} do not fit into a drop-down")
    choice = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True)
    choice.showErrorMessage = column.is_strict
    return choice


def _explain(sheet: Any, form: Form) -> None:  # noqa: ANN401
    for letter, width in zip("ABC", (26, 70, 60), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    line: Callable[..., None] = lambda *texts, bold=False: sheet.append(  # noqa: E731
        [_told(sheet, text, bold=bold) for text in texts]
    )
    for sentence in form.about:
        line(sentence)
    if form.words:
        line()
        line("word", "what it does", "also understood", bold=True)
        for words in form.words:
            line(*words)
    line()
    line("column", "what it holds", bold=True)
    for column in form.columns:
        line(column.name, column.about, "yours to fill in" if column.is_peoples else "")


def _told(sheet: object, text: str, *, bold: bool) -> WriteOnlyCell:
    return text_cell(sheet, shown(text), font=_BOLD if bold else None, folds=True)
