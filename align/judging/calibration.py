"""Whether a confidence of .9 means that nine in ten are right.

Expected calibration error after Naeini et al. (2015) and Guo et al. (2017): beads are
sorted into bins by confidence, and the distances between a bin's mean confidence and its
share of right beads are averaged, weighted by the bins' sizes. Both usual ways of binning
are given: 15 bins of equal width, and 15 that hold equally many beads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpora.values import Value

# As Guo et al. (2017) have it; from the second on a person need not look (``docs/evaluation.md``).
BINS = 15
SURE = 0.95


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Bin(Value):
    """Beads whose confidence lies in [low, high), the last bin's in [low, 1].

    ``confidence`` is their mean confidence, ``accuracy`` the share that is right.
    """

    low: float
    high: float
    count: int
    confidence: float
    accuracy: float


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Calibration(Value):
    """How far confidences can be taken at their word.

    ``error`` is the expected calibration error over 15 bins of equal width,
    ``error_equal_mass`` over 15 equally full ones; 0 is perfect, 1 the worst.
    ``sure_accuracy`` is the share of right beads among the ``sure_count`` with a confidence
    of .95 and more (0.0 where there is none). ``brier`` is the mean squared distance
    between confidence and truth. ``bins`` are the non-empty ones of equal width.
    """

    error: float
    error_equal_mass: float
    brier: float
    accuracy: float
    confidence: float
    sure_accuracy: float
    sure_count: int
    count: int
    bins: tuple[Bin, ...]


def calibrate(confidences: Sequence[float], correct: Sequence[bool]) -> Calibration:
    """Compare confidences with what turned out right.

    Args:
        confidences: one per bead, 0 to 1; at least one.
        correct: whether the bead was right; of the same length.

    Raises:
        ValueError: nothing is given, or the lengths differ.
    """
    if not confidences or len(confidences) != len(correct):
        raise ValueError(f"{len(confidences)} confidences for {len(correct)} verdicts")
    sureness = np.asarray(confidences, dtype=np.float64)
    truth = np.asarray(correct, dtype=np.float64)
    # A confidence of 1/3 belongs to the bin that starts there, whatever its last bit says.
    places = np.minimum(np.floor(sureness * BINS + 1e-9).astype(int), BINS - 1)
    bins = tuple(
        Bin(
            low=number / BINS,
            high=(number + 1) / BINS,
            count=int(inside.sum()),
            confidence=float(sureness[inside].mean()),
            accuracy=float(truth[inside].mean()),
        )
        for number in range(BINS)
        if (inside := places == number).any()
    )
    sure = sureness >= SURE
    return Calibration(
        error=sum(one.count * abs(one.confidence - one.accuracy) for one in bins) / len(truth),
        error_equal_mass=_equal_mass_error(sureness, truth),
        brier=float(np.mean((sureness - truth) ** 2)),
        accuracy=float(truth.mean()),
        confidence=float(sureness.mean()),
        sure_accuracy=float(truth[sure].mean()) if sure.any() else 0.0,
        sure_count=int(sure.sum()),
        count=len(truth),
        bins=bins,
    )


def _equal_mass_error(sureness: NDArray[np.float64], truth: NDArray[np.float64]) -> float:
    order = np.argsort(sureness, kind="stable")
    parts = [part for part in np.array_split(order, BINS) if len(part)]
    gaps = [len(part) * abs(sureness[part].mean() - truth[part].mean()) for part in parts]
    return float(sum(gaps) / len(truth))
