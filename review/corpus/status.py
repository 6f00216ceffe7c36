"""How far a run is, told from the plan and the ledger alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from corpora.errors import InputError
from corpora.values import FrozenDict, Value
from review.corpus.index import IndexRow, index_row
from review.corpus.ledger import LEDGER, Ledger, Mark, Wanted
from review.corpus.plan import PLAN, read_plan

# Rows that are shown: by eye.
_WORST = 20


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CorpusStatus(Value):
    """The plan's rows by status, and how far the work is.

    ``done``, ``failed`` and ``missing`` are of ``documents``, the pairs that are wanted; ``worst``
    are rows of the index, worst first.
    """

    folder: Path
    counts: Mapping[str, int]
    documents: int
    done: int
    failed: int
    missing: int
    suspicious: int
    worst: tuple[IndexRow, ...] = ()


def corpus_status(folder: Path) -> CorpusStatus:
    """How far it is; a run may be at work meanwhile.

    Raises:
        InputError: there is no plan.
    """
    plan = read_plan(folder / PLAN)
    if not (folder / LEDGER).is_file():
        raise InputError("holds no plan", path=folder, hint="make one with duizhao corpus plan")
    counts: Counter[str] = Counter(row.status for row in plan)
    with Ledger(folder) as ledger:
        work = ledger.work()
        rows = rows_of(ledger)
    missing = [row for row in rows if row.state == "missing"]
    documents = len(work) or sum(row.is_work for row in plan)
    failed = sum(row.state == "failed" for row in rows)
    return CorpusStatus(
        folder=folder,
        counts=FrozenDict(counts),
        documents=documents,
        done=len(rows) - len(missing) - failed,
        failed=failed,
        missing=documents - (len(rows) - len(missing)),
        suspicious=sum(row.is_suspicious for row in rows if row.state != "missing"),
        worst=tuple(row for row in rows if row.is_suspicious and row.state != "missing")[:_WORST],
    )


def rows_of(ledger: Ledger) -> list[IndexRow]:
    """The index as the ledger tells it, worst first."""
    work = ledger.work()
    rows = []
    for start in range(0, len(work), 500):
        part = work[start : start + 500]
        keys = [key for one in part for key in (one.key, one.check_key) if key]
        marks = ledger.marks(keys)
        rows += [_row(one, marks.get(one.key), marks.get(one.check_key)) for one in part]
    return sorted(rows, key=lambda row: row.rank)


def _row(wanted: Wanted, mark: Mark | None, check: Mark | None) -> IndexRow:
    if mark is None and not wanted.problem:
        return IndexRow(
            name=wanted.name, source=wanted.source, target=wanted.target, state="missing"
        )
    return index_row(
        name=wanted.name,
        source=wanted.source,
        target=wanted.target,
        facts=mark.facts if mark else {},
        error=wanted.problem or (mark.error if mark else ""),
        seconds=(mark.seconds if mark else 0.0) + (check.seconds if check else 0.0),
        findings=check.facts if check else {},
        problem=check.error if check else "",
        forced=wanted.forced,
    )
