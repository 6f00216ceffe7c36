"""English keys, Chinese words, and where a term may lie."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from functools import cache

import jieba
import pytest
from case_files import cases
from hypothesis import given, settings
from hypothesis import strategies as st

from corpora.language.chinese import Segmenter, _read_dictionary, load_segmenter
from corpora.language.english import is_abbreviation_of, rendering_key, tokenize
from corpora.language.scripts import simplify
from glossary.record.entries import entry_id, term_key
from glossary.terms.candidates import acceptable, find_candidates
from glossary.terms.categories import categorize


def candidates(text: str) -> set[str]:
    simple = simplify(text)
    words = load_segmenter().words(simple)
    return {simple[start:end] for start, end in find_candidates(simple, words)}


@pytest.mark.parametrize(("pair", "same"), cases("rendering_keys", "input", "expected"))
def test_renderings_that_are_one(pair: list[str], same: bool) -> None:
    assert (rendering_key(pair[0]) == rendering_key(pair[1])) is same


@pytest.mark.parametrize(("text", "expected"), cases("term_candidates", "input", "expected"))
def test_terms_are_candidates(text: str, expected: list[str]) -> None:
    assert set(expected) <= candidates(text)


@pytest.mark.parametrize(("text", "unwanted"), cases("no_term_candidates", "input", "expected"))
def test_fragments_are_none(text: str, unwanted: list[str]) -> None:
    assert not set(unwanted) & candidates(text)


@given(st.text(alphabet="中文专精特新，。《》“”「」（）的与及和 a5Ｇ𠮷……——", max_size=40))
def test_candidates_are_acceptable_slices(text: str) -> None:
    simple = simplify(text)
    assert len(simple) == len(text)
    for start, end in find_candidates(simple, load_segmenter().words(simple)):
        assert 0 <= start < end <= len(text)
        assert simple[start:end].strip()


@given(st.text(max_size=60))
def test_tokens_are_slices_in_order(text: str) -> None:
    at = 0
    for token in tokenize(text):
        assert token.start >= at
        assert text[token.start : token.end] == token.text
        assert not text[at : token.start].strip()
        at = token.end
    assert not text[at:].strip()


def test_unbalanced_brackets_are_no_term() -> None:
    assert not acceptable("首台（套")
    assert not acceptable("》规划")


def test_abbreviations() -> None:
    assert is_abbreviation_of("SMEs", "small and medium-sized enterprises")
    assert not is_abbreviation_of("SMEs", "new energy vehicles")
    assert not is_abbreviation_of("small", "small and medium-sized enterprises")


def test_one_concept_in_two_scripts_has_one_id() -> None:
    assert entry_id("專精特新") == entry_id("专精特新") == entry_id("「專精特新」")
    assert entry_id("专精特新") != entry_id("专精特新", "another sense")
    assert term_key("New Energy Vehicles") == term_key("new-energy vehicle")


@pytest.mark.parametrize(
    ("term", "rendering", "category"),
    [
        ("许若兰", "Xu Ruolan", "person"),
        ("许可证", "licence", ""),
        ("高质量发展", "High-quality Development", ""),
        ("《民法典》", "Civil Code", "document"),
        ("国际货币基金组织", "International Monetary Fund", "organisation"),
        ("组织", "organisations", ""),
        ("澜江", "Lanjiang", "place"),
        ("三年行动计划", "three-year action plan", ""),
    ],
)
def test_categories_want_evidence_from_both_sides(term: str, rendering: str, category: str) -> None:
    assert categorize(term, rendering) == category


def test_the_dictionary_is_read_as_jieba_reads_it() -> None:
    frequencies, total = jieba.Tokenizer.gen_pfdict(jieba.get_module_res("dict.txt"))
    parts, our_total = _read_dictionary()
    rows = [line.split(" ") for lines in parts.take() for line in lines[1:-1].split("\n")]
    assert our_total == total
    assert {word: int(frequency) for word, frequency, _ in rows} == frequencies
    assert ["经济", str(frequencies["经济"]), "n"] in rows


def test_words_are_learned_with_the_texts_that_hold_them() -> None:
    frequencies, _ = jieba.Tokenizer.gen_pfdict(jieba.get_module_res("dict.txt"))
    segmenter = Segmenter()
    text = "经济发展的质量"
    segmenter.words(text)
    stretches = {text[a:b] for a, b in itertools.combinations(range(len(text) + 1), 2)}
    learned = segmenter._tokenizer.FREQ
    assert {one: learned.get(one) for one in stretches} == {
        one: frequencies.get(one) for one in stretches
    }
    assert "大" not in learned
    assert segmenter.is_known("大")


# Spaces apart, so that the line ends and tabs among them stay.
_PIECES = (
    "中国人民 专精特新 揭榜 的 与 a 7 AI 4.5% ， 。 “ ” 张三丰 研究生命 起源 - \r\n \r \t 𠮷 Ａ"
).split(" ")
_SEGMENTERS = [
    pytest.param(load_segmenter, id="plain"),
    pytest.param(cache(lambda: Segmenter(["研究生命", "特新揭"])), id="with a user's words"),
]


@pytest.mark.parametrize("load", _SEGMENTERS)
@given(pieces=st.lists(st.sampled_from(_PIECES), max_size=12))
@settings(max_examples=40, deadline=None)
def test_words_lie_where_jieba_cuts_with_guessing_and_without(
    load: Callable[[], Segmenter], pieces: list[str]
) -> None:
    text, segmenter = "".join(pieces), load()
    found = segmenter.words(text)
    borders = {}
    edges = [0.0] * (len(text) + 1)
    for guess in (True, False):
        words = segmenter._tokenizer.cut(text, HMM=guess)
        borders[guess] = [0, *itertools.accumulate(map(len, words))]
        for border in borders[guess]:
            edges[border] += 1.0
    for start, end in itertools.pairwise(borders[True]):
        for size in {2, 3} & set(range(end - start)):
            for left in range(start, end - size + 1):
                if segmenter.is_known(text[left : left + size]):
                    edges[left] += 0.5
                    edges[left + size] += 0.5
    assert (list(found.starts), found.edges.tolist()) == (borders[True], edges)
