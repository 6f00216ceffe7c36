"""The cheapest way of editing one run of tokens into another, for long texts.

Levenshtein distance with a table per stretch between fixed points: runs of tokens that
occur once on each side and lie in order, as in patience diff. So time and memory stay
linear in the texts as long as these have anything in common.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]

END = 0  # the id of a sentence's end among the tokens
# Costs of an edit: sentence ends must match, rare words should, common ones may. Chosen by eye.
_END_COST, _FORBIDDEN = 25, 10_000
_COMMON_COST, _RARE_COST = 6, 14
_CELLS = 4_000_000  # what one edit-distance table may hold
_CELLS_ENOUGH = 400_000  # no fixed points are sought in a smaller one
# Fixed points are runs of so many equal tokens, and none strays so far from its neighbours: chosen
# by eye.
_LONGEST_RUN = 8
_STRAY = 6
# Steps of the path.
_DIAGONAL, _UP, _LEFT = 0, 1, 2


def _costs(reference: Integers, hypothesis: Integers) -> Integers:
    """What leaving out each token of the vocabulary costs: rare words say more than common ones."""
    counts = np.bincount(np.concatenate([reference, hypothesis]), minlength=1)
    share = np.log(np.maximum(counts, 1)) / np.log(max(2, counts[1:].sum()))
    costs = np.rint(_RARE_COST - (_RARE_COST - _COMMON_COST) * np.minimum(1, 2 * share))
    costs[END] = _END_COST
    weights: Integers = costs.astype(np.int64)
    return weights


def align_tokens(reference: Integers, hypothesis: Integers) -> Integers:
    """How far a hypothesis has come when its reference has, by the cheapest edits.

    Args:
        reference: token ids, 1 and up for words; shape (m,). ``END`` never stands for a
            word, and pairs of ``END`` are worth more than pairs of words.
        hypothesis: likewise; shape (n,).

    Returns:
        For each number of reference tokens, how many hypothesis tokens face them; shape
        (m + 1,), rising. What is inserted between two tokens counts to the later one.
    """
    costs = _costs(reference, hypothesis)
    reached = np.zeros(len(reference) + 1, np.int64)
    for rows, columns in _blocks(reference, hypothesis):
        steps = _edit_table(
            reference[rows[0] : rows[1]], hypothesis[columns[0] : columns[1]], costs
        )
        reached[rows[0] : rows[1] + 1] = columns[0] + _trace(steps)
    return reached


def _trace(steps: NDArray[np.uint8]) -> Integers:
    """The first column of the path on each row of a table of steps."""
    i, j = steps.shape[0] - 1, steps.shape[1] - 1
    columns = np.zeros(i + 1, np.int64)
    columns[i] = j
    while i or j:
        step = steps[i, j]
        i -= step != _LEFT
        j -= step != _UP
        columns[i] = j
    return columns


def _blocks(
    reference: Integers, hypothesis: Integers
) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Pairs of ranges that together are both sides, small enough for one table each."""
    todo = [((0, len(reference)), (0, len(hypothesis)), _LONGEST_RUN)]
    while todo:
        rows, columns, order = todo.pop()
        size = (rows[1] - rows[0]) * (columns[1] - columns[0])
        # Long runs first: a short one may be unique and yet a coincidence.
        if size <= _CELLS_ENOUGH or (order < 3 and size <= _CELLS):
            yield rows, columns
            continue
        if order < 3:
            points = [_middle(rows, columns)]
        else:
            points = _fixed_points(reference, hypothesis, rows, columns, order)
        borders = [(rows[0], columns[0]), *points, (rows[1], columns[1])]
        # Last in, first out: the ranges come back in order.
        for (row, column), (next_row, next_column) in reversed(list(itertools.pairwise(borders))):
            todo.append(((row, next_row), (column, next_column), order - 1))


def _middle(rows: tuple[int, int], columns: tuple[int, int]) -> tuple[int, int]:
    # Nothing in common over thousands of words: any cut is as good, this one is cheap.
    return (rows[0] + rows[1]) // 2, (columns[0] + columns[1]) // 2


def _fixed_points(
    reference: Integers,
    hypothesis: Integers,
    rows: tuple[int, int],
    columns: tuple[int, int],
    order: int,
) -> list[tuple[int, int]]:
    """Where a run of ``order`` tokens that is unique on both sides begins, in order on both."""
    here = _unique_runs(reference[rows[0] : rows[1]].tolist(), order)
    there = _unique_runs(hypothesis[columns[0] : columns[1]].tolist(), order)
    pairs = [(row, there[run]) for run, row in here.items() if run in there]
    chain = _without_strays(_longest_rising(sorted(pairs)))
    return [(rows[0] + row, columns[0] + column) for row, column in chain]


def _without_strays(chain: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The points whose shift is that of their neighbours: a phrase that moved is no landmark."""
    shifts = np.array([column - row for row, column in chain])
    return [
        point
        for index, point in enumerate(chain)
        if abs(shifts[index] - np.median(shifts[max(0, index - 4) : index + 5])) <= _STRAY
    ]


def _unique_runs(ids: list[int], order: int) -> dict[tuple[int, ...], int]:
    first: dict[tuple[int, ...], int] = {}
    repeated = set()
    for start, run in enumerate(zip(*(ids[k:] for k in range(order)), strict=False)):
        if run in first:
            repeated.add(run)
        first[run] = start
    return {run: start for run, start in first.items() if run not in repeated}


def _longest_rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest chain in which both numbers rise (Fredman 1975)."""
    tails: list[int] = []
    holders: list[int] = []
    before = []
    for index, (_, value) in enumerate(pairs):
        place = bisect_left(tails, value)
        before.append(holders[place - 1] if place else -1)
        tails[place : place + 1] = [value]
        holders[place : place + 1] = [index]
    chain = []
    index = holders[-1] if holders else -1
    while index >= 0:
        chain.append(pairs[index])
        index = before[index]
    return chain[::-1]


def _edit_table(one: Integers, other: Integers, costs: Integers) -> NDArray[np.uint8]:
    """The last step of the cheapest way to every cell; shape (len(one) + 1, len(other) + 1)."""
    came_from = np.full((len(one) + 1, len(other) + 1), _LEFT, np.uint8)
    insertion = costs[other]
    inserted = np.concatenate([[0], np.cumsum(insertion)])
    row = inserted.copy()
    is_end = other == END
    for i, token in enumerate(one, 1):
        drop = row + costs[token]
        replaced = np.where(
            is_end == (token == END), np.maximum(insertion, costs[token]), _FORBIDDEN
        )
        replaced[other == token] = 0
        best = drop.copy()
        diagonal = row[:-1] + replaced
        is_diagonal = diagonal <= drop[1:]
        best[1:][is_diagonal] = diagonal[is_diagonal]
        # Insertions run along the row: the cheapest start, plus what lies between.
        row = np.minimum.accumulate(best - inserted) + inserted
        here = came_from[i]
        here[0] = _UP
        here[1:] = np.where(row[1:] < best[1:], _LEFT, np.where(is_diagonal, _DIAGONAL, _UP))
    return came_from
