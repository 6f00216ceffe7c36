"""Times of the day in English text."""

# ruff: noqa: E501 - a pattern is read as one line

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

from corpora.numbers.en.numerals import ONES, quantity, words_value
from corpora.numbers.quantity import Quantity

_HOURS = "|".join(word for word, value in ONES.items() if 1 <= value <= 12)
_HOUR = rf"(?:{_HOURS}|1[0-2]|[1-9])"
_AFTER_TIME = r"(?=\s*(?:[.,;!?)”\"]|$|(?:in|on|at|and|when|now|already|by|o['’]clock)\b))"
PATTERN = (
    r"(?P<clock>(?<![\d:.])(?P<ch>[01]?\d|2[0-4])(?::\s?|\.)(?P<cm>[0-5]\d)(?::[0-5]\d)?(?![\d:%])\s?(?P<cp>[ap]\.?m\b\.?)"
    r"|(?<![\d:.])(?P<ch2>[01]?\d|2[0-4]):\s?(?P<cm2>[0-5]\d)(?::[0-5]\d)?(?![\d:])"
    r"|(?<![\d:.])(?P<ch3>\d{1,2})\s?(?:(?P<cp3>[ap]\.?m\b\.?)|o['’]clock)"
    rf"|\b(?P<ch4>{_HOURS})\s(?:o['’]clock\b|(?P<cp4>[ap]\.?m\b\.?)))"
    # Half past six, a quarter to eleven, ten minutes to three; “five to nine” alone may be a range.
    rf"|(?P<past>\b(?:(?P<ph>half)\s(?P<pt1>past)|(?:an?\s)?(?P<pq>quarter)\s(?P<pt2>past|after|to|before|of|till)"
    r"|(?P<pm>five|ten|twenty[- ]five|twenty|\d\d?)(?:\sminutes?\s(?P<pt3>past|after|to|before|till)|\s(?P<pt4>past)))"
    rf"\s(?P<hour>{_HOUR}|noon|midnight)\b(?![-:]))"
    rf"|(?P<lacking>\b(?P<lm>(?:(?<=\bis\s)|(?<=['’]s\s)|(?<=\bwas\s)|(?<=\bat\s)|(?<=\bby\s))(?:five|ten)|twenty|twenty[- ]five)"
    rf"\sto\s(?P<lh>{_HOURS})\b{_AFTER_TIME})"
    r"|(?P<middle>\b(?:noon|midday|midnight)\b)"
)


def _read_clock(match: re.Match[str], folded: str) -> list[Quantity]:
    word = match["ch4"]
    hour = ONES[word.lower()] if word else int(match["ch"] or match["ch2"] or match["ch3"])
    minute = int(match["cm"] or match["cm2"] or 0)
    half = (match["cp"] or match["cp3"] or match["cp4"] or "").lower()[:1]
    if half == "p" and hour < 12:
        hour += 12
    elif half == "a" and hour == 12:
        hour = 0
    return [quantity(*match.span(), Fraction(hour * 60 + minute), "time", is_digits=not word)]


def _read_past(match: re.Match[str], folded: str) -> list[Quantity]:
    minutes = Fraction(30 if match["ph"] else 15)
    if match["pm"]:
        minutes = _value(match["pm"])
    word = match["pt1"] or match["pt2"] or match["pt3"] or match["pt4"]
    return _shifted(match, match["hour"], minutes, is_past=word.lower() in ("past", "after"))


def _read_lacking(match: re.Match[str], folded: str) -> list[Quantity]:
    return _shifted(match, match["lh"], _value(match["lm"]), is_past=False)


def _shifted(
    match: re.Match[str], hour: str, minutes: Fraction, *, is_past: bool
) -> list[Quantity]:
    value = {"noon": 12, "midnight": 24}.get(hour.lower()) or _value(hour)
    time = (value * 60 + (minutes if is_past else -minutes)) % 1440
    return [quantity(*match.span(), time, "time", is_digits=False)]


def _value(form: str) -> Fraction:
    return Fraction(form) if form[0].isdigit() else words_value(form) or Fraction(0)


def _read_middle(match: re.Match[str], folded: str) -> list[Quantity]:
    value = Fraction(0 if match[0].lower() == "midnight" else 720)
    return [quantity(*match.span(), value, "time", is_optional=True)]


READERS: dict[str, Callable[[re.Match[str], str], list[Quantity]]] = {
    "clock": _read_clock,
    "past": _read_past,
    "lacking": _read_lacking,
    "middle": _read_middle,
}
