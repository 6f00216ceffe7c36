"""Tables that people filled in, as numbered rows of text: CSV and workbooks alike."""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterator
from datetime import datetime

from corpora.formats.decoding import find_encoding, open_text
from corpora.formats.streams import Origin
from corpora.formats.tables.guarding import unguarded

Row = tuple[int, list[str]]


def column_key(cell: str) -> str:
    """A column's name, however it was written.

    >>> column_key("Source Term"), column_key("TARGET-TERM")
    ('source_term', 'target_term')
    """
    return re.sub(r"[\s\-]+", "_", cell.strip().lstrip("\ufeff").lower())


def csv_rows(origin: Origin) -> Iterator[Row]:
    """The rows of a CSV with their numbers, its delimiter and encoding found.

    Raises:
        InputError: its encoding cannot be found.
    """
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    encoding = find_encoding(origin)
    with open_text(origin, encoding) as text:
        lines = text.readline().lstrip("\ufeff")
        is_instruction = lines.lower().startswith("sep=")
        if is_instruction:
            lines = text.readline()
    delimiter = max(",;\t", key=lines.count)
    with open_text(origin, encoding) as text:
        if is_instruction:
            text.readline()
        for number, row in enumerate(csv.reader(text, delimiter=delimiter), 1 + is_instruction):
            yield number, [unguarded(cell) for cell in row]


def workbook_tables(origin: Origin) -> dict[str, list[Row]]:
    """The rows of every sheet that has any, with their numbers, by the sheet's name.

    Raises:
        InputError: it is no workbook, or a damaged one.
    """
    # Only who has a workbook waits for the library that reads one.
    from corpora.formats.tables.workbooks import opened_book, rows_of

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
