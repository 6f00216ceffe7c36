"""Cutting running text into sentences as a CAT tool's user would; one file per language."""

from __future__ import annotations

from collections.abc import Callable

from corpora.segment import en, zh
from corpora.units import Span

# A language is found by its tag, else by the tag's first part.
SEGMENTERS: dict[str, Callable[..., list[Span]]] = {"zh": zh.segment, "en": en.segment}


def segment(text: str, language: str, *, semicolons: bool = False) -> list[Span]:
    """The sentences of one paragraph.

    Args:
        text: running text; a line break in it is white space.
        language: BCP 47; a language without rules of its own is cut as English.
        semicolons: whether ``；`` and ``;`` end a segment too.

    Returns:
        Half-open spans in order, without outer white space; every visible character is in one.

    >>> [("她来了。他走了！"[a:b]) for a, b in segment("她来了。他走了！", "zh-Hans")]
    ['她来了。', '他走了！']
    """
    segmenter = SEGMENTERS.get(language) or SEGMENTERS.get(language.split("-")[0], en.segment)
    return segmenter(text, semicolons=semicolons)
