"""The whole job: from two documents to a project, and from that to everything one takes away."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Sequence
from contextvars import Context
from dataclasses import astuple, dataclass
from functools import partial
from pathlib import Path

from corpora.errors import InputError, Option
from corpora.files import check_writable, find_mode, inputs_guarded, note_inputs
from corpora.formats.streams import STANDARD
from corpora.language.encoders import find_token_encoder
from corpora.memory.exporting import AlignmentWritten
from corpora.memory.house import HouseMemory
from corpora.progress import Progress, silent
from corpora.units import Alignment
from corpora.values import Value
from glossary import Glossary, read_glossary
from quality.findings import CheckReport
from review.jobs.aligning import align_read, join_files, read_files
from review.jobs.pair_options import PairOptions
from review.jobs.remembering import read_memory
from review.jobs.updating import check_project, find_project_terms
from review.project import Project, create_project, open_project
from review.project.exporting import (
    DEFAULT_CHOICES,
    FINDINGS,
    GLOSSARY,
    PAIRS_SHEET,
    ExportChoices,
    Folder,
    export_folder,
    tool_files,
)
from review.project.reviewed import take_glossary
from review.project.store.database import FILE
from review.sheets.reading import read_reviewed
from review.sheets.taken import Taken
from review.sheets.taking import take_reviewed

FILES = ("memory.tmx", PAIRS_SHEET, GLOSSARY, FINDINGS, "report.html")
_LANGUAGE = re.compile(r"[._-](zh|en|cn|zh[-_](hans|hant|cn|tw|hk))$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Made(Value):
    """What ``make_all`` made: the results themselves and the files they are in.

    ``taken`` is what was read from reviewed sheets, where some were given; ``tool`` the CAT tool
    that the files are for.
    """

    folder: Path
    alignment: Alignment
    memory: AlignmentWritten
    glossary: Glossary
    findings: CheckReport
    files: tuple[Path, ...]
    taken: Taken | None = None
    tool: str = "any"


@inputs_guarded()
def make_all(
    source: str | Path,
    target: str | Path | None,
    folder: Path | None = None,
    *,
    options: PairOptions,
    choices: ExportChoices = DEFAULT_CHOICES,
    decisions: Sequence[str | Path] = (),
    reviewer: str | None = None,
    word_links: str | None = None,
    force: bool = False,
    progress: Progress = silent,
) -> Made:
    """From two documents to a project in ``folder``, with a memory, a glossary, findings, a report.

    Where the project is there already, it is brought up to date: decisions stay, and what was
    found in the same texts in the same way is not looked for again.

    Args:
        source: a document; ``-`` is standard input.
        target: its translation; ``None`` where ``source`` holds both.
        folder: where the project is; one named after the source where ``None``.
        options: how the documents become an alignment.
        choices: how the files are written.
        decisions: reviewed sheets of pairs, terms or findings, whose decisions are taken in.
        reviewer: who decided; the name of the user where ``None``.
        word_links: as in ``TermOptions``.
        force: write over files that people have changed.
        progress: hears of every stage.

    Raises:
        InputError: as ``align_files``, or something cannot be written; that is seen before the
            work where it can be, and nothing is written then that was not written whole.
    """
    folder = folder or project_folder(source)
    if word_links is not None:
        find_token_encoder(word_links)
    find_mode(folder)  # a name that cannot be one is said at once
    note_inputs(source, target, options.anchors, options.glossary, *options.memory)
    files = (*FILES, *tool_files(choices.tool))
    # Not noted as inputs: what was taken in from a file of the folder may be written over.
    reviewed = [Context().run(read_reviewed, path) for path in decisions]
    given = names_in(folder, decisions)
    _check_folder(folder, files, force=force, given=given)
    joined = join_files(source, target, options)
    documents = (joined.source, joined.target) if joined else read_files(source, target, options)
    memory = read_memory(options.memory, own=folder, progress=progress)
    recipe = joined.signature if joined else _recipe(options, memory)
    with _opened(folder, reviewer) as known:
        name = documents[0].name
        is_known = known is not None and known.is_made_as(name, *documents, recipe)
        alignment = None
        if not is_known:
            alignment = joined or align_read(
                documents, target or source, options=options, memory=memory, progress=progress
            )
        with known or create_project(folder, reviewer=reviewer) as project:
            if alignment is not None:
                name = project.put_alignment(alignment, recipe=recipe)
            if STANDARD not in (str(source), str(target)):
                project.remember_files({name: (Path(source), Path(target or source))})
            project.remember_memory(memory)
            if options.glossary:
                take_glossary(project, read_glossary(options.glossary))
            update = partial(
                _update,
                project,
                encoder=options.encoder,
                word_links=word_links,
                progress=progress,
            )
            if any(one.answers for one in reviewed) and not project.findings():
                update()
            taken = take_reviewed(project, reviewed) if reviewed else None
            update()
            progress("writing files", 0, 0)
            kept = () if taken is None else names_in(folder, with_missed(decisions, taken))
            exported = export_folder(
                project,
                [file for file in files if file not in kept],
                choices=choices,
                force=force,
                given=given,
            )
            return Made(
                folder=folder,
                alignment=project.alignment(name),
                memory=exported.memory,
                glossary=project.glossary(),
                findings=project.check_report(name),
                files=exported.files,
                taken=taken,
                tool=choices.tool,
            )


def _update(
    project: Project, *, encoder: str | None, word_links: str | None, progress: Progress
) -> None:
    find_project_terms(project, encoder=encoder, word_links=word_links, progress=progress)
    check_project(project, encoder=encoder, progress=progress)


def names_in(folder: Path, paths: Sequence[str | Path]) -> frozenset[str]:
    """The names of those files that lie in a folder, as the folder has them."""
    place = folder.resolve()
    found = [Path(path).resolve() for path in paths]
    return frozenset(
        path.relative_to(place).as_posix() for path in found if path.is_relative_to(place)
    )


def with_missed(paths: Sequence[str | Path], taken: Taken) -> list[str | Path]:
    """The files of which a row has no place: they stay as they are."""
    names = {one.file for one in taken.missed}
    return [path for path in paths if Path(path).name in names]


def project_folder(source: str | Path) -> Path:
    """The folder that a project has where nobody named one: the source's name, in this folder.

    >>> str(project_folder("texts/speech.zh.docx")), str(project_folder("report.txt"))
    ('speech', 'report')

    Raises:
        InputError: the source is standard input, which has no name.
    """
    if str(source) == "-":
        raise InputError(
            "standard input has no name for a folder", hint=f"name one with {Option.DIRECTORY}"
        )
    stem = Path(source).stem
    name = _LANGUAGE.sub("", stem) or stem
    folder = Path(name)
    return Path(f"{name}-project") if folder.is_file() else folder


class _opened:  # noqa: N801 - reads as the verb it is used as
    """The project of a folder where there is one, open while the block runs."""

    def __init__(self, folder: Path, reviewer: str | None) -> None:
        is_there = (folder / FILE).is_file()
        self._project = open_project(folder, reviewer=reviewer) if is_there else None

    def __enter__(self) -> Project | None:
        return self._project

    def __exit__(self, *_: object) -> None:
        if self._project is not None:
            self._project.close()


def _recipe(options: PairOptions, memory: HouseMemory | None) -> str:
    """A hash of all that decides what an aligner makes of two texts."""
    files = [
        path.read_bytes() if path is not None and path.is_file() else b""
        for path in (options.anchors, options.glossary)
    ]
    said = repr((options.encoder, astuple(options.align), options.anyway)).encode()
    used = [] if memory is None else [memory.digest.encode()]
    return hashlib.sha256(b"\0".join((said, *files, *used))).hexdigest()[:32]


def _check_folder(
    folder: Path, files: Sequence[str], *, force: bool, given: Collection[str] = ()
) -> None:
    """Refuse before an hour's work what would be refused after it."""
    if folder.exists() and not folder.is_dir():
        raise InputError("is a file, not a folder", path=folder, hint="choose another folder")
    if (folder / FILE).is_file():
        with open_project(folder) as project:
            Folder(project, names=files, force=force, given=given).refuse_changed()
        return
    if folder.is_dir():
        for name in files:
            check_writable(folder / name, force=force)
        return
    parent = next(parent for parent in folder.absolute().parents if parent.exists())
    check_writable(parent / folder.name)
