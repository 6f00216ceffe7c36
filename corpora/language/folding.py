"""Text as a search sees it: simplified, in lower case, English words without their endings.

Every Chinese character is a token, so that Chinese is found without knowing its words; so is
every run of other letters and digits, reduced to a key that its inflected forms share.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from corpora.language.han import HAN_RANGES
from corpora.language.scripts import simplify
from corpora.language.stems import american, stem
from corpora.language.wordlists import word_lines

# Names of programming languages: signs that make another word of a letter or two.
_SIGNED = r"(?<![A-Za-z0-9])[A-Za-z]{1,2}(?:\+\+|#)(?![\w#+])"
_TOKEN = re.compile(
    rf"[{HAN_RANGES}]|{_SIGNED}|[^\W_{HAN_RANGES}]+(?:['’](?=[A-Za-z])[^\W_{HAN_RANGES}]+)?"
)


def tokens(text: str) -> list[str]:
    """The tokens of a text.

    >>> tokens("發展新質生產力，Industries grew")
    ['发', '展', '新', '质', '生', '产', '力', 'industry', 'grow']
    >>> tokens("C++或c#") == tokens("C or c"), tokens("C++") == tokens("c++")
    (False, True)
    """
    return [_key(word) for word in _TOKEN.findall(simplify(text))]


def located(text: str) -> list[tuple[str, int, int]]:
    """The tokens of a text with where they stand in it."""
    return [
        (_key(found.group()), found.start(), found.end())
        for found in _TOKEN.finditer(simplify(text))
    ]


@lru_cache(maxsize=200_000)
def _key(token: str) -> str:
    if not token.isascii():
        # The index's own tables of letters end before the later extensions of Unicode.
        return token if len(token) > 1 or ord(token) < 0x20000 else f"u{ord(token):x}"
    if token[-1] in "+#":
        # The index knows letters and digits only.
        return token.lower().replace("+", "plus").replace("#", "sharp")
    return english_key(token)


def english_key(word: str) -> str:
    """What an English word's forms and spellings have in common.

    >>> {english_key(w) for w in ("plan", "plans", "planned", "planning")}
    {'plan'}
    >>> {english_key(w) for w in ("make", "makes", "made", "making")}
    {'make'}
    >>> english_key("policies") == english_key("policy"), english_key("was") == english_key("be")
    (True, True)
    """
    word = american(word.removesuffix("'s").removesuffix("’s"))
    return stem(_loose().get(word, word))


@cache
def _loose() -> dict[str, str]:
    return {form: base for base, *forms in word_lines("irregular")["loose"] for form in forms}
