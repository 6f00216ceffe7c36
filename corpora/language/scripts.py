"""Traditional and simplified characters, full and half width: one text however it is typed.

OpenCC is used here and nowhere else, loaded when first wanted. Everything keeps the length of
the text, so that positions are positions in the text as it was written.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, Protocol

from corpora.language.han import BASIC_BLOCK

Direction = Literal["t2s", "s2t"]

_SURROGATE = re.compile("[\ud800-\udfff]")
# Full-width letters and digits become the ones a dictionary knows; punctuation stays Chinese.
_HALF_WIDTH = {
    code: code - 0xFEE0
    for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}
_HALF_WIDTH |= {0xFF05: 0x25, 0x300C: 0x201C, 0x300D: 0x201D, 0x300E: 0x201C, 0x300F: 0x201D}
_HALF_WIDTH |= {0x28: 0xFF08, 0x29: 0xFF09, 0x2C: 0xFF0C, 0x3B: 0xFF1B, 0x3A: 0xFF1A}


class _Converter(Protocol):
    """What we use of OpenCC (it has no type hints of its own)."""

    def convert(self, text: str) -> str: ...


@cache
def _converter(direction: Direction) -> _Converter:
    import opencc

    converter: _Converter = opencc.OpenCC(direction)
    return converter


def convert(text: str, direction: Direction = "t2s") -> str:
    """A text in the other characters, of the same length; the very same where nothing changes.

    Where phrases of OpenCC's change the length, characters are converted one by one. A lone
    surrogate, which is no character, becomes U+FFFD.

    >>> convert("頭髮乾了，乾隆年間")
    '头发干了，乾隆年间'
    >>> convert("发展", "s2t")
    '發展'
    """
    if text.isascii():
        return text
    try:
        converted = _converter(direction).convert(text)
    except UnicodeEncodeError:
        return convert(_SURROGATE.sub("\ufffd", text), direction)
    if len(converted) != len(text):
        converted = "".join(
            new if len(new := convert(character, direction)) == 1 else character
            for character in text
        )
    return text if converted == text else converted


@cache
def simplified_characters() -> dict[str, str]:
    """The characters of the basic block that have another form in Simplified, with that form.

    >>> simplified_characters()["髮"], "人" in simplified_characters()
    ('发', False)
    """
    block = "".join(map(chr, BASIC_BLOCK))
    # Each stands alone: what OpenCC knows of words is not wanted.
    simple = _converter("t2s").convert("\n".join(block)).split("\n")
    return {old: new for old, new in zip(block, simple, strict=True) if new != old}


def mixed_characters(text: str, language: str) -> str:
    """The characters of a Chinese text that only the other script has, each once, in order.

    >>> mixed_characters("把文件放进存放庫，恢復默认值", "zh-Hans")
    '庫復'
    """
    own = "big5hkscs" if language == "zh-Hant" else "gb2312"
    if text.isascii() or _is_in(text, own):
        return ""
    # Most texts fit whole: the others alone are looked at one by one.
    found = dict.fromkeys(char for char in text if not _is_in(char, own))
    direction: Direction = "s2t" if language == "zh-Hant" else "t2s"
    return "".join(char for char in found if convert(char, direction) != char)


def _is_in(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def simplify(text: str) -> str:
    """A text in simplified characters and half-width letters, of the same length.

    Quotation marks become “ ”, ASCII brackets and commas become full-width, so that one term
    written in two ways is found as one.

    >>> simplify("「雙千兆」網絡，５Ｇ")
    '“双千兆”网络，5G'
    """
    return convert(text.translate(_HALF_WIDTH))


def unquoted(text: str) -> str:
    """A simplified term without the quotation marks around the whole of it.

    >>> unquoted("“双千兆”"), unquoted("“小巨人”企业")
    ('双千兆', '“小巨人”企业')
    """
    inner = text[1:-1]
    if text[:1] == "“" and text[-1:] == "”" and "“" not in inner and inner:
        return inner
    return text
