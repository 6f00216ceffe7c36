"""Candidates that a page of terms hardly wants, whatever else speaks for them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

import numpy as np

from corpora.arrays import Floats
from corpora.language.chinese import Segmenter
from glossary.bank import Bank
from glossary.terms.termhood import RATHER_COMMON

# Nats that such a candidate loses in the order: chosen by reading the first rows of an act, of
# documentation and of news, and by what else they take from the first rows of thirty texts.
_LOSES = 4.0
_LOSES_LESS = 3.0
_LOSES_SOME = 2.0
_LOSES_A_LITTLE = 1.5
_QUOTES = ("“”", "「」")
# A number with a measure word, before what it counts. Not 一带一路, 三农, 首台（套）, 首次公开招股.
_NUMBER = re.compile(
    "[0-9零〇一二两三四五六七八九十百千万亿几数半首]+[多余]?"
    "[个位名辆家款间户份只条张项种批起座台艘](?![（体])"
)
_SURE_BORDER = 2.0
# One letter before a verb (G 移动物体), and a verb before a name in Latin letters (按住 Shift).
_ONE_LETTER = re.compile("[A-Za-z] ")
_TO_LATIN = re.compile(r"[^\x00-\x7f] +[\x21-\x7e]+$")
_VERB_TAGS = frozenset(("v", "vd", "vg", "vi", "vq"))
# A month, and what begins with one; somebody by the paper he writes for.
_DATED = re.compile("(?:[0-9]{1,2}|[一二三四五六七八九]|十[一二]?)月")
_REPORTER = re.compile("..+记者$")
# English of half a clause rather than of a term.
_ADDRESSED = re.compile(r"(?:Mr|Mrs|Ms|Miss)\b")
_NUMBER_ALONE = re.compile(r"[0-9.,% ]+")
# Wheeling, West Virginia.
_PLACE = re.compile(r"[A-Z][\w.-]*(?: [A-Z][\w.-]*)*, [A-Z][\w.-]*(?: [A-Z][\w.-]*)*")
_LIST = re.compile(r",.*\b(?:and|or|plus)\b")
_FINITE = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|does|do|did|will|would|can|could|may|should|must"
    r"|said|says|became)\b"
)
# "infrastructure planned", but not "wind speed".
_DONE = re.compile(r" (?!hundred|infrared)\w+[^\We]ed$")
_INNER = re.compile(r" (?:the|an?|his|her|their|our|your|its|my|this|these|those|who|which) ", re.I)
# A number, but not that of a name (COVID-19, G20).
_DIGIT = re.compile(r"(?<![\w-])[0-9]")
_ANY_NUMBER = re.compile("[0-9零〇一二两双三四五六七八九十百千万亿首]")
# Characters of an unknown verb with its complement, and of a name's last word after 之.
_LONGEST_VERB = 3
_NAMED_BY = 2


def weak_terms(terms: Sequence[str], segmenter: Segmenter, bank: Bank | None) -> Floats:
    """What each candidate loses in the order, in nats; shape (terms,).

    What the writer set in quotation marks for other reasons than that it is a term: common words
    (“希望”) and verbs (“吞掉”); alternatives (更正或补充); a command with its argument (按住 Shift,
    G 移动物体); months; reporters of a paper; and, a little less, what is counted (四个部门) and
    what 的 or 之 join (过度包装之认定) - unless the bank knows them.
    """
    lost = np.zeros(len(terms), np.float32)
    for row, term in enumerate(terms):
        nats = _weakness(term, segmenter)
        if nats and (bank is None or bank.lookup(term) is None):
            lost[row] = nats
    return lost


def weak_renderings(terms: Sequence[str], renderings: Sequence[str], bank: Bank | None) -> Floats:
    """What each candidate loses by how its likeliest English looks, in nats; shape (terms,).

    English that is half a clause ("Traditionally, HIV", "fans are expected", "projects
    launched"), is a number or has one that the Chinese has not, calls somebody Mr, or has an
    article or a pronoun inside ("driver of the car") renders no term, or not all of it is the
    term's - unless the bank knows the term, or it is a quotation or title.

    Args:
        terms: the candidates, simplified.
        renderings: the likeliest English of each as the text has it; "" where there is none.
        bank: what is known, or ``None``.
    """
    lost = np.zeros(len(terms), np.float32)
    for row, (term, english) in enumerate(zip(terms, renderings, strict=True)):
        nats = _looks_like_a_clause(term, english)
        if nats and (bank is None or bank.lookup(term) is None):
            lost[row] = nats
    return lost


def _looks_like_a_clause(term: str, english: str) -> float:
    if _ADDRESSED.match(english) or _NUMBER_ALONE.fullmatch(english):
        return _LOSES
    if term[0] in "“《":
        return 0.0
    if "," in english and "、" not in term and not _LIST.search(english):
        return _LOSES_LESS * (_PLACE.fullmatch(english) is None)
    if (
        _FINITE.search(english)
        or _DONE.search(english)
        or (_DIGIT.search(english) and not _ANY_NUMBER.search(term))
    ):
        return _LOSES_SOME
    return _LOSES_A_LITTLE * bool(_INNER.search(english))


def _weakness(term: str, segmenter: Segmenter) -> float:
    if "或" in term[1:-1]:
        return _LOSES
    if term[0] + term[-1] in _QUOTES:
        return _LOSES * _is_loose(term[1:-1], segmenter)
    if _is_command(term, segmenter) or _DATED.match(term) or _REPORTER.match(term):
        return _LOSES
    return _LOSES_LESS * (_is_counted(term, segmenter) or _is_joined(term, segmenter))


def _is_loose(quoted: str, segmenter: Segmenter) -> bool:
    """Whether quoted words are common, or verbs (“捕获”, “撑爆”), or end in 的 (“优化过的”)."""
    if quoted.endswith("的"):
        return True
    if not segmenter.is_known(quoted):
        return len(quoted) <= _LONGEST_VERB and all(
            tag in _VERB_TAGS for tag in segmenter.words(quoted).tags
        )
    return segmenter.log_frequency(quoted) > RATHER_COMMON or segmenter.tag(quoted) in _VERB_TAGS


def _is_counted(term: str, segmenter: Segmenter) -> bool:
    """Whether a number with a measure word counts the rest (四个部门; not 三位一体)."""
    match = _NUMBER.match(term)
    if match is None or match.end() == len(term):
        return False
    words = segmenter.words(term)
    return match.end() in words.starts and bool(words.edges[match.end()] >= _SURE_BORDER)


def _is_command(term: str, segmenter: Segmenter) -> bool:
    """Whether a verb has a name in Latin letters as its object, or one letter calls it."""
    if _ONE_LETTER.match(term):
        return segmenter.words(term[2:]).tags[0] in (*_VERB_TAGS, "vn")
    return bool(_TO_LATIN.search(term)) and segmenter.words(term).tags[0] in _VERB_TAGS


def _is_joined(term: str, segmenter: Segmenter) -> bool:
    """Whether 的 or 之 join two words, but no name like 司机之家 or 丝绸之路."""
    if term[0] in "“《":
        return False
    if "的" in term:
        return True
    words = segmenter.words(term)
    own = {term[start:stop] for start, stop in itertools.pairwise(words.starts)}
    return "之" in own and len(term) - term.rindex("之") > _NAMED_BY
