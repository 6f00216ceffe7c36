"""From files to findings in files."""

from __future__ import annotations

import dataclasses
from collections import deque
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from corpora.files import check_outputs, note_inputs, outputs_together
from corpora.language.tools import Tools, load_tools
from corpora.progress import Progress, silent
from corpora.registry import find_writer
from corpora.registry.formats import SARIF
from glossary import Glossary, read_glossary
from glossary.bank import choose_bank
from quality.check import CheckOptions, check_bitext, read_profile
from quality.check.output.places import with_places
from quality.check.output.write import write_check_report
from quality.findings import CheckReport, Place
from review import is_project
from review.jobs.aligning import align_files
from review.jobs.keyed import are_keyed, read_joined
from review.jobs.pair_options import PairOptions
from review.jobs.parted import read_pairs
from review.jobs.updating import check_project
from review.project import Project, open_project
from review.project.exporting import all_findings, findings_name, write_own


@outputs_together()
def check_and_write(
    bitext: str | Path,
    target: str | Path | None,
    outputs: Sequence[Path],
    *,
    pair: PairOptions,
    glossary: Path | None = None,
    profile: Path | None = None,
    bank: str | None = None,
    force: bool = False,
    progress: Progress = silent,
) -> CheckReport:
    """Check a file of pairs, or a source and its translation, and write what was found.

    Args:
        bitext: a file of pairs, a document in both languages, or a project's folder, which keeps
            what is found; with ``target``, the source.
        target: the translation, or ``None``.
        outputs: files for the findings; the suffix decides.
        pair: how two documents become an alignment, and which encoder helps.
        glossary: terms that must be, or must not be, rendered so.
        profile: TOML with what to check and what to ignore.
        bank: a glossary in place of the bank of policy language, or ``"none"`` for none.
        force: overwrite what is there.
        progress: hears of every stage.

    Raises:
        InputError: a file cannot be used or written.
    """
    note_inputs(bitext, target, glossary, profile)
    for output in outputs:
        find_writer("findings", output)
    check_outputs(*outputs, force=force)
    options = read_profile(profile) if profile else CheckOptions()
    options = dataclasses.replace(options, bank=bank or options.bank)
    if options.bank is not None:
        # A file that is none is said before anything is aligned.
        choose_bank(options.bank)
    rules = read_glossary(glossary) if glossary else None
    # What is said on the command line counts above the profile.
    tools = load_tools(pair.encoder or options.encoder)
    pair = dataclasses.replace(pair, encoder=pair.encoder or options.encoder)
    if target is None and is_project(bitext):
        return _check_project(
            Path(bitext), outputs, options=options, is_own=not (rules or profile or bank),
            glossary=rules, tools=tools, encoder=pair.encoder, force=force, progress=progress,
        )  # fmt: skip
    if target is None:
        pairs, alignment = read_pairs(bitext, options=pair, progress=progress)
    elif are_keyed(bitext, target):
        pairs = read_joined(
            bitext, target, source_language=pair.source_language,
            target_language=pair.target_language,
        )  # fmt: skip
        alignment = None
    else:
        alignment = align_files(bitext, target, options=pair, progress=progress)
        pairs = alignment.to_bitext()
    report = check_bitext(
        pairs,
        target=alignment.target if alignment else None,
        options=options,
        glossary=rules,
        tools=tools,
        progress=progress,
    )
    if alignment is not None and target is None:
        report = dataclasses.replace(report, warnings=(*alignment.source.notes, *report.warnings))
    if any(SARIF.names(output) for output in outputs):
        report = with_places(report, pairs, bitext, target)
    for output in outputs:
        write_check_report(report, output, force=force)
    return report


def _with_documents(project: Project, report: CheckReport) -> CheckReport:
    """A report on all of a project's pairs whose findings name their document."""
    names = [
        name for name in project.document_names() for _ in range(len(project.bitext(name).units))
    ]
    findings = (dataclasses.replace(one, document=names[one.unit]) for one in report.findings)
    return dataclasses.replace(report, findings=tuple(findings))


def _with_project_places(project: Project, report: CheckReport) -> CheckReport:
    """A report on all of a project's pairs with places in the files that these were read from.

    Where these are not known, or are not on this machine, the document's name stands for them.
    """
    findings = report.findings
    waiting = deque(sorted(range(len(findings)), key=lambda at: findings[at].unit))
    places: list[Place | None] = [None] * len(findings)
    before = 0
    for name in project.document_names():
        bitext = project.bitext(name)
        after = before + len(bitext.units)
        part = []
        while waiting and findings[waiting[0]].unit < after:
            part.append(waiting.popleft())
        files = project.files(name)
        if files is not None and all(one.is_file() for one in files):
            moved = (dataclasses.replace(findings[at], unit=findings[at].unit - before)
                     for at in part)  # fmt: skip
            found = with_places(dataclasses.replace(report, findings=tuple(moved)), bitext, *files)
            for at, place in zip(part, found.places, strict=True):
                places[at] = place
        else:
            for at in part:
                places[at] = Place(name) if findings[at].document else None
        before = after
    return dataclasses.replace(report, places=tuple(places))


def _check_project(
    folder: Path,
    outputs: Sequence[Path],
    *,
    options: CheckOptions,
    is_own: bool,
    glossary: Glossary | None,
    tools: Tools,
    encoder: str | None,
    force: bool,
    progress: Progress,
) -> CheckReport:
    """Check a project's pairs as they stand.

    The project keeps what its own way of checking finds (``is_own``), with the answers people
    gave; another glossary or profile is tried without changing anything.
    """
    with open_project(folder) as project:
        if is_own:
            check_project(project, encoder=encoder, progress=progress)
            report = all_findings(project)
            if not outputs:
                name = findings_name(project)
                write_own(project, name, partial(write_check_report, report), force=force)
        else:
            one = len(project.document_names()) == 1
            report = check_bitext(
                project.bitext(),
                target=project.alignment().target if one else None,
                options=options,
                glossary=glossary or project.glossary(),
                tools=tools,
                progress=progress,
            )
            report = report if one else _with_documents(project, report)
        if any(SARIF.names(output) for output in outputs):
            report = _with_project_places(project, report)
    for output in outputs:
        write_check_report(report, output, force=force)
    return report
