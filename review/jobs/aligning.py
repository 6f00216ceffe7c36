"""From two files to an alignment, and from that to the files a translator takes away."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from align import AlignOptions, align_documents
from corpora.errors import InputError, Option, check_name, check_share
from corpora.files import check_outputs, note_inputs, outputs_together
from corpora.formats import dump_bitext, read_bitext
from corpora.language.tools import Tools, load_tools
from corpora.memory.exporting import AlignmentWritten, write_alignment
from corpora.memory.house import HouseMemory
from corpora.memory.levels import LEVELS, at_level
from corpora.memory.splitting import DUPLICATES, MIN_CONFIDENCE
from corpora.progress import Progress, silent
from corpora.reading.pair import read_pair
from corpora.registry import find_writer
from corpora.units import Alignment, Bitext, Document
from review.jobs.keyed import align_joined, are_keyed
from review.jobs.pair_options import PairOptions

if TYPE_CHECKING:
    from glossary import Glossary


def align_files(
    source: str | Path,
    target: str | Path | None,
    *,
    options: PairOptions,
    progress: Progress = silent,
) -> Alignment:
    """Read two documents and align them; files of texts under keys are joined by these.

    Raises:
        InputError: a file cannot be used, or the two are no translations of each other and
            ``options.anyway`` is off.
    """
    joined = join_files(source, target, options)
    if joined is not None:
        return joined
    documents = read_files(source, target, options)
    return align_read(documents, target or source, options=options, progress=progress)


def join_files(
    source: str | Path, target: str | Path | None, options: PairOptions
) -> Alignment | None:
    """Two files of texts under keys as an alignment; ``None`` where the files are no such.

    Raises:
        InputError: a file cannot be used.
    """
    if target is None or not are_keyed(source, target):
        return None
    return align_joined(
        source,
        target,
        source_language=options.source_language,
        target_language=options.target_language,
    )


def read_files(
    source: str | Path, target: str | Path | None, options: PairOptions
) -> tuple[Document, Document]:
    """Read two documents, or one that holds both, as the options say.

    Raises:
        InputError: a file cannot be used.
    """
    return read_pair(
        source,
        target,
        source_language=options.source_language,
        target_language=options.target_language,
        segmented=options.segmented,
    )


def align_read(
    documents: tuple[Document, Document],
    path: str | Path,
    *,
    options: PairOptions,
    memory: HouseMemory | None = None,
    progress: Progress = silent,
) -> Alignment:
    """Align two documents that were read.

    Args:
        documents: source and target.
        path: the file that an error names: the target, or what holds both.
        options: how.
        memory: that of ``options``, where it was read already.
        progress: hears of every stage.

    Raises:
        InputError: the two are no translations of each other and ``options.anyway`` is off, or
            the glossary, the anchors or the memory cannot be read.
    """
    if memory is None and options.memory:
        # Only who has one waits for the code that reads it.
        from review.jobs.remembering import read_memory

        memory = read_memory(options.memory, progress=progress)
    return align_texts(
        documents,
        path,
        options=options.align,
        tools=load_tools(options.encoder),
        glossary=_read_glossary(options.glossary),
        glossary_name=options.glossary.name if options.glossary else "",
        anchors=read_bitext(options.anchors) if options.anchors else None,
        memory=memory,
        anyway=options.anyway,
        progress=progress,
    )


def align_texts(
    documents: tuple[Document, Document],
    path: str | Path | None,
    *,
    options: AlignOptions,
    tools: Tools,
    glossary: Glossary | None = None,
    glossary_name: str = "the glossary",
    terms: Sequence[tuple[str, str]] = (),
    anchors: Bitext | None = None,
    memory: HouseMemory | None = None,
    anyway: bool = False,
    progress: Progress = silent,
) -> Alignment:
    """The same with everything in memory.

    Raises:
        InputError: the two are no translations of each other and ``anyway`` is off.
    """
    warnings = tools.warnings
    terms = terms or _approved(glossary)
    if glossary is not None and not terms:
        warnings += (f"{glossary_name} has no approved terms, so that it changes nothing.",)
    alignment = align_documents(
        *documents,
        options=options,
        tools=tools,
        anchors=anchors,
        terms=terms,
        memory=memory,
        progress=progress,
    )
    if not alignment.is_translation and not anyway:
        raise InputError(
            f"does not look like a translation of {documents[0].name}"
            if documents[0].name != documents[1].name
            else "holds both languages, but one does not look like the translation of the other",
            path=path,
            hint="check that these texts belong together; "
            f"say {Option.ANYWAY} to align them all the same",
        )
    return dataclasses.replace(alignment, warnings=(*warnings, *alignment.warnings))


def _read_glossary(path: Path | None) -> Glossary | None:
    if path is None:
        return None
    # Only who has a glossary waits for the code that reads one.
    from glossary import read_glossary

    return read_glossary(path)


def _approved(glossary: Glossary | None) -> Sequence[tuple[str, str]]:
    if glossary is None:
        return ()
    from glossary import approved_pairs

    return approved_pairs(glossary)


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteChoices:
    """How an alignment's files are written; see ``corpora.memory.exporting.write_alignment``."""

    level: str = "segment"
    min_confidence: float = MIN_CONFIDENCE
    duplicates: str = "keep"
    tool: str = "any"
    labels: bool = False
    created_at: str | None = None
    created_by: str | None = None

    def __post_init__(self) -> None:
        check_name(self.level, (*LEVELS, "all"), "a level")
        check_name(self.duplicates, DUPLICATES, "a rule for duplicates")
        check_share(self.min_confidence, "min_confidence")


@outputs_together()
def align_and_write(
    source: str | Path,
    target: str | Path | None,
    outputs: Sequence[str],
    *,
    options: PairOptions,
    how: WriteChoices,
    standard_output: BinaryIO,
    force: bool = False,
    progress: Progress = silent,
) -> tuple[Alignment, list[AlignmentWritten]]:
    """Align two documents and write the alignment to each of some files.

    Args:
        source: a document; ``-`` is standard input.
        target: its translation; ``None`` where ``source`` holds both.
        outputs: paths whose suffixes decide the formats; ``-`` is TSV on ``standard_output``.
        options: how the documents become an alignment.
        how: how the files are written.
        standard_output: where ``-`` goes.
        force: overwrite what is there.
        progress: hears of every stage.

    Raises:
        InputError: as ``align_files``, or a file cannot be written; that is seen beforehand
            where it can be.
    """
    paths = [Path(output) for output in outputs if output != "-"]
    for path in paths:
        find_writer("pairs", path)
    note_inputs(source, target, options.anchors, options.glossary, *options.memory)
    check_outputs(*paths, force=force)
    alignment = align_files(source, target, options=options, progress=progress)
    written = [
        write_alignment(
            alignment,
            path,
            level=how.level,
            duplicates=how.duplicates,
            tool=how.tool,
            labels=how.labels,
            created_at=how.created_at,
            created_by=how.created_by,
            min_confidence=how.min_confidence,
            force=force,
        )
        for path in paths
    ]
    if "-" in outputs:
        dump_bitext(at_level(alignment, how.level), standard_output)
        standard_output.flush()
    return alignment, written
