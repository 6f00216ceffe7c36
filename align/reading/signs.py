"""Small signs in the text of a document: quotes, small words, list markers.

All are read once a document; a feature looks them up by segment or by node.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from align.reading.sides import Side
from corpora.arrays import Integers

# --- quotes: are we inside a quotation? ----------------------------------------------------

# How things stand at a node: outside; outside, behind a closing; before an opening; between
# a closing and an opening; inside.
STATES = ("plain", "closed", "opening", "between", "inside")

# A single quote opens only behind a space, a start, a bracket or a dash, and closes only
# behind punctuation; elsewhere it is an apostrophe.
_OPEN = re.compile(r"[“「『]|(?:^|(?<=[\s(（—–\[]))[\"‘'](?=\S)")
_CLOSE = re.compile(r"[”」』]|(?<=[.,!?…—–。！？，;:])[\"’']|(?<=\S)\"(?=\s|$)")
_STARTS = re.compile(r"\s*[“「『\"‘']")
_ENDS = re.compile(r"[”」』\"’']\s*$")

# --- small words that both languages must have: (Chinese, English) -------------------------

SMALL_WORDS: dict[str, tuple[re.Pattern[str], re.Pattern[str]]] = {
    "first_person": (
        re.compile("[我咱]"),
        re.compile(r"\b(?:i|me|my|mine|we|us|our|ours)\b", re.I),
    ),
    "second_person": (re.compile("[你您]"), re.compile(r"\byou(?:r|rs|rself)?\b", re.I)),
    "third_person": (
        re.compile("[他她它]"),
        re.compile(r"\b(?:he|him|his|she|her|hers|it|its|they|them|their)\b", re.I),
    ),
    "negation": (
        re.compile("[不没无未别莫非]"),
        re.compile(
            r"\b(?:no|not|never|none|nothing|nobody|without|neither|nor|cannot)\b|n['’]t\b", re.I
        ),
    ),
}

# --- list markers --------------------------------------------------------------------------

_HAN_ORDINAL = "一二三四五六七八九十"
_CHINESE_MARKER = re.compile(
    rf"\s*(?:第([{_HAN_ORDINAL}])[，、,是]|([{_HAN_ORDINAL}])[是、]"
    rf"|[（(]([{_HAN_ORDINAL}]|\d{{1,2}})[)）]|(\d{{1,2}})[.．、](?!\d))"
)
_ENGLISH_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
)  # fmt: skip
_ENGLISH_MARKER = re.compile(
    rf"\s*(?:(?:the )?({'|'.join(_ENGLISH_ORDINALS)})(?:ly)?\b(?=,| is\b| of all\b)"
    r"|[(（](\d{1,2})[)）]|(\d{1,2})[.)](?!\d))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """The signs of a document of n segments.

    ``quote_states`` are indices into ``STATES`` and ``openings`` counts of opened quotes, one a
    node (n + 1). ``small_words`` say for each kind how many segments before a node have it.
    ``markers`` are the numbers that list markers give the segments, 0 for none.
    ``word_borders`` count the content words before each node.
    """

    quote_states: Integers
    openings: Integers
    small_words: dict[str, Integers]
    markers: list[int]
    word_borders: Integers


def read_signs(side: Side) -> Signs:
    """The signs of a document."""
    states, openings = _read_quotes(side.texts)
    return Signs(
        quote_states=states,
        openings=openings,
        small_words={
            name: _count(pattern[not side.chinese], side.texts)
            for name, pattern in SMALL_WORDS.items()
        },
        markers=[_marker(text, chinese=side.chinese) for text in side.texts],
        word_borders=np.array([0, *accumulate(len(line) for line in side.words)], np.int64),
    )


def _read_quotes(texts: list[str]) -> tuple[Integers, Integers]:
    inside = False
    states, openings = [0], [0]
    for index, text in enumerate(texts):
        if _STARTS.match(text):
            inside = False
        marks = sorted(
            [(match.start(), True) for match in _OPEN.finditer(text)]
            + [(match.start(), False) for match in _CLOSE.finditer(text)]
        )
        if marks:
            inside = marks[-1][1]
        openings.append(openings[-1] + sum(opens for _, opens in marks))
        following = texts[index + 1] if index + 1 < len(texts) else ""
        opens, closes = bool(_STARTS.match(following)), bool(_ENDS.search(text))
        if inside and not opens:
            states.append(STATES.index("inside"))
        else:
            states.append(2 * opens + (closes and not inside))
    return np.array(states, np.int64), np.array(openings, np.int64)


def _count(pattern: re.Pattern[str], texts: list[str]) -> Integers:
    hits = [pattern.search(text) is not None for text in texts]
    return np.concatenate([[0], np.cumsum(hits, dtype=np.int64)]).astype(np.int64)


def _marker(text: str, *, chinese: bool) -> int:
    match = (_CHINESE_MARKER if chinese else _ENGLISH_MARKER).match(text)
    if match is None:
        return 0
    written = next(group for group in match.groups() if group).lower()
    if written.isdigit():
        return int(written)
    if chinese:
        return _HAN_ORDINAL.index(written) + 1
    return _ENGLISH_ORDINALS.index(written) + 1
