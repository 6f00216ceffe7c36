"""Where a sentence can be cut into clauses: the smallest parts that pairing looks at.

A clause that a translator moved over a full stop is what makes two sentences face two.
"""

from __future__ import annotations

import re

from corpora.language.han import HAN_RANGES

_CLOSERS = r"”’」』）)》〉】〕\]\"'"
_AFTER_CHINESE = re.compile(rf"(?:[，；：。！？!?…,;:]+|——?)[{_CLOSERS}]*")
# A run of marks is tried at its beginning only: else a long one costs its square.
_AFTER_ENGLISH = re.compile(
    rf"(?:(?<![,;:!?…])[,;:!?…]+|(?<!\.)\.+)[{_CLOSERS}]*(?=\s)|[—–―]+[{_CLOSERS}]*"
)
_CHINESE_UNIT = re.compile(rf"[{HAN_RANGES}]|[A-Za-z0-9]+")
_ENGLISH_UNIT = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
# Only clauses at the edges of a segment are looked at one by one: a page in one segment gives
# no more than this many, its middle in one piece.
_MOST = 32


def split_clauses(text: str, *, chinese: bool) -> list[str]:
    """The clauses of a segment, in order; joined they are the segment.

    A piece of fewer than two words (in Chinese, characters) stays with the one before it,
    or, at the start, with the one after. Of more than 32, those in the middle are one.

    >>> split_clauses("他说，“好。”然后，我们就走了。", chinese=True)
    ['他说，“好。”', '然后，', '我们就走了。']
    >>> split_clauses("Well, he said, 3.5 percent is fine; we left.", chinese=False)
    ['Well, he said,', ' 3.5 percent is fine;', ' we left.']
    """
    cut, unit = (_AFTER_CHINESE, _CHINESE_UNIT) if chinese else (_AFTER_ENGLISH, _ENGLISH_UNIT)
    borders = [match.end() for match in cut.finditer(text)]
    if not borders or borders[-1] != len(text):
        borders.append(len(text))
    clauses: list[str] = []
    start = 0
    too_short = False
    for end in borders:
        piece = text[start:end]
        start = end
        short = len(unit.findall(piece)) < 2
        if clauses and (short or too_short):
            clauses[-1] += piece
            too_short = too_short and short
        elif piece:
            clauses.append(piece)
            too_short = short
    if len(clauses) > _MOST:
        head, tail = _MOST // 2, len(clauses) - _MOST // 2 + 1
        clauses[head:tail] = ["".join(clauses[head:tail])]
    return clauses or [text]
