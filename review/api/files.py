"""Reading and writing every kind of file."""

from __future__ import annotations

import codecs
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, overload

import corpora.formats
from corpora.errors import InputError, OptionError, check_name
from corpora.formats.streams import ReadOptions, WriteOptions, Written, origin_of
from corpora.registry import identify, refusal
from corpora.registry.formats import CSV, JSON, MULTITERM, TAB, TBX, TSV, XLSX
from corpora.units import Alignment, Bitext, Document
from corpora.values import brief
from review.api.choices import chosen
from review.api.inputs import refuse_text

if TYPE_CHECKING:  # who reads a document should not wait for reports
    from typing_extensions import Unpack

    from corpora.memory.exporting import AlignmentWritten
    from glossary import Glossary
    from quality.findings import CheckReport
    from quality.score.report import ScoreReport
    from review.api.choices import AlignmentChoices, BitextChoices, GlossaryChoices, ReadChoices

Held = Literal["document", "pairs", "glossary"]
_TERM_COLUMN = "source_term"
_HEAD_BYTES = 4096
_OURS = b'"format": "duizhao glossary'


def read(
    path: str | Path, *, holds: Held | None = None, **choices: Unpack[ReadChoices]
) -> Document | Bitext | Glossary:
    """Read any file: a document, pairs, or a glossary, whichever it is.

    What could be several is taken for a document, then for pairs; a table with a column
    ``source_term`` is a glossary, and so is a termbase.

    Args:
        path: the file; ``-`` is standard input, as a table of pairs.
        holds: what to read it as.
        choices: how pairs are read, see ``ReadOptions``.

    Raises:
        InputError: the file cannot be used.
    """
    refuse_text(path)
    what = find_content(path) if holds is None else holds
    check_name(what, ("document", "pairs", "glossary"), "something a file can hold")
    if what == "pairs":
        return read_bitext(path, **choices)
    if choices:
        raise OptionError(
            f"{', '.join(choices)} is for files of pairs, and this is read as a {what}",
            hint='leave it out, or say holds="pairs"',
        )
    if what == "glossary":
        from glossary import read_glossary

        return read_glossary(path)
    from corpora.reading.document import read_document

    return read_document(path)


def find_content(
    path: str | Path, *, order: Sequence[Held] = ("document", "pairs", "glossary")
) -> Held:
    """What a file is read as, where nobody says.

    Args:
        path: the file.
        order: what it is taken for first that could be several.

    Raises:
        InputError: it cannot be read, or is nothing that is known.
    """
    if str(path) == "-":
        return "pairs"
    origin = origin_of(path)
    with origin.open() as file:
        kind = identify(file, origin.suffix)
    if kind is None:
        raise refusal(None, "document", path=path, suffix=origin.suffix)
    if {"pairs", "glossary"} <= kind.reads.keys() and kind in (CSV, TSV, TAB, XLSX):
        return "glossary" if _has_term_column(Path(path)) else "pairs"
    if kind in (TBX, MULTITERM) or (kind is JSON and _is_glossary_of_ours(Path(path))):
        return "glossary"
    held = next((one for one in order if one in kind.reads), None)
    if held is None:
        raise refusal(kind, "document", path=path, suffix=origin.suffix)
    return held


def _is_glossary_of_ours(path: Path) -> bool:
    """Whether the head of a JSON file says so."""
    with path.open("rb") as file:
        return _OURS in file.read(_HEAD_BYTES)


def _has_term_column(path: Path) -> bool:
    """Whether the head of a table names the column of terms."""
    if zipfile.is_zipfile(path):
        import openpyxl

        rows = (
            openpyxl.load_workbook(path, read_only=True)
            .worksheets[0]
            .iter_rows(max_row=1, values_only=True)
        )
        return _TERM_COLUMN in next(rows, ())
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    is_wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    first = head.decode("utf-16" if is_wide else "utf-8", "replace").partition("\n")[0]
    return _TERM_COLUMN in first


def read_bitext(path: str | Path, **choices: Unpack[ReadChoices]) -> Bitext:
    """Read a file of pairs: a memory, a table, XLIFF, subtitles in two languages.

    Args:
        path: the file.
        choices: see ``ReadOptions``.

    Raises:
        InputError: the file cannot be used.
    """
    return corpora.formats.read_bitext(path, chosen(ReadOptions, None, choices))


def read_text(
    text: str, *, language: str | None = None, name: str = "text", segmented: bool = False
) -> Document:
    """A document from a text in memory, cut into sentences as a file is.

    Args:
        text: the text, lines and all.
        language: BCP 47; detected where ``None``.
        name: what the document is called in tables and files.
        segmented: one sentence a line, as it stands.

    Raises:
        InputError: it is empty or makes no sense.
    """
    from corpora.reading.document import document_from_text

    return document_from_text(text, name=name, language=language, segmented=segmented)


@overload
def write(
    value: Alignment, path: str | Path, *, force: bool = ..., **choices: Unpack[AlignmentChoices]
) -> AlignmentWritten: ...
@overload
def write(
    value: Bitext, path: str | Path, *, force: bool = ..., **choices: Unpack[BitextChoices]
) -> Written: ...
@overload
def write(
    value: Glossary, path: str | Path, *, force: bool = ..., **choices: Unpack[GlossaryChoices]
) -> None: ...
@overload
def write(value: CheckReport | ScoreReport, path: str | Path, *, force: bool = ...) -> None: ...
def write(value: Any, path: str | Path, *, force: bool = False, **choices: Any) -> Any:
    """Write what a stage gave, whole or not at all; the suffix decides the format.

    An alignment written as a memory leaves what a person should look at to a companion beside
    it, as the command line does; ``alignment.to_bitext()`` writes everything to one file.

    Args:
        value: an ``Alignment``, ``Bitext``, ``Glossary``, ``CheckReport`` or ``ScoreReport``.
        path: the file.
        force: overwrite what is there.
        choices: of an alignment: ``level``, ``min_confidence``, ``duplicates``, ``labels``,
            ``tool``, ``created_at``, ``created_by``; of a bitext: the fields of ``WriteOptions``;
            of a glossary: ``tool``, ``tbx``.

    Returns:
        For an alignment and a bitext, what became of the units; else nothing.

    Raises:
        InputError: the suffix is unknown, the file exists or cannot be written, or there is no
            such choice.
    """
    if isinstance(value, Bitext):
        how = chosen(WriteOptions, None, choices)
        return corpora.formats.write_bitext(value, path, force=force, options=how)
    writer, names = _writer(value)
    for name in choices:
        check_name(name, names, f"a choice for {type(value).__name__}")
    return writer(value, path, force=force, **choices)


def _writer(value: object) -> tuple[Any, tuple[str, ...]]:
    """Who writes a value, and what can be chosen."""
    from glossary import Glossary, write_glossary
    from quality.findings import CheckReport
    from quality.score.report import ScoreReport

    if isinstance(value, Alignment):
        from corpora.memory.exporting import write_alignment
        from review.api.choices import AlignmentChoices

        return write_alignment, tuple(AlignmentChoices.__annotations__)
    if isinstance(value, Glossary):
        return write_glossary, ("tool", "tbx")
    if isinstance(value, CheckReport):
        from quality.check.output.write import write_check_report

        return write_check_report, ()
    if isinstance(value, ScoreReport):
        from quality.score.write import write_score_report

        return write_score_report, ()
    hint = "write an Alignment, a Bitext, a Glossary, a CheckReport or a ScoreReport"
    if isinstance(value, Document):
        hint = "align it with its translation, and write the alignment"
    raise InputError(f"{brief(value)} cannot be written", hint=hint)
