"""What speaks for a term and for a rendering, looked at by itself."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora.language.english import lemma, tokenize
from glossary.links.phrases import FACTS, Phrases, read_usage
from glossary.links.renderings import COLUMN, PairSums, describe_pairs, no_pairs
from glossary.links.runs import MAX_WORDS, Runs, in_run
from glossary.links.wordlinks import Prior
from glossary.terms.rivals import claimed, describe_rivals, find_claims, nested_terms


def facts_of(text: str, stretch: str) -> dict[str, float]:
    tokens = tokenize(text)
    start = text.index(stretch)
    first = next(i for i, token in enumerate(tokens) if token.start == start)
    last = next(i for i, token in enumerate(tokens) if token.end == start + len(stretch)) + 1
    row = Phrases(tokens, read_usage([tokens])).facts(np.array([first]), np.array([last]))[0]
    return dict(zip(FACTS, row.tolist(), strict=True))


@pytest.mark.parametrize(
    ("text", "stretch", "fact", "value"),
    [
        ("after consulting the Exchange Fund Advisory Committee", "consulting the Exchange Fund "
         "Advisory Committee", "odd_start", 1.0),
        ("after consulting the Exchange Fund Advisory Committee", "Exchange Fund Advisory "
         "Committee", "odd_start", 0.0),
        ("after consulting the Exchange Fund Advisory Committee", "Exchange Fund", "name_cut", 1.0),
        ("the Swiss Federal Department of Finance said", "Swiss Federal Department",
         "name_cut", 0.5),
        ("loan impairment charge decreased sharply", "loan impairment charge decreased",
         "participle_end", 1.0),
        ("a certificate of indebtedness", "certificate", "cut_before_of", 1.0),
        ("currency board and currency board", "currency", "bound_cut", 1.0),
        ("specialized, refined and innovative firms", "specialized, refined and innovative",
         "inner_marks", 0.0),
        ("specialized, refined firms", "specialized, refined", "inner_marks", 1.0),
        ("low-carbon growth", "carbon", "half_cut", 1.0),
        ("to assess the risks", "assess the risks", "verb_start", 1.0),
        ("the Assess Group", "Assess Group", "verb_start", 0.0),
        ("bank lending rose", "lending", "verb_start", 0.0),
        ("market consensus predicts growth", "consensus predicts", "inner_verbs", 1.0),
        ("global financial regulatory reform", "global financial regulatory",
         "modifier_end", 1.0),
        ("total capital", "total capital", "modifier_end", 0.0),
        ("we announced new initiatives", "new initiatives", "general_start", 0.5),
        ("we announced new initiatives", "new initiatives", "general_words", 1.0),
        ("the New Development Bank", "New Development Bank", "general_words", 0.0),
        ("assess the risk level", "risk level", "general_end", 0.5),
        ("various bonds, and bonds, and a bond", "various bonds", "first_extra", 1 - 1 / 3),
        ("bond rose and a bond fell", "bond rose", "last_extra", 0.5),
        ("income and expenditure account; income and expenditure accounts",
         "expenditure account", "grows_before", 0.5),
        ("clearing bank and clearing banks", "clearing", "grows_after", 0.5),
        ("a loan, any loan", "a loan", "log_repeats", 0.0),
    ],
)  # fmt: skip
def test_what_a_stretch_looks_like(text: str, stretch: str, fact: str, value: float) -> None:
    assert facts_of(text, stretch)[fact] == pytest.approx(value)


def test_one_token_and_no_token() -> None:
    assert facts_of("SMEs", "SMEs")["content_words"] == 1.0
    nothing = np.zeros(0, np.int64)
    assert Phrases(tokenize("𠮷"), read_usage([])).facts(nothing, nothing).shape == (0, len(FACTS))


WORDS = st.lists(
    st.sampled_from(["bank", "Banks", "loan", "of", "2.0", "-", ",", "𠮷"]), max_size=12
)


@given(st.lists(WORDS, max_size=4), WORDS, st.integers(0, 12), st.integers(0, 12))
def test_runs_are_counted_as_by_hand(
    texts: list[list[str]], own: list[str], first: int, last: int
) -> None:
    tokens = [tokenize(" ".join(words)) for words in texts]
    told = [[lemma(token.text) for token in text if in_run(token)] for text in tokens]
    asked = [lemma(token.text) for token in tokenize(" ".join(own)) if in_run(token)]
    first, last = min(first, len(asked)), min(last, len(asked))
    run = asked[first:last]
    by_hand = sum(
        text[at : at + len(run)] == run for text in told for at in range(len(text)) if run
    )
    counts = Runs(tokens).of(asked).count(np.array([first]), np.array([last]))
    assert counts.tolist() == [by_hand if len(run) <= MAX_WORDS else 0]


@pytest.mark.parametrize(
    ("term", "key", "literals"),
    [
        ("监管沙盒2.0", "supervisory sandbox 2.0", 0),
        ("监管沙盒", "supervisory sandbox 2.0", 1),
        ("CMU系统", "central clearing system", 1),
        ("CMU系统", "cmu system", 0),
        ("二十国集团", "group of 20", 0),
        ("G20峰会", "g 20 summit", 0),
    ],
)
def test_letters_and_numbers_belong_to_both_sides(term: str, key: str, literals: int) -> None:
    pairs = pairs_of([(0, key)])
    counts = np.ones(1, np.int64)
    table = describe_pairs(
        replace(pairs, sums=np.zeros((1, no_pairs().sums.shape[1]), np.float32)),
        counts,
        [term],
        prior=Prior(None, None),
        spread={},
    )
    assert table.features[0, COLUMN["literals"]] == literals


def pairs_of(rows: list[tuple[int, str]]) -> PairSums:
    term = np.array([term for term, _ in rows], np.int64)
    return replace(no_pairs(), term=term, keys=tuple(key for _, key in rows))


def test_an_inner_candidate_claims_its_english() -> None:
    terms = ["金融稳定", "金融稳定理事会", "香港"]
    pairs = pairs_of(
        [(0, "financial stability"), (1, "financial stability"), (1, "fsb"), (2, "fsb")]
    )
    probabilities = np.array([0.95, 0.6, 0.4, 1.0], np.float32)
    nested = nested_terms(terms)
    assert [part.tolist() for part in nested] == [[1], [0]]
    claims = find_claims(pairs, probabilities, nested)
    # 香港 stands in neither, so that it takes nothing from them.
    np.testing.assert_allclose(claims, [[0, 0.6], [0.95, 0], [0, 0], [0, 0]], rtol=1e-6)
    lost = claimed(probabilities, claims)
    assert lost[1] > 0
    assert lost[[0, 2, 3]].tolist() == [0.0, 0.0, 0.0]
    columns = describe_rivals(3, claims, np.array([0, 1, 3]), nested)
    np.testing.assert_allclose(columns[:, 0], [0, 0.95, 0], rtol=1e-6)


def test_no_rivals_without_candidates_or_renderings() -> None:
    nothing = np.zeros(0, np.float32)
    assert find_claims(no_pairs(), nothing, nested_terms([])).shape == (0, 2)
    alone = find_claims(no_pairs(), nothing, nested_terms(["银行", "银行体系"]))
    assert claimed(nothing, alone).shape == (0,)
