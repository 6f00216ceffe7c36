"""How well each stretch of a unit's side is covered by the other side.

Both sides are cut into clauses. Runs of up to four clauses face each other, in order, each
pair of runs with a quality: the cosine of their vectors, the words that are partners by the
dictionary, the fit of their lengths. Dynamic programming gives the best such pairing of all
clauses, and for every stretch of one side how much better the rest pairs without it: a
stretch without a counterpart spoils whatever has to take it in. Time is linear in the product
of the two sides' clauses.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpora.language.clauses import split_clauses
from corpora.language.han import count_han
from corpora.language.scripts import simplify
from corpora.language.words import ContentWord, WordReader
from corpora.segment import segment
from corpora.units import Span

Floats = NDArray[np.float64]
Vectors = NDArray[np.float32]

# Clauses that may face one of the other side.
LONGEST_RUN = 4
# Of the pairing's quality: the cosine less a share of what the runs have in common with every
# other (texts of one subject resemble each other), and what a wrong length costs.
_COMMON, _LENGTH_COST, _LENGTH_SPREAD = 0.25, 0.15, 0.3
# A run counts with this power of its length: short clauses are clauses too.
_WEIGHT_POWER = 0.5
# How far a stretch may reach, in clauses, and how short it may be, in English characters.
_MOST_CLAUSES, _SHORTEST = 8, 28.0
# Half of any kind, half whole sentences; the trees choose among them.
_CANDIDATES = 6
# Where no pairing covers everything, leaving a stretch out is worth at most this.
_MOST_GAIN = 3.0
# English characters for a Chinese one over any long translation (as ``scripts/baselines.py``), and
# the spread of a unit's log ratio: chosen by eye.
_ENGLISH_PER_CHINESE = 4.07
_UNIT_SPREAD = 0.2

_OTHER = re.compile(r"[A-Za-z0-9.%]")


@dataclass(frozen=True, slots=True)
class Reading:
    """One side of a unit: ``n`` clauses with their places, words and lengths.

    ``lengths`` are in English characters, as either language would need them. ``begins`` and
    ``ends`` say which clauses begin and end a sentence; both have ``n`` entries.
    """

    spans: list[Span]
    clauses: list[str]
    words: list[list[ContentWord]]
    lengths: Floats
    begins: list[bool]
    ends: list[bool]

    def __len__(self) -> int:
        return len(self.spans)

    @property
    def sentences(self) -> int:
        """How many sentences it has."""
        return sum(self.begins)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Clauses ``first`` to ``last`` (half-open) of a side, and what speaks for their loss."""

    first: int
    last: int
    features: tuple[float, ...]


FEATURES = (
    "gain", "gain a length", "length", "share", "quality", "lead", "unit length",
    "coverage", "coverage elsewhere", "words", "whole", "cosine", "clauses",
)  # fmt: skip


def read_clauses(
    text: str, reader: WordReader, *, chinese: bool, segments: Sequence[str] = ()
) -> Reading:
    """Cut a text into sentences and these into clauses.

    ``segments`` are the text's own, where its file knows them: the items of a list may end
    without a mark.
    """
    plain = simplify(text) if chinese else text
    spans: list[Span] = []
    begins: list[bool] = []
    for first, last in _lines(text, segments):
        for start, end in segment(plain[first:last], "zh" if chinese else "en", semicolons=True):
            at = first + start
            for number, clause in enumerate(
                split_clauses(plain[at : first + end], chinese=chinese)
            ):
                spans.append((at, at + len(clause)))
                begins.append(number == 0)
                at += len(clause)
    clauses = [plain[a:b] for a, b in spans]
    return Reading(
        spans=spans,
        clauses=clauses,
        words=[reader.read(clause, chinese=chinese) for clause in clauses],
        lengths=np.array([english_length(clause, chinese) for clause in clauses], np.float64),
        begins=begins,
        ends=[*begins[1:], True] if begins else [],
    )


def _lines(text: str, segments: Sequence[str]) -> list[Span]:
    """Where the segments stand in their text; the lines of the text where they are not given."""
    spans, at = [], 0
    for one in segments:
        at = text.find(one, at)
        if at < 0:
            break
        spans.append((at, at + len(one)))
        at += len(one)
    else:
        if spans:
            return spans
    return [match.span() for match in re.finditer(r"[^\n]+", text)]


def english_length(text: str, chinese: bool) -> float:
    """Length in English characters, as either language would need them."""
    if not chinese:
        return float(len(text))
    return _ENGLISH_PER_CHINESE * count_han(text) + len(_OTHER.findall(text))


def runs(count: int) -> list[Span]:
    """All runs of up to ``LONGEST_RUN`` of so many clauses, by size and then by place."""
    sizes = range(1, min(LONGEST_RUN, count) + 1)
    return [(at, at + size) for size in sizes for at in range(count - size + 1)]


