"""Amounts of money as people say them: 两块五, 四块二毛五, 十二块八一斤."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

from corpora.numbers.quantity import Quantity
from corpora.numbers.zh.numerals import NUMERALS, SIMPLE, as_quantity, numeral_value

_DIGIT = "[1-9一二两兩三四五六七八九]"
# 两块五颜六色的布 and 三块一起 are no amounts: a price ends, or says what it is for.
_ENDS = r"(?=[钱錢每的左多吧吗嗎呢啊]|一[斤个個只隻张張份件瓶杯本公碗条條把袋]|[^\w]|\Z)"
PATTERN = (
    rf"(?P<spoken>(?<![\d.{NUMERALS}])(?P<yuan>{SIMPLE})[块塊]"
    rf"(?:(?P<jiao>{_DIGIT})[毛角](?![巾毯衣笔筆线線料度])(?P<fen>{_DIGIT}分?)?"
    rf"|(?P<few_jiao>{_DIGIT}){_ENDS})[钱錢]?)"
)


def _read_spoken(match: re.Match[str]) -> list[Quantity] | None:
    yuan = numeral_value(match["yuan"])
    if yuan is None or yuan[1] is not None:
        return None
    value = yuan[0]
    for name, worth in (("jiao", 10), ("few_jiao", 10), ("fen", 100)):
        part = numeral_value(match[name][:1]) if match[name] else None
        value += part[0] / worth if part else Fraction(0)
    return [as_quantity(match, value, "money", unit="CNY", is_digits=match["yuan"][0].isdecimal())]


READERS: dict[str, Callable[[re.Match[str]], list[Quantity] | None]] = {"spoken": _read_spoken}
