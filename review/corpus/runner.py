"""Doing tasks so that each is done once, whatever ends the run.

An output is written beside its place, flushed, renamed; then its mark is put into the ledger. A run
that is killed between the two finds the output, sees that it is whole, and marks it.
"""

from __future__ import annotations

import dataclasses
import math
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from corpora.errors import InputError
from corpora.progress import Progress
from corpora.storage import existing_files, is_remote, put_file, read_ahead
from review.corpus.engines import Engine, start_engine
from review.corpus.frozen import RESULTS
from review.corpus.ledger import Ledger, Mark
from review.corpus.work import NEEDED_MB, Outcome, Task, read_output

# Marks that are written at once, and at least this often.
_AT_ONCE, _WAIT_S = 32, 1.0
FAULTS = "faults.log"

Watch = Callable[[Mark], None]


def unwatched(mark: Mark) -> None:
    """The watcher that does not watch."""


class Runner:
    """Does tasks with one engine, which is started when there is something to do.

    Args:
        folder: of the run.
        ledger: where marks go.
        engine: the engine's name.
        workers: see ``start_engine``.
        memory_mb: likewise.
        address: likewise.
        results: where outputs go; ``None`` for the run's own folder.
        retry: do again what failed.
        progress: hears of every stage.
        watch: hears of every mark.
    """

    def __init__(
        self,
        folder: Path,
        ledger: Ledger,
        *,
        engine: str,
        workers: int,
        memory_mb: int,
        address: str | None,
        results: str | None,
        retry: bool,
        progress: Progress,
        watch: Watch,
    ) -> None:
        self.results = (results or str((folder / RESULTS).absolute())).rstrip("/")
        self._folder, self._ledger, self._retry = folder, ledger, retry
        self._progress, self._watch = progress, watch
        self._engine: Engine | None = None
        self._how = (engine, workers, memory_mb, address)
        self._most_mb = memory_mb

    def close(self) -> None:
        """End the workers."""
        if self._engine is not None:
            self._engine.close()
            self._engine = None

    def do(self, stage: str, tasks: Sequence[Task]) -> int:
        """Do those of some tasks that are missing, and say how many these were.

        Raises:
            InputError: nothing can be written, or the engine cannot be started.
        """
        missing = self._missing(tasks)
        kinds = {task.key: task for task in missing}
        done, total = len(tasks) - len(missing), len(tasks)
        self._progress(stage, done, total)
        waiting: list[Mark] = []
        since = time.monotonic()
        try:
            for outcome in self._outcomes(missing):
                if outcome.stop:
                    raise InputError(outcome.stop.rstrip("."))
                waiting.append(self._kept(kinds[outcome.key], outcome))
                self._watch(waiting[-1])
                done += 1
                if len(waiting) >= _AT_ONCE or time.monotonic() - since >= _WAIT_S:
                    self._ledger.mark(waiting)
                    waiting, since = [], time.monotonic()
                self._progress(stage, done, total)
        finally:
            if waiting:
                self._ledger.mark(waiting)
        return len(missing)

    def _missing(self, tasks: Sequence[Task]) -> list[Task]:
        """Tasks without a mark, after the outputs that lack only that have got theirs."""
        known = self._ledger.marks([task.key for task in tasks])
        unmarked = [task for task in tasks if not self._is_done(known.get(task.key))]
        there = existing_files([task.place for task in unmarked], self.results)
        missing, found = [], []
        outputs = read_ahead(read_output, (one.place for one in unmarked if one.place in there))
        for task in unmarked:
            whole = next(outputs) if task.place in there else None
            if whole is None:
                missing.append(task)
            else:
                found.append(
                    Mark(key=task.key, kind=task.kind, digest=whole[0], facts=whole[1], seconds=0.0)
                )
        if found:
            self._ledger.mark(found)
        return missing

    def _is_done(self, mark: Mark | None) -> bool:
        if mark is None or (mark.error and self._retry):
            return False
        # What was too large for a worker is tried again where one may take enough.
        return not mark.error or mark.facts.get(NEEDED_MB, math.inf) > self._most_mb

    def _outcomes(self, tasks: Sequence[Task]) -> Iterator[Outcome]:
        if not tasks:
            return iter(())
        if self._engine is None:
            name, workers, memory_mb, address = self._how
            workers = min(workers, len(tasks)) if workers else workers
            self._engine = start_engine(name, workers=workers, memory_mb=memory_mb, address=address)
        bounded = (dataclasses.replace(task, most_mb=self._most_mb) for task in tasks)
        if self._engine.shares_files:
            return self._engine.run(bounded)
        return self._engine.run(_travelling(bounded, self.results))

    def _kept(self, task: Task, outcome: Outcome) -> Mark:
        """The mark of an outcome, after its output was put in its place where no worker could."""
        if outcome.data is not None:
            put_file(task.place, outcome.data)
        if outcome.trace:
            with (self._folder / FAULTS).open("a", encoding="utf-8") as log:
                log.write(f"{task.kind} {task.name}\n{outcome.trace}\n")
        return Mark(
            key=task.key,
            kind=task.kind,
            digest=outcome.digest,
            error=outcome.error,
            facts=outcome.facts,
            seconds=outcome.seconds,
        )


def _travelling(tasks: Iterable[Task], results: str) -> Iterator[Task]:
    """Tasks for workers that do not see this machine's files: the bytes go with them."""
    for task in tasks:
        try:
            yield task.with_data(keep_place=is_remote(results))
        except InputError:
            yield task  # the worker says what is wrong with it
