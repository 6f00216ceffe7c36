"""Which numbers of the two sides are the same: by value, unit, date, share, or rounded."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from corpora.numbers import Quantity

# A unit as long as a book is compared by equal values alone.
_MOST_PAIRS = 40_000
DATES = frozenset(["year", "month", "day", "decade", "century"])


@dataclass(slots=True)
class Item:
    """One value of one quantity; a range has two."""

    quantity: Quantity
    value: Fraction
    partner: Item | None = None
    how: str = ""


def _items(quantities: Sequence[Quantity]) -> list[Item]:
    return [Item(one, value) for one in quantities for value in one.values]


def match_quantities(
    source: Sequence[Quantity], target: Sequence[Quantity]
) -> tuple[list[Item], list[Item]]:
    """The values of both sides, each tied to its partner where it has one."""
    ours, theirs = _items(source), _items(target)
    _tie_equal(
        ours, theirs, lambda item: (item.value, item.quantity.kind, item.quantity.unit), "kind"
    )
    _tie_equal(ours, theirs, lambda item: abs(item.value), "value")
    for how, agrees in _AGREEMENTS:
        left = [item for item in ours if item.partner is None]
        right = [item for item in theirs if item.partner is None]
        if len(left) * len(right) > _MOST_PAIRS:
            break
        for one in left:
            free = (other for other in right if other.partner is None)
            partner = next((other for other in free if agrees(one, other)), None)
            if partner is not None:
                _tie(one, partner, how)
    return ours, theirs


def _tie(one: Item, other: Item, how: str) -> None:
    one.partner, other.partner = other, one
    one.how = other.how = how


def _tie_equal(
    ours: Sequence[Item], theirs: Sequence[Item], key: Callable[[Item], object], how: str
) -> None:
    """Tie free values with the same key, in order; linear."""
    free: dict[object, deque[Item]] = {}
    for item in theirs:
        if item.partner is None:
            free.setdefault(key(item), deque()).append(item)
    for item in ours:
        waiting = free.get(key(item)) if item.partner is None else None
        if waiting and same_value(item, waiting[0]):
            _tie(item, waiting.popleft(), how)


def same_value(one: Item, other: Item) -> bool:
    """Whether two values are equal but for their sign, and not by chance."""
    if abs(one.value) != abs(other.value):
        return False
    # 一届 is not the first of a month.
    loose = [
        item.quantity.is_optional and item.quantity.kind == "cardinal" for item in (one, other)
    ]
    dated = [item.quantity.kind in DATES for item in (one, other)]
    # Nor does covid-19 hold the 十九 of a congress.
    named = [item.quantity.text[:5].lower() == "covid" for item in (one, other)]
    if named[0] != named[1]:
        return False
    return not ((loose[0] and dated[1]) or (loose[1] and dated[0]))


def same_measure(one: Item, other: Item) -> bool:
    """Whether two values are equal in units of one kind: 5 kilometres and 3.1 miles."""
    a, b = one.quantity, other.quantity
    if a.unit is None or a.unit != b.unit or a.unit_scale == b.unit_scale:
        return False
    ours, theirs = abs(one.value) * a.unit_scale, abs(other.value) * b.unit_scale
    # Miles for kilometres are rounded, months for years are not.
    slack = 0 if a.unit in ("year", "day", "percentage point") else Fraction(3, 100)
    return abs(ours - theirs) <= slack * max(ours, theirs)


def same_date(one: Item, other: Item) -> bool:
    """Whether two values name the same year, decade, century or time of day."""
    a, b = sorted((one, other), key=lambda item: abs(item.value))
    kinds = {a.quantity.kind, b.quantity.kind}
    if "time" in kinds:
        if kinds == {"time"}:
            period = 1440 if _knows_half(a.quantity) and _knows_half(b.quantity) else 720
            return a.value % period == b.value % period
        return b.quantity.kind == "time" and a.value == b.value / 60 % 12
    if not kinds & {"year", "decade", "century"}:
        return False
    if b.quantity.kind not in ("year", "decade") or a.quantity.unit not in (None, "year"):
        return False
    if kinds & {"month", "day"}:
        return False
    if a.quantity.kind == "century":
        return b.value // 100 + 1 == a.value
    # 98年 is 1998, but 015 is 2015 with a digit lost.
    form = re.sub(r"\D", "", a.quantity.text)
    return a.value < 100 and b.value % 100 == a.value and len(form) <= 2


# 翻一番 and *doubled* tell the result; 增长两倍 and *twofold* may tell what was added.
SAYS_RESULT = re.compile(r"翻|倍增|doubl|tripl|trebl|quadrupl|quintupl", re.IGNORECASE)
_SAYS_HALF = re.compile(r"凌晨|早|上午|下午|午后|傍晚|晚|\b[ap]\.?\s?m\b", re.IGNORECASE)


def _knows_half(time: Quantity) -> bool:
    """Whether a time says which half of the day it means; twelve and the small hours may not."""
    hour = int(time.value // 60)
    if hour % 12 == 0 or ("晚" in time.text and hour < 17):
        return False
    return hour > 12 or _SAYS_HALF.search(time.text) is not None


def _same_share(one: Item, other: Item) -> bool:
    return bool(_shares(one) & _shares(other))


def _shares(item: Item) -> set[Fraction]:
    """The parts of a whole that a value may stand for: 30%, 三成, 0.3; 增长两倍 and tripled."""
    kind, value = item.quantity.kind, abs(item.value)
    if kind == "percent":
        return {value / 100, 1 + value / 100}
    if kind == "multiple" and SAYS_RESULT.match(item.quantity.text):
        return {value}
    if kind == "multiple":
        return {value, value + 1, value - 1}
    if kind == "fraction":
        return {value}
    return {value} if value.denominator > 1 and item.quantity.unit is None else set()


def _rounded(one: Item, other: Item) -> bool:
    fine, coarse = one.value, other.value
    if not (one.quantity.is_digits and other.quantity.is_digits):
        return False
    if {one.quantity.kind, other.quantity.kind} & (DATES | {"ordinal", "code", "time", "plan"}):
        return False
    return _rounds_to(fine, coarse)


def _rounds_to(fine: Fraction, coarse: Fraction) -> bool:
    """Whether ``coarse`` is ``fine`` rounded to fewer figures, at least two of them."""
    digits = significant(coarse)
    if len(digits) < 2 or len(significant(fine)) <= len(digits) or not fine:
        return False
    return abs(fine - coarse) / abs(fine) < Fraction(1, 100) and (
        float(f"{float(fine):.{len(digits) - 1}e}") == float(coarse)
    )


def significant(value: Fraction) -> str:
    """The figures of a value, without what only tells its size: 70,500 gives ``705``."""
    return f"{float(abs(value)):.12e}".split("e")[0].replace(".", "").rstrip("0") or "0"


_AGREEMENTS = (
    ("measure", same_measure),
    ("date", same_date),
    ("share", _same_share),
    ("rounded", _rounded),
)
