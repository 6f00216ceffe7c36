"""Plain text: its encoding, its line breaks, and the lines that were wrapped."""

from __future__ import annotations

import re
from bisect import bisect_left

from corpora.errors import InputError
from corpora.formats.draft import Draft
from corpora.formats.encoding import decode
from corpora.languages import detect_language
from corpora.units import Paragraph, is_chinese

LONGEST_LINE_CHARS = 10_000_000
LINE_BREAK = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")

_HAN_OR_MARK = re.compile(
    r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’…—\U00020000-\U000323af]"
)
_ENDS = re.compile(r"[。！？；：…!?;:.][”’」』）】》\"')\]}»*_]*\s*\Z")
_NEW_ITEM = re.compile(
    r"\s*(?:[-*•·●○▪■◆◇➢✓–—]\s*\S|[#>|]|\d{1,3}[.、)）．]\s?\D|[(（](?:\d{1,3}|[一二三四五六七八九十]+|[a-zA-Z])[)）]"
    r"|[一二三四五六七八九十]+、|第[一二三四五六七八九十百\d]+[章节節条條部编編]|[①-⑳⑴-⒇㈠-㈩]|[a-zA-Z][.)]\s|[IVX]+\.\s|\t|\u3000\u3000|    )"
)


def read_text(data: bytes, name: str, *, join: bool = True) -> Draft:
    """A draft of a plain text file; wrapped lines are joined, and a note says how many.

    Raises:
        InputError: see ``decode``; or a line longer than ``LONGEST_LINE_CHARS``.
    """
    text, note = decode(data, name)
    return draft_from_text(text, name, notes=(note,) if note else (), join=join)


def draft_from_text(
    text: str, name: str, *, notes: tuple[str, ...] = (), join: bool = True
) -> Draft:
    """The same for text that is already decoded."""
    lines = line_spans(text)
    longest = max((end - start for start, end in lines), default=0)
    if longest > LONGEST_LINE_CHARS:
        number = 1 + next(i for i, (a, b) in enumerate(lines) if b - a > LONGEST_LINE_CHARS)
        raise InputError(
            f"this line is {longest:,} characters long",
            path=name,
            line=number,
            hint="give the text with its paragraphs, or split the file",
        )
    joins = _wrapped(text, lines) if join else {}
    if joins:
        text = _joined(text, lines, joins)
        plural = "s that were" if len(joins) > 1 else " that was"
        notes = (*notes, f"{len(joins)} line break{plural} inside sentences taken for wrapping")
        lines = line_spans(text)
    paragraphs = tuple(Paragraph(start=a, end=b) for a, b in lines if text[a:b].strip())
    return Draft(text=text, paragraphs=paragraphs, notes=notes)


def line_spans(text: str) -> list[tuple[int, int]]:
    """The lines of a text without their breaks, empty ones included."""
    spans = []
    start = 0
    for found in LINE_BREAK.finditer(text):
        spans.append((start, found.start()))
        start = found.end()
    spans.append((start, len(text)))
    return spans


def _wrapped(text: str, lines: list[tuple[int, int]]) -> dict[int, str]:
    """Which lines run on into the next, by index, with what shall stand between them.

    A file is wrapped if most breaks that leave a sentence open come where the line is full: as
    long as the longest lines, less the word (or the punctuation mark) that did not fit.
    """
    if len(lines) < 2:
        return {}
    chinese = is_chinese(detect_language(text))
    widths = [_width(text, a, b) for a, b in lines]
    opens = [i for i in range(len(lines) - 1) if _leaves_open(text, lines[i], lines[i + 1])]
    full = _full_width(sorted(widths[i] for i in opens))
    if not opens or not (24 if chinese else 35) <= full <= 200:
        return {}
    # A file with one line a paragraph has lines far longer than its short ones.
    if sum(width > 1.3 * full for width in widths) > 0.05 * sum(width > 0 for width in widths):
        return {}
    fits = [i for i in opens if _is_full(text, lines, widths, i, full)]
    plain = [i for i in fits if _plainly_goes_on(text, lines[i], lines[i + 1], chinese=chinese)]
    if len(fits) < 0.6 * len(opens) or len(plain) < (0.5 if chinese else 0.4) * len(fits):
        return {}
    return {
        i: _glue(text, lines[i], lines[i + 1])
        for i in fits + _full_stops(text, lines, widths, full, fits)
    }


