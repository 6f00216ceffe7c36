"""What English stretches look like: where a phrase may begin and end, and what it holds.

Without a parser: capitals, function words, marks, and words that the text itself keeps
together tell a whole phrase from a cut one ("provident fund | scheme") and from one that
has taken in its neighbours ("consulting the Exchange Fund Advisory Committee").
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from corpora.arrays import Floats, Integers
from corpora.language.english import Token
from corpora.language.stems import lemma
from corpora.language.wordlists import word_groups
from glossary.links.runs import Runs, in_run

FACTS = (
    "content_words",
    "capitals",  # share of its words with a capital
    "half_cut",  # borders on a hyphen: half of a compound word
    "inner_stops",  # function words that join nouns inside (of, and, for …)
    "inner_breaks",  # other function words inside (the, is, to, which …)
    "inner_marks",  # commas, quotation marks and the like inside, but for those of "a, b and c"
    "inner_brackets",
    "clean_start",  # a function word, a mark or the edge of the text stands before it
    "clean_end",
    "cut_before_of",  # "certificate | of indebtedness"
    "name_cut",  # capitals go on beyond its ends
    "odd_start",  # small letter first, capitals next: "hold the Fintech Scheme"
    "odd_end",
    "bound_cut",  # how strongly the text binds its border words to the words beyond them
    "participle_start",  # -ing
    "participle_end",  # -ed
    "verb_start",  # a verb (the list english_words) as it stands, in -s or in -ing
    "inner_verbs",
    "modifier_end",  # an adjective or adverb: "global financial regulatory"
    "general_start",  # a modifier of no field, per word: "new initiative"
    "general_end",  # a noun of no field, per word: "risk level"
    "general_words",  # share of its words that are of no field: "key function"
    "log_repeats",  # log of how often the text has it
    "first_extra",  # how much oftener the text has it without its first word
    "last_extra",
    "grows_before",  # share of its places in which the same word stands before it
    "grows_after",
)
_JOINING = frozenset(("of", "and", "for", "in", "on", "with", "&", "or"))
_LINKING = frozenset(("of", "for", "and", "on"))

Bonds = Mapping[tuple[str, str], float]
_ADJECTIVE = re.compile(r"..+(?:al|ive|ous|ic|ary|ory|able|ible|ful|less|ly)")


@lru_cache(maxsize=1)
def _verb_forms() -> frozenset[str]:
    groups = word_groups("english_words")
    forms = set()
    for verb in groups["verbs"]:
        stem = verb[:-1] if verb.endswith("e") and not verb.endswith("ee") else verb
        forms |= {verb, f"{verb}s", f"{stem}ing", f"{verb}{verb[-1]}ing"}
        forms.add(f"{verb[:-1]}ies" if verb.endswith("y") else f"{verb}es")
    return frozenset(forms - groups["not verbs"])


def is_verb(word: str) -> bool:
    """Whether a small-letter word is a verb as it stands or in -s, and no noun as well.

    >>> [is_verb(word) for word in ("launches", "banking", "plans", "Launches")]
    [True, False, False, False]
    """
    return word in _verb_forms() and not word.endswith("ing")


@lru_cache(maxsize=100_000)
def _is_modifier(word: str) -> bool:
    """Whether a small-letter word cannot end a noun phrase, by its ending or by the list.

    >>> [_is_modifier(word) for word in ("regulatory", "financial", "capital", "high", "risk")]
    [True, True, False, True, False]
    """
    groups = word_groups("english_words")
    if word in groups["adjectives"]:
        return True
    return bool(_ADJECTIVE.fullmatch(word)) and word not in groups["nouns"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What a text does with its English words: ``bonds`` of neighbours, counts of ``runs``."""

    bonds: Bonds
    runs: Runs


def read_usage(texts: Iterable[Sequence[Token]]) -> Usage:
    """How the English of some units uses its words."""
    texts = list(texts)
    return Usage(bonds=bind_words(texts), runs=Runs(texts))


