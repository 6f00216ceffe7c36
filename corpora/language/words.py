"""Content words of a segment, and what else both languages would write alike.

Every word has *keys*: strings that a translation of it is likely to share. A Chinese
word's keys are the stems of its dictionary senses and its reading; an English word's key
is its stem; numbers and Latin words are keys as they stand. Where no key is shared, the
senses themselves can still be alike to a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpora.language.han import has_han
from corpora.language.lexicon import Lexicon
from corpora.language.stems import taught_stem
from corpora.language.wordlists import word_groups

_ENGLISH_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_DIGITS = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class ContentWord:
    """A content word: the form by which it is counted and encoded, and its keys.

    ``senses`` are what the dictionary has for a Chinese word, in English.
    """

    form: str
    keys: tuple[str, ...]
    senses: tuple[str, ...] = ()


class WordReader:
    """Finds the content words of segments, each form looked up once."""

    def __init__(
        self,
        lexicon: Lexicon,
        terms: Sequence[tuple[str, str]] = (),
        links: Sequence[tuple[str, str]] = (),
    ) -> None:
        """What counts as entries of the dictionary, beside it.

        Args:
            lexicon: the dictionary.
            terms: (Chinese, English) pairs, found wherever they stand.
            links: (Chinese, English) forms of content words.
        """
        self._lexicon = lexicon
        self._terms = {chinese: _Terms([pair[not chinese] for pair in terms], chinese=chinese)
                       for chinese in (True, False)}  # fmt: skip
        self._known: dict[str, ContentWord] = {}
        self._links: tuple[dict[str, tuple[str, ...]], ...] = ({}, {})
        for number, link in enumerate(links):
            for form, own in zip(link, self._links, strict=True):
                own[form] = (*own.get(form, ()), f"={number}")
        stop_words = word_groups("stop_words")
        self._stop = {True: stop_words["taught chinese"], False: stop_words["taught english"]}

    def read(self, text: str, *, chinese: bool) -> list[ContentWord]:
        """The content words of a text in order. Chinese text is expected simplified."""
        words = list(self._read_chinese(text) if chinese else self._read_english(text))
        return words + self._terms[chinese].find(text)

    def cut(self, text: str) -> list[str]:
        """Chinese text cut into the dictionary's words; joined they are the text."""
        return self._lexicon.cut(text)

    def _read_english(self, text: str) -> Iterator[ContentWord]:
        stop = self._stop[False]
        for word in _ENGLISH_WORD.findall(text):
            form = word.lower().replace("’", "'").removesuffix("'s")
            if form in stop or not form:
                continue
            # Only a capitalised word can be a name that Chinese would read alike.
            cased = form.capitalize() if word[0].isupper() else form
            known = self._known.get(cased)
            if known is None:
                known = self._known[cased] = ContentWord(
                    form, (*_english_keys(cased), *self._links[1].get(form, ()))
                )
            yield known

    def _read_chinese(self, text: str) -> Iterator[ContentWord]:
        stop = self._stop[True]
        before = ""
        for form in self._lexicon.cut(text):
            if form in stop or _DIGITS.search(form):
                before = ""
                continue
            if has_han(form):
                known = self._known.get(form)
                if known is None:
                    known = self._known[form] = ContentWord(
                        form, self._chinese_keys(form), self._lexicon.short_senses(form)
                    )
                yield known
                if len(form) == 1:
                    # Given names are not in the dictionary, and come as single characters.
                    if before:
                        name = self._lexicon.reading(before) + self._lexicon.reading(form)
                        yield ContentWord(before + form, ("~" + name,))
                    before = form
                else:
                    before = ""
            elif _LATIN.fullmatch(form):
                before = ""
                yield ContentWord(form.lower(), _english_keys(form.capitalize()))

    def _chinese_keys(self, form: str) -> tuple[str, ...]:
        glosses = sorted(self._lexicon.glosses(form))
        return (*glosses, "~" + self._lexicon.reading(form), *self._links[0].get(form, ()))


class _Terms:
    """Finds terms in texts; the key of a term is its number."""

    def __init__(self, terms: Sequence[str], *, chinese: bool) -> None:
        self._words: dict[str, ContentWord] = {}
        for number, term in enumerate(terms):
            form = term.strip().lower()
            if form:
                known = self._words.get(form, ContentWord(form, ()))
                self._words[form] = ContentWord(form, (*known.keys, f"#{number}"))
        longest_first = sorted(self._words, key=lambda form: (-len(form), form))
        border = "" if chinese else r"\b"
        self._pattern = re.compile(
            "|".join(f"{border}{re.escape(form)}{border}" for form in longest_first), re.IGNORECASE
        )

    def find(self, text: str) -> list[ContentWord]:
        if not self._words:
            return []
        return [self._words[match.group().lower()] for match in self._pattern.finditer(text)]


def _english_keys(form: str) -> tuple[str, ...]:
    parts = form.split("-")
    stems = dict.fromkeys(taught_stem(part) for part in parts if len(part) > 1 or len(parts) == 1)
    reading = "~" + form.lower().replace("-", "").replace("'", "")
    return (*stems, reading) if form[0].isupper() else tuple(stems)
