"""Other people's methods, to measure the aligner against: for the benches only.

``bertalign`` is our own short rendering of the method of Liu & Zhu (2022) from the paper's
description: a first pass finds 1-1 anchors among each sentence's nearest neighbours, a
second searches a band around them for beads of up to ``max_align`` sentences, every
concatenation encoded as a text of its own. ``gale_church`` calls the package galechurch.
"""

from __future__ import annotations

import importlib
import itertools
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from corpora.units import Alignment, Bead, Document, is_chinese

Floats = NDArray[np.float32]
Encode = Callable[[Sequence[str]], Floats]

# English characters for one Chinese character, over any long translated text.
ENGLISH_CHARS = 4.07
_SKIP = -0.1
_WINDOW = 5
_NEIGHBOURS = 3
_WORST = -1e9


def gale_church(source: Document, target: Document) -> Alignment:
    """Gale & Church (1993) as the package galechurch does it, told how long Chinese is."""
    package = importlib.import_module("galechurch")
    # x is its target and y its source, whatever the names say; the wrong way round it
    # silently returns nothing. 6.8 is the variance per character of the longer text.
    ratio = ENGLISH_CHARS if is_chinese(target.language) else 1 / ENGLISH_CHARS
    variance = 6.8 * min(ratio, 1.0)
    result = package.align(
        [segment.text for segment in source.segments],
        [segment.text for segment in target.segments],
        mean_xy=ratio,
        variance_xy=variance,
    )
    beads = [
        ((bead.source_start, bead.source_end), (bead.target_start, bead.target_end))
        for bead in result.beads
    ]
    if not beads:
        # It found no path at all: every segment stands alone.
        return _alignment(source, target, _unpaired(source, target), "galechurch")
    return _alignment(source, target, beads, "galechurch")


def _unpaired(source: Document, target: Document) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    rows, columns = len(source.segments), len(target.segments)
    return [((i, i + 1), (0, 0)) for i in range(rows)] + [
        ((rows, rows), (j, j + 1)) for j in range(columns)
    ]


def _alignment(
    source: Document, target: Document, beads: Sequence[Sequence[tuple[int, int]]], signature: str
) -> Alignment:
    return Alignment(
        source=source,
        target=target,
        beads=tuple(Bead(source=spans[0], target=spans[1]) for spans in beads),
        signature=signature,
    )


def bertalign(
    source: Document, target: Document, encode: Encode, *, max_align: int = 8, centre: bool = True
) -> Alignment:
    """Two passes over sentence vectors; see the module."""
    sides = [[segment.text for segment in document.segments] for document in (source, target)]
    if not sides[0] or not sides[1]:
        return _alignment(source, target, _unpaired(source, target), "bertalign")
    joints = ["" if is_chinese(document.language) else " " for document in (source, target)]
    vectors = [
        _spans(texts, joint, encode, max_align - 1, centre)
        for texts, joint in zip(sides, joints, strict=True)
    ]
    lengths = [np.cumsum([0, *map(len, texts)]) for texts in sides]
    anchors = _first_pass(vectors[0][0], vectors[1][0])
    band = _band(anchors, len(sides[0]), len(sides[1]))
    beads = _second_pass(vectors, lengths, band, max_align)
    return _alignment(source, target, beads, "bertalign")


def _spans(
    texts: Sequence[str], joint: str, encode: Encode, longest: int, centre: bool
) -> list[Floats]:
    """``[k][i]``: the vector of sentences i to i + k, each concatenation encoded anew."""
    vectors = [
        encode([joint.join(texts[i : i + k + 1]) for i in range(len(texts) - k)])
        for k in range(min(longest, len(texts)))
    ]
    if centre:
        mean = vectors[0].mean(axis=0)
        vectors = [_unit(one - mean) for one in vectors]
    return vectors


def _unit(rows: Floats) -> Floats:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-9), dtype=np.float32)


def _first_pass(source: Floats, target: Floats) -> list[tuple[int, int]]:
    """The heaviest monotone chain of 1-1 pairs, each among the source's nearest three."""
    reach = max(50, round(0.06 * len(target)))
    pairs: list[tuple[int, int, float]] = []
    for i in range(len(source)):
        centre = round(i * len(target) / len(source))
        low, high = max(0, centre - reach), min(len(target), centre + reach)
        similar = target[low:high] @ source[i]
        best = np.argsort(-similar, kind="stable")[:_NEIGHBOURS]
        pairs += [(i, low + int(j), float(similar[j])) for j in best]
    # A Fenwick tree of the best chain ending before each target keeps this n log n.
    tree: list[tuple[float, int]] = [(0.0, -1)] * (len(target) + 1)
    links: list[tuple[float, int]] = []
    start = 0
    for end in range(1, len(pairs) + 1):
        if end < len(pairs) and pairs[end][0] == pairs[start][0]:
            continue
        for number in range(start, end):
            _, j, weight = pairs[number]
            best_before = (0.0, -1)
            k = j
            while k > 0:
                best_before = max(best_before, tree[k])
                k -= k & -k
            links.append((best_before[0] + weight, best_before[1]))
        for number in range(start, end):
            k = pairs[number][1] + 1
            while k <= len(target):
                tree[k] = max(tree[k], (links[number][0], number))
                k += k & -k
        start = end
    chain: list[tuple[int, int]] = []
    number = max(range(len(links)), key=lambda n: links[n][0])
    while number >= 0:
        chain.append(pairs[number][:2])
        number = links[number][1]
    return chain[::-1]


