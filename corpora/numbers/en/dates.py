"""Dates, times of the day and periods in English text."""

# ruff: noqa: E501 - a pattern is read as one line

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

from corpora.numbers.en.numerals import ORDINAL_WORD, ordinal_value, quantity
from corpora.numbers.quantity import Kind, Quantity

MONTHS = {word: value for value, word in enumerate(
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"],
    start=1,
)}  # fmt: skip
MONTHS |= {word[:3]: value for word, value in MONTHS.items()} | {"sept": 9}
DECADES = {word: 10 * value for value, word in enumerate(
    ["twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties"], start=2
)}  # fmt: skip
_MONTH = (
    r"(?:January|February|March|April|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)(?:\.|(?=\s?\d))"
    r"|May(?=\.?,?\s\d)|(?<=\d\s)May|(?<=\dth\s)May|(?<=[Ii]n\s)May|(?<=of\s)May|(?<=by\s)May"
    r"|(?<=last\s)May|(?<=this\s)May|(?<=next\s)May|(?<=[Ss]ince\s)May|(?<=until\s)May"
    r"|(?<=early\s)May|(?<=late\s)May|(?<=mid-)May|(?<=to\s)May(?=[\s,.]\S)|(?<=and\s)May(?=[,.])|May(?=/[A-Z]))"
)
_YEAR = r"(?:1[0-9]|20|21)\d\d"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_TH = r"(?:\s?(?:st|nd|rd|th))?"
PATTERN = (
    rf"(?P<iso>(?<![\d.])(?:1[5-9]|20)\d\d([-./])(?:1[0-2]|0?[1-9])\2(?:3[01]|[12]\d|0?[1-9])(?![\d.]))"
    rf"|(?P<mdy>\b(?P<m1>{_MONTH})\s?(?P<d1>{_DAY})(?![\d:%])(?!,\d{{3}}(?!\d)){_TH}(?:\s?(?:[-–—]|to|and)\s?(?P<d1b>{_DAY})(?![\d:%,.]\d|\s?:){_TH}\b)?(?!\s?(?:%|per\s?cent))"
    rf"(?:,?\s?(?P<y1>{_YEAR})\b(?!\.\d|%))?)"
    rf"|(?P<dmy>(?<![\d.,])(?:(?P<d2a>{_DAY})\s?(?:[-–—]|to)\s?)?(?P<d2>{_DAY}){_TH}\s(?:of\s)?(?P<m2>{_MONTH})(?:,?\s(?P<y2>{_YEAR})\b)?)"
    rf"|(?P<my>\b(?P<m3>{_MONTH})(?:,?\s(?:of\s)?(?P<y3>{_YEAR})\b(?![%,.]\d))?)"
    rf"|(?P<decade>\b(?P<dec>{_YEAR}(?<=0))\s?['’]?s\b|(?<!\d)['’]?(?P<dec2>\d0)['’]?s\b|\b(?P<dec3>{'|'.join(DECADES)})\b)"
    rf"|(?P<plan>\b(?P<pw>\d{{1,2}}\s?(?:st|nd|rd|th)|{ORDINAL_WORD})[\s-](?:(?:national|China['’]s)\s)?(?:Five[\s-]Year|5-Year|FYP))"
    rf"|(?P<century>\b(?P<cw>\d{{1,2}}\s?(?:st|nd|rd|th)|{ORDINAL_WORD})[\s-]centur(?:y|ies)\b)"
)


def _read_iso(match: re.Match[str], folded: str) -> list[Quantity]:
    start, found = match.start(), []
    kinds: tuple[Kind, ...] = ("year", "month", "day")
    for form, kind in zip(re.split(r"[-./]", match["iso"]), kinds, strict=True):
        found.append(quantity(start, start + len(form), Fraction(form), kind, is_digits=True))
        start += len(form) + 1
    return found


def _dated(match: re.Match[str], month: str, year: str, *days: str) -> list[Quantity]:
    value = Fraction(MONTHS[match[month].rstrip(".").lower()])
    found = [quantity(*match.span(month), value, "month")]
    given = [name for name in days if match[name] is not None]
    if given:
        values = sorted(Fraction(match[name]) for name in given)
        found.append(
            quantity(
                min(match.start(name) for name in given),
                max(match.end(name) for name in given),
                values[0],
                "day",
                high=values[1] if len(values) > 1 else None,
                is_digits=True,
            )
        )
    if match[year] is not None:
        found.append(quantity(*match.span(year), Fraction(match[year]), "year", is_digits=True))
    return found


def _read_mdy(match: re.Match[str], folded: str) -> list[Quantity]:
    return _dated(match, "m1", "y1", "d1", "d1b")


def _read_dmy(match: re.Match[str], folded: str) -> list[Quantity]:
    return _dated(match, "m2", "y2", "d2a", "d2")


def _read_my(match: re.Match[str], folded: str) -> list[Quantity]:
    # "march" and "sept" in small letters are not months.
    if match["m3"][0].islower():
        return []
    return _dated(match, "m3", "y3")


def _read_decade(match: re.Match[str], folded: str) -> list[Quantity]:
    word = match["dec3"]
    value = Fraction(DECADES[word.lower()] if word else (match["dec"] or match["dec2"]))
    return [quantity(*match.span(), value, "decade", is_digits=not word)]


def _read_plan(match: re.Match[str], folded: str) -> list[Quantity]:
    return [quantity(*match.span(), ordinal_value(match["pw"]), "plan")]


def _read_century(match: re.Match[str], folded: str) -> list[Quantity]:
    form = match["cw"]
    return [quantity(*match.span(), ordinal_value(form), "century", is_digits=form[0].isdigit())]


READERS: dict[str, Callable[[re.Match[str], str], list[Quantity]]] = {
    "iso": _read_iso,
    "mdy": _read_mdy,
    "dmy": _read_dmy,
    "my": _read_my,
    "decade": _read_decade,
    "plan": _read_plan,
    "century": _read_century,
}
