"""What is wrong in a translation wherever it stands: patterns, and what is said of them."""

# ruff: noqa: E501 - a pattern is read as one line

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpora.language.han import HAN_RANGES
from corpora.units import Span
from quality.findings import Draft
from quality.messages import say

# Addresses, file names and versions may hold any mark without a space.
_VERBATIM = re.compile(
    r"https?://\S+|www\.\S+|(?<![\w.+-])[\w.+-]+@\S+|(?<![\w.-])[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|gov|edu|cn|hk|uk|io|ai|tv|info|int"
    r"|html?|pdf|docx?|xlsx?|jpe?g|png|js|py|txt|mp[34])(?:/\S*)?\b|\b[vV]\d+(?:\.\d+)+\b",
    re.IGNORECASE | re.ASCII,
)
_ABBREVIATIONS = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|cf|al|No|Nos|Inc|Ltd|Co|Corp|Dr|Mr|Mrs|Ms|St|Jr|Sr|Prof|Gen|Sen|Rep|Gov|approx|ca|est|fig|vol|pp"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|a\.m|p\.m|Ph\.D|[A-Za-z])|\.\.|\b[A-Z]\.[A-Z])$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Pattern:
    """What is wrong wherever it stands, by which rule, and what to say about it."""

    rule: str
    pattern: re.Pattern[str]
    says: str
    replacement: str = ""


_ENGLISH_PATTERNS = (
    _Pattern(
        "space after stop",
        re.compile(r"(?<=[a-z]{2})[.!?][”\"’)]?(?=[A-Z][A-Za-z]|[A-Z]\s|[“\"(][A-Z])|(?<=\d[%)])\.(?=[A-Z][a-z])|(?<=\d{2})\.(?=[A-Z][a-z])"),
        "form.no space after",
        "{} ",
    ),
    _Pattern(
        "space after mark",
        re.compile(r"(?<=[A-Za-z]{2})[,;](?=[A-Za-z]{2})|(?<=[A-Za-z]{3}):(?=[A-Za-z]{2})|(?<=\d),(?=[A-Za-z]{2})|(?<=[a-z]{2}),(?=\d)|(?<=[%)”]),(?=[A-Za-z])"),
        "form.no space after",
        "{} ",
    ),
    _Pattern(
        "space before number",
        re.compile(r"(?<![A-Za-z])(?!(?:mp|jpg|orf|nsp|top|log|sin|cos|max|min|page)\d)[a-z]{3,}(?=\d)(?!\d+\.?\w*[A-Za-z_])"),
        "form.no space before number",
        "{} ",
    ),
    _Pattern(
        "space after number",
        re.compile(r"(?<![\w.,-])\d[\d,.]*(?:%)?(?=(?:[a-z]{4,}|[A-Z][a-z]{3,}|of|in|to|and|the|by|for)\b)(?!\d*(?:bits?|mins?|secs?|hours?)\b)"),
        "form.no space after",
        "{} ",
    ),
    _Pattern(
        "space at bracket",
        re.compile(r"(?<=[a-z]{3})\((?=[A-Za-z]{3})(?!s\))|\)(?=[A-Za-z]{2})"),
        "form.no space at",
    ),
    _Pattern(
        "space before mark",
        re.compile(r"(?<=[A-Za-z0-9%)])[ \u00a0]+[,;.!?](?![.\d\w])"),
        "form.space before",
    ),
    _Pattern(
        "space before mark",
        re.compile(r"(?<=[a-z]{2})[ \u00a0]+(?:[,;!?](?=[A-Za-z]{2})|\.(?=[A-Z][a-z]+ )(?!\.(?:Net|Com)\b))"),
        "form.space misplaced",
        "{} ",
    ),
    _Pattern(
        "ordinal",
        re.compile(r"\b\d+\s+(?:st|nd|rd|th)\b(?!\.)"),
        "form.ordinal",
    ),
    _Pattern(
        "ordinal ending",
        re.compile(r"\b(?:\d*(?<!1)1(?:nd|rd|th)|\d*(?<!1)2(?:st|rd|th)|\d*(?<!1)3(?:st|nd|th)|\d*[04-9](?:st|nd|rd)|\d*1[123](?:st|nd|rd))\b"),
        "form.ordinal ending",
    ),
    _Pattern(
        "full width",
        re.compile(r"[，。；：？！（）【】「」『』、％～]|[Ａ-Ｚａ-ｚ０-９]+"),
        "form.full width",
    ),
    _Pattern(
        "doubled word",
        re.compile(r"\b(?!(?:had|that|very|so|bye|no|yes|ha|hey|now|well|many|bora|far|do|is|more|long|really|much|never|again|blah|knock)\b)([A-Za-z]{2,})[ \u00a0]+\1\b(?!-)", re.IGNORECASE),
        "form.doubled word",
    ),
    _Pattern("doubled mark", re.compile(r"(?<!,),,(?!,)|;;|(?<![.?!])[?!]\.|(?<!\.)\.\.(?!\.)|,\.(?!\w)|\.,(?=\s)(?<!\w\.\w\.,)(?<!etc\.,)(?<!\b[A-Za-z]\.,)(?<!(?:Inc|Ltd)\.,)(?<!(?:Co|Jr|Sr)\.,)(?<!Corp\.,)(?<!a\.m\.,)(?<!al\.,)"), "form.doubled mark"),
)  # fmt: skip
_CHINESE_PATTERNS = (
    _Pattern(
        "half width",
        re.compile(rf"(?<=[{HAN_RANGES}])[,;?!](?=[{HAN_RANGES}“]|$)|(?<=[{HAN_RANGES}])\((?=[{HAN_RANGES}])"),
        "form.half width",
    ),
    _Pattern(
        "doubled word",
        re.compile(r"的的|了了(?!解)|在在|是是(?!非)|和和|与与|我们我们|他们他们|将将|对对(?!子)|为为|被被"),
        "form.doubled word",
    ),
    _Pattern("doubled mark", re.compile(r"，，|。。(?!。)|；；|、、|，。|。，"), "form.doubled mark"),
    _Pattern(
        "space",
        re.compile(rf"(?<=[{HAN_RANGES}，。；：])[ ]{{1,3}}(?=[，。；：！？、])|(?<=[，。；：！？、]) +(?=[{HAN_RANGES}])"),
        "form.stray space",
    ),
)  # fmt: skip


