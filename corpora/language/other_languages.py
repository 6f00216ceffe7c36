"""Languages that are neither Chinese nor English, told by their letters or their short words."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from corpora.language.english import stop_words
from corpora.language.han import count_han
from corpora.language.wordlists import word_groups

# Letters that one language, or one family of them, alone uses.
_SCRIPTS = {
    "Japanese": re.compile("[\u3041-\u3096\u30a1-\u30fa\u30fc\uff66-\uff9d]"),
    "Korean": re.compile("[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]"),
    "Russian": re.compile("[\u0400-\u052f]"),
    "Arabic": re.compile("[\u0600-\u06ff\u0750-\u077f]"),
    "Thai": re.compile("[\u0e00-\u0e7f]"),
    "Hindi": re.compile("[\u0900-\u097f]"),
    "Greek": re.compile("[\u0370-\u03ff]"),
    "Hebrew": re.compile("[\u0590-\u05ff]"),
}
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_LETTER = re.compile(r"[^\W\d_]")
# A shop's の is no Japanese: so many letters, and so large a share of all. Chosen by eye.
_FEW_LETTERS, _LETTER_SHARE = 3, 0.2
# So many short words, so much more than English ones, and so large a share of all words.
_FEW_WORDS, _WORD_SHARE = 2, 0.2
_MOST_CHARACTERS = 2_000


def other_language(text: str) -> str:
    """The language of a text, if it is plainly neither Chinese nor English; else empty.

    A quotation or a name in another language makes no text of that language.

    >>> other_language("Il est entré dans la maison avec sa sœur."), other_language("優の良品")
    ('French', '')
    >>> other_language("この道は駅へ続く。"), other_language("They met in La Paz on the 3rd.")
    ('Japanese', '')
    """
    text = text[:_MOST_CHARACTERS]
    if not text.isascii():
        letters = len(_LETTER.findall(text))
        for name, script in _SCRIPTS.items():
            found = len(script.findall(text))
            if found >= _FEW_LETTERS and found >= _LETTER_SHARE * letters:
                return name
        if 2 * count_han(text) >= len(_WORD.findall(text)):
            return ""
    return _by_words(text)


def _by_words(text: str) -> str:
    written = _WORD.findall(text)
    if 2 * sum(map(str.islower, written)) < len(written):
        return ""  # names are full of de, la and van
    words = [word.lower().replace("’", "'") for word in written]
    english = sum(map(stop_words().__contains__, words))
    known = _short_words()
    hits = Counter(name for word in words if word in known for name in known[word])
    if not hits:
        return ""
    name, most = max(hits.items(), key=lambda one: (one[1], one[0]))
    enough = most >= _FEW_WORDS and most >= _WORD_SHARE * len(words)
    return name.title() if enough and most > 2 * english else ""


@cache
def _short_words() -> dict[str, list[str]]:
    """The languages that have each short word; those of English are left out."""
    known: dict[str, list[str]] = {}
    for name, some in word_groups("other_languages").items():
        for word in some - stop_words():
            known.setdefault(word, []).append(name)
    return known
