"""The learned weights: some hundred numbers in ``data/pairing.use.json`` and its like.

Each file is a card (``corpora.learned.cards``) that ``scripts/learn_alignment.py`` writes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from align.lattice.beads import BEAD_KINDS
from align.lattice.features import Columns
from align.lattice.grid import FEATURES
from corpora.arrays import Floats
from corpora.learned.cards import Card, card_for

FIRST_FEATURES = (*FEATURES, *(f"{a}-{b}" for a, b in BEAD_KINDS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Weights of both stages, in nats a unit of the feature, by the names of the features.

    ``first`` also has a weight for every kind of bead (``1-2``). ``calibration`` maps the
    probability the second stage computes to how often it was right: points (computed,
    right), rising, between which it is linear. ``warnings`` are sentences for the user.
    """

    card: Card
    first: Mapping[str, float]
    second: Mapping[str, float]
    calibration: tuple[tuple[float, float], ...] = ((0.0, 0.0), (1.0, 1.0))

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the user should hear about where the weights come from."""
        return (self.card.warning,) if self.card.warning else ()

    def score_steps(self, features: Columns) -> Floats:
        """Scores of all steps of a grid by the first stage; shape (kinds, nodes)."""
        total: Floats = np.zeros(next(iter(features.values())).shape, np.float32)
        for name, values in features.items():
            total += np.float32(self.first.get(name, 0.0)) * values
        kinds = [self.first.get(f"{a}-{b}", 0.0) for a, b in BEAD_KINDS]
        total += np.array(kinds, np.float32)[:, None]
        return total

    def weights_of(self, columns: Columns) -> list[float]:
        """The second stage's weight of each column, in order.

        Raises:
            ValueError: the model weighs a column that is not there.
        """
        self.card.check_features("second", columns)
        return [self.second.get(name, 0.0) for name in columns]

    def calibrate(self, probability: float) -> float:
        """How often a bead of that computed probability is right, 0 to 1."""
        computed, right = zip(*self.calibration, strict=True)
        return float(np.interp(probability, computed, right))


@cache
def load_model(name: str) -> Model:
    """The weights learned with an encoder (``use``), or without one (``none``).

    Another encoder gets those of ``use``, since cosines of centred vectors are much alike, and
    ``Model.warnings`` says so.
    """
    return model_of(card_for("align/data", "pairing", name))


def model_of(card: Card) -> Model:
    """The model on a card.

    Raises:
        ValueError: it weighs features that the first stage does not have.
    """
    return Model(
        card=card,
        first=card.weights("first", FIRST_FEATURES),
        second=card.weights("second"),
        calibration=card.calibration("second"),
    )
