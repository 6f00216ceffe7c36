"""Dates, times of the day and periods in Chinese text."""

# ruff: noqa: E501 - a pattern is read as one line

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

from corpora.numbers.quantity import Kind, Quantity
from corpora.numbers.zh.numerals import (
    DIGITS,
    NUMERALS,
    ONE_DIGIT,
    SMALL,
    TO,
    as_quantity,
    small_value,
)

PATTERN = (
    r"(?P<iso>(?<![\d.])(?:1[5-9]|20)\d\d([-./])(?:1[0-2]|0?[1-9])\2(?:3[01]|[12]\d|0?[1-9])(?![\d.]))"
    rf"|(?P<date>(?<![\d.,])(?P<year>\d{{4}}|\d(?: \d){{3}}|[{ONE_DIGIT}]{{4}}|\d\d(?=年\d{{1,2}}月))\s?年"
    rf"(?:度|\s?(?P<ym>{SMALL})(?:{TO}(?P<ym2>{SMALL}))?\s?月份?"
    rf"(?:\s?(?P<yd>{SMALL})(?:{TO}(?P<yd2>{SMALL}))?\s?[日号號])?)?)"
    rf"|(?P<month>(?<![\d.,])(?P<mm>{SMALL})(?:{TO}(?P<mm2>{SMALL}))?\s?月份?"
    rf"(?![球亮饼餅嫂薪票租均])(?:\s?(?P<md>{SMALL})(?:{TO}(?P<md2>{SMALL}))?\s?[日号號])?)"
    rf"|(?P<dayonly>(?<![\d.,{NUMERALS}])(?P<dd>{SMALL})(?:{TO}(?P<dd2>{SMALL}))?\s?日(?![均元本圆圓军軍报報常程]))"
    r"|(?P<plan>第(?P<p1>\d{1,2}|[一二三四五六七八九十]{1,3})[个個]五年[规規计計][划劃]"
    r"|[“\"「『‘'](?P<p2>[六七八九]|十[一二三四五六]?)五(?=[”\"」』’'])"
    r"|(?P<p3>十[一二三四五六])五(?![年万萬亿億千百十点點])"
    r"|(?P<p4>[八九])五(?=[规規计計][划劃]|[时時]期|期[间間]))"
    rf"|(?P<clock>(?<![\d.:])(?P<ch>[01]?\d|2[0-4]):(?P<cm>[0-5]\d)(?::[0-5]\d)?(?![\d:]))"
    r"|(?P<time>(?P<part>凌晨|早上|早晨|清晨|上午|中午|下午|傍晚|晚上|晚间|晚間|夜间|深夜|晚|早|午后)?"
    rf"(?<![\d.,A-Za-z-])(?P<th>{SMALL})\s?(?P<tsep>[时時](?![期代间間段机機速节節候装裝尚空])|[点點])(?![{ONE_DIGIT}]*[%倍])"
    rf"(?:(?P<half>半)|(?P<quarter>[一三])刻|(?P<tm>\d{{1,2}}|[{ONE_DIGIT}十]{{1,4}})分?|(?P<sharp>整|钟|鐘|许|許))?)"
    r"|(?P<decade>(?:(?P<dcent>\d{1,2}|[一二十]{1,3})\s?世[纪紀]|(?P<drel>上个?|上個|本)世[纪紀])?\s?"
    rf"(?P<dec>(?:\d{{4}}|\d0)|[{ONE_DIGIT}]十)\s?年代)"
    r"|(?P<century>(?P<cent>\d{1,2}|[一二三四五六七八九十]{1,3})\s?世[纪紀])"
)


def _part(match: re.Match[str], group: str, kind: Kind, to: str | None = None) -> Quantity | None:
    if match[group] is None:
        return None
    high = small_value(match[to]) if to and match[to] else None
    end = match.end(to) if to and match[to] else match.end(group)
    return Quantity(
        start=match.start(group),
        end=end,
        text="",
        value=small_value(match[group]),
        high=high,
        kind=kind,
        is_digits=match[group].isdecimal(),
    )


