"""Arrays of numbers, and what all of arithmetic shares: unit rows, one thread a product."""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import cache

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]


def unit_rows(rows: Floats) -> Floats:
    """Rows scaled to length 1; a row of zeros stays one."""
    length = np.sqrt(np.einsum("ij,ij->i", rows, rows))
    scaled: Floats = rows / np.maximum(length, 1e-9)[:, None]
    return scaled


def one_blas_thread() -> AbstractContextManager[object]:
    """A context in which matrix products use one thread each.

    Small matrices run many times slower on several threads than on one where there are
    fewer cores than threads; our two threads work beside each other instead.
    """
    context: AbstractContextManager[object] = _libraries().limit(limits=1, user_api="blas")
    return context


@cache
def _libraries() -> ThreadpoolController:
    """The libraries that are loaded, found once: looking for them takes a millisecond."""
    return ThreadpoolController()
