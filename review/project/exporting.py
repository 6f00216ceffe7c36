"""From a project to the files in its folder: the same project, the same bytes.

Files are made beside the folder's own and put in their places when all are done. The project
remembers what it wrote, so that a file in which a person has written since is never written
over unasked.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Container, Iterator, Mapping, Sequence
from contextvars import Context
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Literal

import corpora
from corpora.errors import InputError, Option
from corpora.files import check_writable, scratch_folder
from corpora.formats import write_units
from corpora.formats.streams import Head
from corpora.memory.exporting import AlignmentWritten, write_alignment
from corpora.memory.splitting import MIN_CONFIDENCE, NEEDS_REVIEW, WITHHELD_PROP
from corpora.registry.formats import CSV, MOSES, TMX
from corpora.units import Alignment, Bead, TranslationUnit
from corpora.values import Value
from glossary import write_glossary
from glossary.formats import TOOLS as GLOSSARY_TOOLS
from quality.check.output.write import write_check_report
from quality.findings import SEVERITIES, CheckReport, Severity
from review.project.project import Project, open_project
from review.project.reporting import Writer, report_writers
from review.sheets.pairs import write_pairs_sheet

PAIRS, GLOSSARY, FINDINGS = "pairs.jsonl", "glossary.xlsx", "findings.xlsx"
PAIRS_SHEET = "pairs.xlsx"
# Of what is made for other commands to read, and can be made again.
HIDDEN, _STAMP = ".duizhao-pairs", "stamp"
FINDING_PROP = "x-finding"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportChoices:
    """How the files are written; see ``corpora.memory.exporting.write_alignment``.

    ``withhold`` keeps units with a finding as grave as that out of the memory, in the companion
    for review; ``None`` leaves them in, marked.
    """

    level: str = "segment"
    min_confidence: float = MIN_CONFIDENCE
    duplicates: str = "keep"
    tool: str = "any"
    labels: bool = False
    withhold: Severity | None = None
    created_at: str | None = None
    created_by: str | None = None
    xliff: Literal["1.2", "2.1"] = "1.2"


DEFAULT_CHOICES = ExportChoices()


def marked_alignment(
    alignment: Alignment, report: CheckReport, withhold: Severity | None = None
) -> Alignment:
    """An alignment whose beads with an error say so: a prop, a note.

    Args:
        alignment: whose units the findings count.
        report: its findings.
        withhold: beads with a finding as grave as this are to be kept back.
    """
    found: dict[int, list[str]] = {}
    held: set[int] = set()
    for finding in report.findings:
        if finding.severity == "error":
            found.setdefault(finding.unit, []).append(f"{finding.check}: {finding.message}")
        if withhold and SEVERITIES.index(finding.severity) <= SEVERITIES.index(withhold):
            held.add(finding.unit)
    beads = tuple(
        _marked(bead, found.get(index, ()), withhold if index in held else None)
        for index, bead in enumerate(alignment.beads)
    )
    return replace(alignment, beads=beads)


def _marked(bead: Bead, messages: Sequence[str], withheld: Severity | None) -> Bead:
    if not messages and withheld is None:
        return bead
    props = [(FINDING_PROP, "error")] if messages else []
    if withheld is not None:
        props.append((WITHHELD_PROP, withheld))
    return replace(
        bead,
        props=(*bead.props, *props),
        notes=(*bead.notes, *dict.fromkeys(messages)),
    )


def write_pairs(
    project: Project,
    path: Path,
    document: str | None = None,
    *,
    choices: ExportChoices = DEFAULT_CHOICES,
    companion: Path | None = None,
    force: bool = False,
) -> AlignmentWritten:
    """Write the pairs of a document pair, or of all, as the file the suffix names.

    Raises:
        InputError: the file cannot be written.
    """
    names = project.document_names() if document is None else (document,)
    alignments = [
        marked_alignment(project.alignment(name), project.check_report(name), choices.withhold)
        for name in names
    ]
    if not alignments:
        raise InputError("holds no documents yet", path=project.folder, hint="add two texts first")
    return write_alignment(
        alignments[0] if len(alignments) == 1 else alignments,
        path,
        level=choices.level,
        min_confidence=choices.min_confidence,
        duplicates=choices.duplicates,
        labels=choices.labels,
        tool=choices.tool,
        companion=companion,
        force=force,
        created_at=choices.created_at,
        created_by=choices.created_by,
        xliff=choices.xliff,
    )


def pairs_file(folder: str | Path) -> Path:
    """The pairs of a project as a file that holds all of them, for a command that reads pairs.

    It lies in a hidden folder of its own, so that nothing is touched that ``run`` or a person
    made, and is written anew only where the project has changed since.

    Raises:
        InputError: the folder holds no project, or cannot be written to.
    """
    with open_project(folder) as project:
        path, known = project.folder / HIDDEN / PAIRS, project.folder / HIDDEN / _STAMP
        stamp = f"{corpora.__version__} {project.stamp()}"
        if _read(known) == f"{stamp} {_identity(path)}":
            return path
        try:
            path.parent.mkdir(exist_ok=True)
        except OSError as error:
            reason = error.strerror or str(error)
            raise InputError(f"cannot be made ({reason})", path=path.parent) from error
        check_writable(path, force=True)
        with scratch_folder(path.parent) as beside, project.still():
            draft = beside / PAIRS
            # Whatever else the command holds back, this is wanted at once.
            Context().run(write_all_pairs, project, draft)
            # Told of the draft: what another process puts there meanwhile is not taken for it.
            said = f"{stamp} {_identity(draft)}"
            os.replace(draft, path)
            (beside / _STAMP).write_text(said, encoding="utf-8")
            os.replace(beside / _STAMP, known)
        return path


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def _identity(path: Path) -> str:
    """What tells a file from another version of it that is put in its place."""
    try:
        state = path.stat()
    except OSError:
        return "none"
    return f"{state.st_ino} {state.st_size} {state.st_mtime_ns}"


def write_all_pairs(project: Project, path: Path, choices: ExportChoices = DEFAULT_CHOICES) -> None:
    """Write every pair of all documents with its marks, one document in memory at a time.

    Raises:
        InputError: there are no documents, or the file cannot be written.
    """
    languages = project.languages()
    if not languages:
        raise InputError("holds no documents yet", path=project.folder, hint="add two texts first")
    (source, target), name = next(iter(languages.values())), next(iter(languages))
    if len(languages) > 1:
        name = project.folder.name
    head = Head(name=name, source_language=source, target_language=target)
    write_units(_marked_units(project, choices), head, path)


def _marked_units(project: Project, choices: ExportChoices) -> Iterator[TranslationUnit]:
    for name in project.languages():
        report = project.check_report(name)
        marked = marked_alignment(project.alignment(name), report, choices.withhold)
        yield from marked.to_bitext().units


def write_own(project: Project, name: str, writer: Writer, *, force: bool = False) -> Path:
    """Write one file into a project's folder.

    Raises:
        InputError: somebody has written in it since, and ``force`` is off; or it cannot be
            written.
    """
    folder = Folder(project, names=[name], force=force)
    folder.refuse_changed()
    return folder.write({name: writer})[name]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Exported(Value):
    """What was written: the files, and what became of the memory's units."""

    files: tuple[Path, ...]
    memory: AlignmentWritten


