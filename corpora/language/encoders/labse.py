"""LaBSE (Feng et al. 2022) through ``sentence-transformers``, for who can fetch its weights."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import Protocol

import numpy as np

from corpora.arrays import Floats, unit_rows
from corpora.language.encoders.base import PiecewiseEncoder, SpanEncoder


class SentenceTransformer(Protocol):
    """What we use of ``sentence_transformers.SentenceTransformer``."""

    def encode(
        self, sentences: list[str], *, convert_to_numpy: bool, show_progress_bar: bool
    ) -> Floats:
        """One row a sentence."""

    def get_sentence_embedding_dimension(self) -> int:
        """How long a row is."""


class TransformerEncoder:
    """A model of ``sentence-transformers``, LaBSE for one."""

    def __init__(self, model: SentenceTransformer, *, name: str) -> None:
        self._model = model
        self.name = name
        self.dimensions = int(model.get_sentence_embedding_dimension())

    def encode(self, texts: Sequence[str]) -> Floats:
        """See ``Encoder``."""
        if not texts:
            return np.zeros((0, self.dimensions), np.float32)
        rows = self._model.encode(list(texts), convert_to_numpy=True, show_progress_bar=False)
        return unit_rows(np.asarray(rows, np.float32))


def load() -> SpanEncoder:
    """See ``corpora.language.encoders.Declared``."""
    module = importlib.import_module("sentence_transformers")
    return PiecewiseEncoder(TransformerEncoder(module.SentenceTransformer("LaBSE"), name="labse"))
