"""Dates, times of the day and periods in Chinese text."""

# ruff: noqa: E501 - a pattern is read as one line

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

from corpora.numbers.quantity import Kind, Quantity
from corpora.numbers.tables import alternatives, eras
from corpora.numbers.zh.numerals import (
    DIGITS,
    NUMERALS,
    ONE_DIGIT,
    SMALL,
    TO,
    as_quantity,
    small_value,
)

_ERA = alternatives(list(eras()))
# Years of the Republic of China are so many behind ours.
_REPUBLIC = 1911
_LONGEST_TERM = 30
_LUNAR_UNTIL = 1912
_SOLAR = frozenset(["明治", "大正"])
ERA_STARTS = "".join(sorted({era[0] for era in eras()}))
_FEW = r"(?:元|\d{1,3}|[〇零○一二三四五六七八九十百]{1,6})"


def _month_day(name: str) -> str:
    """A month after a year, and a day after the month; the groups begin with ``name``."""
    return (
        rf"\s?(?P<{name}m>{SMALL})(?:{TO}(?P<{name}m2>{SMALL}))?\s?月份?"
        rf"(?:\s?(?P<{name}d>{SMALL})(?:{TO}(?P<{name}d2>{SMALL}))?\s?[日号號])?"
    )


PATTERN = (
    r"(?P<iso>(?<![\d.])(?:1[5-9]|20)\d\d([-./])(?:1[0-2]|0?[1-9])\2(?:3[01]|[12]\d|0?[1-9])(?![\d.]))"
    rf"|(?P<reign>(?P<era>{_ERA}|民[国國]?前)\s?(?P<ry>{_FEW})\s?年?(?:{TO}(?P<ry2>{_FEW}))?\s?年(?![代])(?:度|{_month_day('r')})?)"
    rf"|(?P<date>(?<![\d.,])(?P<year>\d{{4}}|\d(?: \d){{3}}|[{ONE_DIGIT}]{{4}}|\d\d(?=\s?年\s?\d{{1,2}}\s?月))\s?年"
    rf"(?:度|{_month_day('y')})?)"
    # 110.3.15 is how offices in Taiwan write 15 March 2021.
    r"|(?P<dotted>(?<![\d.A-Za-z本])(?P<ty>1[01]\d)(?P<dot>[./])(?P<tmo>1[0-2]|0?[1-9])(?P=dot)(?P<td>3[01]|[12]\d|0?[1-9])(?![\d./]))"
    rf"|(?P<republic>(?<![\d.,])(?P<by>\d{{3}}|[〇零○一二三四五六七八九十百]{{2,6}})\s?年(?:度|{_month_day('b')}))"
    rf"|(?P<month>(?<![\d.,])(?P<mm>{SMALL})(?:{TO}(?P<mm2>{SMALL}))?\s?月份?"
    rf"(?![球亮饼餅嫂薪票租均])(?:\s?(?P<md>{SMALL})(?:{TO}(?P<md2>{SMALL}))?\s?[日号號])?)"
    rf"|(?P<dayonly>(?<![\d.,{NUMERALS}])(?P<dd>{SMALL})(?:{TO}(?P<dd2>{SMALL}))?\s?日(?![均元本圆圓军軍报報常程]))"
    r"|(?P<plan>第(?P<p1>\d{1,2}|[一二三四五六七八九十]{1,3})[个個]五年[规規计計][划劃]"
    r"|[“\"「『‘'](?P<p2>[六七八九]|十[一二三四五六]?)五(?=[”\"」』’'])"
    r"|(?P<p3>十[一二三四五六])五(?![年万萬亿億千百十点點])"
    r"|(?P<p4>[八九])五(?=[规規计計][划劃]|[时時]期|期[间間]))"
    rf"|(?P<decade>(?:(?P<dcent>\d{{1,2}}|[一二十]{{1,3}})\s?世[纪紀]|(?P<drel>上个?|上個|本)世[纪紀]|(?P<dera>民[国國]))?\s?"
    rf"(?P<dec>(?:\d{{4}}|\d0)|[{ONE_DIGIT}]十)\s?年代)"
    r"|(?P<century>(?P<cent>\d{1,2}|[一二三四五六七八九十]{1,3})\s?世[纪紀])"
)


def _part(match: re.Match[str], group: str, kind: Kind, to: str | None = None) -> Quantity | None:
    if match[group] is None:
        return None
    value = small_value(match[group])
    high = small_value(match[to]) if to and match[to] else None
    end = match.end(to) if to and match[to] else match.end(group)
    return Quantity(
        start=match.start(group),
        end=end,
        text="",
        value=value,
        high=high if high is not None and high > value else None,
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
    also: tuple[tuple[Kind, Fraction], ...] = ()
    if len(form) == 2:
        # 95年7月 is July 1995, and July 2006 in Taiwan.
        also = (("year", year + _REPUBLIC), ("year", year))
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
        also=also,
    )
    return [first, *_parts(match, "y")]


