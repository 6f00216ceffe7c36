"""Which numbers of the two sides are the same: by value, unit, date, share, or rounded."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from corpora.numbers import Quantity

# A unit as long as a book is compared by equal values alone.
_MOST_PAIRS = 10_000
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
    _tie_equal(ours, theirs, _measured, "kind")
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


def _measured(item: Item) -> object:
    """Value, kind and unit, months and years apart."""
    quantity = item.quantity
    return item.value, quantity.kind, quantity.unit, quantity.unit_scale


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
    a, b = one.quantity, other.quantity
    # 一届 is not the first of a month, but 七日 may be seven days and 六月 six months.
    loose = [item.is_optional and item.kind == "cardinal" for item in (a, b)]
    dated = [item.kind in DATES for item in (a, b)]
    if _is_term(a, b) or _is_term(b, a):
        return True
    if _is_wrong_discount(a, b) or _is_wrong_discount(b, a):
        return False
    # 数十 is not ten.
    if _is_exact_and_vague(a, b) or _is_exact_and_vague(b, a):
        return False
    # Nor does covid-19 hold the 十九 of a congress.
    named = [item.quantity.text[:5].lower() == "covid" for item in (one, other)]
    if named[0] != named[1]:
        return False
    return not ((loose[0] and dated[1]) or (loose[1] and dated[0]))


_MONTH = Fraction(1, 12)


def _is_term(date: Quantity, term: Quantity) -> bool:
    """Whether what looks like a date may be so many days or months."""
    if date.kind == "day":
        return term.unit == "day" and term.unit_scale == 1
    return date.kind == "month" and term.unit == "year" and term.unit_scale == _MONTH


_OFF = re.compile(r"\b(?:off|discount|reduction)$", re.IGNORECASE)


def _is_wrong_discount(share: Quantity, off: Quantity) -> bool:
    """Whether 六折, 60 per cent of the price, would be taken for *60% off*."""
    is_pair = share.text.endswith("折") and _OFF.search(off.text) is not None
    return is_pair and share.value == off.value != 50


_SEVERAL = re.compile(r"[数數几幾]")
_ROUND = re.compile(r"[上近]?[百千万萬亿億]+(?![一二两兩三四五六七八九\d])")


def _is_exact_and_vague(exact: Quantity, vague: Quantity) -> bool:
    """Whether one is as exact as *ten* where the other is as vague as 数十 or *dozens*."""
    if vague.approximation != "vague" or exact.approximation != "none":
        return False
    several = vague.text.isascii() or _SEVERAL.match(vague.text)
    return bool(several) and not _ROUND.match(exact.text)


def same_reading(one: Item, other: Item) -> bool:
    """Whether two values are equal where either is read in another way: 九十五年 and 2006."""
    if not one.quantity.also and not other.quantity.also:
        return False
    return any(
        same_date(a, b) or (same_value(a, b) and _TIMES.isdisjoint(_kinds(a, b)))
        or (_kinds(a, b) == {"percent"} and a.value == b.value)
        for a in _readings(one)
        for b in _readings(other)
        if a is not one or b is not other
    )  # fmt: skip


_TIMES = frozenset(["time", "percent"])


def _kinds(one: Item, other: Item) -> set[str]:
    return {one.quantity.kind, other.quantity.kind}


def _readings(item: Item) -> Iterator[Item]:
    yield item
    for kind, value in item.quantity.also:
        plain = replace(
            item.quantity, kind=kind, value=value, unit=None, unit_scale=Fraction(1), also=()
        )
        yield Item(plain, value)


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
    # 98年 is 1998, but 015 is 2015 with a digit lost, and 九十八年 is 2009.
    form = re.sub(r"\D", "", a.quantity.text)
    if a.quantity.kind != "decade" and re.search("[十百]", a.quantity.text):
        return False
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
    a, b = one.quantity, other.quantity
    if _is_wrong_discount(a, b) or _is_wrong_discount(b, a):
        return False
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
    ("reading", same_reading),
    ("measure", same_measure),
    ("date", same_date),
    ("share", _same_share),
    ("rounded", _rounded),
)
