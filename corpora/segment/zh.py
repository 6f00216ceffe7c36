"""Where a Chinese sentence ends.

A run of ``。！？`` and the closing marks after it end a sentence, except inside a bracket or a
quotation that is itself part of a sentence, and except where the sentence plainly goes on
(``“好吗？”他问。``). Half-width marks count where the text around them is Chinese; English
within the text is cut by the English rules.
"""

from __future__ import annotations

import re

from corpora.language.han import HAN_RANGES
from corpora.segment import en
from corpora.segment.quotes import Quotes, find_quotes
from corpora.segment.spans import Brackets, Shelter, last_stop, spans_between
from corpora.units import Span

_CLOSERS = "”“’」』）】〕》〉］｝\"＂″')]}»"
_STOP = re.compile(
    r"(?:(?P<mark>(?:[。！？｡‼⁇⁈⁉!?…]|\.{3,})+\.?)|(?P<dot>\.)|(?P<semicolon>[；;]))"
    rf"(?P<closers>[{re.escape(_CLOSERS)}]*(?: ?[”’」』])*)"
    rf"(?:\s?[。！？]+[{re.escape(_CLOSERS)}]*)*"
)
# A longer quotation is one whose end was forgotten: chosen by eye.
_LONGEST_QUOTE = 400
_BRACKETS = Brackets(
    {"（": "）", "(": ")", "【": "】", "〔": "〕", "《": "》", "〈": "〉", "［": "］"}, longest=200
)
_QUOTES = Brackets({"「": "」", "『": "』", "‘": "’"}, longest=_LONGEST_QUOTE)
_HAN = re.compile(f"[々〆{HAN_RANGES}]")
_GOES_ON = re.compile(r"\s*[，、；：,;·％%)）」』”】》]")
_QUOTE_GOES_ON = re.compile(r"的(?!确)|等(?![到待我你他她])|之|[—–-]")
# “好吗？”他轻声问道。 Who speaks comes at once, and a pause or an end after the verb.
_SAID = re.compile(
    rf"\s*(?!一[面边邊])[々〆{HAN_RANGES}·]{{1,8}}?"
    r"(?:说|說|道|问|問|答|喊|叫|嚷|骂|称|表示|指出|强调|补充|解释|写)(?:道|了|他|她|我|记者)?(?:[。！]|[，,](?=\s*[“\"「『‘]))"
)
# The number of an item, before its full stop: 十一. （3）. A.
_LISTED = re.compile(
    r"\s*[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,3}|[IVXivx]{1,5}|[A-Za-z])[)）]?"
)
_OPENING = re.compile(r"\s*[（(]")
_STAGE = re.compile(r"(?:热烈|长时间)?(?:掌声|笑声|鼓掌|笑|完|大笑|众笑|掌聲|笑聲|全场|全場)+")
_PAUSES = frozenset("，。！？、；：…,!?;:“”「」 \u3000\n")
_CLAUSE = 6


def segment(text: str, *, semicolons: bool = False) -> list[Span]:
    """The sentences of one Chinese paragraph; see ``corpora.segment.segment``.

    >>> text = "他问：“好吗？”我说好（真的。）。一是快；二是稳。……1.5万亿"
    >>> [text[a:b] for a, b in segment(text)]
    ['他问：“好吗？”', '我说好（真的。）。', '一是快；二是稳。……', '1.5万亿']
    """
    quotes = find_quotes(text)
    shelter = Shelter(_sheltered(text, quotes))
    breaks = []
    start = 0
    for found in _STOP.finditer(text):
        if found.start() < start or (
            shelter.covers(found.start()) and not _ends_outside(found, shelter.until)
        ):
            continue
        end = quotes.before_opening(found.start(), found.end())
        if _ends(text, start, found, end, semicolons=semicolons):
            start = _after_stage_direction(text, end)
            breaks += [end] if start == end else [end, start]
    return spans_between(text, breaks)


def _ends_outside(found: re.Match[str], until: int) -> bool:
    """Whether a run that begins within a shelter has a full stop after it, as in ``！”。``."""
    return any(mark in "。！？" for mark in found.group()[max(0, until + 1 - found.start()) :])


def _sheltered(text: str, quotes: Quotes) -> list[Span]:
    """Brackets, and quotations that are a part of a sentence rather than sentences."""
    spans = [(start, last_stop(text, start, end)) for start, end in _BRACKETS.pairs(text)]
    for start, end in (*_QUOTES.pairs(text), *quotes.pairs):
        if end - start <= _LONGEST_QUOTE and _is_part(text, start, end):
            spans.append((start, end))
    return spans


def _is_part(text: str, start: int, end: int) -> bool:
    """Whether the sentence around the quotation at ``start`` … ``end`` goes on after it."""
    if re.match(r"[的等、]", text[end + 1 : end + 2]):
        return True
    before = text[max(0, start - 8) : start].rstrip()
    stands_alone = not before or before[-1] in "：，。！？…:,!?”」』）—(（“「『"
    return not stands_alone and text[end - 1] not in "。！？!?"


def _ends(text: str, start: int, found: re.Match[str], end: int, *, semicolons: bool) -> bool:
    if found["semicolon"]:
        return semicolons and not found["closers"]
    if found["dot"]:
        return _dot_ends(text, start, found)
    if end < found.end():
        return True
    after = text[end : end + 24]
    before = text[found.start() - 1 : found.start()]
    if _GOES_ON.match(after):
        return False
    if found["closers"] and (_QUOTE_GOES_ON.match(after) or _SAID.match(after)):
        return False
    mark = found.group()
    if mark[0] in "…." and not found["closers"] and not set(mark) & set("。！？!?"):
        return _ellipsis_ends(text, found)
    if mark[0] in "!?" and before.isascii() and before.isalnum():
        return en.ends_sentence(text, start, found.start(), found.end())
    return True


def _ellipsis_ends(text: str, found: re.Match[str]) -> bool:
    """A stammer goes on (我……我不知道); a clause that fades out has ended."""
    at = found.start()
    while at > 0 and found.start() - at < _CLAUSE and text[at - 1] not in _PAUSES:
        at -= 1
    goes_on = text[found.end() : found.end() + 1] == text[found.start() - 1 : found.start()]
    return found.start() - at >= _CLAUSE and not goes_on


def _dot_ends(text: str, start: int, found: re.Match[str]) -> bool:
    before = text[max(start, found.start() - 1) : found.start()]
    after = text[found.end() : found.end() + 2]
    if _LISTED.fullmatch(text, start, found.start()) and found.end() < len(text):
        return False
    if before and (_HAN.match(before) or before in _CLOSERS or before in "%‰％"):
        return not after or not after[0].isdigit()
    if before.isascii() and before.isalpha() and (not after or not after[0].islower()):
        return en.ends_sentence(text, start, found.start(), found.end())
    return False


def _after_stage_direction(text: str, at: int) -> int:
    """Where a （掌声） that follows a sentence ends: a segment of its own."""
    opening = _OPENING.match(text, at)
    if opening:
        words = _STAGE.match(text, opening.end())
        if words and text[words.end() : words.end() + 1] in ("）", ")"):
            return words.end() + 1
    return at
