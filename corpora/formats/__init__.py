"""Files of pairs: read and written as what they are.

A format is one module here with ``read(origin, options)`` and ``write(units, head, file,
options)``, and an entry in ``corpora.registry.formats``.
"""

from __future__ import annotations

import gzip
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, cast

from corpora.errors import InputError
from corpora.files import written_whole
from corpora.formats.damage import damage_told, read_guarded
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
from corpora.registry import (
    PACKED,
    Format,
    find_writer,
    identify,
    refusal,
)
from corpora.registry.formats import MOSES, TSV
from corpora.units import Bitext, TranslationUnit

__all__ = [
    "ReadOptions",
    "UnitStream",
    "WriteOptions",
    "Written",
    "dump_bitext",
    "dump_units",
    "kind_of",
    "load_bitext",
    "open_units",
    "read_bitext",
    "write_bitext",
    "write_units",
]

Reader = Callable[[Origin, ReadOptions], UnitStream]
Writer = Callable[[Iterable[TranslationUnit], Head, BinaryIO, WriteOptions], Written]


def open_units(path: str | Path, options: ReadOptions = ReadOptions()) -> UnitStream:  # noqa: B008
    """A file of pairs, its units still to be read one by one.

    Raises:
        InputError: the file cannot be used; also later, while its units are walked.
    """
    path = Path(path)
    with damage_told(path):
        stream = _opened(path, options)
    stream.units = read_guarded(stream.units, path)
    return stream


def _opened(path: Path, options: ReadOptions) -> UnitStream:
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


def kind_of(path: str | Path) -> Format | None:
    """What a file is; ``None`` where neither its contents nor its name say so.

    Raises:
        InputError: it cannot be read.
    """
    if str(path) == STANDARD:
        return None  # it can be read only once
    origin = origin_of(path)
    with origin.open() as file:
        return identify(file, origin.suffix)


def _reader(origin: Origin) -> Reader:
    """The reader for a file: by what it is where that shows, else by what it is called."""
    with origin.open() as file:
        kind = identify(file, origin.suffix)
    if kind is None and origin.path is None and not origin.suffix:
        kind = TSV  # standard input has no name
    if kind is None or "pairs" not in kind.reads:
        raise refusal(kind, "pairs", path=origin.path, suffix=origin.suffix)
    return cast(Reader, kind.reader("pairs"))


def read_bitext(path: str | Path, options: ReadOptions = ReadOptions()) -> Bitext:  # noqa: B008
    """All of a file of pairs; what it is decides how it is read, else its suffix.

    What was guessed or left out is in the bitext's ``notes``.

    Raises:
        InputError: the file cannot be used (with its line where that is known).
    """
    return open_units(path, options).to_bitext()


def load_bitext(
    content: bytes,
    *,
    name: str = "standard input",
    suffix: str = "",
    options: ReadOptions = ReadOptions(),  # noqa: B008
) -> Bitext:
    """Pairs from bytes, such as standard input's; without a suffix, what they begin with decides.

    Raises:
        InputError: nothing in them looks like pairs.
    """
    if not content:
        raise InputError(f"{name} is empty", hint="pipe pairs into it, or name a file")
    origin = origin_of_bytes(content, name=name, suffix=suffix)
    with damage_told(None):
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

    ``-`` is standard output, as a table.
    """
    if str(path) == STANDARD:
        return cast(Writer, TSV.writer("pairs"))(units, head, sys.stdout.buffer, options)
    path = Path(path)
    if MOSES.names(path):
        return moses.write_pair(units, head, path, force=force)
    writer = cast(Writer, find_writer("pairs", path))
    with written_whole(path, force=force) as file:
        if path.suffix.lower() != PACKED:
            return writer(units, head, file, options)
        with gzip.GzipFile("", "wb", compresslevel=6, fileobj=file, mtime=0) as inner:
            return writer(units, head, cast(BinaryIO, inner), options)


def dump_bitext(
    bitext: Bitext,
    file: BinaryIO,
    *,
    suffix: str = str(TSV),
    options: WriteOptions = WriteOptions(),  # noqa: B008
) -> Written:
    """Write pairs to an open binary file, such as standard output (a table there)."""
    return dump_units(bitext.units, head_of(bitext), file, suffix=suffix, options=options)


def dump_units(
    units: Iterable[TranslationUnit],
    head: Head,
    file: BinaryIO,
    *,
    suffix: str = str(TSV),
    options: WriteOptions = WriteOptions(),  # noqa: B008
) -> Written:
    """``dump_bitext`` for units that are read or made while they are written."""
    writer = cast(Writer, find_writer("pairs", f"pairs{suffix}"))
    return writer(units, head, file, options)
