"""Which candidates reach the page that people read, and in what order."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable

import numpy as np
from numpy.typing import NDArray

from corpora.arrays import Floats, Integers
from corpora.language.chinese import load_segmenter
from corpora.language.scripts import unquoted
from glossary.finding import REJECTED, Found
from glossary.links.renderings import COLUMN as PAIR_COLUMN
from glossary.record.entries import term_key
from glossary.terms.rivals import nested_terms
from glossary.terms.termhood import COLUMN as TERM_COLUMN

# A candidate that is nearly always part of a longer one, as likely a term, is a fragment: shares,
# and the nats it loses. Below, what a term needs to be in the consistency view. Chosen by eye.
_SAME_COUNT = 0.9
_NEARLY_AS_GOOD = 0.6
_FRAGMENT = 2.0
_SURE_FRAGMENT = 4.0
# A longer form of a likelier term that is itself less of one than this is mostly a clause
# (主管机关审查): nats it loses, and characters of the term inside.
_LIKELY = 0.5
_CLAUSE = 1.0
_LEAST_CHARS = 3
_INSIDE = 0.4
_LEAST_OF_A_TERM = 0.04
_LEAST_OF_A_PLAIN_WORD = 0.3
_LEAST_OF_AN_INNER_ONE = 0.4
# Both ways of cutting have a word end there.
_WHOLE_WORD = 2.0


def glossary_order(
    found: Found,
    *,
    limit: int,
    least: float,
    wanted: frozenset[str],
    elsewhere: Collection[int] = (),
) -> Integers:
    """Candidates for the glossary, best first, those that repeat others left out.

    Args:
        found: all candidates.
        limit: most rows; 0 for every candidate, repetitions too.
        least: smallest probability that term and translation are both right.
        wanted: terms that stay whatever speaks against them.
        elsewhere: rows that have a section of their own.
    """
    counts = found.counts
    order = np.argsort(-(found.order - _demotion(found, counts)), kind="stable")
    confidence = found.termhood * found.pair_probability
    rows = [
        int(row)
        for row in order
        if (confidence[row] >= least or unquoted(found.terms[row]) in wanted)
        and int(row) not in elsewhere
        and found.order[row] > REJECTED
    ]
    if limit == 0:
        return np.array(rows, np.int64)
    return np.array(list(_distinct(found, rows, counts, limit, wanted)), np.int64)


def consistency_order(found: Found, *, limit: int) -> Integers:
    """Candidates seen twice or more by termhood · log(1 + count).

    Never the glossary's order: variation lowers the pair's probability, and the terms one
    looks for would stand last. Left out: what is hardly a term (termhood under .04), and bare
    generic words (one word of the dictionary of two characters, 发展, 工作) unless they are
    likely terms all the same (termhood of .3 or more): such words vary by nature; what always
    stands in longer terms as likely, unless its termhood is .4 or more; fragments, and what
    begins with a preposition.
    """
    counts = found.counts
    worth = found.termhood * np.log1p(counts)
    order = np.argsort(-worth, kind="stable")
    is_plain = found.features[:, TERM_COLUMN["plain"]] > 0
    needed = np.where(is_plain, _LEAST_OF_A_PLAIN_WORD, _LEAST_OF_A_TERM)
    enough = (counts >= 2) & (found.termhood >= needed)
    enough &= _demotion(found, counts) < _SURE_FRAGMENT
    is_inner = _inside_others(found) >= _SAME_COUNT
    enough &= ~is_inner | (found.termhood >= _LEAST_OF_AN_INNER_ONE)
    rows = [int(row) for row in order if enough[row] and not _is_phrase(found.terms[row])]
    if limit == 0:
        return np.array(rows, np.int64)
    return np.array(list(_distinct(found, rows, counts, limit, frozenset())), np.int64)


def _demotion(found: Found, counts: Integers) -> Floats:
    """Nats taken from candidates that nearly always stand inside a longer, good one.

    Good is a longer one that is nearly as much of a term, or one that has the same English
    and gives words to it with both its ends (人工智能 against 智能, "artificial intelligence").
    And from unlikely ones that a likely one begins or ends.
    """
    outer, inner = nested_terms(found.terms)
    lowered = np.zeros(len(found.terms), np.float32)
    lowered[_clauses(found, outer, inner)] = _CLAUSE
    is_fragment = counts[outer] >= _SAME_COUNT * counts[inner]
    outer, inner = outer[is_fragment], inner[is_fragment]
    lowered[inner[found.termhood[outer] >= _NEARLY_AS_GOOD * found.termhood[inner]]] = _FRAGMENT
    whole = whole_pairs(found)
    for row, part in zip(outer[whole[outer]].tolist(), inner[whole[outer]].tolist(), strict=True):
        if _rendering(found, row) == _rendering(found, part):
            lowered[part] = _SURE_FRAGMENT
    return lowered


def _clauses(found: Found, outer: Integers, inner: Integers) -> Integers:
    """The longer ones of nested candidates that are far less likely than what stands in them."""
    likely = (found.termhood[outer] < _LIKELY) & (found.termhood[inner] >= _LIKELY)
    return np.array(
        [
            row
            for row, part in zip(outer[likely].tolist(), inner[likely].tolist(), strict=True)
            if len(found.terms[part]) >= _LEAST_CHARS
            and (
                found.terms[row].startswith(found.terms[part])
                or found.terms[row].endswith(found.terms[part])
            )
        ],
        np.int64,
    )


def whole_pairs(found: Found) -> NDArray[np.bool_]:
    """Whether both ends of each candidate are rendered inside its likeliest rendering.

    Of 非公务机关 and 公务机关, both with “non-government agency”, that is true of the first.
    """
    features = found.pairs.features
    whole = np.zeros(len(found.terms), dtype=bool)
    has = found.best >= 0
    rows = found.best[has]
    first, last = PAIR_COLUMN["first_inside"], PAIR_COLUMN["last_inside"]
    whole[has] = np.minimum(features[rows, first], features[rows, last]) >= _INSIDE
    return whole


def _inside_others(found: Found) -> Floats:
    """The share of each candidate's places that lie inside longer candidates, as likely terms.

    研究中心 stands in 金融研究中心 here and in 货币研究中心 there, never alone: no term of its own.
    """
    places = found.occurrences
    inside = np.zeros(len(found.terms), np.float32)
    total = np.maximum(np.bincount(places.term, minlength=len(found.terms)), 1)
    borders = np.searchsorted(places.unit, np.arange(places.unit.max(initial=-1) + 2))
    for low, high in itertools.pairwise(borders.tolist()):
        start, end = places.start[low:high], places.end[low:high]
        likely = found.termhood[places.term[low:high]]
        holds = (start[None] <= start[:, None]) & (end[:, None] <= end[None])
        holds &= (end - start)[None] > (end - start)[:, None]
        holds &= likely[None] >= likely[:, None]
        np.add.at(inside, places.term[low:high], holds.any(axis=1))
    return np.divide(inside, total, dtype=np.float32)


def _is_phrase(term: str) -> bool:
    """Whether a candidate begins with a preposition: 对联汇制度, but 对外开放."""
    segmenter = load_segmenter()
    borders = np.flatnonzero(segmenter.words(term).edges[1:] >= _WHOLE_WORD)
    first = term[: int(borders[0]) + 1] if len(borders) else term
    return segmenter.tag(first) == "p"


def _distinct(
    found: Found, rows: Iterable[int], counts: Integers, limit: int, wanted: frozenset[str]
) -> Iterable[int]:
    accepted: dict[str, int] = {}
    english: dict[str, list[str]] = {}
    whole = whole_pairs(found)
    given = 0
    for row in rows:
        term = term_key(found.terms[row])
        key = _rendering(found, row)
        if term in accepted:
            continue
        if term not in wanted and (
            _is_nested(term, int(counts[row]), accepted)
            or any(
                term in other or (other in term and not whole[row])
                for other in english.get(key, ())
            )
        ):
            continue
        accepted[term] = int(counts[row])
        if key:
            english.setdefault(key, []).append(term)
        yield row
        given += 1
        if given == limit:
            return


def _is_nested(term: str, count: int, accepted: dict[str, int]) -> bool:
    return any(term in other and count <= held for other, held in accepted.items())


def _rendering(found: Found, row: int) -> str:
    best = int(found.best[row])
    return found.pairs.pairs.keys[best] if best >= 0 else ""
