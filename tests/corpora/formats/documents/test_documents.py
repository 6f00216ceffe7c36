"""Documents in text-based formats: cases as data."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpora.errors import InputError
from corpora.reading.document import read_document

CASES = Path(__file__).parents[3] / "cases" / "documents.jsonl"


def cases() -> list[dict]:
    return [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["comment"])
def test_the_text_is_read_and_nothing_else(case):
    name, text = case["input"]["name"], case["input"]["text"]
    expected = case["expected"]
    if "error" in expected:
        with pytest.raises(InputError) as caught:
            read_document(name, data=text.encode())
        assert caught.value.problem == expected["error"]
        assert caught.value.hint
        return
    document = read_document(name, data=text.encode())
    found = [document.text[part.start : part.end] for part in document.paragraphs]
    assert found == expected["paragraphs"]
    kinds = [part.kind for part in document.paragraphs]
    assert kinds == expected.get("kinds", ["body"] * len(kinds))
    assert list(document.notes) == expected.get("notes", [])
