"""Files of pairs: what we read and write, by suffix.

A format is one module here with ``read(origin, options)`` and ``write(units, head, file,
options)``, and one line in a table below; it is imported when a file of its kind is met.
"""

from __future__ import annotations

import gzip
import sys
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import BinaryIO, cast

from corpora.errors import InputError
from corpora.files import written_whole
from corpora.formats.lines import moses
from corpora.formats.streams import (
    STANDARD,
    Head,
    Origin,
    ReadOptions,
    UnitStream,
    WriteOptions,
    Written,
    head_of,
    origin_of,
    origin_of_bytes,
)
from corpora.units import Bitext, TranslationUnit

__all__ = [
    "READERS",
    "WRITERS",
    "ReadOptions",
    "UnitStream",
    "WriteOptions",
    "Written",
    "dump_bitext",
    "iter_units",
    "load_bitext",
    "open_units",
    "read_bitext",
    "write_bitext",
    "write_units",
]

Reader = Callable[[Origin, ReadOptions], UnitStream]
Writer = Callable[[Iterable[TranslationUnit], Head, BinaryIO, WriteOptions], Written]

READERS: dict[str, str] = {
    ".tmx": "xml.tmx",
    ".tsv": "tables.tsv",
    ".tab": "tables.tsv",
    ".txt": "tables.tsv",
    ".csv": "tables.tsv",
    ".jsonl": "lines.jsonl",
    ".xlsx": "tables.xlsx",
    ".xlsm": "tables.xlsx",
    ".xlf": "xml.xliff",
    ".xliff": "xml.xliff",
    ".sdlxliff": "xml.xliff",
    ".mqxliff": "xml.xliff",
    ".mxliff": "xml.xliff",
    ".srt": "lines.bilingual_cues",
    ".vtt": "lines.bilingual_cues",
    ".ass": "lines.bilingual_cues",
    ".ssa": "lines.bilingual_cues",
    ".lrc": "lines.bilingual_cues",
    ".docx": "tables.two_column_docx",
    ".html": "tables.two_column_html",
    ".htm": "tables.two_column_html",
}
# Files people try, and what to do with them instead: suffix → (problem, hint).
_NO_PAIRS = {
    ".tbx": ("is a glossary, not a file of pairs", "give it to a command that takes a glossary"),
    ".pdf": ("is a PDF", "save its text as .txt or .docx first"),
    ".doc": ("is an old Word document", "save it as .docx"),
    ".xls": ("is an old Excel workbook", "save it as .xlsx"),
    ".sdltm": ("is a Trados memory in its own format", "export it from Trados as .tmx"),
    ".json": ("is one JSON document", "give one object a line, as .jsonl"),
    ".zip": ("is an archive", "unpack it and name the file in it"),
}
WRITERS: dict[str, str] = {
    ".tmx": "xml.tmx",
    ".tsv": "tables.tsv",
    ".jsonl": "lines.jsonl",
    ".xlsx": "tables.xlsx",
    ".xlf": "xml.xliff",
    ".xliff": "xml.xliff",
    ".docx": "tables.two_column_docx",
    ".html": "tables.two_column_html",
}


def open_units(path: str | Path, options: ReadOptions = ReadOptions()) -> UnitStream:  # noqa: B008
    """A file of pairs, its units still to be read one by one.

    Raises:
        InputError: the file cannot be used; also later, while its units are walked.
    """
    path = Path(path)
    partner = moses.partner_of(path)
    if partner is not None:
        return moses.read_pair(origin_of(path), origin_of(partner), options)
    origin = origin_of(path, recover=options.recover)
    stream = _reader(origin)(origin, options)
    if options.recover:
        stream.units = _with_damage(stream.units, stream.damage, origin)
    return stream


def _with_damage(
    units: Iterator[TranslationUnit], damage: list[str], origin: Origin
) -> Iterator[TranslationUnit]:
    """The units, and at their end the damage that showed while the file was unpacked."""
    yield from units
    damage.extend(origin.damage)


