"""Reviewed sheets as they come back: which kind of sheet it is, its rows, its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from corpora.errors import InputError
from corpora.formats.streams import origin_of
from corpora.formats.tables.cells import Row, column_key, csv_rows, workbook_tables
from corpora.registry import identify
from corpora.registry.formats import CSV, TSV, XLSX
from glossary import Glossary, read_glossary
from review.project import operations as op
from review.project.carrying import is_decisions
from review.sheets.words import PAIR_WORDS, TYPED_WORDS, answer_of, pair_decisions

# Bad rows named at once: by eye.
_MOST_PROBLEMS = 8
_HEAD_BYTES = 200
_KINDS: Mapping[Literal["pairs", "findings"], frozenset[str]] = {
    "pairs": frozenset(("pair", "decision")),
    "findings": frozenset(("answer", "id")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PairRow:
    """A row of a pairs sheet in which something is written.

    ``cells`` are its texts by column.
    """

    file: str
    row: int
    cells: Mapping[str, str]
    decisions: tuple[op.Decision, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRow:
    """A row of a findings sheet that has an answer, for one finding or several alike."""

    file: str
    row: int
    cells: Mapping[str, str]
    answer: op.Answer
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """What a file holds of people's decisions: rows about pairs, answers, or a glossary.

    ``carried`` is the text of a file in which a project wrote its decisions down.
    """

    path: Path
    pairs: tuple[PairRow, ...] = ()
    answers: tuple[AnswerRow, ...] = ()
    glossary: Glossary | None = None
    carried: str = ""


def read_reviewed(path: str | Path) -> Reviewed:
    """Read a sheet that people filled in: of pairs, of findings, or a glossary in any format;
    or the decisions of another run of the same texts.

    Raises:
        InputError: the file cannot be read, or a word in it is not understood; all such rows
            are named.
    """
    path = Path(path)
    origin = origin_of(path)
    with origin.open() as file:
        if is_decisions(file.read(_HEAD_BYTES)):
            text = path.read_text(encoding="utf-8", errors="replace")
            return Reviewed(path=path, carried=text)
        file.seek(0)
        kind = identify(file, origin.suffix)
    tables: list[list[Row]] = []
    if kind is XLSX:
        tables = list(workbook_tables(origin).values())
    elif kind in (CSV, TSV):
        tables = [list(csv_rows(origin))]
    for rows in tables:
        names = [column_key(cell) for cell in rows[0][1]] if rows else []
        listed = [(number, _cells(names, cells)) for number, cells in rows[1:]]
        if _KINDS["pairs"] <= set(names):
            return Reviewed(path=path, pairs=_pair_rows(path, listed))
        if _KINDS["findings"] <= set(names):
            return Reviewed(path=path, answers=_answer_rows(path, listed))
    return Reviewed(path=path, glossary=read_glossary(path))


def _cells(names: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    return {
        name: cell.strip().strip("\u3000") for name, cell in zip(names, cells, strict=False) if name
    }


Listed = Sequence[tuple[int, Mapping[str, str]]]


def _pair_rows(path: Path, listed: Listed) -> tuple[PairRow, ...]:
    rows, problems = [], []
    for number, cells in listed:
        decisions = pair_decisions(cells["decision"])
        if decisions is None:
            problems.append((number, f"has the unknown decision “{cells['decision']}”"))
            continue
        said = (cells.get(name) for name in ("corrected_source", "corrected_target", "note"))
        if decisions or any(said):
            rows.append(PairRow(file=path.name, row=number, cells=cells, decisions=decisions))
    words = [word.name for word in PAIR_WORDS] + [word for word, _about, _also in TYPED_WORDS]
    _refuse(path, problems, f"choose one of {', '.join(words)}, or leave the cell empty")
    return tuple(rows)


def _answer_rows(path: Path, listed: Listed) -> tuple[AnswerRow, ...]:
    rows, problems = [], []
    for number, cells in listed:
        answer = answer_of(cells["answer"])
        corrected = cells.get("corrected")
        if answer is None:
            problems.append((number, f"has the unknown answer “{cells['answer']}”"))
        elif corrected and answer in ("false alarm", "later"):
            problems.append((number, f"says {answer} and has a corrected wording"))
        elif answer or corrected or cells.get("note"):
            rows.append(
                AnswerRow(
                    file=path.name,
                    row=number,
                    cells=cells,
                    # Only what was wrong has a corrected wording.
                    answer="fixed" if corrected else answer,
                    ids=tuple(cells["id"].replace(",", " ").split()),
                )
            )
    _refuse(path, problems, f"choose one of {', '.join(op.ANSWERS)}, or leave the cell empty")
    return tuple(rows)


def _refuse(path: Path, problems: Sequence[tuple[int, str]], hint: str) -> None:
    """Every row that cannot be understood, so that one look mends all."""
    if not problems:
        return
    (row, first), *others = problems
    said = "".join(f"; row {number} {problem}" for number, problem in others[:_MOST_PROBLEMS])
    if len(others) > _MOST_PROBLEMS:
        said += f"; and {len(others) - _MOST_PROBLEMS} more rows"
    raise InputError(f"{first}{said}", path=path, line=row, hint=hint)
