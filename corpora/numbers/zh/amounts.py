"""Numbers that count or measure in Chinese text, with units, currencies and what makes them vague."""

# ruff: noqa: E501 - a pattern is read as one line

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

from corpora.language.han import HAN_RANGES
from corpora.numbers.quantity import ONE, Approximation, Kind, Quantity
from corpora.numbers.tables import Unit, alternatives, units
from corpora.numbers.zh.numerals import NUMERALS, UNITS_OF_TEN, Atom

_MEASURES = frozenset(
    "个個位名项項种種类類次年月天日周週家条條点點大级級步轮輪批届屆期章节節部层層对對套台臺辆輛艘架座栋间間所处處国國省市县縣"
    "区區村镇鎮乡鄉人口户戶岁歲倍元角块塊吨噸斤公米里亩畝升克度秒分小时時季代场場件份张張本册冊支把颗顆粒棵株头頭匹只隻"
    "篇首句字段行组組队隊班门門股道重遍回趟番顿顿笔筆款例宗起方者地校厂廠站号號楼樓不千百强強女男孩老中院軍军维維打"
)
_CARRIED = frozenset("第每前后後首约約近这那這各共仅僅只之头頭")
_VAGUE_BEFORE = frozenset("上成近超逾约約过過破达達")
# 两个半小时 is two and a half hours.
_HALF_MORE = r"(?:(?P<and_half>[个個]半)(?=小[时時]|[钟鐘][头頭]|月|世|星期))?"
_SUFFIX = re.compile(
    r"(?P<more>[余餘多来來几幾](?![百千万萬亿億]))?\s?"
    rf"(?P<unit>%|‰|倍|厘(?![米清])|{_HALF_MORE}(?!升[级級至到幅])(?:{alternatives(list(units('zh')))}|日(?![本元圆圓均报報军軍常程子])))?"
    r"(?P<more2>[余餘多])?(?P<plus>半(?![导導岛島径徑年天]))?"
)
_AFTER = re.compile(
    rf"[^\d，。；、{NUMERALS}]{{0,4}}?(?:(?P<about>左右|上下)|(?P<over>以上|之上|及以上|或更[高新多长大])|(?P<under>以下|以内|以內|之内|之內|或更[低早少短小]))"
)
_BEFORE = re.compile(
    r"(?:(?P<about>大约|大約|大概|约为|約為|约占|约|約|将近|將近|接近|(?<![最附远遠])近|大致|大体|左右)"
    r"|(?P<over>[>≥]=?|超过|超過|突破|高于|高於|大于|大於|多于|多於|不少于|不少於|不低于|不低於|至少|最少|逾|超|(?<![通经經不])[过過](?=[\d一二三四五六七八九十百千万半])|破)"
    r"|(?P<under>[<≤]=?|不到|不足|低于|低於|少于|少於|小于|小於|不超过|不超過|不高于|不高於|至多|最多|多达|多達))"
    r"(?:了|到|达|達|为|為|有|占|佔|合|需)?[¥$€£]?(?:[A-Z]{2,3}\$?|人民币|人民幣)?[\s“]?$"
)
_PREFIXES = {
    "USD": "US$ $ USD 美元 美金", "HKD": "HK$ HKD 港币 港幣 港元", "TWD": "NT$ 新台币 新台幣 新臺幣 台币 台幣 臺幣",
    "CNY": "RMB CNY ¥ 人民币 人民幣", "EUR": "EUR € 欧元 歐元", "GBP": "£ 英镑 英鎊", "JPY": "日元 日圆 日圓",
}  # fmt: skip
_CURRENCIES = {form.lower(): unit for unit, forms in _PREFIXES.items() for form in forms.split()}
_CURRENCY = re.compile(rf"({alternatives(list(_CURRENCIES))})\s?$", re.IGNORECASE)
# Dollars and roubles are called yuan too where their name stands before the number.
_BARE_YUAN = frozenset("元圆圓")
_MONEY = frozenset({"CNY", "USD", "HKD", "TWD", "EUR", "GBP", "JPY", "KRW", "RUB", "INR"})
_NEGATIVE = re.compile(
    r"(?:(?<![税稅减減抱肩胜勝担擔正])[负負]|零下|(?<![\dA-Za-z%℃°)\]])(?<![\d%A-Za-z] )[-–])$"
)
# In 5岁-9岁 and 3号楼-2单元 the dash stands between numbers; 歼-20 and 如图-3 are names.
_NO_MINUS = re.compile(
    rf"(?:[\d{NUMERALS}]\s?[{''.join(sorted(_MEASURES))}万萬亿億度]{{1,3}}"
    rf"|[歼殲卡图圖轰轟米苏蘇伊侦偵舟征娥雀冠]|(?<![{HAN_RANGES}])[运運直安强強教无無]"
    r"|[东東][风風]|[长長][剑劍]|[红紅]旗|彩虹|霹[雳靂]|[鹰鷹][击擊]|巨浪|波音|空客|[翼捷][龙龍]|天[问問]"
    r"|力箭|神星|[机機]|[导導][弹彈]|火箭|[卫衛]星|坦克|型)[-–]$"
)
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
    if before.rstrip().endswith("第"):
        kind, start = "ordinal", folded.rindex("第", 0, start)
    elif is_code:
        kind = "code"
        start = _LETTERS_BEFORE.search(folded, max(0, start - 12), start).start()  # type: ignore[union-attr]
        end = _LETTERS_AFTER.match(folded, end).end()  # type: ignore[union-attr]
    elif suffix["unit"]:
        form = suffix["unit"].removeprefix(suffix["and_half"] or "")
        kind, unit, scale, value, high = _with_unit(form, value, high)
        end = suffix.end("unit")
        if suffix["and_half"]:
            value += Fraction(1, 2)
        elif suffix["plus"] and value.denominator == 1 and unit not in _MONEY:
            value, end = value + Fraction(1, 2), suffix.end("plus")
    elif atom.is_digits and (latin := _LATIN_UNIT.match(folded, end)):
        unit, scale, value = _latin_unit(latin["unit"], value)
        end = latin.end()
    currency = _CURRENCY.search(before)
    if currency and kind in ("cardinal", "money"):
        named = _CURRENCIES[currency[1].lower()]
        unit = named if unit is None or suffix["unit"] in _BARE_YUAN else unit
        kind, start = "money", start - len(currency[0])
    if kind == "cardinal" and unit in (None, "year") and atom.is_digits:
        kind = _year_kind(folded, atom, kind, unit)
    negative = _NEGATIVE.search(folded, max(0, start - 3), start)
    if (
        negative
        and kind in ("cardinal", "percent", "money")
        and not _NO_MINUS.search(folded, max(0, start - 8), start)
    ):
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
        is_optional=_is_optional(atom, kind, folded)
        or _is_marker(folded, start, end)
        or _is_heading(folded, start, atom)
        or folded[end : end + 2] in _BASES,
        also=_other_readings(folded, end, value, kind, unit),
    )


