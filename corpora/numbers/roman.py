"""Roman numerals as headings have them: Chapter XI, 附件Ⅱ."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction

# Up to CXCIX; one of the signs U+2160 to U+216B stands for up to four letters.
ROMAN = r"(?:C?(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})|[\u2160-\u216b])(?<=[IVXLC\u2160-\u216b])"
_ROMAN = re.compile(ROMAN)
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


def roman_value(form: str) -> Fraction | None:
    """The value of a Roman numeral in capitals, ``None`` where it is not well formed.

    >>> roman_value("XIV"), roman_value("Ⅳ"), roman_value("IIX")
    (Fraction(14, 1), Fraction(4, 1), None)
    """
    if not form or not _ROMAN.fullmatch(form):
        return None
    values = [_VALUES[letter] for letter in unicodedata.normalize("NFKC", form)]
    following = [*values[1:], 0]
    return Fraction(
        sum(
            -value if value < after else value
            for value, after in zip(values, following, strict=True)
        )
    )
