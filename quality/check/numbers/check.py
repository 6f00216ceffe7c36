"""Numbers: every quantity of one side must stand on the other with the same value."""

# ruff: noqa: E501 - a pattern is read as one line

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpora.numbers import Quantity
from quality.check.context import Context
from quality.check.declaration import Check, Rule
from quality.check.numbers.agreement import (
    DATES,
    Item,
    match_quantities,
)
from quality.check.numbers.citations import is_cited_otherwise, outside_terms
from quality.check.numbers.drafts import say_added, say_altered, say_changed, say_missing
from quality.check.numbers.explanations import Sides, is_in_words, is_nearby, is_unexplained
from quality.check.numbers.substitutions import find_spare, pair_loose, pair_up, without
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
# With more values on both sides together a unit is compared by equal values alone.
_MOST_ITEMS = 250


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


def _unit_drafts(context: Context, all_sides: list[Sides], index: int) -> Iterator[Draft]:
    unit = context.bitext.units[index]
    if not unit.source.strip() or not unit.target.strip():
        return
    ours, theirs = all_sides[index]
    if len(ours) + len(theirs) > _MOST_ITEMS:
        yield from _plain_drafts(context, index, ours, theirs)
        return
    missing = [item for item in ours if is_unexplained(item, ours, theirs)]
    added = [item for item in theirs if is_unexplained(item, theirs, ours)]
    # Years are everywhere: that a neighbour has one to spare proves nothing where another
    # one has taken its place.
    years = [[one for one in side if one.quantity.kind == "year"] for side in (missing, added)]
    missing = [item for item in missing if not is_nearby(item, all_sides, index, 1)]
    added = [item for item in added if not is_nearby(item, all_sides, index, 0)]
    pairs = [
        pair
        for pair in pair_up(*years)
        if any(pair[0] is item for item in missing) or any(pair[1] is item for item in added)
    ]
    missing, added = without(missing, pairs, 0), without(added, pairs, 1)
    pairs += pair_up(missing, added)
    pairs += pair_up(find_spare(ours, missing, pairs, added), without(added, pairs, 1))
    pairs += pair_up(without(missing, pairs, 0), find_spare(theirs, added, pairs, missing))
    pairs += [
        pair
        for pair in pair_loose(ours, theirs, unit.source, unit.target)
        if without([pair[0]], pairs, 0) and without([pair[1]], pairs, 1)
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
        if not relative and not is_in_words(quantity, unit.source, unit.target):
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
        if not helpful and not is_in_words(quantity, unit.target, unit.source):
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


def _distinct(items: Sequence[Item]) -> list[Quantity]:
    found: list[Quantity] = []
    for item in items:
        if item.quantity not in found:
            found.append(item.quantity)
    return found


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
            name="direction",
            severity="error",
            tells="*nearly* that became *over*, or the reverse",
            example="近五千人 → *more than 5,000 people*",
        ),
        Rule(
            name="approximation",
            severity="minor",
            tells="*about*, *over* or *under* lost or added",
            example="超过650万辆 → *6.5 million vehicles*",
        ),
    ),
)
