"""Laws and contracts: what English says there in a clause of another sentence.

A paragraph of a law repeats its words, cites the others and ends in formulas (但…不在此限,
準用…之規定) that English puts in front (*unless*, *mutatis mutandis*). What seems missing there
mostly is not.
"""

from __future__ import annotations

import re

from quality.check.context import Context

# Natural log of odds: of 25 parts of five Taiwan acts suspected at the usual threshold 24 were in
# the translation; this much above it 5, while 84 of 93 deleted sentences were still told.
MORE_ODDS = 1.5
# So many numbers of a stretch on the other side, and none lost, are articles cited there.
ENOUGH_CITED = 4
_SHARE_OF_UNITS = 0.3

_CHINESE = re.compile(
    r"第\s?[〇零一二三四五六七八九十百千\d]+\s?[條条項项款章]|本[法約约]|本[條条]例|不在此限|[準准]用|依法|[甲乙]方"
)
_ENGLISH = re.compile(
    r"\bshall\b|\b(?:Article|Section|Paragraph|Subsection|Clause)s?\s\(?\d|\bPart(?:y|ies)\b",
    re.IGNORECASE,
)
# A Chinese formula with what stands for it in English.
_FORMULAS = (
    (
        re.compile(r"不在此限|除外|另有[規规約约]定|不[適适]用|[為为]限"),
        re.compile(
            r"\bunless\b|\bexcept|\bprovided\b|\bnot (?:apply|be subject|subject|applicable)\b"
            r"|\bthis (?:restriction|limit)|\bexempt|\bexclu(?:ded|ding|sive)|\botherwise\b"
            r"|\blimited to\b|\bonly\b|\bhowever\b|\bother than\b|\bwithout prejudice\b",
            re.IGNORECASE,
        ),
    ),
    (
        re.compile(r"[準准]用|亦同|[適适]用.{0,20}[規规]定"),
        re.compile(
            r"\bappl(?:y|ies|ied|icable)\b|\bmutatis\b|\bgovern|\bsame\b|\blikewise\b",
            re.IGNORECASE,
        ),
    ),
)


def is_statute(context: Context) -> bool:
    """Whether a bitext reads like a law or a contract: many units cite articles and say *shall*."""
    count = len(context.bitext.units)
    numbers = range(count)
    alike = sum(
        _CHINESE.search(context.zh(index)) is not None
        and _ENGLISH.search(context.en(index)) is not None
        for index in numbers
    )
    return count > 0 and alike >= _SHARE_OF_UNITS * count


def is_subordinated(stretch: str, chinese: str, english: str) -> bool:
    """Whether a Chinese stretch is a formula of which the English unit has no fewer.

    ``chinese`` and ``english`` are the whole unit.
    """
    return any(
        formula.search(stretch)
        and len(counterpart.findall(english)) >= len(formula.findall(chinese))
        for formula, counterpart in _FORMULAS
    )
