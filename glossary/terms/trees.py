"""Boosted trees (Friedman 2001): what single features cannot say, a few together can.

A frequent word is a term unless it is a plain word of two characters; a stretch that
occurs once is one if its borders are clean. Learned by ``scripts/boosting.py``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
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
    taught_by: str

    @classmethod
    def from_json(cls, data: dict[str, Any], names: Sequence[str]) -> TreeModel:
        """The model for features in the order of ``names``.

        Raises:
            ValueError: a tree asks for a feature that does not exist.
        """
        column = {name: index for index, name in enumerate(names)}
        trees = []
        for nodes in data["trees"]:
            unknown = {node[0] for node in nodes if node[0]} - set(column)
            if unknown:
                raise ValueError(f"the model asks for unknown features: {sorted(unknown)}")
            trees.append(
                (
                    np.array([column[n[0]] if n[0] else -1 for n in nodes], np.int64),
                    np.array([node[1] for node in nodes], np.float32),
                    np.array([node[2] for node in nodes], np.float32),
                )
            )
        return cls(
            names=tuple(names),
            trees=tuple(trees),
            prior=np.array([data["prior"].get(name, 0.0) for name in names], np.float32),
            intercept=float(data["intercept"]),
            taught_by=data["taught_by"],
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

    def reasons(
        self, row: Floats, *, baseline: Floats, most: int = 4
    ) -> tuple[tuple[str, float], ...]:
        """What moved this row most on its way down the trees: (feature, nats).

        ``baseline`` is not needed: a node's own value is what is expected there (Saabas 2014).
        """
        moved = np.array(row * self.prior, np.float64)
        for feature, threshold, value in self.trees:
            node = 0
            while feature[node] >= 0:
                asked = int(feature[node])
                child = 2 * node + 1 + int(row[asked] > threshold[node])
                moved[asked] += value[child] - value[node]
                node = child
        order = np.argsort(-np.abs(moved), kind="stable")[:most]
        return tuple((self.names[i], round(float(moved[i]), 2)) for i in order if moved[i])


def _depth(nodes: int) -> int:
    return (nodes + 1).bit_length() - 2


def read_trees(name: str, names: Sequence[str]) -> TreeModel:
    """The trees in a data file of the package."""
    text = files("glossary").joinpath(f"data/{name}").read_text(encoding="utf-8")
    return TreeModel.from_json(json.loads(text), names)
