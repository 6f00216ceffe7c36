"""What explains a number without a partner: the other side has it in another form, or near by."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from corpora.numbers import Quantity
from quality.check.numbers.agreement import (
    DATES,
    Item,
    same_date,
    same_measure,
    same_reading,
    same_value,
)

_MAGNITUDES = frozenset(map(Fraction, (12, 100, 1000, *(10**n for n in range(4, 13)))))
_NUMERALS = {
    1: "一", 2: "二两兩双雙", 3: "三", 4: "四", 5: "五", 6: "六", 7: "七", 8: "八", 9: "九",
    10: "十", 100: "百", 1000: "千", 10**4: "万萬", 10**8: "亿億",
}  # fmt: skip
Sides = tuple[list[Item], list[Item]]


def is_unexplained(item: Item, own: Sequence[Item], others: Sequence[Item]) -> bool:
    """Whether nothing among ``others`` may stand for a number; ``own`` are those beside it."""
    if item.partner is not None or item.quantity.is_optional:
        return False
    if abs(item.value) == 1 and item.quantity.kind not in DATES:
        return False
    if any(
        same_value(item, other)
        or same_date(item, other)
        or same_measure(item, other)
        or same_reading(item, other)
        for other in others
    ):
        return False
    return not (_is_composed(item, others) or _is_component(item, own, others))


def _is_composed(item: Item, others: Sequence[Item]) -> bool:
    """Whether the value is made of two on the other side: two dozen, 3 hundred million parts."""
    if item.quantity.kind == "fraction":
        values = [abs(other.value) for other in others]
        return any(a == item.value * b for a in values for b in values if b)
    if any(item.value in _ratio(other.quantity) for other in others):
        return True
    free = [abs(other.value) for other in others if other.partner is None]
    if item.quantity.kind == "time" and all(part in free for part in divmod(item.value, 60)):
        return True
    return any(_multiplies(a, b, item.value) for a in free for b in free)


def _multiplies(one: Fraction, other: Fraction, whole: Fraction) -> bool:
    """Whether one of two is a magnitude, and both make the whole: 3 and 万亿."""
    return one * other == abs(whole) and not _MAGNITUDES.isdisjoint((one, other))


def _is_component(item: Item, own: Sequence[Item], others: Sequence[Item]) -> bool:
    """Whether it makes a number of the other side with a second one of its own.

    3个万亿级集群 and *three trillion-yuan clusters*; 3分35秒 and *3:35*.
    """
    rest = [abs(one.value) for one in own if one.partner is None and one is not item]
    for other in others:
        if other.partner is None:
            if any(_multiplies(abs(item.value), value, other.value) for value in rest):
                return True
            if other.quantity.kind == "time" and item.value in divmod(other.value, 60):
                return any(value in divmod(other.value, 60) for value in rest)
    return False


def _ratio(quantity: Quantity) -> tuple[Fraction, ...]:
    """Both numbers of 358/457, which may be worded as *358 of 457*."""
    if quantity.kind != "fraction" or "/" not in quantity.text:
        return ()
    return tuple(Fraction(part) for part in re.findall(r"\d+", quantity.text.replace(",", "")))


def is_in_words(quantity: Quantity, own: str, other: str) -> bool:
    """Whether the other text says the number inside a word (三讯, 百户), or its own is a title."""
    if any(char in other for char in _NUMERALS.get(int(abs(quantity.value)), "")):
        return quantity.value.denominator == 1
    opened = own.rfind("《", 0, quantity.start)
    return not quantity.is_digits and opened > own.rfind("》", 0, quantity.start)


def is_nearby(item: Item, all_sides: list[Sides], index: int, side: int) -> bool:
    """Whether the other side of a neighbouring unit has the same number to spare."""
    for neighbour in (index - 1, index + 1):
        if 0 <= neighbour < len(all_sides):
            for other in all_sides[neighbour][side]:
                if other.partner is None and (same_value(item, other) or same_date(item, other)):
                    return True
    return False
