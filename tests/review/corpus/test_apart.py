"""A piece of work in a process of its own: what it gives and raises, and that nothing is left."""

from __future__ import annotations

import multiprocessing
import os
import signal

import pytest

from corpora.errors import InputError
from corpora.progress import Progress
from review.corpus.engines.apart import apart


def count(most: int, *, progress: Progress) -> tuple[int, int]:
    for number in range(most):
        progress("counting", number, most)
    return os.getpid(), most


def refuse(*, progress: Progress) -> None:
    del progress
    raise InputError("is no good", path="this", hint="take another")


def fail(*, progress: Progress) -> None:
    del progress
    raise KeyError("a bug")


def die(*, progress: Progress) -> None:
    del progress
    os.kill(os.getpid(), signal.SIGKILL)


def test_what_it_gives_and_says() -> None:
    heard = []
    process, most = apart(count, 3, progress=lambda *said: heard.append(said))
    assert (process != os.getpid(), most) == (True, 3)
    assert heard == [("counting", number, 3) for number in range(3)]
    assert not multiprocessing.active_children()


def test_what_goes_wrong_is_raised_here() -> None:
    with pytest.raises(InputError, match="this: is no good"):
        apart(refuse)
    with pytest.raises(RuntimeError, match="a bug"):
        apart(fail)
    with pytest.raises(InputError, match="may need more memory"):
        apart(die)
    assert not multiprocessing.active_children()


def test_whoever_stops_waiting_stops_it() -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        apart(count, 1_000_000_000, progress=stop)
    assert not multiprocessing.active_children()
