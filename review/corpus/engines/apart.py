"""One piece of work in a process of its own on this machine, whose memory goes when it is done.

The driver of a run holds no models, and none of what a stage over all documents needs.
"""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from corpora.errors import InputError, worded_as_flags
from corpora.progress import Progress, silent
from review.corpus.engines.process import live_once

Made = TypeVar("Made")


def apart(work: Callable[..., Made], *given: object, progress: Progress = silent) -> Made:
    """What a function gives, called in another process.

    Args:
        work: a function of a module, which takes ``given`` and a ``progress``. It gives, and is
            given, what can be pickled.
        given: its arguments.
        progress: hears what it hears.

    Raises:
        InputError: it did; or the process was ended under it.
        RuntimeError: a fault of ours, with its traceback.
    """
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(
        target=live_once, args=(theirs, os.getpid()), daemon=True, name="duizhao stage"
    )
    process.start()
    theirs.close()
    try:
        ours.send((work, given))
        while True:
            what, value = ours.recv()
            if what != "progress":
                break
            progress(*value)
    except (EOFError, OSError):
        raise InputError(
            "a process that worked on all documents was ended; it may need more memory than there "
            "is",
            hint="free some memory and run again; what is done stays done",
        ) from None
    finally:
        ours.close()
        process.kill()
        process.join()
    if what == "refused":
        raise value
    if what == "failed":
        raise RuntimeError(value)
    made: Made = value
    return made


def answer(pipe: Connection) -> None:
    """Do what is asked through a pipe, and say what came of it."""

    def progress(stage: str, done: int, total: int) -> None:
        pipe.send(("progress", (stage, done, total)))

    said: tuple[str, Any]
    with worded_as_flags():
        try:
            work, given = pipe.recv()
            said = "done", work(*given, progress=progress)
        except InputError as error:
            said = "refused", error
        except Exception:
            said = "failed", traceback.format_exc()
        pipe.send(said)
