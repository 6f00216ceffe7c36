"""Prepared units of a text that is too large for memory, in a file without a name.

Each block holds its units and, apart from them, where their candidates lie, so that a walk
over the candidates reads no text.
"""

from __future__ import annotations

import hashlib
import pickle
import tempfile
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from corpora.arrays import Integers
from corpora.language.chinese import Segmenter, Words
from corpora.language.english import tokenize
from corpora.language.scripts import simplify, unquoted
from corpora.units import TranslationUnit
from glossary.prepared import Prepared, Row
from glossary.terms.candidates import unit_spans

Keys = NDArray[np.uint64]
# Bounds memory.
BLOCK_ROWS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockSpans:
    """Candidates of one block of units: parallel arrays, sorted by unit.

    ``key`` is the ``text_key`` of the candidate, ``unit`` counts from the block's first.
    """

    key: Keys
    unit: Integers
    start: Integers
    end: Integers


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedBlock:
    """A block as it is stored: packed units and packed candidates."""

    rows: int
    chars: int
    units: bytes
    spans: bytes
    keys: Keys


def text_key(text: str) -> int:
    """A number for a text, 64 bits, the same on every machine; collisions do not happen."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")


def pack_block(
    rows: Sequence[Row], segmenter: Segmenter, wanted: frozenset[str], unwanted: frozenset[str]
) -> PackedBlock:
    """Units made ready and their candidates found, small enough to travel and to be stored."""
    units, keys, places = [], [], []
    chars = 0
    for number, row in enumerate(rows):
        chinese, _ = row.sides
        text = simplify(chinese)
        words = segmenter.words(text)
        chars += len(text)
        units.append(_packed(row, chinese, words))
        for start, end in unit_spans(text, words, wanted):
            term = text[start:end]
            if unquoted(term) not in unwanted:
                keys.append(text_key(term))
                places.append((number, start, end))
    key = np.array(keys, np.uint64)
    table = np.array(places, np.uint32).reshape(-1, 3)
    return PackedBlock(
        rows=len(rows),
        chars=chars,
        units=pickle.dumps(units, protocol=5),
        spans=key.tobytes() + table.tobytes(),
        keys=key,
    )


def _packed(row: Row, chinese: str, words: Words) -> tuple[Any, ...]:
    # Borders are halves; what can be made again quickly (tokens, simplified text) is.
    return (
        row.document,
        row.number,
        row.unit.source,
        row.unit.target,
        chinese == row.unit.source,
        np.array(words.starts, np.uint32).tobytes(),
        (words.edges * 2).astype(np.uint8).tobytes(),
        " ".join(words.tags),
    )


def _unpacked(packed: tuple[Any, ...]) -> Prepared:
    document, number, source, target, is_chinese_source, starts, edges, tags = packed
    chinese, english = (source, target) if is_chinese_source else (target, source)
    text = simplify(chinese)
    return Prepared(
        document=document,
        number=number,
        unit=TranslationUnit(source=source, target=target),
        chinese=chinese,
        english=english.encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
        text=text,
        words=Words(
            starts=tuple(np.frombuffer(starts, np.uint32).tolist()),
            edges=np.frombuffer(edges, np.uint8).astype(np.float32) / np.float32(2),
            tags=tuple(tags.split()),
        ),
        tokens=tuple(tokenize(english)),
    )


class Spool(Sequence[Prepared]):
    """Units on disk, read by block; the block that was read last stays in memory, packed."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="duizhao")  # noqa: SIM115 - lives as long as we
        self._first: list[int] = [0]
        self._units: list[tuple[int, int]] = []
        self._spans: list[tuple[int, int]] = []
        self._loaded: tuple[int, list[tuple[Any, ...]]] = (-1, [])
        self._last: tuple[int, Prepared] | None = None
        self.chars = 0

    def add(self, block: PackedBlock) -> None:
        """One more block, after all others."""
        self._units.append(self._write(block.units))
        self._spans.append(self._write(block.spans))
        self._first.append(self._first[-1] + block.rows)
        self.chars += block.chars

    def _write(self, data: bytes) -> tuple[int, int]:
        start = self._file.seek(0, 2)
        self._file.write(data)
        return start, len(data)

    def _read(self, place: tuple[int, int]) -> bytes:
        self._file.seek(place[0])
        return self._file.read(place[1])

    def __len__(self) -> int:
        return self._first[-1]

    @property
    def firsts(self) -> list[int]:
        """Number of the first unit of every block."""
        return self._first[:-1]

    def spans(self, block: int) -> BlockSpans:
        """Where the candidates of a block lie."""
        raw = self._read(self._spans[block])
        count = len(raw) // 20
        table = np.frombuffer(raw, np.uint32, offset=8 * count).reshape(-1, 3).astype(np.int64)
        return BlockSpans(
            key=np.frombuffer(raw, np.uint64, count=count),
            unit=table[:, 0],
            start=table[:, 1],
            end=table[:, 2],
        )

    @overload
    def __getitem__(self, index: int) -> Prepared: ...
    @overload
    def __getitem__(self, index: slice) -> list[Prepared]: ...
    def __getitem__(self, index: int | slice) -> Prepared | list[Prepared]:
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(len(self)))]
        if not 0 <= index < len(self):
            raise IndexError(f"unit {index} of {len(self)}")
        if self._last is None or self._last[0] != index:
            block = bisect_right(self._first, index) - 1
            if self._loaded[0] != block:
                # Trusted: nobody else can open a file without a name.
                self._loaded = (block, pickle.loads(self._read(self._units[block])))  # noqa: S301
            self._last = (index, _unpacked(self._loaded[1][index - self._first[block]]))
        return self._last[1]

    def __iter__(self) -> Iterator[Prepared]:
        return (self[number] for number in range(len(self)))

    def pick(self, numbers: Iterable[int]) -> list[Prepared]:
        """Some units; quick where the numbers ascend."""
        return [self[number] for number in numbers]
