"""Quantities in Chinese text, simplified or traditional."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from corpora.numbers.quantity import Quantity
from corpora.numbers.tables import expressions, fold_widths
from corpora.numbers.zh import dates, shares
from corpora.numbers.zh.amounts import read_atom
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
_SCANNER = re.compile(
    rf"{dates.PATTERN}|{shares.PATTERN}|{_LISTED}|(?P<financial>{FINANCIAL})|(?P<run>{RUN})"
)


_LENGTHS = {
    first: sorted({len(form) for form in expressions("zh") if form[0] == first}, reverse=True)
    for first in {form[0] for form in expressions("zh")}
}
_NO_EXPRESSION_AFTER = frozenset(NUMERALS + "第0123456789")
_GATE = re.compile(
    rf"[\d{NUMERALS}几幾数數壹贰貳叁肆伍陆陸柒捌玖凌早清上中下傍晚夜深午本第“\"「『‘'翻倍半负負\-{''.join(_LENGTHS)}]"
)


def _read_listed(match: re.Match[str]) -> list[Quantity] | None:
    return [as_quantity(match, small_value(match["li"]), "ordinal", is_optional=True)]


_READERS: dict[str, Callable[[re.Match[str]], list[Quantity] | None]] = {
    **dates.READERS,
    **shares.READERS,
    "listed": _read_listed,
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
        found += [replace(one, text=text[one.start : one.end]) for one in _read(match, folded)]
        position = match.end()
    return tuple(join_ranges(found, folded, text))


def _read(match: re.Match[str], folded: str) -> list[Quantity]:
    """What one match of the scanner means; a special form that fails is read as numerals."""
    kind = next((name for name in _READERS if match[name] is not None), None)
    special = _READERS[kind](match) if kind else None
    if special is not None:
        return special
    atoms = read_atoms(folded, match.start(), match.end())
    return [one for atom in atoms if (one := read_atom(folded, atom)) is not None]


def _expression(folded: str, position: int) -> str | None:
    """The longest fixed expression here, if it does not cut a numeral in two (三万一千)."""
    lengths = _LENGTHS.get(folded[position])
    if lengths is None:
        return None
    if folded[position] in NUMERALS and position and folded[position - 1] in _NO_EXPRESSION_AFTER:
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
