"""Lines that were wrapped by a program rather than ended by an author.

A file is taken for wrapped if most line breaks that leave a sentence open come where the line
is full, that is as long as the longest lines but for the word that did not fit, and the text
plainly goes on (a small letter in English; a clause before it in Chinese). A blank line, a list
marker, an indent always begin something new.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass

from corpora.language.han import HAN_RANGES, WIDE
from corpora.language.languages import detect_language, glue
from corpora.units import Span, is_chinese

# Columns of wrapped text, in characters: chosen by eye.
_NARROWEST_ZH, _NARROWEST_EN, _WIDEST = 24, 35, 200
# Proportional fonts and word wrap leave a margin this ragged.
_RAGGED = 0.15
_WORD = re.compile(r"[A-Za-z]+(?:-[a-z]+)?")
_NO_HYPHEN = "\b"
SENTENCE_END = re.compile(r"[。！？；：…!?;:.][”’」』）】》\"')\]}»*_]*\s*\Z")
# A bullet or number of a list, a chapter or an article.
ITEM_MARKER = re.compile(
    r"\s*(?:[-*•·●○▪■◆◇➢✓–—]\s*\S|[#>|]|\d{1,3}[.、)）．]\s?\D"
    r"|[(（](?:\d{1,3}|[一二三四五六七八九十]{1,3}|[a-zA-Z])[)）]|[一二三四五六七八九十]{1,3}、"
    r"|第[一二三四五六七八九十百\d]{1,4}[章节節条條部编編]|[①-⑳⑴-⒇㈠-㈩]|[a-zA-Z][.)]\s|[IVX]{1,5}\.\s)"
)
# One of those, an indent, or a speaker's label.
NEW_ITEM = re.compile(
    rf"{ITEM_MARKER.pattern}"
    rf"|\t|\u3000\u3000|    |[{HAN_RANGES}]{{2,12}}[：:]"
    r"|[A-Z][\w.'’-]* [\w .,'’-]{1,120}:(?=\s*[A-Z“\"]|\s*\Z)"
)
# A list's marker with what is before and behind it.
_MARKER = re.compile(
    r"([ \t]*)(?:[-*•·●○▪■◆–—]|[(（]?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4})[.)）、])[ \t]+\S"
)
_INDENT = re.compile(r"(?:\t|\u3000\u3000|  )\s*\S")
# Fewer Chinese lines than this may be headings, unless a sentence ends inside one.
_FEW = 3
# What stands before a hyphen for good.
_COMPOUNDING = frozenset(
    "self well long short high low co non pre post cross multi part full state so old new half "
    "one two three four five six ten first second third large small medium world hard mid then "
    "vice ex all ever far near over under inter intra anti semi up down on off in out".split()
)
_STOP = re.compile(r"[。！？]")
_CLAUSE = re.compile(r"[，。、；：！？,]")


@dataclass(frozen=True, slots=True)
class _Lines:
    """A text's lines with what is asked of them again and again."""

    text: str
    spans: list[Span]
    widths: list[int]
    chinese: bool
    hanging: frozenset[int]

    def __getitem__(self, i: int) -> str:
        return self.text[slice(*self.spans[i])]

    def is_blank(self, i: int) -> bool:
        return self.widths[i] == 0

    def begins_item(self, i: int) -> bool:
        start, end = self.spans[i]
        if i in self.hanging:
            start += _indent(self[i])
        return NEW_ITEM.match(self.text, start, end) is not None

    def is_open(self, i: int) -> bool:
        """Whether the break after line ``i`` leaves a sentence open."""
        if self.is_blank(i) or self.is_blank(i + 1) or self.begins_item(i + 1):
            return False
        start, end = self.spans[i]
        return (
            not SENTENCE_END.search(self.text[max(start, end - 12) : end])
            and self.text[start] != "#"
        )

    def is_full(self, i: int, full: int) -> bool:
        """Whether the next line's beginning had no place on line ``i``."""
        after = self[i + 1].lstrip()
        first = after[:60].split(maxsplit=1)[0]
        needed = 6 if WIDE.match(after) else len(first) + 1
        return full <= self.widths[i] + max(needed, int(_RAGGED * full)) and (
            self.widths[i] <= full * 1.5
        )

    def goes_on(self, i: int) -> bool:
        """Whether the break after line ``i`` is plainly within a sentence."""
        if not self.chinese:
            return self[i + 1].lstrip()[:1].islower()
        return _CLAUSE.search(self[i]) is not None


def join_wrapped(text: str, spans: list[Span]) -> tuple[str, int]:
    """The text with its wrapped lines joined, and how many breaks that took away.

    Args:
        text: a whole file.
        spans: its lines without their breaks, as ``line_spans`` gives them.
    """
    if len(spans) < 2:
        return text, 0
    widths = [_width(text[a:b]) for a, b in spans]
    lines = _Lines(
        text, spans, widths, is_chinese(detect_language(text)), _hanging_lines(text, spans)
    )
    joins = _wrapped(lines)
    return (_joined(lines, joins), len(joins)) if joins else (text, 0)


