"""A source that stands before or after its own translation, where somebody pasted it."""

from __future__ import annotations

import re

from corpora.language.han import HAN, count_han, has_han
from corpora.units import Span, is_chinese

_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_ENDS = " \t\r\n\u3000.。!！?？;；:："
_BETWEEN = " \t\r\n\u3000/|·-—–:：.。"
# What precedes or follows a source that is named as such, in brackets or quotation marks.
_OPENERS, _CLOSERS = "(（[【“\"'‘《「『<", ")）]】”\"'’》」』>"
# Less than this is a name that both languages share: chosen by eye.
_FEW_HAN, _FEW_WORDS = 4, 3


def find_pasted(source: str, target: str, source_language: str) -> Span | None:
    """Where in a target its whole source stands, at the beginning or at the end.

    The rest of the target must have words of its own. Names, and what stands in brackets or
    quotation marks, are not pasted.

    Returns:
        The span in ``target``, or ``None``.

    >>> find_pasted("今天有雨，记得带伞", "Take an umbrella. 今天有雨，记得带伞", "zh-Hans")
    (18, 27)
    >>> find_pasted("《红楼梦》研究会", "Society (《红楼梦》研究会)", "zh-Hans") is None
    True
    """
    core = source.strip(_ENDS)
    if len(target) <= len(core) or not _is_long_enough(core, source_language):
        return None
    for at in {target.find(core), target.rfind(core)}:
        if at < 0:
            continue
        end = at + len(core)
        before, after = target[:at], target[end:]
        is_first, is_last = not before.strip(_BETWEEN), not after.strip(_ENDS)
        rest = after if is_first else before
        if is_first == is_last or _is_wrapped(before, after):
            continue
        if _has_words(rest, source_language):
            return at, len(target.rstrip()) if is_last else end
    return None


def _is_long_enough(core: str, language: str) -> bool:
    if is_chinese(language):
        return count_han(core) >= _FEW_HAN
    return len(_WORD.findall(core)) >= _FEW_WORDS and not has_han(core)


def _has_words(rest: str, source_language: str) -> bool:
    """Whether a text has words of the other language."""
    return bool(_WORD.search(rest) if is_chinese(source_language) else HAN.search(rest))


def _is_wrapped(before: str, after: str) -> bool:
    opened = before.rstrip()[-1:]
    closed = after.lstrip()[:1]
    return bool(opened and opened in _OPENERS) or bool(closed and closed in _CLOSERS)
