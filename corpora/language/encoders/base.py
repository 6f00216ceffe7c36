"""What an encoder is: texts in, vectors out that mean the same in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Protocol, cast

import numpy as np

from corpora.arrays import Floats, Integers, unit_rows


class Encoder(Protocol):
    """Turns texts into vectors whose dot product says how much they mean the same."""

    name: str
    dimensions: int

    def encode(self, texts: Sequence[str]) -> Floats:
        """One row a text; shape (n, dimensions), float32, rows of length 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceSums:
    """What an encoder knows of the pieces of some texts before its head has run.

    Sums of rows (and of their ``tokens``) are what ``SpanEncoder.head`` takes. A run of
    pieces wants the ``starts`` row of the text it begins in and the ``ends`` row of the
    text it ends in added to it; each of these counts ``edge_tokens`` tokens.
    """

    pieces: Floats
    tokens: Floats
    starts: Floats
    ends: Floats
    edge_tokens: float


class SpanEncoder(Encoder, Protocol):
    """An encoder that can encode runs of pieces without reading them again."""

    def encode_pieces(
        self, texts: Sequence[Sequence[str]], wanted: Sequence[Sequence[bool]] | None = None
    ) -> PieceSums:
        """Read each text once, given as pieces that joined are the text.

        Rows of ``pieces`` are in the order of the pieces, those of ``starts`` and ``ends``
        in the order of the texts. Pieces that are not ``wanted`` (all are by default) are read
        only as what stands beside others; their rows are 0.
        """

    def head(self, sums: Floats, tokens: Floats) -> Floats:
        """Vectors of length 1 from sums over pieces, shape (n, dimensions), and their tokens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenVectors:
    """The pieces of a text, each with its vector in context.

    ``starts`` and ``ends`` are code points of the text, ascending, shape (pieces,); ``vectors`` has
    shape (pieces, dimensions), of any length.
    """

    starts: Integers
    ends: Integers
    vectors: Floats


class TokenEncoder(Protocol):
    """Turns every piece of a text into a vector that knows what stands around it."""

    name: str
    dimensions: int

    def encode_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        """The pieces of each text.

        What a text is read with changes its vectors in the last digits at most; the same texts
        read together give the same bytes.
        """


class PiecewiseEncoder:
    """Makes a ``SpanEncoder`` of any encoder: a run of pieces is their mean, by length."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.name = encoder.name
        self.dimensions = encoder.dimensions

    def encode(self, texts: Sequence[str]) -> Floats:
        """See ``Encoder``."""
        return self._encoder.encode(texts)

    def encode_pieces(
        self, texts: Sequence[Sequence[str]], wanted: Sequence[Sequence[bool]] | None = None
    ) -> PieceSums:
        """See ``SpanEncoder``; every piece is read, wanted or not."""
        pieces = list(chain.from_iterable(texts))
        weight = np.array([max(1, len(piece.strip())) for piece in pieces], np.float32)
        nothing = np.zeros((len(texts), self.dimensions), np.float32)
        return PieceSums(
            pieces=self._encoder.encode(pieces) * weight[:, None],
            tokens=weight,
            starts=nothing,
            ends=nothing,
            edge_tokens=0.0,
        )

    def head(self, sums: Floats, tokens: Floats) -> Floats:
        """See ``SpanEncoder``; ``tokens`` only scale, and do not matter here."""
        return unit_rows(sums.astype(np.float32))


def as_span_encoder(encoder: Encoder) -> SpanEncoder:
    """The encoder itself where it can encode runs of pieces, else wrapped so that it can."""
    if hasattr(encoder, "encode_pieces") and hasattr(encoder, "head"):
        return cast(SpanEncoder, encoder)
    return PiecewiseEncoder(encoder)
