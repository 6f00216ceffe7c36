"""Shares in Chinese text: per cent, fractions, tenths, multiples; and the items of a list."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

from corpora.numbers.quantity import Kind, Quantity
from corpora.numbers.zh.numerals import (
    DIGITS,
    NUMERALS,
    SIMPLE,
    TO,
    as_quantity,
    numeral_value,
    small_value,
)

_REDUCED = r"(?:\d{1,2}(?:\.\d)?|[一二两兩三四五六七八九]{1,2}|(?<=打)[对對])"
# What a numeral before 折 is not a share of the price: 折叠, 折旧, 两折屏风.
_FOLDS = "叠疊腾騰旧舊合算线線磨断斷射服页頁屏纸紙返半成起过過断腰转轉回"
PATTERN = (
    rf"(?P<percent>(?P<neg>负|負|-)?(?P<base>[百千万萬])分之(?P<pa>{SIMPLE})"
    rf"(?:{TO}(?:[百千万萬]分之)?(?P<pb>{SIMPLE}))?)"
    rf"|(?P<fraction>(?P<whole>{SIMPLE})?又?(?P<den>{SIMPLE})分之(?P<num>{SIMPLE}))"
    r"|(?P<slash>(?<![\d./-])(?P<snum>\d[\d,]{0,8})/(?P<sden>\d[\d,]{0,8})(?![\d./-]))"
    rf"|(?P<half_of>半(?P<hy>年)(?![度报報])|半[个個]?(?P<hu>小[时時]|[钟鐘][头頭])|半(?=[米公斤里吨亩畝杯碗小个個天年月分成斗吨](?!分)))"
    rf"|(?P<fold>翻[了近]{{0,2}}(?P<fn>{SIMPLE})?番|翻[了一]?倍|倍增)"
    rf"|(?P<reduced>(?<![\d.骨挫转轉曲周波夭损損{NUMERALS}])(?P<off>{_REDUCED})\s?折(?![{_FOLDS}]))"
    r"|(?P<tenths>(?P<ta>[一二两兩三四五六七八九]|(?<![\d.])[1-9])(?:(?:至|到|-)?(?P<tb>[二三四五六七八九](?![二三四五六七八九])|(?<=[至到-])[2-9]))?"
    r"成(?P<th2>半)?(?![为為立员員果功本就长長份熟都型绩績效套品见見语語交虫因败敗像名双雙他她你我它]))"
)


def _read_percent(match: re.Match[str]) -> list[Quantity] | None:
    base = {"百": 1, "千": 10}.get(match["base"], 100)
    low = numeral_value(match["pa"])
    high = numeral_value(match["pb"]) if match["pb"] else None
    if low is None:
        return None
    sign = -1 if match["neg"] else 1
    ends = [end * sign / base for end in (low[0], high[0] if high else low[1]) if end is not None]
    top = ends[1] if len(ends) > 1 else None
    # 百分之百 is often only "wholly".
    loose = match["pa"] in ("百", "一百") and base == 1
    return [
        as_quantity(
            match,
            ends[0],
            "percent",
            high=top,
            is_digits=match["pa"][0].isdecimal(),
            is_optional=loose,
        )
    ]


def _read_fraction(match: re.Match[str]) -> list[Quantity] | None:
    bottom, top = numeral_value(match["den"]), numeral_value(match["num"])
    if not bottom or not top or not bottom[0]:
        return None
    whole = numeral_value(match["whole"]) if match["whole"] else None
    value = top[0] / bottom[0] + (whole[0] if whole else 0)
    return [as_quantity(match, value, "fraction", is_digits=match["num"][0].isdecimal())]


def _read_slash(match: re.Match[str]) -> list[Quantity] | None:
    top, bottom = (int(match[name].replace(",", "") or 0) for name in ("snum", "sden"))
    if 1900 <= top <= 2100 and bottom in (top + 1, (top + 1) % 100):
        return [as_quantity(match, Fraction(top), "year", high=Fraction(top + 1), is_digits=True)]
    if not 0 < top < bottom:
        # 100/100 is two numbers.
        return None
    return [as_quantity(match, Fraction(top, bottom), "fraction", is_digits=True)]


def _read_half(match: re.Match[str]) -> list[Quantity] | None:
    half = Fraction(1, 2)
    if match["hy"]:
        return [as_quantity(match, half, "fraction", unit="year", is_optional=True)]
    if match["hu"]:
        return [as_quantity(match, half, "fraction", unit="day", unit_scale=Fraction(1, 24))]
    return [as_quantity(match, half, "fraction", is_optional=True)]


def _read_fold(match: re.Match[str]) -> list[Quantity] | None:
    times = small_value(match["fn"]) if match["fn"] else Fraction(1)
    if not 0 < times <= 20 or times.denominator != 1:
        return None
    return [as_quantity(match, Fraction(2**times.numerator), "multiple", is_optional=True)]


def _read_reduced(match: re.Match[str]) -> list[Quantity] | None:
    """八折 and 85折: the part of a price that is still to be paid, or what is taken off it."""
    form = match["off"]
    if form in "对對":
        value = Fraction(50)
    elif form[0].isdecimal():
        value = Fraction(form)
    else:
        value = Fraction("".join(str(DIGITS[char]) for char in form))
    value *= 10 if value < 10 else 1
    if not 0 < value < 100:
        return None
    off: tuple[tuple[Kind, Fraction], ...] = (("percent", 100 - value),)
    return [as_quantity(match, value, "percent", is_digits=form[0].isdecimal(), also=off)]


def _read_tenths(match: re.Match[str]) -> list[Quantity] | None:
    low = small_value(match["ta"]) * 10 + (5 if match["th2"] else 0)
    high = small_value(match["tb"]) * 10 if match["tb"] else None
    if high is not None and high <= low:
        return None
    return [as_quantity(match, low, "percent", high=high)]


READERS: dict[str, Callable[[re.Match[str]], list[Quantity] | None]] = {
    "percent": _read_percent,
    "fraction": _read_fraction,
    "slash": _read_slash,
    "half_of": _read_half,
    "fold": _read_fold,
    "reduced": _read_reduced,
    "tenths": _read_tenths,
}
