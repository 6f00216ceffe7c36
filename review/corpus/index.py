"""The index of a corpus: a row a document pair, what should be looked at first on top."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from corpora.files import written_whole
from corpora.formats.tables.guarding import guarded, unguarded
from corpora.values import FrozenDict, Value
from quality.findings import SEVERITIES

INDEX = "index.csv"
COLUMNS = (
    "state", "name", "source", "target", "source_segments", "target_segments", "pairs", "sure",
    "left_out_source", "left_out_target", *(f"{one}s" for one in SEVERITIES), "seconds", "note",
)  # fmt: skip
# A pair is worth a look from here on: by eye.
_LEAST_SURE, _MOST_LEFT_OUT = 0.6, 0.25


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class IndexRow(Value):
    """What the index tells of a document pair.

    Attributes:
        name: in the project.
        source: the file's name.
        target: likewise; empty where one file holds both.
        state: ``done``, ``failed``, or ``stranger`` (no translation: nothing of it went into the
            project; where a person wants it in, it is ``done``).
        segments: of source and target.
        pairs: segments that face something, as pairs.
        sure: share of the pairs that go into the memory as they are, 0 to 1.
        left_out: segments of either side that face nothing.
        findings: how many of each severity.
        seconds: that the work on it took.
        note: why it failed, or what was warned of.
    """

    name: str
    source: str
    target: str
    state: str = "done"
    segments: tuple[int, int] = (0, 0)
    pairs: int = 0
    sure: float = 0.0
    left_out: tuple[int, int] = (0, 0)
    findings: tuple[int, ...] = (0,) * len(SEVERITIES)
    seconds: float = 0.0
    note: str = ""

    @property
    def is_suspicious(self) -> bool:
        """Whether a person should look at it."""
        return self.state != "done" or self.sure < _LEAST_SURE or self._left_share > _MOST_LEFT_OUT

    @property
    def _left_share(self) -> float:
        return sum(self.left_out) / max(1, sum(self.segments))

    @property
    def rank(self) -> tuple[float, float, str]:
        """Sorts the worst first."""
        order = {"stranger": 0, "failed": 1}.get(self.state, 2)
        errors = self.findings[0] / max(1, self.pairs)
        return order, -((1 - self.sure) + self._left_share + errors), self.name

    @staticmethod
    def sum_findings(rows: Sequence[IndexRow]) -> dict[str, int]:
        """How many of each severity some rows have."""
        counts = (sum(row.findings[at] for row in rows) for at in range(len(SEVERITIES)))
        return FrozenDict(zip(SEVERITIES, counts, strict=True))

    def cells(self) -> tuple[str, ...]:
        """The row of the table."""
        done = self.state != "failed"
        return (
            self.state, self.name, self.source, self.target, *map(str, self.segments),
            str(self.pairs), f"{self.sure:.3f}" if done else "", *map(str, self.left_out),
            *map(str, self.findings), f"{self.seconds:.2f}", self.note,
        )  # fmt: skip


def is_suspicious(facts: dict[str, Any], error: str) -> bool:
    """Whether a person should look at a pair of which this was said."""
    row = index_row(
        name="", source="", target="", facts=facts, error=error, seconds=0.0, findings={}
    )
    return row.is_suspicious


def index_row(
    *,
    name: str,
    source: str,
    target: str,
    facts: dict[str, Any],
    error: str,
    seconds: float,
    findings: dict[str, int],
    problem: str = "",
    forced: bool = False,
) -> IndexRow:
    """The row of a pair from what its work said.

    ``problem`` is why it could not be checked, ``forced`` that a person wants it in any case.
    """
    if error:
        return IndexRow(
            name=name, source=source, target=target, state="failed", seconds=seconds, note=error
        )
    return IndexRow(
        name=name,
        source=source,
        target=target,
        state="done" if facts["is_translation"] or forced else "stranger",
        segments=tuple(facts["segments"]),
        pairs=facts["pairs"],
        sure=facts["sure"],
        left_out=tuple(facts["left_out"]),
        findings=tuple(findings.get(one, 0) for one in SEVERITIES),
        seconds=seconds,
        note=" ".join(map(_sentence, filter(None, [problem, *facts["warnings"]]))),
    )


def _sentence(note: str) -> str:
    """A note with a full stop, so that the next one can follow."""
    return note if note.endswith((".", "!", "?", "。")) else f"{note}."


def index_csv(rows: Sequence[IndexRow]) -> str:
    """The index as a table between commas."""
    file = io.StringIO()
    table = csv.writer(file, lineterminator="\n")
    table.writerow(COLUMNS)
    table.writerows([guarded(cell) for cell in row.cells()] for row in rows)
    return file.getvalue()


def worst_first(folder: Path) -> dict[str, int]:
    """The place of each document pair in the index of a folder; empty where there is none."""
    try:
        stamp = (folder / INDEX).stat().st_mtime_ns
    except OSError:
        return {}
    return _places(folder / INDEX, stamp)


@lru_cache(maxsize=8)
def _places(path: Path, _stamp: int) -> dict[str, int]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            return {unguarded(row.get("name") or ""): at for at, row in enumerate(rows)}
    except (OSError, UnicodeDecodeError, csv.Error):
        return {}  # somebody's own file of that name


def write_index_csv(rows: Sequence[IndexRow], path: Path) -> None:
    """Write it, with the mark by which spreadsheets know UTF-8."""
    with written_whole(path, force=True) as file:
        file.write(index_csv(rows).encode("utf-8-sig", "replace"))