def _band(anchors: Sequence[tuple[int, int]], rows: int, columns: int) -> list[tuple[int, int]]:
    """For each node row 0..rows the columns [low, high] that the second pass looks at."""
    fixed = [(0, 0), *anchors, (rows, columns)]
    band = [(columns, 0)] * (rows + 1)
    for (i, j), (k, m) in itertools.pairwise(fixed):
        for row in range(max(0, i - _WINDOW), min(rows, k + _WINDOW) + 1):
            low, high = band[row]
            band[row] = (
                min(low, max(0, j - _WINDOW)),
                max(high, min(columns, m + _WINDOW)),
            )
    return band


def _second_pass(
    vectors: Sequence[Sequence[Floats]],
    lengths: Sequence[NDArray[np.int64]],
    band: Sequence[tuple[int, int]],
    max_align: int,
) -> list[list[tuple[int, int]]]:
    source, target = vectors
    rows, columns = len(band) - 1, len(target[0])
    ratio = lengths[0][-1] / max(lengths[1][-1], 1)
    kinds = [
        (a, b)
        for a in range(1, len(source) + 1)
        for b in range(1, len(target) + 1)
        if a + b <= max_align
    ]
    best: list[NDArray[np.float64]] = []
    back: list[NDArray[np.int64]] = []
    for i, (low, high) in enumerate(band):
        scores = np.full(high - low + 1, _WORST)
        moves = np.full(high - low + 1, -1, dtype=np.int64)
        if i == 0:
            scores[0 - low] = 0.0
        else:
            _take(scores, moves, best[i - 1], band[i - 1][0], low, 0, _SKIP, -2)
        for kind, (a, b) in enumerate(kinds):
            if a > i:
                continue
            first = max(low, band[i - a][0] + b)
            last = min(high, band[i - a][1] + b, columns)
            if first > last:
                continue
            ends = np.arange(first, last + 1)
            gain = _bead_scores(source, target, lengths, ratio, i - a, a, ends - b, b)
            _take_at(scores, moves, best[i - a][ends - b - band[i - a][0]] + gain, ends - low, kind)
        steps = np.arange(len(scores)) * _SKIP
        ahead = np.maximum.accumulate(scores - steps) + steps
        moves[ahead > scores + 1e-12] = -3
        best.append(np.maximum(ahead, scores))
        back.append(moves)
    return _trace(back, band, kinds, rows, columns)


def _take(
    scores: NDArray[np.float64],
    moves: NDArray[np.int64],
    before: NDArray[np.float64],
    before_low: int,
    low: int,
    shift: int,
    gain: float,
    kind: int,
) -> None:
    first = max(low, before_low + shift)
    last = min(low + len(scores), before_low + shift + len(before))
    if first < last:
        values = before[first - shift - before_low : last - shift - before_low] + gain
        _take_at(scores, moves, values, np.arange(first - low, last - low), kind)


def _take_at(
    scores: NDArray[np.float64],
    moves: NDArray[np.int64],
    values: NDArray[np.float64],
    places: NDArray[np.int64],
    kind: int,
) -> None:
    better = values > scores[places]
    scores[places[better]] = values[better]
    moves[places[better]] = kind


def _bead_scores(
    source: Sequence[Floats],
    target: Sequence[Floats],
    lengths: Sequence[NDArray[np.int64]],
    ratio: float,
    start: int,
    a: int,
    starts: NDArray[np.int64],
    b: int,
) -> NDArray[np.float64]:
    """Cosine less the mean of its neighbours', times how well the lengths agree."""
    here = source[a - 1][start]
    similar = (target[b - 1][starts] @ here).astype(np.float64)
    beside = _neighbours(target, starts, b, here)
    aside = [source[0][k] for k in (start - 1, start + a) if 0 <= k < len(source[0])]
    if aside:
        beside = (beside + target[b - 1][starts] @ np.mean(aside, axis=0)) / 2
    own = lengths[0][start + a] - lengths[0][start]
    other = (lengths[1][starts + b] - lengths[1][starts]) * ratio
    fit = np.minimum(own, other) / np.maximum(np.maximum(own, other), 1)
    return np.asarray((similar - beside) * np.log2(1 + fit), dtype=np.float64)


def _neighbours(
    target: Sequence[Floats], starts: NDArray[np.int64], b: int, here: Floats
) -> NDArray[np.float64]:
    singles = target[0]
    total = np.zeros(len(starts))
    count = np.zeros(len(starts))
    for places in (starts - 1, starts + b):
        inside = (places >= 0) & (places < len(singles))
        total[inside] += singles[places[inside]] @ here
        count += inside
    return total / np.maximum(count, 1)


def _trace(
    back: Sequence[NDArray[np.int64]],
    band: Sequence[tuple[int, int]],
    kinds: Sequence[tuple[int, int]],
    rows: int,
    columns: int,
) -> list[list[tuple[int, int]]]:
    beads = []
    i, j = rows, columns
    while i or j:
        move = int(back[i][j - band[i][0]])
        a, b = (1, 0) if move == -2 else (0, 1) if move == -3 else kinds[move]
        beads.append([(i - a, i), (j - b, j)])
        i, j = i - a, j - b
    return beads[::-1]
