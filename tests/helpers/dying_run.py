"""The command line, in which one process dies at an exact place; for tests and scripts alone.

    python dying_run.py PLACE NUMBER MARK ARGUMENTS OF DUIZHAO…

``PLACE`` is ``before rename`` or ``after rename`` (of the output of a pair, in whichever process
puts it there), ``before mark`` (its outputs are there, the ledger does not know), or ``files`` (the
project's files are being put in place). At the ``NUMBER``-th time the process kills itself as
``kill -9`` would, and leaves the file ``MARK``: who finds that there does not die again. Workers
are spawned from this file, and so have it from the beginning.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

PLACES = ("before rename", "after rename", "before mark", "files")


def die_at(place: str, number: int, mark: str) -> None:
    """See to it that this process dies there."""
    seen = 0

    def pass_by() -> None:
        nonlocal seen
        seen += 1
        if seen < number:
            return
        try:
            os.close(os.open(mark, os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            return
        os.kill(os.getpid(), signal.SIGKILL)

    if place == "before mark":
        from review.corpus.ledger import Ledger

        Ledger.mark = _before(Ledger.mark, pass_by)  # type: ignore[method-assign]
        return
    replace = os.replace

    def replaced(source: Any, target: Any, **options: Any) -> None:
        is_output = str(source).endswith(".part") and "results" in Path(target).parts
        is_ours = is_output != (place == "files") and "corpus.db" not in str(target)
        if is_ours and place != "after rename":
            pass_by()
        replace(source, target, **options)
        if is_ours and place == "after rename":
            pass_by()

    os.replace = replaced  # type: ignore[assignment]


def _before(function: Callable[..., Any], first: Callable[[], None]) -> Callable[..., Any]:
    def both(*arguments: Any) -> Any:
        first()
        return function(*arguments)

    return both


if __name__ in ("__main__", "__mp_main__"):
    die_at(sys.argv[1], int(sys.argv[2]), sys.argv[3])
if __name__ == "__main__":
    import duizhao

    duizhao.main(sys.argv[4:])
