"""Workbooks (.xlsx): opened with care, written without the time of their making.

The library lets through whatever its parts raise on a damaged or hostile file; here that
becomes a sentence.
"""

from __future__ import annotations

import errno
import os
import re
import tempfile
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import IO, Any, BinaryIO

import openpyxl
from lxml import etree
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet import _writer

from corpora.errors import InputError
from corpora.files import scratch_folder
from corpora.formats.streams import Origin
from corpora.formats.xml.xmltext import UNWRITABLE
from corpora.registry.formats import XLSX

LONGEST_CELL = 32_767
"""Characters that a cell holds."""

_EPOCH = datetime(1980, 1, 1)
_MODIFIED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:)")
_TOP_LEFT = Alignment(wrap_text=True, vertical="top")


# Where the library's own files go; each thread that writes a workbook has its own.
_PLACE: ContextVar[str | None] = ContextVar("_PLACE", default=None)


def _named_file(**how: Any) -> Any:  # noqa: ANN401
    return tempfile.NamedTemporaryFile(dir=_PLACE.get(), **how)


_writer.NamedTemporaryFile = _named_file


@contextmanager
def disk_told() -> Iterator[None]:
    """A full disk under a workbook's parts as what it is; also a decorator.

    The library writes them to files of its own, through a serialiser with errors of its own. These
    files lie in a folder that is swept if the run is killed.

    Raises:
        OSError: in place of these.
    """
    try:
        with scratch_folder() as place:
            token = _PLACE.set(str(place))
            try:
                yield
            finally:
                _PLACE.reset(token)
    except etree.SerialisationError as error:
        code = getattr(errno, str(error).removeprefix("IO_"), errno.EIO)
        raise OSError(code, os.strerror(code)) from error


@contextmanager
def opened_book(origin: Origin, *, values: bool = True) -> Iterator[openpyxl.Workbook]:
    """A workbook to be read row by row; ``values`` gives what formulas came to.

    Raises:
        InputError: it is no workbook, or a damaged one, also where that shows inside the block.
    """
    with origin.open() as file:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of what we do not look at
                book = openpyxl.load_workbook(file, read_only=True, data_only=values)
        except Exception as error:
            raise origin.error(
                "is not an Excel workbook, or a damaged one",
                hint=f"open it in a spreadsheet program and save as {XLSX}",
            ) from error
        try:
            yield book
        finally:
            book.close()


def rows_of(origin: Origin, sheet: Any, **limits: int) -> Iterator[tuple[object, ...]]:  # noqa: ANN401
    """The values of a sheet's rows.

    Raises:
        InputError: the workbook is damaged.
    """
    try:
        yield from sheet.iter_rows(values_only=True, **limits)
    except (GeneratorExit, InputError):
        raise
    except Exception as error:
        raise origin.error(
            "is a damaged workbook", hint="open it in a spreadsheet program and save it again"
        ) from error


def shown(text: str) -> str:
    """A text as a cell can hold it: what cannot be written becomes U+FFFD, the rest is cut."""
    return UNWRITABLE.sub("\ufffd", text)[:LONGEST_CELL]


def text_cell(
    sheet: object, text: str, *, font: Font | None = None, folds: bool = False
) -> WriteOnlyCell:
    """A cell with a text, whatever it begins with, for a sheet that is written row by row."""
    cell = WriteOnlyCell(sheet, value=text)
    # The library makes a formula of a text that begins with "="; the type makes it a text again.
    cell.data_type = "s"
    if folds:
        cell.alignment = _TOP_LEFT
    if font is not None:
        cell.font = font
    return cell


def save_dateless(book: Any, file: BinaryIO) -> None:  # noqa: ANN401
    """Write a workbook or a Word document so that the same content gives the same bytes."""
    with tempfile.TemporaryFile() as draft:
        book.save(draft)
        _copy_dateless(draft, file)


def _copy_dateless(draft: IO[bytes], file: BinaryIO) -> None:
    with zipfile.ZipFile(draft) as old, zipfile.ZipFile(file, "w") as new:
        for member in old.infolist():
            entry = zipfile.ZipInfo(member.filename, _EPOCH.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            with old.open(member) as source, new.open(entry, "w") as target:
                if member.filename == "docProps/core.xml":
                    stamp = _EPOCH.isoformat().encode() + b"Z"
                    target.write(_MODIFIED.sub(rb"\g<1>" + stamp + rb"\g<2>", source.read()))
                    continue
                while block := source.read(1 << 20):
                    target.write(block)
