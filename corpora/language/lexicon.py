"""The Chinese-English dictionary: CC-CEDICT as it comes with ``lindera-python-cc-cedict``.

It cuts Chinese text into words, simplified or traditional alike, and knows each word's
readings and English senses. Loading takes 0.3 s and no download.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from corpora.errors import InputError
from corpora.language.stems import taught_stem
from corpora.language.wordlists import word_groups


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A Chinese word in its text, offsets in code points, with what the dictionary knows.

    ``simplified`` is its simplified form, ``pinyin`` its syllables with tone numbers,
    ``senses`` its English senses; both are empty for what is not in the dictionary.
    """

    text: str
    start: int
    end: int
    simplified: str
    pinyin: tuple[str, ...] = ()
    senses: tuple[str, ...] = ()


class Token(Protocol):
    """What we use of a token of ``lindera``."""

    surface: str
    details: list[str]


class Tokenizer(Protocol):
    """What we use of a tokenizer of ``lindera``."""

    def tokenize(self, text: str) -> list[Token]:
        """The tokens of a text, spaces apart."""


class Lexicon:
    """Cuts Chinese into words and looks them up; keeps what it has looked up."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._entries: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {}
        self._glosses: dict[str, frozenset[str]] = {}
        self._readings: dict[str, str] = {}

    def tokenize(self, text: str) -> list[Word]:
        """The words of a Chinese text in order, punctuation and Latin runs among them."""
        words = []
        start = 0
        for token in self._tokenizer.tokenize(text):
            surface = token.surface
            # Spaces are dropped by the tokenizer; each surface is a slice of the text.
            start = text.index(surface, start)
            simplified, pinyin, senses = self._entry(token)
            words.append(
                Word(
                    text=surface,
                    start=start,
                    end=start + len(surface),
                    simplified=simplified,
                    pinyin=pinyin,
                    senses=senses,
                )
            )
            start += len(surface)
        return words

    def cut(self, text: str) -> list[str]:
        """The words of a Chinese text as strings, nothing looked up: the quick way."""
        return [token.surface for token in self._tokenizer.tokenize(text)]

    def senses(self, word: str) -> tuple[str, ...]:
        """English senses of a Chinese word, either script; empty if it is not one entry."""
        tokens = self._tokenizer.tokenize(word)
        return self._entry(tokens[0])[2] if len(tokens) == 1 else ()

    def glosses(self, word: str) -> frozenset[str]:
        """Stems (see ``taught_stem``) of the content words among the word's senses.

        >>> lexicon = load_lexicon()
        >>> sorted(lexicon.glosses("同志"))
        ['comrad', 'homosexual', 'slang']
        """
        known = self._glosses.get(word)
        if known is None:
            empty = word_groups("stop_words")["taught glosses"]
            known = frozenset(
                taught_stem(part)
                for sense in self._senses_through_variants(word)
                for part in _LATIN.findall(_ASIDE.sub(" ", sense).lower())
                if part not in empty
            )
            self._glosses[word] = known
        return known

    def short_senses(self, word: str, most: int = 3) -> tuple[str, ...]:
        """The first senses of a word as an English text might have them.

        Without what stands in brackets, articles and the *to* of verbs; long ones, which
        explain more than they translate, are left out.

        >>> load_lexicon().short_senses("脸红")
        ('blush', 'redden')
        """
        short: dict[str, None] = {}
        for sense in self._senses_through_variants(word):
            text = _LEADING.sub("", _BRACKETS.sub("", sense).strip().lower())
            if text and len(text) < _LONG_SENSE and text.isascii():
                short[text] = None
        return tuple(short)[:most]

    def reading(self, word: str) -> str:
        """A Chinese word in pinyin without tones or spaces; empty where no reading is known.

        >>> load_lexicon().reading("重庆")
        'chongqing'
        """
        known = self._readings.get(word)
        if known is None:
            syllables = [
                part for token in self._tokenizer.tokenize(word) for part in self._entry(token)[1]
            ]
            known = _TONE.sub("", "".join(syllables)).replace("u:", "u").lower()
            self._readings[word] = known
        return known

    def _senses_through_variants(self, word: str) -> tuple[str, ...]:
        """Senses, those of the usual spelling added where the entry only points there."""
        senses = self.senses(word)
        for sense in senses:
            pointer = _POINTER.search(sense)
            if pointer is not None and pointer.group(1) != word:
                return senses + self.senses(pointer.group(1))
        return senses

    def _entry(self, token: Token) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
        surface = token.surface
        known = self._entries.get(surface)
        if known is None:
            known = _read_entry(surface, token.details)
            self._entries[surface] = known
        return known


@cache
def load_lexicon() -> Lexicon:
    """The dictionary, loaded once; it keeps what it has looked up.

    Raises:
        InputError: its package is not installed.
    """
    try:
        import lindera
    except ImportError as error:
        raise InputError(
            "the dictionary is not installed (lindera-python-cc-cedict)",
            hint="install it with pip",
        ) from error
    return Lexicon(
        lindera.Tokenizer(lindera.load_dictionary("embedded://cc-cedict"), mode="normal")
    )


def _read_entry(surface: str, details: list[str]) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """(simplified, pinyin, senses) from a token's details.

    The four first are grammar, unused; then come pinyin, traditional, simplified and the
    senses, joined by slashes but cut at their commas.
    """
    if len(details) < 8 or details[4] == "*":
        return surface, (), ()
    senses = ",".join(details[7:]).split("/")
    kept = tuple(sense.strip() for sense in senses if sense.strip() and sense[:3] != "CL:")
    return details[6], tuple(details[4].split()), kept


_LATIN = re.compile(r"[a-z][a-z'’-]*")
# Chinese with its reading inside a sense, and what a sense's brackets say of grammar.
_ASIDE = re.compile(r"\S*\[[^\]]*\]|\b(?:abbr|variant|CL|sb|sth|lit|fig|idiom|also|see)\b\.?")
_BRACKETS = re.compile(r"\([^)]*\)")
_LEADING = re.compile(r"^(?:to|a|an|the) ")
_LONG_SENSE = 40
_TONE = re.compile(r"[1-5]")
_POINTER = re.compile(r"(?:variant of|see|see also|abbr\. for) ([^\s|\[]+)")
