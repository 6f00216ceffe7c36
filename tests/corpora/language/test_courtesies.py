"""What is said to be polite, for the pairing and the checks alike."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpora.language.courtesies import has_thanks, is_courtesy, is_thanks

CASES = Path(__file__).resolve().parents[2] / "cases" / "courtesies.jsonl"
ROWS = [json.loads(line) for line in CASES.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['language']}: {row['comment']}")
def test_courtesies(row: dict) -> None:
    text, language, expected = row["input"], row["language"], row["expected"]
    assert is_thanks(text, language) is (expected == "thanks")
    assert is_courtesy(text, language) is (expected != "")


def test_thanks_inside_a_sentence_are_heard() -> None:
    assert has_thanks("We appreciate the 感谢 of all.", "en")
    assert not has_thanks("We appreciate it.", "zh-Hans")
    assert has_thanks("我谢过他了。", "zh-Hant")


def test_hostile_lengths_take_no_time() -> None:
    assert not is_courtesy("thank you " * 5_000 + "x", "en")
    assert not is_courtesy("谢谢" * 50_000 + "桥", "zh-Hans")
