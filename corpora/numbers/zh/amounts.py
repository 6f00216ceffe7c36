"""Numbers that count or measure in Chinese text, with units, currencies and what makes them vague."""

# ruff: noqa: E501 - a pattern is read as one line

from __future__ import annotations

import re
from fractions import Fraction

from corpora.language.han import HAN_RANGES
from corpora.numbers.quantity import ONE, Approximation, Kind, Quantity
from corpora.numbers.tables import Unit, alternatives, units
from corpora.numbers.zh.numerals import NUMERALS, UNITS_OF_TEN, Atom

_MEASURES = frozenset(
    "个個位名项項种種类類次年月天日周週家条條点點大级級步轮輪批届屆期章节節部层層对對套台臺辆輛艘架座栋间間所处處国國省市县縣"
    "区區村镇鎮乡鄉人口户戶岁歲倍元角块塊吨噸斤公米里亩畝升克度秒分小时時季代场場件份张張本册冊支把颗顆粒棵株头頭匹只隻"
    "篇首句字段行组組队隊班门門股道重遍回趟番顿顿笔筆款例宗起方者地校厂廠站号號楼樓不千百强強女男孩老中院軍军维維"
)
_CARRIED = frozenset("第每前后後首约約近这那這各共仅僅只之头頭")
_VAGUE_BEFORE = frozenset("上成近超逾约約过過破达達")
_SUFFIX = re.compile(
    r"(?P<more>[余餘多来來几幾](?![百千万萬亿億]))?\s?"
    rf"(?P<unit>%|‰|倍|厘(?![米清])|(?!升[级級至到幅]){alternatives(list(units('zh')))})?"
    r"(?P<more2>[余餘多])?(?P<plus>半(?![导導岛島径徑年天]))?"
)
_AFTER = re.compile(
    r"[^\d，。；、]{0,4}?(?:(?P<about>左右|上下)|(?P<over>以上|之上|及以上)|(?P<under>以下|以内|以內|之内))"
)
_BEFORE = re.compile(
    r"(?:(?P<about>大约|大約|大概|约为|約為|约占|约|約|将近|將近|接近|(?<![最附远遠])近|大致|大体|左右)"
    r"|(?P<over>超过|超過|突破|高于|高於|大于|大於|多于|多於|不少于|不少於|不低于|不低於|至少|最少|逾|超|(?<![通经經不])[过過](?=[\d一二三四五六七八九十百千万半])|破)"
    r"|(?P<under>不到|不足|低于|低於|少于|少於|小于|小於|不超过|不超過|不高于|不高於|至多|最多|多达|多達))"
    r"(?:了|到|达|達|为|為)?[¥$€£]?(?:[A-Z]{2,3}\$?|人民币|人民幣)?[\s“]?$"
)
_CURRENCY = re.compile(
    r"(US\$|HK\$|NT\$|RMB|CNY|USD|HKD|EUR|[¥$€£]|人民币|人民幣|港币|港幣)\s?$", re.I
)
_CURRENCIES = {
    "us$": "USD", "$": "USD", "usd": "USD", "hk$": "HKD", "hkd": "HKD", "港币": "HKD",
    "港幣": "HKD", "nt$": "TWD", "rmb": "CNY", "cny": "CNY", "¥": "CNY", "人民币": "CNY",
    "人民幣": "CNY", "eur": "EUR", "€": "EUR", "£": "GBP",
}  # fmt: skip
_MONEY = frozenset({"CNY", "USD", "HKD", "TWD", "EUR", "GBP", "JPY", "KRW", "RUB", "INR"})
# In 5岁-9岁 and 13 -25% the dash is a range.
_NEGATIVE = re.compile(
    r"(?:(?<![税稅减減抱肩胜勝担擔正])[负負]|零下|(?<![\dA-Za-z%℃岁歲年月日元米天人万亿萬億度点點时時分秒号號周级級届次])(?<![\d%A-Za-z] )[-–])$"
)
_HAN_DASH = re.compile(rf"[{HAN_RANGES}]-$")
_LETTERS_BEFORE = re.compile(r"(?:[A-Za-z]+-?)?$")
_LETTERS_AFTER = re.compile(r"[A-Za-z]*")
_LATIN_UNIT = re.compile(
    r"\s?(?P<unit>km2|km|kg|cm|mm|nm|GWh|TWh|kWh|GW|MW|kW|m2|m|℃|°C|bps?|million|billion)(?![A-Za-z])",
)


