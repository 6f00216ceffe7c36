"""From files of pairs to a glossary in a file."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from corpora.errors import Option, OptionError
from corpora.files import check_outputs, note_inputs, outputs_together
from corpora.formats.streams import UnitStream, origin_of
from corpora.language.encoders import find_token_encoder
from corpora.language.tools import load_tools
from corpora.memory.house import HouseMemory
from corpora.progress import Progress, silent
from corpora.reading.document import read_document
from corpora.units import Bitext
from glossary import Glossary, TermOptions, extract_terms, read_glossary, write_glossary
from glossary.bank import choose_bank
from glossary.formats import find_glossary_writer
from review import is_project
from review.jobs.pair_options import PairOptions
from review.jobs.parted import open_pairs


@outputs_together()
def extract_and_write(
    bitexts: Sequence[str | Path],
    output: Path | None,
    *,
    options: TermOptions,
    encoder: str | None = None,
    known: Path | None = None,
    memory: Sequence[Path] = (),
    background: Sequence[Path] = (),
    tool: str | None = None,
    tbx: int = 2,
    force: bool = False,
    workers: int | None = None,
    progress: Progress = silent,
) -> Glossary:
    """Find the terms of some files of pairs and write them as a glossary.

    Args:
        bitexts: files of pairs, of one language pair, or documents in both languages; or one
            project's folder, whose decisions teach and stay, and which keeps what is found.
        output: the glossary; its suffix decides the format. ``None`` is a project's own.
        options: how terms are found.
        encoder: name of the encoder; ``None`` as in ``PairOptions``.
        known: a reviewed glossary whose decisions are kept and teach.
        memory: files and projects with earlier work of the house, which is evidence. A project
            remembers it; without any, what it remembers counts.
        background: documents in Chinese in which terms are not special.
        tool: whose dialect of CSV; ``None`` for the table that people review.
        tbx: version of TBX, 2 or 3.
        force: overwrite what is there.
        workers: processes that read a large text; ``None`` for one a processor, at most four.
        progress: hears of every stage.

    Raises:
        InputError: a file cannot be used or written.
    """
    note_inputs(*bitexts, known, *background, *memory)
    if output is not None:
        find_glossary_writer(output, tool=tool, tbx=tbx)
    if options.word_links is not None:
        find_token_encoder(options.word_links)
    if options.user_dictionary is not None:
        origin_of(options.user_dictionary)
    check_outputs(output, force=force)
    if len(bitexts) == 1 and is_project(bitexts[0]):
        return _project_terms(
            Path(bitexts[0]), output, options=options, encoder=encoder, known=known, memory=memory,
            background=[read_document(path).text for path in background], tool=tool, tbx=tbx,
            force=force, progress=progress,
        )  # fmt: skip
    if options.bank is not None:
        # A file that is none is said before anything is read.
        choose_bank(options.bank)
    if output is None:
        raise OptionError("the glossary has no name", hint=f"name it with {Option.OUTPUT}")
    tools = load_tools(encoder)
    pair = PairOptions(encoder=encoder)
    house = _read_memory(memory, progress)
    streams = [open_pairs(path, options=pair, progress=progress) for path in bitexts]
    glossary = extract_terms(
        streams,
        options=dataclasses.replace(options, workers=workers or min(os.cpu_count() or 1, 4)),
        tools=tools,
        known=read_glossary(known) if known else None,
        memory=house,
        background=[read_document(path).text for path in background],
        progress=progress,
    )
    write_glossary(glossary, output, tool=tool, tbx=tbx, force=force)
    said = [note for stream in streams for note in _told(stream)]
    return dataclasses.replace(glossary, notes=(*tools.warnings, *said, *glossary.notes))


def _read_memory(paths: Sequence[Path], progress: Progress) -> HouseMemory | None:
    if not paths:
        return None
    # Only who has one waits for the code that reads it.
    from review.jobs.remembering import read_memory

    return read_memory(paths, progress=progress)


def _told(pairs: UnitStream | Bitext) -> list[str]:
    """What reading had to say, once the units were walked."""
    return [*pairs.notes, *(pairs.damage if isinstance(pairs, UnitStream) else ())]


def _project_terms(
    folder: Path,
    output: Path | None,
    *,
    options: TermOptions,
    encoder: str | None,
    known: Path | None,
    memory: Sequence[Path],
    background: Sequence[str],
    tool: str | None,
    tbx: int,
    force: bool,
    progress: Progress,
) -> Glossary:
    """The terms of a project's pairs as they stand, with what people decided."""
    # Only who has a project waits for what brings one up to date and writes its files.
    from review.jobs.updating import find_project_terms
    from review.project import open_project
    from review.project.exporting import GLOSSARY, write_own
    from review.project.reviewed import take_glossary

    house = _read_memory(memory, progress)
    with open_project(folder) as project:
        if house is not None:
            project.remember_memory(house)
        if known:
            take_glossary(project, read_glossary(known))
        if options.view == "consistency":
            glossary = extract_terms(
                [project.bitext(name) for name in project.document_names()],
                options=options,
                tools=load_tools(encoder),
                known=project.glossary(),
                memory=project.memory(),
                background=background,
                progress=progress,
            )
        else:
            chosen = None if options == TermOptions() else options
            find_project_terms(
                project, options=chosen, encoder=encoder, background=background, progress=progress
            )
            glossary = project.glossary()
        if output is None:
            write_own(
                project,
                GLOSSARY,
                partial(write_glossary, glossary, tool=tool, tbx=tbx),
                force=force,
            )
        else:
            write_glossary(glossary, output, tool=tool, tbx=tbx, force=force)
    return glossary
