"""The files of a corpus: one memory, one glossary, findings, the index. Nothing is held whole."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from corpora.files import written_whole
from corpora.memory.converting import ConvertOptions, convert_file
from corpora.memory.exporting import companion_path
from corpora.memory.splitting import NEEDS_REVIEW
from corpora.registry.formats import TMX
from glossary import write_glossary
from quality.check.output.write import csv_lines
from review.corpus.index import INDEX, IndexRow, write_index_csv
from review.corpus.index_page import write_index_html
from review.corpus.plan import PlanRow
from review.project import Project
from review.project.exporting import (
    GLOSSARY,
    PAIRS,
    ExportChoices,
    Folder,
    glossary_dialect,
    tool_files,
    write_all_pairs,
)

MEMORY = f"memory{TMX}"
FINDINGS = "findings.csv"
INDEX_PAGE, STATISTICS = "index.html", "statistics.json"


def write_outputs(
    project: Project,
    rows: Sequence[IndexRow],
    left: Sequence[PlanRow],
    choices: ExportChoices,
    *,
    statistics: dict[str, Any],
    force: bool = False,
    given: Collection[str] = (),
    kept: Collection[str] = (),
) -> tuple[Path, ...]:
    """Write a corpus's files into the project's folder; what people changed is not written over.

    Args:
        project: of all documents.
        rows: of the index, worst first.
        left: rows of the plan that are not worked on.
        choices: how the memory is written; its level is ``segment``.
        statistics: numbers about all of it.
        force: write over what people have changed.
        given: files whose decisions were taken in, and which may be written over.
        kept: files that stay as they are.

    Raises:
        InputError: something cannot be written; what is there stays as it is then.
    """
    tools = tool_files(choices.tool)
    has_pairs = bool(project.languages())
    names = [one for one in _names(tools, has_pairs=has_pairs) if one not in kept]
    folder = Folder(project, names=names, force=force, given=given)
    folder.refuse_changed()
    writers: dict[str, Any] = {
        INDEX: partial(write_index_csv, rows),
        INDEX_PAGE: partial(write_index_html, project.folder.name, rows, left),
        STATISTICS: partial(_write_json, statistics),
    }
    if has_pairs:
        # The memory is made from the file of pairs, which is there before it.
        writers[PAIRS] = partial(write_all_pairs, project, choices=choices)
        writers[MEMORY] = partial(_write_memory, choices)
        writers[FINDINGS] = partial(_write_findings, project)
        for name in {GLOSSARY, *tools} & set(names):
            writers[name] = partial(write_glossary, project.glossary(), tool=glossary_dialect(name))
    written = folder.write({name: writers[name] for name in names})
    folder.drop_stale_companions(written)
    return tuple(written[name] for name in (*names, *sorted(set(written) - set(names))))


def _names(tools: Sequence[str], *, has_pairs: bool = True) -> list[str]:
    """The files in the order they are made."""
    pairs = [PAIRS, MEMORY, GLOSSARY, *tools, FINDINGS] if has_pairs else []
    return [INDEX, INDEX_PAGE, STATISTICS, *pairs]


def refuse_changed(
    project: Project, choices: ExportChoices, *, force: bool, given: Collection[str]
) -> None:
    """Refuse before hours of work what ``write_outputs`` would refuse after it.

    Raises:
        InputError: as there.
    """
    names = _names(tool_files(choices.tool))
    Folder(project, names=names, force=force, given=given).refuse_changed()


def _write_json(value: dict[str, Any], path: Path) -> None:
    with written_whole(path, force=True) as file:
        file.write((json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode())


def _write_memory(choices: ExportChoices, path: Path) -> None:
    """The memory and what needs review, from the pairs that lie beside it."""
    convert_file(
        path.with_name(PAIRS),
        path,
        options=ConvertOptions(
            min_confidence=choices.min_confidence,
            duplicates=choices.duplicates,
            tool=choices.tool,
            created_at=choices.created_at,
            created_by=choices.created_by,
        ),
    )
    companion = companion_path(path)
    if companion.is_file():
        place = path.parent / NEEDS_REVIEW / path.name
        place.parent.mkdir(exist_ok=True)
        os.replace(companion, place)


def _write_findings(project: Project, path: Path) -> None:
    """The findings of all documents, a row each; rows are written as they come."""
    reports = (project.check_report(name) for name in project.languages())
    with written_whole(path, force=True) as file:
        file.writelines(csv_lines(reports, documents=True))
