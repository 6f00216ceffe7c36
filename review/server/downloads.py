"""What is taken away: each file made anew from the project as it stands."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from corpora.errors import InputError
from corpora.files import scratch_folder
from corpora.formats.documents.writing import write_document
from corpora.memory.exporting import AlignmentWritten
from corpora.memory.splitting import NEEDS_REVIEW
from corpora.memory.tools import find_tool
from corpora.progress import Progress
from corpora.registry.format import suffix_of
from corpora.registry.formats import CSV, DOCX, TEXT, TMX
from glossary import write_glossary
from quality.check.output.write import write_check_report
from review.jobs.making import FILES
from review.project import Project, open_project
from review.project.carrying import write_decisions
from review.project.exporting import (
    PAIRS_SHEET,
    ExportChoices,
    all_findings,
    export_folder,
    glossary_dialect,
    tool_files,
    write_pairs,
)
from review.project.reporting import report_writers, write_document_report
from review.sheets.pairs import write_pairs_sheet

NAME = re.compile(
    r"(memory|glossary|findings|pairs|report|translation|decisions|all)(\.[a-z0-9]+){1,2}"
)
_STAMP = (1980, 1, 1, 0, 0, 0)


def export(progress: Progress, *, folder: Path, tool: str = "any") -> list[str]:
    """Write the files of a project's folder; what they are called."""
    with open_project(folder) as project:
        progress("writing", 0, 0)
        choices = ExportChoices(tool=tool)
        exported = export_folder(project, [*FILES, *tool_files(tool)], choices=choices)
        return [path.relative_to(folder).as_posix() for path in exported.files]


def make(
    progress: Progress, *, folder: Path, name: str, tool: str, document: str | None, to: Path
) -> None:
    """Make one file to be taken away.

    Args:
        progress: asked now and then whether it is still wanted.
        folder: the project's.
        name: ``memory.tmx``, ``glossary.csv``, ``translation.docx``, ``all.zip`` …
        tool: the CAT tool it is for.
        document: which document pair, where one is meant.
        to: where it goes.

    Raises:
        InputError: there is no such file, tool, or document.
    """
    find_tool(tool)
    with open_project(folder) as project:
        progress("writing", 0, 0)
        writer = _writer(project, name, tool, document)
        writer(to)


Writer = Callable[[Path], object]


def _writer(project: Project, name: str, tool: str, document: str | None) -> Writer:
    if not NAME.fullmatch(name):
        raise InputError(f"there is no file {name} to take away")
    stem = name.partition(".")[0]
    if stem == "memory":
        return partial(_write_memory, project, tool, document)
    if stem == "pairs" and name != PAIRS_SHEET and suffix_of(name) not in CSV.suffixes:
        return partial(write_pairs, project, document=document)
    made: dict[str, Writer] = {
        "pairs": partial(write_pairs_sheet, project),
        "glossary": partial(write_glossary, project.glossary(), tool=glossary_dialect(name)),
        "findings": lambda path: write_check_report(all_findings(project), path),
        "report": lambda path: write_document_report(project, _one(project, document), path),
        "translation": partial(_write_translation, project, document),
        "decisions": lambda path: _write_text(path, write_decisions(project)),
        "all": partial(_write_all, project, tool),
    }
    return made[stem]


def _one(project: Project, document: str | None) -> str:
    names = project.document_names()
    if document is None and len(names) > 1:
        raise InputError("the project has several documents", hint="choose one of them")
    return document or names[0]


def _write_memory(project: Project, tool: str, document: str | None, path: Path) -> None:
    with scratch_folder(path.parent) as beside:
        companion = beside / f"{NEEDS_REVIEW}{TMX}"
        choices = ExportChoices(tool=tool)
        write_pairs(project, path, document, choices=choices, companion=companion)


def _write_text(path: Path, text: str) -> None:
    path.write_bytes(text.encode("utf-8", "replace"))


def _write_translation(project: Project, document: str | None, path: Path) -> None:
    """The target as corrected, paragraphs and headings as they were."""
    write_document(project.alignment(_one(project, document)).target, path)


def _write_reports(project: Project, name: str, memory: AlignmentWritten, folder: Path) -> None:
    for file, write in report_writers(project, name, [memory]).items():
        path = folder / file
        path.parent.mkdir(exist_ok=True)
        write(path)


def _write_all(project: Project, tool: str, path: Path) -> None:
    """Everything, in an archive whose bytes tell no time."""
    with scratch_folder(path.parent) as beside:
        folder = beside / NEEDS_REVIEW
        folder.mkdir()
        memory = write_pairs(
            project,
            beside / FILES[0],
            choices=ExportChoices(tool=tool),
            companion=folder / FILES[0],
        )
        for name in (*FILES[1:], *tool_files(tool), "decisions.json"):
            if name == FILES[-1]:
                _write_reports(project, name, memory, beside)
                continue
            _writer(project, name, tool, None)(beside / name)
        for number, document in enumerate(project.document_names(), 1):
            several = len(project.document_names()) > 1
            stem = f"translation-{number:04d}" if several else "translation"
            for suffix in (TEXT.suffixes[0], DOCX.suffixes[0]):
                _write_translation(project, document, beside / f"{stem}{suffix}")
        with zipfile.ZipFile(path, "w") as archive:
            for made in sorted(one for one in beside.rglob("*") if one.is_file()):
                entry = zipfile.ZipInfo(made.relative_to(beside).as_posix(), _STAMP)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, made.read_bytes())
