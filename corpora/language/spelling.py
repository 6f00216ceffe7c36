"""How Chinese names are spelled in Latin letters, and how foreign names sound in Chinese.

Pinyin with all readings of a character, Wade-Giles as Taiwan writes it, surnames as Hong Kong
writes them; for the rest likeness of consonants.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from corpora.language.pinyin import syllables
from corpora.language.wordlists import rows, word_groups

# Likenesses of sound below this are chance: read on the names of news.
ALIKE = 0.58
# What names lose that do not begin alike.
_BEGIN_APART = 0.2
_READINGS = 3
_MOST = 48
# What stands for what, longest first: pinyin initials on the left, classes of sound on the right.
_HEARD = {
    "zh": "S", "ch": "S", "sh": "S", "b": "P", "p": "P", "m": "M", "f": "F", "d": "T", "t": "T",
    "n": "N", "l": "L", "r": "LS", "g": "K", "k": "K", "h": "KF", "j": "SK", "q": "SK", "x": "SK",
    "z": "ST", "c": "SK", "s": "S", "w": "F", "y": "",
}  # fmt: skip
_WRITTEN = {
    "th": "TS", "sh": "S", "ch": "SK", "ph": "F", "ck": "K", "b": "P", "p": "P", "m": "M",
    "f": "F", "v": "F", "w": "F", "d": "T", "t": "T", "n": "N", "l": "L", "r": "L", "g": "KS",
    "k": "K", "c": "KS", "q": "K", "x": "SK", "j": "S", "s": "S", "z": "S", "h": "KF",
}  # fmt: skip
_WEAK = frozenset("hrwy")
_INITIALS = {
    "zh": ("ch",), "ch": ("ch",), "sh": ("sh",), "b": ("p",), "p": ("p",), "d": ("t",),
    "t": ("t",), "g": ("k",), "k": ("k",), "j": ("ch",), "q": ("ch",), "x": ("hs", "sh"),
    "z": ("ts", "tz"), "c": ("ts", "tz"), "r": ("j",),
}  # fmt: skip
_FINALS = {
    "ong": "ung", "ian": "ien", "ie": "ieh", "ue": "ueh", "ui": "uei", "uo": "o", "e": "eh",
    "i": "ih",
}  # fmt: skip


@cache
def surnames() -> frozenset[str]:
    """Chinese surnames of one character and two."""
    people = word_groups("people")
    return people["surnames"] | people["compound surnames"]


@cache
def _hong_kong() -> dict[str, frozenset[str]]:
    return {row[0]: frozenset(row[1].split()) for row in rows("hong_kong_surnames")}


@lru_cache(maxsize=20_000)
def readings(text: str) -> frozenset[str]:
    """The pinyin of Chinese characters in small letters without tones, all likely readings.

    >>> sorted(readings("吕曾")), sorted(readings("重庆"))
    (['luceng', 'luzeng', 'lvceng', 'lvzeng', 'lyuceng', 'lyuzeng'], ['chongqing'])
    """
    found = {""}
    for options in syllables(text):
        found = {
            before + option.replace("v", spelled)
            for before in found
            for option in options[:_READINGS]
            # What others write ü stands there as v.
            for spelled in (("u", "v", "yu") if "v" in option else ("v",))
        }
        if len(found) > _MOST:
            break
    return frozenset(found)


@lru_cache(maxsize=20_000)
def wade_giles(text: str) -> frozenset[str]:
    """The same as Taiwan spells it, without apostrophes and hyphens.

    >>> "chihhsien" in wade_giles("志贤"), "tsai" in wade_giles("蔡")
    (True, True)
    """
    found = {""}
    for character in text:
        found = {
            before + spelled
            for before in found
            for reading in readings(character)
            for spelled in _respelled(reading)
        }
        if len(found) > _MOST:
            break
    return frozenset(found)


@cache
def _respelled(syllable: str) -> tuple[str, ...]:
    initial = next((one for one in _INITIALS if syllable.startswith(one)), "")
    if not initial:
        initial = re.sub("[aeiouv].*", "", syllable)
    changed = list(_INITIALS.get(initial, (initial,)))
    final = syllable[len(initial) :]
    finals = {final}
    if final in _FINALS and (final != "i" or initial in ("zh", "ch", "sh", "r")):
        finals.add(_FINALS[final])
    if final == "i" and initial in ("z", "c", "s"):
        finals.add("u")
        changed += ["tz", "ss", "sz"]
    return tuple(start + end for start in changed for end in sorted(finals))


@lru_cache(maxsize=5_000)
def surname_spellings(surname: str) -> tuple[frozenset[str], frozenset[str]]:
    """How a surname is spelled on the mainland and in Taiwan, and how in Hong Kong."""
    return readings(surname) | wade_giles(surname), _hong_kong().get(surname, frozenset())


@lru_cache(maxsize=20_000)
def sounds_alike(term: str, rendering: str) -> bool:
    """Whether a rendering is the pinyin of a term, tones and spaces aside."""
    return bool(term) and re.sub("[^a-z]", "", rendering.lower()) in readings(term)


@lru_cache(maxsize=20_000)
def likeness(term: str, rendering: str) -> float:
    """How much a foreign name sounds like what Chinese made of it, 0 to 1.

    Twice the length of the longest common sequence of consonants over the lengths of both.

    >>> likeness("拉加德", "Lagarde") > .8, likeness("耶伦", "Powell") < .5
    (True, True)
    """
    left = [
        heard
        for character in term
        for reading in sorted(readings(character))[:1]
        for heard in _heard(reading)
    ]
    right = _written(rendering)
    if not left or not right:
        return 0.0
    best = [0.0] * (len(right) + 1)
    for one in left:
        previous = 0.0
        for column, other in enumerate(right, 1):
            kept = best[column]
            if set(one[0]) & set(other[0]):
                best[column] = max(best[column], previous + min(one[1], other[1]))
            best[column] = max(best[column], best[column - 1])
            previous = kept
    total = sum(weight for _, weight in left) + sum(weight for _, weight in right)
    begin_apart = not set(left[0][0]) & set(right[0][0])
    return max(2 * best[-1] / total - _BEGIN_APART * begin_apart, 0.0)


def _heard(syllable: str) -> list[tuple[str, float]]:
    """Classes of the consonants of a syllable, each with its weight."""
    initial = next((one for one in _HEARD if syllable.startswith(one)), "")
    heard = [(_HEARD[initial], 0.5 if initial in _WEAK else 1.0)] if _HEARD.get(initial) else []
    ending = syllable[len(initial) :]
    if ending.endswith(("n", "ng")):
        heard.append(("N", 0.5))
    return heard


def _written(text: str) -> list[tuple[str, float]]:
    letters = re.sub("[^a-z]", "", text.lower())
    out: list[tuple[str, float]] = []
    at = 0
    while at < len(letters):
        size = 2 if letters[at : at + 2] in _WRITTEN else 1
        classes = _WRITTEN.get(letters[at : at + size], "")
        if classes and not (out and out[-1][0] == classes):
            out.append((classes, 0.5 if letters[at] in _WEAK or classes == "N" else 1.0))
        at += size
    return out
