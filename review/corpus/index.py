"""The index of a corpus: a row a document pair, what should be looked at first on top."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpora.files import written_whole
from corpora.formats.tables.guarding import guarded
from corpora.page import Part, page, text
from corpora.values import FrozenDict, Value
from quality.findings import SEVERITIES

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
            project).
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
) -> IndexRow:
    """The row of a pair from what its work said; ``problem`` is why it could not be checked."""
    if error:
        return IndexRow(
            name=name, source=source, target=target, state="failed", seconds=seconds, note=error
        )
    return IndexRow(
        name=name,
        source=source,
        target=target,
        state="done" if facts["is_translation"] else "stranger",
        segments=tuple(facts["segments"]),
        pairs=facts["pairs"],
        sure=facts["sure"],
        left_out=tuple(facts["left_out"]),
        findings=tuple(findings.get(one, 0) for one in SEVERITIES),
        seconds=seconds,
        note=" ".join([*filter(None, [problem]), *facts["warnings"]]),
    )


def index_csv(rows: Sequence[IndexRow]) -> str:
    """The index as a table between commas."""
    file = io.StringIO()
    table = csv.writer(file, lineterminator="\n")
    table.writerow(COLUMNS)
    table.writerows([guarded(cell) for cell in row.cells()] for row in rows)
    return file.getvalue()


def write_index_csv(rows: Sequence[IndexRow], path: Path) -> None:
    """Write it, with the mark by which spreadsheets know UTF-8."""
    with written_whole(path, force=True) as file:
        file.write(index_csv(rows).encode("utf-8-sig", "replace"))


def write_index_html(title: str, rows: Sequence[IndexRow], path: Path) -> None:
    """Write the index as one page."""
    with written_whole(path, force=True) as file:
        file.write(index_html(title, rows).encode("utf-8", "replace"))


# More rows make a page that no browser likes; the table between commas holds all.
_MOST_ROWS = 5_000


def index_html(title: str, rows: Sequence[IndexRow]) -> str:
    """The page: what was done in numbers, then the rows, worst first."""
    shown = rows[:_MOST_ROWS]
    heads = ("", "document", "pairs", "sure", "left out", *(f"{one}s" for one in SEVERITIES), "")
    head = "".join(f"<th>{text(one)}</th>" for one in heads)
    body = "\n".join(_html_row(row) for row in shown)
    units = sum(row.pairs for row in rows)
    suspicious = sum(row.is_suspicious for row in rows)
    more = (
        f"<p>{len(rows) - len(shown):,} more are in index.csv.</p>"
        if len(rows) > len(shown)
        else ""
    )
    told = (
        f"<p>{len(rows):,} document pairs, {units:,} pairs of sentences; "
        f"{suspicious:,} should be looked at, and stand first.</p>"
    )
    table = f"<table><thead><tr>{head}</tr></thead><tbody>\n{body}\n</tbody></table>"
    part = Part(
        id="documents", heading="Documents", body=f"{told}\n{table}\n{more}", count=len(rows)
    )
    return page(title, [part], head=f"<h1>{text(title)}</h1>")


def _html_row(row: IndexRow) -> str:
    names = text(row.source) + (f"<br>{text(row.target)}" if row.target else "")
    sign = {"stranger": "not a translation", "failed": "failed"}.get(
        row.state, "look" if row.is_suspicious else ""
    )
    numbers = ["", "", "", *([""] * len(SEVERITIES))]
    if row.state != "failed":
        numbers = [
            f"{row.pairs:,}", f"{row.sure:.0%}", f"{row.left_out[0]} / {row.left_out[1]}",
            *map(str, row.findings),
        ]  # fmt: skip
    cells = "".join(f"<td>{one}</td>" for one in numbers)
    return f"<tr><td>{sign}</td><td>{names}</td>{cells}<td>{text(row.note)}</td></tr>"
