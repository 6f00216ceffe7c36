"""Numbers that count or measure in English text, with units, currencies and what makes them vague."""

# ruff: noqa: E501 - a pattern is read as one line

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from corpora.numbers.en.numerals import (
    ARABIC,
    LONG_MAGNITUDES,
    MAGNITUDES,
    WORDS,
    evaluate,
    quantity,
)
from corpora.numbers.quantity import ONE, Approximation, Kind, Quantity
from corpora.numbers.tables import alternatives, units

VAGUE = {"tens": 10, "dozens": 10, "scores": 10, "hundreds": 100, "thousands": 1000,
          "millions": 10**6, "billions": 10**9, "trillions": 10**12}  # fmt: skip
_CURRENCY_SIGN = r"(?:US\$|HK\$|NT\$|\$NT|\$HK|\$US|NTD|NT(?=\s?\d)|AU?\$|CA?\$|S\$|RMB\s?¥?|CNY|USD|HKD|EUR|GBP|JPY|[$€£¥])"
_CURRENCIES = {
    "us$": "USD", "$": "USD", "usd": "USD", "hk$": "HKD", "hkd": "HKD", "nt$": "TWD", "$nt": "TWD", "ntd": "TWD", "nt": "TWD", "$hk": "HKD", "$us": "USD",
    "rmb": "CNY", "rmb¥": "CNY", "cny": "CNY", "¥": "CNY", "eur": "EUR", "€": "EUR", "£": "GBP",
    "gbp": "GBP", "jpy": "JPY", "a$": "AUD", "au$": "AUD", "c$": "CAD", "ca$": "CAD", "s$": "SGD",
}  # fmt: skip
_MONEY = frozenset({"CNY", "USD", "HKD", "TWD", "EUR", "GBP", "JPY", "KRW", "RUB", "INR"})
# No number takes more words; without an end, a long run of them costs its square.
_LONGEST = 32
_PER_MILLE = re.compile("‰|mil", re.IGNORECASE)
_PERCENT = re.compile(
    r"\s?-?(?:%|‰|per\s?cent\b(?!age)|percent\b|pct\b|per\s?mill?e?\b)", re.IGNORECASE
)
_UNITS = re.compile(
    rf"[\s-]?(?:(?:Chinese|more|additional|new)\s)?(?P<unit>{alternatives(list(units('en')))})(?![A-Za-z])"
)
_OFF = re.compile(r"\s(?:off|discount|reduction)\b", re.IGNORECASE)
# So many of each thousand: the words belong to the share.
_OF_EACH = re.compile(
    r"\s(?:per|parts per|in every|out of every)\s(?P<ten>ten\s|10,?000\b)?(?:thousand\b|(?(ten)|1,?000\b))",
    re.IGNORECASE,
)
_TIMES = re.compile(r"\stimes\b")
_BEFORE = re.compile(
    r"(?:(?P<about>\b(?:about|around|approximately|roughly|some|nearly|almost|close to|circa|an estimated"
    r"|estimated|near|approaching|approached))"
    r"|(?P<over>\b(?:(?<!took )(?<!take )(?<!taking )(?<!taken )(?<!takes )over|more than|above|exceed(?:ed|ing|s)?|in excess of|surpass(?:ed|ing|es)?|top(?:ped|ping|s)"
    r"|at least|no less than|not less than|no fewer than|greater than|(?:high|wid|long|tall|larg|bigg|heavi|old|lat|deep|thick|strong|fast)er than|upwards of|beyond|broke|past)|[>≥]=?)"
    r"|(?P<under>\b(?:(?<!go )(?<!goes )(?<!going )(?<!gone )up to|under|less than|below|fewer than|(?:low|small|short|light|young|earli|narrow|slow|thinn)er than|no more than|not more than|at most"
    r"|within|short of)|[<≤]=?))"
    r"(?:\s(?:a|the|some|RMB))?[\s“\"]*$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"(?:\s[A-Za-z]+){0,2}?(?:(?P<about>\s(?:or so|or thereabouts))"
    rf"|(?P<over>\+(?!\s?\d)|-odd\b|\sodd\b|\s(?:or|and)\s(?:more|above|over|older|higher|later|newer|greater|longer|up|upwards?|beyond)\b|\splus\b(?!\s(?:\d|{WORDS}|[a-z]\b)))"
    r"|(?P<under>\s(?:or|and)\s(?:less|fewer|below|under|lower|earlier|younger|shorter|smaller)\b))",
    re.IGNORECASE,
)
_NEGATIVE = re.compile(r"(?:\b(?:minus|negative)\s|(?<![\w)\]}%°℃–-])[-–])$", re.IGNORECASE)
# covid-19 is a name; mid-2023 is not, nor is a range of months.
_LETTERS_BEFORE = re.compile(
    r"(?:[A-Za-z]+|\b(?!(?:mid|pre|post|non|sub|over|under|top|late|early|since|about|around|to|of|in|at)-)"
    r"[A-Za-z]+-)$",
    re.IGNORECASE,
)
_GLUED = frozenset("of in to and the by for per are was is new at on as".split())
_LETTERS_AFTER = re.compile(r"[A-Za-z]+")
_MARKER_ENDS = frozenset(".)、")
PATTERN = (
    rf"(?P<vague>\b(?:(?:several|a few|many|some)\s(?P<vm>{LONG_MAGNITUDES})s?\b|(?:{'|'.join(VAGUE)})\b)(?:\s(?:of\s)?(?:{LONG_MAGNITUDES})s?\b)*)"
    r"|(?P<half>\bhalf(?:(?:\s(?:an?\s)?|-)(?P<hm>million|billion|trillion|dozen|(?P<hh>hour))|(?P<hp>\s(?:of\s)?(?:one|an?|1)\sper\s?cent(?!age)))?\b)"
    rf"|(?P<table>(?P<ts>{_CURRENCY_SIGN})(?:\s?['’‘](?P<tk>000)\b|\s(?P<tm>thousand|million|billion)s?\b))"
    rf"|(?P<words>\b(?:an?\s(?=(?:{LONG_MAGNITUDES})\b))?(?:{WORDS}|{LONG_MAGNITUDES})\b"
    rf"(?:(?:\sand\s|\spoint\s|[\s-])(?:{WORDS}|{LONG_MAGNITUDES})\b)*)"
    rf"|(?P<digits>(?:(?P<sign>{_CURRENCY_SIGN})\s?)?(?P<num>{ARABIC})"
    rf"(?P<mags>\+?(?:[\s-]?(?:{LONG_MAGNITUDES})s?\b)+|\s?(?:mn|bn|tn)\b|(?:[mbkMBK](?![A-Za-z0-9²³])))?)"
)


def _read_vague(match: re.Match[str], folded: str) -> list[Quantity]:
    value = 1
    for word in re.findall(r"[a-z]+", match[0].lower()):
        value *= VAGUE.get(word) or VAGUE.get(word + "s") or MAGNITUDES.get(word, 1)
    return [
        quantity(
            *match.span(), Fraction(value), "cardinal", approximation="vague", is_optional=True
        )
    ]


def _read_half(match: re.Match[str], folded: str) -> list[Quantity]:
    if match["hh"]:
        hour = Fraction(1, 24)
        return [quantity(*match.span(), Fraction(1, 2), "fraction", unit="day", unit_scale=hour)]
    if match["hp"]:
        return [quantity(*match.span(), Fraction(1, 2), "percent")]
    if match["hm"]:
        value = Fraction(MAGNITUDES[match["hm"].lower()], 2)
        return finish(match.start(), match.end(), value, folded, is_digits=False)
    return [quantity(*match.span(), Fraction(1, 2), "fraction", is_optional=True)]


def _read_table(match: re.Match[str], folded: str) -> list[Quantity]:
    """RMB'000, HK$ million: what a table counts in, no amount."""
    value = 1000 if match["tk"] else MAGNITUDES[match["tm"].lower()]
    unit = _CURRENCIES[re.sub(r"\s", "", match["ts"]).lower()]
    return [quantity(*match.span(), Fraction(value), "money", unit=unit, is_optional=True)]


def _read_words(match: re.Match[str], folded: str) -> list[Quantity]:
    found: list[Quantity] = []
    tokens = [(m[0].lower(), m.start(), m.end()) for m in re.finditer(r"[A-Za-z]+", match[0])]
    at = 0
    while at < len(tokens):
        used, value = evaluate([token for token, _, _ in tokens[at : at + _LONGEST]])
        if used:
            start, end = match.start() + tokens[at][1], match.start() + tokens[at + used - 1][2]
            found += finish(start, end, value, folded, is_digits=False)
        at += max(used, 1)
    return found


def _read_digits(match: re.Match[str], folded: str) -> list[Quantity]:
    form = match["num"]
    value = Fraction(re.sub(r"[, ]", "", form))
    sign, magnitudes = match["sign"], (match["mags"] or "")
    end = match.end()
    if len(magnitudes) == 1 and not sign and (magnitudes not in "Kk" or form in ("2", "4", "8")):
        # Without a currency "5m" is metres and "4K" a screen.
        magnitudes, end = "", match.end("num")
    start = match.start("sign") if sign else match.start("num")
    if not sign and not magnitudes and (code := _code(folded, start, end)):
        return [quantity(*code, value, "code", is_digits=True, is_optional=True)]
    for word in re.findall(r"[A-Za-z]+", magnitudes.lower()):
        value *= MAGNITUDES[word if word in MAGNITUDES else word.rstrip("s")]
    found = finish(
        start, end, value, folded, is_digits=True, sign=sign, is_year=_is_year(form, magnitudes)
    )
    if magnitudes in ("k", "K"):
        # 16k is a size of paper, 10K of a file: left as it is in Chinese.
        plain = Fraction(re.sub(r"[, ]", "", form))
        found = [replace(one, also=(*one.also, ("cardinal", plain))) for one in found]
    return found


def _is_year(form: str, magnitudes: str) -> bool:
    return len(form) == 4 and form.isdecimal() and not magnitudes and 1900 <= int(form) <= 2100


def _code(folded: str, start: int, end: int) -> tuple[int, int] | None:
    """The span of 5G, A330, COVID-19; ``None`` for a number, even one with a lost space."""
    before = _LETTERS_BEFORE.search(folded, max(0, start - 12), start)
    after = _LETTERS_AFTER.match(folded, end)
    if after and _UNITS.match(folded, end):
        after = None
    if before and len(before[0]) > 1 and before[0].islower() and not before[0].endswith("-"):
        before = None
    if after and (len(after[0]) > 3 or after[0] in _GLUED):
        after = None
    if not before and not after:
        return None
    return (before.start() if before else start), (after.end() if after else end)


def finish(
    start: int,
    end: int,
    value: Fraction,
    folded: str,
    *,
    is_digits: bool,
    sign: str | None = None,
    is_year: bool = False,
) -> list[Quantity]:
    """A cardinal with what follows (per cent, units) and comes before it (sign, approximation)."""
    kind: Kind = "cardinal"
    unit, scale = None, ONE
    also: tuple[tuple[Kind, Fraction], ...] = ()
    if sign:
        kind, unit = "money", _CURRENCIES[re.sub(r"\s", "", sign).lower()]
    if percent := _PERCENT.match(folded, end):
        kind, end = "percent", percent.end()
        # What is off a price belongs to the share: it is not what is left to be paid.
        if off := _OFF.match(folded, end):
            end = off.end()
        value = value / 10 if _PER_MILLE.search(percent[0]) else value
    elif each := _OF_EACH.match(folded, end):
        also = (("cardinal", value),)
        kind, end, value = "percent", each.end(), value / (100 if each["ten"] else 10)
    elif found := _UNITS.match(folded, end):
        unit_here, scale_here = units("en")[found["unit"]]
        if unit is None or unit == unit_here:
            unit, scale, end = unit_here, scale_here, found.end()
            kind = "money" if unit in _MONEY else kind
    elif times := _TIMES.match(folded, end):
        kind, end = "multiple", times.end()
    elif is_year:
        kind = "year"
    negative = _NEGATIVE.search(folded, max(0, start - 10), start)
    if negative and kind != "year":
        value, start = -value, negative.start()
    loose = abs(value) <= 12 or value in (100, 1000, 10000, 10**6)
    is_word = not is_digits and kind in ("cardinal", "multiple") and loose
    return [
        quantity(
            start,
            end,
            value,
            kind,
            unit=unit,
            unit_scale=scale,
            approximation=_approximation(folded, start, end),
            is_digits=is_digits,
            is_optional=is_word or _is_marker(folded, start, end),
            also=also,
        )
    ]


def _is_marker(folded: str, start: int, end: int) -> bool:
    """Whether a number only counts the paragraphs: *2. At the invitation of …*, *(3) …*."""
    return (
        start < 12 and folded[:start].strip(" (#*") == "" and folded[end : end + 1] in _MARKER_ENDS
    )


def _approximation(folded: str, start: int, end: int) -> Approximation:
    said = _BEFORE.search(folded, max(0, start - 28), start) or _AFTER.match(folded, end)
    name = said.lastgroup if said else None
    if name == "about":
        return "about"
    if name == "over":
        return "over"
    return "under" if name == "under" else "none"


READERS: dict[str, Callable[[re.Match[str], str], list[Quantity]]] = {
    "vague": _read_vague,
    "half": _read_half,
    "table": _read_table,
    "words": _read_words,
    "digits": _read_digits,
}
