"""Page numbers and running heads in text that came from pages: a PDF's text, a scan, a print.

They stand between two lines of a sentence as often as not, so nothing after them reads right
while they are there. A line is taken for a page number if such lines count on, one by one, and
break into sentences or stand at form feeds; for a running head if it comes again and again
beside those. Numbered chapters, lists and tables count on too, but break into nothing.
"""

from __future__ import annotations

import itertools
import re
import statistics
from collections import Counter

from corpora.units import Span

PAGE_NUMBER = re.compile(
    r"(?P<lead>(?:page|p\.|pg\.?|第)?)\s*(?P<dash>[-–—·•~]?)\s*(?P<number>\d{1,4})\s*[-–—·•~]?"
    r"\s*(?P<tail>页|頁)?\s*(?:(?:of|/|，|,|共)\s*(?:共)?\s*\d{1,4}\s*(?:页|頁)?)?",
    re.IGNORECASE,
)
_ENDS = re.compile(r"[。！？；：…!?;:.][”’」』）】》\"')\]]*\Z")
# Running heads of fewer pages are chance: chosen by eye.
_FEW_PAGES = 3
# A page has at least so many lines.
_SHORTEST_PAGE = 8
_INTERRUPTING = 0.3
_LONGEST_HEAD_CHARS = 80


def leave_out_pages(text: str, spans: list[Span]) -> tuple[str, int]:
    """The text without page numbers and running heads, and how many lines that took away.

    Args:
        text: a whole file.
        spans: its lines without their breaks; a form feed is a break.
    """
    filled = [i for i, (a, b) in enumerate(spans) if text[a:b].strip()]
    lines = [text[slice(*spans[i])].strip() for i in filled]
    numbers = _page_numbers(text, spans, filled, lines)
    if not numbers:
        return text, 0
    drop = {filled[k] for k in numbers | _running_heads(lines, numbers)}
    kept = _without_gaps(lines, filled, drop, len(spans))
    ends = [spans[i + 1][0] if i + 1 < len(spans) else len(text) for i in range(len(spans))]
    parts = [text[spans[i][0] : ends[i]].replace("\f", "\n") for i in kept]
    return "".join(parts), len(drop)


def _without_gaps(lines: list[str], filled: list[int], drop: set[int], count: int) -> list[int]:
    """The lines to keep: where a page break tears a sentence apart, no empty ones between."""
    kept = []
    last, torn = -1, False
    for k, i in enumerate(filled):
        if i in drop:
            torn = True
            continue
        goes_on = torn and last >= 0 and not _ENDS.search(lines[last])
        before = filled[last] if last >= 0 else -1
        kept += [] if goes_on else [j for j in range(before + 1, i) if j not in drop]
        kept.append(i)
        last, torn = k, False
    end = filled[last] if last >= 0 else -1
    return kept + [j for j in range(end + 1, count) if j not in drop]


def _page_numbers(text: str, spans: list[Span], filled: list[int], lines: list[str]) -> set[int]:
    """Which of the filled lines are page numbers."""
    by_shape: dict[tuple[str, str, str], list[tuple[int, int]]] = {}
    for k, line in enumerate(lines):
        found = PAGE_NUMBER.fullmatch(line) if len(line) <= 24 else None
        if found:
            shape = (found["lead"].lower(), found["dash"], found["tail"] or "")
            by_shape.setdefault(shape, []).append((k, int(found["number"])))
    pages: set[int] = set()
    for shape, numbered in by_shape.items():
        run = _counting_on(numbered)
        if len(run) < _FEW_PAGES or (
            statistics.median(b - a for a, b in itertools.pairwise(run)) < _SHORTEST_PAGE
        ):
            continue
        torn = sum(k > 0 and not _ENDS.search(lines[k - 1]) for k in run)
        fed = sum(_at_form_feed(text, spans, filled, k) for k in run)
        if shape[0] or torn >= _INTERRUPTING * len(run) or fed >= 0.5 * len(run):
            pages.update(run)
    return pages


def _counting_on(numbered: list[tuple[int, int]]) -> list[int]:
    """The lines whose numbers go up by one, or by one blank page, from each to the next."""
    best: list[int] = []
    run: list[int] = []
    before = 0
    for k, number in numbered:
        if not (run and 1 <= number - before <= 2):
            run = []
        run.append(k)
        before = number
        if len(run) > len(best):
            best = list(run)
    return best


def _at_form_feed(text: str, spans: list[Span], filled: list[int], k: int) -> bool:
    start, end = spans[filled[k]]
    after = spans[filled[k + 1]][0] if k + 1 < len(filled) else len(text)
    before = spans[filled[k - 1]][1] if k else 0
    return "\f" in text[end:after] or "\f" in text[before:start]


def _running_heads(lines: list[str], numbers: set[int]) -> set[int]:
    """Lines beside page numbers that come with most of them, and nowhere else but once.

    Numbers in them are set apart, as some count pages too.
    """
    everywhere = Counter(
        _without_digits(line) for line in lines if len(line) <= _LONGEST_HEAD_CHARS
    )
    found: set[int] = set()
    for step in (-1, 1):
        beside = {k + step: _without_digits(lines[k + step]) for k in numbers
                  if 0 <= k + step < len(lines) and k + step not in numbers}  # fmt: skip
        times = Counter(beside.values())
        found |= {
            k
            for k, head in beside.items()
            if times[head] >= max(2, 0.4 * len(numbers))
            and times[head] + 1 >= everywhere[head] > 0
            and not _ENDS.search(head)
        }
    return found


def _without_digits(line: str) -> str:
    return re.sub(r"\d+", "", line)
