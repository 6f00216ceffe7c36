"""Quantities in English text."""

# ruff: noqa: E501 - a pattern is read as one line

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from corpora.numbers.quantity import ONE, Approximation, Kind, Quantity
from corpora.numbers.tables import alternatives, expressions, fold_widths, units

_ONES = {word: value for value, word in enumerate(
    ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
)}  # fmt: skip
_TENS = {word: 10 * value for value, word in enumerate(
    ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
)}  # fmt: skip
_MAGNITUDES = {
    "dozen": 12, "hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9,
    "trillion": 10**12, "mn": 10**6, "bn": 10**9, "tn": 10**12, "m": 10**6, "b": 10**9, "k": 10**3,
}  # fmt: skip
_ORDINALS = {word: value for value, word in enumerate(
    ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth"], start=1
)} | {"thirtieth": 30, "fortieth": 40, "fiftieth": 50, "sixtieth": 60, "seventieth": 70,
      "eightieth": 80, "ninetieth": 90, "hundredth": 100}  # fmt: skip
_PARTS = {"half": 2, "halve": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6,
          "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10}  # fmt: skip
_MONTHS = {word: value for value, word in enumerate(
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"],
    start=1,
)}  # fmt: skip
_MONTHS |= {word[:3]: value for word, value in _MONTHS.items()} | {"sept": 9}
_DECADES = {word: 10 * value for value, word in enumerate(
    ["twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties"], start=2
)}  # fmt: skip
_MULTIPLES = {"doubl": 2, "tripl": 3, "trebl": 3, "quadrupl": 4, "quintupl": 5, "twice": 2}
_VAGUE = {"tens": 10, "dozens": 10, "scores": 10, "hundreds": 100, "thousands": 1000,
          "millions": 10**6, "billions": 10**9, "trillions": 10**12}  # fmt: skip
_GLYPHS = {"½": (1, 2), "¼": (1, 4), "¾": (3, 4), "⅓": (1, 3), "⅔": (2, 3)}

_WORDS = "|".join([*sorted(_ONES, key=len, reverse=True), *_TENS])
_LONG_MAGNITUDES = "hundred|thousand|million|billion|trillion|dozen"
_ARABIC = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?: \d{3})+(?![\d,])|\d+(?:\.\d+)?|(?<=\s)\.\d+)"
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
_ORDINAL_WORD = (
    rf"(?:(?:{'|'.join(_TENS)})[- ])?(?:{'|'.join(sorted(_ORDINALS, key=len, reverse=True))})"
)
_CURRENCY_SIGN = r"(?:US\$|HK\$|NT\$|AU?\$|CA?\$|S\$|RMB\s?¥?|CNY|USD|HKD|EUR|GBP|JPY|[$€£¥])"
_CURRENCIES = {
    "us$": "USD", "$": "USD", "usd": "USD", "hk$": "HKD", "hkd": "HKD", "nt$": "TWD",
    "rmb": "CNY", "rmb¥": "CNY", "cny": "CNY", "¥": "CNY", "eur": "EUR", "€": "EUR", "£": "GBP",
    "gbp": "GBP", "jpy": "JPY", "a$": "AUD", "au$": "AUD", "c$": "CAD", "ca$": "CAD", "s$": "SGD",
}  # fmt: skip
_MONEY = frozenset({"CNY", "USD", "HKD", "TWD", "EUR", "GBP", "JPY", "KRW", "RUB", "INR"})

