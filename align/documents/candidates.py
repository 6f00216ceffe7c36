"""Which documents are worth comparing: a few candidates each, in time linear in their number.

Two roads, since either misses some: *keys* (words, names and numbers that are rare enough to tell)
through an index, and *vectors* (the mean of a document's sentences) by products within blocks that
hold a bounded number of documents. Blocks come from halving all documents along random directions,
several times over, with neighbours of the border on both sides; up to a block's size, everything
is compared with everything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from align.documents.sketch import Keys
from corpora.arrays import Floats, Integers, one_blas_thread, unit_rows

# Candidates that either road gives a document.
CANDIDATES = 20
# A key in more documents than this tells nothing; rarer ones tell by how rare they are.
_MOST_POSTINGS = 64
# Documents of either side that are compared each with each, how often the halving is done anew,
# and what share of a part stands on both sides of its border.
_BLOCK, _TREES, _SPILL = 2_048, 4, 0.1
# Rows whose scores are held at once (memory).
_ROWS = 256

Pairs = NDArray[np.int64]
"""Indices of a first-side and a second-side document; shape (n, 2), sorted, each once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """The documents of one side, as the search wants them: keys of each, one vector of each."""

    keys: Sequence[Keys]
    vectors: Floats

    def __len__(self) -> int:
        return len(self.keys)


def find_candidates(z: Pool, e: Pool, blocks: Sequence[tuple[Integers, Integers]] = ()) -> Pairs:
    """Pairs that may be translations of each other.

    Args:
        z: the documents of the first side.
        e: those of the second.
        blocks: parts of both sides (by year, folder …) in which neighbours are looked for too.
    """
    if not len(z) or not len(e):
        return np.zeros((0, 2), np.int64)
    found = [by_keys(z, e)]
    with one_blas_thread():
        for rows, columns in [*blocks, *_blocks(z.vectors, e.vectors)]:
            found.append(_nearest(z.vectors, e.vectors, rows, columns))
    return np.unique(np.concatenate(found), axis=0)


def by_keys(z: Pool, e: Pool, most: int = CANDIDATES) -> Pairs:
    """For each document of the first side, those of the second that share the rarest keys."""
    keys, owners = _postings(e)
    found = []
    for start in range(0, len(z), _ROWS):
        part = range(start, min(len(z), start + _ROWS))
        rows = np.concatenate([np.full(len(z.keys[i]), i - start) for i in part]).astype(np.int64)
        wanted = np.concatenate([z.keys[i] for i in part])
        first = np.searchsorted(keys, wanted, side="left")
        count = np.searchsorted(keys, wanted, side="right") - first
        telling = (count > 0) & (count <= _MOST_POSTINGS)
        rows, first, count = rows[telling], first[telling], count[telling]
        weight = np.log(len(e) / count).astype(np.float64) + 1.0
        places = np.repeat(first - np.cumsum(count) + count, count) + np.arange(count.sum())
        cells = np.repeat(rows, count) * len(e) + owners[places]
        pairs, back = np.unique(cells, return_inverse=True)
        scores = np.zeros(len(pairs), np.float64)
        np.add.at(scores, back, np.repeat(weight, count))
        found.append(_best(pairs // len(e) + start, pairs % len(e), scores, most))
    return np.concatenate(found) if found else np.zeros((0, 2), np.int64)


def _postings(pool: Pool) -> tuple[Keys, Integers]:
    """All keys of a side, sorted, and whose each is."""
    owners = np.repeat(np.arange(len(pool)), [len(keys) for keys in pool.keys])
    keys = np.concatenate(pool.keys) if len(pool) else np.zeros(0, np.uint32)
    order = np.lexsort((owners, keys))
    return keys[order], owners[order]


def _best(rows: Integers, columns: Integers, scores: NDArray[np.float64], most: int) -> Pairs:
    """The best few of each row; of equals, those that come first."""
    order = np.lexsort((columns, -scores, rows))
    rows, columns = rows[order], columns[order]
    starts = np.searchsorted(rows, rows, side="left")
    keep = np.arange(len(rows)) - starts < most
    return np.stack([rows[keep], columns[keep]], axis=1)


def _nearest(z: Floats, e: Floats, rows: Integers, columns: Integers) -> Pairs:
    """The nearest few of either side within a block."""
    if not z.shape[1] or not len(rows) or not len(columns):
        return np.zeros((0, 2), np.int64)
    found = []
    for mine, theirs, flip in ((rows, columns, False), (columns, rows, True)):
        left, right = (e, z) if flip else (z, e)
        most = min(CANDIDATES, len(theirs))
        for start in range(0, len(mine), _ROWS):
            part = mine[start : start + _ROWS]
            scores = left[part] @ right[theirs].T
            near = np.argpartition(-scores, most - 1, axis=1)[:, :most]
            pairs = np.stack([np.repeat(part, most), theirs[near].ravel()], axis=1)
            found.append(pairs[:, ::-1] if flip else pairs)
    return np.concatenate(found)


def _blocks(z: Floats, e: Floats) -> list[tuple[Integers, Integers]]:
    """Parts of both sides that hold a bounded number of documents each."""
    if not z.shape[1]:
        return []
    everything = (np.arange(len(z)), np.arange(len(e)))
    if len(z) + len(e) <= 2 * _BLOCK:
        return [everything]
    chance = np.random.default_rng(0)
    blocks = []
    for _ in range(_TREES):
        parts = [everything]
        while parts:
            rows, columns = parts.pop()
            if len(rows) + len(columns) <= 2 * _BLOCK:
                blocks.append((rows, columns))
                continue
            direction = np.array(chance.standard_normal((z.shape[1],)), np.float32)
            parts += _halves(z[rows] @ direction, e[columns] @ direction, rows, columns)
    return blocks


def _halves(
    left: Floats, right: Floats, rows: Integers, columns: Integers
) -> list[tuple[Integers, Integers]]:
    """Two parts of a part, by where its documents lie along a direction, with some in both.

    Each side is cut at its own middle, since the two languages' vectors lie apart; by rank, so
    that documents that all lie at one point are halved too.
    """
    lower, upper = [], []
    for values, members in ((left, rows), (right, columns)):
        kept = int(np.ceil(len(members) * (0.5 + _SPILL / 2)))
        order = np.argsort(values, kind="stable")
        lower.append(np.sort(members[order[:kept]]))
        upper.append(np.sort(members[order[-kept:]]))
    return [(lower[0], lower[1]), (upper[0], upper[1])]


def centred(means: Floats) -> Floats:
    """One vector a document, of length 1: its sentences' mean less what all documents share.

    Args:
        means: of each document the mean of its sentences; shape (n, d).
    """
    shared: Floats = np.sum(means, axis=0, keepdims=True) / np.float32(len(means))
    return unit_rows(means - shared)
