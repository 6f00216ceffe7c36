"""Words of two documents: alike by key, by meaning, or by a sense that the dictionary has."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from align.lattice.candidates import gather
from align.lattice.features import make_pair
from align.lattice.features.near import MARGIN
from align.lattice.features.wording import NAMES, wording_columns
from align.reading.packing import pack
from align.reading.sides import no_marks, read_side
from align.reading.similarity import _FEW_FORMS, _USUAL_CROWD, WordSimilarity, _crowds, _Vectors
from corpora.language.encoders import load_encoder
from corpora.language.lexicon import load_lexicon
from corpora.language.words import WordReader

CHINESE = ["她没有说话。", "士兵停住了脚步。", "孩子们都很高兴。", "𠮷先生买了一座房子。"]
ENGLISH = [
    "She said nothing.",
    "The troops halted.",
    "The kids were all delighted.",
    "Mr Ji purchased a dwelling.",
]


def side(texts, *, chinese):
    return read_side(
        texts, chinese=chinese, marks=no_marks(len(texts)),
        reader=WordReader(load_lexicon()), encoder=None,
    )  # fmt: skip


@pytest.fixture(scope="module")
def encoder():
    return load_encoder("use")


def alike(z, e, encoder, one, other):
    """How alike the words ``one`` and ``other`` are where they stand."""
    words = WordSimilarity(z, e, encoder)
    rows = [word.form for line in z.words for word in line]
    columns = [word.form for line in e.words for word in line]
    table = words.between(0, len(z), 0, len(e))
    assert table.shape == (len(rows), len(columns))
    return table[rows.index(one), columns.index(other)]


@pytest.mark.parametrize(
    ("one", "right", "wrong"),
    [("高兴", "delighted", "halted"), ("房子", "dwelling", "delighted")],
)
def test_a_word_is_like_what_its_senses_are_like(encoder, one, right, wrong):
    z, e = side(CHINESE, chinese=True), side(ENGLISH, chinese=False)
    assert alike(z, e, encoder, one, right) > 0.3
    assert alike(z, e, encoder, one, wrong) < 0.1


def test_without_an_encoder_only_keys_count(encoder):
    z, e = side(["他很高兴。"], chinese=True), side(["Happy and delighted."], chinese=False)
    assert alike(z, e, None, "高兴", "happy") == 1
    assert alike(z, e, None, "高兴", "delighted") == 0
    assert alike(z, e, encoder, "高兴", "happy") == 1


def test_two_chinese_texts_are_compared_without_english_senses(encoder):
    z, e = side(CHINESE, chinese=True), side(CHINESE[:2], chinese=True)
    assert alike(z, e, encoder, "脚步", "脚步") == 1
    assert WordSimilarity(z, e, encoder)._by_sense is None


@pytest.mark.parametrize("texts", [[], ["。"], ["……"]])
def test_texts_without_words_have_empty_tables(encoder, texts):
    z, e = side(texts, chinese=True), side(ENGLISH, chinese=False)
    assert WordSimilarity(z, e, encoder).between(0, len(z), 0, len(e)).shape[0] == 0
    e, z = side(texts, chinese=False), side(CHINESE, chinese=True)
    assert WordSimilarity(z, e, encoder).between(0, len(z), 0, len(e)).shape[1] == 0


def test_the_crowd_is_the_mean_of_the_nearest():
    rng = np.random.default_rng(3)
    rows = [pack(rng.normal(size=(n, 8)).astype(np.float32)) for n in (30, 400)]
    one, other = (_Vectors(packed, np.zeros(8, np.float32)) for packed in rows)
    cosines = one.of(np.arange(30)) @ other.of(np.arange(400)).T
    # Five of a sample of 512, so four of these 400.
    nearest = np.sort(cosines, axis=1)[:, -4:].mean(axis=1)
    trust = 400 / (400 + _FEW_FORMS)
    expected = trust * nearest + (1 - trust) * _USUAL_CROWD
    assert np.allclose(_crowds(one, other), expected, atol=1e-5)


def test_the_order_of_forms_does_not_matter(encoder):
    z, e = side(CHINESE, chinese=True), side(ENGLISH, chinese=False)
    turned = [replace(one, idf=dict(reversed(one.idf.items()))) for one in (z, e)]
    table = WordSimilarity(z, e, encoder).between(0, 4, 0, 4)
    assert np.array_equal(table, WordSimilarity(*turned, encoder).between(0, 4, 0, 4))


def test_what_the_words_of_a_lonely_segment_find_near_their_place(encoder):
    z, e = side(CHINESE * 3, chinese=True), side(ENGLISH * 3, chinese=False)
    pair, words = make_pair(z, e, encoder=None, ratio=3.0), WordSimilarity(z, e, encoder)
    spans = [(5, 6, 5, 5), (6, 6, 4, 5), (5, 6, 5, 6)]
    candidates = gather(np.array(spans))
    columns = wording_columns(candidates, pair, words)
    assert list(columns) == list(NAMES)
    for index in range(len(candidates)):
        z0, z1 = int(candidates.z0[index]), int(candidates.z1[index])
        e0, e1 = int(candidates.e0[index]), int(candidates.e1[index])
        found = 0.0
        if e0 == e1:
            own = np.array([z.idf[word.form] for word in z.words[z0]])
            for near in range(max(0, e0 - MARGIN), min(len(e), e0 + MARGIN)):
                best = words.between(z0, z1, near, near + 1).max(axis=1, initial=0)
                found = max(found, float((own * best).sum()))
            assert columns["alone_z"][index] == pytest.approx(found / (own.sum() + 1), abs=1e-5)
        elif z0 == z1:
            own = np.array([e.idf[word.form] for word in e.words[e0]])
            for near in range(max(0, z0 - MARGIN), min(len(z), z0 + MARGIN)):
                best = words.between(near, near + 1, e0, e1).max(axis=0, initial=0)
                found = max(found, float((own * best).sum()))
            assert columns["alone_e"][index] == pytest.approx(found / (own.sum() + 1), abs=1e-5)
        assert columns["alone_found"][index] == pytest.approx(found / 10, abs=1e-5)
