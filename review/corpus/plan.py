"""The plan: a table that people read and change, and that keeps what they changed.

``plan.tsv`` has a row a document pair, and below these a row for every file that is in none. A
person forces a pair (``yes`` in the first column, or a row of their own), forbids one (``no``, or
the row deleted), or gives it another name. What they did is told by comparing the table with the
one that was written last; it stays when the plan is made anew.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, get_args

from corpora.errors import InputError
from corpora.files import written_whole
from corpora.formats.tables.guarding import guarded, unguarded

PLAN = "plan.tsv"
Status = Literal["pair", "both", "unsure", "forbidden", "duplicate", "version", "alone", "unread"]
STATUSES = get_args(Status)
_PAIRED = ("pair", "both", "unsure", "forbidden")
FORBIDDEN = "a person said that these do not belong together"
"""The reason of a pair that somebody said no to."""
COLUMNS = ("decision", "status", "source", "target", "name", "confidence", "reason")
_YES, _NO = frozenset({"yes", "y", "force", "是"}), frozenset({"no", "n", "forbid", "否"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRow:
    """One row of the plan.

    Attributes:
        status: ``pair``; ``both`` (one document in both languages); ``unsure`` (a person should
            say); ``forbidden`` (a person did); and for files in no pair ``duplicate`` (the same
            text as ``target``), ``version`` (another version of it), ``alone`` (no partner found)
            and ``unread`` (the reason says why).
        source: a file's name; empty where only the other side has one.
        target: its translation's; of a duplicate or a version the file that is used instead.
        name: what the pair is called in the project.
        confidence: that the two belong together, 0 to 1; ``None`` where nothing was weighed.
        reason: in plain words.
        decision: ``yes`` or ``no`` where a person decided, else empty.
    """

    status: Status
    source: str = ""
    target: str = ""
    name: str = ""
    confidence: float | None = None
    reason: str = ""
    decision: str = ""

    @property
    def is_work(self) -> bool:
        """Whether it is to be aligned."""
        return self.status in ("pair", "both")

    @property
    def is_wanted(self) -> bool:
        """The same with what a person decided."""
        if self.decision == "no" or not self.source:
            return False
        return self.is_work or (self.decision == "yes" and self.status in ("unsure", "forbidden"))

    @property
    def lone_file(self) -> str:
        """The file that a row without a pair is about; empty for a pair, even a doubtful one."""
        return "" if self.status in _PAIRED else self.source or self.target

    def cells(self) -> tuple[str, ...]:
        """The row as the table has it."""
        sure = "" if self.confidence is None else f"{self.confidence:.3f}"
        return (
            self.decision, self.status, self.source, self.target, self.name, sure, self.reason,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What people wrote into a plan: pairs by their two files, and names by pair.

    Files are as the plan names them; a document in both languages has an empty target.
    """

    forced: frozenset[tuple[str, str]] = frozenset()
    forbidden: frozenset[tuple[str, str]] = frozenset()
    names: dict[tuple[str, str], str] = field(default_factory=dict)


def read_plan(path: Path) -> list[PlanRow]:
    """The rows of a plan, as a person left it.

    Raises:
        InputError: there is none, or a row makes no sense.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise InputError(
            "holds no plan", path=path.parent, hint="make one with duizhao corpus plan"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"cannot be read ({error})", path=path, hint="save it as UTF-8, with tabs"
        ) from error
    return parse_plan(text, path)


def parse_plan(text: str, path: Path | None = None) -> list[PlanRow]:
    """The rows of a plan's text.

    Raises:
        InputError: a row makes no sense.
    """
    rows = csv.reader(io.StringIO(text), delimiter="\t")
    head = [cell.strip().lower() for cell in next(rows, [])]
    missing = [name for name in ("source", "target") if name not in head]
    if missing:
        raise InputError(
            f"has no column {' and '.join(missing)}",
            path=path,
            line=1,
            hint=f"keep the first line: {', '.join(COLUMNS)}, between tabs",
        )
    found = []
    for line, cells in enumerate(rows, 2):
        if any(cell.strip() for cell in cells):
            values = dict(zip(head, (unguarded(cell.strip()) for cell in cells), strict=False))
            found.append(_row(values, path, line))
    return found


def _row(values: dict[str, str], path: Path | None, line: int) -> PlanRow:
    status = values.get("status", "").lower() or "pair"
    decision = values.get("decision", "").lower()
    if status not in STATUSES:
        raise InputError(
            f"“{status}” is no status", path=path, line=line, hint=f"use {', '.join(STATUSES)}"
        )
    if decision not in _YES | _NO | {""}:
        raise InputError(
            f"“{decision}” is no decision", path=path, line=line, hint="write yes, no or nothing"
        )
    try:
        sure = float(values["confidence"]) if values.get("confidence") else None
    except ValueError:
        sure = None
    return PlanRow(
        status=status,  # type: ignore[arg-type]
        source=values.get("source", ""),
        target=values.get("target", ""),
        name=values.get("name", ""),
        confidence=sure,
        reason=values.get("reason", ""),
        decision="yes" if decision in _YES else "no" if decision in _NO else "",
    )


def plan_text(rows: Iterable[PlanRow]) -> str:
    """A plan as its file holds it."""
    file = io.StringIO()
    table = csv.writer(file, delimiter="\t", lineterminator="\n")
    table.writerow(COLUMNS)
    table.writerows([guarded(cell) for cell in row.cells()] for row in rows)
    return file.getvalue()


def write_plan(rows: Sequence[PlanRow], path: Path) -> str:
    """Write a plan whole, and give back its text."""
    text = plan_text(rows)
    with written_whole(path, force=True) as file:
        # A spreadsheet tells UTF-8 by the mark alone.
        file.write(text.encode("utf-8-sig", "surrogateescape"))
    return text


def find_wishes(edited: Sequence[PlanRow], written: Sequence[PlanRow]) -> Wishes:
    """What a person wants, from the plan as they left it and as it was written.

    Raises:
        InputError: one file is in two pairs that are wanted.
    """
    before = {(row.source, row.target): row for row in written if row.source or row.target}
    now = {(row.source, row.target): row for row in edited}
    forced, forbidden = set(), set()
    names = {}
    for files, row in now.items():
        known = before.get(files)
        could_be = row.status in ("pair", "both", "unsure", "forbidden")
        typed = known is None or (row.status != known.status and not row.decision)
        if row.decision == "no" or (typed and row.status == "forbidden"):
            forbidden.add(files)
        elif (row.decision == "yes" and (could_be or known is None)) or (typed and row.is_work):
            forced.add(files)
        if row.name and row.name != row.source:
            names[files] = row.name
    forbidden |= {
        files for files, row in before.items() if row.is_work and row.source and files not in now
    }
    _refuse_twice(forced)
    return Wishes(forced=frozenset(forced), forbidden=frozenset(forbidden), names=names)


def _refuse_twice(forced: Iterable[tuple[str, str]]) -> None:
    seen: dict[str, tuple[str, str]] = {}
    for files in sorted(forced):
        for name in filter(None, files):
            if name in seen:
                raise InputError(
                    f"{name} is wanted in two pairs: with {_other(seen[name], name)} and with "
                    f"{_other(files, name)}",
                    hint="say yes to one of them",
                )
            seen[name] = files


def _other(files: tuple[str, str], name: str) -> str:
    return files[1] if files[0] == name else files[0]


def with_wishes(row: PlanRow, wishes: Wishes) -> PlanRow:
    """A row with the name that a person gave it."""
    name = wishes.names.get((row.source, row.target))
    return replace(row, name=name) if name else row
