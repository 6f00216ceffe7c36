"""Quantities in both languages, and that the two readers agree with each other."""

from __future__ import annotations

from fractions import Fraction

import pytest
from case_files import cases
from hypothesis import given, settings
from hypothesis import strategies as st

from corpora.numbers import find_quantities
from corpora.numbers.en.numerals import words_value
from corpora.numbers.zh.numerals import numeral_value

ZH_DIGITS = "零一二三四五六七八九"
EN_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
EN_TENS = ["_", "_", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


@pytest.mark.parametrize(("text", "expected"), cases("numbers_zh", "input", "expected"))
def test_chinese_cases(text: str, expected: list[list[str]]) -> None:
    assert_quantities("zh", text, expected)


@pytest.mark.parametrize(("text", "expected"), cases("numbers_en", "input", "expected"))
def test_english_cases(text: str, expected: list[list[str]]) -> None:
    assert_quantities("en", text, expected)


def assert_quantities(language: str, text: str, expected: list[list[str]]) -> None:
    found = []
    for one, wanted in zip(find_quantities(text, language), expected, strict=True):
        row = [str(one.value), one.kind]
        if len(wanted) > 2:
            row.append(one.unit or "")
        if len(wanted) > 3:
            row.append(str(one.high))
        found.append(row)
    assert found == expected


def write_zh(number: int) -> str:
    """A number below 10^16 in Chinese numerals, as a careful writer would put it."""
    if number == 0:
        return "零"
    sections = []
    while number:
        number, section = divmod(number, 10**4)
        sections.append(section)
    out = ""
    for place in range(len(sections) - 1, -1, -1):
        section = sections[place]
        if not section:
            continue
        if out and (section < 1000 or (sections[place + 1] % 10 == 0 and sections[place + 1] == 0)):
            out += "零"
        # 万亿 is written 万 before 亿, so the third and fourth section share one 亿.
        out += _section(section) + ["", "万", "亿", "万"][place]
        if place == 3 and sections[2] == 0:
            out += "亿"
    return out.replace("零零", "零")


def _section(section: int) -> str:
    out, zero = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = section // unit % 10
        if digit:
            out += ("零" if zero and out else "") + ZH_DIGITS[digit] + name
            zero = False
        else:
            zero = True
    return out


def write_en(number: int) -> str:
    """A number below 10^15 in English words."""
    if number < 20:
        return EN_ONES[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return EN_TENS[tens] + (f"-{EN_ONES[ones]}" if ones else "")
    for scale, name in ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (1000, "thousand"), (100, "hundred")):  # fmt: skip
        if number >= scale:
            high, low = divmod(number, scale)
            joint = " and " if low and low < 100 else " "
            return f"{write_en(high)} {name}" + (f"{joint}{write_en(low)}" if low else "")
    raise AssertionError


@given(st.integers(min_value=11, max_value=10**12 - 1))
@settings(max_examples=300, deadline=None)
def test_the_same_number_in_words_of_both_languages(number: int) -> None:
    chinese = numeral_value(write_zh(number))
    assert chinese == (number, None), write_zh(number)
    assert words_value(write_en(number)) == number, write_en(number)


@given(
    st.integers(min_value=1, max_value=99_999),
    st.integers(min_value=0, max_value=3),
    st.sampled_from([("万", 10**4), ("亿", 10**8), ("万亿", 10**12), ("千万", 10**7), ("百万", 10**6)]),
    st.sampled_from([("thousand", 10**3), ("million", 10**6), ("billion", 10**9), ("trillion", 10**12)]),
    st.sampled_from([("元", "yuan"), ("美元", "U.S. dollars"), ("港元", "Hong Kong dollars"), ("吨", "tonnes"), ("公里", "km")]),
)  # fmt: skip
@settings(max_examples=300, deadline=None)
def test_the_same_quantity_in_digits_of_both_languages(digits, places, zh, en, unit) -> None:
    value = Fraction(digits, 10**places) * zh[1]
    chinese = f"共计{_decimal(Fraction(digits, 10**places))}{zh[0]}{unit[0]}。"
    english = f"a total of {_decimal(value / en[1])} {en[0]} {unit[1]}."
    (left,) = find_quantities(chinese, "zh-Hans")
    (right,) = find_quantities(english, "en")
    assert left.value == right.value == value
    assert (left.unit, left.unit_scale) == (right.unit, right.unit_scale)
    assert chinese[left.start : left.end] == left.text
    assert english[right.start : right.end] == right.text


def _decimal(value: Fraction) -> str:
    whole, rest = divmod(value, 1)
    digits = ""
    while rest:
        rest *= 10
        digit, rest = divmod(rest, 1)
        digits += str(digit)
    return f"{whole}.{digits}" if digits else str(whole)


@given(st.integers(min_value=1, max_value=999), st.integers(min_value=0, max_value=2))
@settings(max_examples=100, deadline=None)
def test_percentages_and_their_words(digits: int, places: int) -> None:
    value = Fraction(digits, 10**places)
    texts = [(f"增长{_decimal(value)}%", "zh"), (f"up {_decimal(value)} per cent", "en"), (f"占{_decimal(value)}％", "zh-Hant")]  # fmt: skip
    if places == 0:
        texts.append((f"增长百分之{write_zh(digits)}", "zh"))
    for text, language in texts:
        (one,) = find_quantities(text, language)
        assert (one.value, one.kind) == (value, "percent"), text


@given(st.text(alphabet="0123456789一二三四五六七八九十百千万亿零兆点%％年月日时分之第上世纪-—~至到.,，:/ 几多余成倍翻番半“”五负abM", max_size=30))  # fmt: skip
@settings(max_examples=400, deadline=None)
def test_nothing_breaks_the_readers(text: str) -> None:
    for language in ("zh-Hans", "zh-Hant", "en"):
        end = 0
        for one in find_quantities(text, language):
            assert text[one.start : one.end] == one.text
            assert 0 <= one.start < one.end <= len(text)
            assert one.start >= end or one.is_optional
            end = max(end, one.start)
            if one.high is not None:
                assert one.value != one.high


def test_traditional_and_simplified_agree() -> None:
    simplified = find_quantities("两万五千亿个，30万吨，三点五倍，九十年代", "zh-Hans")
    traditional = find_quantities("兩萬五千億個，30萬噸，三點五倍，九十年代", "zh-Hant")
    assert [(q.value, q.kind, q.unit) for q in simplified] == [
        (q.value, q.kind, q.unit) for q in traditional
    ]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("约30人", "zh", "about"),
        ("超过30人", "zh", "over"),
        ("30多人", "zh", "over"),
        ("30人以上", "zh", "over"),
        ("不到30人", "zh", "under"),
        ("最近30人", "zh", "none"),
        ("about 30 people", "en", "about"),
        ("more than 30 people", "en", "over"),
        ("30 or more", "en", "over"),
        ("fewer than 30", "en", "under"),
        ("the 30 people", "en", "none"),
    ],
)
def test_approximations(text: str, language: str, expected: str) -> None:
    assert find_quantities(text, language)[0].approximation == expected


def test_other_parsers_agree() -> None:
    cn2an = pytest.importorskip("cn2an")
    for number in (11, 105, 1001, 32_000, 10_500_000, 123_456_789):
        assert cn2an.cn2an(write_zh(number)) == number == numeral_value(write_zh(number))[0]
