"""One line that says what is being done, for whoever is looking."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress

_FIRST = "starting"


class ProgressBar:
    """Listens to stages and shows the one that runs, on one line of standard error.

    Use it as a context manager and hand it to a stage as ``progress``. It draws only where
    a person is looking (a terminal), and never when ``quiet``. What is done leaves the line: no
    stage is shown twice or stands there full.
    """

    def __init__(self, *, quiet: bool = False) -> None:
        self._wanted = not quiet and sys.stderr.isatty()
        self._line: Progress | None = None

    def __enter__(self) -> ProgressBar:
        if self._wanted:
            self._line = _line()
            self._line.add_task(_FIRST, total=None)
            self._line.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._line is not None:
            self._line.stop()

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Show ``stage`` at ``done`` of ``total``; see ``corpora.progress.Progress``."""
        if self._line is None:
            return
        (line,) = self._line.tasks
        line.description = stage
        # Nobody knows how long a stream is, nor what comes after the last step of a stage.
        line.total = total if 0 < done < total else None
        line.completed = done


def _line() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        # Results go to standard output as they are.
        redirect_stdout=False,
        transient=True,
    )