def _reader(origin: Origin) -> Reader:
    module = READERS.get(origin.suffix)
    if module is None and origin.suffix in _NO_PAIRS:
        problem, hint = _NO_PAIRS[origin.suffix]
        raise origin.error(problem, hint=hint)
    if module is None:
        known = ", ".join(READERS)
        raise origin.error(
            f"is no file of pairs that is known here ({origin.suffix or 'no suffix'})",
            hint=f"use one of {known}",
        )
    return cast(Reader, import_module(f"corpora.formats.{module}").read)


def iter_units(
    path: str | Path,
    options: ReadOptions = ReadOptions(),  # noqa: B008
) -> Iterator[TranslationUnit]:
    """The units of a file one by one, for files larger than memory.

    Raises:
        InputError: the file cannot be used.
    """
    yield from open_units(path, options).units


def read_bitext(path: str | Path, options: ReadOptions = ReadOptions()) -> Bitext:  # noqa: B008
    """All of a file of pairs; the suffix decides how it is read.

    What was guessed or left out is in the bitext's ``notes``.

    Raises:
        InputError: the file cannot be used (with its line where that is known).
    """
    return open_units(path, options).to_bitext()


def load_bitext(
    content: bytes,
    *,
    name: str = "standard input",
    suffix: str = ".tsv",
    options: ReadOptions = ReadOptions(),  # noqa: B008
) -> Bitext:
    """Pairs from bytes, such as standard input's.

    Raises:
        InputError: nothing in them looks like pairs.
    """
    if not content:
        raise InputError(f"{name} is empty", hint="pipe pairs into it, or name a file")
    origin = origin_of_bytes(content, name=name, suffix=suffix)
    return _reader(origin)(origin, options).to_bitext()


def write_bitext(
    bitext: Bitext,
    path: str | Path,
    *,
    force: bool = False,
    options: WriteOptions = WriteOptions(),  # noqa: B008
) -> Written:
    """Write pairs to a file, whole or not at all; the suffix decides the format.

    Raises:
        InputError: the suffix is unknown, the file exists (without ``force``) or cannot be
            written, or a text does not fit in the format.
    """
    return write_units(bitext.units, head_of(bitext), path, force=force, options=options)


def write_units(
    units: Iterable[TranslationUnit],
    head: Head,
    path: str | Path,
    *,
    force: bool = False,
    options: WriteOptions = WriteOptions(),  # noqa: B008
) -> Written:
    """``write_bitext`` for units that are read or made while they are written.

    ``-`` is standard output, as a table (.tsv).
    """
    if str(path) == STANDARD:
        return find_writer(".tsv")(units, head, sys.stdout.buffer, options)
    path = Path(path)
    if path.suffix.lower() == moses.SUFFIX:
        return moses.write_pair(units, head, path, force=force)
    packed = path.suffix.lower() == ".gz"
    suffix = Path(path.stem).suffix.lower() if packed else path.suffix.lower()
    writer = find_writer(suffix, path)
    with written_whole(path, force=force) as file:
        if not packed:
            return writer(units, head, file, options)
        with gzip.GzipFile("", "wb", compresslevel=6, fileobj=file, mtime=0) as inner:
            return writer(units, head, cast(BinaryIO, inner), options)


def find_writer(suffix: str, path: str | Path | None = None) -> Writer:
    """The writer for a suffix.

    Raises:
        InputError: there is none.
    """
    module = WRITERS.get(suffix)
    if module is None:
        raise InputError(
            f"pairs cannot be written as {suffix or 'a file without a suffix'}",
            path=path,
            hint=f"use one of {', '.join((*WRITERS, moses.SUFFIX))}",
        )
    return cast(Writer, import_module(f"corpora.formats.{module}").write)


def dump_bitext(
    bitext: Bitext,
    file: BinaryIO,
    *,
    suffix: str = ".tsv",
    options: WriteOptions = WriteOptions(),  # noqa: B008
) -> Written:
    """Write pairs to an open binary file, such as standard output (TSV there)."""
    return find_writer(suffix)(bitext.units, head_of(bitext), file, options)
