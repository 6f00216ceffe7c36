"""The first thing a process of ours does: see to it that it ends with its parent.

Nothing heavy is imported before that, since a parent may die while its workers are still starting.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from multiprocessing.connection import Connection

# How often a worker looks whether its parent is still there.
_WATCH_S = 0.5


def live(pipe: Connection, parent: int) -> None:
    """A worker's whole life."""
    _begin(parent)
    from review.corpus.engines.local import serve

    serve(pipe)


def live_once(pipe: Connection, parent: int) -> None:
    """The life of a process that does one thing; see ``apart``."""
    _begin(parent)
    from review.corpus.engines.apart import answer

    answer(pipe)


def _begin(parent: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    """End at once when the parent is gone: whoever adopts us does not want our work."""
    while os.getppid() == parent:
        time.sleep(_WATCH_S)
    os._exit(1)
