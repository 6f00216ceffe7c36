"""Forms of a word share a stem, words made from it do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora.language.stems import american, lemma, stem
from corpora.language.wordlists import word_groups, word_lines


@pytest.mark.parametrize(
    "forms",
    [
        "make makes made making", "plan plans planned planning", "create creates created creating",
        "travel travels travelled traveled travelling", "control controlled controlling",
        "sell sells sold selling", "agree agreed agreeing", "free freed freeing", "age aged aging",
        "study studies studied studying", "size sizes sized sizing", "virus viruses",
        "finance financed financing", "change changes changing", "bring brought bringing",
        "develop developed developing", "require required requiring", "offer offered offering",
        "analysis analyses", "process processes processed processing", "handle handled handling",
    ],
)  # fmt: skip
def test_forms(forms: str) -> None:
    assert {stem(form) for form in forms.split()} == {forms.split()[0]}


@pytest.mark.parametrize(
    "two", ["plan plane", "care car", "new news", "bus bush", "us use", "thing think", "hop hope"]
)
def test_other_words(two: str) -> None:
    one, other = two.split()
    assert stem(one) != stem(other)


@given(st.text(alphabet="abcdeghilnorstuvyz'’é", max_size=14))
def test_case_makes_no_difference(word: str) -> None:
    assert stem(word) == stem(word.lower())
    assert lemma(word) == lemma(lemma(word)) or word.endswith("s")


def test_lists_hold_what_they_say() -> None:
    for american_form, *others in word_lines("spelling")["spellings"]:
        for other in others:
            assert american(other) == american_form
    for group in ("verbs", "nouns"):
        for base, *_ in word_lines("irregular")[group]:
            assert stem(base) == base
    assert "〇" not in word_groups("people")["surnames"]
