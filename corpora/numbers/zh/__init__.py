"""Quantities in Chinese text, simplified or traditional."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from corpora.numbers.quantity import Quantity
from corpora.numbers.roman import ROMAN, roman_value
from corpora.numbers.tables import expressions, fold_widths
from corpora.numbers.zh import clock, dates, money, shares
from corpora.numbers.zh.amounts import approximation_beside, read_atom, share_currency
from corpora.numbers.zh.numerals import (
    FINANCIAL,
    NUMERALS,
    RUN,
    as_quantity,
    read_atoms,
    small_value,
)
from corpora.numbers.zh.ranges import join_ranges

_LISTED = r"(?P<listed>(?:(?<=[。；，：、\s])|^)(?P<li>[一二三四五六七八九十])(?=[是要]))"
# 第III部, 附件Ⅱ; the number of a heading may be Roman.
_ROMAN = (
    rf"(?P<roman>(?:(?<=[第件部录錄表])\s?(?P<rn>{ROMAN})(?![A-Za-z])"
    rf"|(?<![A-Za-z])(?P<rn2>{ROMAN})(?=[级級类類型期章节節部编編卷])))"
)
_SCANNER = re.compile(
    rf"{dates.PATTERN}|{clock.PATTERN}|{money.PATTERN}|{shares.PATTERN}|{_LISTED}|{_ROMAN}|(?P<financial>{FINANCIAL})|(?P<run>{RUN})"
)


_LENGTHS = {
    first: sorted({len(form) for form in expressions("zh") if form[0] == first}, reverse=True)
    for first in {form[0] for form in expressions("zh")}
}
_NO_EXPRESSION_AFTER = frozenset(NUMERALS + "第0123456789")
# 一点半, 一刻钟 and 十分之一 begin like expressions.
_GOES_ON = dict.fromkeys("点點", "半钟鐘〇零一二三四五六七八九0123456789") | {
    "刻": "钟鐘",
    "分": "之",
}
_GATE = re.compile(
    rf"[\d{NUMERALS}几幾数數壹贰貳叁肆伍陆陸柒捌玖凌早清上中下傍晚夜深午本第“\"「『‘'翻倍半负負差对對IVXⅠ-Ⅻ{dates.ERA_STARTS}\-{''.join(_LENGTHS)}]"
)


def _read_listed(match: re.Match[str]) -> list[Quantity] | None:
    return [as_quantity(match, small_value(match["li"]), "ordinal", is_optional=True)]


def _read_roman(match: re.Match[str]) -> list[Quantity] | None:
    value = roman_value(match["rn"] or match["rn2"])
    return None if value is None else [as_quantity(match, value, "ordinal", is_digits=True)]


_READERS: dict[str, Callable[[re.Match[str]], list[Quantity] | None]] = {
    **dates.READERS,
    **clock.READERS,
    **money.READERS,
    **shares.READERS,
    "listed": _read_listed,
    "roman": _read_roman,
}


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
        read = _read(match, folded)
        found += [replace(one, text=text[one.start : one.end]) for one in read]
        position = max(match.end(), *(one.end for one in read)) if read else match.end()
    return tuple(share_currency(join_ranges(found, folded, text), folded))


def _read(match: re.Match[str], folded: str) -> list[Quantity]:
    """What one match of the scanner means; a special form that fails is read as numerals."""
    kind = next((name for name in _READERS if match[name] is not None), None)
    special = _READERS[kind](match) if kind else None
    if special is not None:
        return [_with_approximation(one, folded) for one in special]
    atoms = read_atoms(folded, match.start(), match.end())
    return [one for atom in atoms if (one := read_atom(folded, atom)) is not None]


def _with_approximation(one: Quantity, folded: str) -> Quantity:
    """A share with the *about* or *over* that stands beside it: 六成以上, 约三分之一."""
    if one.kind not in ("percent", "fraction") or one.approximation != "none":
        return one
    said = approximation_beside(folded, folded[max(0, one.start - 12) : one.start], one.end)
    return one if said == "none" else replace(one, approximation=said)


def _expression(folded: str, position: int) -> str | None:
    """The longest fixed expression here, if it does not cut a numeral in two (三万一千)."""
    lengths = _LENGTHS.get(folded[position])
    if lengths is None:
        return None
    if folded[position] in NUMERALS and position and folded[position - 1] in _NO_EXPRESSION_AFTER:
        return None
    table = expressions("zh")
    for size in lengths:
        form = folded[position : position + size]
        if form in table and not _goes_on(form, folded[position + size : position + size + 1]):
            return form
    return None


def _goes_on(form: str, after: str) -> bool:
    """Whether an expression is only the beginning of a number: 二百五十, 一点半, 一刻钟."""
    if not after or form[-1] not in NUMERALS + "点點刻分":
        return False
    return after in _GOES_ON.get(form[-1], NUMERALS)


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
