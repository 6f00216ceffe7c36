"""Two English numbers that are one range: 5% to 5.3%, two or three."""

from __future__ import annotations

import re
from dataclasses import replace

from corpora.numbers.en.numerals import MAGNITUDES
from corpora.numbers.quantity import Quantity

_JOIN = re.compile(r"\s?[-–—~]\s?|\s(?:to|or|and)\s")
_BETWEEN = re.compile(r"\bbetween\s(?:[^\s]+\s)?$", re.IGNORECASE)


_MINUTES, _HOURS = frozenset([5, 10, 20, 25]), 12


def join_ranges(found: list[Quantity], folded: str, text: str) -> list[Quantity]:
    """Neighbours joined by a dash, *to* or *or* become one range: 5% to 5.3%, two or three."""
    done: list[Quantity] = []
    for one in found:
        last = done[-1] if done else None
        between = last and _JOIN.fullmatch(folded, last.end, one.start)
        if last is not None and between:
            joined = _range(last, one, between[0].strip(), folded, text)
            if joined is not None:
                done[-1] = joined
                continue
        done.append(one)
    return done


def _range(low: Quantity, high: Quantity, by: str, folded: str, text: str) -> Quantity | None:
    if low.high is not None or high.high is not None:
        return None
    if by.lower() == "and" and not _BETWEEN.search(folded, max(0, low.start - 16), low.start):
        return None
    if by.lower() == "or" and high.value - low.value != 1:
        return None
    value, top, kind = low.value, high.value, high.kind
    if low.unit and high.unit and low.unit != high.unit:
        return None
    bare = low.kind == "cardinal" and low.unit is None
    if low.kind == "year" and high.kind == "cardinal" and by in ("-", "–") and 0 < top < 100:
        # 2016-17
        top, kind = value - value % 100 + top, "year"
    elif low.kind == "money" and high.kind == "cardinal" and high.unit is None:
        kind = "money"
    elif low.kind != high.kind and not (bare and high.kind in ("percent", "money", "multiple")):
        return None
    scale = _scale(high.text)
    if scale > 1 and _scale(low.text) == 1 and value < top / scale:
        value *= scale
    if value >= top:
        return None
    also = high.also
    if by.lower() == "to" and not low.is_digits and value in _MINUTES and 1 <= top <= _HOURS:
        # “Five to ten” may be a time.
        also = (*also, ("time", top * 60 - value))
    return replace(
        high,
        start=low.start,
        text=text[low.start : high.end],
        value=value,
        high=top,
        kind=kind,
        unit=high.unit or low.unit,
        approximation=low.approximation if high.approximation == "none" else high.approximation,
        is_optional=low.is_optional and high.is_optional,
        also=also,
    )


def _scale(form: str) -> int:
    scale = 1
    for word in re.findall(r"[a-z]+", form.lower()):
        scale *= MAGNITUDES.get(word, 1) if len(word) > 1 else 1
    return scale
