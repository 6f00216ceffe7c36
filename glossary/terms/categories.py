"""What kind of thing a term names, where the cues are safe enough to print."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from corpora.arrays import Floats
from corpora.language.spelling import sounds_alike, surnames
from corpora.language.wordlists import word_groups
from glossary.bank import Bank
from glossary.terms.tagger import CLASSES

# Names of these kinds have sections of their own in a glossary, under these headings.
HEADINGS = {
    "person": "People",
    "organisation": "Organisations",
    "document": "Documents",
    "place": "Places",
}
SECTIONS = tuple(HEADINGS)
_TITLE = re.compile(r"^《.+》")
_WHOLE_TITLE = re.compile(r"《[^》]+》(?:（[^）]*）)?")
# Share of a candidate's places that the tagger sees as a name: by eye.
_MOSTLY = 0.5


@lru_cache(maxsize=1)
def _titles() -> frozenset[str]:
    people = word_groups("people")
    return people["titles"] | people["trades"] | people["forms of address"]


def categorize(term: str, rendering: str) -> str:
    """``person``, ``place``, ``document``, ``plan``, ``organisation``, or nothing.

    A category is only given on two kinds of evidence, one from each language.

    >>> categorize("辛国斌", "Xin Guobin"), categorize("产业基础", "industrial base")
    ('person', '')
    """
    if _TITLE.match(term):
        return "document"
    words = re.findall(r"[A-Za-z][\w’'-]*", rendering)
    content = [
        word for word in words if word.lower() not in ("of", "the", "and", "for", "on", "in")
    ]
    capital = bool(content) and all(word[0].isupper() for word in content)
    if not capital or len(term) < 2:
        return ""
    tables = word_groups("categories")
    if _is_person(term, words):
        return "person"
    if len(term) >= 4 and any(term.endswith(end) for end in tables["organisations"]):
        return "organisation"
    if len(term) >= 4 and any(term.endswith(end) for end in tables["plans"]):
        return "plan"
    if sounds_alike(term, rendering) or (
        sounds_alike(term[:-1], words[0]) and term[-1] in "省市县区州"
    ):
        return "place"
    return ""


def is_titled_name(term: str) -> bool:
    """Whether a term is a person's name with a title behind it.

    >>> [is_titled_name(term) for term in ("辛国斌副部长", "金部长", "金融部长", "辛国斌")]
    [True, True, False, False]
    """
    known, titles = surnames(), _titles()
    if term[:1] in known and term[1:] in titles:
        return True
    for size in (3, 4):
        name, title = term[:size], term[size:]
        if title.removeprefix("副") in titles:
            surname = name[:2] if name[:2] in known else name[:1]
            return surname in known and 1 <= len(name) - len(surname) <= 2
    return False


def _is_person(term: str, words: list[str]) -> bool:
    surname = next((term[:n] for n in (2, 1) if term[:n] in surnames()), "")
    if not surname or not 1 <= len(term) - len(surname) <= 2 or len(words) != 2:
        return False
    return sounds_alike(term, "".join(words)) or sounds_alike(
        term[len(surname) :] + surname, "".join(words)
    )


def is_title(term: str) -> bool:
    """Whether a term is the title of a document, maybe with what stands in brackets behind it.

    >>> is_title("《海洋法》"), is_title("《海洋法》草案")
    (True, False)
    """
    return _WHOLE_TITLE.fullmatch(term) is not None


def may_be_names(terms: Sequence[str], shares: Floats, bank: Bank | None) -> NDArray[np.bool_]:
    """Which candidates are to be looked at because they may be names; shape (terms,).

    Args:
        terms: the candidates.
        shares: as ``tagging.tag_shares`` gives them.
        bank: what is known of organisations, documents and places.
    """
    tails = tuple(word_groups("categories")["organisations"])
    columns = [CLASSES.index(kind) for kind in SECTIONS[1:]]
    tagged = shares[:, columns].max(1) >= _MOSTLY
    likely = np.zeros(len(terms), bool)
    known = set[str]()
    if bank is not None:
        known = {
            term for term in terms if (own := bank.lookup_plain(term)) and own.kind in SECTIONS
        }
    for row, term in enumerate(terms):
        likely[row] = (
            is_title(term)
            or term in known
            or bool(tagged[row])
            or (len(term) >= 5 and term.endswith(tails) and bool(shares[row].any()))
        )
    return likely
