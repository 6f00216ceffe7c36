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
MORE_ODDS = 1.75
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
# What an act says where it cites nothing: hardly any other English says *shall* (.2% of the lines
# of reports, news, novels and press conferences, half and more of an act's articles).
_CHINESE_RULE = re.compile(
    r"[應应不][當当得]?|[規规]定|[條条]例|[辦办]法|主管|前[項项款條条]|[依按]照?|者[，。、；]|合同|[甲乙]方"
)
_SHALL = re.compile(r"\bshall\b", re.IGNORECASE)
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
# What ends a sentence, an item of a list, or a clause of its own; no item's number.
_CHINESE_END = re.compile("[。；]")
_ENGLISH_END = re.compile(r"(?<!\b\d)(?<!\b\d\d)(?<!\b[A-Za-z])(?<!\bNo)[.;](?=\s|$)")
# A Chinese sentence that English puts into the one before it.
_PROVISO = re.compile("[。；]但")
_PROVIDED = re.compile(
    r"\b(?:unless|provided|except\w*|but|however|exclu\w+|exempt\w*|limited|only)\b", re.IGNORECASE
)


def is_statute(context: Context) -> bool:
    """Whether a bitext reads like a law or a contract: many units cite articles, or say *shall*."""
    pairs = [(context.zh(at), context.en(at)) for at in range(len(context.bitext.units))]
    signs = ((_CHINESE, _ENGLISH), (_CHINESE_RULE, _SHALL))
    alike = max(
        sum(bool(chinese.search(zh) and english.search(en)) for zh, en in pairs)
        for chinese, english in signs
    )
    return bool(pairs) and alike >= _SHARE_OF_UNITS * len(pairs)


def is_subordinated(stretch: str, chinese: str, english: str) -> bool:
    """Whether a Chinese stretch is a formula of which the English unit has no fewer.

    ``chinese`` and ``english`` are the whole unit.
    """
    return any(
        formula.search(stretch)
        and len(counterpart.findall(english)) >= len(formula.findall(chinese))
        for formula, counterpart in _FORMULAS
    )


def has_all_sentences(chinese: str, english: str, *, of_chinese: bool) -> bool:
    """Whether one side of a unit has no fewer sentences and items than the other.

    A proviso (但…) is none where the English has a word for it.

    Args:
        chinese: the unit's Chinese.
        english: its English.
        of_chinese: whether those of the Chinese are to be in the English; else the reverse.

    >>> law = "應納稅。但另有規定者，不在此限。"
    >>> has_all_sentences(law, "Tax is due unless otherwise provided.", of_chinese=True)
    True
    >>> has_all_sentences("應納稅。逾期者，處罰鍰。", "Tax is due.", of_chinese=True)
    False
    """
    ends = len(_CHINESE_END.findall(chinese)), len(_ENGLISH_END.findall(english))
    if not of_chinese:
        return ends[0] >= ends[1]
    provisos = min(len(_PROVISO.findall(chinese)), len(_PROVIDED.findall(english)))
    return ends[1] >= ends[0] - provisos
