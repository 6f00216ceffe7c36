"""Quantities in English text."""

from __future__ import annotations

import re
from dataclasses import replace

from corpora.numbers.en import amounts, clock, dates, headings, shares
from corpora.numbers.en.amounts import VAGUE
from corpora.numbers.en.dates import DECADES, MONTHS
from corpora.numbers.en.numerals import MAGNITUDES, ONES, ORDINALS, TENS
from corpora.numbers.en.ranges import join_ranges
from corpora.numbers.en.shares import MULTIPLES
from corpora.numbers.quantity import Quantity
from corpora.numbers.tables import alternatives, expressions, fold_widths

_KINDS = (headings, dates, clock, shares, amounts)
_READERS = {name: reader for kind in _KINDS for name, reader in kind.READERS.items()}
_SCANNER = re.compile("|".join(kind.PATTERN for kind in _KINDS), re.IGNORECASE)
# Every quantity begins at a digit, a sign or one of these words: nothing else is looked at twice.
_TOKEN = re.compile(r"(?<![A-Za-z])[A-Za-z]+|[\d$€£¥½¼¾⅓⅔]|['’.](?=\d)")
_TRIGGERS = frozenset(
    [*ONES, *TENS, *MAGNITUDES, *ORDINALS, *MONTHS, *DECADES, *VAGUE]
    + "a an several few many some half twice us hk nt au ca rmb cny usd hkd eur gbp jpy s c".split()
    + "quarter noon midday midnight ntd".split()
    + headings.WORDS
    + [stem + end for stem in MULTIPLES for end in ("e", "ed", "es", "ing")]
    + [word + "fold" for word in (*ONES, *TENS)]
)
_EXPRESSION = re.compile(
    rf"(?:{alternatives(list(expressions('en')))})\b(?![\s-](?:third|half|quarter|fifth|tenth|hundred|thousand|million|billion|in|or)\b)",
    re.IGNORECASE,
)
_FIRST_WORDS = frozenset(re.split(r"[^a-z]", form)[0] for form in expressions("en"))


def find_english(text: str) -> tuple[Quantity, ...]:
    """The quantities of an English text, in order; see :class:`Quantity`."""
    folded = fold_widths(text)
    found: list[Quantity] = []
    position = 0
    for token in _TOKEN.finditer(folded):
        start = token.start()
        if start < position:
            continue
        word = token[0].lower()
        if word in _FIRST_WORDS and (match := _EXPRESSION.match(folded, start)):
            found += _expressed(match, text)
            position = match.end()
        elif word in _TRIGGERS or not word.isalpha():
            match = _SCANNER.match(folded, start)
            if match is None:
                continue
            kind = next(name for name in _READERS if match[name] is not None)
            read = _READERS[kind](match, folded)
            found += [replace(one, text=text[one.start : one.end]) for one in read]
            position = max([match.end(), *(one.end for one in read)])
    found.sort(key=lambda one: (one.start, one.end))
    return tuple(join_ranges(found, folded, text))


def _expressed(match: re.Match[str], text: str) -> list[Quantity]:
    start, end = match.span()
    return [
        Quantity(start=start, end=end, text=text[start:end], value=value, is_optional=True)
        for value in expressions("en")[match[0].lower()]
    ]
