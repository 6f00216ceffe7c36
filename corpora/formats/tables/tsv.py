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
from itertools import islice
from typing import BinaryIO

from corpora.errors import Option
from corpora.formats.decoding import find_encoding, open_text
from corpora.formats.streams import Head, Origin, ReadOptions, UnitStream, WriteOptions, Written
from corpora.formats.tables import wordfast
from corpora.formats.tables.columns import COLUMNS, Row, cells_of, read_rows
from corpora.formats.tables.guarding import unguarded
from corpora.units import TranslationUnit

# Rows that tell what the columns are.
_PEEK = 50
# Bounds of memory: no unit is as long, nor has as many lines.
_LONGEST_LINE = 20_000_000
_LONGEST_ROW = 10_000
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
    """Units of a table between tabs; a row is a unit.

    Raises:
        InputError: nothing in it looks like pairs, or a row has too few columns (with its line).
    """
    return _read(origin, options, comma=False)


def read_csv(origin: Origin, options: ReadOptions) -> UnitStream:
    """The same where cells may be quoted, between commas or what else separates them."""
    return _read(origin, options, comma=True)


def _read(origin: Origin, options: ReadOptions, *, comma: bool) -> UnitStream:
    encoding = find_encoding(origin, recover=options.recover)
    with open_text(origin, encoding) as file:
        top = list(islice(_lines(origin, file), _PEEK))
    if top and wordfast.is_memory(top[0]):
        return wordfast.read(origin, encoding, options)
    ours = bool(top) and top[0].split("\t") == list(COLUMNS)
    quoted = not ours and not comma and _is_quoted(top)
    notes, damage = encoding.told()

    def rows() -> Iterator[Row]:
        with open_text(origin, encoding) as file:
            lines = _lines(origin, file)
            if comma or quoted:
                mark = "\t" if quoted else _separator(top)
                yield from _quoted_rows(origin, lines, mark, options.recover, damage)
            elif ours:
                for number, line in enumerate(lines, 1):
                    yield number, [unescape(cell) for cell in line.split("\t")]
            else:
                for number, line in enumerate(lines, 1):
                    yield number, [_unquoted(cell) for cell in line.split("\t")]

    stream = read_rows(origin, rows, options)
    del damage[len(encoding.told()[1]) :]  # the look at the first rows is not the reading
    stream.notes[:0] = notes
    stream.units = _with_damage(stream.units, damage, stream.damage)
    return stream


def _with_damage(
    units: Iterator[TranslationUnit], found: list[str], damage: list[str]
) -> Iterator[TranslationUnit]:
    yield from units
    damage[:0] = found


def _lines(origin: Origin, file: Iterable[str]) -> Iterator[str]:
    for number, line in enumerate(file, 1):
        if len(line) > _LONGEST_LINE:
            raise origin.error(
                f"a line of more than {_LONGEST_LINE:,} characters",
                line=number,
                hint="this is no table of sentence pairs",
            )
        yield line.removesuffix("\n")


def _is_quoted(top: list[str]) -> bool:
    """Whether a table with tabs has quotes around its cells, as spreadsheets and scripts write.

    It has if all cells of its first lines are quoted, or if its rows are of one width only
    when line ends within quotes count as text.
    """
    filled = [line for line in top if line.strip()]
    cells = [cell for line in filled for cell in line.split("\t") if cell]
    if cells and all(len(cell) > 1 and cell[0] == cell[-1] == '"' for cell in cells):
        return True
    if not any(cell.startswith('"') for cell in cells):
        return False
    plain = {line.count("\t") for line in filled}
    parsed = {len(row) for row in csv.reader((f"{line}\n" for line in top), delimiter="\t") if row}
    return len(plain) > 1 and len(parsed) == 1 and parsed != {1}


def _quoted_rows(
    origin: Origin, lines: Iterable[str], mark: str, recover: bool, damage: list[str]
) -> Iterator[Row]:
    """Rows of a table in which quotes may hold line ends and separators.

    A quote that is never closed would swallow the rest of the file: it is an error, or, to
    recover, a character like any other.
    """
    csv.field_size_limit(_LONGEST_LINE)
    held: list[str] = []
    is_open = False
    start = 1
    for number, line in enumerate(lines, 1):
        if number == 1 and line.lower().startswith("sep="):
            start = 2
            continue
        held.append(line + "\n")
        is_open ^= line.count('"') % 2 == 1
        if not is_open or len(held) > _LONGEST_ROW:
            yield from _parsed_rows(origin, held, start, mark, recover, damage)
            held, is_open, start = [], False, number + 1
    yield from _parsed_rows(origin, held, start, mark, recover, damage)


def _parsed_rows(
    origin: Origin, held: list[str], start: int, mark: str, recover: bool, damage: list[str]
) -> Iterator[Row]:
    reader = csv.reader(held, delimiter=mark)
    rows = [(start - 1 + reader.line_num, [unguarded(cell) for cell in row]) for row in reader]
    swallowed = rows[-1][1][-1] if rows and rows[-1][1] else ""
    if not (swallowed.endswith("\n") and len(held) > len(rows)):
        yield from rows
        return
    problem = "a quote opens here and is never closed"
    line = start + len(rows) - 1
    if not recover:
        hint = f"close or double it; {Option.RECOVER} takes it as it stands"
        raise origin.error(problem, line=line, hint=hint)
    damage.append(str(origin.error(problem, line=line)))
    plain = csv.reader(held, delimiter=mark, quoting=csv.QUOTE_NONE)
    yield from ((start - 1 + plain.line_num, row) for row in plain)


def _separator(top: list[str]) -> str:
    """What separates the columns: what gives the most lines two or more, and equally many."""
    if top and top[0].lower().startswith("sep=") and len(top[0]) == 5:
        return top[0][4]

    def merit(mark: str) -> tuple[int, int]:
        widths = Counter(len(row) for row in csv.reader(top, delimiter=mark))
        widths.pop(0, None)
        width, lines = max(widths.items(), key=lambda item: item[::-1], default=(0, 0))
        return (lines if width > 1 else 0, width)

    return max(",;\t|", key=merit)


def _unquoted(cell: str) -> str:
    """A cell that Excel quoted because of what is in it, without the quotes."""
    if len(cell) >= 2 and cell[0] == cell[-1] == '"':
        inner = cell[1:-1].replace('""', "\0")
        if '"' not in inner and ("\0" in inner or "," in inner or "\n" in inner):
            return inner.replace("\0", '"')
    return cell
