"""Quantities in Chinese and English text: values, ranges, approximations, units, with spans."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from corpora.numbers.en import find_english
from corpora.numbers.quantity import Approximation, Kind, Quantity
from corpora.numbers.zh import find_chinese
from corpora.placeholders import COVER, mask_placeholders
from corpora.units import is_chinese

__all__ = ["PARSERS", "Approximation", "Kind", "Quantity", "find_quantities"]

# No quantity has more digits, nor is one larger: keys, and words repeated without end.
_LONG_DIGITS = re.compile(r"\d{31,}")
_MOST = 10**60
PARSERS: dict[str, Callable[[str], tuple[Quantity, ...]]] = {
    "zh": find_chinese,
    "en": find_english,
}


def find_quantities(text: str, language: str) -> tuple[Quantity, ...]:
    """The quantities of a text, in order of their places.

    Args:
        text: any text; full-width digits and signs are understood. Placeholders, tags and
            addresses hold no quantities (``%1$s``, ``<b1>``, ``view[0]``), nor do digits
            without end.
        language: BCP 47 tag; Chinese in any script, else English.

    >>> [str(one.value) for one in find_quantities("产量705.8万辆，增长96.9%", "zh-Hans")]
    ['7058000', '969/10']
    """
    read = PARSERS["zh" if is_chinese(language) else "en"]
    plain = _LONG_DIGITS.sub(lambda run: COVER * len(run[0]), mask_placeholders(text))
    found = (one for one in read(plain) if all(abs(value) < _MOST for value in one.values))
    if plain == text:
        return tuple(found)
    return tuple(replace(one, text=text[one.start : one.end]) for one in found)
