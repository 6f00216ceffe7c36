"""The whole job: from two documents to a memory, a glossary and a report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpora.errors import InputError
from corpora.files import check_writable
from corpora.language.tools import load_tools
from corpora.memory.exporting import AlignmentWritten, write_alignment
from corpora.progress import Progress, silent
from corpora.units import Alignment
from glossary import Glossary, extract_terms, read_glossary, write_glossary
from quality.check import check_bitext
from quality.findings import CheckReport
from review.jobs.aligning import PairOptions, align_files
from review.page.report import write_report
from review.page.sections import findings_section, memory_section, terms_section

MEMORY, GLOSSARY, REPORT = "memory.tmx", "glossary.csv", "report.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What ``make_all`` made: the results themselves and the files they are in."""

    alignment: Alignment
    memory: AlignmentWritten
    glossary: Glossary
    findings: CheckReport
    files: tuple[Path, ...]


def make_all(
    source: str | Path,
    target: str | Path | None,
    folder: Path,
    *,
    options: PairOptions,
    created_at: str | None = None,
    force: bool = False,
    progress: Progress = silent,
) -> Made:
    """From two documents to a memory, a glossary and a report in ``folder``.

    Args:
        source: a document; ``-`` is standard input.
        target: its translation; ``None`` where ``source`` holds both.
        folder: where the files go; made if it is not there.
        options: how the documents become an alignment.
        created_at: date for the memory's units, ``YYYYMMDDThhmmssZ``; ``None`` for none.
        force: overwrite what is there.
        progress: hears of every stage.

    Raises:
        InputError: as ``align_files``, or something cannot be written; nothing is then written
            that was not written whole.
    """
    paths = [folder / name for name in (MEMORY, GLOSSARY, REPORT)]
    _check_folder(folder, paths, force=force)
    alignment = align_files(source, target, options=options, progress=progress)
    tools = load_tools(options.encoder)
    bitext = alignment.to_bitext()
    known = read_glossary(options.glossary) if options.glossary else None
    glossary = extract_terms([bitext], tools=tools, known=known, progress=progress)
    findings = check_bitext(bitext, glossary=glossary, tools=tools, progress=progress)
    folder.mkdir(parents=True, exist_ok=True)
    memory = write_alignment(alignment, paths[0], created_at=created_at, force=force)
    write_glossary(glossary, paths[1], force=force)
    sections = (terms_section(glossary), findings_section(findings), memory_section(memory))
    write_report(alignment, paths[2], sections=sections, force=force)
    if memory.review_path is not None:
        paths.insert(1, Path(memory.review_path))
    return Made(
        alignment=alignment,
        memory=memory,
        glossary=glossary,
        findings=findings,
        files=tuple(paths),
    )


def _check_folder(folder: Path, paths: Sequence[Path], *, force: bool) -> None:
    """Refuse before an hour's work what would be refused after it."""
    if folder.exists() and not folder.is_dir():
        raise InputError("is a file, not a folder", path=folder, hint="choose another folder")
    if folder.is_dir():
        for path in paths:
            check_writable(path, force=force)
        return
    parent = next(parent for parent in folder.absolute().parents if parent.exists())
    check_writable(parent / folder.name)
