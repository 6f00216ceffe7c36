"""What was taken in of reviewed sheets, what was not, and what the project held before."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from review.project import Pair, Project, ProjectFinding
from review.project import operations as op
from review.project.operations import Record
from review.sheets.reading import AnswerRow, PairRow

# Decisions that change which sentences a pair holds.
SHAPES = (op.Merge, op.MoveBorder, op.Unlink, op.Swap, op.Split, op.Link)


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """A row whose decision could not be taken in: the file, the row, what it says, and why."""

    file: str
    row: int
    said: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}, row {self.row}: {self.said} was not taken in: {self.reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What was read from reviewed sheets.

    ``decisions`` counts what they say by its word; ``new`` of them the project did not hold
    already; ``missed`` are the rows that have no place, which nobody guessed.
    """

    decisions: Mapping[str, int] = field(default_factory=dict)
    new: int = 0
    missed: tuple[Missed, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def read(self) -> int:
        """How many decisions were read."""
        return sum(self.decisions.values())


@dataclass(slots=True, kw_only=True)
class Step:
    """A row on its way in: its decisions, what it is about, and with whom it is to be merged."""

    row: PairRow | AnswerRow
    said: str
    decisions: list[op.Decision]
    pair: Pair | None = None
    partner: Pair | None = None
    finding: ProjectFinding | None = None


def missed_row(row: PairRow | AnswerRow, said: str, reason: str) -> Missed:
    """A row that was not taken in, with the number of its pair where it has one."""
    number = row.cells.get("pair", "") or row.cells.get("unit", "")
    return Missed(
        file=row.file,
        row=row.row,
        said=f"{said} (pair {number})" if number else said,
        reason=reason,
    )


class Held:
    """The decisions that hold, by what they say and about what."""

    def __init__(self, project: Project) -> None:
        self._last: dict[tuple[str, ...], int] = {}
        for record in project.held():
            self._last[_key_of(record)] = record.operation

    @property
    def last(self) -> int:
        """The last operation that holds."""
        return max(self._last.values(), default=0)

    def has(self, key: tuple[str, ...], since: int) -> bool:
        """Whether something was decided after an operation."""
        return self._last.get(key, 0) > since


def _key_of(record: Record) -> tuple[str, ...]:
    if record.subject == "finding":
        return "finding", record.target, str(record.data["said"]["answer"])
    row = record.data.get("row", ())
    return "pair", *map(str, row), record.verb, fields_key(record.data.get("said", {}))


def fields_key(fields: Mapping[str, object]) -> str:
    """What a decision says beside its verb, in one spelling."""
    return json.dumps(fields, sort_keys=True, ensure_ascii=False)