def read_atom(folded: str, atom: Atom) -> Quantity | None:
    """What a numeral counts or measures, from what stands around it; ``None`` for a mere word."""
    start, end = atom.start, atom.end
    while end > start and folded[end - 1] == " ":
        end -= 1
    before = folded[max(0, start - 10) : start]
    is_code = atom.is_digits and _is_code(folded, start, end)
    suffix = _SUFFIX.match(folded, end)
    assert suffix is not None  # noqa: S101 - every part of the pattern is optional
    if not atom.is_digits and not _is_number(folded, start, end, before, suffix):
        return None
    value, high = atom.value, atom.high
    kind: Kind = "cardinal"
    unit, scale = None, ONE
    if before.endswith("第"):
        kind, start = "ordinal", start - 1
    elif is_code:
        kind = "code"
        start = _LETTERS_BEFORE.search(folded, max(0, start - 12), start).start()  # type: ignore[union-attr]
        end = _LETTERS_AFTER.match(folded, end).end()  # type: ignore[union-attr]
    elif suffix["unit"]:
        kind, unit, scale, value, high = _with_unit(suffix["unit"], value, high)
        end = suffix.end("unit")
        if suffix["plus"] and value.denominator == 1 and unit not in _MONEY:
            value, end = value + Fraction(1, 2), suffix.end("plus")
    elif atom.is_digits and (latin := _LATIN_UNIT.match(folded, end)):
        unit, scale, value = _latin_unit(latin["unit"], value)
        end = latin.end()
    currency = _CURRENCY.search(before)
    if currency and kind in ("cardinal", "money"):
        kind, unit, scale = "money", unit or _CURRENCIES[currency[1].lower()], scale
        start -= len(currency[0])
    if kind == "cardinal" and unit in (None, "year") and atom.is_digits:
        kind = _year_kind(folded, atom, kind, unit)
    negative = _NEGATIVE.search(folded, max(0, start - 3), start)
    # 卡-52 is a name.
    is_name = (
        unit is None and kind == "cardinal" and _HAN_DASH.search(folded, max(0, start - 2), start)
    )
    if negative and kind in ("cardinal", "percent", "money") and not is_name:
        value, high = -value, None if high is None else -high
        start = negative.start()
    return Quantity(
        start=start,
        end=end,
        text="",
        value=value,
        high=high,
        kind=kind,
        unit=unit,
        unit_scale=scale,
        approximation=_approximation(atom, suffix, folded, end, folded[max(0, start - 12) : start]),
        is_digits=atom.is_digits,
        is_optional=_is_optional(atom, kind, folded) or _is_marker(folded, start, end),
    )


def _with_unit(
    form: str, value: Fraction, high: Fraction | None
) -> tuple[Kind, str | None, Fraction, Fraction, Fraction | None]:
    if form in "%‰厘":
        by = Fraction(1, 10) if form == "‰" else ONE
        return "percent", None, ONE, value * by, None if high is None else high * by
    if form == "倍":
        return "multiple", None, ONE, value, high
    unit, scale = units("zh")[form]
    return ("money" if unit in _MONEY else "cardinal"), unit, scale, value, high


def _latin_unit(form: str, value: Fraction) -> tuple[str | None, Fraction, Fraction]:
    if form in ("million", "billion"):
        return None, ONE, value * (10**6 if form == "million" else 10**9)
    unit: Unit | None = units("en").get(form)
    return (*unit, value) if unit else (None, ONE, value)


def _year_kind(folded: str, atom: Atom, kind: Kind, unit: str | None) -> Kind:
    plain = atom.magnitude == 1 and atom.end - atom.start == 4 and atom.high is None
    if not plain or not 1900 <= atom.value <= 2100:
        return kind
    after = folded[atom.end : atom.end + 1]
    return "cardinal" if unit is None and after in _MEASURES and after != "" else "year"


def _is_code(folded: str, start: int, end: int) -> bool:
    before, after = folded[max(0, start - 2) : start], folded[end : end + 1]
    if before[-1:].isascii() and before[-1:].isalpha():
        return not _CURRENCY.search(folded[max(0, start - 5) : start])
    if before[-1:] == "-" and before[:1].isascii() and before[:1].isalpha():
        return True
    return after.isascii() and after.isalpha() and not _LATIN_UNIT.match(folded, end)


def _is_number(folded: str, start: int, end: int, before: str, suffix: re.Match[str]) -> bool:
    """Whether Chinese numerals stand for a number here: 三个 yes, 百姓 no."""
    form, after = folded[start:end], folded[end : end + 1]
    if all(char in "十百千万萬亿億兆" for char in form):
        if form == "十":
            return after in _MEASURES or before[-1:] in _CARRIED or bool(suffix["more"])
        return bool(
            suffix["unit"]
            or suffix["more"]
            or before[-1:] in _VAGUE_BEFORE
            or (len(form) > 1 and (after in _MEASURES))
        )
    if len(form) > 1:
        return True
    is_low_end = after in "至到-—~" and folded[end + 1 : end + 2] in NUMERALS and after != ""
    return is_low_end or after in _MEASURES or before[-1:] in _CARRIED or bool(suffix["unit"])


def _is_marker(folded: str, start: int, end: int) -> bool:
    """Whether a number only counts the paragraphs: （一）, 1．, 二、 at the start of a text."""
    return (
        start < 12
        and folded[:start].strip(" \u3000(（#*") == ""
        and folded[end : end + 1] in _MARKER_ENDS
    )


_MARKER_ENDS = frozenset(".、)）．")


def _is_optional(atom: Atom, kind: Kind, folded: str) -> bool:
    if atom.vague or kind == "code":
        return True
    if atom.is_digits or kind in ("percent", "money", "fraction"):
        return False
    # 百万大军, 上百家: round words, often meant loosely.
    if all(char in UNITS_OF_TEN for char in folded[atom.start : atom.end]):
        return True
    return atom.value <= 10 or (atom.high is not None and atom.high <= 10)


def _approximation(
    atom: Atom, suffix: re.Match[str], folded: str, end: int, before: str
) -> Approximation:
    if atom.vague:
        return "vague"
    if atom.over or suffix["more"] or suffix["more2"]:
        return "over"
    after = _AFTER.match(folded, end)
    said = after or _BEFORE.search(before)
    name = said.lastgroup if said else None
    if name == "about":
        return "about"
    if name == "over":
        return "over"
    return "under" if name == "under" else "none"
