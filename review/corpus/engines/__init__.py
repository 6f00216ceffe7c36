"""Where the work runs: processes of this machine, or a cluster. Nothing that is computed knows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from corpora.errors import check_name

if TYPE_CHECKING:  # a worker that starts must not wait for the work's own imports
    from review.corpus.work import Outcome, Task

ENGINES = {"local": "review.corpus.engines.local", "ray": "review.corpus.engines.ray"}
"""Engines by name: modules with a function ``start``."""

ATTEMPTS = 3
"""How often a task is begun whose worker dies under it: it may be the task that kills it."""


class Engine(Protocol):
    """Carries out tasks, several at once."""

    #: Whether workers reach this machine's files; else inputs travel with the task, outputs with
    #: the outcome, and what tasks share is sent by the engine, once.
    shares_files: bool

    def run(self, tasks: Iterable[Task]) -> Iterator[Outcome]:
        """The outcome of every task, in the order they are done.

        Tasks are drawn as workers become free, so that any number costs no memory. A task whose
        worker dies is given to another one; the third time that is its outcome.
        """

    def close(self) -> None:
        """End all workers."""


def start_engine(name: str, *, workers: int, memory_mb: int, address: str | None = None) -> Engine:
    """An engine, ready to run.

    Args:
        name: of ``ENGINES``.
        workers: processes, or actors; 0 for as many as there are processors.
        memory_mb: a worker that holds more than this after a task is replaced.
        address: of a cluster that is there already.

    Raises:
        InputError: there is no such engine, or it cannot be started.
    """
    check_name(name, ENGINES, "an engine")
    module = import_module(ENGINES[name])
    return cast(Engine, module.start(workers=workers, memory_mb=memory_mb, address=address))


def died(task: Task) -> Outcome:
    """What is said of a task that its workers did not survive."""
    from review.corpus.work import Outcome

    return Outcome(
        key=task.key,
        error=f"the process that worked on it ended {ATTEMPTS} times; it may need more memory "
        "than there is: split the document, or run fewer workers",
    )
