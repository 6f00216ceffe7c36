"""Edits are counted as sacreBLEU counts them, whatever the texts."""

from __future__ import annotations

import random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sacrebleu.metrics.lib_ter import translation_edit_rate

from quality.score.shifting import count_edits

pytestmark = pytest.mark.slow

words = st.lists(st.sampled_from("abcd𠮷。"), max_size=14)


@given(words, words)
@example([], [])
@example([], ["a"])
@example(["a"], [])
def test_short_texts(hypothesis: list[str], reference: list[str]) -> None:
    assert count_edits(hypothesis, reference) == translation_edit_rate(hypothesis, reference)[0]


def moved_phrases(rng: random.Random, size: int, vocabulary: int, moves: int) -> tuple[
    list[str], list[str]
]:  # fmt: skip
    """A text of numbers, and the same with phrases moved and some words replaced."""
    text = [str(rng.randrange(vocabulary)) for _ in range(size)]
    other = list(text)
    for _ in range(moves):
        start, target = rng.randrange(size), rng.randrange(size)
        length = rng.randrange(1, 14)
        phrase, rest = other[start : start + length], other[:start] + other[start + length :]
        other = rest[:target] + phrase + rest[target:]
        other[rng.randrange(size)] = "new"
    return text, other


@pytest.mark.parametrize(
    ("size", "vocabulary", "moves"),
    [
        pytest.param(20, 30, 2, id="a sentence"),
        pytest.param(90, 60, 4, id="longer than the beam is wide"),
        pytest.param(70, 3, 3, id="more shifts than are tried"),
        pytest.param(130, 400, 2, id="phrases that moved too far"),
    ],
)
def test_phrases_that_moved(size: int, vocabulary: int, moves: int) -> None:
    rng = random.Random(size)
    for _ in range(3):
        one, other = moved_phrases(rng, size, vocabulary, moves)
        assert count_edits(one, other) == translation_edit_rate(one, other)[0]


@pytest.mark.parametrize("lengths", [(1, 120), (120, 1), (3, 80), (60, 20)])
def test_texts_of_very_different_lengths(lengths: tuple[int, int]) -> None:
    rng = random.Random(5)
    one, other = ([str(rng.randrange(9)) for _ in range(length)] for length in lengths)
    assert count_edits(one, other) == translation_edit_rate(one, other)[0]
