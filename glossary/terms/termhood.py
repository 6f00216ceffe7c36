"""How much a candidate looks like a term: what the Chinese text alone says of it.

Sources of the measures: C-value (Frantzi, Ananiadou and Mima 2000), weirdness (Ahmad et
al. 1999), branching entropy (Jin and Tanaka-Ishii 2006). None of them decides; a model
read from a file weighs them together (``ranking.py``).
"""

from __future__ import annotations

import itertools
import math
from bisect import bisect_left
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from corpora.arrays import Floats, Integers
from corpora.language.chinese import Segmenter
from corpora.language.han import has_han
from corpora.language.wordlists import word_groups
from glossary.links.renderings import Occurrences
from glossary.prepared import Prepared
from glossary.terms import tagging
from glossary.terms.candidates import function_words
from glossary.terms.categories import is_titled_name
from glossary.terms.rivals import nested_terms

FEATURES = (
    "log_count",
    "chars",
    "words",
    "one_word",
    "known",  # the segmenter's dictionary has it
    "log_frequency",  # in general Chinese, of the whole where known, else of its rarest word
    "weirdness",  # log ratio of its words' share here to their share in general Chinese
    "cohesion",  # log ratio of its share here to what its words would have by chance
    "entropy_before",  # branching entropy of the characters before it, nats
    "entropy_after",
    "clean_before",  # share of occurrences after punctuation, a line's start, a function word
    "clean_after",
    "noun_before",  # share of occurrences directly after a noun, as in the tail of a longer name
    "noun_after",
    "stub_before",  # … after a word of one character that is no function word (首 | 版次软件)
    "stub_after",
    "edge_start",  # strength of the word border at its start, 0 to 1
    "edge_end",
    "nested_share",  # count of the commonest longer candidate that holds it, per own count
    "longer_kinds",  # log number of longer candidates that hold it
    "c_value",  # log
    "quoted",  # share of occurrences in quotation marks
    "is_quotation",  # it is one: marks included
    "is_title",  # 《…》
    "has_mark",  # holds a quotation or title and more
    "brackets",
    "digits",
    "latin",
    "has_de",  # 的
    "has_and",  # 与及和或、
    "list_item",  # share of occurrences beside 、
    "whole_line",
    "before_bracket",  # share of occurrences followed by （
    "seldom_start",
    "seldom_end",
    "adverbs",
    "first_noun",
    "first_verb",
    "first_modifier",  # adjective, adverb, locative
    "first_other",  # preposition, numeral, measure, pronoun
    "last_noun",
    "last_verb",
    "last_other",
    "inner_function",  # prepositions, adverbs, pronouns inside
    "verb_object",  # a verb, then a noun: a clause rather than a name
    "name_like",
    "one_character_first",
    "one_character_last",
    "general_tail",  # its last word is among the commonest of general Chinese
    "general_head",
    "generic",  # one word, and a common one
    "inner_verb",  # verbs between the first and the last word
    "whole_phrase",  # share of occurrences that are clean on both sides, of three words or more
    "named_tail",  # ends like the name of an organisation or a plan
    "titled_name",  # a person's name with a title: 辛国斌副部长
    "plain",  # one word of the dictionary, of two characters
    "background",  # how ordinary it is in the user's background corpus, 0 where it is not there
    *tagging.FEATURES,
)
COLUMN = {name: index for index, name in enumerate(FEATURES)}
_FUNCTION_TAGS = frozenset("p c u uj ul uz ud uv r m q y e o mq h zg t".split())
_MODIFIER_TAGS = frozenset(("a", "ad", "b", "d", "f", "s", "z", "vd"))
_NOUN_TAGS = frozenset(
    ("n", "nz", "ns", "nt", "nr", "nrt", "nrfg", "an", "vn", "j", "l", "i", "ng", "g", "k")
)
_ADVERB_TAGS = frozenset(("d", "ad", "vd", "zd"))
_VERB_TAGS = frozenset(("v", "vg", "vi", "vq"))
_NAME_TAGS = frozenset(("ns", "nt", "nr", "nrt", "nrfg", "nz"))
_LISTS = "、"
_PUNCTUATION = frozenset("，。；：！？…、“”《》（）—\n\t\u3000 !?;:,.|-·")


