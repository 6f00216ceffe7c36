"""Documents in text-based formats: cases as data."""

from __future__ import annotations

import pytest
from case_files import cases

from corpora.errors import InputError
from corpora.reading.document import read_document


@pytest.mark.parametrize("case", cases("documents"))
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
