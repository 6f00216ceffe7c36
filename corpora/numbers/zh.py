"""Quantities in Chinese text, simplified or traditional."""

# ruff: noqa: E501 - a pattern is read as one line

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

from corpora.numbers.quantity import ONE, Approximation, Kind, Quantity
from corpora.numbers.tables import Unit, alternatives, expressions, fold_widths, units

_DIGITS = {char: value for value, chars in enumerate(
    ("〇零○", "一壹", "二两兩贰貳", "三叁", "四肆", "五伍", "六陆陸", "七柒", "八捌", "九玖")
) for char in chars}  # fmt: skip
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIADS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8, "兆": 10**12}
_SHORT = {"廿": 20, "卅": 30}

_ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|(?<!\d)\d{1,3}(?: \d{3})+(?![\d,年])|\d+(?:\.\d+)?"
_NUMERALS = "〇零○一二两兩三四五六七八九十百千万萬亿億兆廿卅"
# In 万千瓦 and 个百分点 the second numeral belongs to the unit.
_NUMERAL = rf"(?!千[瓦克米赫卡帕]|兆[瓦赫焦]|百(?:分[点點比]|帕))[{_NUMERALS}]"
_UNITS_OF_TEN = "十百千万萬亿億兆"
_ONE_DIGIT = "〇零○一二三四五六七八九"
_RUN = (
    rf"(?:(?:{_ARABIC})(?:[ ](?=[百千万萬亿億余餘多]))?|{_NUMERAL}|[几幾数數](?=[{_UNITS_OF_TEN}]))"
    rf"(?:(?:{_ARABIC})(?:[ ](?=[百千万萬亿億余餘多]))?|{_NUMERAL}"
    r"|[余餘多来來几幾](?=[百千万萬亿億])|[点點](?=[〇零○一二三四五六七八九]+[万萬亿億倍%个個米元吨]))*"
)
_FINANCIAL = r"[壹贰貳叁肆伍陆陸柒捌玖拾佰仟万萬亿億零]{2,}(?=[圆圓元整])"
_SMALL = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_SIMPLE = rf"(?:{_ARABIC}|[{_NUMERALS}]+(?:[点點][{_ONE_DIGIT}]+)?)"
_TO = r"(?:——|[-–—~]|至|到)"

