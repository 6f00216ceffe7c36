"""From a phrase to the units that hold it, in a file where one is wanted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from corpora.files import check_outputs, note_inputs, outputs_together
from corpora.formats import WriteOptions, dump_units, open_units, write_units
from corpora.formats.streams import STANDARD
from corpora.memory.concordance import FindOptions, Found, Hit, find_in_bitexts
from corpora.progress import Progress, silent
from corpora.registry import find_writer
from corpora.units import TranslationUnit
from review import is_project
from review.project.exporting import pairs_file

FOUND_PROP, SCORE_PROP = "x-found-in", "x-found-score"


@outputs_together()
def find_and_write(
    query: str,
    paths: Sequence[Path],
    output: str | None,
    *,
    options: FindOptions,
    standard_output: BinaryIO,
    force: bool = False,
    progress: Progress = silent,
) -> Found:
    """Find a phrase in files of pairs, and write the units that hold it.

    Args:
        query: a word or a phrase.
        paths: files of pairs, and folders of projects, whose hits are said to be in the folder.
        output: a file of pairs for the units; ``-`` is TSV on ``standard_output``, ``None`` none.
        options: how the pairs are searched.
        standard_output: where ``-`` goes.
        force: overwrite what is there.
        progress: hears how far an index is.

    Raises:
        InputError: the query holds nothing, a file cannot be used or written.
    """
    if output is not None and output != STANDARD:
        find_writer("pairs", output)
        note_inputs(*paths)
        check_outputs(output, force=force)
    files = {path: pairs_file(path) if is_project(path) else path for path in paths}
    searched = find_in_bitexts(query, list(files.values()), options, progress=progress)
    named = {str(file): str(path) for path, file in files.items()}
    hits = tuple(replace(one, path=named.get(one.path, one.path)) for one in searched.hits)
    found = replace(searched, hits=hits)
    if output is None:
        return found
    head = open_units(files[paths[0]], options.read).head
    units = map(_as_unit, found.hits)
    if output == STANDARD:
        dump_units(units, head, standard_output)
        standard_output.flush()
    else:
        how = WriteOptions(gaps=True, context="none")
        write_units(units, head, output, options=how, force=force)
    return found


def _as_unit(hit: Hit) -> TranslationUnit:
    place = f"{Path(hit.path).name} {hit.number}"
    props = [(FOUND_PROP, place)] + ([(SCORE_PROP, str(hit.score))] if hit.score < 1 else [])
    return TranslationUnit(
        source=hit.source,
        target=hit.target,
        document=hit.document,
        source_speaker=hit.speaker,
        props=tuple(props),
    )
