"""What each document contributes to pairing: its sentences, clauses, words and marks.

Everything here is computed once a document, in time and memory linear in its length.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from align.reading.packing import Packed, Packer
from corpora.arrays import Floats, Integers
from corpora.language.clauses import split_clauses
from corpora.language.encoders.base import SpanEncoder
from corpora.language.scripts import convert
from corpora.language.words import ContentWord, WordReader
from corpora.numbers import Quantity, find_quantities
from corpora.units import Document

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What the layout says: breaks before each segment (the first has none), and headings.

    ``speakers`` numbers the speakers by first appearance; -1 where nobody is announced.
    """

    paragraph: Flags
    turn: Flags
    heading: Flags
    speakers: Integers


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoded:
    """What the encoder knows of a document's clauses and segments.

    ``sums`` and ``tokens`` are the clauses', ``starts`` and ``ends`` the segments' edges, as in
    ``PieceSums``. ``vectors`` are the segments' own, to be centred by subtracting ``mean``.
    """

    sums: Packed
    tokens: Floats
    starts: Packed
    ends: Packed
    edge_tokens: float
    mean: Floats
    vectors: Packed


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One document, read. ``n`` segments, ``c`` clauses, ``d`` dimensions.

    ``texts`` are simplified where Chinese. ``chars`` are lengths in code points without
    spaces. ``words`` are the most telling of each segment. ``numbers`` are (value, how much it
    proves, 0 to 1). ``topics`` are hashed sums of word keys, the dictionary's answer to
    ``vectors``. Clauses of segment ``i`` are ``clause_borders[i]:clause_borders[i + 1]``.
    """

    chinese: bool
    texts: list[str]
    chars: Floats
    marks: Marks
    words: list[list[ContentWord]]
    numbers: list[list[tuple[Fraction, float]]]
    idf: dict[str, float]
    topics: Packed
    clause_borders: Integers
    encoded: Encoded | None = None

    def __len__(self) -> int:
        return len(self.texts)


# Enough for the words of a segment to meet seldom: chosen by eye.
TOPIC_BITS = 256
# A mean over this few segments is half content.
_FEW = 8
# Bounds memory.
_SEGMENTS_AT_ONCE = 1024
# Words are compared each with each, so that a page in one segment cannot bring all of its own.
_MOST_WORDS = 300


def read_side(
    texts: Sequence[str],
    *,
    chinese: bool,
    marks: Marks,
    reader: WordReader,
    encoder: SpanEncoder | None,
) -> Side:
    """Everything pairing wants to know of a document's segments.

    Args:
        texts: the segments, not empty.
        chinese: whether they are Chinese.
        marks: their layout.
        reader: finds content words.
        encoder: encodes clauses; ``None`` to do without.
    """
    if chinese:
        texts = [convert(text) for text in texts]
    words = [reader.read(text, chinese=chinese) for text in texts]
    idf = _inverse_frequencies(words)
    pieces = [split_clauses(text, chinese=chinese) for text in texts]
    borders = np.concatenate([[0], np.cumsum([len(piece) for piece in pieces], dtype=np.int64)])
    return Side(
        chinese=chinese,
        texts=list(texts),
        chars=np.array([max(1, len(text) - text.count(" ")) for text in texts], np.float32),
        marks=marks,
        words=[_most_telling(line, idf) for line in words],
        numbers=[_numbers(text, chinese) for text in texts],
        idf=idf,
        topics=_topics(words, idf),
        clause_borders=borders.astype(np.int64),
        encoded=None if encoder is None else _encode(pieces, encoder),
    )


def _encode(pieces: list[list[str]], encoder: SpanEncoder) -> Encoded:
    """What the encoder knows of the segments, some thousand of them at a time."""
    clauses = sum(map(len, pieces))
    packers = [Packer(n, encoder.dimensions) for n in (clauses, *[len(pieces)] * 3)]
    tokens = [np.zeros(0, np.float32)]
    total = np.zeros(encoder.dimensions, np.float64)
    edge_tokens = 0.0
    for first in range(0, len(pieces), _SEGMENTS_AT_ONCE):
        part = pieces[first : first + _SEGMENTS_AT_ONCE]
        read = encoder.encode_pieces(part)
        borders = np.concatenate([[0], np.cumsum([len(piece) for piece in part])[:-1]])
        whole: Floats = np.add.reduceat(read.pieces, borders, axis=0) + read.starts + read.ends
        counts: Floats = np.add.reduceat(read.tokens, borders) + np.float32(2 * read.edge_tokens)
        encoded = encoder.head(whole, counts)
        total += encoded.sum(axis=0)
        rows = read.pieces, read.starts, read.ends, encoded
        for packer, part_rows in zip(packers, rows, strict=True):
            packer.add(part_rows)
        tokens.append(read.tokens)
        edge_tokens = read.edge_tokens
    sums, starts, ends, vectors = (packer.packed() for packer in packers)
    return Encoded(
        sums=sums,
        tokens=np.concatenate(tokens),
        starts=starts,
        ends=ends,
        edge_tokens=edge_tokens,
        # What all segments share says nothing; of a short text, less is taken for that.
        mean=(total / (len(pieces) + _FEW)).astype(np.float32),
        vectors=vectors,
    )


def read_marks(document: Document) -> Marks:
    """The layout of a document.

    Where nearly every segment is a paragraph of its own (one a line), paragraphs say
    nothing, and there are none.
    """
    segments = document.segments
    paragraphs = np.array([segment.paragraph for segment in segments], np.int64)
    turns = np.array([segment.turn for segment in segments], np.int64)
    breaks = np.diff(paragraphs, prepend=paragraphs[:1]) != 0
    if breaks.sum() > 0.8 * len(segments):
        breaks = np.zeros(len(segments), np.bool_)
    numbers: dict[str | None, int] = {None: -1}
    speakers = [
        numbers.setdefault(document.speaker(index), len(numbers) - 1)
        for index in range(len(segments))
    ]
    return Marks(
        paragraph=breaks,
        turn=np.diff(turns, prepend=turns[:1]) != 0,
        heading=np.array([segment.is_heading for segment in segments], np.bool_),
        speakers=np.array(speakers, np.int64),
    )


def no_marks(count: int) -> Marks:
    """A layout that says nothing, for ``count`` segments."""
    nothing = np.zeros(count, np.bool_)
    return Marks(
        paragraph=nothing, turn=nothing, heading=nothing, speakers=np.full(count, -1, np.int64)
    )


def forget_vectors(side: Side) -> Side:
    """The side without its segments' own vectors, a sixth of its memory: only matches want them."""
    if side.encoded is None:
        return side
    nothing = Packer(0, side.encoded.vectors.values.shape[1]).packed()
    return replace(side, encoded=replace(side.encoded, vectors=nothing))


