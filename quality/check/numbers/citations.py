"""Numbers that are not compared: those of terms, and of articles cited in words elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpora.numbers import Quantity, find_quantities
from corpora.units import Bitext
from quality.check.context import TermRule

_Sides = tuple[Sequence[Quantity], Sequence[Quantity]]

_ENGLISH_CITATION = re.compile(
    r"\b(?:Art(?:icle|\.)?|Section|Paragraph|Sub-?paragraph|Subsection|Item|Clause|Chapter|Rule"
    r"|Regulation)s?\s(?:[\w.()-]{1,12}(?:,|\sand|\sor|\sto|,\sand)\s){0,6}$",
    re.IGNORECASE,
)
_CHINESE_CITATION = re.compile(r"[条條项項款章节節]")
# 前條, 同條第二項, 前三項; the preceding Article, this paragraph, the preceding two paragraphs.
_CHINESE_RELATIVE = re.compile(
    r"[前本同該该上次後后][一二兩两三四五六七八九十]{0,2}[条條项項款章節节]|前述|上[開开述]|至第"
)
_ENGLISH_RELATIVE = re.compile(
    r"\b(?:preceding|foregoing|aforesaid|aforementioned|previous|same|above|said|this|that|these"
    r"|following|next)\s(?:\w+\s){0,2}?(?:article|section|(?:sub-?)?paragraph|subsection|item|clause"
    r"|chapter|provision)s?\b",
    re.IGNORECASE,
)
_REACH = 70


def is_cited_otherwise(quantity: Quantity, own: str, other: str) -> bool:
    """Whether a number of ``own`` cites an article that ``other`` names by its place.

    依前條規定 may become *under Article 17*, and 第一項及第二項 *the preceding two paragraphs*.
    """
    after = own[quantity.end : quantity.end + 3].lstrip()
    if quantity.text.startswith("第") and _CHINESE_CITATION.match(after):
        return _ENGLISH_RELATIVE.search(other) is not None
    before = own[max(0, quantity.start - _REACH) : quantity.start]
    if _ENGLISH_CITATION.search(before):
        return _CHINESE_RELATIVE.search(other) is not None
    return False


def outside_terms(
    bitext: Bitext,
    terms: Sequence[TermRule],
    source: Sequence[Sequence[Quantity]],
    target: Sequence[Sequence[Quantity]],
) -> Iterator[_Sides]:
    """Each unit's quantities without those inside a term that is rendered as it should be."""
    rules = [rule for rule in terms if _has_number(rule, bitext)]
    for unit, ours, theirs in zip(bitext.units, source, target, strict=True):
        kept: _Sides = ours, theirs
        for rule in rules if ours or theirs else ():
            places = _places(rule.source, unit.source)
            renderings = [place for one in rule.targets for place in _places(one, unit.target)]
            if places and renderings:
                kept = _outside(kept[0], places), _outside(kept[1], renderings)
        yield kept


def _has_number(rule: TermRule, bitext: Bitext) -> bool:
    return bool(find_quantities(rule.source, bitext.source_language)) or any(
        find_quantities(one, bitext.target_language) for one in rule.targets
    )


def _places(wording: str, text: str) -> list[tuple[int, int]]:
    return [one.span() for one in re.finditer(re.escape(wording), text, re.IGNORECASE)]


def _outside(
    quantities: Sequence[Quantity], places: Sequence[tuple[int, int]]
) -> Sequence[Quantity]:
    return [
        one
        for one in quantities
        if not any(start <= one.start and one.end <= end for start, end in places)
    ]
