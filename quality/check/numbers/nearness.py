"""What stands beside a number: *about*, *over*, *a day on average*, lost or added in translation."""

# ruff: noqa: E501 - a pattern is read as one line

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from corpora.numbers import Quantity
from corpora.units import is_chinese

_CHINESE_WORDS = re.compile(
    r"约|約|近|超|逾|多|余|餘|左右|上下|以上|以下|以内|以內|之内|不到|不足|至少|突破|大概|大致|将近|來|来|几|幾|数|數|高于|低于|高於|低於"
    r"|[大少多小][于於]|达|達|最|过|過|不低|不少|内|內|接近|破|[满滿弱強强]|起|前|[后後]|限|仅|僅|±|[>≥<≤~～]|上(?=[百千万萬亿])|许|許|之[上下]|更[高低多新]|及[以]|更早"
)
_ENGLISH_WORDS = re.compile(
    r"\b(?:about|around|approximately|roughly|some|nearly|almost|clos(?:e|ing)|over|(?<!no )more|weaker|stronger|above|exceed|exceeds|exceeded|exceeding|excess|surpass|surpasses|surpassed|surpassing"
    r"|top|topped|topping|least|most|up to|up|under|less|below|fewer|within|odd|estimated|near|nearing|plus|beyond|broke|broken|break|breaking|greater|higher|lower|past|last|several"
    r"|dozens|hundreds|thousands|millions|billions|tens|scores|upwards|minimum|maximum|passed|passing|as (?:many|much|high|low|long) as|or so|only|short|earl(?:y|ier)|late|later|newer|older|younger|longer|ca|circa"
    r"|well|every|limit|limited|cap|capped|threshold|mark|line|not? (?:more|less|fewer|later|earlier)|before|after|advance|prior|further|farther|starting|from|onwards?|reach(?:es|ed|ing)?|hit|crossed|crossing|between|than|ranging|far|in the)\b|[+~～>≥<≤±]",
    re.IGNORECASE,
)
_BREAK = re.compile(r"[。；！？;!?\n]|\.(?=\s)")
# Characters before and after a number in which its words stand, for Chinese and for English.
_REACH = {True: (14, 10), False: (90, 45)}
# The word that belongs to the next number.
_NEXT_WORD = 16

# 日均 and the like, with what says so in English anywhere in the sentence.
_BASES = (
    (
        re.compile(r"日均"),
        re.compile(r"\b(?:da(?:y|ys|ily)|average[ds]?|averaging)\b", re.IGNORECASE),
    ),
    (
        re.compile(r"人均|[户戶]均"),
        re.compile(
            r"\b(?:per|capita|each|every|average[ds]?|averaging|a head|apiece|individual|for one person|a person)\b",
            re.IGNORECASE,
        ),
    ),
    (
        re.compile(r"年均|月均|[周週]均|平均|均[价價]"),
        re.compile(
            r"\b(?:average[ds]?|averaging|annual|annually|annualized|year|years|yearly|month|months|monthly|week|weekly|day|daily|mean|per|each|every|compound)\b",
            re.IGNORECASE,
        ),
    ),
)
_ENGLISH_BASIS = re.compile(
    r"\b(?:(?:an )?average of|on average|averag(?:ed|ing)|per capita|per day|a day|daily)\b",
    re.IGNORECASE,
)
_CHINESE_BASIS = re.compile(r"均|每|日|天|人口|昼夜")


@dataclass(frozen=True, slots=True)
class Side:
    """A text with its language and the places of its numbers, in order."""

    text: str
    chinese: bool
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    vague_starts: frozenset[int]

    def beside(self, one: Quantity) -> tuple[str, str]:
        """The text before and after a number that belongs to it."""
        before, after = _REACH[self.chinese]
        at = bisect_right(self.ends, one.start)
        first = max(one.start - before, self.ends[at - 1] if at else 0)
        at = bisect_left(self.starts, one.end)
        last = one.end + after
        if at < len(self.starts):
            # What stands just before the next number is the next one's.
            following = self.starts[at]
            own = following - _NEXT_WORD if following in self.vague_starts else following
            last = min(last, max(own, one.end))
        head = _BREAK.split(self.text[first : one.start])[-1]
        return head, _BREAK.split(self.text[one.end : last])[0]

    def sentence(self, one: Quantity, reach: int = 160) -> str:
        """The sentence around a number, at most so many characters to either side."""
        head = _BREAK.split(self.text[max(0, one.start - reach) : one.start])[-1]
        return (
            head
            + self.text[one.start : one.end]
            + _BREAK.split(self.text[one.end : one.end + reach])[0]
        )


