"""From the outputs of single pairs to one project and its files: the stages over all documents.

They hold models and many documents, and are called in a process of their own (see ``apart``), so
that a driver holds neither.
"""

from __future__ import annotations

import dataclasses
import itertools
import json
import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from corpora.errors import InputError
from corpora.memory.house import HouseMemory
from corpora.progress import Progress
from corpora.storage import file_exists, is_remote, put_file, read_ahead, read_file
from corpora.units import Alignment
from glossary import read_glossary
from review import is_project
from review.corpus.frozen import result_place
from review.corpus.ledger import KnownFile, Ledger, Mark, Wanted
from review.corpus.options import RunOptions
from review.corpus.outputs import write_outputs
from review.corpus.plan import FORBIDDEN, PLAN, PlanRow, read_plan
from review.corpus.status import rows_of
from review.corpus.work import BASIS, alignment_from, unsealed
from review.jobs.making import names_in, with_missed
from review.jobs.updating import check_project, find_project_terms
from review.project import Project, create_project, open_project
from review.project.found import basis_of
from review.project.reviewed import take_glossary
from review.sheets.reading import read_reviewed
from review.sheets.taken import Taken
from review.sheets.taking import take_reviewed

# Marks that are read at once.
_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What a driver needs to know of the project.

    Attributes:
        glossary: names the glossary among the results; empty where there are no pairs.
        decided: the document pairs that somebody decided about.
        taken: what was read from reviewed sheets, where some were given.
    """

    glossary: str
    decided: frozenset[str]
    taken: Taken | None


def gather(
    folder: Path,
    encoder: str | None,
    options: RunOptions,
    results: str,
    memory: HouseMemory | None,
    *,
    progress: Progress,
) -> Gathered:
    """Bring a project to what was aligned and decided, and find the terms of all of it.

    Args:
        folder: the project's; its ledger says what is wanted, and what is done.
        encoder: that terms are found with.
        options: of the run.
        results: where outputs are, and where the glossary goes that all are checked against.
        memory: of the house, as it was named.
        progress: hears of every stage.

    Raises:
        InputError: an output or a file that was given is gone, or nothing can be written.
    """
    reviewed = [read_reviewed(path) for path in options.decisions]
    opened = open_project if is_project(folder) else create_project
    with opened(folder) as project:
        has_pairs = _take_alignments(project, results, progress)
        project.remember_memory(memory)
        if options.glossary is not None:
            take_glossary(project, read_glossary(options.glossary))
        taken = take_reviewed(project, reviewed) if reviewed else None
        digest = ""
        if has_pairs:
            find_project_terms(
                project, encoder=encoder, word_links=options.word_links, progress=progress
            )
            digest = _put_glossary(project, results)
        return Gathered(
            glossary=digest,
            decided=frozenset(project.decided_documents()),
            taken=taken,
        )


def good_pairs(ledger: Ledger) -> Iterator[Wanted]:
    """The pairs that belong in the project: aligned, and translations or wanted by a person."""
    for wanted, mark in _marked(ledger, lambda one: one.key):
        if not mark.error and (mark.facts["is_translation"] or wanted.forced):
            yield wanted


def _marked(ledger: Ledger, key_of: Callable[[Wanted], str]) -> Iterator[tuple[Wanted, Mark]]:
    """What is wanted with the marks of one kind of its work, a part of it at a time."""
    wanted = iter(ledger.work())
    while part := list(itertools.islice(wanted, _AT_ONCE)):
        marks = ledger.marks([key for one in part if (key := key_of(one))])
        yield from ((one, marks[key_of(one)]) for one in part if key_of(one) in marks)


def _take_alignments(project: Project, results: str, progress: Progress) -> bool:
    """Whether there are any."""
    with Ledger(project.folder) as ledger:
        good = {one.name: one for one in good_pairs(ledger)}
        known = ledger.files()
    missing = project.not_made_by({name: one.key for name, one in good.items()})
    places = [result_place(results, good[name].key) for name in missing]
    outputs = read_ahead(read_file, places)

    def made() -> Iterator[tuple[str, str, Callable[[], Alignment]]]:
        for number, (name, place) in enumerate(zip(missing, places, strict=True)):
            progress("gathering", number, len(missing))
            yield name, good[name].key, partial(_next_alignment, outputs, place)

    project.put_alignments(made())
    gone = [name for name in project.languages() if name not in good]
    if gone:
        project.remove_documents(gone)
    project.remember_files(dict(_files_of(good.values(), known)))
    return bool(good)


def _files_of(
    pairs: Iterable[Wanted], known: Mapping[str, KnownFile]
) -> Iterator[tuple[str, tuple[Path, Path]]]:
    """The files of this machine that some pairs were read from."""
    for one in pairs:
        places = [known[name].address for name in (one.source, one.target) if name]
        if not any(map(is_remote, places)):
            yield one.name, (Path(places[0]), Path(places[-1]))


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
    results: str,
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
        results: where outputs are.
        taken: what was read from reviewed sheets, where some were given.
        statistics: numbers about all of it.
        progress: hears of every stage.

    Raises:
        InputError: an output is gone or damaged, or nothing can be written.
    """
    with open_project(folder) as project:
        with Ledger(folder) as ledger:
            rows = rows_of(ledger)
            project.put_packed_findings(_packed_findings(project, ledger, results))
        if project.decided_documents():
            check_project(project, encoder=encoder, progress=progress)
        progress("writing files", 0, 0)
        missed = with_missed(options.decisions, taken) if taken else ()
        return write_outputs(
            project, rows, left_rows(folder), options.choices, statistics=statistics,
            force=options.force, given=names_in(folder, options.decisions),
            kept=names_in(folder, missed),
        )  # fmt: skip


def _packed_findings(
    project: Project, ledger: Ledger, results: str
) -> Iterator[tuple[str, str, str, str]]:
    """The findings that the project does not hold yet."""
    names, places = [], []
    for wanted, mark in _marked(ledger, lambda one: one.check_key):
        if not mark.error and project.stored_basis(wanted.name) != mark.facts.get(BASIS):
            names.append(wanted.name)
            places.append(result_place(results, wanted.check_key))
    for name, place, packed in zip(names, places, read_ahead(read_file, places), strict=True):
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