_SPECIAL = (
    r"(?P<iso>(?<![\d.])(?:1[5-9]|20)\d\d([-./])(?:1[0-2]|0?[1-9])\2(?:3[01]|[12]\d|0?[1-9])(?![\d.]))"
    rf"|(?P<date>(?<![\d.,])(?P<year>\d{{4}}|\d(?: \d){{3}}|[{_ONE_DIGIT}]{{4}}|\d\d(?=年\d{{1,2}}月))\s?年"
    rf"(?:度|\s?(?P<ym>{_SMALL})(?:{_TO}(?P<ym2>{_SMALL}))?\s?月份?"
    rf"(?:\s?(?P<yd>{_SMALL})(?:{_TO}(?P<yd2>{_SMALL}))?\s?[日号號])?)?)"
    rf"|(?P<month>(?<![\d.,])(?P<mm>{_SMALL})(?:{_TO}(?P<mm2>{_SMALL}))?\s?月份?"
    rf"(?![球亮饼餅嫂薪票租均])(?:\s?(?P<md>{_SMALL})(?:{_TO}(?P<md2>{_SMALL}))?\s?[日号號])?)"
    rf"|(?P<dayonly>(?<![\d.,{_NUMERALS}])(?P<dd>{_SMALL})(?:{_TO}(?P<dd2>{_SMALL}))?\s?日(?![均元本圆圓军軍报報常程]))"
    r"|(?P<plan>第(?P<p1>\d{1,2}|[一二三四五六七八九十]{1,3})[个個]五年[规規计計][划劃]"
    r"|[“\"「『‘'](?P<p2>[六七八九]|十[一二三四五六]?)五(?=[”\"」』’'])"
    r"|(?P<p3>十[一二三四五六])五(?![年万萬亿億千百十点點])"
    r"|(?P<p4>[八九])五(?=[规規计計][划劃]|[时時]期|期[间間]))"
    rf"|(?P<clock>(?<![\d.:])(?P<ch>[01]?\d|2[0-4]):(?P<cm>[0-5]\d)(?::[0-5]\d)?(?![\d:]))"
    r"|(?P<time>(?P<part>凌晨|早上|早晨|清晨|上午|中午|下午|傍晚|晚上|晚间|晚間|夜间|深夜|晚|早|午后)?"
    rf"(?<![\d.,A-Za-z-])(?P<th>{_SMALL})\s?(?P<tsep>[时時](?![期代间間段机機速节節候装裝尚空])|[点點])(?![{_ONE_DIGIT}]*[%倍])"
    rf"(?:(?P<half>半)|(?P<quarter>[一三])刻|(?P<tm>\d{{1,2}}|[{_ONE_DIGIT}十]{{1,4}})分?|(?P<sharp>整|钟|鐘|许|許))?)"
    r"|(?P<decade>(?:(?P<dcent>\d{1,2}|[一二十]{1,3})\s?世[纪紀]|(?P<drel>上个?|上個|本)世[纪紀])?\s?"
    rf"(?P<dec>(?:\d{{4}}|\d0)|[{_ONE_DIGIT}]十)\s?年代)"
    r"|(?P<century>(?P<cent>\d{1,2}|[一二三四五六七八九十]{1,3})\s?世[纪紀])"
    rf"|(?P<percent>(?P<neg>负|負|-)?(?P<base>[百千万萬])分之(?P<pa>{_SIMPLE})"
    rf"(?:{_TO}(?:[百千万萬]分之)?(?P<pb>{_SIMPLE}))?)"
    rf"|(?P<fraction>(?P<whole>{_SIMPLE})?又?(?P<den>{_SIMPLE})分之(?P<num>{_SIMPLE}))"
    r"|(?P<slash>(?<![\d./-])(?P<snum>\d[\d,]{0,8})/(?P<sden>\d[\d,]{0,8})(?![\d./-]))"
    r"|(?P<half_of>半(?=[米公斤里吨亩畝杯碗小个個天年月分成斗吨]))"
    rf"|(?P<fold>翻[了近]{{0,2}}(?P<fn>{_SIMPLE})?番|翻[了一]?倍|倍增)"
    r"|(?P<tenths>(?P<ta>[一二两兩三四五六七八九]|(?<![\d.])[1-9])(?:(?:至|到|-)?(?P<tb>[二三四五六七八九](?![二三四五六七八九])|(?<=[至到-])[2-9]))?"
    r"成(?P<th2>半)?(?![为為立员員果功本就长長份熟都型绩績效套品见見语語交虫因败敗像名双雙]))"
    rf"|(?P<listed>(?:(?<=[。；，：、\s])|^)(?P<li>[一二三四五六七八九十])(?=[是要]))"
)
_SCANNER = re.compile(rf"{_SPECIAL}|(?P<financial>{_FINANCIAL})|(?P<run>{_RUN})")
_TOKENS = re.compile(rf"{_ARABIC}|.")
_FRACTION_OF = re.compile(rf"({_SIMPLE})分之")

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
_HAN_DASH = re.compile(r"[\u3400-\u9fff]-$")
_LETTERS_BEFORE = re.compile(r"(?:[A-Za-z]+-?)?$")
_LETTERS_AFTER = re.compile(r"[A-Za-z]*")
_JOIN = re.compile(rf"\s?{_TO}\s?")
_LATIN_UNIT = re.compile(
    r"\s?(?P<unit>km2|km|kg|cm|mm|nm|GWh|TWh|kWh|GW|MW|kW|m2|m|℃|°C|bps?|million|billion)(?![A-Za-z])",
)


@dataclass(frozen=True, slots=True)
class _Atom:
    """A numeral by itself: its place, what it counts, its last magnitude."""

    start: int
    end: int
    value: Fraction
    high: Fraction | None
    magnitude: int
    is_digits: bool
    over: bool
    vague: bool


def find_chinese(text: str) -> tuple[Quantity, ...]:
    """The quantities of a Chinese text, in order; see :class:`Quantity`."""
    folded = fold_widths(text)
    found: list[Quantity] = []
    position = 0
    while start := _GATE.search(folded, position):
        position = start.start()
        if form := _expression(folded, position):
            found += _expressed(form, text, position)
            position += len(form)
            continue
        match = _SCANNER.match(folded, position)
        if match is None or match.end() == position:
            position += 1
            continue
        found += [replace(one, text=text[one.start : one.end]) for one in _read(match, folded)]
        position = match.end()
    return tuple(_joined(found, folded, text))


