"""From the sketches of two sides to pairs worth weighing, with what speaks for each."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from align.documents.candidates import Pairs, Pool, centred, find_candidates
from align.documents.comparing import FEATURES, Lore, View, compare, gather_lore, view_of
from align.documents.sketch import Sketch
from corpora.arrays import Floats, Integers, one_blas_thread
from corpora.progress import Progress, silent

# Views held at once (memory): about a hundred kilobytes each.
_VIEWS = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """Candidates; ``pairs`` has shape (n, 2), ``features`` (n, 6)."""

    pairs: Pairs
    features: Floats
    lore: Lore


def search(
    z: Sequence[Sketch],
    e: Sequence[Sketch],
    *,
    blocks: Sequence[tuple[Integers, Integers]] = (),
    without: Collection[tuple[int, int]] = (),
    progress: Progress = silent,
) -> Searched:
    """Find which documents of two sides may belong together, and compare these.

    Args:
        z: the Chinese documents; a sequence that reads them from a disk when asked will do.
        e: the English ones.
        blocks: parts of both sides in which neighbours are looked for too.
        without: pairs that shall not be.
        progress: hears of ``comparing``.
    """
    pairs = find_candidates(_pool(z), _pool(e), blocks)
    if without and len(pairs):
        pairs = pairs[[pair not in without for pair in map(tuple, pairs.tolist())]]
    return compare_pairs(z, e, pairs, progress=progress)


def compare_pairs(
    z: Sequence[Sketch], e: Sequence[Sketch], pairs: Pairs, *, progress: Progress = silent
) -> Searched:
    """The features of some pairs, in the light of all documents given."""
    lore = gather_lore(one for side in (z, e) for one in side)
    features = np.zeros((len(pairs), len(FEATURES)), np.float32)

    @lru_cache(_VIEWS)
    def view(side: int, number: int) -> View:
        return view_of((z, e)[side][number], lore)

    with one_blas_thread():
        for at, (left, right) in enumerate(pairs.tolist()):
            if at % 1000 == 0:
                progress("comparing", at, len(pairs))
            features[at] = compare(view(0, left), view(1, right), lore)
    progress("comparing", len(pairs), len(pairs))
    return Searched(pairs=pairs, features=features, lore=lore)


def _pool(side: Sequence[Sketch]) -> Pool:
    keys, means = [], []
    for one in side:
        keys.append(np.union1d(one.keys, one.numbers))
        means.append(one.weights @ one.vectors[:] / one.weights.sum())
    if not keys:
        return Pool(keys=[], vectors=np.zeros((0, 0), np.float32))
    return Pool(keys=keys, vectors=centred(np.array(means, np.float32)))
