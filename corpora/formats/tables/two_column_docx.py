"""Two columns side by side in a Word document, for reading."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

import docx
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from corpora.errors import InputError
from corpora.formats.streams import Head, Origin, ReadOptions, UnitStream, WriteOptions, Written
from corpora.formats.tables.two_columns import headings, units_of_table
from corpora.formats.tables.workbooks import save_dateless
from corpora.formats.xml.xmltext import UNWRITABLE, Node
from corpora.registry.formats import DOCX, HTML, XLSX
from corpora.units import TranslationUnit

# A bound, chosen by eye: more is no document that people read.
_MOST_ROWS = 50_000


def write(
    units: Iterable[TranslationUnit], head: Head, file: BinaryIO, options: WriteOptions
) -> Written:
    """Write a landscape Word document with a table: source, target; a row for each unit.

    Raises:
        InputError: there are more units than a word processor opens.
    """
    document = docx.Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    section.left_margin = section.right_margin = Cm(1.5)
    font = document.styles["Normal"].font
    font.size = Pt(10)
    table = document.add_table(rows=1, cols=2)
    table.style = "Table Grid"
    for cell, name in zip(table.rows[0].cells, headings(head), strict=True):
        cell.paragraphs[0].add_run(name).bold = True
    _repeat_heading(table.rows[0])
    body = table._tbl
    count = 0
    for count, unit in enumerate(units, 1):
        if count > _MOST_ROWS:
            raise InputError(
                f"more than {_MOST_ROWS:,} units are too many for a Word document",
                hint=f"write {HTML} or {XLSX} instead",
            )
        row = body.add_tr()
        for text, width in zip((unit.source, unit.target), body.tblGrid.gridCol_lst, strict=True):
            cell = row.add_tc()
            cell.width = width.w
            # Two characters, one line end; the library would break twice.
            cell.p_lst[0].add_r().text = UNWRITABLE.sub("", text).replace("\r\n", "\n")
    save_dateless(document, file)
    return Written(units=count)


def _repeat_heading(row: Node) -> None:
    """Show the row again on every page."""
    properties = row._tr.get_or_add_trPr()
    properties.append(properties.makeelement(qn("w:tblHeader"), {}))


def read(origin: Origin, options: ReadOptions) -> UnitStream:
    """Units of a Word document's tables with two or more columns, row by row.

    Raises:
        InputError: it is no Word document, or has no such table.
    """
    try:
        with origin.open() as file:
            body = docx.Document(file).element.body
    except InputError:
        raise
    except Exception as error:  # python-docx lets through whatever its parts raise
        raise origin.error(
            "is not a Word document", hint=f"open it in a word processor and save as {DOCX}"
        ) from error
    rows = [
        (0, [_cell_text(cell) for cell in row.iter(qn("w:tc")) if _inmost(cell, "w:tr") is row])
        for row in body.iter(qn("w:tr"))
    ]
    return units_of_table(origin, rows, options)


def _inmost(node: Node, name: str) -> Node:
    """The nearest element of that name around a node; content controls may lie between."""
    return next(node.iterancestors(qn(name)), None)


def _cell_text(cell: Node) -> str:
    """The text of a cell; that of a table within it is no part of it."""
    return "\n".join(
        "".join(
            "\n" if part.tag == qn("w:br") else "\t" if part.tag == qn("w:tab") else part.text or ""
            for part in paragraph.iter(qn("w:t"), qn("w:br"), qn("w:tab"))
            if _inmost(part, "w:p") is paragraph
        )
        for paragraph in cell.iter(qn("w:p"))
        if _inmost(paragraph, "w:tc") is cell
    )