def _read(match: re.Match[str], folded: str) -> list[Quantity]:
    """What one match of the scanner means; a special form that fails is read as numerals."""
    kind = next((name for name in _READERS if match[name] is not None), None)
    special = _READERS[kind](match) if kind else None
    if special is not None:
        return special
    atoms = _atoms(folded, match.start(), match.end())
    return [one for atom in atoms if (one := _read_atom(folded, atom)) is not None]


def _expression(folded: str, position: int) -> str | None:
    """The longest fixed expression here, if it does not cut a numeral in two (三万一千)."""
    lengths = _LENGTHS.get(folded[position])
    if lengths is None:
        return None
    if folded[position] in _NUMERALS and position and folded[position - 1] in _NO_EXPRESSION_AFTER:
        return None
    table = expressions("zh")
    return next(
        (form for size in lengths if (form := folded[position : position + size]) in table), None
    )


def _expressed(form: str, text: str, start: int) -> list[Quantity]:
    end = start + len(form)
    # 九二共识 is named by its year.
    return [
        Quantity(
            start=start,
            end=end,
            text=text[start:end],
            value=value,
            kind="year" if 1900 <= value <= 2100 else "cardinal",
            is_optional=not 1900 <= value <= 2100,
        )
        for value in expressions("zh")[form]
    ]


_LENGTHS = {
    first: sorted({len(form) for form in expressions("zh") if form[0] == first}, reverse=True)
    for first in {form[0] for form in expressions("zh")}
}
_NO_EXPRESSION_AFTER = frozenset(_NUMERALS + "第0123456789")
_GATE = re.compile(
    rf"[\d{_NUMERALS}几幾数數壹贰貳叁肆伍陆陸柒捌玖凌早清上中下傍晚夜深午本第“\"「『‘'翻倍半负負\-{''.join(_LENGTHS)}]"
)


def numeral_value(text: str) -> tuple[Fraction, Fraction | None] | None:
    """The value of a Chinese or mixed numeral, and of its upper end where it names two.

    >>> numeral_value("1亿2000万"), numeral_value("七八百")
    ((Fraction(120000000, 1), None), (Fraction(700, 1), Fraction(800, 1)))
    """
    atoms = _atoms(text, 0, len(text))
    if len(atoms) != 1 or atoms[0].end != len(text):
        return None
    return atoms[0].value, atoms[0].high


def _atoms(text: str, start: int, end: int) -> list[_Atom]:
    """Cut a run of numerals where two numbers meet (2023一季度), and value each."""
    atoms: list[_Atom] = []
    tokens = [(m[0], m.start(), m.end()) for m in _TOKENS.finditer(text, start, end)]
    while tokens:
        used, atom = _first_atom(tokens)
        if atom is not None:
            atoms.append(atom)
        tokens = tokens[used:]
    return atoms


def _first_atom(tokens: list[tuple[str, int, int]]) -> tuple[int, _Atom | None]:
    words = [token for token, _, _ in tokens]
    digits = _leading(words, _DIGITS)
    if digits >= 3 or (digits == 2 and any(_DIGITS[word] == 0 for word in words[:2])):
        return _positional(tokens, digits)
    pair = next(
        (
            index
            for index in range(len(words) - 1)
            if words[index] in _DIGITS
            and words[index + 1] in _DIGITS
            and 0 < _DIGITS[words[index]] == _DIGITS[words[index + 1]] - 1
        ),
        None,
    )
    if pair is not None:
        low = _evaluate(words[: pair + 1] + words[pair + 2 :])
        high = _evaluate(words[:pair] + words[pair + 1 :])
        if low and high and low[0] == high[0] and low[1] < high[1]:
            return _built(tokens, low[0] + 1, low, high[1])
    result = _evaluate(words)
    if result is None:
        return 1, None
    return _built(tokens, result[0], result, None)


def _leading(words: list[str], kinds: dict[str, int]) -> int:
    count = 0
    while count < len(words) and words[count] in kinds:
        count += 1
    return count


def _positional(tokens: list[tuple[str, int, int]], count: int) -> tuple[int, _Atom]:
    value = 0
    for word, _, _ in tokens[:count]:
        value = value * 10 + _DIGITS[word]
    magnitude = 1
    while count < len(tokens) and tokens[count][0] in _MYRIADS:
        magnitude *= _MYRIADS[tokens[count][0]]
        count += 1
    return count, _Atom(
        tokens[0][1],
        tokens[count - 1][2],
        Fraction(value * magnitude),
        None,
        magnitude,
        False,
        False,
        False,
    )


_Evaluated = tuple[int, Fraction, int, bool, bool]


