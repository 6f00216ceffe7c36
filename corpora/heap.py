"""Memory that was freed, given back to the system."""

from __future__ import annotations

import ctypes
import sys
from functools import cache


def give_back_freed() -> None:
    """Give back what the C library keeps for later; for the border between two stages.

    glibc keeps freed arrays that lie between others, in a heap for each thread. With another
    library nothing happens.
    """
    library = _c_library()
    if library is not None and hasattr(library, "malloc_trim"):
        library.malloc_trim(0)


@cache
def _c_library() -> ctypes.CDLL | None:
    return ctypes.CDLL(None) if sys.platform == "linux" else None
