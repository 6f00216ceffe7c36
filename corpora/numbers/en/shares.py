"""Shares, multiples and ordinals in English text."""

# ruff: noqa: E501 - a pattern is read as one line

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

from corpora.numbers.en.amounts import finish
from corpora.numbers.en.numerals import (
    LONG_MAGNITUDES,
    MAGNITUDES,
    ONES,
    ORDINAL_WORD,
    TENS,
    WORDS,
    ordinal_value,
    quantity,
)
from corpora.numbers.quantity import Quantity
from corpora.numbers.tables import units

_PARTS = {"half": 2, "halve": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6,
          "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10, "twentieth": 20, "hundredth": 100,
          "thousandth": 1000, "ten-thousandth": 10**4, "hundred-thousandth": 10**5, "millionth": 10**6}  # fmt: skip
# Small parts: five thousandths, a ten-thousandth of, 1.5 thousandths; “one hundredth” is an ordinal too.
_SMALL_PART = (
    r"(?:ten[\s-]thousandth|hundred[\s-]thousandth|hundredth|thousandth|millionth|twentieth)"
)
MULTIPLES = {"doubl": 2, "tripl": 3, "trebl": 3, "quadrupl": 4, "quintupl": 5, "twice": 2}
_GLYPHS = {"½": (1, 2), "¼": (1, 4), "¾": (3, 4), "⅓": (1, 3), "⅔": (2, 3)}
PATTERN = (
    rf"(?P<fraction>\b(?P<fw>{WORDS}|(?<=by\s)an?(?=[\s-](?:third|quarter|fifth|tenth|half)\b(?!\s(?:part|person|countr|time|nation|institution|state)))|an?(?=[\s-](?:third|quarter|fourth|fifth|tenth|half)(?:\s(?:of|more|less|from|to|in|over|since|and|or|compared)\b|[,.;)]|$)))[\s-](?P<fp>thirds?|quarters?(?=\s(?:of|the|to|from|more|less)|[,.;)]|$)|fourths?|fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?|hal(?:f|ves)))\b"
    rf"|(?P<small>\b(?:(?P<sw>{WORDS}|\d+(?:\.\d+)?)[\s-](?P<sp>{_SMALL_PART})s|(?P<sw2>one|an?)[\s-](?P<sp2>{_SMALL_PART})(?=\sof\b)))\b"
    rf"|(?P<mixed>\b(?P<mw>(?:{WORDS})|\d{{1,3}})\sand\s(?P<mt>an?|one|two|three|four|five)[\s-](?P<mh>half|quarters?|thirds?|fourths?|fifths?|sixths?|eighths?|tenths?)\b(?:\s(?P<mm>{LONG_MAGNITUDES})\b)?)"
    r"|(?P<whole_slash>(?<![\d.,/-])(?P<wn>\d{1,3})\s(?P<wt>\d)/(?P<wb>\d)(?![\d/]))"
    rf"|(?P<term>\ban?\s(?P<tu>hour|minute)\b(?P<th>\sand\sa\shalf\b)?|\ban?\s(?P<tu2>day|week|month|year)\s(?P<th2>and\sa\shalf)\b)"
    rf"|(?P<slash>(?<![\d./-])(?P<snum>\d[\d,]{{0,8}})/(?P<sden>\d[\d,]{{0,8}})(?![\d./-]))"
    rf"|(?P<glyph>(?P<gw>\d+)?\s?(?P<gf>[½¼¾⅓⅔])(?:\s(?P<gm>{LONG_MAGNITUDES})\b)?)"
    rf"|(?P<nth>(?<![\d.,])\d+\s?(?:st|nd|rd|th)\b|\d{{1,3}}(?:,\d{{3}})+th\b)"
    rf"|(?P<ordinal>\b{ORDINAL_WORD}\b)"
    r"|(?P<multiple>\b(?:doubl|tripl|trebl|quadrupl|quintupl)(?:e[ds]?|ing)\b|\btwice\b)"
    rf"|(?P<fold>\b(?P<fo>{WORDS}|\d+(?:\.\d+)?)[\s-]?fold\b)"
)


_OF_PERCENT = re.compile(r"\sof\s(?:one|an?|1)\s?(?:per\s?cent|percent)\b(?!age)", re.IGNORECASE)


def _read_fraction(match: re.Match[str], folded: str) -> list[Quantity]:
    word, part = match["fw"].lower(), match["fp"].lower()
    if word in TENS and not part.endswith("s"):
        # fifty-eighth
        form = Fraction(TENS[word] + _PARTS[part])
        return [quantity(*match.span(), form, "ordinal")]
    top = ONES.get(word, TENS.get(word, 1))
    value = Fraction(top, _PARTS[part.rstrip("s")])
    if share := _OF_PERCENT.match(folded, match.end()):
        # Three-tenths of one per cent.
        return [quantity(match.start(), share.end(), value, "percent")]
    # "first three quarters" are quarters of a year, "the second half" is a half-year.
    if part == "quarters" and re.search(
        r"\b(?:first|last|next|past)\s$", folded[max(0, match.start() - 8) : match.start()]
    ):
        return [quantity(*match.span("fw"), Fraction(top), "cardinal", is_optional=True)]
    return [quantity(*match.span(), value, "fraction", is_optional=value == Fraction(1, 2))]


