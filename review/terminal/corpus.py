"""What is said of a corpus: the plan in numbers, one line of progress, the summary of a run."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from types import TracebackType
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from corpora.values import counted
from review.terminal.output import Out, print_json
from review.terminal.steps import say_next, steps_after_corpus

if TYPE_CHECKING:  # a command should not wait for stages it does not run
    from review.corpus.config import Config
    from review.corpus.index import IndexRow
    from review.corpus.ledger import Mark
    from review.corpus.planning import Planned
    from review.corpus.running import Ran
    from review.corpus.status import CorpusStatus

# Of each status what one row of it is called, and several.
_SAID = {
    "pair": ("pair", "pairs"),
    "both": ("document in both languages", "documents in both languages"),
    "unsure": ("unsure: write yes or no into the first column",) * 2,
    "forbidden": ("forbidden",) * 2,
    "duplicate": ("copy of another file", "copies of another file"),
    "version": (
        "other version of a paired text",
        "other versions of paired texts",
    ),
    "alone": ("without a partner",) * 2,
    "unread": ("that cannot be read",) * 2,
}
_LEFT = {
    "duplicate": ("copy", "copies"),
    "version": ("other version", "other versions"),
    "alone": ("without a partner",) * 2,
    "unread": ("that cannot be read",) * 2,
}


def show_plan(planned: Planned, *, as_json: bool, quiet: bool) -> None:
    """The plan in numbers, and where it is."""
    if as_json:
        print_json(planned.to_dict())
        return
    if quiet:
        return
    table = Table(show_header=False, box=None, pad_edge=False)
    for status, (one, several) in _SAID.items():
        if count := planned.counts.get(status):
            table.add_row(f"{count:,}", one if count == 1 else several)
    out = Out()
    out.print(table)
    if planned.passed_over:
        kinds = ", ".join(f"{count:,} {kind}" for kind, count in planned.passed_over.items())
        out.print(Text(f"Passed over, since they hold no running text: {kinds}."))
    out.print(
        Text(
            f"{planned.documents:,} documents, {planned.read:,} of them read anew. "
            f"Look at {planned.folder / planned.plan_name}, then: duizhao corpus run -d "
            f"{planned.folder}"
        )
    )


# What a screen shows: by eye.
_MOST_ROWS = 12
# Between two lines where nobody is looking at a terminal, and two drawings where somebody is.
_LINE_S, _DRAW_S = 30.0, 0.2
# Before this much is done, nobody can say how long the rest will take.
_FEW_DONE = 3


class RunLine:
    """One line of progress: done of all, the time left, how many are suspicious.

    On a terminal it is drawn over and over; into a log it is a line every half a minute.
    """

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet
        self._is_terminal = sys.stderr.isatty()
        self._stage = ""
        self._started = self._drawn = time.monotonic()
        self._first = 0
        self._width = 0
        self._suspicious = 0

    def __enter__(self) -> RunLine:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._clear()

    def __call__(self, stage: str, done: int, total: int) -> None:
        """See ``corpora.progress.Progress``."""
        if self._quiet:
            return
        now = time.monotonic()
        if stage != self._stage:
            self._stage, self._started, self._first, self._drawn = stage, now, done, 0.0
        if now - self._drawn < (_DRAW_S if self._is_terminal else _LINE_S):
            return
        self._drawn = now
        line = self._line(now, done, total)
        if self._is_terminal:
            sys.stderr.write(f"\r{line:<{self._width}}")
            self._width = len(line)
        elif now - self._started >= _LINE_S:
            sys.stderr.write(f"{line}\n")
        sys.stderr.flush()

    def note(self, mark: Mark) -> None:
        """Hear of a piece of work that is done."""
        from review.corpus.index import is_suspicious

        self._suspicious += mark.kind == "align" and is_suspicious(mark.facts, mark.error)

    def _line(self, now: float, done: int, total: int) -> str:
        parts = [self._stage]
        if total:
            parts = [f"{self._stage} {done:,} of {total:,}"]
            new = done - self._first
            if new >= _FEW_DONE and done < total:
                parts.append(f"{_spell((now - self._started) / new * (total - done))} left")
        if self._suspicious:
            parts.append(f"{self._suspicious:,} suspicious")
        return ", ".join(parts)

    def _clear(self) -> None:
        if self._is_terminal and self._width:
            sys.stderr.write(f"\r{'':<{self._width}}\r")
            sys.stderr.flush()
            self._width = 0


def _spell(seconds: float) -> str:
    """A duration as people say it.

    >>> _spell(42), _spell(600), _spell(9000), _spell(200_000)
    ('42 s', '10 min', '2.5 h', '2.3 days')
    """
    if seconds < 100:
        return f"{seconds:.0f} s"
    if seconds < 6_000:
        return f"{seconds / 60:.0f} min"
    if seconds < 172_800:
        return f"{seconds / 3600:.1f} h"
    return f"{seconds / 86_400:.1f} days"


def show_ran(ran: Ran, *, as_json: bool, quiet: bool) -> None:
    """What a run came to, the worst documents, and the files."""
    if as_json:
        print_json(ran.to_dict())
        return
    if quiet:
        return
    out = Out()
    told = [counted(ran.documents, "document pair"), f"{ran.done:,} of them done now"]
    told += [f"{ran.failed:,} failed"] if ran.failed else []
    told += [f"{ran.strangers:,} no translation"] if ran.strangers else []
    out.print(Text(f"{', '.join(told)}."))
    found = ", ".join(
        f"{count:,} minor" if level == "minor" else counted(count, level)
        for level, count in ran.findings.items()
        if count
    )
    out.print(
        Text(
            f"{counted(ran.pairs, 'pair')}, {ran.sure:.0%} of them sure; findings: "
            f"{found or 'none'}; {counted(ran.suspicious, 'document pair')} to look at."
        )
    )
    if ran.left:
        from review.corpus.plan import PLAN

        left = ", ".join(
            f"{count:,} {_LEFT.get(status, (status, status))[count > 1]}"
            for status, count in ran.left.items()
        )
        out.print(Text(f"Not worked on: {left}; {PLAN} says why."))
    for said in ran.memory:
        out.print(Text(said))
    _show_rows(out, ran.worst)
    out.say_written(ran.files)
    say_next(out, steps_after_corpus(ran))


def _show_rows(out: Out, rows: Sequence[IndexRow]) -> None:
    if not rows:
        return
    table = Table(box=None, pad_edge=False)
    for head in ("look at", "", "sure", "why"):
        table.add_column(head)
    for row in rows[:_MOST_ROWS]:
        state = {"stranger": "no translation", "failed": "failed"}.get(row.state, "")
        sure = f"{row.sure:.0%}" if row.state == "done" else ""
        table.add_row(Text(row.name), state, sure, Text(row.note))
    out.print(table)


def show_status(status: CorpusStatus, *, as_json: bool) -> None:
    """How far a run is."""
    if as_json:
        print_json(status.to_dict())
        return
    out = Out()
    out.print(
        Text(
            f"{status.done:,} of {status.documents:,} document pairs are done, {status.failed:,} "
            f"failed, {status.missing:,} are missing; {status.suspicious:,} to look at."
        )
    )
    _show_rows(out, status.worst)


def show_config_table(config: Config, *, as_json: bool) -> None:
    """Every value that counts, and where it is from."""
    if as_json:
        print_json({"values": dict(config.values), "origins": dict(config.origins)})
        return
    table = Table(box=None, pad_edge=False, show_header=False)
    for name, value in config.values.items():
        many = isinstance(value, (list, tuple))
        said = ", ".join(map(str, value)) if many else "" if value is None else str(value)
        table.add_row(name, Text(said), Text(config.origins[name]))
    Out().print(table)