def side_of(text: str, language: str, quantities: Sequence[Quantity]) -> Side:
    """One side of a unit, ready to be asked what stands beside its numbers."""
    ordered = sorted(quantities, key=lambda one: one.start)
    return Side(
        text=text,
        chinese=is_chinese(language),
        starts=tuple(one.start for one in ordered),
        ends=tuple(sorted(one.end for one in ordered)),
        vague_starts=frozenset(one.start for one in ordered if one.approximation != "none"),
    )


def lost_approximation(a: Quantity, b: Quantity, sides: tuple[Side, Side]) -> str:
    """``about``, ``over`` or ``under`` where only the first of two numbers is so vague, or empty."""
    if b.kind == "decade" or b.approximation != "none" or not (_is_exact(a) and _is_exact(b)):
        return ""
    if a.approximation in ("none", "vague") or a.kind not in _EXACT_KINDS:
        return ""
    # 低至1折 is up to 90% off.
    if any(kind == "percent" for kind, _ in (*a.also, *b.also)):
        return ""
    words = _CHINESE_WORDS if sides[1].chinese else _ENGLISH_WORDS
    if any(words.search(part) for part in sides[1].beside(b)):
        return ""
    return a.approximation


# What says that a number is not reached.
_BELOW = {
    True: re.compile(
        r"(?:(?<![最附远遠])近|接近|不到|不足|(?<![不没沒未])(?<!不.)(?<!不..)[少低小][于於])[了到达達]?\D{0,4}\Z"
    ),
    False: re.compile(
        r"(?:\b(?:nearly|almost|close to|just under|(?<!no )(?<!not )(?<!not be )(?<!never )(?:less|fewer) than|under|below"
        r"|short of)\b)\W*(?:US|HK|NT)?\W{0,2}\Z",
        re.IGNORECASE,
    ),
}


def turns_round(a: Quantity, b: Quantity, sides: tuple[Side, Side]) -> bool:
    """Whether one of two equal numbers is not reached and the other one is passed."""
    return any(
        one.approximation == "over"
        and other.approximation in ("about", "under")
        and _BELOW[side.chinese].search(side.beside(other)[0]) is not None
        for one, other, side in ((a, b, sides[1]), (b, a, sides[0]))
    )


def _is_exact(one: Quantity) -> bool:
    """Whether a number is meant to the figure, so that *about* beside it says something."""
    return one.is_digits or one.kind in _SHARES


_SHARES = frozenset(["percent", "fraction"])
_EXACT_KINDS = frozenset(["cardinal", "percent", "money", "multiple", "fraction"])


def lost_basis(zh: Quantity, en: Quantity, sides: tuple[Side, Side]) -> str:
    """日均, 人均 or 平均 beside a Chinese number of which the English sentence says nothing."""
    before, _ = sides[0].beside(zh)
    for chinese, english in _BASES:
        found = list(chinese.finditer(before))
        if found and not english.search(sides[1].sentence(en)):
            return found[-1][0]
    return ""


def added_basis(zh: Quantity, en: Quantity, sides: tuple[Side, Side]) -> str:
    """*A day*, *on average* beside an English number of which the Chinese sentence says nothing."""
    before, after = sides[1].beside(en)
    found = _ENGLISH_BASIS.search(before[-24:]) or _ENGLISH_BASIS.search(after[:24])
    if found is None or _CHINESE_BASIS.search(sides[0].sentence(zh, reach=40)):
        return ""
    return found[0]
