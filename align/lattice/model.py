"""The learned weights: some hundred numbers in ``data/weights.json``.

The file says what they were learned from; ``scripts/learn_alignment.py`` writes it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

from align.lattice.beads import BEAD_KINDS
from align.lattice.features import Columns
from corpora.arrays import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Weights of both stages, in nats a unit of the feature, by the names of the features.

    ``first`` also has a weight for every kind of bead (``1-2``). ``calibration`` maps the
    probability the second stage computes to how often it was right: points (computed,
    right), rising, between which it is linear.
    """

    name: str
    first: Mapping[str, float]
    second: Mapping[str, float]
    calibration: tuple[tuple[float, float], ...] = ((0.0, 0.0), (1.0, 1.0))

    def score_steps(self, features: Columns) -> Floats:
        """Scores of all steps of a grid by the first stage; shape (kinds, nodes)."""
        total: Floats = np.zeros(next(iter(features.values())).shape, np.float32)
        for name, values in features.items():
            total += np.float32(self.first.get(name, 0.0)) * values
        kinds = [self.first.get(f"{a}-{b}", 0.0) for a, b in BEAD_KINDS]
        total += np.array(kinds, np.float32)[:, None]
        return total

    def weights_of(self, columns: Columns) -> list[float]:
        """The second stage's weight of each column, in order."""
        return [self.second.get(name, 0.0) for name in columns]

    def calibrate(self, probability: float) -> float:
        """How often a bead of that computed probability is right, 0 to 1."""
        computed, right = zip(*self.calibration, strict=True)
        return float(np.interp(probability, computed, right))


@cache
def load_model(name: str) -> Model:
    """The weights learned for an encoder (``use``), or without one (``none``).

    Another encoder gets those of ``use``: cosines of centred vectors are much alike.
    """
    text = (resources.files("align") / "data" / "weights.json").read_text("utf-8")
    models = json.loads(text)["models"]
    held = models.get(name, models["use"])
    return Model(
        name=name,
        first=held["first"],
        second=held["second"],
        calibration=tuple((float(a), float(b)) for a, b in held["calibration"]),
    )
