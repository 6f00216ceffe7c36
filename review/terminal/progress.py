"""A progress bar that keeps quiet about what is quick."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

# What takes less needs no bar.
_PATIENCE_S = 2.0


class ProgressBar:
    """Listens to stages and draws one bar each on standard error, from two seconds on.

    Use it as a context manager and hand it to a stage as ``progress``. It draws only where
    a person is looking (a terminal), and never when ``quiet``.
    """

    def __init__(self, *, quiet: bool = False) -> None:
        self._started = time.monotonic()
        self._wanted = not quiet and sys.stderr.isatty()
        self._bars: Progress | None = None
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> ProgressBar:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bars is not None:
            self._bars.stop()

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Show ``stage`` at ``done`` of ``total``; see ``corpora.progress.Progress``."""
        if not self._wanted or time.monotonic() - self._started < _PATIENCE_S:
            return
        if self._bars is None:
            self._bars = _bars()
            self._bars.start()
        known = total or None  # a stream does not know how long it is
        if stage not in self._tasks:
            self._tasks[stage] = self._bars.add_task(stage, total=known)
        self._bars.update(self._tasks[stage], completed=done, total=known)


def _bars() -> Progress:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    return Progress(
        TextColumn("{task.description:>12}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
