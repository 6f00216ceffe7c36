"""Boosted trees (Friedman 2001): what single features cannot say, a few together can.

A frequent word is a term unless it is a plain word of two characters; a stretch that
occurs once is one if its borders are clean. Grown by ``scripts/learn/boosting.py``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpora.arrays import Floats

Tree = tuple[NDArray[np.int64], Floats, Floats]
"""(feature, threshold, value) of every node of a full tree, root first, children of node i
at 2i + 1 and 2i + 2. A feature of -1 is a leaf; the value is the best guess at that node."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeModel:
    """Sum of the leaves a row falls into, in nats.

    ``intercept`` is added; the trees' values are already scaled. ``prior`` weighs features
    that no tree asks for, because the texts that taught could not show what they say.
    """

    names: tuple[str, ...]
    trees: tuple[Tree, ...]
    prior: Floats
    intercept: float

    @classmethod
    def of(cls, held: Mapping[str, Any], names: Sequence[str]) -> TreeModel:
        """What a card holds, for features in the order of ``names``, which has all of its own."""
        column = {name: index for index, name in enumerate(names)}
        # The last one is for leaves, whose feature is -1.
        places = np.array([*(column[name] for name in held["features"]), -1], np.int64)
        trees = []
        for nodes in held["trees"]:
            feature, threshold, value = np.array(nodes, np.float64).T
            trees.append(
                (
                    places[feature.astype(np.int64)],
                    threshold.astype(np.float32),
                    value.astype(np.float32),
                )
            )
        prior = held.get("prior", {})
        return cls(
            names=tuple(names),
            trees=tuple(trees),
            prior=np.array([prior.get(name, 0.0) for name in names], np.float32),
            intercept=float(held["intercept"]),
        )

    def score(self, features: Floats) -> Floats:
        """Sums in nats; shape (rows,)."""
        total: Floats = features @ self.prior + np.float32(self.intercept)
        rows = np.arange(len(features))
        for feature, threshold, value in self.trees:
            node = np.zeros(len(features), np.int64)
            for _ in range(_depth(len(feature))):
                asked = feature[node]
                right = features[rows, np.maximum(asked, 0)] > threshold[node]
                node = np.where(asked >= 0, 2 * node + 1 + right, node)
            total += value[node]
        return total

    def reasons(self, features: Floats, *, most: int = 4) -> list[tuple[tuple[str, float], ...]]:
        """What moved each row most on its way down the trees: (feature, nats).

        A node's own value is what is expected there (Saabas 2014).

        Args:
            features: shape (rows, features).
            most: how many are told of each row, the strongest first.
        """
        moved = np.asarray(features * self.prior, np.float64)
        rows = np.arange(len(features))
        for feature, threshold, value in self.trees:
            node = np.zeros(len(features), np.int64)
            for _ in range(_depth(len(feature))):
                asked = feature[node]
                goes_on = asked >= 0
                right = features[rows, np.maximum(asked, 0)] > threshold[node]
                child = np.where(goes_on, 2 * node + 1 + right, node)
                moved[rows[goes_on], asked[goes_on]] += (value[child] - value[node])[goes_on]
                node = child
        order = np.argsort(-np.abs(moved), axis=1, kind="stable")[:, :most].tolist()
        return [
            tuple((self.names[i], round(float(own[i]), 2)) for i in strongest if own[i])
            for own, strongest in zip(moved, order, strict=True)
        ]


def _depth(nodes: int) -> int:
    return (nodes + 1).bit_length() - 2
