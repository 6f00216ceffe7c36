"""Writing a score report: JSON for machines, CSV and workbooks, LaTeX for papers, a page."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import BinaryIO

import openpyxl
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from corpora.files import written_whole
from corpora.formats.tables.guarding import guarded
from corpora.formats.tables.workbooks import disk_told, save_dateless, shown, text_cell
from corpora.registry import find_writer
from quality.score.pages import score_page
from quality.score.report import (
    HypothesisScores,
    MetricScore,
    ScoreReport,
    order_worst_first,
)

Cell = str | float | int
_BOLD = Font(bold=True)
_WIDTHS = (
    ("hypothesis", 18), ("source", 50), ("translation", 60), ("reference", 60), ("note", 14),
    ("term", 20), ("approved", 24), ("found", 20), ("signature", 90),
)  # fmt: skip
_LATEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        **{c: "\\" + c for c in "&%$#_{}"},
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)


def write_score_report(report: ScoreReport, path: str | Path, *, force: bool = False) -> None:
    """Write a report in the form its name's suffix asks for.

    Raises:
        InputError: another suffix, or as ``written_whole``.
    """
    path = Path(path)
    writer = find_writer("scores", path)
    with written_whole(path, force=force) as file:
        writer(report, file)


def dump_json(report: ScoreReport) -> str:
    """The report as JSON, floats at full precision."""
    return json.dumps(report.to_dict(), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def dump_scores_csv(report: ScoreReport) -> str:
    """The table of scores, one line per hypothesis and metric, for spreadsheets."""
    return _csv([_SCORE_HEADER, *_score_rows(report)])


def dump_latex(report: ScoreReport) -> str:
    """The table of scores for a paper; needs the package booktabs.

    The best of each column is bold; stars are against the first line; the settings are
    in comments, for the footnote that a paper owes its readers.
    """
    header, rows = report.to_table()
    best = [_best(report, column) for column in range(len(report.hypotheses[0].scores))]
    lines = [f"% {note}" for note in (report.signature, *_signatures(report))]
    lines += [rf"\begin{{tabular}}{{l{'r' * (len(header) - 1)}}}", r"\toprule"]
    lines.append(" & ".join(_latex(cell).replace("↓", r"$\downarrow$") for cell in header) + r" \\")
    lines.append(r"\midrule")
    for number, row in enumerate(rows):
        cells = [_latex(row[0])]
        for column, cell in enumerate(row[1:]):
            text = _latex(cell).replace("±", r"$\pm$")
            if text.endswith("*"):
                text = text.rstrip("* ") + rf"\textsuperscript{{{'*' * cell.count('*')}}}"
            is_best = column < len(best) and best[column] == number and len(rows) > 1
            cells.append(rf"\textbf{{{text}}}" if is_best else text)
        lines.append(" & ".join(cells) + r" \\")
    return "\n".join([*lines, r"\bottomrule", r"\end{tabular}", ""])


_SCORE_HEADER = (
    "hypothesis", "metric", "score", "low", "high", "stars", "p bootstrap",
    "p randomisation", "segments", "signature",
)  # fmt: skip


def _score_rows(report: ScoreReport) -> Iterable[Sequence[Cell]]:
    for one in report.hypotheses:
        for score in one.scores:
            span = score.interval
            yield (
                one.name,
                score.name,
                score.score,
                "" if span is None else span.low,
                "" if span is None else span.high,
                score.stars,
                "" if score.p_bootstrap is None else score.p_bootstrap,
                "" if score.p_randomisation is None else score.p_randomisation,
                score.segments,
                score.interval_signature or score.signature,
            )


def _segment_rows(report: ScoreReport) -> Iterable[Sequence[Cell]]:
    """Segments of every hypothesis, each hypothesis's worst first."""
    names = list(report.hypotheses[0].segment_scores)
    ranking = report.ranking_name()
    header = ["hypothesis", "segment", *names, "source", "translation"]
    references = len(report.hypotheses[0].references)
    header += (
        ["reference"] if references == 1 else [f"reference {k + 1}" for k in range(references)]
    )
    yield [*header, "note"]
    for one in report.hypotheses:
        problems = {index: problem for index, problem, _ in one.unaligned}
        order = (
            order_worst_first(one.segment_scores[ranking], ranking)
            if ranking
            else range(len(one.segments))
        )
        for index in order:
            yield [
                one.name,
                index + 1,
                *(round(one.segment_scores[name][index], 4) for name in names),
                one.sources[index] if one.sources else "",
                one.segments[index],
                *(reference[index] for reference in one.references),
                problems.get(index, ""),
            ]


