"""Quantities in Chinese and English text: values, ranges, approximations, units, with spans."""

from __future__ import annotations

from collections.abc import Callable

from corpora.numbers.en import find_english
from corpora.numbers.quantity import Approximation, Kind, Quantity
from corpora.numbers.zh import find_chinese
from corpora.units import is_chinese

__all__ = ["PARSERS", "Approximation", "Kind", "Quantity", "find_quantities"]

PARSERS: dict[str, Callable[[str], tuple[Quantity, ...]]] = {
    "zh": find_chinese,
    "en": find_english,
}


def find_quantities(text: str, language: str) -> tuple[Quantity, ...]:
    """The quantities of a text, in order of their places.

    Args:
        text: any text; full-width digits and signs are understood.
        language: BCP 47 tag; Chinese in any script, else English.

    >>> [str(one.value) for one in find_quantities("产量705.8万辆，增长96.9%", "zh-Hans")]
    ['7058000', '969/10']
    """
    return PARSERS["zh" if is_chinese(language) else "en"](text)
