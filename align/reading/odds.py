"""Which words a house renders by which: learned from the pairs of its memory.

Two words are linked where they stand together in the pairs far more often than chance would have
it (Dunning 1993) and seldom without each other. Such a link counts as an entry of the dictionary.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from corpora.arrays import Floats, Integers
from corpora.language.scripts import convert
from corpora.language.words import WordReader

# How often two words must stand together, the geometric mean of the shares of their places at
# which they do, and how near to the best that either has: chosen by eye.
_TOGETHER, _SHARE, _NEARLY = 2, 0.4, 0.7
# Words of a text that are looked at: a page in one unit would have all of them.
_MOST_WORDS = 60


def learn_links(pairs: Sequence[tuple[str, str]], reader: WordReader) -> list[tuple[str, str]]:
    """Forms of words that render each other in some pairs, sorted.

    Args:
        pairs: (Chinese, other) texts.
        reader: finds content words.

    Returns:
        (Chinese form, other form) of words that share no key.
    """
    if not pairs:
        return []
    chinese = _Column([convert(zh) for zh, _ in pairs], reader, chinese=True)
    other = _Column([en for _, en in pairs], reader, chinese=False)
    width = max(len(other.forms), 1)
    joined = [
        np.add.outer(left * width, right).ravel()
        for left, right in zip(chinese.numbers, other.numbers, strict=True)
    ]
    cells, together = np.unique(np.concatenate(joined), return_counts=True)
    z, e = cells // width, cells % width
    kept = _telling(z, e, together, (chinese.counts, other.counts), len(pairs))
    found = zip(z[kept].tolist(), e[kept].tolist(), strict=True)
    return sorted(
        (chinese.forms[i], other.forms[j])
        for i, j in found
        if chinese.keys[i].isdisjoint(other.keys[j])
    )


class _Column:
    """The distinct words of each of some texts by their numbers, and in how many they stand."""

    def __init__(self, texts: Sequence[str], reader: WordReader, *, chinese: bool) -> None:
        lines = [
            {word.form: word for word in reader.read(text, chinese=chinese)[:_MOST_WORDS]}
            for text in texts
        ]
        words = {form: word for line in lines for form, word in line.items()}
        self.forms = sorted(words)
        self.keys = [frozenset(words[form].keys) for form in self.forms]
        number = {form: index for index, form in enumerate(self.forms)}
        self.numbers = [np.array(sorted(number[form] for form in line), np.int64) for line in lines]
        self.counts = np.bincount(np.concatenate(self.numbers), minlength=max(len(self.forms), 1))


def _telling(
    z: Integers, e: Integers, together: Integers, counts: Sequence[Integers], pairs: int
) -> Integers:
    """The cells of words that stand together by no chance."""
    alone_z, alone_e = counts[0][z], counts[1][e]
    share = np.sqrt(together / alone_z * (together / alone_e))
    best_z, best_e = np.zeros(len(counts[0])), np.zeros(len(counts[1]))
    np.maximum.at(best_z, z, share)
    np.maximum.at(best_e, e, share)
    kept = (together >= _TOGETHER) & (share >= _SHARE)
    kept &= share >= _NEARLY * np.maximum(best_z[z], best_e[e])
    # One false link among all that were looked at is what chance may give.
    kept &= likelihood_ratio(together, alone_z, alone_e, pairs) >= 2 * np.log(max(len(z), 2))
    return np.flatnonzero(kept)


def likelihood_ratio(together: Integers, one: Integers, other: Integers, total: int) -> Floats:
    """Dunning's statistic: how little chance explains that two words stand together.

    Args:
        together: texts that have both.
        one: texts that have the first.
        other: texts that have the second.
        total: texts.

    Returns:
        As large as a chi-square of one degree of freedom by chance; 0 where they stand together
        no more often than chance would have it.
    """
    expected = one * other / total
    cells = (
        (together, expected),
        (one - together, one - expected),
        (other - together, other - expected),
        (total - one - other + together, total - one - other + expected),
    )
    summed = np.zeros(len(np.atleast_1d(together)))
    for seen, wanted in cells:
        seen, wanted = np.maximum(seen, 0.0), np.maximum(wanted, 1e-12)
        summed += np.where(seen > 0, seen * np.log(np.maximum(seen, 1e-12) / wanted), 0.0)
    return np.where(together > expected, np.round(2 * summed, 6), 0.0)
