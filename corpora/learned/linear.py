"""Linear models: a weight a feature."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from corpora.arrays import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class LinearModel:
    """A weight for each named feature."""

    names: tuple[str, ...]
    weights: Floats
    bias: float = 0.0

    @classmethod
    def of(
        cls, weights: Mapping[str, float], names: Sequence[str], *, bias: float = 0.0
    ) -> LinearModel:
        """The model for features in the order of ``names``; what has no weight weighs nothing."""
        held = np.array([weights.get(name, 0.0) for name in names], np.float32)
        return cls(names=tuple(names), weights=held, bias=bias)

    def score(self, features: Floats) -> Floats:
        """Weighted sums, in nats; shape (rows,)."""
        scores: Floats = features @ self.weights + np.float32(self.bias)
        return scores
