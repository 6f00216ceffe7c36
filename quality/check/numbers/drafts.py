"""What is said of a number that is missing, added or changed, or that lost its sign or unit."""

# ruff: noqa: E501 - a pattern is read as one line

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from corpora.numbers import Quantity
from corpora.units import Span
from quality.check.context import Context
from quality.check.numbers.agreement import DATES, Item
from quality.check.numbers.nearness import (
    Side,
    added_basis,
    lost_approximation,
    lost_basis,
    side_of,
    turns_round,
)
from quality.findings import Draft
from quality.messages import Message, say

_UP = re.compile(
    r"增长|增長|上升|提高|增加|上涨|上漲|提升|升至|回升|反弹|反彈|攀升|上调|上調|扩大|擴大"
    r"|\b(?:increas|grow|grew|ris(?:e|es|en|ing)\b|rose\b|gain(?:ed|ing)\b|gains?\sof\b|climb|expand|up\b(?! to)|higher\b|rais(?:e|ed|ing)\b|improv|soar|surg|jump|advanc|widen|add(?:ed)?\b|boost|rebound|upward|accelerat|double|tripl)",
    re.IGNORECASE,
)
_DOWN = re.compile(
    r"下降|减少|減少|降低|下跌|回落|下滑|缩小|縮小|下调|下調|降至|跌至|降幅|减轻|减持|收窄|萎缩|萎縮|收缩|負增長|负增长|贬值|貶值|亏损|虧損|降|跌|减|減"
    r"|\b(?:decreas|declin|fall|fell\b|drop|reduc|shr[aiu]nk|down|lower|cut\b|cuts\b|cutting\b|contract|slump|plung|slid|los[est]|narrow|slow|ease|eased|easing|weak|trim|sav(?:e|ed|ing)|deduct|depreciat|negative|minus|deficit|slash|below zero|below sea|sub-zero)",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[，。；、,.;:：()（）](?!\d)|\band\b|\bwhile\b|\bbut\b", re.IGNORECASE)
_DOLLARS = frozenset({"USD", "HKD", "AUD", "CAD", "SGD", "TWD"})
_MONEY = _DOLLARS | {"CNY", "EUR", "GBP", "JPY", "KRW", "RUB", "INR"}


def _span(quantity: Quantity) -> Span:
    return quantity.start, quantity.end


def _said(value: Fraction) -> str:
    """A value as a person would write it: 7,058,000; 96.9; 2/3."""
    if value.denominator == 1:
        return f"{value.numerator:,}"
    digits = f"{float(value):,.10f}".rstrip("0")
    return digits if Fraction(digits.replace(",", "")) == value else str(value)


def _meaning(quantity: Quantity) -> str:
    sign = "%" if quantity.kind == "percent" else ""
    if quantity.kind == "time":
        return "–".join(f"{int(value) // 60}:{int(value) % 60:02}" for value in quantity.values)
    plain = quantity.kind in DATES or quantity.kind in ("code", "plan", "ordinal")
    values = [str(value) if plain else _said(value) for value in quantity.values]
    return "–".join(values) + sign


def _quoted(quantity: Quantity) -> Message:
    meaning = _meaning(quantity)
    text = quantity.text.strip()
    if quantity.kind == "code" or meaning in text:
        return say("quantity", text=text)
    return say("quantity worth", text=text, meaning=meaning)


def say_changed(index: int, one: Item, other: Item) -> Draft:
    """A number of unit ``index`` that became another one."""
    a, b = one.quantity, other.quantity
    rule, said = "changed", say("numbers.changed", source=_quoted(a), target=_quoted(b))
    if one.value and other.value and a.kind not in DATES:
        ratio = abs(other.value / one.value)
        power = next((n for n in range(1, 13) if ratio in (10**n, Fraction(1, 10**n))), None)
        if power:
            rule = "magnitude"
            said = say(
                "numbers.too large" if ratio > 1 else "numbers.too small",
                source=_quoted(a),
                target=_quoted(b),
                times=10**power,
            )
    return Draft(
        rule=rule,
        severity="error",
        unit=index,
        said=said,
        expected=_meaning(a),
        source_span=_span(a),
        target_span=_span(b),
    )


def say_missing(index: int, quantity: Quantity) -> Draft:
    """A number of the source that the translation of unit ``index`` does not have."""
    return Draft(
        rule="missing",
        severity="error" if quantity.is_digits and quantity.kind not in DATES else "warning",
        unit=index,
        said=say("numbers.missing", number=_quoted(quantity)),
        expected=_meaning(quantity),
        source_span=_span(quantity),
    )


def say_added(index: int, quantity: Quantity) -> Draft:
    """A number that only the translation of unit ``index`` has."""
    return Draft(
        rule="added",
        severity="error" if quantity.is_digits else "warning",
        unit=index,
        said=say("numbers.added", number=_quoted(quantity)),
        target_span=_span(quantity),
    )


def say_altered(context: Context, index: int, ours: Sequence[Item]) -> Iterator[Draft]:
    """Matched numbers that have lost their sign, percent, currency, unit or approximation."""
    unit = context.bitext.units[index]
    sides = (
        side_of(unit.source, context.bitext.source_language, context.source_quantities[index]),
        side_of(unit.target, context.bitext.target_language, context.target_quantities[index]),
    )
    seen: set[int] = set()
    for item in ours:
        if item.partner is None or id(item.quantity) in seen:
            continue
        seen.add(id(item.quantity))
        a, b = item.quantity, item.partner.quantity
        for rule, severity, wrong in (
            ("percent", "error", _percent_lost(a, b, unit.source, unit.target)),
            ("currency", "error", _currency_changed(a, b, context)),
            ("unit", "error", _unit_changed(item)),
            ("sign", "error", _sign_changed(item, unit.source, unit.target)),
            ("rounded", "minor", _rounding(a, b) if item.how == "rounded" else None),
            ("basis", "warning", _basis_changed(item, sides)),
            ("direction", "error", _direction_turned(a, b, sides)),
            ("approximation", "minor", _approximation_changed(a, b, sides)),
        ):
            if wrong is not None:
                yield Draft(
                    rule=rule,
                    severity=severity,  # type: ignore[arg-type]
                    unit=index,
                    said=wrong,
                    expected=_meaning(a),
                    source_span=_span(a),
                    target_span=_span(b),
                )
                break


def _percent_lost(a: Quantity, b: Quantity, source: str, target: str) -> Message | None:
    if a.value != b.value:
        return None
    points = (a.unit == "percentage point", b.unit == "percentage point")
    percent = (a.kind == "percent", b.kind == "percent")
    if (percent[0] and points[1]) or (points[0] and percent[1]):
        return say("numbers.points", source=_quoted(a), target=_quoted(b))
    for sign, plain, text in ((a, b, target), (b, a, source)):
        bare = plain.kind in ("cardinal", "money") and plain.is_digits
        if sign.kind == "percent" and bare and not _shares_percent(plain, text):
            return say("numbers.percent", percentage=_quoted(sign), other=_quoted(plain))
    return None


_SHARED_PERCENT = re.compile(
    r"\s*(?:to|or|[-–—~至到])\s*[\d.]+\s?%"
    r"|[\s,]*(?:(?:and|or|to|versus|vs\.?|/|[-–—~])\s*)?(?:about |nearly |over )?"
    r"[\d.]+(?:[\s,]*(?:and|or|to|[-–—~])?\s*[\d.]+)*\s?(?:per\s?cent|percentage)",
    re.IGNORECASE,
)


def _shares_percent(quantity: Quantity, text: str) -> bool:
    """Whether a later number's sign serves this one too: *5, 6 and 7 per cent*."""
    after = text[quantity.end : quantity.end + 60]
    before = text[max(0, quantity.start - 25) : quantity.start].lower()
    table = "%" in before[-3:] or "per cent" in before or "percent" in before or "百分" in before
    return bool(_SHARED_PERCENT.match(after)) or table or "percent" in after[:18].lower()


_NAMED_YUAN = re.compile("人民[币幣]|RMB|CNY|[¥￥]", re.IGNORECASE)


def _is_bare_yuan(quantity: Quantity) -> bool:
    text = quantity.text
    is_bare = (
        text[-1:] in tuple("元圆圓整")
        or "块" in text
        or "塊" in text
        or text.lower().endswith("yuan")
    )
    return quantity.unit == "CNY" and is_bare and not _NAMED_YUAN.search(text)


def _currency_changed(a: Quantity, b: Quantity, context: Context) -> Message | None:
    pair = {a.unit, b.unit}
    if len(pair) < 2 or not pair <= _MONEY:
        return None
    if pair <= _DOLLARS and any(
        re.search(r"(?<![A-Z])\$|^[\d.,\s]*\D*dollar", q.text) for q in (a, b)
    ):
        return None
    traditional = "zh-Hant" in (context.bitext.source_language, context.bitext.target_language)
    # 元 alone may be a dollar of Hong Kong or Taiwan, and ¥ a yen.
    if any(_is_bare_yuan(q) for q in (a, b)) and (traditional or context.names_other_dollars):
        return None
    if pair == {"CNY", "JPY"} and any("¥" in q.text for q in (a, b)):
        return None
    return say("numbers.currency", source=_quoted(a), target=_quoted(b))


_TIME_UNITS = ("year", "day")


def _unit_changed(item: Item) -> Message | None:
    a, b = item.quantity, item.partner.quantity if item.partner else item.quantity
    if item.how not in ("value", "kind") or (a.unit_scale == b.unit_scale and a.unit == b.unit):
        return None
    measured = a.unit in _TIME_UNITS and b.unit in _TIME_UNITS
    length = a.unit == b.unit and a.unit in ("square metre", "metre", "kilogram", "watt")
    if not (measured or length) or not item.value:
        return None
    # 每滿一年 is each year: ones without a partner meet by chance.
    if item.value == 1 and (a.is_optional or b.is_optional):
        return None
    return say("numbers.unit", source=_quoted(a), target=_quoted(b))


def _sign_changed(item: Item, source: str, target: str) -> Message | None:
    a, b = item.quantity, item.partner.quantity if item.partner else item.quantity
    if item.how == "share" or a.kind in DATES or not item.partner:
        return None
    # N-1 has no sign, and may be n minus one.
    if "code" in (a.kind, b.kind):
        return None
    ours = _direction(a, item.value, source)
    theirs = _direction(b, item.partner.value, target)
    if (item.value < 0) != (item.partner.value < 0):
        # 下降3% may become (-3%), but "fell by -3%" says it twice.
        plain, near = (
            (ours, _words_near(b, target)) if item.value > 0 else (theirs, _words_near(a, source))
        )
        doubled = "by" in target[max(0, b.start - 20) : b.start].split()[-1:]
        if plain == "down" and not near[1] and not doubled:
            return None
        return say("numbers.sign", source=_quoted(a), target=_quoted(b))
    if not ours or not theirs or ours == theirs:
        return None
    key = "numbers.a fall for a rise" if ours == "up" else "numbers.a rise for a fall"
    return say(key, source=_quoted(a), target=_quoted(b))


def _direction(quantity: Quantity, value: Fraction, text: str) -> str:
    """``up`` or ``down`` where the words just around a number say so, else empty."""
    if quantity.kind not in ("percent", "cardinal", "money", "multiple"):
        return ""
    up, down = _words_near(quantity, text)
    if value < 0:
        return "down"
    return "" if up == down else "up" if up else "down"


def _words_near(quantity: Quantity, text: str) -> tuple[bool, bool]:
    """Whether words of rising and of falling stand in the clause around a number."""
    before, after = (
        text[max(0, quantity.start - 40) : quantity.start],
        text[quantity.end : quantity.end + 25],
    )
    english = _is_english(before + after)
    before = _CLAUSE.split(before)[-1]
    after = _CLAUSE.split(after)[0] if english else ""
    near = before + " # " + after
    return bool(_UP.search(near)), bool(_DOWN.search(near))


def _is_english(text: str) -> bool:
    return sum(char.isascii() and char.isalpha() for char in text) * 2 > len(text)


def _rounding(a: Quantity, b: Quantity) -> Message | None:
    if b.approximation != "none" or a.approximation != "none":
        return None
    return say("numbers.rounded", source=_quoted(a), target=_quoted(b))


_SAID = {"about": "about", "over": "over", "under": "less than"}


def _approximation_changed(a: Quantity, b: Quantity, sides: tuple[Side, Side]) -> Message | None:
    if lost := lost_approximation(a, b, sides):
        return say("numbers.stated as exact", number=_quoted(a), how=say(_SAID[lost]))
    if added := lost_approximation(b, a, sides[::-1]):
        return say("numbers.no longer exact", number=_quoted(b), how=say(_SAID[added]))
    return None


def _direction_turned(a: Quantity, b: Quantity, sides: tuple[Side, Side]) -> Message | None:
    """*Nearly* that became *more than*, or the reverse."""
    if a.value != b.value or not turns_round(a, b, sides):
        return None
    turned = [
        say("numbers.upwards" if one.approximation == "over" else "numbers.downwards")
        for one in (a, b)
    ]
    return say("numbers.direction", number=_quoted(a), source=turned[0], target=turned[1])


def _basis_changed(item: Item, sides: tuple[Side, Side]) -> Message | None:
    a, b = item.quantity, item.partner.quantity if item.partner else item.quantity
    if not (a.is_digits and b.is_digits) or a.kind in DATES or b.kind in DATES:
        return None
    if sides[0].chinese:
        zh, en, both = a, b, sides
    else:
        zh, en, both = b, a, sides[::-1]
    lost, added = lost_basis(zh, en, both), added_basis(zh, en, both)
    if lost and added:
        return None
    is_lost = bool(lost) == sides[0].chinese if lost or added else False
    word = lost or added
    if not word:
        return None
    if is_lost:
        return say("numbers.basis lost", word=word, number=_quoted(a))
    return say("numbers.basis added", word=word, number=_quoted(b))
