"""What a person's decisions say of the other candidates of the same text.

A logistic model starts from what the trees say and moves as little as the decisions allow:
fifty rows are few, so its weights are held close to 0, and no candidate moves far.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from corpora.arrays import Floats

# Decisions below which nothing is learned; how hard weights are held to 0; the most nats that a
# candidate rises or sinks. Measured by simulated reviews (docs/terms.md).
_FEWEST = 6
_PENALTY = 100.0
_MOST = 2.0
# Of Newton's method; features are clipped at so many standard deviations.
_ROUNDS = 8
_WIDEST = 3.0


def taught_gains(
    features: Floats, logits: Floats, approved: NDArray[np.bool_], rejected: NDArray[np.bool_]
) -> Floats:
    """What each candidate gains in the order by resembling what a person decided on.

    Args:
        features: of every candidate; shape (terms, features).
        logits: log odds that each is a term, before anybody decided; shape (terms,).
        approved: those that a person wants; shape (terms,).
        rejected: those that a person does not want; shape (terms,).

    Returns:
        Nats, between -2 and 2; shape (terms,). 0 everywhere where fewer than six were decided on.
    """
    decided = np.flatnonzero(approved | rejected)
    if len(decided) < _FEWEST:
        return np.zeros(len(logits), np.float32)
    spread = features.std(0)
    known = spread > 0
    scaled = (features[:, known] - features[:, known].mean(0)) / spread[known]
    columns = np.clip(scaled, -_WIDEST, _WIDEST).astype(np.float64)
    rows = np.column_stack([np.ones(len(decided)), columns[decided]])
    truth = approved[decided].astype(np.float64)
    offset = np.clip(logits[decided].astype(np.float64), -4.0, 4.0)
    # That people are stricter or milder than we are moves no candidate against another.
    ridge = np.array([1.0, *[_PENALTY] * columns.shape[1]])
    weights = np.zeros(len(ridge))
    for _ in range(_ROUNDS):
        likely = 1 / (1 + np.exp(-(rows @ weights + offset)))
        slope = rows.T @ (truth - likely) - ridge * weights
        curve = (rows * (likely * (1 - likely))[:, None]).T @ rows + np.diag(ridge)
        weights += np.linalg.solve(curve, slope)
    gains = np.clip(columns @ weights[1:], -_MOST, _MOST)
    # Rounded, so that no number of cores makes another order.
    return np.asarray(np.round(gains, 3), np.float32)
