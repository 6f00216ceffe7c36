"""Workers as the server sees them: a task goes in, progress and a result come out."""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from typing import Any

from review.server.worker import Cancelled, Task, work

Heard = Callable[[str, int, int], None]
PATIENCE_S = 2.0
"""How long a cancelled task may go on before its process is ended."""


class BrokenWork(Exception):  # noqa: N818 - a fault of ours, not of an input
    """A task failed in a way that its user cannot mend; the traceback is in it."""


class Worker:
    """A process that does one task after the other; started when first needed.

    One that dies (out of memory, ended by hand) is started again for the next task.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._context = multiprocessing.get_context("spawn")
        self._stop = self._context.Event()
        self._process: multiprocessing.process.BaseProcess | None = None
        self._connection: Connection | None = None
        self._turn = asyncio.Lock()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._is_busy = False

    async def do(self, kind: str, heard: Heard | None = None, **arguments: Any) -> Any:  # noqa: ANN401
        """Do a task when those before it are done.

        Raises:
            InputError: its input cannot be used.
            Cancelled: it was cancelled.
            BrokenWork: it failed otherwise.
        """
        loop = asyncio.get_running_loop()

        def hear(stage: str, done: int, total: int) -> None:
            if heard is not None:
                loop.call_soon_threadsafe(heard, stage, done, total)

        async with self._turn:
            self._is_busy = True
            self._stop.clear()
            try:
                return await loop.run_in_executor(
                    self._thread, self._run, Task(kind, arguments), hear
                )
            finally:
                self._is_busy = False

    def _run(self, task: Task, hear: Heard) -> Any:  # noqa: ANN401
        connection = self._started()
        try:
            connection.send(task)
            while True:
                what, value = connection.recv()
                if what != "progress":
                    break
                hear(*value)
        except (EOFError, OSError) as error:
            self._end()
            if self._stop.is_set():
                raise Cancelled from error
            raise BrokenWork("the worker process ended before its work was done") from error
        if what == "done":
            return value
        if what == "refused":
            raise value
        if what == "cancelled":
            raise Cancelled
        raise BrokenWork(value)

    def _started(self) -> Connection:
        if self._connection is None or self._process is None or not self._process.is_alive():
            ours, theirs = self._context.Pipe()
            # No daemon: many documents are read by processes of its own, which end with it.
            self._process = self._context.Process(
                target=work, args=(theirs, self._stop), name=self._name
            )
            self._process.start()
            theirs.close()
            self._connection = ours
        return self._connection

    async def cancel(self) -> None:
        """Give up what is being done: asked to stop, then made to."""
        if not self._is_busy:
            return
        self._stop.set()
        process = self._process
        for _ in range(int(PATIENCE_S / 0.05)):
            await asyncio.sleep(0.05)
            if not self._is_busy:
                return
        if process is not None and self._is_busy and self._stop.is_set():
            process.terminate()

    def _end(self) -> None:
        if self._connection is not None:
            with contextlib.suppress(OSError):
                self._connection.close()
        self._connection = self._process = None

    def close(self) -> None:
        """End the process, whatever it does: what it writes is whole or not there."""
        self._stop.set()
        process = self._process
        if process is not None and process.is_alive():
            process.terminate()
            process.join(1.0)
        self._thread.shutdown(wait=False, cancel_futures=True)
