"""Which candidates are names of organisations, documents and places."""

from __future__ import annotations

import re
from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from corpora.arrays import Integers
from corpora.language.english import rendering_key
from corpora.language.scripts import unquoted
from corpora.language.spelling import sounds_alike
from corpora.language.wordlists import word_groups
from glossary.bank import Bank
from glossary.finding import REJECTED, Found
from glossary.terms.categories import SECTIONS, is_title
from glossary.terms.tagger import CLASSES
from glossary.terms.termhood import COLUMN

_TAGGED = {kind: CLASSES.index(kind) for kind in SECTIONS}
# Share of a candidate's places that the tagger sees as a name of the kind: by eye.
_MOSTLY = 0.5
# Probability of the rendering below which a name of which only the ending speaks is left out.
_LIKELY = 0.25
# What stands in a clause or between two names rather than in one, unless the tagger sees one.
_JOINED = re.compile(".会同|报请|报经|.商请")
_JOINING = re.compile("[的由及在为将经向对]")
_NO_START = frozenset("请由在向对和与及是有将把被从为给让但而并也就依据按")
_SMALL = frozenset(
    "of the and for on in at to a an by with from its under as or against & s".split()
)


def name_kinds(
    found: Found, bank: Bank | None, people: Collection[str]
) -> tuple[dict[int, str], set[int]]:
    """The section of every candidate that is a name, and those that only hold somebody's.

    Args:
        found: all candidates.
        bank: what is known of organisations, documents and places.
        people: names of people, simplified.
    """
    kinds: dict[int, str] = {}
    of_people: set[int] = set()
    for row, term in enumerate(found.terms):
        if any(name in term for name in people):
            of_people.add(row)
            continue
        kind = _kind(found, row, term, bank) if found.order[row] > REJECTED else ""
        if kind:
            kinds[row] = kind
    return kinds, of_people


def _kind(found: Found, row: int, term: str, bank: Bank | None) -> str:
    if is_title(term):
        return "document"
    if term[0] in "《“" or found.best[row] < 0:
        return ""
    known = bank.lookup(term) if bank is not None else None
    english = found.pairs.pairs.texts[int(found.best[row])]
    is_likely = float(found.pair_probability[row]) >= _LIKELY
    capital = _is_capital(english)
    if known is not None:
        # “people” for 人民军队 is what the text says, and no name.
        is_usual = rendering_key(english) in map(rendering_key, known.wordings)
        is_told = capital or (is_likely and is_usual and known.kind != "place")
        return known.kind if known.kind in SECTIONS and is_told else ""
    if found.features[row, COLUMN["first_verb"]] or term[0] in _NO_START or _JOINED.search(term):
        return ""
    if _ends_in_a_member(term):
        return ""
    tagged = {kind: found.tag_shares[row, number] for kind, number in _TAGGED.items()}
    cues = word_groups("categories")
    plain = unquoted(term)
    if (
        len(plain) >= 4
        and plain.endswith(tuple(cues["documents"]))
        and tagged["document"] >= _MOSTLY
        and capital
    ):
        return "document"
    is_likely = is_likely and _says_body(english)
    if _is_organisation(plain, cues, tagged["organisation"], capital=capital, likely=is_likely):
        return "organisation"
    if capital and tagged["place"] >= _MOSTLY and sounds_like_place(plain, english):
        return "place"
    return ""


def _is_organisation(
    term: str, cues: dict[str, frozenset[str]], tagged: float, *, capital: bool, likely: bool
) -> bool:
    named = len(term) >= 3 and term.endswith(tuple(cues["organisations"]))
    if not named or term in cues["no names"] or "、" in term:
        return False
    proper = term.startswith(tuple(cues["proper"]))
    if tagged < _MOSTLY and _JOINING.search(term):
        return False
    if capital:
        return tagged >= _MOSTLY or proper or (len(term) >= 5 and likely)
    return proper and likely and (len(term) >= 6 or tagged >= _MOSTLY)


def sounds_like_place(term: str, english: str) -> bool:
    """Whether a rendering is a place's pinyin, with what kind of place it is or without."""
    words = re.findall(r"[A-Z][\w’'-]*", english)
    if not words:
        return False
    stem = term.rstrip("省市县区州镇乡村岛")
    return sounds_alike(term, english) or any(
        sounds_alike(part, words[0]) for part in (term, stem, term[:-1], term[:2])
    )


def _ends_in_a_member(term: str) -> bool:
    """Whether a term ends like a person's place in an organisation (政协委员), not like one."""
    return term.endswith(("委员", "人员", "成员"))


def _says_body(english: str) -> bool:
    """Whether an English name says what kind of organisation it is."""
    bodies = word_groups("english_titles")["bodies"]
    return any(word.lower() in bodies for word in re.findall(r"[A-Za-z]+", english))


def _is_capital(english: str) -> bool:
    words = re.findall(r"[A-Za-z][\w’'-]*", english)
    content = [word for word in words if word.lower() not in _SMALL]
    return bool(content) and all(word[0].isupper() for word in content)


def listed_names(found: Found, kinds: dict[int, str]) -> Integers:
    """The rows of names to list: by section, the likeliest first, pieces of others left out."""
    by_section: list[int] = []
    for section in SECTIONS:
        rows = [row for row, kind in kinds.items() if kind == section]
        rows.sort(key=lambda row: (-float(found.order[row]), row))
        by_section += rows
    lone = _standing_alone(found, kinds)
    repeats = _repeats(found, by_section)
    return np.array([row for row in by_section if lone[row] and row not in repeats], np.int64)


def _repeats(found: Found, rows: list[int]) -> set[int]:
    """Names with the same English as a shorter one inside (请问 | 工信部)."""
    of_key: dict[str, list[int]] = {}
    for row in rows:
        if found.best[row] >= 0:
            of_key.setdefault(found.pairs.pairs.keys[int(found.best[row])], []).append(row)
    return {
        row
        for same in of_key.values()
        for row in same
        for other in same
        if found.terms[other] != found.terms[row]
        and found.terms[other] in found.terms[row]
        and not is_title(found.terms[row])
    } | _joined(found, rows)


def _joined(found: Found, rows: list[int]) -> set[int]:
    """Two names with a word between them (金管局及国际结算银行), where one is listed by itself."""
    known = {found.terms[row] for row in rows}
    return {
        row
        for row in rows
        for parts in [re.split("[及与和、]", found.terms[row])]
        if len(parts) > 1 and not known.isdisjoint(parts)
    }


def _standing_alone(found: Found, kinds: dict[int, str]) -> NDArray[np.bool_]:
    """Whether a candidate stands anywhere outside of a longer name."""
    places = found.occurrences
    is_name = np.zeros(len(found.terms), bool)
    is_name[list(kinds)] = True
    rows = np.flatnonzero(is_name[places.term])
    alone = np.zeros(len(found.terms), bool)
    order = rows[np.lexsort((-places.end[rows], places.start[rows], places.unit[rows]))]
    unit, reach = -1, 0
    for row in order.tolist():
        if int(places.unit[row]) != unit:
            unit, reach = int(places.unit[row]), 0
        if int(places.end[row]) > reach:
            alone[places.term[row]] = True
            reach = int(places.end[row])
    return alone