def _hanging_lines(text: str, spans: Sequence[Span]) -> frozenset[int]:
    """Lines that stand under the text of a list's item, indented more than its marker."""
    hanging = set()
    least, depth = None, 0
    for i, span in enumerate(spans):
        line = text[slice(*span)]
        if marker := _MARKER.match(line):
            least, depth = len(marker[1]), 0
        elif least is not None and _indent(line) > least and depth in (0, _indent(line)):
            hanging.add(i)
            depth = _indent(line)
        else:
            least = None
    return frozenset(hanging)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip()) if line.strip() else 0


def _width(line: str) -> int:
    """Columns of a line, outer white space apart: a Chinese character takes two."""
    line = line.strip()
    return len(line) if line.isascii() else len(line) + len(WIDE.findall(line))


def _wrapped(lines: _Lines) -> set[int]:
    """The lines that run on into the next."""
    opens = [i for i in range(len(lines.spans) - 1) if lines.is_open(i)]
    if not opens:
        return set()
    widths = sorted(lines.widths[i] for i in opens)
    full = widths[int(0.9 * (len(widths) - 1))]
    if not (_NARROWEST_ZH if lines.chinese else _NARROWEST_EN) <= full <= _WIDEST:
        return set()
    # A file with one line a paragraph has lines far longer than its short ones.
    filled = sum(width > 0 for width in lines.widths)
    if sum(width > 1.3 * full for width in lines.widths) > 0.05 * filled:
        return set()
    fits = [i for i in opens if lines.is_full(i, full)]
    plain = sum(lines.goes_on(i) for i in fits)
    if lines.chinese and len(fits) < _FEW and not any(_STOP.search(lines[i]) for i in fits):
        return set()
    if len(fits) < 0.6 * len(opens) or plain < (0.5 if lines.chinese else 0.4) * len(fits):
        return set()
    # Under an item the indent says as much as a full line.
    under = [i for i in opens if i + 1 in lines.hanging]
    return {*fits, *under, *_ended_by_chance(lines, full, set(fits))}


def _ended_by_chance(lines: _Lines, full: int, joins: set[int]) -> list[int]:
    """Full lines that end with a sentence, within paragraphs that are marked as such."""
    last = len(lines.spans) - 1
    marked = any(lines.is_blank(i) for i in range(1, last)) or any(
        _INDENT.match(lines.text, *span) for span in lines.spans
    )
    return [
        i
        for i in range(last)
        if marked
        and i not in joins
        and (i - 1 in joins or i + 1 in joins)
        and not (lines.is_blank(i) or lines.is_blank(i + 1) or lines.begins_item(i + 1))
        and lines.is_full(i, full)
    ]


def join_lines(lines: Sequence[str], joins: Set[int]) -> list[str]:
    """Lines with those joined that run on into the next; hyphens that wrapping made go.

    Args:
        lines: as they stand in the file.
        joins: the numbers of those that run on.
    """
    words = Counter(word for line in lines for word in _WORD.findall(line))
    joined: list[str] = []
    parts: list[str] = []
    for i, line in enumerate(lines):
        line = line.lstrip() if i - 1 in joins else line
        if i not in joins:
            joined.append("".join([*parts, line]))
            parts = []
            continue
        line = line.rstrip()
        between = _between(line, lines[i + 1].lstrip(), words)
        parts.append(line[:-1] if between == _NO_HYPHEN else line + between)
    return joined


def _joined(lines: _Lines, joins: set[int]) -> str:
    """The text with some lines joined; what parts the others stays."""
    texts = join_lines([lines[i] for i in range(len(lines.spans))], joins)
    last = [i for i in range(len(lines.spans)) if i not in joins]
    parts = []
    for i, text in zip(last, texts, strict=True):
        following = lines.spans[i + 1][0] if i + 1 < len(lines.spans) else len(lines.text)
        parts.append(text + lines.text[lines.spans[i][1] : following])
    return "".join(parts)


def _between(line: str, after: str, words: Counter[str]) -> str:
    if not glue(line, after):
        return ""
    if line[-1] != "-" or len(line) < 2 or not (line[-2] + after[0]).islower():
        return " "
    head = re.split(r"[^A-Za-z]", line[:-1][-30:])[-1]
    tail = re.split(r"[^A-Za-z]", after[:30])[0]
    # The document itself knows whether the hyphen belongs to the word; else halves that are
    # words themselves keep it.
    if head + tail in words:
        return _NO_HYPHEN
    if f"{head}-{tail}" in words or head.lower() in _COMPOUNDING:
        return ""
    # Each half stands here once.
    return "" if words[head] > 1 and words[tail] > 1 else _NO_HYPHEN
