"""Courtesies and moderators' remarks: said again and again, and worth little when lost."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from corpora.units import is_chinese


@cache
def _patterns(language: str) -> tuple[re.Pattern[str], ...]:
    table = (files("quality.check.coverage") / "courtesies.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in table.splitlines() if line and line[0] != "#"]
    return tuple(re.compile(row[1], re.IGNORECASE) for row in rows if row[0] == language)


def is_courtesy(text: str, language: str) -> bool:
    """Whether a text is nothing but thanks, greetings or a moderator's remark.

    >>> is_courtesy("谢谢主持人。", "zh-Hans"), is_courtesy("Thank you for your question.", "en")
    (True, True)
    """
    text = text.strip()
    if len(text) > 120:
        return False
    key = "zh" if is_chinese(language) else "en"
    return any(pattern.fullmatch(text) for pattern in _patterns(key))
