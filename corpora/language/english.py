"""English text as the term finder sees it: tokens with their places, stems and lemmas."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from corpora.language.lexicon import stem as lexicon_stem

_TOKEN = re.compile(
    r"(?:[A-Za-z]\.){2,}|['’]s\b|[A-Za-zÀ-ɏ]+(?:['’](?!s\b)[A-Za-z]+)?|\d+(?:[.,]\d+)*%?|\S"
)
_IRREGULAR = {
    "men": "man", "women": "woman", "people": "people", "children": "child", "feet": "foot",
    "criteria": "criterion", "phenomena": "phenomenon", "analyses": "analysis",
    "crises": "crisis", "bases": "base", "indices": "index", "lives": "life",
    "series": "series", "species": "species", "means": "means", "news": "news",
    "analysis": "analysis", "crisis": "crisis", "basis": "basis", "always": "always",
    "is": "is", "was": "was", "has": "has", "this": "this", "its": "its", "his": "his",
    "us": "us", "as": "as", "gas": "gas", "bus": "bus", "status": "status",
    "focus": "focus", "surplus": "surplus", "virus": "virus", "census": "census",
    "consensus": "consensus", "campus": "campus", "bonus": "bonus", "apparatus": "apparatus",
    "logistics": "logistics", "economics": "economics", "statistics": "statistics",
    "physics": "physics", "politics": "politics", "electronics": "electronics",
    "mathematics": "mathematics", "robotics": "robotics", "perhaps": "perhaps",
    "various": "various", "previous": "previous", "serious": "serious", "plus": "plus",
    "taxes": "tax", "indexes": "index",
}  # fmt: skip


class Token(NamedTuple):
    """A word, number or mark of an English text, ``start`` to ``end`` in code points."""

    start: int
    end: int
    text: str
    stem: str
    kind: str
    """``word``, ``stop``, ``number``, ``hyphen``, ``soft`` (comma, quote, slash) or ``mark``."""


def tokenize(text: str) -> list[Token]:
    """The tokens of an English text. Words stuck together by a lost space come apart.

    >>> [token.text for token in tokenize("the U.S.'s low-carbon planning.Further")]
    ['the', 'U.S.', "'s", 'low', '-', 'carbon', 'planning', '.', 'Further']
    """
    return [
        Token(
            start=match.start(),
            end=match.end(),
            text=match[0],
            stem=stem(match[0]),
            kind=_kind(match[0]),
        )
        for match in _TOKEN.finditer(text)
    ]


@lru_cache(maxsize=200_000)
def _kind(text: str) -> str:
    lowered = text.lower()
    if lowered in stop_words() or lowered in ("'s", "’s"):
        # "IT" and "US" are words though "it" and "us" are not.
        return "word" if len(text) > 1 and text.isupper() and text != "A" else "stop"
    if text[0].isalpha():
        return "word"
    if text[0].isdigit():
        return "number"
    if text in "-‐‑–":
        return "hyphen"
    if text in ",'\"“”‘’/&%$()（）":
        return "soft"
    return "mark"


@lru_cache(maxsize=1)
def stop_words() -> frozenset[str]:
    """Words that cannot begin or end a term by themselves."""
    text = files("corpora.language").joinpath("data/stop_words.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() for word in line.split("#")[0].split())


@lru_cache(maxsize=200_000)
def lemma(word: str) -> str:
    """A word without case and number: what makes two spellings one rendering.

    >>> [lemma(word) for word in ("Industries", "processes", "gas", "SMEs", "analysis")]
    ['industry', 'process', 'gas', 'sme', 'analysis']
    """
    lowered = word.lower().replace("’", "'")
    if lowered in _IRREGULAR:
        return _IRREGULAR[lowered]
    if len(word) == 3 and word[:2].isupper() and word[2] == "s":
        return lowered[:2]
    if len(lowered) < 4 or not lowered.endswith("s") or lowered.endswith(("ss", "us", "is")):
        return lowered
    if lowered.endswith("ies") and len(lowered) > 4:
        return lowered[:-3] + "y"
    if lowered.endswith(("sses", "shes", "ches", "xes", "zes")):
        return lowered[:-2]
    return lowered[:-1]


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """A word without its inflection, as the dictionary's glosses have it. Not for display.

    >>> stem("increasing") == stem("increased") == stem("Increases")
    True
    """
    return lexicon_stem(word.replace("’", "'"))


def rendering_key(text: str) -> str:
    """What two renderings share that differ in case, number or hyphens alone.

    >>> rendering_key("Low-Carbon Policies") == rendering_key("low carbon policy")
    True
    """
    words = [token for token in tokenize(text) if token.kind not in ("hyphen",)]
    while words and words[0].text.lower() in ("the", "a", "an"):
        words = words[1:]
    return " ".join(lemma(token.text) for token in words if token.kind not in ("mark", "soft"))


def inflection_key(text: str) -> str:
    """What two renderings share that differ in inflection or an article alone.

    >>> inflection_key("building of the capacity") == inflection_key("build of capacities")
    True
    """
    words = rendering_key(text).split()
    return " ".join(stem(word) for word in words if word not in ("the", "a", "an"))


def is_abbreviation_of(short: str, long: str) -> bool:
    """Whether one rendering is the initials of the other.

    >>> is_abbreviation_of("SMEs", "small and medium-sized enterprises")
    True
    >>> is_abbreviation_of("R&D", "research and development")
    True
    """
    letters = re.sub(r"[^A-Za-z]", "", re.sub(r"s$", "", short.strip())).lower()
    if not 2 <= len(letters) <= 8 or not any(character.isupper() for character in short[1:]):
        return False
    words = [t for t in tokenize(long) if t.kind in ("word", "stop") and t.text[0].isalpha()]
    if len(words) < 2:
        return False
    every = "".join(word.text[0] for word in words).lower()
    content = "".join(word.text[0] for word in words if word.kind == "word").lower()
    return letters in (every, content) or _is_subsequence(letters, content)


def _is_subsequence(letters: str, initials: str) -> bool:
    if letters[0] != initials[0] or len(letters) < len(initials) - 1 or len(letters) < 3:
        return False
    rest = iter(initials)
    return all(letter in rest for letter in letters)
