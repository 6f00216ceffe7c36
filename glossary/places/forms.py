"""When two wordings are one in another grammatical form."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from corpora.language.english import stop_words
from corpora.language.stems import root

# Endings of nouns that say what verbs say.
_NOUN = re.compile("(?:[ts]ion|ment|[ae]nce|ity)$")
# What makes an adjective of the name of a country: Qatari, Australian, Chinese, Asian.
_OF_A_PLACE = re.compile("i|i?an|ese")
_SHORTEST_NAME = 4
_ADVERB = re.compile("(?<=...)ly$")
# Verbs that make a clause of a term without a word of content.
_COPULAS = frozenset(("remain", "become", "stay", "keep"))
# Function words that say something: "supply and industrial chains" are two.
_JOINERS = frozenset(("and", "or", "not", "non", "without", "no", "&", ","))


def same_but_form(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two wordings are one, as a noun and as a verb, adjective or clause.

    Both are the keys of ``wording_units``. One, too, are those that differ but in articles and
    prepositions ("processing of data", "processing data"), as a country
    and what is of it ("Qatar", "Qatari"), as a compound and as a verb with its
    object or adverb ("cost control", "control costs"), or in saying it twice.

    Another order of the same words is another wording where an "of" makes it ("development of high
    quality", "chain of industry"), and so is another word before the last ("industry bodies",
    "industrial bodies"). A final e makes another word.
    """
    one, other = _once(one), _once(other)
    return _same_words(one, other) or _same_roots(one, other)


def _once(keys: Sequence[str]) -> Sequence[str]:
    """A wording that stands twice over, as a heading and its sentence may have it, once."""
    half = len(keys) // 2
    return keys[:half] if half and list(keys[:half]) == list(keys[half:]) else keys


def _same_words(one: Sequence[str], other: Sequence[str]) -> bool:
    first, second = (
        [_plain(key) for key in keys if key not in stop_words() or key == "a"]
        for keys in (one, other)
    )
    if not first or not _JOINERS.isdisjoint({*one} ^ {*other}):
        return False
    if len(first) == len(second) and all(
        a == b or _is_of_a_place(a, b) for a, b in zip(first, second, strict=True)
    ):
        return True
    left, right = list(map(root, first)), list(map(root, second))
    is_turned = left != right and sorted(left) == sorted(right)
    return is_turned and "of" not in {*one, *other}


def _plain(key: str) -> str:
    """A word, or the adjective of an adverb; what is an article has no key, "Plan A" has one."""
    return _ADVERB.sub("", key)


def _is_of_a_place(one: str, other: str) -> bool:
    """Whether a word is a country's name, and the other what is of it: Qatar, Qatari."""
    name, adjective = sorted((one, other), key=len)
    stem = name.removesuffix("a")
    return (
        len(name) >= _SHORTEST_NAME
        and adjective.startswith(stem)
        and _OF_A_PLACE.fullmatch(adjective, len(stem)) is not None
    )


def _same_roots(one: Sequence[str], other: Sequence[str]) -> bool:
    first, second = (
        [key for key in keys if key not in stop_words() and key not in _COPULAS]
        for keys in (one, other)
    )
    if not first or sorted(map(root, first)) != sorted(map(root, second)):
        return False
    is_turned = list(map(root, first)) != list(map(root, second))
    if is_turned and "of" in {*one, *other}:
        return False
    left, right = Counter(first) - Counter(second), Counter(second) - Counter(first)
    if not left:
        return _COPULAS.isdisjoint(one) != _COPULAS.isdisjoint(other)
    if any(word + "e" in right or word.removesuffix("e") in right for word in left):
        return False  # a plan is no plane
    return first[-1] != second[-1] or any(all(map(_NOUN.search, side)) for side in (left, right))