def uncovered(
    z: Reading,
    e: Reading,
    vectors: tuple[Vectors, Vectors] | None,
    rarity: dict[str, float],
    ratio: float,
) -> tuple[list[Stretch], list[Stretch]]:
    """The stretches of either side that the other side most likely lacks, with their features.

    Args:
        z: one side; at least one clause.
        e: the other.
        vectors: of both sides' ``runs``, centred and of length 1; ``None`` without an encoder.
        rarity: weight of each word form, about its inverse document frequency.
        ratio: log of ``e``'s usual length over ``z``'s.

    Returns:
        Up to six of each side, the likeliest first.
    """
    words = _WordTable(z, e, rarity), _WordTable(e, z, rarity)
    quality, cosine = _qualities(z, e, vectors, words, ratio)
    ahead, behind = _best_pairings(quality, len(z), len(e))
    gap = math.log((e.lengths.sum() + 1) / (z.lengths.sum() + 1)) - ratio
    return (
        _stretches(z, words[0], ahead, behind, cosine, gap, e.lengths.sum()),
        _stretches(
            e,
            words[1],
            ahead.T,
            behind.T,
            None if cosine is None else cosine.T,
            -gap,
            z.lengths.sum(),
        ),
    )


class _WordTable:
    """Which words of one side have a partner in which clauses of the other."""

    def __init__(self, own: Reading, other: Reading, rarity: dict[str, float]) -> None:
        places: dict[str, list[int]] = {}
        for at, line in enumerate(other.words):
            for word in line:
                for key in word.keys:
                    places.setdefault(key, []).append(at)
        flat = [word for line in own.words for word in line]
        self.weights = np.array([rarity.get(word.form, 1.0) for word in flat], np.float64)
        self.first = np.cumsum([0, *map(len, own.words)])
        self.hits = np.zeros((len(flat), len(other)), np.bool_)
        for row, word in enumerate(flat):
            for key in word.keys:
                if key in places:
                    self.hits[row, places[key]] = True

    def mass(self) -> Floats:
        """The weight of each clause's words."""
        return np.diff(_cumulated(self.weights)[self.first])

    def found(self) -> Floats:
        """The weight of each clause's words that have a partner anywhere."""
        return np.diff(_cumulated(self.weights * self.hits.any(axis=1))[self.first])

    def between(self, own: Sequence[Span], other: Sequence[Span]) -> tuple[Floats, Floats]:
        """For runs of both sides the weight with a partner there; and each own run's weight."""
        columns = np.array(other)
        counted = np.cumsum(np.pad(self.hits, ((0, 0), (1, 0))), axis=1)
        inside = counted[:, columns[:, 1]] > counted[:, columns[:, 0]]
        rows = np.array(own)
        begin, end = self.first[rows[:, 0]], self.first[rows[:, 1]]
        summed = _cumulated(inside * self.weights[:, None])
        weight = _cumulated(self.weights)
        return summed[end] - summed[begin], weight[end] - weight[begin]


def _cumulated(values: Floats) -> Floats:
    start = np.zeros((1, *values.shape[1:]))
    return np.concatenate([start, np.cumsum(values, axis=0)])


def _qualities(
    z: Reading,
    e: Reading,
    vectors: tuple[Vectors, Vectors] | None,
    words: tuple[_WordTable, _WordTable],
    ratio: float,
) -> tuple[Floats, Floats | None]:
    """How well every run of ``z`` pairs with every run of ``e``, weighted; and their cosines."""
    ours, theirs = runs(len(z)), runs(len(e))
    found_z, mass_z = words[0].between(ours, theirs)
    found_e, mass_e = words[1].between(theirs, ours)
    quality = (found_z + found_e.T + 1) / (mass_z[:, None] + mass_e + 3)
    cosine = None
    if vectors is not None:
        cosine = (vectors[0] @ vectors[1].T).astype(np.float64)
        short = [np.array([b - a <= 2 for a, b in side]) for side in (ours, theirs)]
        common = cosine[:, short[1]].mean(axis=1)[:, None] + cosine[short[0]].mean(axis=0)
        quality += cosine - _COMMON * common
    long_z = _run_lengths(z, ours)[:, None]
    long_e = _run_lengths(e, theirs)
    off = np.log(long_e / long_z) - ratio
    sure = np.minimum(long_z, long_e) / 60 + 0.3
    quality -= _LENGTH_COST / _LENGTH_SPREAD * off**2 * sure
    weighted: Floats = quality * ((long_z + long_e) / 200) ** _WEIGHT_POWER
    return weighted, cosine


