"""What is kept of a document to find its translation among thousands: a few kilobytes.

Sentences are read once; of a long text those at both ends are encoded, while words and numbers
count from all of it. Words are kept as hashed *keys* that a translation is likely to share (see
``corpora.language.words``), of very many those with the smallest hashes: two texts that share a
key then both keep it, or both drop it.
"""

from __future__ import annotations

import hashlib
import re
import struct
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from align.reading.packing import Packed, pack
from corpora.arrays import Floats, one_blas_thread
from corpora.language.han import HAN
from corpora.language.languages import LETTERS_PER_HAN, sample
from corpora.language.scripts import convert
from corpora.language.tools import Tools
from corpora.language.words import WordReader
from corpora.numbers import find_quantities
from corpora.units import Document, is_chinese

Keys = NDArray[np.uint32]

SKETCH_VERSION = 2
"""Of what ``dump_sketch`` writes: one more whenever that, or what is kept, changes."""

# Sentences that are encoded: from the beginning, where titles, names and dates stand, and the end.
_HEAD, _TAIL = 32, 16
# The most keys that are kept of each kind: enough for some thirty pages to keep all of theirs.
_MOST_KEYS, _MOST_NUMBERS, _MOST_SENTENCES = 768, 128, 64
# Shorter sentences are formulas that stand in many texts.
_TELLING_CHARS = 8
_SILENT = re.compile(r"[\W_]+")
_LETTER = re.compile(r"[A-Za-z]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """What is known of a document.

    ``text_hash`` is of its letters and digits alone. ``sentences`` are the smallest hashes of its
    longer sentences, by which versions of one text are found. ``keys`` and ``numbers`` are hashes
    too, sorted. ``vectors`` are those of ``len(vectors)`` sentences, in order, each of
    ``weights`` characters. ``minor_share`` is how much of it is in the other language, 0 to .5.
    """

    language: str
    chars: int
    segments: int
    minor_share: float
    text_hash: str
    sentences: Keys
    keys: Keys
    numbers: Keys
    vectors: Packed
    weights: Floats

    @property
    def is_chinese(self) -> bool:
        """Which of the two sides it can stand on."""
        return is_chinese(self.language)


def sketch(document: Document, tools: Tools, reader: WordReader) -> Sketch:
    """The sketch of a document; in time linear in its length.

    Args:
        document: read and segmented.
        tools: whose encoder, if there is one, makes ``vectors``.
        reader: finds content words.
    """
    chinese = is_chinese(document.language)
    texts = [segment.text for segment in document.segments]
    plain = [convert(text) for text in texts] if chinese else texts
    chosen = plain if len(plain) <= _HEAD + _TAIL else [*plain[:_HEAD], *plain[-_TAIL:]]
    return Sketch(
        language=document.language,
        chars=len(document.text),
        segments=len(texts),
        minor_share=_minor_share(document.text),
        text_hash=_digest(_bare(document.text)),
        sentences=_smallest(_told(texts), _MOST_SENTENCES),
        keys=_smallest(_words(plain, reader, chinese=chinese), _MOST_KEYS),
        numbers=_smallest(_quantities(plain, document.language), _MOST_NUMBERS),
        vectors=_encoded(chosen, tools),
        weights=np.array([max(1, len(text)) for text in chosen], np.float32),
    )


def _encoded(texts: Sequence[str], tools: Tools) -> Packed:
    encoder = tools.encoder
    if encoder is None:
        return pack(np.zeros((len(texts), 0), np.float32))
    with one_blas_thread():
        return pack(encoder.encode(texts))


def _words(texts: Sequence[str], reader: WordReader, *, chinese: bool) -> Iterable[str]:
    for text in texts:
        for word in reader.read(text, chinese=chinese):
            yield from word.keys


def _quantities(texts: Sequence[str], language: str) -> Iterable[str]:
    """Numbers that prove something: written in digits and not as small as a list's."""
    for text in texts:
        for quantity in find_quantities(text, language):
            if quantity.is_digits and (abs(quantity.value) > 12 or quantity.value % 1):
                yield from (str(value) for value in quantity.values)


def _told(texts: Sequence[str]) -> Iterable[str]:
    return (bare for text in texts if len(bare := _bare(text)) >= _TELLING_CHARS)


def _bare(text: str) -> str:
    return _SILENT.sub("", text).lower()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _smallest(words: Iterable[str], most: int) -> Keys:
    """The smallest hashes of some words, sorted, each once."""
    hashed = {zlib.crc32(word.encode("utf-8", "surrogatepass")) for word in set(words)}
    return np.array(sorted(hashed)[:most], np.uint32)


def _minor_share(text: str) -> float:
    """How much of a text is in the other one of the two languages, by words; 0 to .5."""
    seen = sample(text)
    chinese = len(HAN.findall(seen)) * LETTERS_PER_HAN
    latin = len(_LETTER.findall(seen))
    whole = chinese + latin
    return min(chinese, latin) / whole if whole else 0.0


# Before the arrays: their lengths. A general format (numpy's) took three quarters of the time of
# pairing, since each sketch is read about six times while its partner is looked for.
_COUNTS = struct.Struct("<6I")


def dump_sketch(one: Sketch) -> bytes:
    """A sketch as bytes, the same for the same sketch; little-endian."""
    head = "\t".join(
        [one.language, str(one.chars), str(one.segments), repr(one.minor_share), one.text_hash]
    ).encode()
    count, dimensions = one.vectors.values.shape
    keys = (one.sentences, one.keys, one.numbers)
    parts = [_COUNTS.pack(*map(len, keys), count, dimensions, len(head))]
    parts += [array.astype("<u4").tobytes() for array in keys]
    parts += [array.astype("<f4").tobytes() for array in (one.weights, one.vectors.scales)]
    return b"".join([*parts, one.vectors.values.tobytes(), head])


def load_sketch(data: bytes) -> Sketch:
    """The sketch again; its arrays look into ``data`` and cannot be written to.

    Raises:
        ValueError: the bytes are no sketch.
    """
    sentences, keys, numbers, count, dimensions, head = _COUNTS.unpack_from(data)
    at = _COUNTS.size

    def take(kind: str, size: int) -> NDArray[Any]:
        nonlocal at
        array: NDArray[Any] = np.frombuffer(data, kind, size, at)
        at += array.nbytes
        return array

    hashes = [take("<u4", size) for size in (sentences, keys, numbers)]
    weights, scales = (take("<f4", count) for _ in range(2))
    values = take("i1", count * dimensions).reshape(count, dimensions)
    language, chars, segments, share, text_hash = data[at : at + head].decode().split("\t")
    return Sketch(
        language=language, chars=int(chars), segments=int(segments), minor_share=float(share),
        text_hash=text_hash, sentences=hashes[0], keys=hashes[1], numbers=hashes[2],
        vectors=Packed(values, scales), weights=weights,
    )  # fmt: skip