def describe_terms(
    units: Sequence[Prepared],
    occurrences: Occurrences,
    terms: Sequence[str],
    segmenter: Segmenter,
    background: Mapping[str, int] | None = None,
    tagged: Floats | None = None,
) -> Floats:
    """Features of every candidate; shape (terms, features).

    Args:
        units: the whole text.
        occurrences: of every candidate, sorted by unit.
        terms: the candidates, simplified.
        segmenter: for frequencies in general Chinese.
        background: counts of candidates in a corpus of the user's own.
        tagged: what ``tagging.read_tags`` says of them.
    """
    out = np.zeros((len(terms), len(FEATURES)), np.float32)
    if not len(terms):
        return out
    counts = np.bincount(occurrences.term, minlength=len(terms)).astype(np.float64)
    text_chars = sum(len(unit.text) for unit in units) or 1
    out[:, COLUMN["log_count"]] = np.log1p(counts)
    _describe_contexts(out, units, occurrences, counts)
    _describe_nesting(out, terms, counts)
    _describe_words(out, units, occurrences, terms, counts, segmenter, text_chars)
    if tagged is not None:
        out[:, COLUMN[tagging.FEATURES[0]] :][:, : tagged.shape[1]] = tagged
    if background:
        out[:, COLUMN["background"]] = _shares_elsewhere(terms, counts, background)
    return out


def _shares_elsewhere(
    terms: Sequence[str], counts: NDArray[np.float64], background: Mapping[str, int]
) -> NDArray[np.float64]:
    """Log ratio of each term's share of a background corpus to its share here.

    Between -2 and 3, and 2 is added, so that 0 stays free for what is not there at all.
    """
    there = np.array([background.get(term, 0) for term in terms], np.float64)
    total_there, total_here = sum(background.values()) or 1, counts.sum() or 1
    ratio = np.log(np.maximum(there, 0.5) / total_there) - np.log(counts / total_here)
    return np.where(there > 0, np.clip(ratio, -2.0, 3.0) + 2.0, 0.0)


def _describe_contexts(
    out: Floats, units: Sequence[Prepared], occurrences: Occurrences, counts: NDArray[np.float64]
) -> None:
    """What stands around the occurrences, averaged."""
    size = len(occurrences)
    before, after = np.zeros(size, np.int64), np.zeros(size, np.int64)
    facts = {
        name: np.zeros(size, np.float32)
        for name in (
            "clean_before clean_after noun_before noun_after stub_before stub_after edge_start "
            "edge_end quoted list_item whole_line before_bracket"
        ).split()
    }
    start_words = function_words()["never at the end"]
    end_words = function_words()["never at the start"]
    borders = np.searchsorted(occurrences.unit, np.arange(len(units) + 1))
    for number, unit in enumerate(units):
        rows = slice(borders[number], borders[number + 1])
        if rows.start == rows.stop:
            continue
        start, end = occurrences.start[rows], occurrences.end[rows]
        text = f"\n{unit.text}\n"
        codes = np.array([ord(character) for character in text])
        clean = np.array([character in _PUNCTUATION for character in text])
        clean_before, clean_after = clean[:-1].copy(), clean[1:].copy()
        noun_before, noun_after, stub_before, stub_after = np.zeros((4, len(text)), bool)
        for (a, b), tag in zip(itertools.pairwise(unit.words.starts), unit.words.tags, strict=True):
            word = unit.text[a:b]
            noun_before[b] = noun_after[a] = tag in _NOUN_TAGS
            stub_before[b] = stub_after[a] = b - a == 1 and has_han(word)
            if word in start_words:
                clean_before[b] = True
            if word in end_words:
                clean_after[a] = True
        before[rows], after[rows] = codes[start], codes[end + 1]
        facts["clean_before"][rows] = clean_before[start]
        facts["clean_after"][rows] = clean_after[end]
        facts["noun_before"][rows] = noun_before[start]
        facts["noun_after"][rows] = noun_after[end]
        facts["stub_before"][rows] = stub_before[start] & ~clean_before[start]
        facts["stub_after"][rows] = stub_after[end] & ~clean_after[end]
        edges = np.minimum(unit.words.edges, 2.0) / 2.0
        facts["edge_start"][rows] = edges[start]
        facts["edge_end"][rows] = edges[end]
        facts["quoted"][rows] = (codes[start] == ord("“")) & (codes[end + 1] == ord("”"))
        facts["list_item"][rows] = (codes[start] == ord(_LISTS)) | (codes[end + 1] == ord(_LISTS))
        facts["before_bracket"][rows] = codes[end + 1] == ord("（")
        stripped = len(unit.text.strip(" \u3000。：:#"))
        facts["whole_line"][rows] = (end - start) >= stripped
    facts["whole_phrase"] = facts["clean_before"] * facts["clean_after"]
    for name, values in facts.items():
        out[:, COLUMN[name]] = np.bincount(
            occurrences.term, weights=values, minlength=len(out)
        ) / np.maximum(counts, 1)
    out[:, COLUMN["entropy_before"]] = _entropy(occurrences.term, before, len(out))
    out[:, COLUMN["entropy_after"]] = _entropy(occurrences.term, after, len(out))