class Folder:
    """The files of a project's folder.

    ``names`` are those that will be written, ``given`` those of them whose decisions are taken in
    first, so that nothing of a person's is lost when they are written over.
    """

    def __init__(
        self, project: Project, *, names: Sequence[str], force: bool, given: Collection[str] = ()
    ) -> None:
        self._project, self._folder = project, project.folder
        self._names, self._force, self._given = names, force, given

    def refuse_changed(self) -> None:
        """Refuse before the work what would be refused after it.

        Raises:
            InputError: a file is there that the project did not write, or in which somebody has
                written since, and ``force`` is off; or one cannot be written.
        """
        ours = self._project.written()
        for name in self._names:
            path = self._folder / name
            may_be_changed = self._force or name in self._given
            if path.is_file() and not may_be_changed and (name, _hash(path)) not in ours:
                was_ours = any(name == known for known, _digest in ours)
                raise InputError(
                    "was changed since it was written" if was_ours else "already exists",
                    path=path,
                    hint=f"move it away or give its decisions back; {Option.FORCE} writes over it",
                )
            check_writable(path if path.parent.is_dir() else self._folder / path.name, force=True)

    def write(self, writers: Mapping[str, Writer]) -> dict[str, Path]:
        """Write files, each whole or not at all, and remember them.

        A writer may write other files beside its own, in the same folder.
        """
        with scratch_folder(self._folder) as beside:
            for file, writer in writers.items():
                (beside / file).parent.mkdir(parents=True, exist_ok=True)
                # Whatever else the command holds back, these are wanted at once.
                Context().run(writer, beside / file)
            made = sorted(path for path in beside.rglob("*") if path.is_file())
            names = [path.relative_to(beside).as_posix() for path in made]
            # Known before they are there: a file that we wrote is never taken for a person's.
            self._project.remember_written(
                {one: _hash(path) for one, path in zip(names, made, strict=True)}
            )
            for one, path in zip(names, made, strict=True):
                self._put(path, self._folder / one)
        return {one: self._folder / one for one in names}

    @staticmethod
    def _put(made: Path, path: Path) -> None:
        """Put a file in its place; one that is the same keeps its date."""
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_file() or path.read_bytes() != made.read_bytes():
            os.replace(made, path)

    def drop_stale_companions(self, written: Container[str]) -> None:
        """Take away a companion of ours that was not written with its memory this time."""
        for name, digest in self._project.written():
            path = self._folder / name
            is_companion = name.startswith(f"{NEEDS_REVIEW}/")
            if is_companion and name not in written and path.is_file() and _hash(path) == digest:
                path.unlink()


