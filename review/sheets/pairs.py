"""The pairs sheet: every pair of a project, with room for what a person decides about it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from corpora.errors import InputError
from corpora.files import written_whole
from corpora.formats.tables.forms import DONE, GONE, LOOK, Column, Form, Value, write_form
from corpora.formats.tables.guarding import guarded
from corpora.registry.formats import CSV, XLSX
from corpora.units import Document, Span
from review.page.looks import worth_a_look
from review.project import Pair, Project
from review.sheets.words import PAIR_WORDS, TYPED_WORDS

BORDER = " ¦ "
"""What shows in a cell where a sentence ends and the next begins."""

_COLUMNS = (
    Column(name="pair", width=7, about="the pair's number, the same in every output"),
    Column(
        name="decision", width=20, is_peoples=True, choices=tuple(word.name for word in PAIR_WORDS),
        about="what you say of the pair: one of the words above, or empty",
    ),
    Column(name="source", width=55, wraps=True, about="the source; ¦ stands between sentences"),
    Column(
        name="target", width=65, wraps=True, about="its translation; ¦ stands between sentences"
    ),
    Column(
        name="why", width=24, wraps=True,
        about="why the pair is worth a look; filter out the empty ones to see these alone",
    ),
    Column(
        name="confidence", width=11, form="0.00",
        about="probability that the two belong together, 0 to 1",
    ),
    Column(name="findings", width=45, wraps=True, about="what the checks found in it"),
    Column(
        name="corrected_source", width=40, wraps=True, is_peoples=True,
        about="the whole source as it should read; the original, to take a correction back",
    ),
    Column(
        name="corrected_target", width=40, wraps=True, is_peoples=True,
        about="the whole translation as it should read; the original, to take a correction back",
    ),
    Column(name="note", width=30, wraps=True, is_peoples=True, about="anything worth saying"),
    Column(name="kind", width=7, about="how many sentences on either side"),
    Column(name="document", width=18, about="which document pair"),
    Column(
        name="place", width=24,
        about="where the pair stands, and what had been decided by then; leave it as it is",
    ),
)  # fmt: skip
_FORM = Form(
    title="pairs",
    columns=_COLUMNS,
    frozen=2,
    printed=7,
    about=(
        "Write into the yellow columns, save, and give the file back: "
        "duizhao run … --decisions FILE.",
        "Rows may be sorted, filtered and deleted, columns moved; a row in which nothing is "
        "written says nothing.",
        "What you decide moves nothing else: no other pair changes, and no number.",
    ),
    words=(
        *((word.name, word.about, ", ".join(word.also)) for word in PAIR_WORDS),
        *TYPED_WORDS,
    ),
    tints=(
        ('{decision}="keep out"', GONE),
        ('{decision}="doubtful"', LOOK),
        ('{decision}<>""', DONE),
        ('{why}<>""', LOOK),
    ),
)
Place = tuple[tuple[int, int, int, int], int]
"""Offsets of a pair in both documents, and the last operation that was taken into account."""
_PLACE = re.compile(r"s(\d+)-(\d+) t(\d+)-(\d+) @(\d+)")


def write_pairs_sheet(project: Project, path: Path, *, force: bool = False) -> None:
    """Write the pairs of a project to be reviewed; .xlsx or .csv.

    Raises:
        InputError: the suffix is another, or the file cannot be written.
    """
    rows = [row for name in project.document_names() for row in _rows(project, name)]
    with written_whole(path, force=force) as file:
        if XLSX.names(path):
            write_form(_FORM, rows, file)
        elif CSV.names(path):
            _write_csv(rows, file)
        else:
            raise InputError(
                "is no sheet of pairs", path=path, hint=f"name it {path.stem}{XLSX} or {CSV}"
            )


def _write_csv(rows: Sequence[Sequence[Value]], file: BinaryIO) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([column.name for column in _COLUMNS])
    for row in rows:
        writer.writerow(["" if cell is None else guarded(str(cell)) for cell in row])
    file.write(text.getvalue().encode("utf-8-sig", "replace"))


def _rows(project: Project, name: str) -> Iterator[list[Value]]:
    pairs = {pair.number: pair for pair in project.pairs(name)}
    standing, cut = project.alignment(name), project.as_cut(name)
    looks = {standing.beads[one.bead].number: one.reason for one in worth_a_look(standing)}
    found: dict[str, list[str]] = {}
    for finding in project.check_report(name).findings:
        said = f"{finding.severity}: {finding.message}"
        if said not in found.setdefault(finding.number, []):
            found[finding.number].append(said)
    for bead in cut.beads:
        pair = pairs[bead.number]
        yield [
            int(pair.number) if pair.number.isdecimal() else pair.number,
            standing_word(pair),
            _told(cut.source, bead.source),
            _told(cut.target, bead.target),
            "; ".join(_reasons(pair, looks.get(bead.number, ""), found.get(bead.number, ()))),
            None if pair.confidence is None else round(pair.confidence, 4),
            "\n".join(found.get(bead.number, ())),
            "" if pair.original_source is None else pair.source,
            "" if pair.original_target is None else pair.target,
            pair.note,
            pair.kind,
            name,
            place_of(pair, project.last),
        ]


def _told(document: Document, span: Span) -> str:
    return BORDER.join(segment.text for segment in document.segments[span[0] : span[1]])


def _reasons(pair: Pair, look: str, findings: Sequence[str]) -> list[str]:
    reasons = [look] if look else []
    if pair.conflict:
        reasons.append("two people decided differently")
    if any(said.startswith("error") for said in findings):
        reasons.append("error found")
    return reasons


def standing_word(pair: Pair) -> str:
    """The word for what was decided about a pair; empty where nothing was."""
    if pair.is_kept_out:
        return "keep out"
    if pair.is_doubtful:
        return "doubtful"
    return "ok" if pair.is_decided else ""


def place_of(pair: Pair, last: int) -> str:
    """Where a pair stands in its documents, and the last operation that was taken into account."""
    spans = (*pair.source_span, *pair.target_span)
    return "s{}-{} t{}-{} @{}".format(*spans, last)


def read_place(text: str) -> Place | None:
    """What ``place_of`` wrote: four offsets and the operation; ``None`` where it is another.

    >>> read_place("s0-3 t0-2 @7"), read_place("3 Dec")
    (((0, 3, 0, 2), 7), None)
    """
    found = _PLACE.fullmatch(" ".join(text.split()))
    if found is None:
        return None
    first, second, third, fourth, last = map(int, found.groups())
    return (first, second, third, fourth), last
