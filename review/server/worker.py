"""The process in which long work is done, its models warm; the server only hears of it.

A task is a name of ``TASKS`` with its arguments. What it says comes back over a pipe: progress,
then a result, or what went wrong.
"""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from typing import Any

from corpora.errors import InputError, worded_as_flags


class Cancelled(Exception):  # noqa: N818 - nothing went wrong
    """Somebody does not want it any more."""


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be done: a name of ``TASKS`` and its arguments."""

    kind: str
    arguments: dict[str, Any]


def work(connection: Connection, stop: Event) -> None:
    """Do tasks as they come, until the server is gone."""
    _settle()
    with worded_as_flags():
        while True:
            try:
                task = connection.recv()
            except (EOFError, OSError):
                return
            try:
                connection.send(_done(task, connection, stop))
            except (BrokenPipeError, OSError):
                return


def _settle() -> None:
    """Ctrl-C is the server's to hear; models use one thread each, as the command line has it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    # What people decide comes first.
    if hasattr(os, "nice"):
        os.nice(5)


def _done(task: Task, connection: Connection, stop: Event) -> tuple[str, Any]:
    def progress(stage: str, done: int, total: int) -> None:
        if stop.is_set():
            raise Cancelled
        connection.send(("progress", (stage, done, total)))

    try:
        return "done", _tasks()[task.kind](progress, **task.arguments)
    except Cancelled:
        return "cancelled", None
    except InputError as error:
        return "refused", error
    except BrokenPipeError:
        raise
    except Exception:
        return "broken", traceback.format_exc()


def _tasks() -> dict[str, Callable[..., Any]]:
    """By name; imported only in the worker, where models are."""
    from review.server import tasks

    kinds: dict[str, Callable[..., Any]] = tasks.TASKS
    return kinds
