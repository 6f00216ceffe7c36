"""What kind of thing a term names, where the cues are safe enough to print."""

from __future__ import annotations

import re
from functools import lru_cache

from corpora.language.wordlists import word_groups

_TITLE = re.compile(r"^《.+》")


@lru_cache(maxsize=1)
def surnames() -> frozenset[str]:
    """Chinese surnames of one character and two."""
    people = word_groups("people")
    return people["surnames"] | people["compound surnames"]


@lru_cache(maxsize=1)
def _titles() -> frozenset[str]:
    people = word_groups("people")
    return people["titles"] | people["trades"] | people["forms of address"]


def categorize(term: str, rendering: str) -> str:
    """``person``, ``place``, ``document``, ``plan``, ``organisation``, or nothing.

    A category is only given on two kinds of evidence, one from each language.

    >>> categorize("辛国斌", "Xin Guobin"), categorize("产业基础", "industrial base")
    ('person', '')
    """
    if _TITLE.match(term):
        return "document"
    words = re.findall(r"[A-Za-z][\w’'-]*", rendering)
    content = [
        word for word in words if word.lower() not in ("of", "the", "and", "for", "on", "in")
    ]
    capital = bool(content) and all(word[0].isupper() for word in content)
    if not capital or len(term) < 2:
        return ""
    tables = word_groups("categories")
    if _is_person(term, words):
        return "person"
    if len(term) >= 4 and any(term.endswith(end) for end in tables["organisations"]):
        return "organisation"
    if len(term) >= 4 and any(term.endswith(end) for end in tables["plans"]):
        return "plan"
    if _sounds_alike(term, rendering) or (
        _sounds_alike(term[:-1], words[0]) and term[-1] in "省市县区州"
    ):
        return "place"
    return ""


def is_titled_name(term: str) -> bool:
    """Whether a term is a person's name with a title behind it.

    >>> [is_titled_name(term) for term in ("辛国斌副部长", "金部长", "金融部长", "辛国斌")]
    [True, True, False, False]
    """
    known, titles = surnames(), _titles()
    if term[:1] in known and term[1:] in titles:
        return True
    for size in (3, 4):
        name, title = term[:size], term[size:]
        if title.removeprefix("副") in titles:
            surname = name[:2] if name[:2] in known else name[:1]
            return surname in known and 1 <= len(name) - len(surname) <= 2
    return False


def _is_person(term: str, words: list[str]) -> bool:
    surname = next((term[:n] for n in (2, 1) if term[:n] in surnames()), "")
    if not surname or not 1 <= len(term) - len(surname) <= 2 or len(words) != 2:
        return False
    return _sounds_alike(term, "".join(words)) or _sounds_alike(
        term[len(surname) :] + surname, "".join(words)
    )


def _sounds_alike(term: str, rendering: str) -> bool:
    """Whether a rendering is the pinyin of a term, tones and spaces aside."""
    return bool(term) and re.sub(r"[^a-z]", "", rendering.lower()) in _readings(term)


@lru_cache(maxsize=20_000)
def _readings(term: str) -> frozenset[str]:
    from pypinyin import Style, pinyin

    readings = {""}
    for options in pinyin(term, style=Style.NORMAL, heteronym=True):
        readings = {
            before + option.replace("ü", spelled)
            for before in readings
            for option in options[:3]
            for spelled in ("u", "v", "yu")
        }
        if len(readings) > 64:
            break
    return frozenset(readings)
