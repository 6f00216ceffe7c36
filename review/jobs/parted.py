"""Files that should hold pairs, and may be one document in both languages instead."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from corpora.errors import NotPairsError, OneLanguageError
from corpora.formats import open_units, read_bitext
from corpora.formats.streams import UnitStream
from corpora.progress import Progress, silent
from corpora.registry import find_format, suffix_of
from corpora.units import Alignment, Bitext
from review.jobs.pair_options import PairOptions

_Read = TypeVar("_Read")


def read_pairs(
    path: str | Path, *, options: PairOptions, progress: Progress = silent
) -> tuple[Bitext, Alignment | None]:
    """The pairs of a file; those of a document in both languages after parting and aligning it.

    Raises:
        InputError: the file cannot be used, or holds neither.
    """
    found = _pairs_or_alignment(lambda: read_bitext(path), path, options, progress)
    return (found.to_bitext(), found) if isinstance(found, Alignment) else (found, None)


def open_pairs(
    path: str | Path, *, options: PairOptions, progress: Progress = silent
) -> UnitStream | Bitext:
    """The same, a file of pairs being read while its units are walked."""
    found = _pairs_or_alignment(lambda: open_units(path), path, options, progress)
    if not isinstance(found, Alignment):
        return found
    notes = (*found.source.notes, *found.warnings)
    return dataclasses.replace(found.to_bitext(), notes=notes)


def _pairs_or_alignment(
    read: Callable[[], _Read], path: str | Path, options: PairOptions, progress: Progress
) -> _Read | Alignment:
    try:
        return read()
    except NotPairsError as error:
        kind = find_format(suffix_of(path))
        if kind is not None and "document" not in kind.reads:
            raise
        # Only who has such a document waits for the aligner.
        from review.jobs.aligning import align_files

        try:
            return align_files(path, None, options=options, progress=progress)
        except OneLanguageError:
            raise error from None
