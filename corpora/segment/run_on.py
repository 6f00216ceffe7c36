"""Where an English headline or heading may have been run into the sentence after it.

Text loses its line breaks on the way (a web page's text in one piece, a report without
paragraphs), and nothing marks where a headline ends. The capital that begins the next sentence
remains, and what the sentence says again of its headline. That is evidence, not proof: whoever
has the translation too (``align.repairs.headlines``) decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpora.language.wordlists import words

_WORD = re.compile(r"\S+")
_OUTER = "\"'“”‘’(),."
# A longer headline is none, a shorter rest no sentence; how far it is looked for. Chosen by eye.
_LONGEST_HEAD_WORDS, _SHORTEST_REST_WORDS = 26, 5
_WINDOW_CHARS = 600
# What begins like this is hardly a headline: On Sunday, …
_ADVERB = re.compile(
    r"(?:\W|\d|[IVX]+\.)*"
    r"(?:On|In|At|As|After|Since|During|According|From|For|With|By|Under)\b"
)
_ADVERBIAL = 2.0
# A TITLE IN CAPITALS is followed by something else.
_AFTER_CAPITALS = 4.0
# Words of the sentence in which its headline is looked for, each by its first letters.
_ECHO_WORDS, _BEGINNING = 12, 5


@dataclass(frozen=True, slots=True)
class RunOn:
    """A sentence may begin at ``start``; ``points`` speak for it, 3 and more well."""

    start: int
    points: float


def find_run_ons(text: str) -> list[RunOn]:
    """Where in an English segment a sentence may begin without any mark before it.

    What begins with a capital counts, after a word that can end a heading. ``points`` sum up
    whether it is a word that begins sentences, whether small letters stand on both sides,
    what of the words before it comes again after it, and whether the head has a usual length.

    >>> text = "Storm closes harbour for a day The harbour was closed on Monday by a storm."
    >>> [text[one.start :][:11] for one in find_run_ons(text) if one.points > 3]
    ['The harbour']
    """
    words = [(found.group(), found.start()) for found in _WORD.finditer(text[:_WINDOW_CHARS])]
    found: list[RunOn] = []
    is_shouted = all(word.isupper() for word, _ in words[:2])
    tops: list[tuple[int, float]] = []
    for i in range(2, min(len(words) - _SHORTEST_REST_WORDS, _LONGEST_HEAD_WORDS)):
        before, word = words[i - 1][0], words[i][0]
        is_shouted = is_shouted and before.isupper()
        if _may_begin(word) and _may_end(before):
            points = _start_points(before, word, words[i + 1][0])
            points += _echo_points([each for each, _ in words], i) + _length_points(i)
            points -= _ADVERBIAL * (_ADVERB.match(text) is not None)
            if is_shouted and not word.isupper():
                points += _AFTER_CAPITALS
            # An office before its holder's name: Harbour chief | Anna Berg.
            if not any(i - at <= 4 and earlier >= max(2, points - 1.2) for at, earlier in tops):
                tops.append((i, points))
                found.append(RunOn(words[i][1], round(points, 2)))
    return found


def _may_begin(word: str) -> bool:
    core = word.lstrip("\"'“‘(")
    # What only closes a quotation is its last word.
    if core == word and word.rstrip(".,")[-1:] in "\"”'’" and not word.endswith(("s’", "s'")):
        return False
    # The work I have done: I is no more likely to begin a sentence than not.
    return (core[:1].isupper() and core[:2] not in ("I", "I’", "I'")) or core[:1].isdigit()


def _may_end(word: str) -> bool:
    bare = word.strip(_OUTER).lower()
    if not bare or word[-1] in ".,;:—–-&/(" or word.endswith(("s’", "s'")):
        return False
    return bare not in _never_last()


def _start_points(before: str, word: str, after: str) -> float:
    core = word.lstrip("\"'“‘(")
    first = re.split(r"[’'.\-,]", core)[0]
    points = 0.0
    if first in starters() and not re.match(r"[A-Z]\.", core):
        points += 3.0 if after[:1].islower() else 2.0
    elif after[:1].islower():
        points += 0.5
    if before.strip("\"'“”‘’()")[:1].islower() or before[-1] in "'\"”’" or before.isdigit():
        points += 1.5
    if word[0] in "\"'“‘":
        points -= 0.5
    if core[:1].isdigit():
        points -= 2.5
    if len(core) > 1 and core.isupper() and after[:1].isupper():
        points -= 1.0
    return points


def _echo_points(words: list[str], i: int) -> float:
    head = [_beginning(word) for word in words[:i]]
    content = {word for word in head if len(word) > 3}
    content -= {_beginning(word) for word in _never_last()}
    again = len(content.intersection(_beginning(word) for word in words[i : i + _ECHO_WORDS]))
    first = _beginning(words[i])
    return 0.6 * min(again, 3) + (1.0 if len(first) > 2 and first in head else 0.0)


def _length_points(words: int) -> float:
    return -1.5 * (words < 4) - 0.3 * max(0, words - 16)


def _beginning(word: str) -> str:
    return re.sub(r"[^a-z0-9]", "", word.lower())[:_BEGINNING]


def starters() -> frozenset[str]:
    """Words that begin an English sentence far more often than they continue a name."""
    return words("starters", folder="corpora/segment")


def _never_last() -> frozenset[str]:
    return words("never_last", folder="corpora/segment")
