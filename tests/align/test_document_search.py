"""Finding the translation of a document among others: candidates, comparison, who gets whom."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from made_texts import made_text, written

from align.documents import comparing
from align.documents.candidates import Pool, _blocks, by_keys, find_candidates
from align.documents.comparing import load_pair_model
from align.documents.matching import SURE, match_best_first, settle
from align.documents.searching import Searched, search
from align.documents.sketch import Sketch, dump_sketch, load_sketch, sketch
from align.documents.versions import find_versions, same_texts
from corpora.language.tools import load_tools
from corpora.language.words import WordReader
from corpora.reading.document import document_from_text


def sketches(numbers: range, side: int, encoder: str = "none") -> list[Sketch]:
    tools = load_tools(encoder)
    reader = WordReader(tools.lexicon)
    texts = [written(made_text(number), side) for number in numbers]
    return [sketch(document_from_text(text, name="x"), tools, reader) for text in texts]


def matched(searched: Searched, encoder: str = "none") -> dict[int, int]:
    model = load_pair_model(encoder)
    scores = model.pair.score(searched.features)
    sizes = searched.pairs.max(axis=0) + 1
    groups = (list(range(sizes[0])), list(range(sizes[1])))
    found = match_best_first(searched.pairs, scores, groups, model)
    return {one.z: one.e for one in found if one.confidence >= SURE}


@pytest.mark.parametrize("encoder", ["none", "use"])
def test_translations_are_found_among_like_texts(encoder: str) -> None:
    searched = search(sketches(range(30), 0, encoder), sketches(range(30), 1, encoder))
    found = matched(searched, encoder)
    assert sum(z == e for z, e in found.items()) >= 24
    assert all(z == e for z, e in found.items())


def test_a_document_without_a_partner_stays_alone() -> None:
    found = matched(search(sketches(range(12), 0), sketches(range(4, 16), 1)))
    assert all(z == e + 4 for z, e in found.items())
    assert len(found) >= 5


def test_a_sketch_is_the_same_after_the_disk() -> None:
    (one,) = sketches(range(1), 0, "use")
    again = load_sketch(dump_sketch(one))
    assert dump_sketch(again) == dump_sketch(one)
    assert again.language == "zh-Hans"
    assert np.array_equal(again.vectors[:], one.vectors[:])


def test_keys_of_many_documents_are_counted_as_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparing, "_LOOSE_KEYS", 50)
    chance = np.random.default_rng(2)
    documents = [np.unique(chance.integers(0, 400, 30)).astype(np.uint32) for _ in range(60)]
    one_by_one = Counter(key for keys in documents for key in keys.tolist())
    seen = comparing._Seen()
    for keys in documents:
        seen.add(keys)
    found = dict(zip(*(array.tolist() for array in seen.recurring()), strict=True))
    assert found == {key: count for key, count in one_by_one.items() if count > 1}


def test_pairs_that_shall_not_be_are_not_looked_at() -> None:
    searched = search(sketches(range(5), 0), sketches(range(5), 1), without={(2, 2)})
    assert (2, 2) not in set(map(tuple, searched.pairs.tolist()))
    assert (1, 1) in set(map(tuple, searched.pairs.tolist()))


def test_blocks_hold_a_bounded_number_and_everybody() -> None:
    chance = np.random.default_rng(3)
    z, e = (chance.standard_normal((6_000, 16)).astype(np.float32) for _ in range(2))
    blocks = _blocks(z, e)
    assert all(len(rows) + len(columns) <= 4_096 for rows, columns in blocks)
    assert set(np.concatenate([rows for rows, _ in blocks])) == set(range(6_000))
    assert set(np.concatenate([columns for _, columns in blocks])) == set(range(6_000))


def test_documents_that_all_lie_at_one_point_are_halved_too() -> None:
    same = np.ones((5_000, 4), np.float32)
    blocks = _blocks(same, same)
    assert all(len(rows) + len(columns) <= 4_096 for rows, columns in blocks)
    assert set(np.concatenate([rows for rows, _ in blocks])) == set(range(5_000))


def test_many_documents_without_vectors_are_found_by_their_keys() -> None:
    keys = [np.array([number], np.uint32) for number in range(5_000)]
    pool = Pool(keys=keys, vectors=np.zeros((5_000, 0), np.float32))
    assert [tuple(pair) for pair in find_candidates(pool, pool).tolist()] == [
        (number, number) for number in range(5_000)
    ]


def test_candidates_of_many_are_found_across_blocks() -> None:
    chance = np.random.default_rng(5)
    z = chance.standard_normal((5_000, 32)).astype(np.float32)
    z /= np.linalg.norm(z, axis=1, keepdims=True)
    e = z + 0.05 * chance.standard_normal(z.shape).astype(np.float32)
    nothing = [np.zeros(0, np.uint32)] * 5_000
    pairs = find_candidates(Pool(keys=nothing, vectors=z), Pool(keys=nothing, vectors=e))
    found = {(a, b) for a, b in pairs.tolist() if a == b}
    assert len(found) >= 0.99 * 5_000


def test_a_key_that_all_have_says_nothing() -> None:
    shared = np.array([1], np.uint32)
    z = Pool(keys=[np.array([1, 5], np.uint32)], vectors=np.zeros((1, 0), np.float32))
    e = Pool(
        keys=[*[shared] * 100, np.array([1, 5], np.uint32)],
        vectors=np.zeros((101, 0), np.float32),
    )
    assert by_keys(z, e).tolist() == [[0, 100]]


def test_best_first_is_one_to_one_and_versions_are_no_rivals() -> None:
    model = load_pair_model("use")
    pairs = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    scores = np.array([5.0, 4.8, 1.0, -3.0], np.float32)
    apart = match_best_first(pairs, scores, ([0, 1], [0, 1]), model)
    assert [(one.z, one.e) for one in apart] == [(0, 0), (1, 1)]
    versions = match_best_first(pairs, scores, ([0, 1], [0, 0]), model)
    assert versions[0].margin > apart[0].margin
    assert versions[0].confidence > apart[0].confidence


def test_an_alignment_settles_what_is_doubtful() -> None:
    model = load_pair_model("use")
    (one,) = match_best_first(np.array([[0, 0]]), np.array([-5.0], np.float32), ([0], [0]), model)
    assert settle(one, 0.98).confidence > one.confidence > settle(one, 0.5).confidence


def test_the_same_text_and_versions_of_one() -> None:
    assert same_texts(["a", "b", "a"]) == [0, 1, 0]
    first = np.arange(10, dtype=np.uint32)
    draft = np.concatenate([first[:7], np.arange(50, 53, dtype=np.uint32)])
    other = np.arange(100, 110, dtype=np.uint32)
    assert find_versions([first, other, draft]) == [0, 1, 0]
