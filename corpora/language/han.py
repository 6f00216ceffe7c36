"""What a Chinese character is: one definition for every pattern and every count.

Unicode's unified ideographs with all their extensions (planes 2 and 3 are kept for them), the
compatibility block, and 〇, which is a numeral and no mark. Punctuation, 々 and kana are none.
"""

from __future__ import annotations

import re

# The block that every font and every old encoding draws from.
BASIC_BLOCK = range(0x4E00, 0xA000)
# For use inside the brackets of a pattern.
HAN_RANGES = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
# Characters and marks that take two columns and no blanks between them.
WIDE_RANGES = "\u2e80-\u9fff\uf900-\uffef“”‘’…—\U00020000-\U0003fffd"

HAN = re.compile(f"[{HAN_RANGES}]")
WIDE = re.compile(f"[{WIDE_RANGES}]")
# Python knows the later extensions only from the version that came after them.
_LETTER = re.compile(rf"[^\W\d_]|[{HAN_RANGES}]")


def is_han(character: str) -> bool:
    """Whether one character is Chinese.

    >>> [is_han(one) for one in "汉𠮷〇豈々。か5"]
    [True, True, True, True, False, False, False, False]
    """
    return HAN.match(character) is not None


def has_han(text: str) -> bool:
    """Whether a text holds a Chinese character.

    >>> has_han("5G"), has_han("𠮷野家")
    (False, True)
    """
    return HAN.search(text) is not None


def count_han(text: str) -> int:
    """How many Chinese characters a text has.

    >>> count_han("二〇二四年Q4")
    5
    """
    return len(HAN.findall(text))


def han_share(text: str) -> float:
    """The share of Chinese characters among a text's letters, 0 to 1; 0 without letters.

    >>> han_share("GDP增长5%"), han_share("123")
    (0.4, 0.0)
    """
    letters = len(_LETTER.findall(text))
    return count_han(text) / letters if letters else 0.0