_SCANNER = re.compile(
    rf"(?P<iso>(?<![\d.])(?:1[5-9]|20)\d\d([-./])(?:1[0-2]|0?[1-9])\2(?:3[01]|[12]\d|0?[1-9])(?![\d.]))"
    rf"|(?P<mdy>\b(?P<m1>{_MONTH})\s?(?P<d1>{_DAY})(?![\d:%])(?!,\d{{3}}){_TH}(?:\s?(?:[-–—]|to|and)\s?(?P<d1b>{_DAY})(?![\d:%,.]\d|\s?:){_TH}\b)?(?!\s?(?:%|per\s?cent))"
    rf"(?:,?\s?(?P<y1>{_YEAR})\b(?!\.\d|%))?)"
    rf"|(?P<dmy>(?<![\d.,])(?:(?P<d2a>{_DAY})\s?(?:[-–—]|to)\s?)?(?P<d2>{_DAY}){_TH}\s(?:of\s)?(?P<m2>{_MONTH})(?:,?\s(?P<y2>{_YEAR})\b)?)"
    rf"|(?P<my>\b(?P<m3>{_MONTH})(?:,?\s(?:of\s)?(?P<y3>{_YEAR})\b(?![%,.]\d))?)"
    r"|(?P<clock>(?<![\d:.])(?P<ch>[01]?\d|2[0-4])(?::\s?|\.)(?P<cm>[0-5]\d)(?::[0-5]\d)?(?![\d:%])\s?(?P<cp>[ap]\.?m\b\.?)"
    r"|(?<![\d:.])(?P<ch2>[01]?\d|2[0-4]):\s?(?P<cm2>[0-5]\d)(?::[0-5]\d)?(?![\d:])"
    r"|(?<![\d:.])(?P<ch3>\d{1,2})\s?(?:(?P<cp3>[ap]\.?m\b\.?)|o['’]clock))"
    rf"|(?P<decade>\b(?P<dec>{_YEAR}(?<=0))\s?['’]?s\b|(?<!\d)['’]?(?P<dec2>\d0)['’]?s\b|\b(?P<dec3>{'|'.join(_DECADES)})\b)"
    rf"|(?P<plan>\b(?P<pw>\d{{1,2}}\s?(?:st|nd|rd|th)|{_ORDINAL_WORD})[\s-](?:(?:national|China['’]s)\s)?(?:Five[\s-]Year|5-Year|FYP))"
    rf"|(?P<century>\b(?P<cw>\d{{1,2}}\s?(?:st|nd|rd|th)|{_ORDINAL_WORD})[\s-]centur(?:y|ies)\b)"
    rf"|(?P<fraction>\b(?P<fw>{_WORDS}|(?<=by\s)an?(?=[\s-](?:third|quarter|fifth|tenth|half)\b)|an?(?=[\s-](?:third|quarter|fourth|fifth|tenth|half)(?:\s(?:of|more|less|from|to|in|over|since|and|or|compared)\b|[,.;)]|$)))[\s-](?P<fp>thirds?|quarters?(?=\s(?:of|the|to|from|more|less)|[,.;)]|$)|fourths?|fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?|hal(?:f|ves)))\b"
    rf"|(?P<mixed>\b(?P<mw>(?:{_WORDS})|\d{{1,3}})\sand\s(?:a|one)[\s-](?P<mh>half|quarter|third)\b(?:\s(?P<mm>{_LONG_MAGNITUDES})\b)?)"
    rf"|(?P<slash>(?<![\d./-])(?P<snum>\d[\d,]{{0,8}})/(?P<sden>\d[\d,]{{0,8}})(?![\d./-]))"
    rf"|(?P<glyph>(?P<gw>\d+)?\s?(?P<gf>[½¼¾⅓⅔])(?:\s(?P<gm>{_LONG_MAGNITUDES})\b)?)"
    rf"|(?P<nth>(?<![\d.,])\d+\s?(?:st|nd|rd|th)\b|\d{{1,3}}(?:,\d{{3}})+th\b)"
    rf"|(?P<ordinal>\b{_ORDINAL_WORD}\b)"
    r"|(?P<multiple>\b(?:doubl|tripl|trebl|quadrupl|quintupl)(?:e[ds]?|ing)\b|\btwice\b)"
    rf"|(?P<fold>\b(?P<fo>{_WORDS}|\d+(?:\.\d+)?)[\s-]?fold\b)"
    rf"|(?P<vague>\b(?:(?:several|a few|many|some)\s(?P<vm>{_LONG_MAGNITUDES})s?\b|(?:{'|'.join(_VAGUE)})\b)(?:\s(?:of\s)?(?:{_LONG_MAGNITUDES})s?\b)*)"
    r"|(?P<half>\bhalf(?:\s(?:an?\s)?(?P<hm>million|billion|trillion|dozen))?\b)"
    rf"|(?P<words>\b(?:an?\s(?=(?:{_LONG_MAGNITUDES})\b))?(?:{_WORDS}|{_LONG_MAGNITUDES})\b"
    rf"(?:(?:\sand\s|\spoint\s|[\s-])(?:{_WORDS}|{_LONG_MAGNITUDES})\b)*)"
    rf"|(?P<digits>(?:(?P<sign>{_CURRENCY_SIGN})\s?)?(?P<num>{_ARABIC})"
    rf"(?P<mags>\+?(?:[\s-]?(?:{_LONG_MAGNITUDES})s?\b)+|\s?(?:mn|bn|tn)\b|(?:[mbkMBK](?![A-Za-z0-9²³])))?)",
    re.IGNORECASE,
)
_KINDS = (
    "iso mdy dmy my clock decade plan century fraction mixed slash glyph nth ordinal multiple "
    "fold vague half words digits"
).split()
# Every quantity begins at a digit, a sign or one of these words: nothing else is looked at twice.
_TOKEN = re.compile(r"(?<![A-Za-z])[A-Za-z]+|[\d$€£¥½¼¾⅓⅔]|['’.](?=\d)")
_TRIGGERS = frozenset(
    [*_ONES, *_TENS, *_MAGNITUDES, *_ORDINALS, *_MONTHS, *_DECADES, *_VAGUE]
    + "a an several few many some half twice us hk nt au ca rmb cny usd hkd eur gbp jpy s c".split()
    + [stem + end for stem in _MULTIPLES for end in ("e", "ed", "es", "ing")]
    + [word + "fold" for word in (*_ONES, *_TENS)]
)
_EXPRESSION = re.compile(
    rf"(?:{alternatives(list(expressions('en')))})\b(?![\s-](?:third|half|quarter|fifth|tenth|hundred|thousand|million|billion|in|or)\b)",
    re.IGNORECASE,
)
_FIRST_WORDS = frozenset(re.split(r"[^a-z]", form)[0] for form in expressions("en"))
_PERCENT = re.compile(r"\s?-?(?:%|‰|per\s?cent\b(?!age)|percent\b|pct\b)", re.IGNORECASE)
_UNITS = re.compile(
    rf"[\s-]?(?:(?:Chinese|more|additional|new)\s)?(?P<unit>{alternatives(list(units('en')))})(?![A-Za-z])"
)
_TIMES = re.compile(r"\stimes\b")
_BEFORE = re.compile(
    r"(?:(?P<about>\b(?:about|around|approximately|roughly|some|nearly|almost|close to|circa|an estimated"
    r"|estimated|near|approaching|approached))"
    r"|(?P<over>\b(?:over|more than|above|exceed(?:ed|ing|s)?|in excess of|surpass(?:ed|ing|es)?|top(?:ped|ping|s)"
    r"|at least|no less than|not less than|no fewer than|greater than|higher than|upwards of|beyond|broke|past)|>)"
    r"|(?P<under>\b(?:up to|under|less than|below|fewer than|lower than|no more than|not more than|at most"
    r"|within|short of)|<))"
    r"(?:\s(?:a|the|some|RMB))?[\s“\"]*$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"(?:\s[A-Za-z]+){0,2}?(?:(?P<about>\s(?:or so|or thereabouts))"
    r"|(?P<over>\+|-odd\b|\sodd\b|\s(?:or|and)\s(?:more|above|over|older|higher)\b|\splus\b)"
    r"|(?P<under>\s(?:or|and)\s(?:less|fewer|below|under|lower)\b))",
    re.IGNORECASE,
)
_NEGATIVE = re.compile(r"(?:\b(?:minus|negative)\s|(?:(?<=[\s(“\"])|^)[-–])$", re.IGNORECASE)
_JOIN = re.compile(r"\s?[-–—~]\s?|\s(?:to|or|and)\s")
_BETWEEN = re.compile(r"\bbetween\s(?:[^\s]+\s)?$", re.IGNORECASE)
# covid-19 is a name; mid-2023 is not, nor is a range of months.
_LETTERS_BEFORE = re.compile(
    r"(?:[A-Za-z]+|\b(?!(?:mid|pre|post|non|sub|over|under|top|late|early|since|about|around|to|of|in|at)-)"
    r"[A-Za-z]+-)$",
    re.IGNORECASE,
)
_GLUED = frozenset("of in to and the by for per are was is new at on as".split())
_LETTERS_AFTER = re.compile(r"[A-Za-z]+")


def find_english(text: str) -> tuple[Quantity, ...]:
    """The quantities of an English text, in order; see :class:`Quantity`."""
    folded = fold_widths(text)
    found: list[Quantity] = []
    position = 0
    for token in _TOKEN.finditer(folded):
        start = token.start()
        if start < position:
            continue
        word = token[0].lower()
        if word in _FIRST_WORDS and (match := _EXPRESSION.match(folded, start)):
            found += _expressed(match, text)
            position = match.end()
        elif word in _TRIGGERS or not word.isalpha():
            match = _SCANNER.match(folded, start)
            if match is None:
                continue
            kind = next(name for name in _KINDS if match[name] is not None)
            read = _READERS[kind](match, folded)
            found += [replace(one, text=text[one.start : one.end]) for one in read]
            position = max([match.end(), *(one.end for one in read)])
    found.sort(key=lambda one: (one.start, one.end))
    return tuple(_joined(found, folded, text))


def _expressed(match: re.Match[str], text: str) -> list[Quantity]:
    start, end = match.span()
    return [
        Quantity(start=start, end=end, text=text[start:end], value=value, is_optional=True)
        for value in expressions("en")[match[0].lower()]
    ]


def words_value(text: str) -> Fraction | None:
    """The value of a numeral in words, or ``None`` where the words are not one numeral.

    >>> words_value("three hundred and five thousand"), words_value("a hundred")
    (Fraction(305000, 1), Fraction(100, 1))
    """
    words = re.split(r"[\s-]+", text.lower())
    used, value = _evaluate(words)
    return value if used == len(words) else None


def _evaluate(words: list[str]) -> tuple[int, Fraction]:
    """Words used, from the first on, and their value."""
    total = section = Fraction(0)
    last, used = 0, 0
    point: list[str] | None = None
    while used < len(words):
        word = words[used]
        if word in _ONES:
            if point is not None:
                point.append(str(_ONES[word]))
            elif last and not (last >= 100 or (last in (20,) and _ONES[word] < 10)):
                break
            else:
                section += _ONES[word]
                last = 1
        elif word in _TENS:
            if last and last < 100:
                break
            section, last = section + _TENS[word], 20
        elif word in _MAGNITUDES:
            if point:
                section += Fraction(int("".join(point)), 10 ** len(point))
                point = None
            scale = _MAGNITUDES[word]
            if scale in (12, 100):
                section = max(section, ONE) * scale
            elif last >= 1000 and section == 0:
                total *= scale
            else:
                total, section = total + max(section, ONE) * scale, Fraction(0)
            last = max(scale, 100)
        elif word == "point" and last:
            point = []
        elif word in ("a", "an") and used == 0:
            pass
        elif word == "and" and last >= 100 and used + 1 < len(words):
            if words[used + 1] in _MAGNITUDES:
                break
        else:
            break
        used += 1
    if point:
        section += Fraction(int("".join(point)), 10 ** len(point))
    return used, total + section


def _one(start: int, end: int, value: Fraction, kind: Kind, **rest: object) -> Quantity:
    return Quantity(start=start, end=end, text="", value=value, kind=kind, **rest)  # type: ignore[arg-type]


def _read_iso(match: re.Match[str], folded: str) -> list[Quantity]:
    start, found = match.start(), []
    kinds: tuple[Kind, ...] = ("year", "month", "day")
    for form, kind in zip(re.split(r"[-./]", match["iso"]), kinds, strict=True):
        found.append(_one(start, start + len(form), Fraction(form), kind, is_digits=True))
        start += len(form) + 1
    return found


def _dated(match: re.Match[str], month: str, year: str, *days: str) -> list[Quantity]:
    value = Fraction(_MONTHS[match[month].rstrip(".").lower()])
    found = [_one(*match.span(month), value, "month")]
    given = [name for name in days if match[name] is not None]
    if given:
        values = sorted(Fraction(match[name]) for name in given)
        found.append(
            _one(
                min(match.start(name) for name in given),
                max(match.end(name) for name in given),
                values[0],
                "day",
                high=values[1] if len(values) > 1 else None,
                is_digits=True,
            )
        )
    if match[year] is not None:
        found.append(_one(*match.span(year), Fraction(match[year]), "year", is_digits=True))
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


def _read_clock(match: re.Match[str], folded: str) -> list[Quantity]:
    hour = int(match["ch"] or match["ch2"] or match["ch3"])
    minute = int(match["cm"] or match["cm2"] or 0)
    half = (match["cp"] or match["cp3"] or "").lower()[:1]
    if half == "p" and hour < 12:
        hour += 12
    elif half == "a" and hour == 12:
        hour = 0
    return [_one(*match.span(), Fraction(hour * 60 + minute), "time", is_digits=True)]


def _read_decade(match: re.Match[str], folded: str) -> list[Quantity]:
    word = match["dec3"]
    value = Fraction(_DECADES[word.lower()] if word else (match["dec"] or match["dec2"]))
    return [_one(*match.span(), value, "decade", is_digits=not word)]


def _ordinal_value(form: str) -> Fraction:
    if form[0].isdigit():
        return Fraction(re.sub(r"\D", "", form))
    words = re.split(r"[\s-]", form.lower())
    return Fraction(_ORDINALS[words[-1]] + (_TENS[words[0]] if len(words) > 1 else 0))


def _read_plan(match: re.Match[str], folded: str) -> list[Quantity]:
    return [_one(*match.span(), _ordinal_value(match["pw"]), "plan")]


def _read_century(match: re.Match[str], folded: str) -> list[Quantity]:
    form = match["cw"]
    return [_one(*match.span(), _ordinal_value(form), "century", is_digits=form[0].isdigit())]


def _read_fraction(match: re.Match[str], folded: str) -> list[Quantity]:
    word, part = match["fw"].lower(), match["fp"].lower()
    top = _ONES.get(word, _TENS.get(word, 1))
    value = Fraction(top, _PARTS[part.rstrip("s")])
    # "first three quarters" are quarters of a year, "the second half" is a half-year.
    if part == "quarters" and re.search(
        r"\b(?:first|last|next|past)\s$", folded[max(0, match.start() - 8) : match.start()]
    ):
        return [_one(*match.span("fw"), Fraction(top), "cardinal", is_optional=True)]
    return [_one(*match.span(), value, "fraction", is_optional=value == Fraction(1, 2))]


def _read_mixed(match: re.Match[str], folded: str) -> list[Quantity]:
    word = match["mw"].lower()
    whole = Fraction(word) if word.isdigit() else Fraction(_ONES.get(word, _TENS.get(word, 0)))
    value = whole + Fraction(1, _PARTS[match["mh"].lower()])
    value *= _MAGNITUDES[match["mm"].lower()] if match["mm"] else 1
    return _finished(match.start(), match.end(), value, folded, is_digits=word.isdigit())


def _read_slash(match: re.Match[str], folded: str) -> list[Quantity]:
    top, bottom = (int(match[name].replace(",", "") or 0) for name in ("snum", "sden"))
    if 1900 <= top <= 2100 and bottom in (top + 1, (top + 1) % 100):
        year, following = Fraction(top), Fraction(top + 1)
        return [_one(*match.span(), year, "year", high=following, is_digits=True)]
    if not 0 < top < bottom:
        return []
    return [_one(*match.span(), Fraction(top, bottom), "fraction", is_digits=True)]


def _read_glyph(match: re.Match[str], folded: str) -> list[Quantity]:
    value = Fraction(*_GLYPHS[match["gf"]]) + Fraction(match["gw"] or 0)
    value *= _MAGNITUDES[match["gm"].lower()] if match["gm"] else 1
    return [_one(*match.span(), value, "fraction", is_digits=True)]


def _read_nth(match: re.Match[str], folded: str) -> list[Quantity]:
    return [_one(*match.span(), _ordinal_value(match[0]), "ordinal", is_digits=True)]


def _read_ordinal(match: re.Match[str], folded: str) -> list[Quantity]:
    value = _ordinal_value(match[0])
    return [_one(*match.span(), value, "ordinal", is_optional=value <= 10)]


def _read_multiple(match: re.Match[str], folded: str) -> list[Quantity]:
    form = match[0].lower()
    value = next(value for stem, value in _MULTIPLES.items() if form.startswith(stem))
    return [_one(*match.span(), Fraction(value), "multiple", is_optional=True)]


def _read_fold(match: re.Match[str], folded: str) -> list[Quantity]:
    form = match["fo"].lower()
    value = Fraction(form) if form[0].isdigit() else Fraction(_ONES.get(form, _TENS.get(form, 0)))
    is_digits = form[0].isdigit()
    return [_one(*match.span(), value, "multiple", is_digits=is_digits, is_optional=not is_digits)]


def _read_vague(match: re.Match[str], folded: str) -> list[Quantity]:
    value = 1
    for word in re.findall(r"[a-z]+", match[0].lower()):
        value *= _VAGUE.get(word) or _VAGUE.get(word + "s") or _MAGNITUDES.get(word, 1)
    return [
        _one(*match.span(), Fraction(value), "cardinal", approximation="vague", is_optional=True)
    ]


def _read_half(match: re.Match[str], folded: str) -> list[Quantity]:
    if match["hm"]:
        value = Fraction(_MAGNITUDES[match["hm"].lower()], 2)
        return _finished(match.start(), match.end(), value, folded, is_digits=False)
    return [_one(*match.span(), Fraction(1, 2), "fraction", is_optional=True)]


def _read_words(match: re.Match[str], folded: str) -> list[Quantity]:
    found: list[Quantity] = []
    tokens = [(m[0].lower(), m.start(), m.end()) for m in re.finditer(r"[A-Za-z]+", match[0])]
    while tokens:
        used, value = _evaluate([token for token, _, _ in tokens])
        if used:
            start, end = match.start() + tokens[0][1], match.start() + tokens[used - 1][2]
            found += _finished(start, end, value, folded, is_digits=False)
        tokens = tokens[max(used, 1) :]
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
        return [_one(*code, value, "code", is_digits=True, is_optional=True)]
    for word in re.findall(r"[A-Za-z]+", magnitudes.lower()):
        value *= _MAGNITUDES[word if word in _MAGNITUDES else word.rstrip("s")]
    return _finished(
        start, end, value, folded, is_digits=True, sign=sign, is_year=_is_year(form, magnitudes)
    )


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


def _finished(
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
    if sign:
        kind, unit = "money", _CURRENCIES[re.sub(r"\s", "", sign).lower()]
    if percent := _PERCENT.match(folded, end):
        kind, end = "percent", percent.end()
        value = value / 10 if "‰" in percent[0] else value
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
        _one(
            start,
            end,
            value,
            kind,
            unit=unit,
            unit_scale=scale,
            approximation=_approximation(folded, start, end),
            is_digits=is_digits,
            is_optional=is_word or _is_marker(folded, start, end),
        )
    ]


def _is_marker(folded: str, start: int, end: int) -> bool:
    """Whether a number only counts the paragraphs: *2. At the invitation of …*, *(3) …*."""
    return (
        start < 12 and folded[:start].strip(" (#*") == "" and folded[end : end + 1] in _MARKER_ENDS
    )


_MARKER_ENDS = frozenset(".)、")


def _approximation(folded: str, start: int, end: int) -> Approximation:
    said = _BEFORE.search(folded, max(0, start - 28), start) or _AFTER.match(folded, end)
    name = said.lastgroup if said else None
    if name == "about":
        return "about"
    if name == "over":
        return "over"
    return "under" if name == "under" else "none"


_READERS: dict[str, Callable[[re.Match[str], str], list[Quantity]]] = {
    "iso": _read_iso,
    "mdy": _read_mdy,
    "dmy": _read_dmy,
    "my": _read_my,
    "clock": _read_clock,
    "decade": _read_decade,
    "plan": _read_plan,
    "century": _read_century,
    "fraction": _read_fraction,
    "mixed": _read_mixed,
    "slash": _read_slash,
    "glyph": _read_glyph,
    "nth": _read_nth,
    "ordinal": _read_ordinal,
    "multiple": _read_multiple,
    "fold": _read_fold,
    "vague": _read_vague,
    "half": _read_half,
    "words": _read_words,
    "digits": _read_digits,
}


def _joined(found: list[Quantity], folded: str, text: str) -> list[Quantity]:
    """Neighbours joined by a dash, *to* or *or* become one range: 5% to 5.3%, two or three."""
    done: list[Quantity] = []
    for one in found:
        last = done[-1] if done else None
        between = last and _JOIN.fullmatch(folded, last.end, one.start)
        if last is not None and between:
            joined = _range(last, one, between[0].strip(), folded, text)
            if joined is not None:
                done[-1] = joined
                continue
        done.append(one)
    return done


def _range(low: Quantity, high: Quantity, by: str, folded: str, text: str) -> Quantity | None:
    if low.high is not None or high.high is not None:
        return None
    if by.lower() == "and" and not _BETWEEN.search(folded, max(0, low.start - 16), low.start):
        return None
    if by.lower() == "or" and high.value - low.value != 1:
        return None
    value, top, kind = low.value, high.value, high.kind
    if low.unit and high.unit and low.unit != high.unit:
        return None
    bare = low.kind == "cardinal" and low.unit is None
    if low.kind == "year" and high.kind == "cardinal" and by in ("-", "–") and 0 < top < 100:
        # 2016-17
        top, kind = value - value % 100 + top, "year"
    elif low.kind == "money" and high.kind == "cardinal" and high.unit is None:
        kind = "money"
    elif low.kind != high.kind and not (bare and high.kind in ("percent", "money", "multiple")):
        return None
    scale = _scale(high.text)
    if scale > 1 and _scale(low.text) == 1 and value < top / scale:
        value *= scale
    if value >= top:
        return None
    return replace(
        high,
        start=low.start,
        text=text[low.start : high.end],
        value=value,
        high=top,
        kind=kind,
        unit=high.unit or low.unit,
        approximation=low.approximation if high.approximation == "none" else high.approximation,
        is_optional=low.is_optional and high.is_optional,
    )


def _scale(form: str) -> int:
    scale = 1
    for word in re.findall(r"[a-z]+", form.lower()):
        scale *= _MAGNITUDES.get(word, 1) if len(word) > 1 else 1
    return scale
