"""Workers as processes of this machine: each loads its models once and does task after task.

A worker that dies is noticed by its pipe, and replaced. Workers end with their parent, however it
ends (see ``process``). Ctrl-C reaches the parent alone.
"""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from corpora.errors import InputError, worded_as_flags
from corpora.heap import give_back_freed
from review.corpus.engines import ATTEMPTS, died
from review.corpus.engines.process import live
from review.corpus.work import Outcome, Task, carry_out

# Workers that die one after the other without having done anything: then the machine is at fault.
_MOST_DEATHS_AT_START = 5


def start(*, workers: int, memory_mb: int, address: str | None = None) -> LocalEngine:
    """An engine of processes; ``workers`` 0 takes one a processor. It needs no address."""
    return LocalEngine(workers or processors(), memory_mb)


def processors() -> int:
    """Processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    pipe: Connection
    task: Task | None = None
    done: int = 0


class LocalEngine:
    """See ``Engine``."""

    shares_files = True

    def __init__(self, workers: int, memory_mb: int) -> None:
        self._count, self._memory_mb = workers, memory_mb
        self._context = get_context("spawn")
        self._workers: list[_Worker] = []

    def run(self, tasks: Iterable[Task]) -> Iterator[Outcome]:
        """See ``Engine``."""
        waiting = iter(tasks)
        again: deque[Task] = deque()
        attempts: dict[str, int] = {}
        deaths = 0

        def next_task() -> Task | None:
            return again.popleft() if again else next(waiting, None)

        while True:
            self._feed(next_task)
            busy = [worker for worker in self._workers if worker.task is not None]
            if not busy:
                return
            ready = set(wait([worker.pipe for worker in busy]))
            for worker in busy:
                if worker.pipe not in ready:
                    continue
                task = worker.task
                outcome, held_mb = _receive(worker)
                if outcome is not None:
                    deaths = 0
                    worker.done += 1
                    worker.task = None
                    if held_mb > self._memory_mb:
                        self._dismiss(worker)
                    yield outcome
                    continue
                self._dismiss(worker)
                if task is None:
                    continue
                deaths += worker.done == 0
                attempts[task.key] = attempts.get(task.key, 0) + 1
                if attempts[task.key] >= ATTEMPTS:
                    yield died(task)
                elif deaths >= _MOST_DEATHS_AT_START:
                    raise InputError(
                        "workers end before they have done anything",
                        hint="see what is above; there may be no memory left for them",
                    )
                else:
                    again.append(task)

    def _feed(self, next_task: Callable[[], Task | None]) -> None:
        """Give every free worker a task, and start workers while there are tasks for them."""
        while True:
            free = next((one for one in self._workers if one.task is None), None)
            if free is None and len(self._workers) >= self._count:
                return
            task = next_task()
            if task is None:
                return
            free = free or self._hire()
            free.task = task
            # A dead one is noticed when its answer is waited for.
            with suppress(OSError):
                free.pipe.send(task)

    def _hire(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(
            target=live, args=(theirs, os.getpid()), daemon=True, name="duizhao worker"
        )
        process.start()
        theirs.close()
        worker = _Worker(process=process, pipe=ours)
        self._workers.append(worker)
        return worker

    def _dismiss(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        worker.pipe.close()
        worker.process.kill()
        worker.process.join()

    def close(self) -> None:
        """See ``Engine``."""
        for worker in list(self._workers):
            self._dismiss(worker)

    @property
    def process_ids(self) -> list[int]:
        """Of the workers there are."""
        return [worker.process.pid for worker in self._workers if worker.process.pid is not None]


def _receive(worker: _Worker) -> tuple[Outcome | None, float]:
    """What a worker says, and the memory it holds in MB; nothing where it is dead."""
    try:
        outcome, held_mb = worker.pipe.recv()
    except (EOFError, OSError):
        return None, 0.0
    return outcome, held_mb


def serve(pipe: Connection) -> None:
    """A worker's work: tasks come, outcomes go, until the pipe is closed."""
    # What a worker says is read where the command line's options are known.
    with worded_as_flags():
        while True:
            try:
                task = pipe.recv()
                outcome = carry_out(task)
                give_back_freed()
                pipe.send((outcome, held_memory_mb()))
            except (EOFError, OSError):
                return


def held_memory_mb() -> float:
    """What this process holds in memory now, in MB; its most so far where only that is known."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123
            pages = int(file.read().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
    except (OSError, ValueError):
        pass
    try:
        import resource
    except ImportError:  # Windows
        return 0.0
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 1e6 if sys.platform == "darwin" else most / 1e3