def find_patterns(index: int, text: str, source: str, *, chinese: bool) -> Iterator[Draft]:
    """What the patterns of the translation's language find in unit ``index``."""
    verbatim = [match.span() for match in _VERBATIM.finditer(text)]
    for pattern in _CHINESE_PATTERNS if chinese else _ENGLISH_PATTERNS:
        yield from _apply(pattern, index, text, source, verbatim)


def is_abbreviated(text: str, end: int) -> bool:
    """Whether the full stop at ``end`` belongs to an abbreviation before it."""
    return _ABBREVIATIONS.search(text, 0, end) is not None


def _inside(span: Span, verbatim: list[Span]) -> bool:
    return any(start <= span[0] < end for start, end in verbatim)


def _apply(
    wrong: _Pattern, index: int, text: str, source: str, verbatim: list[Span]
) -> Iterator[Draft]:
    for match in wrong.pattern.finditer(text):
        if _inside(match.span(), verbatim):
            continue
        if wrong.rule == "space after stop" and is_abbreviated(text, match.start()):
            continue
        # Lang Lang is a name; "The the" is not.
        if wrong.rule == "doubled word" and match[0][0].isupper() and match[0].istitle():
            continue
        if wrong.rule == "space after number" and text[match.start() : match.end() + 12] in source:
            continue
        shown = match[0].strip() or match[0]
        span = _widened(match.span(), text)
        yield Draft(
            rule=wrong.rule,
            unit=index,
            said=say(wrong.says) if wrong.rule == "space" else say(wrong.says, text=shown),
            expected=_mended(wrong, match, text, span),
            target_span=span,
        )


def _widened(span: Span, text: str) -> Span:
    """The span with the words on both sides, so that a lone full stop can be seen.

    Chinese has no spaces to stop at: two characters on either side do.
    """
    start, end = span
    while start and not text[start - 1].isspace() and span[0] - start < _reach(text, start - 1):
        start -= 1
    while end < len(text) and not text[end].isspace() and end - span[1] < _reach(text, end):
        end += 1
    return start, end


def _reach(text: str, at: int) -> int:
    return 20 if text[at].isascii() else 2


def _mended(wrong: _Pattern, match: re.Match[str], text: str, span: Span) -> str:
    if not wrong.replacement:
        return ""
    put = wrong.replacement.format(match[0])
    return text[span[0] : match.start()] + put + text[match.end() : span[1]]