def _run_lengths(side: Reading, own: Sequence[Span]) -> Floats:
    summed, places = _cumulated(side.lengths), np.array(own)
    lengths: Floats = summed[places[:, 1]] - summed[places[:, 0]] + 1
    return lengths


def _best_pairings(quality: Floats, n: int, m: int) -> tuple[Floats, Floats]:
    """Best sum up to and from each node (i, j); shape (n + 1, m + 1); -inf where none is."""
    blocks = {}
    row = 0
    for p in range(1, min(LONGEST_RUN, n) + 1):
        column = 0
        for q in range(1, min(LONGEST_RUN, m) + 1):
            blocks[p, q] = quality[row : row + n - p + 1, column : column + m - q + 1]
            column += m - q + 1
        row += n - p + 1
    ahead, behind = np.full((2, n + 1, m + 1), -np.inf)
    ahead[0, 0] = behind[n, m] = 0.0
    for i in range(1, n + 1):
        for (p, q), block in blocks.items():
            if p <= i:
                arrived = ahead[i - p, : m - q + 1] + block[i - p]
                np.maximum(ahead[i, q:], arrived, out=ahead[i, q:])
    for i in range(n - 1, -1, -1):
        for (p, q), block in blocks.items():
            if i + p <= n:
                left = behind[i + p, q:] + block[i]
                np.maximum(behind[i, : m - q + 1], left, out=behind[i, : m - q + 1])
    return ahead, behind


def _stretches(
    side: Reading,
    words: _WordTable,
    ahead: Floats,
    behind: Floats,
    cosine: Floats | None,
    gap: float,
    other_length: float,
) -> list[Stretch]:
    """The stretches of one side whose loss would explain most; see ``uncovered``."""
    n = len(side)
    lengths = _cumulated(side.lengths)
    spans = [
        (a, b)
        for a in range(n)
        for b in range(a + 1, min(a + _MOST_CLAUSES, n) + 1)
        if lengths[b] - lengths[a] >= _SHORTEST and b - a < n
    ]
    if not spans:
        return []
    without = np.array([(ahead[a] + behind[b]).max() for a, b in spans])
    if not np.isfinite(without.max()):
        return []
    total = max(ahead[n, -1], without.max() - _MOST_GAIN)
    gains = np.maximum(without - total, -_MOST_GAIN)
    whole = (lengths[n] + other_length) / 200
    best_runs = None if cosine is None else cosine.max(axis=1)
    mass, found = _cumulated(words.mass()), _cumulated(words.found())
    is_whole = np.array([side.begins[a] and side.ends[b - 1] for a, b in spans])
    stretches = []
    for at in _chosen(gains, is_whole):
        a, b = spans[at]
        gain = float(gains[at])
        length = float(lengths[b] - lengths[a])
        # A sentence is compared with other sentences.
        apart = [
            gains[k]
            for k, (c, d) in enumerate(spans)
            if (d <= a or b <= c) and is_whole[k] >= is_whole[at]
        ]
        lead = gain - float(max(apart)) if apart else 1.0
        weight, hit = float(mass[b] - mass[a]), float(found[b] - found[a])
        rest = (float(found[n]) - hit + 1) / (float(mass[n]) - weight + 2)
        features = (
            gain,
            gain / (length / 100),
            math.log(length / 60),
            length / float(lengths[n]),
            total / whole,
            lead,
            _length_evidence(gap, length / float(lengths[n])),
            (hit + 0.5) / (weight + 1),
            rest,
            math.log(weight + 1),
            float(is_whole[at]),
            0.0 if best_runs is None else _nearest(best_runs, n, a, b),
            math.log(n),
        )
        stretches.append(Stretch(a, b, features))
    return stretches


def _chosen(gains: Floats, is_whole: NDArray[np.bool_]) -> list[int]:
    """The stretches with the largest gains: some of any kind, and some whole sentences."""
    ranked = np.argsort(-gains, kind="stable")
    first: list[int] = ranked[: _CANDIDATES // 2].tolist()
    whole = [at for at in ranked[is_whole[ranked]].tolist() if at not in first]
    return first + whole[: _CANDIDATES // 2]


def _length_evidence(gap: float, share: float) -> float:
    """How much better the two lengths fit if this share was left out, in nats, -8 to 8."""
    shrunk = math.log(1 - min(share, 0.97))
    fit = (gap**2 - (gap - shrunk) ** 2) / (2 * _UNIT_SPREAD**2)
    return max(-8.0, min(8.0, fit))


def _nearest(best: Floats, n: int, first: int, last: int) -> float:
    """The best cosine that any run of the stretch's own size, or the longest within it, has."""
    size = min(last - first, LONGEST_RUN)
    offset = sum(n - smaller + 1 for smaller in range(1, size))
    return float(best[offset + first : offset + last - size + 1].max())