def _full_width(widths: list[int]) -> int:
    return widths[int(0.9 * (len(widths) - 1))] if widths else 0


def _width(text: str, start: int, end: int) -> int:
    """Columns of a line: a Chinese character takes two."""
    line = text[start:end]
    return len(line) if line.isascii() else len(line) + len(_HAN_OR_MARK.findall(line))


def _leaves_open(text: str, line: tuple[int, int], following: tuple[int, int]) -> bool:
    this, after = text[line[0] : line[1]], text[following[0] : following[1]]
    if not this.strip() or not after.strip():
        return False
    return not _ENDS.search(this[-12:]) and not _NEW_ITEM.match(after) and not this.startswith("#")


def _is_full(text: str, lines: list[tuple[int, int]], widths: list[int], i: int, full: int) -> bool:
    after = text[lines[i + 1][0] : lines[i + 1][1]].lstrip()
    first = after.split(maxsplit=1)[0]
    chinese = bool(_HAN_OR_MARK.match(after))
    needed = 2 if chinese else _width(first, 0, len(first)) + 1
    slack = max(needed, 6 if chinese else 0, int(0.15 * full))
    return widths[i] + slack >= full and widths[i] <= full * 1.5


def _plainly_goes_on(
    text: str, line: tuple[int, int], following: tuple[int, int], *, chinese: bool
) -> bool:
    """English goes on in small letters; a Chinese line that is no title has a clause in it."""
    after = text[following[0] : following[1]].lstrip()
    if not chinese:
        return after[:1].islower()
    return re.search(r"[，。、；：！？,]", text[line[0] : line[1]]) is not None


def _full_stops(
    text: str, lines: list[tuple[int, int]], widths: list[int], full: int, fits: list[int]
) -> list[int]:
    """Full lines that happen to end a sentence, within a paragraph that is wrapped."""
    blank_lines = any(not text[a:b].strip() for a, b in lines[1:-1])
    indents = any(_NEW_ITEM.match(text, b[0]) for b in lines)
    if not (blank_lines or indents):
        return []
    joined = set(fits)
    more = []
    for i in range(len(lines) - 1):
        neighbours = i - 1 in joined or i + 1 in joined
        (a, b), (c, d) = lines[i], lines[i + 1]
        if i in joined or not neighbours or not text[a:b].strip() or not text[c:d].strip():
            continue
        if not _NEW_ITEM.match(text, c) and _is_full(text, lines, widths, i, full):
            more.append(i)
    return more


def _glue(text: str, line: tuple[int, int], following: tuple[int, int]) -> str:
    this, after = text[line[0] : line[1]].rstrip(), text[following[0] : following[1]].lstrip()
    if _HAN_OR_MARK.match(this[-1]) or _HAN_OR_MARK.match(after[0]):
        return ""
    if this[-1] == "-" and len(this) > 1 and this[-2].islower() and after[0].islower():
        head = re.search(r"[A-Za-z]*\Z", this[-30:-1])
        tail = re.match(r"[A-Za-z]*", after)
        word = (head.group() if head else "") + (tail.group() if tail else "")
        # The document itself knows whether the hyphen belongs to the word.
        return "\b" if re.search(rf"\b{word}\b", text) else ""
    return " "


def _joined(text: str, lines: list[tuple[int, int]], joins: dict[int, str]) -> str:
    parts = []
    for i, (start, end) in enumerate(lines):
        line = text[start:end]
        if i - 1 in joins:
            line = line.lstrip()
        glue = joins.get(i)
        if glue is None:
            following = lines[i + 1][0] if i + 1 < len(lines) else len(text)
            parts.append(line + text[end:following])
        elif glue == "\b":
            parts.append(line.rstrip()[:-1])
        else:
            parts.append(line.rstrip() + glue)
    return "".join(parts)


def line_number(text: str, at: int) -> int:
    """The line, counted from 1, on which offset ``at`` lies."""
    return 1 + bisect_left([start for start, _ in line_spans(text)], at + 1) - 1
