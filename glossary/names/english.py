"""Names in English: where words with capitals stand together, and what is said of somebody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from corpora.language.wordlists import word_groups
from corpora.units import Span

_WORD = re.compile(r"[A-Z]\.(?:\s?[A-Z]\.)*|[A-Z][A-Za-zÀ-ÿ]*(?:[’'-][A-Za-zÀ-ÿ]+)*")
_BETWEEN = re.compile(r"(?:,? |-)")
# Words of a name, at most.
_LONGEST = 4
_FORMS = r"(?:Mr|Mrs|Ms|Miss|Dr|Comrade|Sir|Madam|Madame)\.?"
_FORM_WORDS = frozenset("Mr Mrs Ms Miss Dr Comrade Sir Madam Madame".split())
_STOP = re.compile(
    rf"[;:.?!()“”\"\n]|,\s*(?:and\s+)?{_FORMS}\s|\s+and\s+{_FORMS}\s|,\s*(?:who|said|told|will|is|"
    r"was|has|and|to|for|in|on|at|from|also|spoke|made|answered|attended|introduced)\b|\s+(?:said|"
    r"told|will|is|was|are|were|has|have|had|who|introduced|attended|answered|spoke|also|made|gave|"
    r"stressed|noted|announced|pointed|emphasized|here|present|briefed|met|visited|presided|"
    r"delivered|expressed|today)\b"
)
_INSIDE = r"(?:of|for|and|at|in|the|on|de|&|to|with|[A-Z][\w’'&/-]*)"


@cache
def _titles() -> frozenset[str]:
    return word_groups("english_titles")["titles"]


@cache
def _title_pattern() -> str:
    words = sorted(_titles(), key=len, reverse=True)
    return rf"(?:{'|'.join(map(re.escape, words))})"


def name_windows(text: str) -> Iterator[tuple[tuple[str, ...], Span]]:
    """Runs of up to four words with capitals, in small letters, and where they stand.

    >>> [words for words, _ in name_windows("said Xin Guobin") if len(words) == 2]
    [('xin', 'guobin')]
    """
    words = list(_WORD.finditer(text))
    for first in range(len(words)):
        for last in range(first, min(first + _LONGEST, len(words))):
            if last > first and not _BETWEEN.fullmatch(
                text[words[last - 1].end() : words[last].start()]
            ):
                break
            if words[last][0] in _FORM_WORDS:
                break
            run = words[first : last + 1]
            told = tuple(re.sub("[^a-z]", "", word[0].lower()) for word in run)
            yield told, (run[0].start(), run[-1].end())


def title_around(text: str, span: Span) -> str:
    """What an English sentence says somebody is, beside the name; empty where it says nothing.

    >>> text = "Present are Mr. Xin Guobin, vice minister of trade; and Mr. Li Ming."
    >>> title_around(text, (16, 26))
    'vice minister of trade'
    >>> title_around("MIIT Vice Minister Xin Guobin said so.", (19, 29))
    'MIIT Vice Minister'
    """
    told = _title_after(text, span[1]) or _title_before(text, span[0])
    # Of several people: "Mr. Chen and Ms. Zhao, vice ministers".
    return re.sub(rf"(?i:\b({_title_pattern()}))s\b", r"\1", told, count=1)


def _title_after(text: str, at: int) -> str:
    opened = re.match(r"\s*,\s*(?:the\s+|our\s+|a\s+)?|\s*\(\s*|\s+-\s+|\s*[–—]\s*", text[at:])
    if opened is None:
        return ""
    rest = text[at + opened.end() :]
    title = re.match(rf"(?:[\w’'/-]+\s+){{0,4}}?{_title_pattern()}s?\b", rest, re.IGNORECASE)
    if title is None or _STOP.search(title[0]) or re.match(_FORMS + r"\s", rest):
        return ""
    stop = _STOP.search(rest, title.end())
    told = rest[: stop.start() if stop else len(rest)]
    return _cut_at_comma(told, title.end()).strip(" ,")


def _cut_at_comma(told: str, at: int) -> str:
    """Up to the first comma that does not part the fields of an office."""
    for comma in re.finditer(",", told):
        if comma.start() < at:
            continue
        after = told[comma.end() :]
        # "of Culture, Sports and Tourism", "minister of trade, director of …"
        fields = re.match(r"\s+[\w’'-]+(?:,\s+[\w’'-]+)*,?\s+and\s+[\w’'-]+", after)
        is_title = re.match(rf"\s+(?:and\s+)?(?:[\w’'-]+\s+){{0,3}}{_title_pattern()}\b", after)
        if fields is None and is_title is None:
            return told[: comma.start()]
    return told


def _title_before(text: str, at: int) -> str:
    before = re.sub(rf"{_FORMS}\s+$", "", text[:at]).rstrip().removesuffix(",").rstrip()
    start = max(map(before.rfind, ';:.?!()“”"\n,'), default=-1) + 1
    found = re.search(
        rf"(?:(?:[A-Z][\w’'&/-]*|(?i:vice|deputy|executive|assistant|chief|former|then)|of|for|and)"
        rf"[\s-]+)*(?i:\b{_title_pattern()})(?:\s+(?:{_INSIDE}))*$",
        before[start:],
    ) or re.search(
        rf"(?i:(?:(?:vice|deputy|executive|assistant|chief|former)[\s-]+)*\b{_title_pattern()}"
        rf"(?:\s+(?:of|for|at|in)\s+[\w’'& -]+)?)$",
        before[start:],
    )
    return re.sub(r"^(?:of|for|and|The|the)\s+", "", found[0].strip()) if found else ""
