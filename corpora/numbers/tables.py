"""The word lists beside this module, read once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import cache

from corpora.language.wordlists import rows

Unit = tuple[str, Fraction]

# Signs that are typed in full or half width; one code point each, so that spans stay true.
_FOLDED = str.maketrans(
    "０１２３４５６７８９．％－−‐‑＋～＄￥／\u00a0\u2009\u202f", "0123456789.%----+~$¥/   "
)
_WIDE_SIGNS = re.compile(r"(?<=\d)[，：](?=\d)")
_WIDE_DIGITS = re.compile("[０-９]")


def fold_widths(text: str) -> str:
    """The text with full-width digits and signs in half width, of the same length."""
    folded = text.translate(_FOLDED)
    if not _WIDE_DIGITS.search(text) and "：" not in text:
        return folded
    # A full-width comma groups digits only where the digits are full-width themselves.
    return _WIDE_SIGNS.sub(lambda match: _narrow(match, text), folded)


def _narrow(match: re.Match[str], text: str) -> str:
    if match[0] == "：":
        return ":"
    return "," if _WIDE_DIGITS.match(text, match.start() - 1) else match[0]


def _rows(name: str) -> tuple[tuple[str, ...], ...]:
    return rows(name, folder="corpora/numbers")


@cache
def units(language: str) -> dict[str, Unit]:
    """Forms of units in ``zh`` or ``en``, each with its canonical name and scale."""
    column = 2 if language == "zh" else 3
    found: dict[str, Unit] = {}
    for row in _rows("units"):
        for form in row[column].split() if len(row) > column else ():
            found[form.replace("_", " ")] = (row[0], Fraction(row[1]))
    return found


@cache
def eras() -> dict[str, tuple[int, int]]:
    """Names of eras in Chinese, each with its first and last year."""
    return {name: (int(row[1]), int(row[2])) for row in _rows("eras") for name in row[0].split()}


@cache
def expressions(language: str) -> dict[str, tuple[Fraction, ...]]:
    """Fixed expressions that hold numerals, with the numbers they may stand for (often none)."""
    return {
        row[0]: tuple(Fraction(value) for value in row[2].split(",")) if len(row) > 2 else ()
        for row in _rows(f"expressions.{language}")
    }


def alternatives(forms: Iterator[str] | list[str]) -> str:
    """A pattern that matches any of the forms, the longest first."""
    return "|".join(re.escape(form) for form in sorted(forms, key=lambda form: (-len(form), form)))
