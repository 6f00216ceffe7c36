r"""Pairs in columns: our TSV, and the tables of others (.tsv .tab .txt .csv).

Ours has the header ``source target kind confidence source_speaker target_speaker`` and no
quotes: a tab in a text is written ``\t``, a newline ``\n``, a carriage return ``\r``, NUL
``\0`` and a backslash ``\\``, and read back so. Tables with another header, or none, are
read as they stand: columns are found by their names, or by which of them is Chinese.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import BinaryIO

from corpora.formats.columns import COLUMNS, Row, cells_of, read_rows
from corpora.formats.decoding import find_encoding, open_text
from corpora.formats.exchange import Head, Origin, ReadOptions, UnitStream, WriteOptions, Written
from corpora.units import TranslationUnit

_PEEK = 50
_LONGEST_LINE = 20_000_000
_ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": "\\0"}
_UNESCAPES = {written: plain for plain, written in _ESCAPES.items()}
_ESCAPE = re.compile(r"[\\\t\n\r\0]")
_UNESCAPE = re.compile(r"\\[\\tnr0]")


def write(
    units: Iterable[TranslationUnit], head: Head, file: BinaryIO, options: WriteOptions
) -> Written:
    """Write our TSV, gaps included; a lone surrogate, which UTF-8 cannot hold, becomes U+FFFD."""
    file.write(("\t".join(COLUMNS) + "\n").encode())
    count = 0
    for unit in units:
        line = "\t".join(escape(cell) for cell in cells_of(unit)) + "\n"
        file.write(line.encode("utf-8", "surrogatepass").decode("utf-8", "replace").encode())
        count += 1
    return Written(units=count)


def escape(text: str) -> str:
    r"""A text without tabs and line ends.

    >>> print(escape("a\tb"))
    a\tb
    """
    return _ESCAPE.sub(lambda found: _ESCAPES[found.group()], text)


def unescape(text: str) -> str:
    """The inverse of ``escape``."""
    return _UNESCAPE.sub(lambda found: _UNESCAPES[found.group()], text)


def read(origin: Origin, options: ReadOptions) -> UnitStream:
    """Units of a table; a row is a unit.

    Raises:
        InputError: nothing in it looks like pairs, or a row has too few columns (with its line).
    """
    encoding = find_encoding(origin, recover=options.recover)
    with open_text(origin, encoding) as file:
        ours = next(_lines(origin, file), "").split("\t") == list(COLUMNS)
    comma = origin.suffix == ".csv"

    def rows() -> Iterator[Row]:
        with open_text(origin, encoding) as file:
            lines = _lines(origin, file)
            if comma:
                yield from _comma_rows(origin, lines)
            elif ours:
                for number, line in enumerate(lines, 1):
                    yield number, [unescape(cell) for cell in line.split("\t")]
            else:
                for number, line in enumerate(lines, 1):
                    yield number, [_unquoted(cell) for cell in line.split("\t")]

    stream = read_rows(origin, rows, options)
    if encoding.note:
        stream.notes.insert(0, encoding.note)
    return stream


def _lines(origin: Origin, file: Iterable[str]) -> Iterator[str]:
    for number, line in enumerate(file, 1):
        if len(line) > _LONGEST_LINE:
            raise origin.error(
                f"a line of more than {_LONGEST_LINE:,} characters",
                line=number,
                hint="this is no table of sentence pairs",
            )
        yield line.removesuffix("\n")


def _comma_rows(origin: Origin, lines: Iterable[str]) -> Iterator[Row]:
    lines = iter(lines)
    top = list(islice(lines, _PEEK))
    reader = csv.reader(
        (line + "\n" for line in chain(top, lines)), delimiter=_separator(top), strict=False
    )
    csv.field_size_limit(_LONGEST_LINE)
    try:
        for row in reader:
            yield reader.line_num, [unguard(cell) for cell in row]
    except csv.Error as error:
        raise origin.error(
            f"is not a CSV file ({error})", line=reader.line_num, hint="save it again as .xlsx"
        ) from error


def _separator(top: list[str]) -> str:
    """What separates the columns: what gives the most lines two or more, and equally many."""

    def merit(mark: str) -> tuple[int, int]:
        widths = Counter(len(row) for row in csv.reader(top, delimiter=mark))
        widths.pop(0, None)
        width, lines = max(widths.items(), key=lambda item: item[::-1], default=(0, 0))
        return (lines if width > 1 else 0, width)

    return max(",;\t", key=merit)


def unguard(cell: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from running it as a formula."""
    return cell[1:] if len(cell) > 1 and cell[0] == "'" and cell[1] in "=+-@\t\r" else cell


def _unquoted(cell: str) -> str:
    """A cell that Excel quoted because of what is in it, without the quotes."""
    if len(cell) >= 2 and cell[0] == cell[-1] == '"':
        inner = cell[1:-1].replace('""', "\0")
        if '"' not in inner and ("\0" in inner or "," in inner or "\n" in inner):
            return inner.replace("\0", '"')
    return cell
