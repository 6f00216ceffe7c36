"""One definition of a Chinese character, and no other beside it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from corpora.language.han import count_han, han_share, has_han, is_han

ROOT = Path(__file__).parents[3]
# Ends of the ranges by which Chinese characters are told from others.
_RANGE = re.compile(
    r"\\u(?:3400|4e00|9fff|9fa5|f900)|\\U000[23]|0x(?:4E00|9FFF|9FA[56])|㐀|一-[龥鿿]",
    re.IGNORECASE,
)
# What else may name them: the encoder's list of what its tokenizer holds plain.
_ELSEWHERE = ("corpora/language/encoders/",)


@pytest.mark.parametrize("character", list("一鿿㐀䶿𠀀𠮷𪚥\U000323af\U0002f800豈〇"))
def test_chinese(character: str) -> None:
    assert is_han(character)
    assert has_han(f"a{character}.")
    assert count_han(character * 3) == 3
    assert han_share(character) == 1.0


@pytest.mark.parametrize("character", [*"aé1，。「々〆かカ한䷀⼀㈠１Ａ\u3000", ""])
def test_not_chinese(character: str) -> None:
    assert not has_han(character)
    assert count_han(character) == 0


def test_no_second_definition() -> None:
    others = [
        str(path.relative_to(ROOT))
        for package in ("corpora", "align", "glossary", "quality", "review", "scripts")
        for path in (ROOT / package).rglob("*.py")
        if _RANGE.search(path.read_text(encoding="utf-8"))
    ]
    kept = [path for path in others if not path.startswith(_ELSEWHERE)]
    assert kept == ["corpora/language/han.py"]
