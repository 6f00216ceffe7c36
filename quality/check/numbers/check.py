"""Numbers: every quantity of one side must stand on the other with the same value."""

# ruff: noqa: E501 - a pattern is read as one line

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from corpora.numbers import Quantity
from quality.check.context import Context
from quality.check.declaration import Check, Rule
from quality.check.numbers.agreement import (
    DATES,
    SAYS_RESULT,
    Item,
    match_quantities,
    same_date,
    same_measure,
    same_reading,
    same_value,
    significant,
)
from quality.check.numbers.citations import is_cited_otherwise, outside_terms
from quality.check.numbers.drafts import say_added, say_altered, say_changed, say_missing
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
# Fewer different years in the source do not tell what another one may be.
_SOME_YEARS = 5
_ROUND_WORDS = frozenset(["ten", "hundred", "thousand", "10", "100", "1000", "1,000"])
# With more values on both sides together a unit is compared by equal values alone.
_MOST_ITEMS = 250
_MAGNITUDES = frozenset(map(Fraction, (12, 100, 1000, *(10**n for n in range(4, 13)))))
_NUMERALS = {1: "一", 2: "二两兩双雙", 3: "三", 4: "四", 5: "五", 6: "六", 7: "七", 8: "八", 9: "九", 10: "十",
             100: "百", 1000: "千", 10**4: "万萬", 10**8: "亿億"}  # fmt: skip


def find_number_errors(context: Context) -> Iterator[Draft]:
    """Quantities missing, added or changed, with the milder losses of *about* and *over*.

    Each value is matched to an equal one on the other side: first the same value and kind,
    then the same value, then through units, fractions, multiples and roundings. What is left
    is forgiven where the other side repeats or omits the same number, says a date in relative
    words, or where the neighbouring unit has it.
    """
    left = [
        match_quantities(*sides)
        for sides in outside_terms(
            context.bitext, context.terms, context.source_quantities, context.target_quantities
        )
    ]
    for index in range(len(left)):
        yield from _unit_drafts(context, left, index)


_Sides = tuple[list[Item], list[Item]]


def _unit_drafts(context: Context, all_sides: list[_Sides], index: int) -> Iterator[Draft]:
    unit = context.bitext.units[index]
    if not unit.source.strip() or not unit.target.strip():
        return
    ours, theirs = all_sides[index]
    if len(ours) + len(theirs) > _MOST_ITEMS:
        yield from _plain_drafts(context, index, ours, theirs)
        return
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
            yield say_changed(index, one, other)
        missing = [item for item in missing if item.quantity is not one.quantity]
        added = [item for item in added if item.quantity is not other.quantity]
    for quantity in _distinct(missing):
        relative = quantity.kind in DATES and _RELATIVE.search(unit.target) is not None
        relative = relative or is_cited_otherwise(quantity, unit.source, unit.target)
        if not relative and not _is_in_words(quantity, unit.source, unit.target):
            yield say_missing(index, quantity)
    for quantity in _distinct(added):
        # Translators name the year, the 71st session: help for the reader, no error. Where the
        # source says other numbers of the kind and nothing in relative words, it is one.
        helpful = quantity.kind in DATES or quantity.kind in ("ordinal", "plan")
        other_words = _OTHER_YEAR if quantity.kind == "year" else _RELATIVE
        if helpful and not other_words.search(unit.source):
            helpful = not any(item.quantity.kind == quantity.kind for item in ours)
        if quantity.kind == "year":
            helpful = helpful and _is_plausible_year(quantity, context)
        if quantity.kind == "month":
            helpful = helpful or _completes_day(quantity, theirs)
        if quantity.kind == "ordinal" and quantity.is_digits:
            helpful = not any(item.quantity.kind in ("day", "ordinal") for item in ours)
        helpful = helpful or is_cited_otherwise(quantity, unit.target, unit.source)
        if not helpful and not _is_in_words(quantity, unit.target, unit.source):
            yield say_added(index, quantity)
    yield from say_altered(context, index, ours)


def _plain_drafts(
    context: Context, index: int, ours: Sequence[Item], theirs: Sequence[Item]
) -> Iterator[Draft]:
    """What a unit like a book lacks or has too much: every value once, by equal values alone.

    Which number became which would cost the square of their count.
    """
    for items, others, say in ((ours, theirs, say_missing), (theirs, ours, say_added)):
        known = {abs(other.value) for other in others}
        for item in items:
            free = item.partner is None and not item.quantity.is_optional
            if free and abs(item.value) not in known and abs(item.value) != 1:
                known.add(abs(item.value))
                yield say(index, item.quantity)
    yield from say_altered(context, index, ours)


def _is_plausible_year(added: Quantity, context: Context) -> bool:
    """Whether a year that stands for 去年 or the like lies near some year of the source at all.

    One far ahead explains a plan.
    """
    years = context.source_years
    if len(years) < _SOME_YEARS or added.value > max(years) + 10:
        return True
    return any(abs(year - added.value) <= 1 for year in years)


def _completes_day(month: Quantity, theirs: Sequence[Item]) -> bool:
    """Whether a month only names whose day it is: 24日 and *July 24*."""
    return any(
        item.quantity.kind == "day"
        and item.partner is not None
        and 0 <= max(item.quantity.start - month.end, month.start - item.quantity.end) <= 5
        for item in theirs
    )


_Pairs = list[tuple[Item, Item]]


def _without(items: Sequence[Item], pairs: _Pairs, side: int) -> list[Item]:
    return [item for item in items if not any(pair[side] is item for pair in pairs)]


