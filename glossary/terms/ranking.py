"""The models that weigh the features, read from files that say what taught them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np

from corpora.arrays import Floats, Integers
from glossary.links import renderings as pairing
from glossary.terms import rivals, termhood
from glossary.terms.trees import TreeModel, read_trees

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
    "before_inside",
    "after_inside",
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
    "general_start",
    "general_end",
    "general_words",
    "log_repeats",
    "first_extra",
    "last_extra",
    "grows_before",
    "grows_after",
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """Renderings and candidates weighed against each other.

    ``probabilities`` is parallel to the pairs; ``best`` has the row of each candidate's
    likeliest rendering (-1 for none), ``features`` the columns of ``TERM_FEATURES``.
    """

    probabilities: Floats
    best: Integers
    features: Floats


def weigh_pairs(
    model: LinearModel, terms: Sequence[str], mono: Floats, table: pairing.PairTable
) -> Weighed:
    """Which rendering each candidate has, and all that is known of the candidate with it.

    Args:
        model: for pairs.
        terms: the candidates.
        mono: as ``termhood.describe_terms`` gives them.
        table: renderings of the candidates.
    """
    term = table.pairs.term
    scores = model.score(table.features)
    alone = softmax_by_term(scores, term)
    nested = rivals.nested_terms(terms)
    claims = rivals.find_claims(table.pairs, alone, nested)
    probabilities = softmax_by_term(scores - rivals.claimed(alone, claims), term)
    best = np.full(len(terms), -1, np.int64)
    order = np.argsort(probabilities, kind="stable")
    best[term[order]] = order
    columns = [pairing.FEATURES.index(name) for name in BILINGUAL[1:]]
    extra = np.zeros((len(terms), len(BILINGUAL)), np.float32)
    has = best >= 0
    extra[has, 0] = np.log(probabilities[best[has]] + 1e-3)
    extra[has, 1:] = table.features[best[has]][:, columns]
    between = rivals.describe_rivals(len(terms), claims, best, nested)
    return Weighed(
        probabilities=probabilities,
        best=best,
        features=np.concatenate([mono, extra, between], axis=1),
    )
