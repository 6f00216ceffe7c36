"""All that is known of a bead, gathered: one column a feature, in groups a person can read."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from align.lattice.candidates import Candidates, node_numbers
from align.lattice.features import Columns, Pair
from align.lattice.features.form import (
    break_columns,
    kind_columns,
    length_columns,
    small_word_columns,
)
from align.lattice.features.matching import matching_columns
from align.lattice.features.meaning import meaning_columns
from align.lattice.features.near import read_near
from align.lattice.features.numbers import number_columns
from align.lattice.features.quotes import quote_columns
from align.lattice.features.wording import wording_columns
from align.lattice.grid import Grid
from align.reading.similarity import WordSimilarity

# What of the first stage is worth hearing again in the second.
FROM_FIRST_STAGE = (
    "cosine", "drop_gain", "split_gain", "topic", "topic_drop_gain", "topic_split_gain",
    "length_ratio", "length_excess", "null_z_chars", "null_e_chars", "null_z_best", "null_e_best",
)  # fmt: skip

# Where a column counts that a person asks about; else its own group, the part before the colon.
_TOLD_AS = {
    "first:length_ratio": "length",
    "first:length_excess": "length",
    "first:null_z_chars": "left alone",
    "first:null_e_chars": "left alone",
    "first:null_z_best": "left alone",
    "first:null_e_best": "left alone",
    "matching:alone_z": "left alone",
    "matching:alone_e": "left alone",
    "wording:alone_z": "left alone",
    "wording:alone_e": "left alone",
    "wording:alone_found": "left alone",
    "first:topic": "words",
    "first:topic_drop_gain": "words",
    "first:topic_split_gain": "words",
    "first": "meaning",
    "matching": "meaning",
    "wording": "words",
    "small": "small words",
    "kind": "kind of bead",
}


def recall_first_stage(candidates: Candidates, grid: Grid, features: Columns) -> Columns:
    """What ``grid_features`` said of the candidates, as far as the second stage hears it again."""
    kind, node = candidates.kind, node_numbers(grid, candidates)
    return {name: features[name][kind, node] for name in FROM_FIRST_STAGE}


def describe(candidates: Candidates, pair: Pair, words: WordSimilarity, first: Columns) -> Columns:
    """Every column of the second stage, by ``group:name``; arrays of one number a bead.

    Args:
        candidates: the beads.
        pair: the documents.
        words: their words' similarity.
        first: what ``recall_first_stage`` gives.
    """
    near = read_near(candidates, pair)
    groups: dict[str, Columns] = {
        "first": first,
        "meaning": meaning_columns(candidates, near),
        "matching": matching_columns(candidates, near),
        "length": length_columns(candidates, pair),
        "wording": wording_columns(candidates, pair, words),
        "numbers": number_columns(candidates, pair),
        "quotes": quote_columns(candidates, pair),
        "small": small_word_columns(candidates, pair),
        "breaks": break_columns(candidates, pair),
        "kind": kind_columns(candidates),
    }
    return {f"{group}:{name}": values for group, columns in groups.items()
            for name, values in columns.items()}  # fmt: skip


def told_as(column: str) -> str:
    """The name under which a column's evidence is told.

    >>> told_as("first:length_ratio"), told_as("quotes:plain|closed")
    ('length', 'quotes')
    """
    group = column.partition(":")[0]
    return _TOLD_AS.get(column, _TOLD_AS.get(group, group))


def sum_evidence(
    columns: Columns, weights: Sequence[float], beads: Sequence[int]
) -> list[dict[str, float]]:
    """For each of some beads, the nats each group of columns gives it, the largest first."""
    names = [told_as(name) for name in columns]
    groups = sorted(set(names))
    shares = np.zeros((len(names), len(groups)))
    for row, (name, weight) in enumerate(zip(names, weights, strict=True)):
        shares[row, groups.index(name)] = weight
    picked = np.array(beads, np.int64)
    nats = np.stack([values[picked] for values in columns.values()], axis=1) @ shares
    told: list[dict[str, float]] = []
    for row_nats in np.round(nats, 3).tolist():
        ranked = sorted(
            zip(groups, row_nats, strict=True), key=lambda item: (-abs(item[1]), item[0])
        )
        told.append({name: value for name, value in ranked if value})
    return told