def _entropy(term: Integers, neighbour: Integers, terms: int) -> NDArray[np.float64]:
    """Entropy of the neighbours of every term, in nats; a line's edge counts as ever new."""
    key, counts = np.unique(term * 0x110000 + neighbour, return_counts=True)
    owner = key // 0x110000
    total = np.bincount(owner, weights=counts, minlength=terms)
    share = counts / total[owner]
    plain = np.bincount(owner, weights=-share * np.log(share), minlength=terms)
    edge = (key % 0x110000) == ord("\n")
    bonus = np.bincount(
        owner, weights=np.where(edge & (counts > 1), share * np.log(counts), 0.0), minlength=terms
    )
    return np.asarray(plain + bonus, np.float64)


def _describe_nesting(out: Floats, terms: Sequence[str], counts: NDArray[np.float64]) -> None:
    outer, inner = nested_terms(terms)
    kinds = np.bincount(inner, minlength=len(terms))
    held = np.bincount(inner, weights=counts[outer], minlength=len(terms))
    largest = np.zeros(len(terms))
    np.maximum.at(largest, inner, counts[outer])
    out[:, COLUMN["nested_share"]] = np.minimum(largest / np.maximum(counts, 1), 1.0)
    out[:, COLUMN["longer_kinds"]] = np.log1p(kinds)
    own = counts - np.where(kinds > 0, held / np.maximum(kinds, 1), 0.0)
    sizes = np.array([len(term) for term in terms])
    out[:, COLUMN["c_value"]] = np.log1p(np.maximum(own, 0) * np.log2(1 + sizes))


def _describe_words(
    out: Floats,
    units: Sequence[Prepared],
    occurrences: Occurrences,
    terms: Sequence[str],
    counts: NDArray[np.float64],
    segmenter: Segmenter,
    text_chars: int,
) -> None:
    here: dict[str, int] = {}
    for unit in units:
        for word in unit.chinese_words:
            here[word] = here.get(word, 0) + 1
    words_here = sum(here.values()) or 1
    general = {word: segmenter.log_frequency(word) for word in here}
    first_row = np.full(len(terms), -1, np.int64)
    first_row[occurrences.term[::-1]] = np.arange(len(occurrences))[::-1]
    seldom = (
        function_words()["seldom at the start"],
        function_words()["seldom at the end"],
    )
    cues = word_groups("categories")
    tails = tuple(sorted(cues["organisations"] | cues["plans"]))
    rows: list[list[float]] = []
    values: dict[str, float] = {}
    for row, term in enumerate(terms):
        place = int(first_row[row])
        unit = units[int(occurrences.unit[place])]
        start, end = int(occurrences.start[place]), int(occurrences.end[place])
        words, tags = _words_within(unit, start, end, segmenter)
        values = _word_features(term, words, tags, seldom)
        own = [general[w] if w in general else segmenter.log_frequency(w) for w in words]
        known = segmenter.is_known(term)
        share = math.log(counts[row] / words_here)
        # The dictionary has whole phrases as words: 积极参与, 稳步增长.
        values["adverbs"] += sum(
            len(w) == 4 and segmenter.tag(w[:2]) in _ADVERB_TAGS for w in words
        )
        values["known"] = float(known)
        values["log_frequency"] = segmenter.log_frequency(term) if known else min(own)
        strange = [
            math.log(max(here.get(w, 1), 1) / words_here) - f
            for w, f in zip(words, own, strict=True)
        ]
        values["weirdness"] = sum(strange) / len(strange)
        by_chance = sum(math.log(max(here.get(w, 1), 1) / words_here) for w in words)
        values["cohesion"] = (share - by_chance) / len(words) if len(words) > 1 else 0.0
        values["general_tail"] = float(own[-1] > _COMMON)
        values["general_head"] = float(own[0] > _COMMON)
        values["generic"] = float(known and len(words) == 1 and own[0] > RATHER_COMMON)
        values["plain"] = float(known and len(words) == 1 and len(term) == 2)
        values["named_tail"] = float(len(words) > 1 and term.endswith(tails))
        values["titled_name"] = float(is_titled_name(term))
        rows.append(list(values.values()))
    # Every term has the same names, in the same order.
    out[:, [COLUMN[name] for name in values]] = rows
    out[out[:, COLUMN["words"]] < _WORDS_OF_A_PHRASE, COLUMN["whole_phrase"]] = 0.0


