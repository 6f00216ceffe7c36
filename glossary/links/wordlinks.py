"""Which word translates which, in the units of one block of text.

IBM model 1 (Brown et al. 1993) trained in both directions at once, with three additions:
a preference for the diagonal (Dyer et al. 2013, fast_align), the agreement of both
directions as the counts of the next round (Liang et al. 2006), and a prior from the
dictionary and the sentence encoder, without which a single document is too little.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpora.arrays import Floats, Integers
from corpora.language.encoders.base import Encoder
from corpora.language.english import content_stems, rendering_key, stop_words
from corpora.language.lexicon import Lexicon
from corpora.language.scripts import unquoted
from corpora.language.stems import taught_stem

_Places = NDArray[np.int32]

# Rounds of the estimate; the pull of the diagonal and the share of words without partner, those
# that fast_align begins with (Dyer et al. 2013); the weight of dictionary and encoder in the first
# guess and later; the cosine from which the encoder speaks for a pair. The others by eye.
ROUNDS = 6
DIAGONAL = 4.0
NULL_SHARE = 0.08
START_WEIGHT = 60.0
PRIOR_WEIGHT = 2.0
LEAST_COSINE = 0.35
# Bounds memory.
_ROWS_AT_ONCE = 512
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_LEADING = re.compile(r"^\s*(?:to|the|an?)\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class WordLinks:
    """Strength of the link of every Chinese with every English token of a unit.

    ``strengths[u]`` has shape (Chinese tokens, English tokens); a value is the geometric
    mean of both directions' posteriors, 0 to 1.
    """

    strengths: tuple[Floats, ...]


class Prior:
    """What dictionary and encoder say of a pair of words before any text is seen.

    Keeps what it has looked up, so that the blocks of one run share it.
    """

    def __init__(
        self,
        lexicon: Lexicon | None,
        encoder: Encoder | None,
        *,
        taught: Mapping[str, Sequence[str]] = MappingProxyType({}),
    ) -> None:
        """Evidence from a dictionary, an encoder and approved terms, any of them absent.

        ``taught`` maps simplified Chinese terms to their approved English.
        """
        self._taught = taught
        self._lexicon = lexicon
        self._encoder = encoder
        self._vectors: dict[str, Floats] = {}
        self._glosses: dict[str, dict[str, float]] = {}
        self._senses: dict[str, tuple[frozenset[str], dict[str, int]]] = {}
        self._own: dict[str, frozenset[str]] = {}
        self._pieces: dict[str, tuple[tuple[tuple[str, str], ...], ...]] = {}
        self._key_stems: dict[str, tuple[str, ...]] = {}

    def matrix(
        self, chinese: Sequence[str], english: Sequence[str], shown: Sequence[str]
    ) -> Floats:
        """Shape (len(chinese), len(english)), 0 to 1.

        Args:
            chinese: words.
            english: stems.
            shown: a full form of each stem, for the encoder.
        """
        rows, columns = len(chinese), len(english)
        pair_row = np.repeat(np.arange(rows), columns)
        pair_column = np.tile(np.arange(columns), rows)
        return self.of_pairs(chinese, english, shown, pair_row, pair_column).reshape(rows, columns)

    def of_pairs(
        self,
        chinese: Sequence[str],
        english: Sequence[str],
        shown: Sequence[str],
        pair_row: Integers,
        pair_column: Integers,
    ) -> Floats:
        """The values of ``matrix`` for some pairs, sorted by row; the whole may be huge."""
        prior = np.zeros(len(pair_row), dtype=np.float32)
        if self._encoder is not None and len(pair_row):
            left, right = self._encode(chinese), self._encode(shown).T
            for first in range(0, len(chinese), _ROWS_AT_ONCE):
                low, high = np.searchsorted(pair_row, (first, first + _ROWS_AT_ONCE))
                cosines = left[first : first + _ROWS_AT_ONCE] @ right
                prior[low:high] = cosines[pair_row[low:high] - first, pair_column[low:high]]
            prior -= LEAST_COSINE
            np.maximum(prior, 0, out=prior)
        at, weights = self._told(chinese, english, pair_row, pair_column)
        prior[at] = np.maximum(prior[at], weights)
        return prior

    def _told(
        self,
        chinese: Sequence[str],
        english: Sequence[str],
        pair_row: Integers,
        pair_column: Integers,
    ) -> tuple[Integers, Floats]:
        """Places of the pairs, each once, that dictionary and approved terms give a weight."""
        column = {word: index for index, word in enumerate(english)}
        asked: list[int] = []
        weights: list[float] = []
        for row, word in enumerate(chinese):
            said = self.said_of(word)
            for gloss in said.keys() & column.keys():
                asked.append(row * len(english) + column[gloss])
                weights.append(said[gloss])
        if not len(pair_row) or not asked:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        keys = np.array(asked, np.int64)
        known = pair_row * len(english) + pair_column
        at = np.minimum(np.searchsorted(known, keys), len(known) - 1)
        has = known[at] == keys
        return at[has], np.array(weights, np.float32)[has]

    def said_of(self, word: str) -> Mapping[str, float]:
        """Stems that render a word by the dictionary, or the word itself if it is no Chinese."""
        if word.isascii():
            return {taught_stem(word): 1.0} if word.strip() else {}
        return self.glosses(word)

    def glosses(self, word: str) -> dict[str, float]:
        """Stems of the dictionary's English for a word or its parts, with their weight."""
        known = self._glosses.get(word)
        if known is None:
            known = self._glosses[word] = self._look_up(word)
        return known

    def _senses_of(self, piece: str) -> tuple[tuple[tuple[str, str], ...], ...]:
        """(stem, kind) of the words and numbers of each sense in the dictionary."""
        known = self._pieces.get(piece)
        if known is None:
            senses = () if self._lexicon is None else self._lexicon.senses(piece)
            known = self._pieces[piece] = tuple(map(content_stems, senses))
        return known

    def _look_up(self, word: str) -> dict[str, float]:
        found = {
            gloss: 0.9
            for english in self._taught.get(word, ())
            for gloss, _ in content_stems(english)
        }
        if self._lexicon is None:
            return found
        for piece in _pieces(word):
            for sense in self._senses_of(piece):
                if not sense:
                    continue
                weight = LEAST_COSINE + 0.55 * (1.0 / len(sense)) * len(piece) / len(word)
                for gloss, _ in sense:
                    found[gloss] = max(found.get(gloss, 0.0), weight)
        return found

    def term_senses(self, term: str) -> tuple[frozenset[str], dict[str, int]]:
        """(rendering keys of the term's senses, stems given for its parts).

        Each stem has the characters it is given for, as bits.
        """
        known = self._senses.get(term)
        if known is None:
            known = self._senses[term] = self._look_up_term(term)
        return known

    def _look_up_term(self, term: str) -> tuple[frozenset[str], dict[str, int]]:
        exact = {rendering_key(english) for english in self._taught.get(unquoted(term), ())}
        if self._lexicon is not None:
            for sense in self._lexicon.senses(term):
                for part in sense.split(","):
                    exact.add(rendering_key(_LEADING.sub("", _ASIDE.sub("", part))))
        exact.discard("")
        words: dict[str, int] = {}
        for size in range(1 if len(term) <= 3 else 2, min(len(term), 6) + 1):
            for start in range(len(term) - size + 1):
                characters = ((1 << size) - 1) << start
                for gloss in self._own_glosses(term[start : start + size]):
                    words[gloss] = words.get(gloss, 0) | characters
        return frozenset(exact), words

    def _own_glosses(self, piece: str) -> frozenset[str]:
        known = self._own.get(piece)
        if known is None:
            stems = {piece.lower()} if piece.isascii() else set()
            for sense in self._senses_of(piece):
                stems |= {gloss for gloss, kind in sense if kind == "word"}
            known = self._own[piece] = frozenset(stems)
        return known

    def stems_of(self, key: str) -> tuple[str, ...]:
        """Stems of the content words of a rendering's key."""
        known = self._key_stems.get(key)
        if known is None:
            known = tuple(taught_stem(word) for word in key.split() if word not in stop_words())
            self._key_stems[key] = known
        return known

    def _encode(self, words: Sequence[str]) -> Floats:
        encoder = self._encoder
        new = [word for word in dict.fromkeys(words) if word not in self._vectors]
        if new and encoder is not None:
            for word, vector in zip(new, encoder.encode(new), strict=True):
                self._vectors[word] = vector
        return np.stack([self._vectors[word] for word in words])


