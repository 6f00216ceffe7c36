"""Two Chinese numbers that are one range: 5%—6%, 3至5万."""

from __future__ import annotations

import re
from dataclasses import replace

from corpora.numbers.quantity import Quantity
from corpora.numbers.zh.numerals import MYRIADS, TO

_JOIN = re.compile(rf"\s?{TO}\s?")


def join_ranges(found: list[Quantity], folded: str, text: str) -> list[Quantity]:
    """Neighbours with a dash or 至 between them become one range: 5%—6%, 3至5万."""
    done: list[Quantity] = []
    for one in found:
        last = done[-1] if done else None
        if last is not None and _JOIN.fullmatch(folded, last.end, one.start):
            joined = _range(last, one, text)
            if joined is not None:
                done[-1] = joined
                continue
        done.append(one)
    return done


def _range(low: Quantity, high: Quantity, text: str) -> Quantity | None:
    """One quantity of two, or ``None`` where they are no range."""
    if low.high is not None or high.high is not None:
        return None
    value = low.value
    bare = low.kind == "cardinal" and low.unit is None
    if bare and high.kind == "time":
        low, value = replace(low, kind="time"), value * 60
    if low.unit and high.unit and low.unit != high.unit:
        return None
    if low.kind != high.kind and not (bare and high.kind in ("percent", "multiple", "money")):
        return None
    if bare and abs(value) < 10**4 <= abs(high.value):
        # 3至5万 counts both ends in 万: the first has lost its magnitude.
        scale = _magnitude(high.text)
        value = value * scale if value < high.value / scale else value
    if value >= high.value:
        return None
    return replace(
        high,
        start=low.start,
        text=text[low.start : high.end],
        value=value,
        high=high.value,
        approximation=low.approximation if high.approximation == "none" else high.approximation,
        is_optional=low.is_optional and high.is_optional,
    )


def _magnitude(form: str) -> int:
    scale = 1
    for char in form:
        scale *= MYRIADS.get(char, 1)
    return scale
