"""Texts with stretches marked."""

from __future__ import annotations

from collections.abc import Iterable

from corpora.page.shell import text
from corpora.spans import Span

SENTENCE_BORDER = '<i class="cut"></i>'
"""What shows between two sentences of a text; a screen reader pauses at it, no one copies it."""


def marked(whole: str, spans: Iterable[Span | None], *, empty: str = "", most: int = 0) -> str:
    """A text as HTML with some of its stretches marked; those that meet become one.

    Args:
        whole: the text.
        spans: stretches in code points, in any order; ``None`` and empty ones mark nothing.
        empty: what stands for a text that is empty.
        most: cut the text to about so many characters around the first stretch; 0 for all.

    >>> marked("a<b", [(0, 1), (1, 2)]), marked("", [], empty="–")
    ('<mark>a&lt;</mark>b', '<span class="faint">–</span>')
    """
    if not whole:
        return f'<span class="faint">{text(empty)}</span>' if empty else ""
    known = _merged(span for span in spans if span is not None)
    start, end = _window(len(whole), known, most)
    parts, at = ["…" if start else ""], start
    for left, right in known:
        parts.append(f"{text(whole[at:left])}<mark>{text(whole[left:right])}</mark>")
        at = right
    return "".join([*parts, text(whole[at:end]), "…" if end < len(whole) else ""])


def _window(length: int, spans: list[Span], most: int) -> Span:
    if not 0 < most < length:
        return 0, length
    start = max(0, spans[0][0] - most // 2) if spans else 0
    return start, min(length, max(start + most, spans[-1][1] if spans else 0))


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
