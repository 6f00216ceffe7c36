"""The same text twice, and versions of one text: drafts, revisions, excerpts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np

from align.documents.sketch import Keys

# What share of the sentences must be the same word for word, and of how many at least.
_SHARE, _FEWEST = 0.5, 3
# A sentence in more documents than this is a formula.
_MOST_POSTINGS = 40


def same_texts(hashes: Sequence[str]) -> list[int]:
    """For each document, the first that has the very same text: itself, mostly."""
    first: dict[str, int] = {}
    return [first.setdefault(text, number) for number, text in enumerate(hashes)]


def find_versions(sentences: Sequence[Keys]) -> list[int]:
    """For each document, the first of its text: versions share a number.

    Two documents are versions of one text where half of the shorter one's sentences (of their
    sample) stand in the other word for word.

    Args:
        sentences: hashes of each document's sentences: the smallest ones, sorted, of one language.
    """
    homes: dict[int, list[int]] = defaultdict(list)
    for number, keys in enumerate(sentences):
        for key in keys.tolist():
            homes[key].append(number)
    common: Counter[tuple[int, int]] = Counter()
    for members in homes.values():
        if 1 < len(members) <= _MOST_POSTINGS:
            common.update((a, b) for at, a in enumerate(members) for b in members[at + 1 :])
    text = list(range(len(sentences)))
    for a, b in sorted(common):
        if _are_versions(sentences[a], sentences[b]):
            _join(text, a, b)
    return [_root(text, number) for number in range(len(text))]


def _are_versions(one: Keys, other: Keys) -> bool:
    """Whether two samples are of one text: compared up to where both are known."""
    least = min(one[-1], other[-1]) if min(len(one), len(other)) >= 64 else None
    if least is not None:
        one, other = one[one <= least], other[other <= least]
    shared = len(np.intersect1d(one, other, assume_unique=True))
    return shared >= _FEWEST and shared >= _SHARE * min(len(one), len(other))


def _root(text: list[int], number: int) -> int:
    while text[number] != number:
        number = text[number]
    return number


def _join(text: list[int], a: int, b: int) -> None:
    first, second = sorted((_root(text, a), _root(text, b)))
    text[second] = first
