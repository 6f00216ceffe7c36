"""Traditional and simplified characters: OpenCC, in one place and loaded when first wanted."""

from __future__ import annotations

from functools import cache
from typing import Literal, Protocol

Direction = Literal["t2s", "s2t"]


class _Converter(Protocol):
    """What we use of OpenCC (it has no type hints of its own)."""

    def convert(self, text: str) -> str: ...


@cache
def _converter(direction: Direction) -> _Converter:
    import opencc

    converter: _Converter = opencc.OpenCC(direction)
    return converter


def convert(text: str, direction: Direction = "t2s") -> str:
    """A text in the other characters; phrases may change their length.

    >>> convert("頭髮乾了，乾隆年間")
    '头发干了，乾隆年间'
    >>> convert("发展", "s2t")
    '發展'
    """
    return text if text.isascii() else _converter(direction).convert(text)


def convert_in_place(text: str, direction: Direction = "t2s") -> str:
    """The same, of the same length, so that offsets stay true.

    Where OpenCC's phrases would change the length, characters are converted one by one.
    """
    converted = convert(text, direction)
    if len(converted) == len(text):
        return converted
    return "".join(
        new if len(new := convert(character, direction)) == 1 else character for character in text
    )