def export_folder(
    project: Project,
    names: Sequence[str],
    *,
    choices: ExportChoices = DEFAULT_CHOICES,
    force: bool = False,
    given: Collection[str] = (),
) -> Exported:
    """Write the memory (with its companion), the sheets of pairs, terms, findings, and the reports.

    Args:
        project: where from and where to.
        names: the files: a memory, ``glossary.…``, ``findings.…`` and ``report.html``, of which
            a project of several document pairs writes one each. The suffix decides the format.
        choices: how the memory is written.
        force: write over what people have changed.
        given: files whose decisions were taken in, and which may be written over.

    Raises:
        InputError: something cannot be written; what is there stays as it is then.
    """
    folder = Folder(project, names=names, force=force, given=given)
    folder.refuse_changed()
    memories: list[AlignmentWritten] = []

    def memory(path: Path) -> None:
        companion = path.parent / NEEDS_REVIEW / _companion_name(path)
        companion.parent.mkdir(exist_ok=True)
        memories.append(write_pairs(project, path, choices=choices, companion=companion))

    writers: dict[str, Writer] = {}
    for name in names:
        stem = Path(name).name.partition(".")[0]
        if stem == "glossary":
            writers[name] = partial(write_glossary, project.glossary(), tool=glossary_dialect(name))
        elif stem == "findings":
            writers[name] = lambda path: write_check_report(all_findings(project), path)
        elif name == PAIRS_SHEET:
            writers[name] = partial(write_pairs_sheet, project)
        elif stem == "report":
            writers |= report_writers(project, name, memories)
        else:
            writers[name] = memory
    written = folder.write(writers)
    folder.drop_stale_companions(written)
    memory_names = [name for name in written if name in writers and writers[name] is memory]
    kept = replace(
        memories[0],
        path=str(project.folder / memory_names[0]),
        review_path=next(
            (str(p) for name, p in written.items() if name.startswith(f"{NEEDS_REVIEW}/")), None
        ),
    )
    order = {name: index for index, name in enumerate(writers)}
    files = sorted(written, key=lambda name: order.get(name, order[memory_names[0]] + 0.5))
    return Exported(files=tuple(written[name] for name in files), memory=kept)


def glossary_dialect(name: str) -> str | None:
    """The tool whose table ``glossary.memoq.csv`` is; ``None`` for the glossary of our own."""
    parts = Path(name).name.split(".")
    return parts[1] if len(parts) > 2 else None


def tool_files(tool: str) -> tuple[str, ...]:
    """The files beside our own glossary that a CAT tool needs.

    >>> tool_files("omegat"), tool_files("memoq"), tool_files("any")
    (('glossary.utf8',), ('glossary.memoq.csv',), ())
    """
    if tool == "omegat":
        return ("glossary.utf8",)
    return (f"glossary.{tool}{CSV}",) if tool in GLOSSARY_TOOLS else ()


def _companion_name(path: Path) -> str:
    return f"{path.stem}{TMX}" if MOSES.names(path) else path.name


def findings_name(project: Project) -> str:
    """The file of the folder that its findings are in: the one that was written, whatever kind."""
    names = {name for name, _ in project.written() if Path(name).stem == Path(FINDINGS).stem}
    there = [name for name in sorted(names) if (project.folder / name).is_file()]
    return FINDINGS if FINDINGS in there or not there else there[0]


def all_findings(project: Project) -> CheckReport:
    """The findings of all document pairs as one report, units counted on.

    Raises:
        InputError: the project holds no documents.
    """
    reports = [project.check_report(name) for name in project.document_names()]
    if not reports:
        raise InputError("holds no documents yet", path=project.folder, hint="add two texts first")
    first = reports[0]
    if len(reports) == 1:
        return first
    findings = []
    before = 0
    for report in reports:
        findings += [
            replace(one, unit=one.unit + before, document=report.name) for one in report.findings
        ]
        before += report.units
    return replace(
        first,
        name=project.folder.name,
        units=before,
        findings=tuple(findings),
        ignored=sum(report.ignored for report in reports),
    )


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:32]
