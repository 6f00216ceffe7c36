"""English words run together (*theworld*, *newenergy*), told from long words by use."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from corpora.language.encoders.use import load_piece_counter
from corpora.units import Span

_WORD = re.compile(r"(?<![\w@./’'-])[A-Za-z]{4,}(?![\w@/’'-])")
_ANY_WORD = re.compile(r"[A-Za-z]+")
# "the", "of" and "and" begin hardly any English word that the vocabulary lacks.
_LEADING = frozenset(["the", "of", "and", "which", "these", "their", "have", "this", "that"])
_TRAILING = frozenset(["the", "their", "which", "this", "that", "these", "have", "has"])
# These make new words at will: cybersecurity, counterterrorist, overestimated.
_PREFIXES = frozenset(
    [
        *("counter", "cyber", "over", "under", "multi", "micro", "macro", "inter", "super", "anti"),
        *("post", "fore", "semi", "self", "mega", "tele", "hydro", "photo", "ultra", "trans"),
        *("extra", "face"),
    ]
)
_NO_GLUE = frozenset(
    [
        *("thereof", "hereof", "whereof", "theres", "andes", "whichever", "whichsoever", "behave"),
        *("behaves", "therein", "thereto", "thereon", "therewith", "offence", "offences"),
        *("offline", "offload", "offshore", "offhand", "offbeat", "offspring", "offsets"),
    ]
)


def find_glued_words(texts: Sequence[str]) -> list[tuple[int, Span, tuple[str, str]]]:
    """Words that are two of this very text without their space.

    A word counts if it is no word of the encoder's own vocabulary, stands only once in the
    texts, and either its halves follow each other elsewhere in the texts, or one half is a
    function word and the other a word that the texts or the vocabulary know.

    Returns:
        For each: the index of its text, its span there, and the two words.
    """
    counts: Counter[str] = Counter()
    bigrams: Counter[tuple[str, str]] = Counter()
    for text in texts:
        words = [word.lower() for word in _ANY_WORD.findall(text)]
        counts.update(words)
        bigrams.update(pairwise(words))
    rare = [word for word in counts if counts[word] <= 2 and len(word) >= 4]
    known = _Vocabulary()
    strange = {word for word in rare if not known.holds(word)}
    found = []
    for index, text in enumerate(texts):
        for match in _WORD.finditer(text):
            word = match[0].lower()
            # A capital inside is a name (iPhone), all capitals an abbreviation.
            if word in strange and match[0][1:].islower():
                parts = _parts(word, counts, bigrams, known)
                if parts:
                    size = len(parts[0])
                    shown = (match[0][:size], match[0][size:])
                    found.append((index, match.span(), shown))
    return found


def _parts(
    word: str, counts: Counter[str], bigrams: Counter[tuple[str, str]], known: _Vocabulary
) -> tuple[str, str] | None:
    best: tuple[int, tuple[str, str]] | None = None
    for cut in range(2, len(word) - 1):
        left, right = word[:cut], word[cut:]
        score = 0
        if (
            bigrams[left, right] >= 3
            and min(len(left), len(right)) >= 4
            and _are_words(left, right, counts)
        ):
            score = 1000 + bigrams[left, right]
        elif left in _LEADING and len(right) >= 4 and _is_word(right, counts, known):
            score = 10 + len(right)
        elif right in _TRAILING and len(left) >= 2 and counts[left] >= 2:
            score = 5 + len(left)
        if score and (best is None or score > best[0]):
            best = (score, (left, right))
    return best[1] if best and word not in _NO_GLUE else None


def _are_words(left: str, right: str, counts: Counter[str]) -> bool:
    return counts[left] >= 3 and counts[right] >= 3 and left not in _PREFIXES


def _is_word(word: str, counts: Counter[str], known: _Vocabulary) -> bool:
    return counts[word] >= 1 and known.holds(word)


_piece_counter = cache(load_piece_counter)


class _Vocabulary:
    """The English words that the sentence encoder's tokenizer holds whole.

    Where its package is missing nothing is known, and nothing is ever strange. It is loaded
    (1 s) when the first word is asked for.
    """

    def holds(self, word: str) -> bool:
        """Whether a lower-case word, or its form with a capital, is one piece."""
        pieces = _piece_counter()
        if pieces is None:
            return True
        return any(pieces(form) <= 1 for form in (word, word.capitalize()))
