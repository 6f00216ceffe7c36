"""Which quotation marks open and which close, whatever glyphs were typed.

A straight ``"`` says nothing about its side, and curly marks come swapped (``”…“``). All marks
of a paragraph are judged together: the cheapest sequence of roles is found, where a role costs
what it has against it in the glyph and in the characters around it, and what breaks the
alternation of opening and closing costs too. So one missing mark does not turn all that follow
inside out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpora.units import Span

_MARK = re.compile('[“”„‟"＂″]')
_DOUBLE = frozenset('“”"＂')
_STRAIGHT = frozenset('"＂″')
# Costs, in the same unit; a role has to be cheaper by some evidence, not by its amount.
_WRONG_GLYPH, _TWO_RUNNING, _DOUBLED, _LEFT_OPEN = 2.0, 3.0, 0.5, 1.5
_AGAINST, _UNUSUAL = 3.0, 0.5
_BEFORE_OPENING = frozenset(" \t\n\u00a0\u3000：:([（【《—–-/‘'「")
_NEVER_AFTER_OPENING = frozenset(" \t\n\u00a0\u3000，。、；：？！,;.?!)）】》’」")


@dataclass(frozen=True, slots=True)
class Quotes:
    """``opening``: where a mark opens; ``pairs``: (opening, closing) offsets, in order."""

    opening: frozenset[int]
    pairs: tuple[Span, ...]

    def before_opening(self, start: int, end: int) -> int:
        """``end``, or where a mark within ``start:end`` opens what follows."""
        if not self.opening:
            return end
        return next((at for at in range(start, end) if at in self.opening), end)


def find_quotes(text: str) -> Quotes:
    """The roles of a paragraph's double quotation marks; time linear in their number.

    >>> find_quotes('他说："走。"大家走了。”好。“他说。').pairs
    ((3, 6), (12, 15))
    """
    marks = [found.start() for found in _MARK.finditer(text)]
    if not marks:
        return _NONE
    # Cheapest costs of being outside or inside after each mark, and what the mark did there.
    outside, inside = 0.0, _TWO_RUNNING
    steps: list[tuple[bool, bool]] = []
    for at in marks:
        opens, closes = _costs(text, at)
        # Marks may be doubled (””) where one quotation ends within another.
        running = _DOUBLED if text[at - 1 : at] == text[at] else _TWO_RUNNING
        into = (outside + opens, inside + opens + running)
        out_of = (inside + closes, outside + closes + running)
        steps.append((out_of[0] <= out_of[1], into[1] < into[0]))
        outside, inside = min(out_of), min(into)
    is_inside = inside + _LEFT_OPEN < outside
    opening = set()
    for at, (was_inside_if_closed, was_inside_if_opened) in zip(
        reversed(marks), reversed(steps), strict=True
    ):
        if is_inside:
            opening.add(at)
        is_inside = was_inside_if_opened if is_inside else was_inside_if_closed
    return Quotes(frozenset(opening), _pairs(marks, opening))


_NONE = Quotes(frozenset(), ())


def _pairs(marks: list[int], opening: set[int]) -> tuple[Span, ...]:
    pairs = []
    opened = None
    for at in marks:
        if at in opening:
            opened = at
        elif opened is not None:
            pairs.append((opened, at))
            opened = None
    return tuple(pairs)


def _costs(text: str, at: int) -> tuple[float, float]:
    """What it costs that the mark at ``at`` opens, and that it closes."""
    mark, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    opens = closes = 0.0
    if mark not in _STRAIGHT:
        opens += _WRONG_GLYPH * (mark == "”")
        closes += _WRONG_GLYPH * (mark != "”")
    if after and after in _DOUBLE:
        after = text[at + 2 : at + 3]
    space_before, space_after = not before or before.isspace(), not after or after.isspace()
    if not after or after in _NEVER_AFTER_OPENING:
        opens += _UNUSUAL if space_before and after else _AGAINST
    if not before or before in _BEFORE_OPENING:
        closes += _UNUSUAL if space_after and before else _AGAINST
    elif before.isascii() and before.isalnum() and after.isascii() and not after.isalnum():
        opens += _UNUSUAL
    return opens, closes