def _other_readings(
    folded: str, end: int, value: Fraction, kind: Kind, unit: str | None
) -> tuple[tuple[Kind, Fraction], ...]:
    """What the same words may be too: 九十五年 the year 2006, 23点 a time, 两打 24."""
    if kind != "cardinal" or value.denominator != 1:
        return ()
    if unit == "year" and folded[end - 1] == "年" and 10 <= value < 200:
        return (("year", value + _REPUBLIC),)
    after = folded[end : end + 1]
    if unit is None and after in ("点", "點") and 0 <= value <= 24:
        return (("time", value * 60 % 1440),)
    return (("cardinal", value * 12),) if unit is None and after == "打" else ()


def _is_heading(folded: str, start: int, atom: Atom) -> bool:
    """Whether a magnitude only tells what a table counts in: 人民币千元, 单位：百万元."""
    return (
        all(char in UNITS_OF_TEN for char in folded[atom.start : atom.end])
        and folded[atom.end : atom.end + 1] in _BARE_YUAN
        and (start < atom.start or folded[max(0, start - 1) : start] in "：:（(")
    )


def share_currency(found: list[Quantity], folded: str) -> list[Quantity]:
    """Bare yuan take the currency named before: 新臺幣三萬元以上十五萬元以下 are all dollars."""
    done: list[Quantity] = []
    for one in found:
        last = done[-1] if done else None
        is_bare = one.kind == "money" and folded[one.start] in _STARTS and one.unit == "CNY"
        if (
            last is not None
            and is_bare
            and last.kind == "money"
            and folded[last.end - 1] in _BARE_YUAN
            and one.start - last.end <= _NEAR
            and "。" not in folded[last.end : one.start]
        ):
            one = replace(one, unit=last.unit)
        done.append(one)
    return done


# Within so many characters two amounts belong to one rule.
_NEAR = 12
_STARTS = frozenset(NUMERALS + "0123456789壹贰貳叁肆伍陆陸柒捌玖拾佰仟")
# Years of the Republic of China are so many behind ours.
_REPUBLIC = 1911


def _with_unit(
    form: str, value: Fraction, high: Fraction | None
) -> tuple[Kind, str | None, Fraction, Fraction, Fraction | None]:
    if form in "%‰厘":
        by = Fraction(1, 10) if form == "‰" else ONE
        return "percent", None, ONE, value * by, None if high is None else high * by
    if form == "日":
        return "cardinal", "day", ONE, value, high
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


# 16进制 is hexadecimal.
_BASES = frozenset(["进制", "進制", "进位", "進位"])
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
    return approximation_beside(folded, before, end)


def approximation_beside(folded: str, before: str, end: int) -> Approximation:
    """What the words before a number, and those after its end, make of it."""
    said = _AFTER.match(folded, end) or _BEFORE.search(before)
    name = said.lastgroup if said else None
    if name == "about":
        return "about"
    if name == "over":
        return "over"
    return "under" if name == "under" else "none"
