"""English text as the term finder sees it: tokens with their places, and keys of renderings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from corpora.language.stems import lemma, taught_stem
from corpora.language.wordlists import word_groups

_TOKEN = re.compile(
    r"(?:[A-Za-z]\.){2,}|['’]s\b|[A-Za-zÀ-ɏ]+(?:['’](?!s\b)[A-Za-z]+)?|\d+(?:[.,]\d+)*%?|\S"
)


class Token(NamedTuple):
    """A word, number or mark of an English text, ``start`` to ``end`` in code points."""

    start: int
    end: int
    text: str
    taught_stem: str
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
            taught_stem=taught_stem(match[0].replace("’", "'")),
            kind=_kind(match[0]),
        )
        for match in _TOKEN.finditer(text)
    ]


def content_stems(text: str) -> tuple[tuple[str, str], ...]:
    """(``taught_stem``, ``kind``) of a text's words and numbers; without their places.

    >>> content_stems("the policies of 2023, U.S.-made")
    (('polici', 'word'), ('2023', 'number'), ('u.s.', 'word'), ('mad', 'word'))
    """
    return tuple([stem for token in _TOKEN.findall(text) if (stem := _content_stem(token))])


@lru_cache(maxsize=200_000)
def _content_stem(text: str) -> tuple[str, str] | None:
    kind = _kind(text)
    return (taught_stem(text.replace("’", "'")), kind) if kind in ("word", "number") else None


def split_tokens(text: str) -> Iterator[tuple[int, int, str]]:
    """The same without what is known of them: start, end and text of each."""
    for match in _TOKEN.finditer(text):
        yield match.start(), match.end(), match[0]


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


def stop_words() -> frozenset[str]:
    """Words that cannot begin or end a term by themselves."""
    return word_groups("stop_words")["english"]


def rendering_key(text: str) -> str:
    """What two renderings share that differ in case, number or hyphens alone.

    >>> rendering_key("Low-Carbon Policies") == rendering_key("low carbon policy")
    True
    """
    tokens = [token for token in tokenize(text) if token.kind != "hyphen"]
    while tokens and tokens[0].text.lower() in ("the", "a", "an"):
        tokens = tokens[1:]
    return " ".join(lemma(token.text) for token in tokens if token.kind not in ("mark", "soft"))


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
    named = [t for t in tokenize(long) if t.kind in ("word", "stop") and t.text[0].isalpha()]
    if len(named) < 2:
        return False
    every = "".join(word.text[0] for word in named).lower()
    content = "".join(word.text[0] for word in named if word.kind == "word").lower()
    return letters in (every, content) or _is_subsequence(letters, content)


def _is_subsequence(letters: str, initials: str) -> bool:
    if letters[0] != initials[0] or len(letters) < len(initials) - 1 or len(letters) < 3:
        return False
    rest = iter(initials)
    return all(letter in rest for letter in letters)
