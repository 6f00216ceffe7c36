"""Blanks inside Chinese: cases as data."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpora.formats.documents.blanks import mend_blanks
from corpora.reading.document import read_document

CASES = Path(__file__).parents[3] / "cases" / "blanks.jsonl"


def cases() -> list[dict]:
    return [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["comment"])
def test_only_blanks_that_nobody_wrote_go(case):
    text, count, _ = mend_blanks(case["input"])
    assert (text, count) == (case["expected"]["text"], case["expected"]["blanks"])


def test_it_is_said():
    document = read_document("a.txt", data=cases()[0]["input"].encode())
    assert "6 blanks inside the Chinese words of a.txt were left out" in document.notes
