"""Blanks inside Chinese that nobody wrote: text taken out of pages has them.

Where nearly every character is followed by one, all of them go. Where they come now and then, a
dictionary tells: a blank that tears a word apart (经 济) is none of the author's, while those that
stand for a comma, as in verse and subtitles, or behind a heading's number seldom do.
"""

from __future__ import annotations

import re
from functools import cache

from corpora.language.han import HAN_RANGES, WIDE_RANGES, is_han
from corpora.language.scripts import convert

_SPACED = re.compile(rf"(?<=[{WIDE_RANGES}]) (?=[{WIDE_RANGES}])")
_TIGHT = re.compile(rf"(?<=[{WIDE_RANGES}])(?=[{WIDE_RANGES}])")
_BLANK = re.compile(rf"(?<=[{HAN_RANGES}]) (?=[{HAN_RANGES}])")
_BESIDE_MARK = re.compile(
    rf"(?<=[{HAN_RANGES}]) (?=[，。；：！？、”）》])|(?<=[，。；：！？、“（《]) (?=[{HAN_RANGES}])"
)
_STOP = re.compile(r"[，。；：！？]")
# Characters looked at, and stray blanks among them that may be chance: chosen by eye.
_SAMPLE, _FEW_SPACES, _FEW_IN_A_LINE = 20_000, 20, 4
# So many torn words, and so many of all blanks, show that blanks are no author's.
_FEW_TORN, _TORN_SHARE = 3, 0.4
_LONGEST_WORD = 4


def mend_blanks(text: str) -> tuple[str, int, bool]:
    """The text without blanks that tear Chinese apart.

    Returns:
        The text, how many blanks that took away, and whether they stood between all characters.
    """
    if _is_spaced_out(text):
        mended = _SPACED.sub("", text)
        return mended, len(text) - len(mended), True
    blanks = [found.start() for found in _BLANK.finditer(text)]
    if len(blanks) < _FEW_TORN:
        return text, 0, False
    simplified = convert(text)
    torn = {at for at in blanks if _tears_a_word(simplified, at)}
    if len(torn) < max(_FEW_TORN, _TORN_SHARE * len(blanks)):
        return text, 0, False
    lines, at = [], 0
    for line in text.splitlines(keepends=True):
        lines.append(_mended(line, [k for k in range(len(line)) if at + k in torn]))
        at += len(line)
    mended = "".join(lines)
    return mended, len(text) - len(mended), False


def close_up(text: str) -> str:
    """A short text without the blanks between its Chinese characters, if all stand apart so.

    >>> close_up("今 天 有 雨 ， 记 得 带 伞 。"), close_up("春眠不觉晓 处处闻啼鸟")
    ('今天有雨，记得带伞。', '春眠不觉晓 处处闻啼鸟')
    """
    spaced = len(_SPACED.findall(text))
    is_apart = spaced >= _FEW_IN_A_LINE and spaced > 0.8 * (spaced + len(_TIGHT.findall(text)))
    return _SPACED.sub("", text) if is_apart else text


def _is_spaced_out(text: str) -> bool:
    """Whether nearly every Chinese character is followed by a space, as some PDFs have it."""
    sample = text[:_SAMPLE]
    spaced = len(_SPACED.findall(sample))
    return spaced >= _FEW_SPACES and spaced > 0.8 * (spaced + len(_TIGHT.findall(sample)))


def _mended(line: str, torn: list[int]) -> str:
    """A line of sentences loses all its blanks if one of them tears a word, others those alone."""
    if torn and _STOP.search(line):
        return _BESIDE_MARK.sub("", _BLANK.sub("", line))
    ends = [*torn, len(line)]
    return "".join(
        line[start:end] for start, end in zip([0, *(at + 1 for at in torn)], ends, strict=True)
    )


def _tears_a_word(text: str, at: int) -> bool:
    """Whether a word of the dictionary goes over the blank at ``at``."""
    before = after = ""
    while (
        len(before) < _LONGEST_WORD - 1 and at > len(before) and is_han(text[at - len(before) - 1])
    ):
        before = text[at - len(before) - 1] + before
    for character in text[at + 1 : at + _LONGEST_WORD]:
        if not is_han(character):
            break
        after += character
    around = before + after
    return any(
        _is_word(around[start:end])
        for start in range(len(before))
        for end in range(len(before) + 1, min(len(around), start + _LONGEST_WORD) + 1)
    )


@cache
def _is_word(word: str) -> bool:
    from corpora.language.chinese import load_segmenter

    return load_segmenter().is_known(word)
