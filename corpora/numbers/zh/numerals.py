"""Chinese numerals: which characters they are made of, and what they are worth."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from corpora.numbers.quantity import ONE, Kind, Quantity

DIGITS = {char: value for value, chars in enumerate(
    ("〇零○", "一壹", "二两兩贰貳", "三叁", "四肆", "五伍", "六陆陸", "七柒", "八捌", "九玖")
) for char in chars}  # fmt: skip
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
MYRIADS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8, "兆": 10**12}
_SHORT = {"廿": 20, "卅": 30}
_ARABIC = r"\d{1,3}(?:,\d{3}){1,9}(?:\.\d+)?|(?<!\d)\d{1,3}(?: \d{3}){1,9}(?![\d,年])|\d+(?:\.\d+)?"
NUMERALS = "〇零○一二两兩三四五六七八九十百千万萬亿億兆廿卅"
# In 万千瓦 and 个百分点 the second numeral belongs to the unit.
_NUMERAL = rf"(?!千[瓦克米赫卡帕]|兆[瓦赫焦]|百(?:分[点點比]|帕))[{NUMERALS}]"
UNITS_OF_TEN = "十百千万萬亿億兆"
ONE_DIGIT = "〇零○一二三四五六七八九"
# 数百 and 几十, but not 总数百分之十.
_SOME = rf"(?<![总總人份股基系係指参參票分件户戶位函代])[几幾数數](?=[{UNITS_OF_TEN}](?!分之))"
RUN = (
    rf"(?:(?:{_ARABIC})(?:[ ](?=[百千万萬亿億余餘多]))?|{_NUMERAL}|{_SOME})"
    rf"(?:(?:{_ARABIC})(?:[ ](?=[百千万萬亿億余餘多]))?|{_NUMERAL}"
    r"|[余餘多来來几幾](?=[百千万萬亿億])|[点點](?=[〇零○一二三四五六七八九]+(?![〇零○一二三四五六七八九十分刻线線])))*"
)
FINANCIAL = r"(?!零)[壹贰貳叁肆伍陆陸柒捌玖拾佰仟万萬亿億零]{2,}(?=[圆圓元整股份角])"
SMALL = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
SIMPLE = rf"(?:{_ARABIC}|[{NUMERALS}]{{1,24}}(?:[点點][{ONE_DIGIT}]{{1,12}})?)"
TO = r"(?:——|[-–—~]|至|到)"
# No number takes more characters and groups of digits; without an end, a long run costs its square.
_LONGEST = 48
_TOKENS = re.compile(rf"{_ARABIC}|.")


@dataclass(frozen=True, slots=True)
class Atom:
    """A numeral by itself: its place, what it counts, its last magnitude."""

    start: int
    end: int
    value: Fraction
    high: Fraction | None
    magnitude: int
    is_digits: bool
    over: bool
    vague: bool


def numeral_value(text: str) -> tuple[Fraction, Fraction | None] | None:
    """The value of a Chinese or mixed numeral, and of its upper end where it names two.

    >>> numeral_value("1亿2000万"), numeral_value("七八百")
    ((Fraction(120000000, 1), None), (Fraction(700, 1), Fraction(800, 1)))
    """
    atoms = read_atoms(text, 0, len(text))
    if len(atoms) != 1 or atoms[0].end != len(text):
        return None
    return atoms[0].value, atoms[0].high


def read_atoms(text: str, start: int, end: int) -> list[Atom]:
    """Cut a run of numerals where two numbers meet (2023一季度), and value each."""
    atoms: list[Atom] = []
    tokens = [(m[0], m.start(), m.end()) for m in _TOKENS.finditer(text, start, end)]
    at = 0
    while at < len(tokens):
        used, atom = _first_atom(tokens[at : at + _LONGEST])
        if atom is not None:
            atoms.append(atom)
        at += used
    return atoms


def _first_atom(tokens: list[tuple[str, int, int]]) -> tuple[int, Atom | None]:
    words = [token for token, _, _ in tokens]
    digits = _leading(words, DIGITS)
    # 二七點五 is 27.5.
    has_point = words[digits : digits + 1] in (["点"], ["點"]) and _leading(
        words[digits + 1 :], DIGITS
    )
    if digits >= 3 or (digits == 2 and (has_point or any(DIGITS[w] == 0 for w in words[:2]))):
        return _positional(tokens, digits)
    pair = next(
        (
            index
            for index in range(len(words) - 1)
            if words[index] in DIGITS
            and words[index + 1] in DIGITS
            and 0 < DIGITS[words[index]] == DIGITS[words[index + 1]] - 1
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


def _positional(tokens: list[tuple[str, int, int]], count: int) -> tuple[int, Atom]:
    value = Fraction(0)
    for word, _, _ in tokens[:count]:
        value = value * 10 + DIGITS[word]
    decimals = _leading([word for word, _, _ in tokens[count + 1 :]], DIGITS)
    if decimals and tokens[count][0] in "点點":
        for place, (word, _, _) in enumerate(tokens[count + 1 : count + 1 + decimals], 1):
            value += Fraction(DIGITS[word], 10**place)
        count += 1 + decimals
    magnitude = 1
    while count < len(tokens) and tokens[count][0] in MYRIADS:
        magnitude *= MYRIADS[tokens[count][0]]
        count += 1
    return count, Atom(
        tokens[0][1],
        tokens[count - 1][2],
        value * magnitude,
        None,
        magnitude,
        False,
        False,
        False,
    )


_Evaluated = tuple[int, Fraction, int, bool, bool]


def _built(
    tokens: list[tuple[str, int, int]], used: int, result: _Evaluated, high: Fraction | None
) -> tuple[int, Atom]:
    _, value, magnitude, over, vague = result
    end = tokens[used - 1][2]
    return used, Atom(
        tokens[0][1], end, value, high, magnitude, tokens[0][0][0].isdigit() and
        tokens[0][0][0] not in DIGITS, over, vague,
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
        if word in DIGITS or word in _SHORT or word[0].isdecimal():
            if number is not None and not (number == 0 and zero):
                break
            if word[0].isdecimal():
                # Digits go on only after a magnitude: 1亿2000万, not 第三2023.
                if used and words[used - 1] not in MYRIADS and words[used - 1] not in _TENS:
                    break
                number, zero = Fraction(word.replace(",", "").replace(" ", "")), False
            elif word in _SHORT:
                section, number, last = section + _SHORT[word], None, 10
            else:
                zero = DIGITS[word] == 0
                number = Fraction(DIGITS[word])
        elif word in _TENS:
            if number is None and last and last <= _TENS[word] and section:
                break
            section += (ONE if number is None else number) * _TENS[word]
            number, last, zero = None, _TENS[word], False
        elif word in MYRIADS:
            scale = MYRIADS[word]
            section += number or 0
            if section == 0 and total == 0:
                section = ONE
            if scale == 10**4 and used and words[used - 1] == word:
                # 四万万 is 400 million.
                total *= scale
            elif scale == 10**4:
                total += section * scale
            else:
                total = (total + section) * scale
            section, number, last, zero = Fraction(0), None, scale, False
            magnitude = magnitude * scale if used and words[used - 1] in MYRIADS else scale
        elif word in "点點" and number is not None:
            decimals = _leading(words[used + 1 :], DIGITS)
            if not decimals:
                break
            digits = "".join(str(DIGITS[w]) for w in words[used + 1 : used + 1 + decimals])
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
        colloquial = last >= 100 and not zero and words[used - 1] in DIGITS and (
            used < 2 or DIGITS.get(words[used - 2]) != 0
        )  # fmt: skip
        section += number * (Fraction(last, 10) if colloquial else 1)
    return used, total + section, magnitude, over, vague


def small_value(text: str) -> Fraction:
    """The value of a numeral, -1 where it is none."""
    value = numeral_value(text)
    return value[0] if value else Fraction(-1)


def as_quantity(
    match: re.Match[str], value: Fraction, kind: Kind, *, end: int | None = None, **rest: object
) -> Quantity:
    """A quantity that is a whole match, or the match up to ``end``."""
    span = match.start(), match.end() if end is None else end
    return Quantity(start=span[0], end=span[1], text="", value=value, kind=kind, **rest)  # type: ignore[arg-type]
