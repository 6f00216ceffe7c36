"""English numerals: words, digits and magnitudes, and what they are worth."""

# ruff: noqa: E501 - a pattern is read as one line

from __future__ import annotations

import re
from fractions import Fraction

from corpora.numbers.quantity import ONE, Kind, Quantity

ONES = {word: value for value, word in enumerate(
    ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
)}  # fmt: skip
TENS = {word: 10 * value for value, word in enumerate(
    ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
)}  # fmt: skip
MAGNITUDES = {
    "dozen": 12, "hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9,
    "trillion": 10**12, "mn": 10**6, "bn": 10**9, "tn": 10**12, "m": 10**6, "b": 10**9, "k": 10**3,
}  # fmt: skip
ORDINALS = {word: value for value, word in enumerate(
    ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth"], start=1
)} | {"thirtieth": 30, "fortieth": 40, "fiftieth": 50, "sixtieth": 60, "seventieth": 70,
      "eightieth": 80, "ninetieth": 90, "hundredth": 100}  # fmt: skip
WORDS = "|".join([*sorted(ONES, key=len, reverse=True), *TENS])
LONG_MAGNITUDES = "hundred|thousand|million|billion|trillion|dozen"
ARABIC = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?: \d{3})+(?![\d,])|\d+(?:\.\d+)?|(?<=\s)\.\d+)"
ORDINAL_WORD = (
    rf"(?:(?:{'|'.join(TENS)})[- ])?(?:{'|'.join(sorted(ORDINALS, key=len, reverse=True))})"
)


def words_value(text: str) -> Fraction | None:
    """The value of a numeral in words, or ``None`` where the words are not one numeral.

    >>> words_value("three hundred and five thousand"), words_value("a hundred")
    (Fraction(305000, 1), Fraction(100, 1))
    """
    words = re.split(r"[\s-]+", text.lower())
    used, value = evaluate(words)
    return value if used == len(words) else None


def evaluate(words: list[str]) -> tuple[int, Fraction]:
    """Words used, from the first on, and their value."""
    total = section = Fraction(0)
    last, used = 0, 0
    point: list[str] | None = None
    while used < len(words):
        word = words[used]
        if word in ONES:
            if point is not None:
                point.append(str(ONES[word]))
            elif last and not (last >= 100 or (last in (20,) and ONES[word] < 10)):
                break
            else:
                section += ONES[word]
                last = 1
        elif word in TENS:
            if last and last < 100:
                break
            section, last = section + TENS[word], 20
        elif word in MAGNITUDES:
            if point:
                section += Fraction(int("".join(point)), 10 ** len(point))
                point = None
            scale = MAGNITUDES[word]
            if scale in (12, 100):
                section = max(section, ONE) * scale
            elif last >= 1000 and section == 0:
                total *= scale
            else:
                total, section = total + max(section, ONE) * scale, Fraction(0)
            last = max(scale, 100)
        elif word == "point" and last:
            point = []
        elif word in ("a", "an") and used == 0:
            pass
        elif word == "and" and last >= 100 and used + 1 < len(words):
            if words[used + 1] in MAGNITUDES:
                break
        else:
            break
        used += 1
    if point:
        section += Fraction(int("".join(point)), 10 ** len(point))
    return used, total + section


def quantity(start: int, end: int, value: Fraction, kind: Kind, **rest: object) -> Quantity:
    """A quantity whose text is filled in by the caller."""
    return Quantity(start=start, end=end, text="", value=value, kind=kind, **rest)  # type: ignore[arg-type]


def ordinal_value(form: str) -> Fraction:
    """The value of *third*, *21st* or *twenty-first*."""
    if form[0].isdigit():
        return Fraction(re.sub(r"\D", "", form))
    words = re.split(r"[\s-]", form.lower())
    return Fraction(ORDINALS[words[-1]] + (TENS[words[0]] if len(words) > 1 else 0))