def bind_words(texts: Iterable[Sequence[Token]]) -> dict[tuple[str, str], float]:
    """How strongly two neighbouring content words belong together (Dice), by their lemmas.

    Only pairs that occur twice or more; 0 to 1.
    """
    single: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for tokens in texts:
        words = [lemma(t.text) if t.kind in ("word", "number") else "" for t in tokens]
        single.update(words)
        pairs.update(itertools.pairwise(words))
    return {
        (a, b): 2 * count / (single[a] + single[b])
        for (a, b), count in pairs.items()
        if count > 1 and a and b
    }


class Phrases:
    """Keys and facts of the stretches of one unit's English.

    Args:
        tokens: of the unit.
        usage: of the text around.
    """

    def __init__(self, tokens: Sequence[Token], usage: Usage) -> None:
        kinds = np.array([token.kind for token in tokens])
        words = [token.text.lower() for token in tokens]
        self._lemmas = [lemma(token.text) if in_run(token) else "" for token in tokens]
        self._is_content = np.isin(kinds, ("word", "number"))
        self._runs = usage.runs.of([word for word in self._lemmas if word])
        is_run = np.array([bool(word) for word in self._lemmas], dtype=bool)
        self._word_at = np.concatenate([[0], np.cumsum(is_run)])
        of_words = self._is_content[is_run]
        # For every word the next content word from it on, and the last one before it.
        numbers = np.arange(len(of_words))
        self._next = np.append(
            np.minimum.accumulate(np.where(of_words, numbers, len(numbers))[::-1])[::-1],
            len(numbers),
        ).astype(np.int64)
        self._previous = np.maximum.accumulate(
            np.append(-1, np.where(of_words, numbers, -1))
        ).astype(np.int64)
        is_word = kinds == "word"
        upper = np.array([token.text[:1].isupper() for token in tokens], dtype=bool) & is_word
        after_mark = np.concatenate([[True], kinds[:-1] == "mark"])
        inner_capital = np.array([any(map(str.isupper, t.text[1:])) for t in tokens], dtype=bool)
        # At the start of a sentence a capital says nothing.
        self._capital = upper & (~after_mark | inner_capital)
        self._small = is_word & ~upper
        is_stop = kinds == "stop"
        joins = is_stop & np.array([word in _JOINING for word in words], dtype=bool)
        after_join = np.concatenate([[False], joins[:-1]])
        article = np.array([word in ("the", "a", "an") for word in words], dtype=bool)
        joins |= article & after_join
        brackets = np.array([word in ("(", ")", "（", "）") for word in words], dtype=bool)
        verbs = _verb_forms()
        self._verb = np.array([word in verbs for word in words], dtype=bool) & ~self._capital
        self._modifier = np.array([_is_modifier(word) for word in words], dtype=bool)
        self._modifier &= ~self._capital
        groups = word_groups("english_words")
        modifiers, nouns = groups["general modifiers"], groups["general nouns"]
        self._general_modifier = self._small & [word in modifiers for word in words]
        self._general_noun = self._small & [word in nouns for word in self._lemmas]
        counted = (
            self._general_modifier | self._general_noun,
            self._is_content,
            upper,
            joins,
            is_stop & ~joins,
            np.isin(kinds, ("soft", "mark")) & ~brackets,
            brackets,
            self._verb,
        )
        self._running = np.zeros((len(counted), len(tokens) + 1), np.int64)
        np.cumsum(np.array(counted), axis=1, out=self._running[:, 1:])
        places = np.arange(1, len(tokens) + 1)
        comma = np.array([word == "," for word in words], dtype=bool)
        last_join = np.array([word in ("and", "or") for word in words], dtype=bool)
        self._commas = np.concatenate([[0], np.cumsum(comma)])
        self._comma_at = np.concatenate([[0], np.maximum.accumulate(places * comma)])
        self._join_at = np.concatenate([[0], np.maximum.accumulate(places * last_join)])
        edge = np.array([True])
        opens = ~self._is_content & (kinds != "hyphen")
        self._clean = np.concatenate([edge, opens, edge])
        self._hyphen = np.concatenate([[False], kinds == "hyphen", [False]])
        self._is_of = np.array([word == "of" for word in words] + [False], dtype=bool)
        linking = np.array([word in _LINKING for word in words], dtype=bool)
        self._name_border = _name_borders(self._capital, linking, kinds == "hyphen")
        self._bond = np.array(
            [0.0, *[usage.bonds.get(pair, 0.0) for pair in itertools.pairwise(self._lemmas)], 0.0],
            np.float32,
        )
        self._ing = np.array([word.endswith("ing") for word in words], dtype=bool) & ~upper
        self._ed = np.array([word.endswith("ed") for word in words], dtype=bool) & ~upper

    def key(self, first: int, last: int) -> str:
        """The lemmas of a stretch, hyphens and marks left out."""
        return " ".join([word for word in self._lemmas[first:last] if word])

    def facts(self, first: Integers, last: Integers) -> Floats:
        """The columns of ``FACTS`` for stretches from ``first`` up to ``last``."""
        general, content, upper, joins, breaks, marks, brackets, verbs = (
            self._running[:, last] - self._running[:, first]
        )
        # Commas of an enumeration that ends in "and" inside the stretch are part of it.
        comma_at, join_at = self._comma_at[last], self._join_at[last]
        is_list = (comma_at > first) & (join_at > comma_at)
        marks = marks - np.where(is_list, self._commas[last] - self._commas[first], 0)
        capital, small, end = self._capital, self._small, last - 1
        others = np.maximum(content - 1, 1)
        mostly = (content > 1) & ((upper - capital[first]) >= 0.5 * others)
        mostly_before = (content > 1) & ((upper - capital[end]) >= 0.5 * others)
        columns = [
            content,
            upper / np.maximum(content, 1),
            self._hyphen[first].astype(int) + self._hyphen[last + 1],
            joins,
            breaks,
            marks,
            brackets,
            self._clean[first],
            self._clean[last + 1],
            self._is_of[last],
            self._name_border[first] + self._name_border[last],
            small[first] & mostly,
            small[end] & mostly_before,
            np.maximum(self._bond[first], self._bond[last]),
            self._ing[first],
            self._ed[end],
            self._verb[first],
            verbs - self._verb[first],
            self._modifier[end],
            self._general_modifier[first] / np.maximum(content, 1),
            self._general_noun[end] / np.maximum(content, 1),
            general / np.maximum(content, 1),
            *self._repetition(first, last),
        ]
        return np.stack([np.asarray(column, np.float32) for column in columns], axis=1)

    def _repetition(self, first: Integers, last: Integers) -> tuple[NDArray[np.float64], ...]:
        """The five last of ``FACTS``."""
        a, b = self._word_at[first], self._word_at[last]
        count = self._runs.count
        own = np.maximum(count(a, b), 1)
        # Without the first content word and the function words after it; without the last.
        shorter = count(self._next[np.minimum(a + 1, len(self._next) - 1)], b)
        cut = count(a, self._previous[np.maximum(b - 1, 0)] + 1)
        # With the content word before it, over at most one function word; with the one after.
        before, after = self._previous[a], self._next[b]
        size = len(self._next) - 1
        longer = count(np.where((before >= 0) & (a - before <= 2), before, b), b)
        further = count(a, np.where((after < size) & (after - b < 2), after + 1, a))
        return (
            np.log(own),
            1 - own / np.maximum(shorter, own),
            1 - own / np.maximum(cut, own),
            np.maximum(longer - 1, 0) / own,
            np.maximum(further - 1, 0) / own,
        )


def _name_borders(
    capital: NDArray[np.bool_], linking: NDArray[np.bool_], hyphen: NDArray[np.bool_]
) -> Floats:
    """For every border between tokens, whether it cuts a name: 1 beside it, .5 before "of"."""
    size = len(capital)
    borders = np.zeros(size + 1, np.float32)
    if size > 1:
        borders[1:size] = capital[:-1] & capital[1:]
    if size > 2:
        over = capital[:-2] & capital[2:]
        through = np.where(linking[1:-1], 0.5, np.where(hyphen[1:-1], 1.0, 0.0)) * over
        borders[1 : size - 1] = np.maximum(borders[1 : size - 1], through)
        borders[2:size] = np.maximum(borders[2:size], through)
    return borders