def _built(
    tokens: list[tuple[str, int, int]], used: int, result: _Evaluated, high: Fraction | None
) -> tuple[int, _Atom]:
    _, value, magnitude, over, vague = result
    end = tokens[used - 1][2]
    return used, _Atom(
        tokens[0][1], end, value, high, magnitude, tokens[0][0][0].isdigit() and
        tokens[0][0][0] not in _DIGITS, over, vague,
    )  # fmt: skip


def _evaluate(words: list[str]) -> _Evaluated | None:
    """Value of the longest numeral that the words begin with; the words used, and how it ends."""
    total = section = Fraction(0)
    number: Fraction | None = None
    last, magnitude, zero = 0, 1, False
    over = vague = False
    used = 0
    while used < len(words):
        word = words[used]
        if word in _DIGITS or word in _SHORT or word[0].isdecimal():
            if number is not None and not (number == 0 and zero):
                break
            if word[0].isdecimal():
                # Digits go on only after a magnitude: 1亿2000万, not 第三2023.
                if used and words[used - 1] not in _MYRIADS and words[used - 1] not in _TENS:
                    break
                number, zero = Fraction(word.replace(",", "").replace(" ", "")), False
            elif word in _SHORT:
                section, number, last = section + _SHORT[word], None, 10
            else:
                zero = _DIGITS[word] == 0
                number = Fraction(_DIGITS[word])
        elif word in _TENS:
            if number is None and last and last <= _TENS[word] and section:
                break
            section += (ONE if number is None else number) * _TENS[word]
            number, last, zero = None, _TENS[word], False
        elif word in _MYRIADS:
            scale = _MYRIADS[word]
            section += number or 0
            if section == 0 and total == 0:
                section = ONE
            if scale == 10**4:
                total += section * scale
            else:
                total = (total + section) * scale
            section, number, last, zero = Fraction(0), None, scale, False
            magnitude = magnitude * scale if used and words[used - 1] in _MYRIADS else scale
        elif word in "点點" and number is not None:
            decimals = _leading(words[used + 1 :], _DIGITS)
            if not decimals:
                break
            digits = "".join(str(_DIGITS[w]) for w in words[used + 1 : used + 1 + decimals])
            number += Fraction(int(digits), 10**decimals)
            used += decimals
        elif word in "几幾数數":
            vague = True
            number = ONE if used == 0 else number
            over = over or used > 0
        elif word in "余餘多来來":
            over = True
        elif word != " ":
            break
        used += 1
    if used == 0:
        return None
    if number is not None:
        # 三万二 is 32,000 and 一百五 is 150, but 一百零五 is 105.
        colloquial = last >= 100 and not zero and words[used - 1] in _DIGITS and (
            used < 2 or _DIGITS.get(words[used - 2]) != 0
        )  # fmt: skip
        section += number * (Fraction(last, 10) if colloquial else 1)
    return used, total + section, magnitude, over, vague


def _read_atom(folded: str, atom: _Atom) -> Quantity | None:
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


def _year_kind(folded: str, atom: _Atom, kind: Kind, unit: str | None) -> Kind:
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
    is_low_end = after in "至到-—~" and folded[end + 1 : end + 2] in _NUMERALS and after != ""
    return is_low_end or after in _MEASURES or before[-1:] in _CARRIED or bool(suffix["unit"])


def _is_marker(folded: str, start: int, end: int) -> bool:
    """Whether a number only counts the paragraphs: （一）, 1．, 二、 at the start of a text."""
    return (
        start < 12
        and folded[:start].strip(" \u3000(（#*") == ""
        and folded[end : end + 1] in _MARKER_ENDS
    )


_MARKER_ENDS = frozenset(".、)）．")


def _is_optional(atom: _Atom, kind: Kind, folded: str) -> bool:
    if atom.vague or kind == "code":
        return True
    if atom.is_digits or kind in ("percent", "money", "fraction"):
        return False
    # 百万大军, 上百家: round words, often meant loosely.
    if all(char in _UNITS_OF_TEN for char in folded[atom.start : atom.end]):
        return True
    return atom.value <= 10 or (atom.high is not None and atom.high <= 10)