def _read_small(match: re.Match[str], folded: str) -> list[Quantity]:
    word = (match["sw"] or match["sw2"]).lower()
    top = Fraction(word) if word[0].isdigit() else Fraction(ONES.get(word, TENS.get(word, 1)))
    part = re.sub(r"\s", "-", (match["sp"] or match["sp2"]).lower())
    return [quantity(*match.span(), top / _PARTS[part], "fraction", is_digits=word[0].isdigit())]


def _read_whole_slash(match: re.Match[str], folded: str) -> list[Quantity]:
    top, bottom = int(match["wt"]), int(match["wb"])
    if not 0 < top < bottom:
        return [
            quantity(*match.span(name), Fraction(match[name]), "cardinal", is_digits=True)
            for name in ("wn", "wt", "wb")
        ]
    value = int(match["wn"]) + Fraction(top, bottom)
    return [quantity(*match.span(), value, "fraction", is_digits=True)]


def _read_term(match: re.Match[str], folded: str) -> list[Quantity]:
    """An hour, a day and a half: it confirms 六十分钟, and is often only a turn of phrase."""
    unit, scale = units("en")[(match["tu"] or match["tu2"]).lower()]
    more = Fraction(1, 2) if match["th"] or match["th2"] else Fraction(0)
    return [
        quantity(*match.span(), 1 + more, "cardinal", unit=unit, unit_scale=scale, is_optional=True)
    ]


def _read_mixed(match: re.Match[str], folded: str) -> list[Quantity]:
    word = match["mw"].lower()
    whole = Fraction(word) if word.isdigit() else Fraction(ONES.get(word, TENS.get(word, 0)))
    part = match["mh"].lower()
    value = whole + Fraction(ONES.get(match["mt"].lower(), 1), _PARTS[part.removesuffix("s")])
    value *= MAGNITUDES[match["mm"].lower()] if match["mm"] else 1
    return finish(match.start(), match.end(), value, folded, is_digits=word.isdigit())


def _read_slash(match: re.Match[str], folded: str) -> list[Quantity]:
    top, bottom = (int(match[name].replace(",", "") or 0) for name in ("snum", "sden"))
    if 1900 <= top <= 2100 and bottom in (top + 1, (top + 1) % 100):
        year, following = Fraction(top), Fraction(top + 1)
        return [quantity(*match.span(), year, "year", high=following, is_digits=True)]
    if match[0] == "24/7":
        day = quantity(*match.span("snum"), Fraction(24), "cardinal", is_optional=True)
        return [day]
    if not 0 < top < bottom:
        return [
            quantity(*match.span(name), Fraction(value), "cardinal", is_digits=True)
            for name, value in (("snum", top), ("sden", bottom))
        ]
    return [quantity(*match.span(), Fraction(top, bottom), "fraction", is_digits=True)]


def _read_glyph(match: re.Match[str], folded: str) -> list[Quantity]:
    value = Fraction(*_GLYPHS[match["gf"]]) + Fraction(match["gw"] or 0)
    value *= MAGNITUDES[match["gm"].lower()] if match["gm"] else 1
    return [quantity(*match.span(), value, "fraction", is_digits=True)]


def _read_nth(match: re.Match[str], folded: str) -> list[Quantity]:
    return [quantity(*match.span(), ordinal_value(match[0]), "ordinal", is_digits=True)]


def _read_ordinal(match: re.Match[str], folded: str) -> list[Quantity]:
    value = ordinal_value(match[0])
    return [quantity(*match.span(), value, "ordinal", is_optional=value <= 10)]


def _read_multiple(match: re.Match[str], folded: str) -> list[Quantity]:
    form = match[0].lower()
    value = next(value for stem, value in MULTIPLES.items() if form.startswith(stem))
    return [quantity(*match.span(), Fraction(value), "multiple", is_optional=True)]


def _read_fold(match: re.Match[str], folded: str) -> list[Quantity]:
    form = match["fo"].lower()
    value = Fraction(form) if form[0].isdigit() else Fraction(ONES.get(form, TENS.get(form, 0)))
    is_digits = form[0].isdigit()
    return [
        quantity(*match.span(), value, "multiple", is_digits=is_digits, is_optional=not is_digits)
    ]


READERS: dict[str, Callable[[re.Match[str], str], list[Quantity]]] = {
    "fraction": _read_fraction,
    "small": _read_small,
    "mixed": _read_mixed,
    "whole_slash": _read_whole_slash,
    "term": _read_term,
    "slash": _read_slash,
    "glyph": _read_glyph,
    "nth": _read_nth,
    "ordinal": _read_ordinal,
    "multiple": _read_multiple,
    "fold": _read_fold,
}