# Two words are clean on both sides by chance.
_WORDS_OF_A_PHRASE = 3
# Log share of about the 1,500 commonest words of jieba's dictionary.
_COMMON = -8.6
# … and of about the 10,000 commonest.
RATHER_COMMON = -10.9


def _words_within(
    unit: Prepared, start: int, end: int, segmenter: Segmenter
) -> tuple[list[str], list[str]]:
    """Words of a stretch and their tags; a word that sticks out is cut off at the border."""
    starts = unit.words.starts
    index = bisect_left(starts, start)
    words, tags = [], []
    if index >= len(starts) or starts[index] != start:
        stop = min(starts[index] if index < len(starts) else end, end)
        words.append(unit.text[start:stop])
        tags.append(segmenter.tag(words[-1]))
        start = stop
    while start < end:
        stop = min(starts[index + 1], end)
        word = unit.text[start:stop]
        words.append(word)
        tags.append(unit.words.tags[index] if stop == starts[index + 1] else segmenter.tag(word))
        start, index = stop, index + 1
    return words, tags


def _word_features(
    term: str, words: Sequence[str], tags: Sequence[str], seldom: tuple[frozenset[str], ...]
) -> dict[str, float]:
    first, last = tags[0], tags[-1]
    verbs = [tag in _VERB_TAGS for tag in tags]
    plain = [word for word in words if word not in _PUNCTUATION]
    return {
        "chars": float(len(term)),
        "words": float(len(words)),
        "one_word": float(len(words) == 1),
        "is_quotation": float(term[0] == "“" and term[-1] == "”"),
        "is_title": float(term[0] == "《" and term[-1] == "》"),
        "has_mark": float(
            ("“" in term[1:] or "《" in term[1:]) or (term[-1] not in "”》" and term[0] in "“《")
        ),
        "brackets": float("（" in term),
        "digits": float(any(character.isdigit() for character in term)),
        "latin": float(any(character.isascii() and character.isalpha() for character in term)),
        "has_de": float("的" in term),
        "has_and": float(any(mark in term for mark in "与及和或、")),
        "seldom_start": float(words[0] in seldom[0]),
        "seldom_end": float(len(words) > 1 and words[-1] in seldom[1]),
        "adverbs": float(sum(tag in _ADVERB_TAGS for tag in tags)),
        "first_noun": float(first in _NOUN_TAGS),
        "first_verb": float(first in _VERB_TAGS),
        "first_modifier": float(first in _MODIFIER_TAGS),
        "first_other": float(first in _FUNCTION_TAGS),
        "last_noun": float(last in _NOUN_TAGS),
        "last_verb": float(last in _VERB_TAGS),
        "last_other": float(last in _FUNCTION_TAGS or last in _MODIFIER_TAGS),
        "inner_function": float(sum(tag in _FUNCTION_TAGS or tag == "d" for tag in tags[1:-1])),
        "inner_verb": float(sum(verbs[1:-1])),
        "verb_object": float(verbs[0] and len(tags) > 1 and tags[-1] in _NOUN_TAGS),
        "name_like": float(any(tag in _NAME_TAGS for tag in tags)),
        "one_character_first": float(len(plain) > 1 and len(plain[0]) == 1),
        "one_character_last": float(len(plain) > 1 and len(plain[-1]) == 1),
    }
