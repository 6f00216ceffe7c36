"""The review table as CSV, for spreadsheets: UTF-8 with BOM, CRLF, no formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import BinaryIO

from corpora.formats.decoding import find_encoding
from corpora.formats.streams import Origin
from corpora.formats.tables.cells import csv_rows
from corpora.formats.tables.guarding import guarded
from glossary.formats.table import read_table
from glossary.record.columns import COLUMNS, to_row
from glossary.record.entries import Glossary


def dump(glossary: Glossary, file: BinaryIO) -> None:
    """Write the review table."""
    rows = ([to_row(entry)[name] for name in COLUMNS] for entry in glossary.entries)
    write_rows(file, [COLUMNS, *rows])


def write_rows(file: BinaryIO, rows: Sequence[Sequence[str]], *, delimiter: str = ",") -> None:
    """Write rows as spreadsheets expect them."""
    file.write(b"\xef\xbb\xbf")
    text = io.TextIOWrapper(file, encoding="utf-8", errors="replace", newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerows([[guarded(cell) for cell in row] for row in rows])
    text.flush()
    text.detach()


def load(origin: Origin) -> Glossary:
    """Read a review table, or any table with source and target terms.

    Raises:
        InputError: as ``table.read_table``.
    """
    encoding = find_encoding(origin)
    glossary = read_table(origin, csv_rows(origin))
    return glossary.with_entries(glossary.entries, *([encoding.note] if encoding.note else []))
