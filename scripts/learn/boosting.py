"""Gradient boosting of small trees (Friedman 2001, 2002) with directions that features must keep.

``corpora.learned.trees`` reads what comes out, through a card.
"""

# ruff: noqa: ANN001, ANN201, ANN202, D103

from __future__ import annotations

import numpy as np

BINS = 32
Grown = tuple[float, list[list[tuple[int, float, float]]]]
"""Intercept and trees."""


def boost(
    x, y, weight, directions, *, trees, depth, offset=0.0, rate=0.1, damping=5.0, least=3.0, every=1
):
    """(intercept, trees) that make the labels likely.

    ``directions`` are 1, -1 or 0 a feature: whether more of it may only raise or lower the
    score. ``offset`` is what is known of each row beforehand. A tree is a list of nodes
    (feature or -1, threshold, value), in heap order. Each tree sees all rows of label 1 and every
    ``every``-th of the others, each tree other ones.
    """
    edges = [np.unique(np.quantile(c, np.linspace(0, 1, BINS + 1)[1:-1])) for c in x.T]
    # Features in rows: a feature's bins lie side by side.
    bins = np.stack([np.searchsorted(e, c) for e, c in zip(edges, x.T, strict=True)])
    intercept = np.log((weight * y).sum() / (weight * (1 - y)).sum())
    scores = np.full(len(y), intercept) + offset
    grown = []
    others = np.flatnonzero(y == 0)
    for number in range(trees):
        seen = np.sort(np.concatenate([np.flatnonzero(y == 1), others[number % every :: every]]))
        share = np.where(y == 0, every, 1) * weight
        p = 1 / (1 + np.exp(-scores))
        gradient, curvature = share * (y - p), share * p * (1 - p)
        nodes = [(-1, 0.0, 0.0)] * (2 ** (depth + 1) - 1)
        todo = [(0, seen, -np.inf, np.inf)]
        while todo:
            node, rows, low, high = todo.pop()
            g, h = gradient[rows], curvature[rows]
            value = float(np.clip(g.sum() / (h.sum() + damping), low, high))
            nodes[node] = (-1, 0.0, rate * value)
            found = None
            if 2 * node + 2 < len(nodes):
                found = _split(bins[:, rows], g, h, edges, directions, damping, least)
            if found is None:
                continue
            feature, cut, left, right = found
            nodes[node] = (feature, float(edges[feature][cut]), rate * value)
            goes_left = bins[feature, rows] <= cut
            middle = float(np.clip((left + right) / 2, low, high))
            rising, falling = directions[feature] > 0, directions[feature] < 0
            ends = (
                (middle if falling else low, middle if rising else high),
                (middle if rising else low, middle if falling else high),
            )
            todo.append((2 * node + 1, rows[goes_left], *ends[0]))
            todo.append((2 * node + 2, rows[~goes_left], *ends[1]))
        grown.append(nodes)
        scores += predict((0.0, [nodes]), x)
    return float(intercept), grown


def _split(bins, g, h, edges, directions, damping, least):
    """(feature, bin, left value, right value) of the best split, or None."""
    total_g, total_h = g.sum(), h.sum()
    best, found = 1e-3, None
    for feature, cuts in enumerate(edges):
        if not len(cuts):
            continue
        size = len(cuts) + 1
        left_g = np.cumsum(np.bincount(bins[feature], g, size))[:-1]
        left_h = np.cumsum(np.bincount(bins[feature], h, size))[:-1]
        right_g, right_h = total_g - left_g, total_h - left_h
        left, right = left_g / (left_h + damping), right_g / (right_h + damping)
        allowed = (left_h >= least) & (right_h >= least)
        allowed &= (right - left) * directions[feature] >= 0
        gain = left_g * left + right_g * right - total_g**2 / (total_h + damping)
        gain = np.where(allowed, gain, -1.0)
        cut = int(gain.argmax())
        if gain[cut] > best:
            best, found = gain[cut], (feature, cut, float(left[cut]), float(right[cut]))
    return found


def predict(model, x):
    intercept, trees = model
    scores = np.full(len(x), intercept)
    for nodes in trees:
        node = np.zeros(len(x), int)
        feature, threshold, value = (np.array(column) for column in zip(*nodes, strict=True))
        while (feature[node] >= 0).any():
            asked = feature[node]
            right = x[np.arange(len(x)), np.maximum(asked, 0)] > threshold[node]
            node = np.where(asked >= 0, 2 * node + 1 + right, node)
        scores += value[node]
    return scores
