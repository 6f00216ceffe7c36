"""Numbers of chapters and the like in English text, where they are Roman: Chapter XI."""

from __future__ import annotations

import re
from collections.abc import Callable

from corpora.numbers.en.numerals import quantity
from corpora.numbers.quantity import Quantity
from corpora.numbers.roman import ROMAN, roman_value

WORDS = (
    "chapter part section article title book volume schedule appendix annex division subpart "
    "act scene phase stage table figure level group category tier paragraph item "
    "class grade type"
).split()
# Case counts here: “part i” is none, nor is “Part C”.
PATTERN = (
    rf"(?P<roman>\b(?-i:(?:{'|'.join(f'{w.title()}s?|{w.upper()}S?' for w in WORDS)})"
    rf"\s(?P<rn>(?![CL](?![IVXLC])){ROMAN})(?![\w'’-])))"
)


def _read_roman(match: re.Match[str], folded: str) -> list[Quantity]:
    value = roman_value(match["rn"])
    return [] if value is None else [quantity(*match.span("rn"), value, "ordinal", is_digits=True)]


READERS: dict[str, Callable[[re.Match[str], str], list[Quantity]]] = {"roman": _read_roman}
