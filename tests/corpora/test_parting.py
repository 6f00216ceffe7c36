"""One document in both languages: cases as data, and what parting must never do."""

from __future__ import annotations

import pytest
from case_files import cases
from hypothesis import given
from hypothesis import strategies as st

from corpora.errors import InputError
from corpora.formats.documents.draft import Block, draft_from_blocks
from corpora.reading.pair import read_pair
from corpora.reading.parting import part_languages
from corpora.units import Document


def paragraphs(document: Document) -> list[str]:
    return [document.text[part.start : part.end] for part in document.paragraphs]


@pytest.mark.parametrize("case", cases("bilingual"))
def test_a_document_is_parted_by_language(case, tmp_path):
    path = tmp_path / case["input"]["name"]
    path.write_text(case["input"]["text"], encoding="utf-8")
    if "error" in case["expected"]:
        with pytest.raises(InputError) as caught:
            read_pair(path)
        assert caught.value.problem == case["expected"]["error"]
        assert caught.value.hint
        return
    source, target = read_pair(path)
    assert paragraphs(source) == case["expected"]["source"]
    assert paragraphs(target) == case["expected"]["target"]
    assert any("both languages" in note for note in source.notes)


def test_the_same_file_twice_is_that_file_once_and_a_language_can_be_asked_for(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(
        "你好，朋友。\nHello, friend.\n再见，朋友。\nGoodbye, friend.\n", encoding="utf-8"
    )
    assert read_pair(path, path) == read_pair(path)
    source, target = read_pair(path, source_language="en")
    assert (source.language, target.language) == ("en", "zh-Hans")


def test_one_in_both_languages_beside_another_file_is_told(tmp_path):
    both, other = tmp_path / "a.txt", tmp_path / "b.txt"
    both.write_text("你好，朋友。\nHello, friend.\n再见。\nGoodbye, friend.\n", encoding="utf-8")
    other.write_text("Hello, friend.\nGoodbye, friend.\n", encoding="utf-8")
    for language in ("zh-Hans", None):
        with pytest.raises(InputError) as caught:
            read_pair(both, other, source_language=language)
        assert "give it alone" in caught.value.hint


LINES = st.lists(
    st.sampled_from(
        ["今天下雨。", "It rains today.", "12", "用 Go 写", "The word 雨 means rain.", "——"]
    ),
    min_size=1,
    max_size=30,
)


@given(LINES)
def test_nothing_is_lost_or_said_twice(lines):
    draft = draft_from_blocks(Block(text=line) for line in lines)
    try:
        parted = part_languages(draft, "a.txt")
    except InputError:
        return
    found = [piece.block.text for piece in (*parted.chinese, *parted.english)]
    assert sorted("".join(found).replace(" ", "")) == sorted("".join(lines).replace(" ", ""))
