"""From the outputs of single pairs to one project and its files: the stages over all documents.

They hold models and many documents, and are called in a process of their own (see ``apart``), so
that a driver holds neither.
"""

from __future__ import annotations

import dataclasses
import json
import pickle
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from corpora.errors import InputError
from corpora.memory.house import HouseMemory
from corpora.progress import Progress
from corpora.storage import file_exists, put_file, read_ahead, read_file
from corpora.units import Alignment
from glossary import read_glossary
from review import is_project
from review.corpus.frozen import result_place
from review.corpus.ledger import Ledger
from review.corpus.options import RunOptions
from review.corpus.outputs import write_outputs
from review.corpus.plan import FORBIDDEN, PLAN, PlanRow, read_plan
from review.corpus.status import rows_of
from review.corpus.work import alignment_from, unsealed
from review.jobs.making import names_in, with_missed
from review.jobs.updating import check_project, find_project_terms
from review.project import Project, create_project, open_project
from review.project.found import basis_of
from review.project.reviewed import take_glossary
from review.sheets.reading import read_reviewed
from review.sheets.taken import Taken
from review.sheets.taking import take_reviewed


@dataclass(frozen=True, slots=True, kw_only=True)
class Outputs:
    """What a project is gathered from.

    Attributes:
        places: of each document pair that is a translation, the key of its alignment and the
            address that this is at, by the pair's name.
        files: of each pair that was read from this machine, source and target.
        results: where the glossary goes that all are checked against.
    """

    places: Mapping[str, tuple[str, str]]
    files: Mapping[str, tuple[Path, Path]]
    results: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What a driver needs to know of the project.

    Attributes:
        glossary: names the glossary among the results; empty where there are no pairs.
        decided: the document pairs that somebody decided about.
        bases: what the findings were made against that the project holds, by pair.
        taken: what was read from reviewed sheets, where some were given.
    """

    glossary: str
    decided: frozenset[str]
    bases: Mapping[str, str]
    taken: Taken | None


def gather(
    folder: Path,
    encoder: str | None,
    options: RunOptions,
    outputs: Outputs,
    memory: HouseMemory | None,
    *,
    progress: Progress,
) -> Gathered:
    """Bring a project to what was aligned and decided, and find the terms of all of it.

    Raises:
        InputError: an output or a file that was given is gone, or nothing can be written.
    """
    reviewed = [read_reviewed(path) for path in options.decisions]
    opened = open_project if is_project(folder) else create_project
    with opened(folder) as project:
        _take_alignments(project, outputs, progress)
        project.remember_memory(memory)
        if options.glossary is not None:
            take_glossary(project, read_glossary(options.glossary))
        taken = take_reviewed(project, reviewed) if reviewed else None
        digest = ""
        if outputs.places:
            find_project_terms(project, encoder=encoder, progress=progress)
            digest = _put_glossary(project, outputs.results)
        return Gathered(
            glossary=digest,
            decided=frozenset(project.decided_documents()),
            bases={name: project.stored_basis(name) for name in project.languages()},
            taken=taken,
        )


def _take_alignments(project: Project, outputs: Outputs, progress: Progress) -> None:
    keys = {name: key for name, (key, _) in outputs.places.items()}
    missing = project.not_made_by(keys)
    read = read_ahead(read_file, (outputs.places[name][1] for name in missing))

    def made() -> Iterator[tuple[str, str, Callable[[], Alignment]]]:
        for number, name in enumerate(missing):
            progress("gathering", number, len(missing))
            key, place = outputs.places[name]
            yield name, key, partial(_next_alignment, read, place)

    project.put_alignments(made())
    gone = [name for name in project.languages() if name not in keys]
    if gone:
        project.remove_documents(gone)
    project.remember_files(outputs.files)


def _next_alignment(outputs: Iterator[bytes], place: str) -> Alignment:
    return alignment_from(next(outputs), place)


def _put_glossary(project: Project, results: str) -> str:
    glossary = project.glossary()
    # Of equal glossaries the pickled bytes may differ, so that their contents name them.
    digest = basis_of(glossary.entries, ())
    place = result_place(results, digest)
    if not file_exists(place):
        put_file(place, pickle.dumps(glossary, protocol=5))
    return digest


def finish(
    folder: Path,
    encoder: str | None,
    options: RunOptions,
    checks: Mapping[str, str],
    taken: Taken | None,
    statistics: dict[str, Any],
    *,
    progress: Progress,
) -> tuple[Path, ...]:
    """Take in the findings, check what people changed as it stands, and write all files.

    Args:
        folder: the project's.
        encoder: the checks' encoder.
        options: of the run.
        checks: addresses of new findings, by the document pair's name.
        taken: what was read from reviewed sheets, where some were given.
        statistics: numbers about all of it.
        progress: hears of every stage.

    Raises:
        InputError: an output is gone or damaged, or nothing can be written.
    """
    with open_project(folder) as project:
        project.put_packed_findings(_packed_findings(checks))
        if project.decided_documents():
            check_project(project, encoder=encoder, progress=progress)
        with Ledger(folder) as ledger:
            rows = rows_of(ledger)
        progress("writing files", 0, 0)
        missed = with_missed(options.decisions, taken) if taken else ()
        return write_outputs(
            project, rows, left_rows(folder), options.choices, statistics=statistics,
            force=options.force, given=names_in(folder, options.decisions),
            kept=names_in(folder, missed),
        )  # fmt: skip


def _packed_findings(checks: Mapping[str, str]) -> Iterator[tuple[str, str, str, str]]:
    read = read_ahead(read_file, checks.values())
    for (name, place), packed in zip(checks.items(), read, strict=True):
        data = unsealed(packed)
        if data is None:
            raise InputError("is damaged", path=place, hint="remove it and run again")
        held = json.loads(data)
        yield name, held["signature"], held["basis"], held["findings"]


def left_rows(folder: Path) -> list[PlanRow]:
    """The rows of a plan that are not worked on; not of files that a person paired since."""
    plan = read_plan(folder / PLAN)
    used = {name for row in plan if row.is_wanted for name in (row.source, row.target) if name}
    return [
        dataclasses.replace(row, status="forbidden", reason=FORBIDDEN)
        if row.decision == "no"
        else row
        for row in plan
        if not row.is_wanted and row.lone_file not in used
    ]