def _numbers(text: str, chinese: bool) -> list[tuple[Fraction, float]]:
    return [
        (value, _proof(quantity))
        for quantity in find_quantities(text, "zh-Hans" if chinese else "en")
        for value in quantity.values
    ]


def _proof(quantity: Quantity) -> float:
    """How much it proves that the other side has the same number, 0 to 1."""
    if quantity.is_digits:
        return 1.0
    return 0.5 if quantity.value > 10 or quantity.kind in ("ordinal", "month") else 0.2


def _inverse_frequencies(words: list[list[ContentWord]]) -> dict[str, float]:
    """How much a word form says, 0 to 1: log(1 + N/df) / log(1 + N)."""
    count = len(words)
    frequency = Counter(form for line in words for form in {word.form for word in line})
    return {form: math.log1p(count / df) / math.log1p(count) for form, df in frequency.items()}


def _most_telling(line: list[ContentWord], idf: dict[str, float]) -> list[ContentWord]:
    """The words of a segment in order, of very many the rarest."""
    if len(line) <= _MOST_WORDS:
        return line
    ranked = sorted(range(len(line)), key=lambda place: (-idf[line[place].form], place))
    return [line[place] for place in sorted(ranked[:_MOST_WORDS])]


def _topics(words: list[list[ContentWord]], idf: dict[str, float]) -> Packed:
    """One row a segment: the sum over its words of a random sign vector a key.

    Keys that occur on both sides add up; others cancel out, nearly. A word's weight is
    shared among its keys.
    """
    signs: dict[str, Floats] = {}
    vectors: dict[str, Floats] = {}
    packer = Packer(len(words), TOPIC_BITS)
    for first in range(0, len(words), _SEGMENTS_AT_ONCE):
        part = words[first : first + _SEGMENTS_AT_ONCE]
        topics = np.zeros((len(part), TOPIC_BITS), np.float32)
        for row, line in enumerate(part):
            for word in line:
                vector = vectors.get(word.form)
                if vector is None:
                    vector = vectors[word.form] = _topic_of(word, idf[word.form], signs)
                topics[row] += vector
        packer.add(topics)
    return packer.packed()


def _topic_of(word: ContentWord, weight: float, signs: dict[str, Floats]) -> Floats:
    vector = np.zeros(TOPIC_BITS, np.float32)
    for key in word.keys:
        if key not in signs:
            signs[key] = _sign_vector(key)
        vector += signs[key]
    vector *= np.float32(weight / math.sqrt(max(1, len(word.keys))))
    return vector


def _sign_vector(key: str) -> Floats:
    """A vector of +1 and -1 that depends on the key alone, the same in every process."""
    digest = hashlib.blake2b(key.encode("utf-8", "replace"), digest_size=TOPIC_BITS // 8).digest()
    bits = np.unpackbits(np.frombuffer(digest, np.uint8))
    signs: Floats = bits.astype(np.float32) * np.float32(2) - np.float32(1)
    return signs
