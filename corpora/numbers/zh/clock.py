"""Times of the day in Chinese text."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

from corpora.numbers.quantity import Quantity
from corpora.numbers.zh.numerals import ONE_DIGIT, SMALL, as_quantity, small_value

_LACK = rf"(?:一刻|{SMALL}分[钟鐘]?)"
PATTERN = (
    r"(?P<clock>(?<![\d.:])(?P<ch>[01]?\d|2[0-4]):(?P<cm>[0-5]\d)(?::[0-5]\d)?(?![\d:]))"
    r"|(?P<time>(?P<part>凌晨|早上|早晨|清晨|上午|中午|下午|傍晚|晚上|晚间|晚間|夜间|夜里|夜裡|半夜|深夜|晚|早|午后|午後)?"
    rf"(?<![\d.,A-Za-z-])(?:差(?P<lack>{_LACK})\s?)?(?P<th>[零〇两兩]|{SMALL})\s?"
    r"(?P<tsep>[时時](?![期代间間段机機速节節候装裝尚空])|[点點])"
    # 三点五米 is a length and 三点五 a decimal.
    rf"(?![{ONE_DIGIT}]*[%倍万萬亿億个個米元吨噸公])(?![一二三四五六七八九]+(?![{ONE_DIGIT}十分刻]))"
    rf"(?:(?P<half>半)|(?P<quarter>[一三])刻|差(?P<late>{_LACK})|(?P<tm>\d{{1,2}}|[{ONE_DIGIT}十]{{1,4}})分?|(?P<sharp>整|钟|鐘|许|許))?)"
    r"|(?P<quarters>(?P<qn>[一两兩三])刻[钟鐘])"
)
_LATE_HALF = frozenset(
    "下午 晚上 晚间 晚間 傍晚 晚 午后 午後 夜间 夜里 夜裡 半夜 深夜".split()
)  # fmt: skip


def _read_clock(match: re.Match[str]) -> list[Quantity] | None:
    minutes = Fraction(match["ch"]) * 60 + Fraction(match["cm"])
    return [as_quantity(match, minutes, "time", is_digits=True)]


def _read_time(match: re.Match[str]) -> list[Quantity] | None:
    """Minutes after midnight; three points (三点) and a bit later (晚一点) are no time."""
    hour = small_value(match["th"])
    exact = any(match[name] for name in ("half", "quarter", "tm", "sharp", "lack", "late"))
    is_comparison = match["part"] in ("晚", "早") and match["th"] == "一" and not exact
    if not 0 <= hour <= 24 or is_comparison:
        return None
    if not (exact or match["part"] or match["tsep"] in "时時"):
        return None
    if hour < 12 and (match["part"] in _LATE_HALF or (match["part"] == "中午" and hour < 3)):
        hour += 12
    minutes = hour * 60 + _past(match)
    return [
        as_quantity(
            match,
            minutes if minutes >= 0 else minutes + 1440,
            "time",
            is_digits=match["th"].isdecimal(),
        )
    ]


def _past(match: re.Match[str]) -> Fraction:
    """Minutes past the hour; less than nothing for 差五分九点."""
    if lack := match["lack"] or match["late"]:
        return -Fraction(15) if lack == "一刻" else -small_value(re.split("分", lack)[0])
    if match["quarter"]:
        return small_value(match["quarter"]) * 15
    if match["tm"]:
        return small_value(match["tm"])
    return Fraction(30 if match["half"] else 0)


def _read_quarters(match: re.Match[str]) -> list[Quantity] | None:
    """A quarter of an hour is a quarter of the twenty-fourth part of a day."""
    value = small_value(match["qn"]) / 4
    return [
        as_quantity(match, value, "fraction", unit="day", unit_scale=Fraction(1, 24)),
    ]


READERS: dict[str, Callable[[re.Match[str]], list[Quantity] | None]] = {
    "clock": _read_clock,
    "time": _read_time,
    "quarters": _read_quarters,
}
