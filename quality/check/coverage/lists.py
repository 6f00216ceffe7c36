"""Numbered lists inside a unit: an item whose number the other side skips."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpora.units import Span
from quality.check.context import Context
from quality.findings import Draft
from quality.messages import say

# 一是 … 二是 …, 第一，… 第二，…, （一）…, 1. …
_CHINESE_ITEM = re.compile(
    r"(?:(?<=[。；，：、！？\s”])|^)(?:(?P<a>[一二三四五六七八九十]{1,2})(?:是|要|来)"
    r"|第(?P<b>[一二三四五六七八九十]{1,2})[，、,是]|其(?P<c>[一二三四五六七八九十])[，、是]"
    r"|[（(](?P<d>[一二三四五六七八九十]{1,2}|\d{1,2})[）)])"
)
_ENGLISH_ITEM = re.compile(
    r"(?:(?<=[.;:,!?]\s)|(?<=and\s)|^)(?:the\s)?(?P<a>first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)"
    r"(?:ly)?(?:,|\sis\b|\swas\b|\sone\b|:|\s(?=to\s))|[(](?P<b>\d{1,2})[)]|(?:(?<=[.;:]\s)|^)(?P<c>\d{1,2})[.)]\s(?=[A-Z])",
    re.IGNORECASE,
)
_NUMERALS = {char: value for value, char in enumerate("一二三四五六七八九", start=1)}
_ORDINALS = {
    word: value
    for value, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth".split(),
        start=1,
    )
}


def find_missing_items(context: Context, index: int) -> Iterator[Draft]:
    """Items of a numbered list whose number the other side skips: first, third."""
    unit = context.bitext.units[index]
    source_is_zh = context.zh_is_source
    ours = list_items(unit.source, chinese=source_is_zh)
    theirs = list_items(unit.target, chinese=not source_is_zh)
    if len(ours) < 2 or len(theirs) < 2:
        return
    if [number for number, _ in ours] != list(range(1, len(ours) + 1)):
        return
    # Both sides count; a number that only one of them reaches or skips is lost.
    found = {number for number, _ in theirs}
    for number, span in ours:
        if number not in found and (number < max(found) or len(found) == len(ours) - 1):
            yield Draft(
                rule="item missing",
                unit=index,
                said=say("omission.item missing", number=number, total=len(ours)),
                source_span=span,
            )


def list_items(text: str, *, chinese: bool) -> list[tuple[int, Span]]:
    """The numbered items of a text: number and span, the marker included."""
    pattern = _CHINESE_ITEM if chinese else _ENGLISH_ITEM
    marks: list[tuple[int, int]] = []
    for match in pattern.finditer(text):
        form = next(group for group in match.groups() if group)
        number = _counted(form.lower())
        # A list counts upwards from one; anything else is no list marker.
        if number == (marks[-1][0] + 1 if marks else 1) or (marks and number > marks[-1][0]):
            marks.append((number, match.start()))
    starts = [start for _, start in marks] + [len(text)]
    return [(number, (starts[at], starts[at + 1])) for at, (number, _) in enumerate(marks)]


def _counted(form: str) -> int:
    if form.isdecimal():
        return int(form)
    if form in _ORDINALS:
        return _ORDINALS[form]
    if "十" in form:
        tens, _, ones = form.partition("十")
        return _NUMERALS.get(tens, 1) * 10 + _NUMERALS.get(ones, 0)
    return _NUMERALS.get(form, 99)