def _approximation(
    atom: _Atom, suffix: re.Match[str], folded: str, end: int, before: str
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


def _small(text: str) -> Fraction:
    value = numeral_value(text)
    return value[0] if value else Fraction(-1)


def _part(match: re.Match[str], group: str, kind: Kind, to: str | None = None) -> Quantity | None:
    if match[group] is None:
        return None
    high = _small(match[to]) if to and match[to] else None
    end = match.end(to) if to and match[to] else match.end(group)
    return Quantity(
        start=match.start(group),
        end=end,
        text="",
        value=_small(match[group]),
        high=high,
        kind=kind,
        is_digits=match[group].isdecimal(),
    )


def _read_iso(match: re.Match[str]) -> list[Quantity] | None:
    year, month, day = re.split(r"[-./]", match["iso"])
    start = match.start()
    parts: tuple[tuple[str, int, Kind], ...] = (
        (year, 0, "year"), (month, 5, "month"), (day, 6 + len(month), "day"),
    )  # fmt: skip
    return [
        Quantity(
            start=start + offset,
            end=start + offset + len(form),
            text="",
            value=Fraction(form),
            kind=kind,
            is_digits=True,
        )
        for form, offset, kind in parts
    ]


def _read_date(match: re.Match[str]) -> list[Quantity] | None:
    form = match["year"].replace(" ", "")
    year = Fraction(form) if form.isdecimal() else Fraction("".join(str(_DIGITS[c]) for c in form))
    if len(form) == 2:
        year += 2000 if year < 50 else 1900
    if not 1000 <= year <= 2200 or (year < 1500 and match["ym"] is None and year % 100 == 0):
        return None
    first = Quantity(
        start=match.start("year"),
        end=match.end("year"),
        text="",
        value=year,
        kind="year",
        is_digits=form.isdecimal(),
    )
    parts = [first, _part(match, "ym", "month", "ym2"), _part(match, "yd", "day", "yd2")]
    return [part for part in parts if part is not None]


def _read_month(match: re.Match[str]) -> list[Quantity] | None:
    parts = [_part(match, "mm", "month", "mm2"), _part(match, "md", "day", "md2")]
    found = [part for part in parts if part is not None]
    return found if all(1 <= value <= 31 for part in found for value in part.values) else None


def _read_day(match: re.Match[str]) -> list[Quantity] | None:
    part = _part(match, "dd", "day", "dd2")
    return [part] if part and all(1 <= value <= 31 for value in part.values) else None


def _read_clock(match: re.Match[str]) -> list[Quantity] | None:
    minutes = Fraction(match["ch"]) * 60 + Fraction(match["cm"])
    return [_whole(match, minutes, "time", is_digits=True)]


def _read_time(match: re.Match[str]) -> list[Quantity] | None:
    hour = _small(match["th"])
    said = match["part"] or match["half"] or match["quarter"] or match["tm"] or match["sharp"]
    if not 0 <= hour <= 24 or not (said or match["tsep"] in "时時"):
        return None
    if (
        match["part"] in ("下午", "晚上", "晚间", "晚間", "傍晚", "晚", "午后", "夜间")
        and hour < 12
    ):
        hour += 12
    minutes = Fraction(30 if match["half"] else 0)
    if match["quarter"]:
        minutes = _small(match["quarter"]) * 15
    if match["tm"]:
        minutes = _small(match["tm"])
    return [_whole(match, hour * 60 + minutes, "time", is_digits=match["th"].isdecimal())]


def _whole(
    match: re.Match[str],
    value: Fraction,
    kind: Kind,
    *,
    high: Fraction | None = None,
    is_digits: bool = False,
    is_optional: bool = False,
) -> Quantity:
    return Quantity(
        start=match.start(),
        end=match.end(),
        text="",
        value=value,
        high=high,
        kind=kind,
        is_digits=is_digits,
        is_optional=is_optional,
    )


def _read_decade(match: re.Match[str]) -> list[Quantity] | None:
    value = _small(match["dec"])
    if match["dcent"]:
        value += (_small(match["dcent"]) - 1) * 100
    elif match["drel"]:
        value += 2000 if match["drel"] == "本" else 1900
    return [_whole(match, value, "decade", is_digits=match["dec"].isdecimal())]


def _read_century(match: re.Match[str]) -> list[Quantity] | None:
    return [_whole(match, _small(match["cent"]), "century", is_digits=match["cent"].isdecimal())]


def _read_plan(match: re.Match[str]) -> list[Quantity] | None:
    form = match["p1"] or match["p2"] or match["p3"] or match["p4"]
    return [_whole(match, _small(form), "plan")]


def _read_percent(match: re.Match[str]) -> list[Quantity] | None:
    base = {"百": 1, "千": 10}.get(match["base"], 100)
    low = numeral_value(match["pa"])
    high = numeral_value(match["pb"]) if match["pb"] else None
    if low is None:
        return None
    sign = -1 if match["neg"] else 1
    ends = [end * sign / base for end in (low[0], high[0] if high else low[1]) if end is not None]
    top = ends[1] if len(ends) > 1 else None
    return [_whole(match, ends[0], "percent", high=top, is_digits=match["pa"][0].isdecimal())]


def _read_fraction(match: re.Match[str]) -> list[Quantity] | None:
    bottom, top = numeral_value(match["den"]), numeral_value(match["num"])
    if not bottom or not top or not bottom[0]:
        return None
    whole = numeral_value(match["whole"]) if match["whole"] else None
    value = top[0] / bottom[0] + (whole[0] if whole else 0)
    return [_whole(match, value, "fraction", is_digits=match["num"][0].isdecimal())]


def _read_slash(match: re.Match[str]) -> list[Quantity] | None:
    top, bottom = (int(match[name].replace(",", "") or 0) for name in ("snum", "sden"))
    if 1900 <= top <= 2100 and bottom in (top + 1, (top + 1) % 100):
        return [_whole(match, Fraction(top), "year", high=Fraction(top + 1), is_digits=True)]
    if not 0 < top < bottom:
        return None
    return [_whole(match, Fraction(top, bottom), "fraction", is_digits=True)]


def _read_half(match: re.Match[str]) -> list[Quantity] | None:
    return [_whole(match, Fraction(1, 2), "fraction", is_optional=True)]


def _read_fold(match: re.Match[str]) -> list[Quantity] | None:
    times = _small(match["fn"]) if match["fn"] else Fraction(1)
    if not 0 < times <= 20 or times.denominator != 1:
        return None
    return [_whole(match, Fraction(2**times.numerator), "multiple", is_optional=True)]


def _read_tenths(match: re.Match[str]) -> list[Quantity] | None:
    low = _small(match["ta"]) * 10 + (5 if match["th2"] else 0)
    high = _small(match["tb"]) * 10 if match["tb"] else None
    if high is not None and high <= low:
        return None
    return [_whole(match, low, "percent", high=high)]


def _read_listed(match: re.Match[str]) -> list[Quantity] | None:
    return [_whole(match, _small(match["li"]), "ordinal", is_optional=True)]


_READERS: dict[str, Callable[[re.Match[str]], list[Quantity] | None]] = {
    "iso": _read_iso,
    "date": _read_date,
    "month": _read_month,
    "dayonly": _read_day,
    "clock": _read_clock,
    "time": _read_time,
    "decade": _read_decade,
    "century": _read_century,
    "plan": _read_plan,
    "percent": _read_percent,
    "fraction": _read_fraction,
    "slash": _read_slash,
    "half_of": _read_half,
    "fold": _read_fold,
    "tenths": _read_tenths,
    "listed": _read_listed,
}


def _joined(found: list[Quantity], folded: str, text: str) -> list[Quantity]:
    """Neighbours with a dash or 至 between them become one range: 5%—6%, 3至5万."""
    done: list[Quantity] = []
    for one in found:
        last = done[-1] if done else None
        if last is not None and _JOIN.fullmatch(folded, last.end, one.start):
            joined = _range(last, one, text)
            if joined is not None:
                done[-1] = joined
                continue
        done.append(one)
    return done


def _range(low: Quantity, high: Quantity, text: str) -> Quantity | None:
    """One quantity of two, or ``None`` where they are no range."""
    if low.high is not None or high.high is not None:
        return None
    value = low.value
    bare = low.kind == "cardinal" and low.unit is None
    if bare and high.kind == "time":
        low, value = replace(low, kind="time"), value * 60
    if low.unit and high.unit and low.unit != high.unit:
        return None
    if low.kind != high.kind and not (bare and high.kind in ("percent", "multiple", "money")):
        return None
    if bare and abs(value) < 10**4 <= abs(high.value):
        # 3至5万 counts both ends in 万: the first has lost its magnitude.
        scale = _magnitude(high.text)
        value = value * scale if value < high.value / scale else value
    if value >= high.value:
        return None
    return replace(
        high,
        start=low.start,
        text=text[low.start : high.end],
        value=value,
        high=high.value,
        approximation=low.approximation if high.approximation == "none" else high.approximation,
        is_optional=low.is_optional and high.is_optional,
    )


def _magnitude(form: str) -> int:
    scale = 1
    for char in form:
        scale *= _MYRIADS.get(char, 1)
    return scale
