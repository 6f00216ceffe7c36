"""Files whose trees would not fit are refused before one is built."""

from __future__ import annotations

import pytest

from corpora.errors import InputError
from corpora.formats.documents import html, markdown, tex, xml_text
from corpora.reading.document import read_document

FILES = {
    "a.html": (html, "MOST_TAGS", "<p>a</p>" * 60),
    "a.xml": (xml_text, "MOST_TAGS", f"<text>{'<p>a</p>' * 60}</text>"),
    "a.md": (markdown, "_MOST_MARKS", "- a\n" * 120),
    "a.tex": (tex, "_MOST_COMMANDS", "\\emph{a} " * 60),
}


@pytest.mark.parametrize("name", FILES)
def test_too_many_tags_or_marks(monkeypatch, name):
    module, limit, text = FILES[name]
    assert read_document(name, data=text.encode()).segments
    monkeypatch.setattr(module, limit, 100)
    with pytest.raises(InputError, match=r"holds 1\d\d|holds 2\d\d") as caught:
        read_document(name, data=text.encode())
    assert caught.value.hint
