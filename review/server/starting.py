"""Files that come in: read and told about, made into a project, or given back with decisions."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from shutil import copyfile, rmtree
from tempfile import TemporaryDirectory
from typing import Any

from corpora.errors import InputError
from corpora.formats.decoding import find_encoding
from corpora.formats.encoding import encoding_name
from corpora.formats.streams import origin_of
from corpora.progress import Progress
from corpora.reading.document import read_document
from corpora.reading.pair import read_pair
from corpora.registry import identify
from corpora.units import Document
from review import is_project
from review.corpus.options import RunOptions
from review.corpus.plan import PLAN, PlanRow, read_plan, write_plan
from review.corpus.planning import PlanOptions, make_plan
from review.corpus.reasons import in_chinese
from review.corpus.running import Ran, run_corpus
from review.jobs.making import make_all
from review.jobs.pair_options import PairOptions
from review.project import open_project
from review.project.exporting import ExportChoices
from review.server.wire import told
from review.sheets.reading import read_reviewed
from review.sheets.taking import take_reviewed
from review.terminal.summary import decisions_read

# Of a document in both languages, each has at least this share of the segments of the other.
_LEAST_OTHER = 0.25
_FEW_SEGMENTS = 3


# --- read and told about --------------------------------------------------------------------------


def read_files(_progress: Progress, *, paths: Sequence[Path]) -> list[dict[str, Any]]:
    """What some files hold: language, encoding, how much, what looks odd; or what is wrong."""
    return [_read(path) for path in paths]


def _read(path: Path) -> dict[str, Any]:
    try:
        both = _read_both(path)
        documents = both or (read_document(path),)
    except InputError as error:
        return told(error)
    return {
        "language": documents[0].language,
        "languages": [one.language for one in documents],
        "encoding": _encoding(path),
        "segments": sum(len(one.segments) for one in documents),
        "characters": sum(len(one.text) for one in documents),
        "paragraphs": sum(len(one.paragraphs) for one in documents),
        "odd": [sentence for one in documents for sentence in _odd(one)],
        "side": "both" if both else "",
    }


def _read_both(path: Path) -> tuple[Document, Document] | None:
    """A document in both languages, parted; ``None`` where it is in one."""
    with suppress(InputError):
        documents = read_pair(path)
        few, many = sorted(len(one.segments) for one in documents)
        if few >= _LEAST_OTHER * many:
            return documents
    return None


def _encoding(path: Path) -> str | None:
    """The encoding of a text; ``None`` for a file that is packed or says it itself."""
    origin = origin_of(path)
    with origin.open() as file:
        kind = identify(file, origin.suffix)
    if kind is not None and (kind.members or kind.starts):
        return None
    return encoding_name(find_encoding(origin).codec)


def _odd(document: Document) -> list[str]:
    odd = list(document.notes)
    if len(document.segments) < _FEW_SEGMENTS:
        odd.append("There is very little text in it.")
    return odd


# --- made into a project --------------------------------------------------------------------------


def start(
    progress: Progress,
    *,
    source: Path,
    target: Path | None,
    folder: Path,
    tool: str,
    anyway: bool,
) -> dict[str, Any]:
    """The whole job, from two files to a project's folder."""
    made = make_all(
        source,
        target,
        folder,
        options=PairOptions(anyway=anyway),
        choices=ExportChoices(tool=tool),
        progress=progress,
    )
    return {
        "pairs": len(made.alignment.beads),
        "terms": len(made.glossary.entries),
        "findings": len(made.findings.findings),
        "warnings": list(made.alignment.warnings),
    }


# --- several pairs --------------------------------------------------------------------------------

TEXTS = "texts"
"""The folder of a project of several pairs in which their files are kept."""

Named = tuple[str, Path]
"""A file under the path that it is known by among others: ``zh/a.txt``."""


def plan(progress: Progress, *, files: Sequence[Named]) -> list[dict[str, Any]]:
    """Which of some files belong together: the rows of a plan, by the names of the files.

    A reason is told in the languages of the page.
    """
    with TemporaryDirectory(prefix="duizhao-") as scratch:
        texts, folder = Path(scratch, "texts"), Path(scratch, "plan")
        folder.mkdir()
        _copy(files, texts)
        make_plan(texts, folder, options=PlanOptions(), progress=progress)
        rows = read_plan(folder / PLAN)
    return [
        {
            "status": row.status,
            "source": row.source or row.target,
            "target": row.target if row.source else "",
            "confidence": row.confidence,
            "reason": {"en": row.reason, "zh": in_chinese(row.reason)},
        }
        for row in rows
    ]


def start_several(
    progress: Progress,
    *,
    pairs: Sequence[Sequence[Named]],
    source_language: str,
    folder: Path,
    tool: str,
) -> dict[str, Any]:
    """The whole job for several pairs of files: one project of all of them.

    Args:
        progress: hears of every stage.
        pairs: a source and its translation, or one file that holds both.
        source_language: which of the two the sources are in, ``zh`` or ``en``.
        folder: of the project, which is not there yet. The files are kept in it, so that
            ``duizhao corpus`` can go on from here, and go with it.
        tool: the CAT tool that the files are for.
    """
    texts = folder / TEXTS
    try:
        folder.mkdir()
        _copy([file for pair in pairs for file in pair], texts)
        write_plan([_wanted(pair) for pair in pairs], folder / PLAN)
        options = PlanOptions(source_language=source_language)
        make_plan(texts, folder, options=options, progress=progress)
        planned = read_plan(folder / PLAN)
        if not any(row.is_wanted for row in planned):
            raise _none([f"{row.source}: {row.reason}" for row in planned if row.reason])
        ran = run_corpus(
            folder, options=RunOptions(choices=ExportChoices(tool=tool)), progress=progress
        )
        if not is_project(folder) or not ran.pairs:
            raise _none(_troubles(ran))
    except BaseException:
        rmtree(folder, ignore_errors=True)
        raise
    return {
        "pairs": ran.pairs,
        "documents": ran.documents,
        "findings": sum(ran.findings.values()),
        "warnings": _troubles(ran),
    }


def _none(troubles: Sequence[str]) -> InputError:
    return InputError("none of the pairs could be aligned", hint="; ".join(troubles))


def _copy(files: Sequence[Named], folder: Path) -> None:
    for name, path in files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        copyfile(path, folder / name)


def _wanted(pair: Sequence[Named]) -> PlanRow:
    """The row of a plan of a pair that a person wants."""
    names = [name for name, _path in pair]
    if len(names) == 1:
        return PlanRow(status="both", source=names[0], decision="yes")
    return PlanRow(status="pair", source=names[0], target=names[1], decision="yes")


def _troubles(ran: Ran) -> list[str]:
    """What could not be done, in words."""
    return [f"{row.name}: {row.note}" for row in ran.worst if row.state == "failed"]


# --- given back -----------------------------------------------------------------------------------


def take_sheets(
    _progress: Progress, *, folder: Path, reviewer: str, paths: Sequence[Path]
) -> dict[str, Any]:
    """Take in what people decided in sheets, or in a file of decisions."""
    reviewed = [read_reviewed(path) for path in paths]
    with open_project(folder, reviewer=reviewer) as project:
        before = project.last
        taken = take_reviewed(project, reviewed)
        return {
            "taken": decisions_read(taken, project.glossary()),
            "new": taken.new,
            "missed": [str(one) for one in taken.missed],
            "notes": list(taken.notes),
            "operations": project.last - before,
        }
