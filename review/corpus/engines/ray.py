"""Workers as actors of a Ray cluster, each with its models loaded once.

The cluster needs nothing of ours but the installed package: texts of this machine travel with their
tasks, outputs travel back; what tasks share is put into the cluster once, and taken from there once
by each actor; what has an address of a store is read and written by the actors. An actor that dies
(with its node, for instance) is replaced when there is room for another, its task is given to the
next one that is free. Actors end with the driver; what was marked is done.
"""

from __future__ import annotations

import logging
import os
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, redirect_stdout, suppress
from pathlib import Path
from typing import Any

from corpora.errors import InputError, Option, worded_as_flags
from corpora.storage import is_remote
from review.corpus.engines import ATTEMPTS, died
from review.corpus.engines.local import held_memory_mb
from review.corpus.work import Outcome, Task, carry_out, is_unpacked

try:
    import ray
    from ray.exceptions import RayActorError, RayError
except ImportError as _error:
    raise InputError(
        "the engine ray needs the package ray", hint='install it with pip install "duizhao[ray]"'
    ) from _error

# What has no answer for this long is looked at again: nodes come and go.
_WAIT_S = 5.0
_ROOT = Path(__file__).resolve().parents[3]


def start(*, workers: int, memory_mb: int, address: str | None = None) -> RayEngine:
    """An engine of actors.

    Args:
        workers: actors; 0 for one a processor of the cluster.
        memory_mb: an actor that holds more than this after a task is replaced.
        address: of a cluster that is there (``auto``, ``host:port``); ``None`` starts one of this
            machine's processors.

    Raises:
        InputError: there is no cluster at that address.
    """
    from review.corpus.engines.local import processors

    begun_here = not ray.is_initialized()
    quiet = ExitStack()
    if begun_here:
        # What Ray hears of lost nodes and memory it prints, from a thread, among our results.
        quiet.enter_context(redirect_stdout(sys.stderr))
        limits = {} if address else {"num_cpus": workers or processors()}
        environment = {"PYTHONPATH": _python_path(), "OPENBLAS_NUM_THREADS": "1"}
        try:
            ray.init(
                address=address,
                include_dashboard=None if address else False,
                log_to_driver=False,
                logging_level=logging.ERROR,
                runtime_env={"env_vars": environment},
                **limits,
            )
        except (ConnectionError, RuntimeError, ValueError, RayError) as error:
            quiet.close()
            raise InputError(
                f"there is no Ray cluster at {address or 'this machine'} ({error})",
                hint=f"start one with ray’s own command, name it with {Option.ADDRESS}, and give "
                "every machine the same RAY_AUTH_MODE",
            ) from error
    count = workers or max(1, int(ray.cluster_resources().get("CPU", 1)))
    return RayEngine(count, memory_mb, quiet, ends_cluster=begun_here)


def _python_path() -> str:
    """Where actors on this machine find us, installed or not."""
    return os.pathsep.join(filter(None, [str(_ROOT), os.environ.get("PYTHONPATH", "")]))


class _Work:
    """A worker somewhere."""

    def ready(self) -> bool:
        """Whether it is there."""
        return True

    def do(self, task: Task, shared: Mapping[str, Any]) -> tuple[Outcome, float]:
        """A task's outcome, and the memory that the worker holds then, in MB.

        What is shared comes as references by name, and is fetched where it is not here yet.
        """
        data = {name: ray.get(one) for name, one in shared.items() if not is_unpacked(name)}
        with worded_as_flags():
            return carry_out(task.with_shared(data)), held_memory_mb()


_Actor: Any = ray.remote(num_cpus=1, max_restarts=0, max_task_retries=0)(_Work)


class RayEngine:
    """See ``Engine``."""

    shares_files = False

    def __init__(
        self, workers: int, memory_mb: int, quiet: ExitStack, *, ends_cluster: bool
    ) -> None:
        self._count, self._memory_mb = workers, memory_mb
        self._quiet, self._ends_cluster = quiet, ends_cluster
        self._shared: dict[str, Any] = {}
        self._coming: dict[Any, Any] = {}
        self._free: list[Any] = []
        self._busy: dict[Any, tuple[Any, Task]] = {}

    def run(self, tasks: Iterable[Task]) -> Iterator[Outcome]:
        """See ``Engine``."""
        waiting = iter(tasks)
        again: deque[Task] = deque()
        attempts: dict[str, int] = {}
        ahead = next(waiting, None)
        while ahead is not None or again or self._busy:
            self._hire(len(again) + len(self._busy) + (self._count if ahead is not None else 0))
            while self._free and (again or ahead is not None):
                if again:
                    task = again.popleft()
                else:
                    assert ahead is not None  # noqa: S101 - the loop's own condition
                    task, ahead = ahead, next(waiting, None)
                actor = self._free.pop()
                self._busy[actor.do.remote(task, self._references(task))] = (actor, task)
            ready, _ = ray.wait([*self._coming, *self._busy], num_returns=1, timeout=_WAIT_S)
            for answer in ready:
                if answer in self._coming:
                    self._welcome(answer)
                    continue
                actor, task = self._busy.pop(answer)
                try:
                    outcome, held_mb = ray.get(answer)
                except RayActorError:
                    attempts[task.key] = attempts.get(task.key, 0) + 1
                    if attempts[task.key] >= ATTEMPTS:
                        yield died(task)
                    else:
                        again.append(task)
                    continue
                if held_mb > self._memory_mb:
                    ray.kill(actor)
                else:
                    self._free.append(actor)
                yield outcome
        self._shared = {}

    def _references(self, task: Task) -> dict[str, Any]:
        """What a task shares with others, put into the cluster where it is not there yet."""
        for given in task.shared:
            if given.name not in self._shared and not is_remote(given.address):
                with suppress(InputError):  # the worker says what is wrong with it
                    self._shared[given.name] = ray.put(given.read())
        names = {given.name for given in task.shared}
        return {name: one for name, one in self._shared.items() if name in names}

    def _hire(self, wanted: int) -> None:
        """Ask for actors up to the number there may be, as far as there is work for them."""
        there = len(self._coming) + len(self._free) + len(self._busy)
        for _ in range(min(self._count, wanted) - there):
            actor = _Actor.remote()
            self._coming[actor.ready.remote()] = actor

    def _welcome(self, answer: Any) -> None:  # noqa: ANN401
        actor = self._coming.pop(answer)
        try:
            ray.get(answer)
        except RayActorError:
            return
        self._free.append(actor)

    def close(self) -> None:
        """See ``Engine``."""
        for actor in (
            *self._coming.values(),
            *self._free,
            *(one for one, _ in self._busy.values()),
        ):
            ray.kill(actor)
        self._coming, self._free, self._busy = {}, [], {}
        if self._ends_cluster:
            ray.shutdown()
        self._quiet.close()
