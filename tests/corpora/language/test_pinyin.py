"""Pinyin without tones, from tables that are kept, is what pypinyin says."""

from __future__ import annotations

import pytest
from pypinyin import Style, pinyin

from corpora.language.pinyin import syllables


@pytest.mark.parametrize(
    "text",
    [
        "曾",  # several readings
        "重庆",  # a word that settles them
        "吕女士在朝阳区",  # words among characters, one with two readings
        "银行行长单雄信",  # the longest word first
        "·vivo 乐天",  # what has no reading, at the start and between
        "章子怡 (Zhang)",
        "㐀𠮷",  # characters off the usual block
        "",
    ],
)
def test_it_is_what_pypinyin_says(text: str) -> None:
    expected = pinyin(text, style=Style.NORMAL, heteronym=True)
    assert syllables(text) == list(map(tuple, expected))


def test_it_is_the_same_where_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    from corpora.language import pinyin as tables

    monkeypatch.setenv("DUIZHAO_CACHE", "")
    tables._tables.cache_clear()
    assert syllables("重庆") == [("chong",), ("qing",)]
    tables._tables.cache_clear()
