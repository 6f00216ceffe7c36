"""Pairs in a workbook: the first sheet, a row for each unit, the header of our TSV.

A text that begins like a formula stays a text. Characters a workbook cannot hold are written
in its own escape (``_x000B_``), which spreadsheet programs show as what they are.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime, time
from functools import partial
from itertools import islice
from typing import Any, BinaryIO

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from corpora.errors import InputError
from corpora.formats.codes import primary
from corpora.formats.streams import Head, Origin, ReadOptions, UnitStream, WriteOptions, Written
from corpora.formats.tables.columns import COLUMNS, Row, cells_of, read_rows
from corpora.formats.tables.workbooks import (
    LONGEST_CELL,
    disk_told,
    opened_book,
    rows_of,
    save_dateless,
    text_cell,
)
from corpora.registry.formats import JSONL, TMX, TSV
from corpora.units import TranslationUnit

# Excel's own limits; rows without the header.
_LONGEST_SHEET = 1_048_575
# Of the columns, in characters: by eye.
_BOLD = Font(bold=True)
_WIDTHS = (60, 60, 8, 12, 18, 18)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


@disk_told()
def write(
    units: Iterable[TranslationUnit], head: Head, file: BinaryIO, options: WriteOptions
) -> Written:
    """Write a workbook, gaps included, in constant memory.

    Raises:
        InputError: a text is longer than a cell holds, or there are more units than rows.
    """
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("pairs")
    for at, width in enumerate(_WIDTHS):
        sheet.column_dimensions["ABCDEF"[at]].width = width
    sheet.freeze_panes = "A2"
    sheet.append([_cell(sheet, name, bold=True) for name in COLUMNS])
    try:
        count = _append(sheet, units)
    except BaseException:
        sheet.close()  # or openpyxl complains aloud when it is collected
        raise
    save_dateless(book, file)
    return Written(units=count)


def _append(sheet: Any, units: Iterable[TranslationUnit]) -> int:  # noqa: ANN401
    count = 0
    for count, unit in enumerate(units, 1):
        if count > _LONGEST_SHEET:
            raise InputError(
                f"more than {_LONGEST_SHEET:,} units do not fit on a sheet",
                hint=f"write {TSV} or {TMX} instead",
            )
        cells = [_cell(sheet, text) for text in cells_of(unit)]
        if unit.confidence is not None:
            cells[3].value = float(unit.confidence)
        sheet.append(cells)
    return count


def _cell(sheet: object, text: str, *, bold: bool = False) -> WriteOnlyCell:
    shown = _UNWRITABLE.sub(lambda found: f"_x{ord(found.group()):04X}_", text)
    if len(shown) > LONGEST_CELL:
        raise InputError(
            f"a text of {len(text):,} characters does not fit in a cell ({LONGEST_CELL:,})",
            hint=f"write {TSV} or {JSONL} instead",
        )
    cell = text_cell(sheet, shown, font=_BOLD if bold else None, folds=True)
    if not shown:
        cell.data_type, cell.value = "n", None
    return cell


def read(origin: Origin, options: ReadOptions) -> UnitStream:
    """Units of all sheets of a workbook that hold pairs; the others are named in the notes.

    Raises:
        InputError: it is no workbook, or nothing in it looks like pairs.
    """
    streams: list[UnitStream] = []
    notes: list[str] = []
    failed: InputError | None = None
    for name in _filled_sheets(origin):
        try:
            stream = read_rows(origin, partial(_sheet_rows, origin, name), options)
        except InputError as error:
            failed = failed or error
            notes.append(f"sheet “{name}” left out: it {error.problem}")
            continue
        if streams and _pair_of(stream) != _pair_of(streams[0]):
            notes.append(f"sheet “{name}” left out: it is in other languages")
            continue
        notes += stream.notes
        uncounted = _formulas_without_values(origin, name)
        if uncounted:
            notes.append(
                f"formulas without a value, read as empty: {uncounted}; "
                "open the file in a spreadsheet program and save it again"
            )
        streams.append(stream)
    if not streams:
        raise failed or origin.error(
            "is an empty workbook", hint="put the pairs on its first sheet"
        )
    if len(streams) > 1:
        notes.append(f"{len(streams)} sheets were read")
    first = streams[0]
    damage = first.damage
    return UnitStream(head=first.head, units=_chained(streams, damage), notes=notes, damage=damage)


def _chained(streams: list[UnitStream], damage: list[str]) -> Iterator[TranslationUnit]:
    for stream in streams:
        yield from stream.units
        if stream.damage is not damage:
            damage += stream.damage


def _pair_of(stream: UnitStream) -> tuple[str, str]:
    return primary(stream.head.source_language), primary(stream.head.target_language)


def _sheet_rows(origin: Origin, name: str) -> Iterator[Row]:
    with opened_book(origin) as book:
        for number, row in enumerate(rows_of(origin, book[name]), 1):
            yield number, [_text(value) for value in row]


def _formulas_without_values(origin: Origin, sheet_name: str) -> int:
    """How many formulas no program has worked out yet: their cells look empty."""
    with origin.open() as file, zipfile.ZipFile(file) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        if not any(_holds(archive, name, b"<f") for name in sheets):
            return 0
    with opened_book(origin) as values, opened_book(origin, values=False) as formulas:
        both = zip(
            rows_of(origin, values[sheet_name]),
            rows_of(origin, formulas[sheet_name]),
            strict=False,
        )
        return sum(
            value is None and formula is not None
            for row, other in both
            for value, formula in zip(row, other, strict=False)
        )


def _holds(archive: zipfile.ZipFile, name: str, wanted: bytes) -> bool:
    with archive.open(name) as part:
        before = b""
        while block := part.read(1 << 20):
            if wanted in before + block:
                return True
            before = block[-len(wanted) :]
    return False


def _filled_sheets(origin: Origin) -> list[str]:
    with opened_book(origin) as book:
        return [
            str(sheet.title)
            for sheet in book.worksheets
            if any(any(row) for row in islice(rows_of(origin, sheet), 100))
        ]


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime):
        return str(value.date() if value.time() == time() else value)
    if isinstance(value, float):
        return repr(int(value) if value.is_integer() and abs(value) < 1e15 else value)
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), str(value))
