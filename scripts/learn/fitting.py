"""Fitting of small models: logistic, listwise, temperature, Platt's method, isotonic regression."""

# ruff: noqa: ANN001, ANN201, ANN202

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import minimize


def logistic(x, y, weight, *, penalty: float, limits=None):
    """(weights, bias) that make 0/1 labels likely, by L-BFGS, with a penalty of squared weights.

    Features are standardised for the fit, so that the penalty is of how much they move the score.

    Args:
        x: shape (rows, features).
        y: 0 or 1 a row.
        weight: what each row counts for.
        penalty: of the squared weights of standardised features.
        limits: (least, most) of each weight, either may be ``None``.
    """
    spread, mean = x.std(axis=0) + 1e-6, x.mean(axis=0)
    z = (x - mean) / spread

    def loss(parameters):
        bias, weights = parameters[0], parameters[1:]
        scores = z @ weights + bias
        loss_rows = np.logaddexp(0, -scores) * y + np.logaddexp(0, scores) * (1 - y)
        difference = (1 / (1 + np.exp(-np.clip(scores, -50, 50))) - y) * weight
        gradient = z.T @ difference + 2 * penalty * weights
        return (loss_rows * weight).sum() + penalty * weights @ weights, np.concatenate(
            [[difference.sum()], gradient]
        )

    found = minimize(
        loss,
        np.zeros(x.shape[1] + 1),
        jac=True,
        method="L-BFGS-B",
        bounds=None if limits is None else [(None, None), *limits],
        options={"maxiter": 600},
    ).x
    weights = found[1:] / spread
    return weights, found[0] - mean @ weights


def listwise(groups, share, *, penalty: float, with_none: bool = False, known=None):
    """(weights, bias) under which the right rows of every group are likely (softmax, L-BFGS).

    Args:
        groups: (rows, which of them are right).
        share: what each group counts for.
        penalty: of the squared weights of features scaled by their spread.
        with_none: adds to every group an option of score 0, right where no row is; the bias is
            what every row gets against it.
        known: scores that every row has already, to which the weights' are added; a list a group.
    """
    x = np.concatenate([rows for rows, _ in groups]).astype(float)
    right = np.concatenate([marks for _, marks in groups]).astype(float)
    sizes = [len(marks) for _, marks in groups]
    group = np.repeat(np.arange(len(groups)), sizes)
    none_right = np.array([not marks.any() for _, marks in groups], float)
    spread = x.std(axis=0) + 1e-6
    z = x / spread
    held = np.zeros(len(x)) if known is None else np.concatenate(known).astype(float)

    def loss(parameters):
        bias, weights = parameters[0] * with_none, parameters[1:]
        scores = z @ weights + bias + held
        peak = np.full(len(groups), 0.0 if with_none else -1e9)
        np.maximum.at(peak, group, scores)
        mass = np.exp(scores - peak[group])
        none = np.exp(-peak) * with_none
        every = np.bincount(group, mass, len(groups)) + none
        good = np.bincount(group, mass * right, len(groups)) + none * none_right
        difference = (mass / every[group] - mass * right / good[group]) * share[group]
        gradient = z.T @ difference + 2 * penalty * weights
        value = -(share * np.log(good / every)).sum() + penalty * weights @ weights
        return value, np.concatenate([[difference.sum() * with_none], gradient])

    found = minimize(loss, np.zeros(x.shape[1] + 1), jac=True, method="L-BFGS-B").x
    return found[1:] / spread, found[0]


def temperature(groups, weights) -> float:
    """By how much to divide the scores so that the best row is right as often as it says.

    Least squares over all groups: those in which no row is right count too.
    """

    def loss(value):
        total = 0.0
        for rows, marks in groups:
            scores = rows @ weights / np.exp(value[0])
            share = 1 / np.exp(scores - scores.max()).sum()
            total += (share - marks[scores.argmax()]) ** 2
        return total

    return float(np.exp(minimize(loss, np.zeros(1), method="Nelder-Mead").x[0]))


def platt(scores, y) -> tuple[float, float]:
    """(scale, shift) that make log odds of scores (Platt 1999)."""

    def loss(p):
        s = p[0] * scores + p[1]
        return (np.logaddexp(0, -s) * y + np.logaddexp(0, s) * (1 - y)).sum()

    a, b = minimize(loss, np.array([1.0, 0.0]), method="Nelder-Mead", options={"maxiter": 2000}).x
    return float(a), float(b)


def isotonic(pairs: Sequence[tuple[float, bool]], points: int = 30) -> list[list[float]]:
    """Rising points (probability, share right) by isotonic regression over equal-sized groups."""
    ranked = sorted(pairs)
    groups = [part for part in np.array_split(np.array(ranked, float), points) if len(part)]
    merged = [[part[:, 0].sum(), part[:, 1].sum(), float(len(part))] for part in groups]
    index = 0
    while index + 1 < len(merged):
        if merged[index][1] / merged[index][2] >= merged[index + 1][1] / merged[index + 1][2]:
            tail = merged.pop(index + 1)
            merged[index] = [x + y for x, y in zip(merged[index], tail, strict=True)]
            index = max(0, index - 1)
        else:
            index += 1
    inner = [[round(p / n, 4), round(right / n, 4)] for p, right, n in merged]
    return [[0.0, 0.0], *inner, *([[1.0, max(inner[-1][1], 0.998)]] if inner[-1][0] < 1 else [])]


def straighten(points: Sequence[Sequence[float]], probability: float) -> float:
    """What calibration makes of a probability."""
    computed, right = zip(*points, strict=True)
    return float(np.interp(probability, computed, right))
