"""The models that weigh the features, read from a card that says what taught them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from corpora.arrays import Floats, Integers
from corpora.learned.cards import Card, card_for
from corpora.learned.linear import LinearModel
from corpora.learned.trees import TreeModel
from glossary.links import renderings as pairing
from glossary.terms import rivals, termhood

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
class Models:
    """All models of the stage.

    ``warnings`` are sentences for the user; ``signature`` names the version.
    """

    gate: LinearModel
    pair: LinearModel
    place: LinearModel
    term: TreeModel
    signature: str
    warnings: tuple[str, ...] = ()


TERM_FEATURES = (
    *termhood.FEATURES,
    *(f"pair_{n}" if not n.startswith("pair") else n for n in BILINGUAL),
    *rivals.FEATURES,
)


@cache
def load_models(encoder: str = "use") -> Models:
    """The models that are shipped for an encoder (``data/terms.use.json``).

    Without one (``none``) those of ``use`` serve too, and need no word: what the encoder would
    say is 0.
    """
    models = models_of(card_for("glossary/data", "terms", encoder))
    return replace(models, warnings=()) if encoder == "none" else models


def models_of(card: Card) -> Models:
    """The models on a card.

    Raises:
        ValueError: one weighs features that do not exist.
    """
    return Models(
        gate=card.linear("gate", termhood.FEATURES),
        pair=card.linear("pair", pairing.FEATURES),
        place=card.linear("place", pairing.FEATURES),
        term=card.trees("term", TERM_FEATURES),
        signature=card.version,
        warnings=(card.warning,) if card.warning else (),
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
    model: LinearModel,
    terms: Sequence[str],
    mono: Floats,
    table: pairing.PairTable,
    gains: Floats | float = 0.0,
) -> Weighed:
    """Which rendering each candidate has, and all that is known of the candidate with it.

    Args:
        model: for pairs.
        terms: the candidates.
        mono: as ``termhood.describe_terms`` gives them.
        table: renderings of the candidates.
        gains: nats that a rendering gains by what is known from elsewhere; shape (pairs,).
    """
    term = table.pairs.term
    scores = model.score(table.features) + gains
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
