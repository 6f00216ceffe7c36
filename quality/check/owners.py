"""Whose an organisation is, and who heads it: what stands beside its name in a Chinese text."""

from __future__ import annotations

from functools import cache

from corpora.language.chinese import load_segmenter
from corpora.language.scripts import simplify
from corpora.language.wordlists import word_groups

# What stands before an organisation that has it: a place, unless it is the country itself.
_OURS = ("中国", "我国", "国家", "全国", "中央", "共和国")
_ENDS_OF_PLACES = tuple("省市县区州盟旗国")
_LONGEST_PLACE = 5


def has_owner(source: str, start: int) -> bool:
    """Whether a province or another country stands before a name: 美国商务部, 广东海警局."""
    before = simplify(source[max(start - _LONGEST_PLACE, 0) : start])
    if before.endswith(_OURS):
        return False
    tag = load_segmenter().tag
    return before.endswith(_ENDS_OF_PLACES) or any(
        tag(before[-size:]) == "ns" for size in range(2, len(before) + 1)
    )


def has_head(source: str, end: int) -> bool:
    """Whether an office follows a name: of 商务部部长 English makes the Minister of Commerce."""
    return source.startswith(_titles(), end)


@cache
def _titles() -> tuple[str, ...]:
    return tuple(sorted(word_groups("people")["titles"]))
