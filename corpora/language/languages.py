"""Which language a text is in: Chinese in either script, or English."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from corpora.language.english import stop_words
from corpora.language.han import BASIC_BLOCK, HAN, WIDE

# Enough for any document, and quick on the longest.
_SAMPLE_CHARS = 300_000
# An English word has about five letters and stands for about two Chinese characters.
LETTERS_PER_HAN = 2.5

# BCP 47's word for several languages: a reader given this keeps what changes language apart.
BOTH = "mul"
_LATIN_WORD = re.compile(r"[A-Za-z]+")
# Quoted or bracketed words may be in the other language.
ASIDE = re.compile(
    r"“[^“”]{0,400}”|\"[^\"]{0,400}\"|「[^「」]{0,400}」|《[^《》]{0,200}》"
    r"|\([^()]{0,200}\)|（[^（）]{0,200}）|`[^`]{0,200}`"
)


def detect_language(text: str) -> str:
    """``zh-Hans``, ``zh-Hant`` or ``en``.

    Chinese if its characters outweigh the Latin letters, counted as words; traditional if it has
    more characters that only Big5 has than characters that only GB 2312 has. A text without
    letters is ``en``.

    >>> [detect_language(text) for text in ("国际", "國際", "the state", "支持 Node.js 国际版")]
    ['zh-Hans', 'zh-Hant', 'en', 'zh-Hans']
    """
    counts = Counter(sample(text))
    han = latin = simplified = traditional = 0
    only_simplified, only_traditional = _exclusive_characters()
    for char, count in counts.items():
        if char.isascii():
            latin += count if char.isalpha() else 0
        elif HAN.match(char):
            han += count
            simplified += count if char in only_simplified else 0
            traditional += count if char in only_traditional else 0
    if han * LETTERS_PER_HAN <= latin or not han:
        return "en"
    return "zh-Hant" if traditional > simplified else "zh-Hans"


def is_chinese_line(text: str) -> bool | None:
    """Which of the two languages one line is written in: ``None`` where it has letters of neither.

    What it quotes or adds in brackets does not count where it has words of its own; Latin names
    and terms without a single English function word make no English line.

    >>> [is_chinese_line(line) for line in ("返回square", 'It says "返回".', "他说：“I do.”", "…")]
    [True, False, True, None]
    """
    bare = ASIDE.sub(" ", text)
    if not (HAN.search(bare) or _LATIN_WORD.search(bare)):
        bare = text
    han = len(HAN.findall(bare)) * LETTERS_PER_HAN
    words = _LATIN_WORD.findall(bare)
    if not words or not han:
        return True if han else False if words else None
    latin = sum(map(len, words))
    if any(word.lower() in stop_words() for word in words):
        return han > latin
    return han > 0.2 * latin


def glue(before: str, after: str) -> str:
    """What stands between two lines of one sentence when they become one.

    >>> glue("他们是", "朋友"), glue("they", "are"), glue("用 Python", "写的")
    ('', ' ', '')
    """
    if not before or not after:
        return ""
    if WIDE.match(before[-1]) or (HAN.match(after) and WIDE.search(before[-4:])):
        return ""
    if WIDE.match(after) or (before[-1].isdigit() and after[0].isdigit() and HAN.search(before)):
        return ""
    return " "


def sample(text: str) -> str:
    """The text, or five stretches from all over it where it is long."""
    if len(text) <= _SAMPLE_CHARS:
        return text
    part = _SAMPLE_CHARS // 5
    step = (len(text) - part) // 4
    return "".join(text[at : at + part] for at in range(0, step * 4 + 1, step))


@cache
def _exclusive_characters() -> tuple[frozenset[str], frozenset[str]]:
    """Characters of GB 2312 that Big5 lacks, and the reverse: the scripts' own inventories."""
    gb, big5 = inventory("gb2312"), inventory("big5")
    return gb - big5, big5 - gb


def inventory(encoding: str, *, last_lead: int = 0xFF) -> frozenset[str]:
    """The Chinese characters of a double-byte encoding, up to a leading byte.

    In GB 2312 and in Big5 the frequent characters come first, as a first level.
    """
    every = "".join(map(chr, BASIC_BLOCK))
    data = every.encode(encoding, "ignore")
    pairs = (data[at : at + 2] for at in range(0, len(data), 2))
    return frozenset(b"".join(pair for pair in pairs if pair[0] <= last_lead).decode(encoding))
