"""Courtesies and moderators' remarks: said again and again, and worth little when lost."""

from __future__ import annotations

import re
from functools import cache

from corpora.language.wordlists import rows
from corpora.units import is_chinese

_LONGEST = 120
_QUOTES = '“”"「」『』 \u3000'
_THANKS = {
    "zh": re.compile("[谢謝]|感激"),
    "en": re.compile(r"\b(?:thank|grateful|gratitude|appreciat|obliged)", re.IGNORECASE),
}


def is_courtesy(text: str, language: str) -> bool:
    """Whether a text is nothing but thanks, greetings or a moderator's remark.

    >>> is_courtesy("谢谢主持人。", "zh-Hans"), is_courtesy("Good morning, everyone.", "en")
    (True, True)
    """
    return _is_one(text, _key(language), "")


def is_thanks(text: str, language: str) -> bool:
    """Whether a text is nothing but thanks.

    >>> is_thanks("Thank you for your question.", "en"), is_thanks("Good morning.", "en")
    (True, False)
    """
    return _is_one(text, _key(language), "thanks")


def has_thanks(text: str, language: str) -> bool:
    """Whether a text thanks somebody, whatever else it says.

    >>> has_thanks("We are grateful for the rain.", "en"), has_thanks("下雨了。", "zh-Hans")
    (True, False)
    """
    return _THANKS[_key(language)].search(text) is not None


def _is_one(text: str, key: str, kind: str) -> bool:
    text = text.strip().strip(_QUOTES)
    return len(text) <= _LONGEST and any(one.fullmatch(text) for one in _patterns(key, kind))


def _key(language: str) -> str:
    return "zh" if is_chinese(language) else "en"


@cache
def _patterns(key: str, kind: str) -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile(pattern, re.IGNORECASE)
        for language, sort, pattern in rows("courtesies")
        if language == key and kind in ("", sort)
    )
