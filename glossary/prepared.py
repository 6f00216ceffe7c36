"""Translation units made ready for finding terms: both sides tokenised once."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from corpora.arrays import Floats
from corpora.formats.streams import UnitStream, head_of
from corpora.language.chinese import Segmenter, Words
from corpora.language.encoders.base import SpanEncoder
from corpora.language.english import Token, tokenize
from corpora.language.scripts import simplify
from corpora.units import Bitext, TranslationUnit, is_chinese


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A unit with its Chinese simplified and cut, and its English tokenised.

    ``text`` is the Chinese as ``chinese.simplify`` gives it, as long as ``chinese``, which
    is as written. ``pieces`` are the borders of the finest cut: every position that may
    begin or end a candidate.
    """

    document: str
    number: int
    unit: TranslationUnit
    chinese: str
    english: str
    text: str
    words: Words
    tokens: tuple[Token, ...]

    @property
    def chinese_words(self) -> list[str]:
        """The simplified words."""
        starts = self.words.starts
        return [self.text[a:b] for a, b in itertools.pairwise(starts)]

    @property
    def pieces(self) -> list[int]:
        """Borders of the finest cut of the Chinese text, 0 and its length among them."""
        return np.flatnonzero(self.words.edges >= 0.5).tolist() or [0]


class Row(NamedTuple):
    """A unit as it comes in; ``number`` counts the units of its bitext from 1."""

    document: str
    number: int
    unit: TranslationUnit
    source_is_chinese: bool

    @property
    def sides(self) -> tuple[str, str]:
        """The Chinese and the English text."""
        sides = (self.unit.source, self.unit.target)
        return sides if self.source_is_chinese else sides[::-1]


def rows_of(bitexts: Iterable[Bitext | UnitStream]) -> Iterator[Row]:
    """Every unit of the bitexts, gaps included, whichever side is the source."""
    for bitext in bitexts:
        head = bitext.head if isinstance(bitext, UnitStream) else head_of(bitext)
        source_is_chinese = is_chinese(head.source_language)
        for number, unit in enumerate(bitext.units, 1):
            yield Row(unit.document or head.name, number, unit, source_is_chinese)


def prepare(bitexts: Iterable[Bitext | UnitStream], segmenter: Segmenter) -> Iterable[Prepared]:
    """Every unit of the bitexts made ready."""
    return (prepare_unit(row, segmenter=segmenter) for row in rows_of(bitexts))


def prepare_unit(row: Row, *, segmenter: Segmenter) -> Prepared:
    """One unit made ready."""
    chinese, english = row.sides
    text = simplify(chinese)
    return Prepared(
        document=row.document,
        number=row.number,
        unit=row.unit,
        chinese=chinese,
        english=english.encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
        text=text,
        words=segmenter.words(text),
        tokens=tuple(tokenize(english)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SideSums:
    """Running sums over the pieces of one side of a unit, for the vector of any stretch.

    ``sums`` has shape (pieces + 1, dimensions), ``tokens`` (pieces + 1,); ``edge`` is what
    the beginning and end of a text add, and counts ``edge_tokens``.
    """

    sums: Floats
    tokens: Floats
    edge: Floats
    edge_tokens: float


def sum_pieces(
    units: Sequence[Prepared],
    encoder: SpanEncoder,
    wanted: Sequence[Sequence[bool]] | None = None,
) -> list[tuple[SideSums, SideSums]]:
    """Running sums of both sides of every unit, each text read once.

    ``wanted`` marks the pieces of the Chinese and those of the English of each unit, one text
    after the other, that the sums shall hold; by default all.
    """
    texts: list[list[str]] = []
    for unit in units:
        borders = unit.pieces
        texts.append([unit.text[a:b] for a, b in itertools.pairwise(borders)] or [""])
        previous, pieces = 0, []
        for token in unit.tokens:
            pieces.append(unit.english[previous : token.end])
            previous = token.end
        texts.append(pieces or [""])
    encoded = encoder.encode_pieces(texts, wanted)
    sides, start = [], 0
    zero = np.zeros((1, encoder.dimensions), np.float32)
    for row, text in enumerate(texts):
        end = start + len(text)
        sides.append(
            SideSums(
                sums=np.concatenate([zero, np.cumsum(encoded.pieces[start:end], axis=0)]),
                tokens=np.concatenate(
                    [np.zeros(1, np.float32), np.cumsum(encoded.tokens[start:end])]
                ),
                edge=encoded.starts[row] + encoded.ends[row],
                edge_tokens=2 * encoded.edge_tokens,
            )
        )
        start = end
    return list(zip(sides[::2], sides[1::2], strict=True))