def _read_iso(match: re.Match[str]) -> list[Quantity] | None:
    year, month, day = re.split(r"[-./]", match["iso"])
    start = match.start()
    parts: tuple[tuple[str, int, Kind], ...] = (
        (year, 0, "year"), (month, 5, "month"), (day, 6 + len(month), "day"),
    )  # fmt: skip
    return [
        Quantity(
            start=start + offset,
            end=start + offset + len(form),
            text="",
            value=Fraction(form),
            kind=kind,
            is_digits=True,
        )
        for form, offset, kind in parts
    ]


def _read_date(match: re.Match[str]) -> list[Quantity] | None:
    form = match["year"].replace(" ", "")
    year = Fraction(form) if form.isdecimal() else Fraction("".join(str(DIGITS[c]) for c in form))
    if len(form) == 2:
        year += 2000 if year < 50 else 1900
    if not 1000 <= year <= 2200 or (year < 1500 and match["ym"] is None and year % 100 == 0):
        return None
    first = Quantity(
        start=match.start("year"),
        end=match.end("year"),
        text="",
        value=year,
        kind="year",
        is_digits=form.isdecimal(),
    )
    parts = [first, _part(match, "ym", "month", "ym2"), _part(match, "yd", "day", "yd2")]
    return [part for part in parts if part is not None]


def _read_month(match: re.Match[str]) -> list[Quantity] | None:
    parts = [_part(match, "mm", "month", "mm2"), _part(match, "md", "day", "md2")]
    found = [part for part in parts if part is not None]
    return found if all(1 <= value <= 31 for part in found for value in part.values) else None


def _read_day(match: re.Match[str]) -> list[Quantity] | None:
    part = _part(match, "dd", "day", "dd2")
    return [part] if part and all(1 <= value <= 31 for value in part.values) else None


def _read_clock(match: re.Match[str]) -> list[Quantity] | None:
    minutes = Fraction(match["ch"]) * 60 + Fraction(match["cm"])
    return [as_quantity(match, minutes, "time", is_digits=True)]


def _read_time(match: re.Match[str]) -> list[Quantity] | None:
    hour = small_value(match["th"])
    said = match["part"] or match["half"] or match["quarter"] or match["tm"] or match["sharp"]
    if not 0 <= hour <= 24 or not (said or match["tsep"] in "时時"):
        return None
    if (
        match["part"] in ("下午", "晚上", "晚间", "晚間", "傍晚", "晚", "午后", "夜间")
        and hour < 12
    ):
        hour += 12
    minutes = Fraction(30 if match["half"] else 0)
    if match["quarter"]:
        minutes = small_value(match["quarter"]) * 15
    if match["tm"]:
        minutes = small_value(match["tm"])
    return [as_quantity(match, hour * 60 + minutes, "time", is_digits=match["th"].isdecimal())]


def _read_decade(match: re.Match[str]) -> list[Quantity] | None:
    value = small_value(match["dec"])
    if match["dcent"]:
        value += (small_value(match["dcent"]) - 1) * 100
    elif match["drel"]:
        value += 2000 if match["drel"] == "本" else 1900
    return [as_quantity(match, value, "decade", is_digits=match["dec"].isdecimal())]


def _read_century(match: re.Match[str]) -> list[Quantity] | None:
    return [
        as_quantity(
            match, small_value(match["cent"]), "century", is_digits=match["cent"].isdecimal()
        )
    ]


def _read_plan(match: re.Match[str]) -> list[Quantity] | None:
    form = match["p1"] or match["p2"] or match["p3"] or match["p4"]
    return [as_quantity(match, small_value(form), "plan")]


READERS: dict[str, Callable[[re.Match[str]], list[Quantity] | None]] = {
    "iso": _read_iso,
    "date": _read_date,
    "month": _read_month,
    "dayonly": _read_day,
    "clock": _read_clock,
    "time": _read_time,
    "decade": _read_decade,
    "century": _read_century,
    "plan": _read_plan,
}
