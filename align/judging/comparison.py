"""Whether one system pairs better than another, or was only luckier.

Paired bootstrap resampling after Koehn (2004): the documents are cut into blocks of
neighbouring gold beads, blocks are drawn with replacement, the same for both systems, and
the difference of strict F1 is taken on every draw. Blocks, because an error seldom comes
alone: to draw single beads would promise more than the text can hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from align.judging.evaluation import EvaluationReport, Judged
from corpora.values import Value

# Beads drawn together, since neighbours err together: chosen by eye. 95% is the usual interval.
BLOCK_BEADS = 10
_LEVEL = 0.95


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Comparison(Value):
    """Strict F1 of two systems on the same gold.

    ``difference`` is ``f1 - other_f1``; ``low`` and ``high`` bound it at 95%.
    ``p_value``, two-sided, is twice the share of draws on the other side of 0, at most 1.
    ``standard_error`` is that of ``f1`` alone.
    """

    f1: float
    other_f1: float
    difference: float
    low: float
    high: float
    p_value: float
    standard_error: float
    samples: int
    blocks: int
    seed: int


def compare(
    report: EvaluationReport, other: EvaluationReport, *, samples: int = 1000, seed: int = 1
) -> Comparison:
    """Compare two systems by paired bootstrap; the same seed gives the same numbers.

    Args:
        report: of one system.
        other: of the other, on the same documents in the same order.
        samples: how many draws, at least 1.
        seed: of the draws.

    Raises:
        ValueError: the reports are not about the same documents, or hold no sentence gold.
    """
    names = [[one.name for one in this.judged] for this in (report, other)]
    if names[0] != names[1]:
        raise ValueError("the two reports are not about the same documents")
    counts, other_counts = block_counts(report.judged), block_counts(other.judged)
    if not len(counts):
        raise ValueError("there is no sentence gold to compare by")
    draws = np.random.default_rng(seed).integers(len(counts), size=(samples, len(counts)))
    drawn = _f1(counts[draws].sum(axis=1))
    differences = drawn - _f1(other_counts[draws].sum(axis=1))
    low, high = np.quantile(differences, [(1 - _LEVEL) / 2, (1 + _LEVEL) / 2])
    tail = min(float(np.mean(differences <= 0)), float(np.mean(differences >= 0)))
    return Comparison(
        f1=report.strict.f1,
        other_f1=other.strict.f1,
        difference=report.strict.f1 - other.strict.f1,
        low=float(low),
        high=float(high),
        p_value=min(1.0, 2 * tail),
        standard_error=float(drawn.std()),
        samples=samples,
        blocks=len(counts),
        seed=seed,
    )


def block_counts(judged: Sequence[Judged]) -> NDArray[np.float64]:
    """Right, given, found and wanted per block; shape (blocks, 4), documents in order."""
    tables = []
    for one in judged:
        if one.groups is not None or not one.gold:
            continue
        table = np.zeros((max(one.gold_places) // BLOCK_BEADS + 1, 4))
        for place, (_, strict, _) in zip(one.system_places, one.system, strict=True):
            table[place // BLOCK_BEADS, :2] += (strict, 1)
        for place, (kind, strict, _) in zip(one.gold_places, one.gold, strict=True):
            table[place // BLOCK_BEADS, 2:] += (strict and kind != "null", kind != "null")
        tables.append(table)
    return np.concatenate(tables) if tables else np.zeros((0, 4))


def _f1(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    right, given, found, wanted = sums.T
    precision, recall = right / np.maximum(given, 1), found / np.maximum(wanted, 1)
    product, total = precision * recall, precision + recall
    return np.asarray(2 * product / np.where(total > 0, total, 1), dtype=np.float64)
