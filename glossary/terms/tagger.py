"""A small tagger of our own: which stretches of a Chinese sentence are terms and names.

A network of characters (embeddings of characters and of neighbouring pairs, dilated
convolutions), taught by a larger tagger on plain Chinese (``scripts/learn_tagger.py``).
It knows nothing of translations and decides nothing: its spans are features of the ranking
and show where names may lie.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpora.arrays import Floats, Integers

CLASSES = (
    "term", "policy", "quality", "group", "organisation", "document", "place", "person", "time",
    "noun", "doing", "verb", "adjective", "other",
)  # fmt: skip
# How far the layers look to either side.
DILATIONS = (1, 2, 4)
BUCKETS = 16384
# Characters put through the network together: bounds memory.
_TOGETHER = 16_000
_BEGIN, _INSIDE, _END, _SINGLE = range(4)


class Tagged(NamedTuple):
    """A stretch of a text and its class, a number in ``CLASSES``."""

    start: int
    end: int
    kind: int


def bigram_buckets(text: str) -> Integers:
    """A bucket for each pair of neighbours, text edges among them; shape (len(text) + 1,)."""
    codes = np.array([0, *map(ord, text), 0], np.int64)
    mixed = (codes[:-1] * 1_000_003 + codes[1:]) * 2_654_435_761 % 2**32
    return mixed % BUCKETS


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagger:
    """Weights of the network by name (float32), and the characters it knows."""

    weights: dict[str, Floats]
    numbers: dict[str, int]

    def tag(self, texts: Sequence[str]) -> list[list[Tagged]]:
        """The spans of each text, in order and without gaps; simplified Chinese."""
        out: list[list[Tagged]] = []
        first = 0
        while first < len(texts):
            last, chars = first, 0
            while last < len(texts) and (last == first or chars + len(texts[last]) <= _TOGETHER):
                chars += len(texts[last])
                last += 1
            out += _likeliest([*map(len, texts[first:last])], self._scores(texts[first:last]))
            first = last
        return out

    def _scores(self, texts: Sequence[str]) -> Floats:
        """Log odds of every label for every character of the texts, one after the other."""
        w, gap = self.weights, max(DILATIONS)
        size = sum(len(text) + gap for text in texts) + gap
        ids, pairs = np.zeros(size, np.int64), np.zeros((2, size), np.int64)
        live = np.zeros((size, 1), np.float32)
        at, places = gap, []
        for text in texts:
            end = at + len(text)
            ids[at:end] = [self.numbers.get(character, 0) for character in text]
            buckets = bigram_buckets(text)
            pairs[0, at:end], pairs[1, at:end] = buckets[:-1], buckets[1:]
            live[at:end] = 1.0
            places.append(np.arange(at, end))
            at = end + gap
        h = np.concatenate([w["characters"][ids], w["pairs"][pairs[0]], w["pairs"][pairs[1]]], 1)
        h = np.asarray((h @ w["into"] + w["into_bias"]) * live, np.float32)
        for layer, step in enumerate(DILATIONS):
            mix = w[f"mix{layer}"]
            mixed = h @ mix[1] + w[f"mix{layer}_bias"]
            mixed[step:] += h[:-step] @ mix[0]
            mixed[:-step] += h[step:] @ mix[2]
            h = h + np.maximum(mixed, 0)
            size_of = np.sqrt((h**2).mean(1, keepdims=True) + np.float32(1e-6))
            h = np.asarray(h / size_of * w[f"norm{layer}"] * live, np.float32)
        inside = np.concatenate(places) if places else np.zeros(0, np.int64)
        scores: Floats = h[inside] @ w["out"] + w["out_bias"]
        return scores


def _likeliest(sizes: Sequence[int], scores: Floats) -> list[list[Tagged]]:
    """The best way to cut each text into spans: a beginning, insides, an end of one class."""
    kinds = len(CLASSES)
    table = scores.reshape(len(scores), kinds, 4)
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    # Longest first, so that the texts still running are always the first ones.
    order = np.argsort(-np.asarray(sizes), kind="stable")
    longest = int(max(sizes, default=0))
    rows = len(sizes)
    never = np.float32(-1e9)
    # Best way up to here that is open in a class, and best that has just ended in one.
    is_open = np.full((rows, kinds), never, np.float32)
    ended = np.zeros(rows, np.float32)
    from_inside = np.zeros((longest, rows, kinds), bool)
    closed_kind = np.zeros((longest, rows), np.int16)
    is_single = np.zeros((longest, rows), bool)
    lengths = np.asarray(sizes)[order]
    for step in range(longest):
        live = int(np.searchsorted(-lengths, -step, side="left"))
        now = table[starts[order[:live]] + step]
        begun = ended[:live, None] + now[:, :, _BEGIN]
        gone_on = is_open[:live] + now[:, :, _INSIDE]
        closing = is_open[:live] + now[:, :, _END]
        single = ended[:live, None] + now[:, :, _SINGLE]
        best_closing, best_single = closing.argmax(1), single.argmax(1)
        at = np.arange(live)
        a, b = closing[at, best_closing], single[at, best_single]
        is_single[step, :live] = b >= a
        closed_kind[step, :live] = np.where(b >= a, best_single, best_closing)
        from_inside[step, :live] = gone_on > begun
        is_open[:live] = np.maximum(gone_on, begun)
        ended[:live] = np.maximum(a, b)
    out: list[list[Tagged]] = [[] for _ in sizes]
    for row in range(rows):
        out[order[row]] = _walk_back(
            int(lengths[row]), is_single[:, row], closed_kind[:, row], from_inside[:, row]
        )
    return out


def _walk_back(
    size: int, is_single: NDArray[np.bool_], kinds: NDArray[np.int16], inside: NDArray[np.bool_]
) -> list[Tagged]:
    spans, end = [], size
    while end > 0:
        kind, start = int(kinds[end - 1]), end - 1
        if not is_single[end - 1]:
            start -= 1
            while inside[start, kind] and start > 0:
                start -= 1
        spans.append(Tagged(start, end, kind))
        end = start
    return spans[::-1]


@cache
def load_tagger() -> Tagger:
    """The tagger that is shipped (``glossary/data/tagger.npz``), read once."""
    with as_file(files("glossary") / "data" / "tagger.npz") as path, np.load(path) as held:
        weights = {}
        for name in held.files:
            if name == "alphabet" or name.endswith("_scale"):
                continue
            value = held[name]
            if value.dtype == np.int8:
                value = value.astype(np.float32) * held[f"{name}_scale"]
            weights[name] = np.ascontiguousarray(value, np.float32)
        alphabet = str(held["alphabet"])
    return Tagger(weights=weights, numbers={c: n for n, c in enumerate(alphabet, 1)})