def _term_rows(one: HypothesisScores) -> Iterable[Sequence[Cell]]:
    for use in one.terms or ():
        yield (
            one.name,
            use.segment + 1,
            use.term,
            " | ".join(use.approved),
            use.verdict,
            use.found,
            one.segments[use.segment],
        )


def _signatures(report: ScoreReport) -> list[str]:
    return [
        f"{score.name}: {score.interval_signature or score.signature}"
        for score in report.hypotheses[0].scores
    ]


def _best(report: ScoreReport, column: int) -> int:
    scores = [one.scores[column] for one in report.hypotheses]
    return max(range(len(scores)), key=lambda k: (_goodness(scores[k]), -k))


def _goodness(score: MetricScore) -> float:
    return -score.score if score.is_lower_better else score.score


def _latex(text: str) -> str:
    return text.translate(_LATEX)


def _csv(rows: Iterable[Sequence[Cell]]) -> str:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    for row in rows:
        writer.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in row])
    return file.getvalue()


def write_json(report: ScoreReport, file: BinaryIO) -> None:
    """Write everything there is."""
    file.write(dump_json(report).encode("utf-8", "backslashreplace"))


def write_csv(report: ScoreReport, file: BinaryIO) -> None:
    """Write the segments, the worst first."""
    file.write(_csv(_segment_rows(report)).encode("utf-8-sig", "replace"))


def write_latex(report: ScoreReport, file: BinaryIO) -> None:
    """Write the table of scores."""
    file.write(dump_latex(report).encode("utf-8"))


def write_html(report: ScoreReport, file: BinaryIO) -> None:
    """Write the page of ``score_page``."""
    file.write(score_page(report).encode("utf-8", "replace"))


@disk_told()
def write_xlsx(report: ScoreReport, file: BinaryIO) -> None:
    """Write scores, segments and terms on sheets."""
    book = openpyxl.Workbook(write_only=True)
    _sheet(book, "scores", [_SCORE_HEADER, *_score_rows(report)])
    _sheet(book, "segments", _segment_rows(report))
    if any(one.terms is not None for one in report.hypotheses):
        header = (
            "hypothesis", "segment", "term", "approved", "verdict", "found", "translation",
        )  # fmt: skip
        _sheet(
            book, "terms", [header, *(row for one in report.hypotheses for row in _term_rows(one))]
        )
    notes = [report.signature, *_signatures(report), *report.notes]
    _sheet(book, "notes", [("note",), *((note,) for note in notes)])
    save_dateless(book, file)


def _sheet(book: openpyxl.Workbook, title: str, rows: Iterable[Sequence[Cell]]) -> None:
    """A sheet whose first row is its header; columns of texts are wide and fold."""
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    header, *others = rows
    for number, name in enumerate(header, 1):
        width = next((width for start, width in _WIDTHS if str(name).startswith(start)), 12)
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.append([_cell(sheet, value, _BOLD) for value in header])
    for row in others:
        sheet.append([_cell(sheet, value) for value in row])


def _cell(sheet: object, value: Cell, font: Font | None = None) -> object:
    if not isinstance(value, str):
        return value
    return text_cell(sheet, shown(value), font=font, folds=True)
