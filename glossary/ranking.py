"""The models that weigh the features, read from files that say what taught them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np

from glossary import pairing, rivals, termhood
from glossary.trees import TreeModel, read_trees
from glossary.wordlinks import Floats, Integers

BILINGUAL = (
    "pair_probability",
    "score",
    "purity",
    "coverage",
    "cosine",
    "recurrence",
    "capitals",
    "dictionary_exact",
    "dictionary_explained",
    "content_words",
    "too_short",
    "too_long",
    "neighbours",
    "dice",
    "first_inside",
    "last_inside",
    "lacks_words",
    "foreign_words",
    "half_cut",
    "inner_breaks",
    "clean_start",
    "clean_end",
    "cut_before_of",
    "name_cut",
    "odd_start",
    "bound_cut",
    "participle_start",
    "participle_end",
    "verb_start",
    "inner_verbs",
    "modifier_end",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinearModel:
    """A weight for each named feature; what it does not name weighs nothing."""

    names: tuple[str, ...]
    weights: Floats
    bias: float
    taught_by: str

    @classmethod
    def from_json(cls, data: dict[str, Any], names: Sequence[str]) -> LinearModel:
        """The model for features in the order of ``names``."""
        weights = data["weights"]
        unknown = set(weights) - set(names)
        if unknown:
            raise ValueError(f"the model weighs features that do not exist: {sorted(unknown)}")
        return cls(
            names=tuple(names),
            weights=np.array([weights.get(name, 0.0) for name in names], np.float32),
            bias=float(data.get("bias", 0.0)),
            taught_by=data["taught_by"],
        )

    def score(self, features: Floats) -> Floats:
        """Weighted sums, in nats; shape (rows,)."""
        scores: Floats = features @ self.weights + np.float32(self.bias)
        return scores

    def reasons(
        self, row: Floats, *, baseline: Floats, most: int = 4
    ) -> tuple[tuple[str, float], ...]:
        """What moved this row most, away from an average candidate: (feature, nats)."""
        moved = (row - baseline) * self.weights
        order = np.argsort(-np.abs(moved), kind="stable")[:most]
        return tuple((self.names[i], round(float(moved[i]), 2)) for i in order if moved[i])


@dataclass(frozen=True, slots=True, kw_only=True)
class Models:
    """All models of the stage."""

    gate: LinearModel
    pair: LinearModel
    place: LinearModel
    term: TreeModel
    signature: str


TERM_FEATURES = (
    *termhood.FEATURES,
    *(f"pair_{n}" if not n.startswith("pair") else n for n in BILINGUAL),
    *rivals.FEATURES,
)


@lru_cache(maxsize=1)
def load_models() -> Models:
    """The models that are shipped (data/models.json, data/term_trees.json)."""
    data = json.loads(files("glossary").joinpath("data/models.json").read_text(encoding="utf-8"))
    return Models(
        gate=LinearModel.from_json(data["gate"], termhood.FEATURES),
        pair=LinearModel.from_json(data["pair"], pairing.FEATURES),
        place=LinearModel.from_json(data["place"], pairing.FEATURES),
        term=read_trees("term_trees.json", TERM_FEATURES),
        signature=data["signature"],
    )


def softmax_by_term(scores: Floats, term: Integers) -> Floats:
    """Each rendering's share of its term's probability; ``term`` is sorted."""
    if not len(scores):
        return scores
    starts = np.flatnonzero(np.concatenate([[True], term[1:] != term[:-1]]))
    sizes = np.diff([*starts.tolist(), len(term)])
    peak = np.repeat(np.maximum.reduceat(scores, starts), sizes)
    weight = np.exp(scores - peak)
    shares: Floats = weight / np.repeat(np.add.reduceat(weight, starts), sizes)
    return shares


def sigmoid(scores: Floats) -> Floats:
    """Log odds to probabilities."""
    return (1.0 / (1.0 + np.exp(-np.clip(scores, -30, 30)))).astype(np.float32)


def join_features(
    names: Sequence[str],
    terms: Floats,
    pairs: pairing.PairTable,
    probabilities: Floats,
    best: Integers,
) -> Floats:
    """Features of every candidate with those of its likeliest rendering; 0 where it has none.

    Args:
        names: the candidates.
        terms: as ``termhood.describe_terms`` gives them.
        pairs: renderings of the candidates.
        probabilities: of the rows of ``pairs``.
        best: row of the likeliest rendering of each candidate, -1 where it has none.
    """
    columns = [pairing.FEATURES.index(name) for name in BILINGUAL[1:]]
    extra = np.zeros((len(terms), len(BILINGUAL)), np.float32)
    has = best >= 0
    extra[has, 0] = np.log(probabilities[best[has]] + 1e-3)
    extra[has, 1:] = pairs.features[best[has]][:, columns]
    between = rivals.describe_rivals(names, pairs.pairs, probabilities, best)
    return np.concatenate([terms, extra, between], axis=1)
