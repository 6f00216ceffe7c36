"""Numbers: every quantity of one side must stand on the other with the same value."""

# ruff: noqa: E501 - a pattern is read as one line

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from corpora.numbers import Quantity
from corpora.units import Span
from quality.check.context import Context
from quality.findings import Draft

# Relative words name a date without a number: 去年 may become 2022, "Friday" may become 5日.
_RELATIVE = re.compile(
    r"今年|去年|明年|前年|后年|後年|当年|當年|本年|过去|過去|近年|同年|上年|翌年|次年|年内|年內|年初|年底|年末|年中|[本上下当當这這那该該]月|月底|月初|月末"
    r"|今天|今日|昨天|昨日|明天|明日|当天|當天|当日|當日|前天|前日|[周週]|星期|礼拜|禮拜|期内|期內|同期|年度|春节|元旦|国庆|圣诞|近期|此前|世纪|這年|这年|那年|[一二三四]季度|上半年|下半年"
    r"|\b(?:this|last|next|same|previous|following|current|that|past|preceding|earlier|late|early|mid|end|beginning"
    r"|today|yesterday|tomorrow|tonight|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|years?|months?|annual|annually|yearly"
    r"|quarter|ago|New Year|Christmas|era|century|season|then|now|during the (?:year|period))\b",
    re.IGNORECASE,
)
# What may become another year than the ones that the source names: not 年底, which keeps its own.
_OTHER_YEAR = re.compile(
    r"[今去明前后後当當本同上翌次那这這该該]年|年[内內来來]|过去|過去|此前|期[内內]|同期|近期|届|屆|春节|此次|\d年前"
    r"|\b(?:(?:this|last|next|same|previous|following|current|past|coming|that) (?:\w+ )?years?|years? (?:ago|earlier|later)|ago|since|then|recent|upcoming)\b",
    re.IGNORECASE,
)
_UP = re.compile(
    r"增长|增長|上升|提高|增加|上涨|上漲|提升|升至|回升|反弹|反彈|攀升|上调|上調|扩大|擴大"
    r"|\b(?:increas|grow|grew|ris(?:e|es|en|ing)\b|rose\b|gain|climb|expand|up\b(?! to)|higher\b|rais(?:e|ed|ing)\b|improv|soar|surg|jump|advanc|widen|add(?:ed)?\b|boost|rebound|upward|accelerat|double|tripl)",
    re.IGNORECASE,
)
_DOWN = re.compile(
    r"下降|减少|減少|降低|下跌|回落|下滑|缩小|縮小|下调|下調|降至|跌至|降幅|减轻|减持|收窄|萎缩|萎縮|收缩|負增長|负增长|贬值|貶值|亏损|虧損|降|跌|减|減"
    r"|\b(?:decreas|declin|fall|fell\b|drop|reduc|shr[aiu]nk|down|lower|cut\b|cuts\b|cutting\b|contract|slump|plung|slid|los[est]|narrow|slow|ease|eased|easing|weak|trim|sav(?:e|ed|ing)|deduct|depreciat|negative|minus|deficit|slash|below zero|sub-zero)",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[，。；、,.;:：()（）](?!\d)|\band\b|\bwhile\b|\bbut\b", re.IGNORECASE)
_APPROXIMATE = re.compile(
    r"约|約|近|超|逾|多|余|餘|左右|上下|以上|以下|以内|以內|不到|不足|至少|突破|大约|大概|将近|來|来|几|数|數|高于|低于|高於|低於|达|達|最|过|過|不低|不少|内|內|接近|破"
    r"|\b(?:about|around|approximately|roughly|some|nearly|almost|close|over|more|above|exceed|exceeds|exceeded|exceeding|excess|surpass|surpassed|surpassing"
    r"|top|topped|topping|least|most|up to|under|less|below|fewer|within|odd|estimated|near|plus|beyond|reach|reached|reaching|hit|broke|broken|break|breaking|greater|higher|lower|past|several|dozens|hundreds|thousands|millions|billions|tens|scores|upwards|minimum|maximum|passed|many|much|only|short|early|mid|late|as|older|younger|longer|so|ca|circa)\b|\+|～|~",
    re.IGNORECASE,
)
# Fewer different years in the source do not tell what another one may be.
_SOME_YEARS = 5
# A unit as long as a book is compared by equal values alone.
_MOST_PAIRS = 40_000
_DOLLARS = frozenset({"USD", "HKD", "AUD", "CAD", "SGD", "TWD"})
_MONEY = _DOLLARS | {"CNY", "EUR", "GBP", "JPY", "KRW", "RUB", "INR"}
_DATES = frozenset(["year", "month", "day", "decade", "century"])
_MAGNITUDES = frozenset(map(Fraction, (12, 100, 1000, *(10**n for n in range(4, 13)))))
_NUMERALS = {1: "一", 2: "二两兩双雙", 3: "三", 4: "四", 5: "五", 6: "六", 7: "七", 8: "八", 9: "九", 10: "十",
             100: "百", 1000: "千", 10**4: "万萬", 10**8: "亿億"}  # fmt: skip


@dataclass(slots=True)
class _Item:
    """One value of one quantity; a range has two."""

    quantity: Quantity
    value: Fraction
    partner: _Item | None = None
    how: str = ""


def find_number_errors(context: Context) -> Iterator[Draft]:
    """Quantities missing, added or changed, with the milder losses of *about* and *over*.

    Each value is matched to an equal one on the other side: first the same value and kind,
    then the same value, then through units, fractions, multiples and roundings. What is left
    is forgiven where the other side repeats or omits the same number, says a date in relative
    words, or where the neighbouring unit has it.
    """
    left = [
        _matched(source, target)
        for source, target in zip(context.source_quantities, context.target_quantities, strict=True)
    ]
    for index in range(len(left)):
        yield from _unit_drafts(context, left, index)


def _items(quantities: Sequence[Quantity]) -> list[_Item]:
    return [_Item(one, value) for one in quantities for value in one.values]


def _matched(
    source: Sequence[Quantity], target: Sequence[Quantity]
) -> tuple[list[_Item], list[_Item]]:
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


def _tie(one: _Item, other: _Item, how: str) -> None:
    one.partner, other.partner = other, one
    one.how = other.how = how


def _tie_equal(
    ours: Sequence[_Item], theirs: Sequence[_Item], key: Callable[[_Item], object], how: str
) -> None:
    """Tie free values with the same key, in order; linear."""
    free: dict[object, deque[_Item]] = {}
    for item in theirs:
        if item.partner is None:
            free.setdefault(key(item), deque()).append(item)
    for item in ours:
        waiting = free.get(key(item)) if item.partner is None else None
        if waiting and _same_value(item, waiting[0]):
            _tie(item, waiting.popleft(), how)


def _same_value(one: _Item, other: _Item) -> bool:
    if abs(one.value) != abs(other.value):
        return False
    # 一届 is not the first of a month.
    loose = [
        item.quantity.is_optional and item.quantity.kind == "cardinal" for item in (one, other)
    ]
    dated = [item.quantity.kind in _DATES for item in (one, other)]
    # Nor does covid-19 hold the 十九 of a congress.
    named = [item.quantity.text[:5].lower() == "covid" for item in (one, other)]
    if named[0] != named[1]:
        return False
    return not ((loose[0] and dated[1]) or (loose[1] and dated[0]))


def _same_measure(one: _Item, other: _Item) -> bool:
    a, b = one.quantity, other.quantity
    if a.unit is None or a.unit != b.unit or a.unit_scale == b.unit_scale:
        return False
    ours, theirs = abs(one.value) * a.unit_scale, abs(other.value) * b.unit_scale
    # Miles for kilometres are rounded, months for years are not.
    slack = 0 if a.unit in ("year", "day", "percentage point") else Fraction(3, 100)
    return abs(ours - theirs) <= slack * max(ours, theirs)


def _same_date(one: _Item, other: _Item) -> bool:
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
_SAYS_RESULT = re.compile(r"翻|倍增|doubl|tripl|trebl|quadrupl|quintupl", re.IGNORECASE)
_SAYS_HALF = re.compile(r"凌晨|早|上午|下午|午后|傍晚|晚|\b[ap]\.?\s?m\b", re.IGNORECASE)


def _knows_half(time: Quantity) -> bool:
    """Whether a time says which half of the day it means; twelve and the small hours may not."""
    hour = int(time.value // 60)
    if hour % 12 == 0 or ("晚" in time.text and hour < 17):
        return False
    return hour > 12 or _SAYS_HALF.search(time.text) is not None


def _same_share(one: _Item, other: _Item) -> bool:
    return bool(_shares(one) & _shares(other))


def _shares(item: _Item) -> set[Fraction]:
    """The parts of a whole that a value may stand for: 30%, 三成, 0.3; 增长两倍 and tripled."""
    kind, value = item.quantity.kind, abs(item.value)
    if kind == "percent":
        return {value / 100, 1 + value / 100}
    if kind == "multiple" and _SAYS_RESULT.match(item.quantity.text):
        return {value}
    if kind == "multiple":
        return {value, value + 1, value - 1}
    if kind == "fraction":
        return {value}
    return {value} if value.denominator > 1 and item.quantity.unit is None else set()


def _rounded(one: _Item, other: _Item) -> bool:
    fine, coarse = one.value, other.value
    if not (one.quantity.is_digits and other.quantity.is_digits):
        return False
    if {one.quantity.kind, other.quantity.kind} & (_DATES | {"ordinal", "code", "time", "plan"}):
        return False
    return _rounds_to(fine, coarse)


def _rounds_to(fine: Fraction, coarse: Fraction) -> bool:
    """Whether ``coarse`` is ``fine`` rounded to fewer figures, at least two of them."""
    digits = _significant(coarse)
    if len(digits) < 2 or len(_significant(fine)) <= len(digits) or not fine:
        return False
    return abs(fine - coarse) / abs(fine) < Fraction(1, 100) and (
        float(f"{float(fine):.{len(digits) - 1}e}") == float(coarse)
    )


def _significant(value: Fraction) -> str:
    return f"{float(abs(value)):.12e}".split("e")[0].replace(".", "").rstrip("0") or "0"


_AGREEMENTS = (
    ("measure", _same_measure),
    ("date", _same_date),
    ("share", _same_share),
    ("rounded", _rounded),
)


_Sides = tuple[list[_Item], list[_Item]]


def _unit_drafts(context: Context, all_sides: list[_Sides], index: int) -> Iterator[Draft]:
    unit = context.bitext.units[index]
    if not unit.source.strip() or not unit.target.strip():
        return
    ours, theirs = all_sides[index]
    missing = [item for item in ours if _is_unexplained(item, ours, theirs)]
    added = [item for item in theirs if _is_unexplained(item, theirs, ours)]
    # Years are everywhere: that a neighbour has one to spare proves nothing where another
    # one has taken its place.
    years = [[one for one in side if one.quantity.kind == "year"] for side in (missing, added)]
    missing = [item for item in missing if not _is_nearby(item, all_sides, index, 1)]
    added = [item for item in added if not _is_nearby(item, all_sides, index, 0)]
    pairs = [
        pair
        for pair in _substitutions(*years)
        if any(pair[0] is item for item in missing) or any(pair[1] is item for item in added)
    ]
    missing, added = _without(missing, pairs, 0), _without(added, pairs, 1)
    pairs += _substitutions(missing, added)
    pairs += _substitutions(_spare(ours, missing, pairs, added), _without(added, pairs, 1))
    pairs += _substitutions(_without(missing, pairs, 0), _spare(theirs, added, pairs, missing))
    pairs += [
        pair
        for pair in _loose_substitutions(ours, theirs, unit.source, unit.target)
        if _without([pair[0]], pairs, 0) and _without([pair[1]], pairs, 1)
    ]
    reported: list[tuple[Quantity, Quantity]] = []
    for one, other in pairs:
        if (one.quantity, other.quantity) not in reported:
            reported.append((one.quantity, other.quantity))
            yield _changed(index, one, other)
        missing = [item for item in missing if item.quantity is not one.quantity]
        added = [item for item in added if item.quantity is not other.quantity]
    for quantity in _distinct(missing):
        relative = quantity.kind in _DATES and _RELATIVE.search(unit.target)
        if not relative and not _is_in_words(quantity, unit.source, unit.target):
            yield _missing(index, quantity)
    for quantity in _distinct(added):
        # Translators name the year, the 71st session: help for the reader, no error. Where the
        # source says other numbers of the kind and nothing in relative words, it is one.
        helpful = quantity.kind in _DATES or quantity.kind in ("ordinal", "plan")
        other_words = _OTHER_YEAR if quantity.kind == "year" else _RELATIVE
        if helpful and not other_words.search(unit.source):
            helpful = not any(item.quantity.kind == quantity.kind for item in ours)
        if quantity.kind == "year":
            helpful = helpful and _is_plausible_year(quantity, context)
        if quantity.kind == "month":
            helpful = helpful or _completes_day(quantity, theirs)
        if quantity.kind == "ordinal" and quantity.is_digits:
            helpful = not any(item.quantity.kind in ("day", "ordinal") for item in ours)
        if not helpful and not _is_in_words(quantity, unit.target, unit.source):
            yield _added(index, quantity)
    yield from _altered(context, index, ours)


def _is_plausible_year(added: Quantity, context: Context) -> bool:
    """Whether a year that stands for 去年 or the like lies near some year of the source at all.

    One far ahead explains a plan.
    """
    years = context.source_years
    if len(years) < _SOME_YEARS or added.value > max(years) + 10:
        return True
    return any(abs(year - added.value) <= 1 for year in years)


def _completes_day(month: Quantity, theirs: Sequence[_Item]) -> bool:
    """Whether a month only names whose day it is: 24日 and *July 24*."""
    return any(
        item.quantity.kind == "day"
        and item.partner is not None
        and 0 <= max(item.quantity.start - month.end, month.start - item.quantity.end) <= 5
        for item in theirs
    )


_Pairs = list[tuple[_Item, _Item]]


def _without(items: Sequence[_Item], pairs: _Pairs, side: int) -> list[_Item]:
    return [item for item in items if not any(pair[side] is item for pair in pairs)]


def _spare(
    own: Sequence[_Item], reported: Sequence[_Item], pairs: _Pairs, opposite: Sequence[_Item]
) -> list[_Item]:
    """Repeated numbers without a partner, forgiven so far, that a changed one may stand for."""
    same = {item.quantity.kind for item in opposite}
    # The 26th may be a day in Chinese.
    kinds = same | {"day", "ordinal"} if same & {"day", "ordinal"} else same
    return [
        item
        for item in own
        if item.partner is None
        and (item.quantity.kind in kinds or ("ordinal" in same and item.quantity.unit == "year"))
        and (not item.quantity.is_optional or item.quantity.kind == "ordinal" in same)
        and not any(item is other for other in reported)
        and not any(item is pair[0] or item is pair[1] for pair in pairs)
    ]


def _loose_substitutions(
    ours: Sequence[_Item], theirs: Sequence[_Item], source: str, target: str
) -> _Pairs:
    """A number word or a code turned into another: 三个 and *seven*, A320 and A330.

    Such numbers often have no counterpart at all, so only a lone one on either side counts.
    """
    found: _Pairs = []
    for kind in ("code", "cardinal", "multiple", "year", "month", "day"):
        left = [item for item in ours if _is_loose(item, kind, theirs)]
        right = [item for item in theirs if _is_loose(item, kind, ours)]
        right = [item for item in right if not _is_in_words(item.quantity, target, source)]
        left = [item for item in left if not _is_in_words(item.quantity, source, target)]
        if len(left) == 1 and len(right) == 1 and _are_alike(left[0].quantity, right[0].quantity):
            found.append((left[0], right[0]))
    return found


def _is_loose(item: _Item, kind: str, others: Sequence[_Item]) -> bool:
    quantity = item.quantity
    if item.partner is not None or quantity.kind != kind:
        return False
    if kind in _DATES:
        return quantity.is_digits
    if not quantity.is_optional:
        return False
    if any(_same_value(item, other) for other in others):
        return False
    if kind == "code":
        return True
    if kind == "multiple":
        return _SAYS_RESULT.match(quantity.text) is not None
    word = quantity.text.isascii() or quantity.text in "二两兩三四五六七八九十"
    return word and quantity.approximation == "none" and item.value > 1


def _are_alike(a: Quantity, b: Quantity) -> bool:
    if a.kind == "code":
        letters = [re.sub(r"[\W\d_]", "", q.text).lower() for q in (a, b)]
        return letters[0] == letters[1] != ""
    return a.unit == b.unit


def _distinct(items: Sequence[_Item]) -> list[Quantity]:
    found: list[Quantity] = []
    for item in items:
        if item.quantity not in found:
            found.append(item.quantity)
    return found


def _is_unexplained(item: _Item, own: Sequence[_Item], others: Sequence[_Item]) -> bool:
    if item.partner is not None or item.quantity.is_optional:
        return False
    if abs(item.value) == 1 and item.quantity.kind not in _DATES:
        return False
    if any(
        _same_value(item, other) or _same_date(item, other) or _same_measure(item, other)
        for other in others
    ):
        return False
    return not (_is_composed(item, others) or _is_component(item, own, others))


def _is_composed(item: _Item, others: Sequence[_Item]) -> bool:
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


def _is_component(item: _Item, own: Sequence[_Item], others: Sequence[_Item]) -> bool:
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


def _is_in_words(quantity: Quantity, own: str, other: str) -> bool:
    """Whether the other text says the number inside a word (三讯, 百户), or its own is a title."""
    if any(char in other for char in _NUMERALS.get(int(abs(quantity.value)), "")):
        return quantity.value.denominator == 1
    opened = own.rfind("《", 0, quantity.start)
    return not quantity.is_digits and opened > own.rfind("》", 0, quantity.start)


def _is_nearby(item: _Item, all_sides: list[_Sides], index: int, side: int) -> bool:
    """Whether the other side of a neighbouring unit has the same number to spare."""
    for neighbour in (index - 1, index + 1):
        if 0 <= neighbour < len(all_sides):
            for other in all_sides[neighbour][side]:
                if other.partner is None and (_same_value(item, other) or _same_date(item, other)):
                    return True
    return False


def _substitutions(missing: Sequence[_Item], added: Sequence[_Item]) -> list[tuple[_Item, _Item]]:
    """Pairs of a lost and a new number that stand for each other, the likeliest first."""
    scored = sorted(
        (
            (_distance(one, other), i, j)
            for i, one in enumerate(missing)
            for j, other in enumerate(added)
        ),
    )
    used: tuple[set[int], set[int]] = (set(), set())
    pairs = []
    for distance, i, j in scored:
        if distance < 9 and i not in used[0] and j not in used[1]:
            used[0].add(i)
            used[1].add(j)
            pairs.append((missing[i], added[j]))
    return pairs


def _distance(one: _Item, other: _Item) -> float:
    a, b = one.quantity, other.quantity
    likeness = 0.0 if a.kind == b.kind else 2.0
    likeness += 0.0 if a.unit == b.unit else 1.0
    if _significant(one.value) == _significant(other.value):
        return likeness
    if a.kind != b.kind and {a.kind, b.kind} & {"month", "time", "decade", "century"}:
        return 9.0
    ratio = abs(float(one.value or 1)) / abs(float(other.value or 1))
    return likeness + min(abs(ratio - 1), abs(1 / ratio - 1) if ratio else 9, 5.0)


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
    plain = quantity.kind in _DATES or quantity.kind in ("code", "plan", "time", "ordinal")
    values = [str(value) if plain else _said(value) for value in quantity.values]
    return "–".join(values) + sign


def _quoted(quantity: Quantity) -> str:
    meaning = _meaning(quantity)
    text = quantity.text.strip()
    plain = quantity.kind in ("time", "code")
    return f"“{text}”" if plain or meaning in text else f"“{text}” ({meaning})"


def _changed(index: int, one: _Item, other: _Item) -> Draft:
    a, b = one.quantity, other.quantity
    rule, reason = "changed", ""
    if one.value and other.value and a.kind not in _DATES:
        ratio = abs(other.value / one.value)
        power = next((n for n in range(1, 13) if ratio in (10**n, Fraction(1, 10**n))), None)
        if power:
            rule = "magnitude"
            size = "large" if ratio > 1 else "small"
            reason = f", {10**power:,} times too {size}"
    return Draft(
        rule=rule,
        severity="error",
        unit=index,
        message=f"The source says {_quoted(a)}, the translation {_quoted(b)}{reason}.",
        expected=_meaning(a),
        source_span=_span(a),
        target_span=_span(b),
    )


def _missing(index: int, quantity: Quantity) -> Draft:
    return Draft(
        rule="missing",
        severity="error" if quantity.is_digits and quantity.kind not in _DATES else "warning",
        unit=index,
        message=f"The number {_quoted(quantity)} is missing from the translation.",
        expected=_meaning(quantity),
        source_span=_span(quantity),
    )


def _added(index: int, quantity: Quantity) -> Draft:
    return Draft(
        rule="added",
        severity="error" if quantity.is_digits else "warning",
        unit=index,
        message=f"The translation says {_quoted(quantity)}; the source has no such number.",
        target_span=_span(quantity),
    )


def _altered(context: Context, index: int, ours: Sequence[_Item]) -> Iterator[Draft]:
    """Matched numbers that have lost their sign, percent, currency, unit or approximation."""
    unit = context.bitext.units[index]
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
            ("rounded", "minor", item.how == "rounded" and _rounding(a, b)),
            ("approximation", "minor", _approximation_lost(a, b, unit.target)),
        ):
            if wrong:
                yield Draft(
                    rule=rule,
                    severity=severity,  # type: ignore[arg-type]
                    unit=index,
                    message=wrong,
                    expected=_meaning(a),
                    source_span=_span(a),
                    target_span=_span(b),
                )
                break


def _percent_lost(a: Quantity, b: Quantity, source: str, target: str) -> str:
    if a.value != b.value:
        return ""
    points = (a.unit == "percentage point", b.unit == "percentage point")
    percent = (a.kind == "percent", b.kind == "percent")
    if (percent[0] and points[1]) or (points[0] and percent[1]):
        return f"{_quoted(a)} became {_quoted(b)}: per cent and percentage points differ."
    for sign, plain, text in ((a, b, target), (b, a, source)):
        bare = plain.kind in ("cardinal", "money") and plain.is_digits
        if sign.kind == "percent" and bare and not _shares_percent(plain, text):
            return f"{_quoted(sign)} is a percentage, {_quoted(plain)} is not."
    return ""


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


def _currency_changed(a: Quantity, b: Quantity, context: Context) -> str:
    pair = {a.unit, b.unit}
    if len(pair) < 2 or not pair <= _MONEY:
        return ""
    if pair <= _DOLLARS and any(
        re.search(r"(?<![A-Z])\$|^[\d.,\s]*\D*dollar", q.text) for q in (a, b)
    ):
        return ""
    traditional = "zh-Hant" in (context.bitext.source_language, context.bitext.target_language)
    if "CNY" in pair and (traditional or any("¥" in q.text for q in (a, b))):
        return ""
    return f"{_quoted(a)} became {_quoted(b)}: another currency."


_TIME_UNITS = ("year", "day")


def _unit_changed(item: _Item) -> str:
    a, b = item.quantity, item.partner.quantity if item.partner else item.quantity
    if item.how not in ("value", "kind") or (a.unit_scale == b.unit_scale and a.unit == b.unit):
        return ""
    measured = a.unit in _TIME_UNITS and b.unit in _TIME_UNITS
    length = a.unit == b.unit and a.unit in ("square metre", "metre", "kilogram", "watt")
    if not (measured or length) or not item.value:
        return ""
    return f"{_quoted(a)} became {_quoted(b)}: another unit."


def _sign_changed(item: _Item, source: str, target: str) -> str:
    a, b = item.quantity, item.partner.quantity if item.partner else item.quantity
    if item.how == "share" or a.kind in _DATES or not item.partner:
        return ""
    ours = _direction(a, item.value, source)
    theirs = _direction(b, item.partner.value, target)
    if (item.value < 0) != (item.partner.value < 0):
        # 下降3% may become (-3%), but "fell by -3%" says it twice.
        plain, near = (
            (ours, _words_near(b, target)) if item.value > 0 else (theirs, _words_near(a, source))
        )
        doubled = "by" in target[: b.start].split()[-1:]
        if plain == "down" and not near[1] and not doubled:
            return ""
        return f"{_quoted(a)} and {_quoted(b)} differ in their sign."
    if not ours or not theirs or ours == theirs:
        return ""
    words = {"up": "a rise", "down": "a fall"}
    return f"{_quoted(a)} is {words[ours]}, {_quoted(b)} is {words[theirs]}."


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


def _rounding(a: Quantity, b: Quantity) -> str:
    if b.approximation != "none" or a.approximation != "none":
        return ""
    return f"{_quoted(a)} was rounded to {_quoted(b)}."


def _approximation_lost(a: Quantity, b: Quantity, target: str) -> str:
    if b.kind == "decade" or b.approximation != "none":
        return ""
    if a.approximation in ("none", "vague") or a.kind in _DATES or not a.is_digits:
        return ""
    if _APPROXIMATE.search(target, max(0, b.start - 250), b.end + 250):
        return ""
    words = {"about": "about", "over": "over", "under": "less than"}
    return (
        f"The translation states {_quoted(a)} as exact; the source says “{words[a.approximation]}”."
    )