def _spare(
    own: Sequence[Item], reported: Sequence[Item], pairs: _Pairs, opposite: Sequence[Item]
) -> list[Item]:
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
    ours: Sequence[Item], theirs: Sequence[Item], source: str, target: str
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
    vague = [[item for item in side if _is_round(item)] for side in (ours, theirs)]
    if len(vague[0]) == 1 and len(vague[1]) == 1:
        pair = vague[0][0], vague[1][0]
        if any(item.quantity.approximation == "vague" for item in pair):
            found.append(pair)
    return found


def _is_round(item: Item) -> bool:
    """Whether a number has no partner and is *dozens*, 数百, or a ten or a hundred of either."""
    quantity = item.quantity
    if item.partner is not None or quantity.kind != "cardinal":
        return False
    if quantity.approximation == "vague":
        return item.value >= 10 and (quantity.text.isascii() or quantity.text[0] in "数數几幾")
    word = re.sub("^(?:a|one) ", "", quantity.text.lower())
    return quantity.approximation == "none" and word in _ROUND_WORDS


def _is_loose(item: Item, kind: str, others: Sequence[Item]) -> bool:
    quantity = item.quantity
    if item.partner is not None or quantity.kind != kind:
        return False
    if kind in DATES:
        return quantity.is_digits
    if not quantity.is_optional:
        return False
    if any(same_value(item, other) for other in others):
        return False
    if kind == "code":
        return True
    if kind == "multiple":
        return SAYS_RESULT.match(quantity.text) is not None
    numeral = quantity.text if quantity.unit is None else quantity.text[:1]
    word = quantity.text.isascii() or numeral in "二两兩三四五六七八九十"
    if item.value <= 1 or not word:
        return False
    # 三个 is often left out, ten years are not.
    return quantity.approximation == "none" or (
        quantity.approximation != "vague" and quantity.unit is not None
    )


def _are_alike(a: Quantity, b: Quantity) -> bool:
    if a.kind == "code":
        letters = [re.sub(r"[\W\d_]", "", q.text).lower() for q in (a, b)]
        return letters[0] == letters[1] != ""
    return a.unit == b.unit


def _distinct(items: Sequence[Item]) -> list[Quantity]:
    found: list[Quantity] = []
    for item in items:
        if item.quantity not in found:
            found.append(item.quantity)
    return found


def _is_unexplained(item: Item, own: Sequence[Item], others: Sequence[Item]) -> bool:
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


def _is_in_words(quantity: Quantity, own: str, other: str) -> bool:
    """Whether the other text says the number inside a word (三讯, 百户), or its own is a title."""
    if any(char in other for char in _NUMERALS.get(int(abs(quantity.value)), "")):
        return quantity.value.denominator == 1
    opened = own.rfind("《", 0, quantity.start)
    return not quantity.is_digits and opened > own.rfind("》", 0, quantity.start)


def _is_nearby(item: Item, all_sides: list[_Sides], index: int, side: int) -> bool:
    """Whether the other side of a neighbouring unit has the same number to spare."""
    for neighbour in (index - 1, index + 1):
        if 0 <= neighbour < len(all_sides):
            for other in all_sides[neighbour][side]:
                if other.partner is None and (same_value(item, other) or same_date(item, other)):
                    return True
    return False


def _substitutions(missing: Sequence[Item], added: Sequence[Item]) -> list[tuple[Item, Item]]:
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


def _distance(one: Item, other: Item) -> float:
    a, b = one.quantity, other.quantity
    likeness = 0.0 if a.kind == b.kind else 2.0
    likeness += 0.0 if a.unit == b.unit else 1.0
    if significant(one.value) == significant(other.value):
        return likeness
    if a.kind != b.kind and {a.kind, b.kind} & {"month", "time", "decade", "century"}:
        return 9.0
    ratio = abs(float(one.value or 1)) / abs(float(other.value or 1))
    return likeness + min(abs(ratio - 1), abs(1 / ratio - 1) if ratio else 9, 5.0)


NUMBERS = Check(
    name="numbers",
    about="quantities whose values differ between the two sides",
    find=find_number_errors,
    languages="zh-en",
    rules=(
        Rule(
            name="changed",
            severity="error",
            tells="another value",
            example="2023年 → *2022*",
        ),
        Rule(
            name="magnitude",
            severity="error",
            tells="ten, a hundred, a thousand times too large or small",
            example="1.7万亿元 → *1.7 billion yuan*",
        ),
        Rule(
            name="missing",
            severity="error",
            tells="a number of the source that the translation lacks",
            example="共12家 → *the shops*",
            else_=(("warning", "dates and words"),),
        ),
        Rule(
            name="added",
            severity="error",
            tells="a number that only the translation has",
            example="商店 → *the 12 shops*",
            else_=(("warning", "words"),),
        ),
        Rule(
            name="percent",
            severity="error",
            tells="a percentage that became none, or percentage points",
            example="增长96.9% → *grew by 96.9*; 2个百分点 → *2 percent*",
        ),
        Rule(
            name="currency",
            severity="error",
            tells="another currency",
            example="30亿美元 → *3 billion yuan*",
        ),
        Rule(
            name="unit",
            severity="error",
            tells="another unit",
            example="3个月 → *3 years*",
        ),
        Rule(
            name="sign",
            severity="error",
            tells="a fall that became a rise, or a minus lost",
            example="下降3% → *rose by 3%*; -3.2% → *3.2%*",
        ),
        Rule(
            name="rounded",
            severity="minor",
            tells="fewer figures",
            example="96.94% → *96.9%*",
        ),
        Rule(
            name="basis",
            severity="warning",
            tells="*a day*, *a head*, *on average* lost or added",
            example="日均1.2万人次 → *12,000 visits*",
        ),
        Rule(
            name="approximation",
            severity="minor",
            tells="*about*, *over* or *under* lost or added",
            example="超过650万辆 → *6.5 million vehicles*",
        ),
    ),
)
