"""The renderings each candidate may have, and what speaks for each.

For every occurrence the best spans of the unit are listed (``spans.py``); those of one
candidate are gathered by what they have in common but for case, number and hyphens. Each
block of units gives sums (``PairSums``), which add up over blocks; ``PairTable`` has the
features that a linear model turns into probabilities (``ranking.py``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from corpora.arrays import Floats, Integers, one_blas_thread
from corpora.language.encoders.base import SpanEncoder
from corpora.learned.cards import card_for
from glossary.links.phrases import FACTS, Phrases, Usage, read_usage
from glossary.links.spans import SpanTable, UnitLinks
from glossary.links.wordlinks import Prior
from glossary.prepared import Prepared, SideSums, sum_pieces

_Sides = tuple[SideSums, SideSums]
# Bound time and memory; chosen by eye.
SPANS_AN_OCCURRENCE = 60
RENDERINGS_A_TERM = 16
MOST_OCCURRENCES = 40

FEATURES = (
    "score",  # mean over occurrences of the span's score, 0 where it is not listed
    "score_when_there",  # mean over the occurrences where it is listed
    "purity",  # share of the span's links that come from the term
    "coverage",  # share of the term's links that end in the span
    "recurrence",  # share of occurrences where it is listed
    "dice",  # association of term and rendering over units
    "dictionary_exact",  # it is a sense of the dictionary, or approved
    "dictionary_explained",  # share of its words that the dictionary gives for a part
    "dictionary_covered",  # share of the term's characters that the dictionary finds in it
    "literals",  # letters and numbers that only one side has, a word of them each
    "cosine",  # of the encoder, both in context
    "first_share",  # share of occurrences where it is the best span
    "one_word",
    "too_short",  # log (expected words / words), where positive
    "too_long",  # log (words / expected words), where positive
    "neighbours",  # content words beside it that nothing explains
    "margin",  # the best span's score less its own, mean where it is listed
    "edge_gain",  # what the weaker of its border words adds to its score
    "first_inside",  # share of the links of the term's first character that end in it
    "last_inside",
    "before_inside",  # links of the word before the term that end in it: it is not the term's alone
    "after_inside",
    "lacks_words",  # words of the term that nothing explains, beyond those of the span
    "foreign_words",  # words of the span that nothing explains, beyond those of the term
    *FACTS,
)
COLUMN = {name: index for index, name in enumerate(FEATURES)}
# Chinese characters for an English content word: chosen by eye.
_CHARS_A_WORD = 1.9
_NUMERALS = frozenset("一二两三四五六七八九十百")
_DIGIT = re.compile(r"\d")
_LITERAL = re.compile(r"[a-z]+|\d+(?:\.\d+)?")
# Vectors held in memory together: a few tens of megabytes.
_ROWS_AT_ONCE = 8192
_MEANS = (
    "purity",
    "coverage",
    "neighbours",
    "margin",
    "edge_gain",
    "first_inside",
    "last_inside",
    "before_inside",
    "after_inside",
    "lacks_words",
    "foreign_words",
    *FACTS,
)
_SUMMED = ("listed", "score", "first", *_MEANS, "cosine", "cosine_count")
_SUM = {name: index for index, name in enumerate(_SUMMED)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrences:
    """Where candidates lie: parallel arrays, sorted by unit."""

    term: Integers
    unit: Integers
    start: Integers
    end: Integers

    def select(self, mask: NDArray[np.bool_] | Integers) -> Occurrences:
        """Those of a mask or of indices."""
        return Occurrences(
            term=self.term[mask], unit=self.unit[mask], start=self.start[mask], end=self.end[mask]
        )

    def __len__(self) -> int:
        return len(self.term)


@dataclass(frozen=True, slots=True, kw_only=True)
class PairSums:
    """Sums over the occurrences of each (term, rendering) pair, sorted by term.

    ``sums`` has the columns of ``_SUMMED``; ``unit``, ``start``, ``end`` (of the term),
    ``first`` and ``last`` (tokens of the rendering) show the best occurrence, and ``text``
    how it reads there.
    """

    term: Integers
    keys: tuple[str, ...]
    texts: tuple[str, ...]
    sums: Floats
    best_score: Floats
    unit: Integers
    start: Integers
    end: Integers
    first: Integers
    last: Integers

    def select(self, rows: Integers) -> PairSums:
        """The rows of some indices."""
        indices = rows.tolist()
        return PairSums(
            term=self.term[rows],
            keys=tuple([self.keys[row] for row in indices]),
            texts=tuple([self.texts[row] for row in indices]),
            sums=self.sums[rows],
            best_score=self.best_score[rows],
            unit=self.unit[rows],
            start=self.start[rows],
            end=self.end[rows],
            first=self.first[rows],
            last=self.last[rows],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PairTable:
    """Renderings of candidates with their features; shapes (rows,) and (rows, features)."""

    pairs: PairSums
    features: Floats


def sum_pairs(
    units: Sequence[Prepared],
    links: Sequence[UnitLinks],
    sums: Sequence[_Sides] | None,
    occurrences: Occurrences,
    chars: Integers,
    *,
    encoder: SpanEncoder | None,
    keep: int | None = None,
    usage: Usage | None = None,
) -> PairSums:
    """The likeliest renderings of every candidate in one block of units.

    Args:
        units: the block.
        links: of each unit.
        sums: what the encoder knows of each unit; ``None`` to read what is needed.
        occurrences: in the block, units counted from its first.
        chars: length of every term.
        encoder: for the cosines, or ``None``.
        keep: how many renderings of a term; ``RENDERINGS_A_TERM`` by default.
        usage: of the English words, where more text than this block tells it.
    """
    collector = _Collector(usage or read_usage(unit.tokens for unit in units))
    borders = np.searchsorted(occurrences.unit, np.arange(len(units) + 1))
    for number, unit in enumerate(units):
        rows = np.arange(borders[number], borders[number + 1])
        if len(rows) and unit.tokens:
            collector.add(number, unit, links[number], occurrences.select(rows))
    counts = np.bincount(occurrences.term, minlength=len(chars))
    gathered = collector.gather(units, counts, chars, keep=keep or RENDERINGS_A_TERM)
    if encoder is not None and len(gathered.term):
        read = dict(enumerate(sums)) if sums is not None else _read(units, gathered, encoder)
        gathered.sums[:, _SUM["cosine"]] = _cosines(units, read, gathered, encoder)
        gathered.sums[:, _SUM["cosine_count"]] = 1.0
    return gathered


def describe_pairs(
    pairs: PairSums,
    counts: Integers,
    terms: Sequence[str],
    *,
    prior: Prior,
    spread: Mapping[str, int],
) -> PairTable:
    """Features of the gathered pairs.

    Args:
        pairs: of all blocks.
        counts: occurrences of every term that were looked at.
        terms: the candidates.
        prior: for the dictionary's word.
        spread: how many units hold each English lemma.
    """
    chars = np.array([len(term) for term in terms], np.int64)
    features = _basic_features(pairs.term, pairs.sums, counts, chars)
    own = [terms[index] for index in pairs.term.tolist()]
    cosines = pairs.sums[:, _SUM["cosine"]]
    features[:, COLUMN["cosine"]] = cosines / np.maximum(pairs.sums[:, _SUM["cosine_count"]], 1)
    names = ("dictionary_exact", "dictionary_explained", "dictionary_covered", "literals")
    for name, values in zip(names, _dictionary(prior, own, pairs.keys).T, strict=True):
        features[:, COLUMN[name]] = values
    distinct = set(pairs.keys)
    rare = {key: min([spread.get(word, 1) for word in key.split()] or [1]) for key in distinct}
    rarest = np.array([rare[key] for key in pairs.keys])
    together = np.minimum(pairs.sums[:, _SUM["listed"]], counts[pairs.term])
    dice = 2 * together / np.maximum(counts[pairs.term] + rarest, 1)
    features[:, COLUMN["dice"]] = np.minimum(dice, 1.0)
    return PairTable(pairs=pairs, features=features)


def _basic_features(term: Integers, sums: Floats, counts: Integers, chars: Integers) -> Floats:
    """The features that need no knowledge from outside."""
    listed = np.maximum(sums[:, _SUM["listed"]], 1)
    occurrences = np.maximum(counts[term], 1)
    features = np.zeros((len(term), len(FEATURES)), np.float32)

    def put(name: str, values: NDArray[np.floating]) -> None:
        features[:, COLUMN[name]] = values

    put("score", sums[:, _SUM["score"]] / occurrences)
    put("score_when_there", sums[:, _SUM["score"]] / listed)
    put("first_share", sums[:, _SUM["first"]] / occurrences)
    put("recurrence", np.minimum(listed / occurrences, 1.0))
    for name in _MEANS:
        put(name, sums[:, _SUM[name]] / listed)
    words = features[:, COLUMN["content_words"]]
    put("one_word", (words == 1).astype(np.float32))
    expected = np.maximum(chars[term], 1) / _CHARS_A_WORD
    misfit = np.log(np.maximum(words, 0.5) / expected)
    put("too_short", np.maximum(-misfit, 0.0))
    put("too_long", np.maximum(misfit, 0.0))
    return features


def best_of_each(pairs: PairSums, counts: Integers, chars: Integers, *, keep: int) -> PairSums:
    """The ``keep`` renderings of each term that are worth describing."""
    return pairs.select(_worthiest(pairs.term, pairs.sums, counts, chars, keep))


def _worthiest(
    term: Integers, sums: Floats, counts: Integers, chars: Integers, keep: int
) -> Integers:
    """Rows of the ``keep`` renderings of each term that are worth describing, by term."""
    worth = np.empty(len(term), np.float32)
    for first in range(0, len(term), _ROWS_AT_ONCE):
        rows = slice(first, first + _ROWS_AT_ONCE)
        worth[rows] = _basic_features(term[rows], sums[rows], counts, chars) @ _worth_weights()
    order = np.lexsort((-worth, term))
    kept: Integers = order[_rank_in_group(term[order]) < keep]
    return kept


@lru_cache(maxsize=1)
def _worth_weights() -> Floats:
    """What makes a span worth describing, before dictionary and encoder are asked.

    Neither is; so the weights are the same whatever the encoder.
    """
    return card_for("glossary/data", "terms", "use").linear("worth", FEATURES).weights


def _rank_in_group(group: Integers) -> Integers:
    """Position of each row within its run of equal values."""
    if not len(group):
        return group
    starts = np.flatnonzero(np.concatenate([[True], group[1:] != group[:-1]]))
    ranks: Integers = np.arange(len(group)) - np.repeat(starts, np.diff([*starts, len(group)]))
    return ranks


def merge_sums(parts: Sequence[PairSums]) -> PairSums:
    """The sums of several blocks as one; the best occurrence is the best of all."""
    if len(parts) == 1:
        return parts[0]
    term = np.concatenate([part.term for part in parts])
    keys = [key for part in parts for key in part.keys]
    texts = [text for part in parts for text in part.texts]
    ids = {key: index for index, key in enumerate(dict.fromkeys(keys))}
    key_id = np.array([ids[key] for key in keys], np.int64)
    pair, inverse = np.unique(term * (len(ids) + 1) + key_id, return_inverse=True)
    sums = np.zeros((len(pair), len(_SUMMED)), np.float32)
    np.add.at(sums, inverse, np.concatenate([part.sums for part in parts]))
    score = np.concatenate([part.best_score for part in parts])
    best = _first_of_each(inverse, score)

    def pick(name: str) -> Integers:
        values: Integers = np.concatenate([getattr(part, name) for part in parts])[best]
        return values

    return PairSums(
        term=term[best],
        keys=tuple([keys[row] for row in best.tolist()]),
        texts=tuple([texts[row] for row in best.tolist()]),
        sums=sums,
        best_score=score[best],
        unit=pick("unit"),
        start=pick("start"),
        end=pick("end"),
        first=pick("first"),
        last=pick("last"),
    )


def _first_of_each(group: Integers, score: Floats) -> Integers:
    """Index of the highest score in each group, in order of group."""
    order = np.lexsort((-score, group))
    ordered = group[order]
    return order[np.concatenate([[True], ordered[1:] != ordered[:-1]])] if len(order) else order


def sample(occurrences: Occurrences, most: int = MOST_OCCURRENCES) -> Occurrences:
    """At most ``most`` occurrences of each term, spread evenly over the text."""
    order = np.argsort(occurrences.term, kind="stable")
    rank = _rank_in_group(occurrences.term[order])
    total = np.bincount(occurrences.term)[occurrences.term[order]] if len(order) else rank
    keep = (rank * most // np.maximum(total, 1)) != ((rank - 1) * most // np.maximum(total, 1))
    keep |= total <= most
    return occurrences.select(np.sort(order[keep]))


class _Collector:
    """Gathers the listed spans of all occurrences as flat columns."""

    def __init__(self, usage: Usage) -> None:
        self._usage = usage
        self._keys: dict[str, int] = {}
        self._numbers: list[Integers] = []
        self._values: list[Floats] = []

    def add(self, number: int, unit: Prepared, links: UnitLinks, occurrences: Occurrences) -> None:
        stretches = list(zip(occurrences.start.tolist(), occurrences.end.tolist(), strict=True))
        table = links.best_spans(stretches, keep=SPANS_AN_OCCURRENCE)
        rows, width = table.first.shape
        keep = table.inside > 0.05
        if not keep.any():
            return
        ids, facts = self._name_spans(unit, table, keep)
        row = np.repeat(np.arange(rows), width).reshape(rows, width)[keep]
        is_first = np.zeros((rows, width), np.float32)
        is_first[:, 0] = 1.0
        score = np.maximum(table.score, 0.0)
        self._numbers.append(
            np.stack(
                [
                    occurrences.term[row],
                    ids,
                    np.full(len(row), number),
                    occurrences.start[row],
                    occurrences.end[row],
                    table.first[keep],
                    table.last[keep],
                ]
            )
        )
        columns = {
            "listed": np.ones(len(row), np.float32),
            "score": score[keep],
            "first": is_first[keep],
            "purity": table.purity[keep],
            "coverage": table.coverage[keep],
            "neighbours": table.neighbours[keep],
            "margin": (np.maximum(table.score[:, :1], 0.0) - table.score)[keep],
            "edge_gain": table.edge_gain[keep],
            "first_inside": table.first_inside[keep],
            "last_inside": table.last_inside[keep],
            "before_inside": table.before_inside[keep],
            "after_inside": table.after_inside[keep],
            "lacks_words": np.maximum(table.balance[keep], 0.0),
            "foreign_words": np.maximum(-table.balance[keep], 0.0),
            **dict(zip(FACTS, facts.T, strict=True)),
        }
        nothing = np.zeros(len(row), np.float32)
        self._values.append(np.stack([columns.get(n, nothing) for n in _SUMMED]))

    def _name_spans(
        self, unit: Prepared, table: SpanTable, keep: NDArray[np.bool_]
    ) -> tuple[Integers, Floats]:
        width = len(unit.tokens) + 1
        distinct, inverse = np.unique(
            table.first[keep] * width + table.last[keep], return_inverse=True
        )
        first, last = distinct // width, distinct % width
        phrases = Phrases(unit.tokens, self._usage)
        keys = [phrases.key(a, b) for a, b in zip(first.tolist(), last.tolist(), strict=True)]
        known = self._keys
        ids = np.array([known.setdefault(key, len(known)) for key in keys], np.int64)
        return ids[inverse], phrases.facts(first, last)[inverse]

    def _column(self, column: int) -> Floats:
        return np.concatenate([values[column] for values in self._values])

    def gather(
        self, units: Sequence[Prepared], counts: Integers, chars: Integers, *, keep: int
    ) -> PairSums:
        """Everything so far, summed for each (term, rendering); the worthiest of each term."""
        if not self._numbers:
            return no_pairs()
        term, key, unit, start, end, first, last = np.concatenate(self._numbers, axis=1)
        pair, inverse = np.unique(term * (len(self._keys) + 1) + key, return_inverse=True)
        sums = np.zeros((len(pair), len(_SUMMED)), np.float32)
        # Column by column: all together are a hundred megabytes of a text of 250 units.
        for column in range(len(_SUMMED)):
            sums[:, column] = np.bincount(inverse, weights=self._column(column))
        score = self._column(_SUM["score"])
        best = _first_of_each(inverse, score)
        rows = _worthiest(term[best], sums, counts, chars, keep)
        best = best[rows]
        names = list(self._keys)
        texts = [
            units[u].english[units[u].tokens[a].start : units[u].tokens[b - 1].end]
            for u, a, b in zip(
                unit[best].tolist(), first[best].tolist(), last[best].tolist(), strict=True
            )
        ]
        return PairSums(
            term=term[best],
            keys=tuple([names[index] for index in key[best].tolist()]),
            texts=tuple(texts),
            sums=sums[rows],
            best_score=score[best],
            unit=unit[best],
            start=start[best],
            end=end[best],
            first=first[best],
            last=last[best],
        )


def no_pairs() -> PairSums:
    """Sums of nothing."""
    none = np.zeros(0, np.int64)
    return PairSums(
        term=none,
        keys=(),
        texts=(),
        sums=np.zeros((0, len(_SUMMED)), np.float32),
        best_score=np.zeros(0, np.float32),
        unit=none,
        start=none,
        end=none,
        first=none,
        last=none,
    )


def _dictionary(prior: Prior, terms: Sequence[str], keys: Sequence[str]) -> Floats:
    """Columns: each key is a sense of its term; share of its words that the dictionary gives
    for a part of the term; share of the term's characters that have such a word; how many
    pieces in Latin letters or digits only one side has (2.0, CMU).
    """
    found = np.zeros((len(terms), 4), np.float32)
    last = None
    literals: frozenset[str] = frozenset()
    is_counted = False
    has_digits = _DIGIT.search
    senses: frozenset[str] = frozenset()
    words: Mapping[str, int] = {}
    # Rows of a term stand together, so that one look-up serves them all.
    for row, (term, key) in enumerate(zip(terms, keys, strict=True)):
        if term != last:
            senses, words = prior.term_senses(term)
            literals = frozenset(_LITERAL.findall(term.lower()))
            is_counted = not _NUMERALS.isdisjoint(term)
            last = term
        content = prior.stems_of(key)
        told = [words[word] for word in content if word in words]
        if told:
            covered = 0
            for characters in told:
                covered |= characters
            found[row, 1] = len(told) / len(content)
            found[row, 2] = covered.bit_count() / len(term)
        found[row, 0] = key in senses
        if literals or (has_digits(key) and not is_counted):
            found[row, 3] = _odd_literals(literals, key.split(), is_counted=is_counted)
    return found


def _odd_literals(literals: frozenset[str], words: Sequence[str], *, is_counted: bool) -> int:
    """Literals of a term that its rendering lacks, and numbers the other way round.

    Where the term has a number in Chinese (``is_counted``), any number may render that.
    """
    joined = "".join(words)
    odd = sum(literal not in joined for literal in literals)
    if is_counted:
        return odd
    numbers = [word for word in words if word[0].isdigit()]
    return odd + sum(not any(part in number for part in literals) for number in numbers)


def _read(units: Sequence[Prepared], pairs: PairSums, encoder: SpanEncoder) -> dict[int, _Sides]:
    """Sums of the units in which the pairs stand, over the pieces that these are made of."""
    order = np.argsort(pairs.unit, kind="stable")
    numbers, starts = np.unique(pairs.unit[order], return_index=True)
    wanted = []
    for number, rows in zip(numbers.tolist(), np.split(order, starts[1:]), strict=True):
        unit = units[number]
        chinese = _covered(pairs.start[rows], pairs.end[rows], len(unit.text))
        # No pair has a border inside a piece.
        wanted.append(chinese[unit.pieces[:-1]].tolist() or [False])
        wanted.append(_covered(pairs.first[rows], pairs.last[rows], len(unit.tokens)).tolist())
    chosen = [units[number] for number in numbers.tolist()]
    return dict(zip(numbers.tolist(), sum_pieces(chosen, encoder, wanted), strict=True))


def _covered(first: Integers, last: Integers, size: int) -> NDArray[np.bool_]:
    """Which of ``size`` places lie in a stretch, from its first up to its last."""
    steps = np.bincount(first, minlength=size + 1) - np.bincount(last, minlength=size + 1)
    covered: NDArray[np.bool_] = np.cumsum(steps)[:size] > 0
    return covered


def _cosines(
    units: Sequence[Prepared],
    sums: Mapping[int, _Sides],
    pairs: PairSums,
    encoder: SpanEncoder,
) -> Floats:
    """Cosine of term and rendering, both as they stand in their unit."""
    order = np.argsort(pairs.unit, kind="stable")
    borders = np.searchsorted(pairs.unit[order], np.arange(len(units) + 1))
    cosines = np.empty(len(order), np.float32)
    sides, waiting, pending = (_Stretches(), _Stretches()), [], 0
    for number, unit in enumerate(units):
        rows = order[borders[number] : borders[number + 1]]
        if len(rows):
            piece = np.zeros(len(unit.text) + 1, np.int64)
            piece[unit.pieces] = np.arange(len(unit.pieces))
            left, right = sums[number]
            own = sides[0].add(left, piece[pairs.start[rows]], piece[pairs.end[rows]])
            other = sides[1].add(right, pairs.first[rows], pairs.last[rows])
            waiting.append((rows, own, other))
            pending += len(rows)
        if pending and (pending >= _ROWS_AT_ONCE or number == len(units) - 1):
            left_rows, right_rows = (side.encode(encoder) for side in sides)
            with one_blas_thread():
                for rows, (here, i), (there, j) in waiting:
                    # Fewer products than pairs would need: many share their stretches.
                    cosines[rows] = (left_rows[here] @ right_rows[there].T)[i, j]
            sides, waiting, pending = (_Stretches(), _Stretches()), [], 0
    return cosines


class _Stretches:
    """Stretches of pieces of one side, unit after unit, each distinct one encoded once."""

    def __init__(self) -> None:
        self._sums: list[Floats] = []
        self._tokens: list[Floats] = []
        self._count = 0

    def add(self, side: SideSums, first: Integers, last: Integers) -> tuple[slice, Integers]:
        """More stretches of one unit: (rows of the distinct ones, which of these each is)."""
        width = len(side.sums)
        distinct, inverse = np.unique(first * width + last, return_inverse=True)
        first, last = distinct // width, distinct % width
        self._sums.append(side.sums[last] - side.sums[first] + side.edge)
        self._tokens.append(side.tokens[last] - side.tokens[first] + np.float32(side.edge_tokens))
        begin, self._count = self._count, self._count + len(distinct)
        return slice(begin, self._count), inverse

    def encode(self, encoder: SpanEncoder) -> Floats:
        """A vector for every distinct stretch that was added, in order."""
        return encoder.head(np.concatenate(self._sums), np.concatenate(self._tokens))
