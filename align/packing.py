"""Rows of numbers kept in a byte each: a quarter of the memory, for long documents."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from align.encoders import Floats, Integers


@dataclass(frozen=True, slots=True)
class Packed:
    """Rows as signed bytes, each with its scale; slices and index arrays give floats again.

    The error is below 1/250 of a row's largest value: a cosine of 512 dimensions moves by
    less than .0002.
    """

    values: NDArray[np.int8]
    scales: Floats

    def __len__(self) -> int:
        return len(self.values)

    def __getitem__(self, rows: slice | Integers) -> Floats:
        floats: Floats = self.values[rows].astype(np.float32)
        floats *= self.scales[rows][:, None]
        return floats


def pack(rows: Floats) -> Packed:
    """Rows packed; shape (n, d)."""
    largest = np.abs(rows).max(axis=1) if rows.size else np.zeros(len(rows), np.float32)
    scales = (np.maximum(largest, 1e-12) / 127).astype(np.float32)
    return Packed(np.rint(rows / scales[:, None]).astype(np.int8), scales)


def join(parts: Iterable[Packed], dimensions: int) -> Packed:
    """Packed rows, one after the other."""
    held = list(parts)
    if not held:
        return Packed(np.zeros((0, dimensions), np.int8), np.zeros(0, np.float32))
    return Packed(
        np.concatenate([part.values for part in held]),
        np.concatenate([part.scales for part in held]),
    )
