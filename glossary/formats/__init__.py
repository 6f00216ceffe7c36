"""Glossaries as files: what we read and write, by suffix.

A format is one module with ``dump(glossary, file, …)`` and ``load(origin)`` and one line in a
table below.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO

from corpora.errors import InputError
from corpora.files import written_whole
from corpora.formats.streams import Origin, origin_of
from glossary.formats import csvs, dialects, html, json, tabbed
from glossary.formats import tbx as termbase
from glossary.record.entries import Glossary

__all__ = ["READERS", "TOOLS", "WRITERS", "read_glossary", "write_glossary"]


# The spreadsheet library takes a while to import: only who wants one waits for it.
def _load_sheet(origin: Origin) -> Glossary:
    from glossary.formats import sheets

    return sheets.load(origin)


def _dump_sheet(glossary: Glossary, file: BinaryIO) -> None:
    from glossary.formats import sheets

    sheets.dump(glossary, file)


READERS: dict[str, Callable[[Origin], Glossary]] = {
    ".csv": csvs.load,
    ".tsv": csvs.load,
    ".xlsx": _load_sheet,
    ".json": json.load,
    ".tbx": termbase.load,
    ".utf8": tabbed.load,
    ".tab": tabbed.load,
    ".txt": tabbed.load,
}
WRITERS: dict[str, Callable[[Glossary, BinaryIO], None]] = {
    ".csv": csvs.dump,
    ".xlsx": _dump_sheet,
    ".json": json.dump,
    ".tbx": termbase.dump_v2,
    ".utf8": tabbed.dump,
    ".html": html.dump,
}
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
        path: ``.csv``, ``.xlsx``, ``.json``, ``.tbx``, ``.utf8`` or ``.html``.
        tool: write the CSV that this program imports (``memoq``, ``multiterm``, ``trados``,
            ``deepl``, ``excel``, ``omegat``) instead of the table for review.
        tbx: 2 for TBX-Basic as ``martif``, 3 for ISO 30042:2019 in DCA style.
        force: overwrite what is there.

    Raises:
        InputError: the suffix is none of these, there is no such tool or version, or the file
            cannot be written.
    """
    path = Path(path)
    writer = _writer(path, tool, tbx)
    with written_whole(path, force=force) as file:
        writer(glossary, file)


def _writer(path: Path, tool: str | None, version: int) -> Callable[[Glossary, BinaryIO], None]:
    suffix = path.suffix.lower()
    if tool is not None:
        return dialects.writer_for(tool, path)
    if suffix not in WRITERS:
        raise InputError(
            f"a glossary cannot be written as {suffix or 'a file without suffix'}",
            path=path,
            hint=f"choose one of {', '.join(WRITERS)}",
        )
    if version not in (2, 3):
        raise InputError(f"there is no TBX version {version}", hint="choose 2 or 3")
    return termbase.dump_v3 if suffix == ".tbx" and version == 3 else WRITERS[suffix]


def read_glossary(path: str | Path, *, languages: Sequence[str] = ()) -> Glossary:
    """Read a glossary that we, a person or another program wrote.

    Args:
        path: ``.csv``, ``.tsv``, ``.xlsx``, ``.json``, ``.tbx``, ``.utf8``, ``.tab`` or ``.txt``.
        languages: source and target, where the file does not tell them.

    Raises:
        InputError: the file is missing, of another kind, or a row cannot be understood.
    """
    origin = origin_of(path)
    reader = READERS.get(origin.suffix)
    if reader is None:
        raise origin.error(
            f"a glossary cannot be read from {origin.suffix or 'a file without suffix'}",
            hint=f"choose one of {', '.join(READERS)}",
        )
    glossary = reader(origin)
    if len(languages) == 2:
        return Glossary(
            source_language=languages[0],
            target_language=languages[1],
            entries=glossary.entries,
            signature=glossary.signature,
            notes=glossary.notes,
        )
    return glossary