def _parts(match: re.Match[str], name: str) -> list[Quantity]:
    """The month and the day after a year."""
    parts = [
        _part(match, f"{name}m", "month", f"{name}m2"),
        _part(match, f"{name}d", "day", f"{name}d2"),
    ]
    return [part for part in parts if part is not None]


def _read_reign(match: re.Match[str]) -> list[Quantity] | None:
    """A year of an emperor or of the Republic: 光緒二十年 is 1894, 民國95年 is 2006."""
    numbers = [_of_reign(match[name]) for name in ("ry", "ry2") if match[name]]
    if match["era"].endswith("前"):
        # 民前三年 is three years before the first of the Republic.
        first, last = _REPUBLIC - 200, _REPUBLIC
        years = [_REPUBLIC + 1 - number for number in numbers]
    else:
        first, last = eras()[match["era"]]
        years = [number + first - 1 for number in numbers]
    # The last year of an era reaches into the next one, and a lunar year into ours.
    if not all(first <= year <= last + 1 for year in years):
        return None
    also: list[tuple[Kind, Fraction]] = [("ordinal", number) for number in numbers]
    if first < _LUNAR_UNTIL and match["era"] not in _SOLAR and match["era"] in eras():
        also += [("year", year + 1) for year in years]
    end = match.end("ry2" if match["ry2"] else "ry")
    year = Quantity(
        start=match.start(),
        end=end + 1 if match.string[end : end + 1] == "年" else end,
        text="",
        value=years[0],
        high=years[1] if len(years) > 1 and years[1] > years[0] else None,
        kind="year",
        is_digits=match["ry"].isdecimal(),
        also=tuple(also),
    )
    return [year, *_parts(match, "r")]


def _of_reign(form: str) -> Fraction:
    return Fraction(1) if form == "元" else small_value(form)


def _read_republic(match: re.Match[str]) -> list[Quantity] | None:
    """A year of the Republic without its name: 一百零六年七月一日, 95年度; not a term of years."""
    number = small_value(match["by"])
    # 一年六月 is a year and a half; so few years and a month without a day may be as well.
    is_term = match["bd"] is None and match["bm"] is not None and number < _LONGEST_TERM
    if not 1 <= number < 200 or is_term:
        return None
    year = Quantity(
        start=match.start("by"),
        end=match.string.index("年", match.end("by")) + 1,
        text="",
        value=number + _REPUBLIC,
        kind="year",
        is_digits=match["by"].isdecimal(),
        also=(("ordinal", number),),
    )
    return [year, *_parts(match, "b")]


def _read_dotted(match: re.Match[str]) -> list[Quantity] | None:
    number = Fraction(match["ty"])
    year = Quantity(
        start=match.start("ty"),
        end=match.end("ty"),
        text="",
        value=number + _REPUBLIC,
        kind="year",
        is_digits=True,
        also=(("year", number),),
    )
    parts = [_part(match, "tmo", "month"), _part(match, "td", "day")]
    return [year, *(part for part in parts if part is not None)]


def _read_month(match: re.Match[str]) -> list[Quantity] | None:
    parts = [_part(match, "mm", "month", "mm2"), _part(match, "md", "day", "md2")]
    found = [part for part in parts if part is not None]
    return found if all(1 <= value <= 31 for part in found for value in part.values) else None


_DAYS_BEFORE = re.compile(
    r"(?:[满滿逾每达達共]|至少|不少[于於]|超[过過]|[连連][续續]|延[迟遲]|[经經][过過]|提前|最[长長短]|[为為]期)$"
)
_DAYS_AFTER = re.compile(r"[内內期未有]|以[上下内內]|之?[内內]|[后後]")


def _read_day(match: re.Match[str]) -> list[Quantity] | None:
    """A day of the month, or so many days: 三十日內, 滿七日."""
    start, end = match.span()
    text = match.string
    if _DAYS_BEFORE.search(text, max(0, start - 3), start) or _DAYS_AFTER.match(text, end):
        return None
    part = _part(match, "dd", "day", "dd2")
    return [part] if part and all(1 <= value <= 31 for value in part.values) else None


def _read_decade(match: re.Match[str]) -> list[Quantity] | None:
    value = small_value(match["dec"])
    if match["dera"]:
        value = Fraction((value + _REPUBLIC) // 10 * 10)
    elif match["dcent"]:
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
    "reign": _read_reign,
    "date": _read_date,
    "dotted": _read_dotted,
    "republic": _read_republic,
    "month": _read_month,
    "dayonly": _read_day,
    "decade": _read_decade,
    "century": _read_century,
    "plan": _read_plan,
}
