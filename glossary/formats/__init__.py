"""Glossaries as files.

A format is one module with ``dump(glossary, file)`` and ``load(origin)``, and an entry in
``corpora.registry.formats``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO

from corpora.errors import OptionError
from corpora.files import written_whole
from corpora.formats.damage import damage_told
from corpora.formats.streams import origin_of
from corpora.registry import find_writer, identify, refusal
from corpora.registry.formats import TBX
from glossary.formats import dialects
from glossary.formats import tbx as termbase
from glossary.record.entries import Glossary

__all__ = ["TOOLS", "find_glossary_writer", "read_glossary", "write_glossary"]


TOOLS = dialects.TOOLS


def write_glossary(
    glossary: Glossary,
    path: str | Path,
    *,
    tool: str | None = None,
    tbx: int = 2,
    force: bool = False,
) -> None:
    """Write a glossary in the format of the path's suffix.

    Args:
        glossary: what to write.
        path: its suffix decides; ``corpora.registry.suffixes_written("glossary")`` lists them.
        tool: write the CSV that this program imports (``memoq``, ``multiterm``, ``trados``,
            ``deepl``, ``excel``, ``omegat``) instead of the table for review.
        tbx: 2 for TBX-Basic as ``martif``, 3 for ISO 30042:2019 in DCA style.
        force: overwrite what is there.

    Raises:
        InputError: the suffix is none of these, there is no such tool or version, or the file
            cannot be written.
    """
    path = Path(path)
    writer = find_glossary_writer(path, tool=tool, tbx=tbx)
    with written_whole(path, force=force) as file:
        writer(glossary, file)


def find_glossary_writer(
    path: Path, *, tool: str | None = None, tbx: int = 2
) -> Callable[[Glossary, BinaryIO], None]:
    """The function that writes a glossary as what a path's suffix says, or a tool wants.

    Raises:
        InputError: as ``write_glossary``, as far as that is known beforehand.
    """
    if tool is not None:
        return dialects.writer_for(tool, path)
    writer: Callable[[Glossary, BinaryIO], None] = find_writer("glossary", path)
    if tbx not in (2, 3):
        raise OptionError(f"there is no TBX version {tbx}", hint="choose 2 or 3")
    return termbase.dump_v3 if TBX.names(path) and tbx == 3 else writer


def read_glossary(path: str | Path, *, languages: Sequence[str] = ()) -> Glossary:
    """Read a glossary that we, a person or another program wrote.

    Args:
        path: the file; ``corpora.registry.suffixes_read("glossary")`` lists what it may be.
        languages: source and target, where the file does not tell them.

    Raises:
        InputError: the file is missing, of another kind, or a row cannot be understood.
    """
    origin = origin_of(path)
    with origin.open() as file:
        kind = identify(file, origin.suffix)
    if kind is None or "glossary" not in kind.reads:
        raise refusal(kind, "glossary", path=path, suffix=origin.suffix)
    with damage_told(path):
        glossary: Glossary = kind.reader("glossary")(origin)
    if len(languages) == 2:
        return Glossary(
            source_language=languages[0],
            target_language=languages[1],
            entries=glossary.entries,
            signature=glossary.signature,
            notes=glossary.notes,
        )
    return glossary