def _pieces(word: str) -> list[str]:
    """A word and its parts of two characters or more; single characters only of short words."""
    least = 1 if len(word) <= 3 else 2
    return [
        word[start : start + size]
        for size in range(len(word), least - 1, -1)
        for start in range(len(word) - size + 1)
        if size == len(word) or size < 5
    ]


def link_words(
    chinese: Sequence[Sequence[str]],
    english: Sequence[Sequence[str]],
    *,
    prior: Prior | None,
    shown: dict[str, str],
    rounds: int = ROUNDS,
) -> WordLinks:
    """Links between the tokens of each unit.

    Args:
        chinese: words of each unit.
        english: stems of each unit, as many units.
        prior: evidence from outside the text; ``None`` for plain model 1.
        shown: a full form of each stem.
        rounds: of expectation and maximisation.
    """
    rows = {word: index for index, word in enumerate(dict.fromkeys(w for u in chinese for w in u))}
    columns = {
        word: index for index, word in enumerate(dict.fromkeys(w for u in english for w in u))
    }
    layout = _Layout.of(chinese, english, rows, columns)
    if not len(layout.pair):
        return WordLinks(
            strengths=tuple(
                np.zeros((len(z), len(e)), dtype=np.float32)
                for z, e in zip(chinese, english, strict=True)
            )
        )
    evidence = np.zeros(len(layout.pair_row), dtype=np.float32)
    if prior is not None:
        evidence = prior.of_pairs(
            list(rows),
            list(columns),
            [shown.get(word, word) for word in columns],
            layout.pair_row,
            layout.pair_column,
        )
    agreement = _train(layout, evidence, rounds)
    borders = np.cumsum(layout.sizes)[:-1]
    parts = np.split(agreement.astype(np.float32), borders)
    return WordLinks(
        strengths=tuple(
            part.reshape(len(z), len(e)) for part, z, e in zip(parts, chinese, english, strict=True)
        )
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layout:
    """All links of all units in one row: unit after unit, each (Chinese × English) flattened.

    There are millions: what each link holds is as small as can be.
    """

    sizes: Integers
    pair: _Places
    pair_row: Integers
    pair_column: Integers
    left: _Places
    right: _Places
    left_type: Integers
    right_type: Integers
    diagonal: Floats

    @classmethod
    def of(
        cls,
        chinese: Sequence[Sequence[str]],
        english: Sequence[Sequence[str]],
        rows: dict[str, int],
        columns: dict[str, int],
    ) -> _Layout:
        sizes = np.array(
            [len(z) * len(e) for z, e in zip(chinese, english, strict=True)], dtype=np.int64
        )
        # Filled piece by piece: the links of long units are many millions of numbers.
        key = np.empty(int(sizes.sum()), np.int64)
        left, right = (np.empty(len(key), np.int32) for _ in range(2))
        diagonal = np.empty(len(key), np.float32)
        left_type, right_type = [], []
        left_offset = right_offset = start = 0
        for zh, en in zip(chinese, english, strict=True):
            z = np.array([rows[word] for word in zh], dtype=np.int64)
            e = np.array([columns[word] for word in en], dtype=np.int64)
            n, m = len(z), len(e)
            links = slice(start, start + n * m)
            start = links.stop
            key[links] = (z[:, None] * len(columns) + e[None, :]).ravel()
            left[links] = np.repeat(np.arange(left_offset, left_offset + n), m)
            right[links] = np.tile(np.arange(right_offset, right_offset + m), n)
            distance = np.abs(
                (np.arange(n) + 0.5)[:, None] / max(n, 1)
                - (np.arange(m) + 0.5)[None, :] / max(m, 1)
            )
            diagonal[links] = np.exp(-DIAGONAL * distance).ravel()
            left_type.append(z)
            right_type.append(e)
            left_offset += n
            right_offset += m
        distinct, pair = np.unique(key, return_inverse=True)
        width = max(len(columns), 1)
        return cls(
            sizes=sizes,
            pair=pair.astype(np.int32),
            pair_row=distinct // width,
            pair_column=distinct % width,
            left=left,
            right=right,
            left_type=_joined(left_type),
            right_type=_joined(right_type),
            diagonal=diagonal,
        )


def _joined(parts: list[Integers]) -> Integers:
    return np.concatenate(parts) if parts else np.zeros(0, np.int64)


def _train(layout: _Layout, evidence: Floats, rounds: int) -> NDArray[np.float64]:
    """Posteriors' geometric mean for every link after the last round."""
    forward = backward = (1.0 + START_WEIGHT * evidence)[: len(layout.pair_row)].astype(np.float64)
    forward = _shares(forward, layout.pair_row)
    backward = _shares(backward, layout.pair_column)
    left_null = _unigram(layout.left_type)
    right_null = _unigram(layout.right_type)
    right_scale = _scale(layout.diagonal, layout.right, len(right_null))
    left_scale = _scale(layout.diagonal, layout.left, len(left_null))
    for left_over in reversed(range(rounds)):
        agreement = _posterior(
            forward[layout.pair], layout.diagonal, right_scale, layout.right, right_null
        )
        agreement *= _posterior(
            backward[layout.pair], layout.diagonal, left_scale, layout.left, left_null
        )
        np.sqrt(agreement, out=agreement)
        counts = (
            np.bincount(layout.pair, weights=agreement, minlength=len(layout.pair_row))
            + PRIOR_WEIGHT * evidence
            + 1e-6
        )
        forward = _shares(counts, layout.pair_row)
        backward = _shares(counts, layout.pair_column)
        if left_over:
            del agreement
    return agreement


def _scale(diagonal: Floats, taker: _Places, takers: int) -> NDArray[np.float64]:
    """For each taker, what makes the diagonal preferences of its links sum to 1 - NULL_SHARE."""
    weight_sum = np.bincount(taker, weights=diagonal, minlength=takers)
    scale: NDArray[np.float64] = (1 - NULL_SHARE) / np.maximum(weight_sum, 1e-12)
    return scale


def _posterior(
    translation: NDArray[np.float64],
    diagonal: Floats,
    scale: NDArray[np.float64],
    taker: _Places,
    taker_null: NDArray[np.float64],
) -> NDArray[np.float64]:
    """How likely each link made its taker, against the taker's other links and no link.

    Written over ``translation``: there are millions of links.
    """
    joint = translation
    joint *= diagonal
    joint *= scale[taker]
    total = np.bincount(taker, weights=joint, minlength=len(taker_null)) + NULL_SHARE * taker_null
    joint /= np.maximum(total, 1e-300)[taker]
    return joint


def _shares(counts: NDArray[Any], group: Integers) -> NDArray[np.float64]:
    total = np.bincount(group, weights=counts)
    return counts / np.maximum(total, 1e-300)[group]


def _unigram(types: Integers) -> NDArray[np.float64]:
    """Each token's share of all tokens of its side, by type."""
    counts = np.bincount(types)
    return (counts / max(len(types), 1))[types]
