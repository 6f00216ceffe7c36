"""What a quantity in a text is, in any language."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Kind = Literal[
    "cardinal",
    "ordinal",
    "percent",
    "fraction",
    "multiple",
    "money",
    "year",
    "month",
    "day",
    "decade",
    "century",
    "time",
    "plan",
    "code",
]
Approximation = Literal["none", "about", "over", "under", "vague"]

ONE = Fraction(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number as it stands in a text, with what it means.

    ``text`` is the slice ``start:end`` (code points, half-open), magnitude, sign, currency and
    percent sign included, words of approximation not.

    ``value`` is in ones, whatever the magnitude in the text (3.5万亿 is 3500000000000), and for
    a range its lower end; ``high`` is the upper end of a range, else ``None``. By kind:

    - ``percent``: 5% is 5; 三成 is 30; 千分之三 is 3/10 (a per mille is a tenth of a per cent).
    - ``fraction``: 三分之二 is 2/3. ``multiple``: 三倍 and *threefold* are 3, 翻一番 is 2.
    - ``year``, ``month``, ``day``: a date gives one quantity for each part it names.
    - ``decade``: 1990 for *the 1990s* and for 20世纪90年代, 90 where no century is named.
    - ``century``: 20 for 20世纪. ``plan``: 14 for “十四五” and *14th Five-Year Plan*.
    - ``time``: minutes after midnight.
    - ``code``: digits glued to letters (5G, A330): the digits' value; compare the texts.

    ``unit`` is a canonical name from ``units.tsv`` (``CNY``, ``metre``, ``percentage point``) or
    ``None``; ``unit_scale`` says how many of it one of the unit in the text is (公里 is 1000
    metres), so that ``value * unit_scale`` compares 万千瓦 with gigawatts.

    ``also`` are other readings of the same words, as kind and value: 九十五年 is 95 years or 2006,
    23点 is 23 points or eleven at night, 八折 is 80 per cent of the price or 20 off it.

    ``is_optional`` says that a translator may well word it otherwise (一个, 第一, *one*, *half*,
    *dozens*, 三农): it can confirm a match, its absence proves nothing.
    """

    start: int
    end: int
    text: str
    value: Fraction
    high: Fraction | None = None
    kind: Kind = "cardinal"
    unit: str | None = None
    unit_scale: Fraction = ONE
    approximation: Approximation = "none"
    is_digits: bool = False
    is_optional: bool = False
    also: tuple[tuple[Kind, Fraction], ...] = ()

    @property
    def values(self) -> tuple[Fraction, ...]:
        """The value, or both ends of a range."""
        return (self.value,) if self.high is None else (self.value, self.high)
