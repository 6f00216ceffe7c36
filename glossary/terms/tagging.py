"""What the tagger's spans say of candidates: features, and which may be names."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from corpora.arrays import Floats
from corpora.units import Span
from glossary.bank import Bank
from glossary.links.renderings import Occurrences
from glossary.terms.candidates import acceptable
from glossary.terms.tagger import CLASSES, Tagged

FEATURES = (
    "tagged_term",  # share of its places that are one span of a technical term, a policy, a means
    "tagged_name",  # … of an organisation, a document, a place, a person
    "tagged_group",  # … of a group of people, a quality
    "tagged_plain",  # … of a plain noun, verb or adjective
    "tagged_edges",  # share of its places that begin and end where spans do, several perhaps
    "tagged_cut",  # share of its places that cut a span of a term or name in two
    "starts_verb",  # share of its places whose first span, however much of it, is a verb
    "starts_adjective",
    "starts_other",  # … function words, figures and times
    "ends_verb",  # … whose last span is a verb
    "ends_other",
    "spans",  # how many spans it touches, mean of its places
)
_KINDS = {
    "tagged_term": ("term", "policy"),
    "tagged_name": ("organisation", "document", "place", "person"),
    "tagged_group": ("group", "quality"),
    "tagged_plain": ("noun", "doing", "verb", "adjective", "time", "other"),
}
_ENDS = {
    "starts_verb": ("verb",),
    "starts_adjective": ("adjective",),
    "starts_other": ("other", "time"),
    "ends_verb": ("verb",),
    "ends_other": ("other", "time"),
}
_NAMES = frozenset(map(CLASSES.index, ("organisation", "document", "place")))
# Characters of names: by eye.
_SHORTEST, _LONGEST = 3, 40


def name_spans(text: str, tags: Sequence[Tagged], bank: Bank | None) -> set[Span]:
    """Where names lie that the segmenter may cut elsewhere (工业和信息化 | 部将)."""
    spans = {
        (start, end)
        for start, end, kind in tags
        if kind in _NAMES and _SHORTEST <= end - start <= _LONGEST and acceptable(text[start:end])
    }
    if bank is not None and text:
        spans.update(
            span
            for span, entry in bank.find(text)
            if entry.kind in ("organisation", "document") and span[1] - span[0] >= _SHORTEST
        )
    return spans


def read_tags(
    occurrences: Occurrences, tags: Sequence[Sequence[Tagged]], terms: int
) -> tuple[Floats, Floats]:
    """The features of every candidate, and how its places are tagged.

    Args:
        occurrences: of every candidate, sorted by unit.
        tags: the spans of every unit.
        terms: how many candidates there are.

    Returns:
        Shape (terms, features); and shares of the places that are one span of each class,
        shape (terms, classes).
    """
    counts = np.maximum(np.bincount(occurrences.term, minlength=terms), 1)
    kind, first_kind, last_kind = np.full((3, len(occurrences)), -1, np.int64)
    edges, cut = np.zeros(len(occurrences), bool), np.zeros(len(occurrences), bool)
    touched = np.zeros(len(occurrences), np.int64)
    named = _numbers((*_KINDS["tagged_term"], *_KINDS["tagged_name"]))
    borders = np.searchsorted(occurrences.unit, np.arange(len(tags) + 1))
    for number, spans in enumerate(tags):
        rows = slice(borders[number], borders[number + 1])
        if rows.start == rows.stop or not spans:
            continue
        table = np.array(spans, np.int64)
        start, end = occurrences.start[rows], occurrences.end[rows]
        is_inside = np.zeros(int(table[-1, 1]) + 1, bool)
        for low, high, own in spans:
            if own in named:
                is_inside[low + 1 : high] = True
        # Spans have no gaps: a place touches those from the first that ends behind its start
        # to the last that begins before its end.
        first = np.searchsorted(table[:, 1], start, side="right")
        last = np.searchsorted(table[:, 0], end, side="left") - 1
        edges[rows] = (table[first, 0] == start) & (table[last, 1] == end)
        first_kind[rows], last_kind[rows] = table[first, 2], table[last, 2]
        kind[rows] = np.where(edges[rows] & (first == last), table[first, 2], -1)
        touched[rows] = last - first + 1
        cut[rows] = is_inside[start] | is_inside[end]
    shares = np.zeros((terms, len(CLASSES)), np.float32)
    told = kind >= 0
    np.add.at(shares, (occurrences.term[told], kind[told]), 1.0)
    shares /= counts[:, None]
    features = np.zeros((terms, len(FEATURES)), np.float32)
    for name, kinds in _KINDS.items():
        features[:, FEATURES.index(name)] = shares[:, _numbers(kinds)].sum(1)
    means = {"tagged_edges": edges, "tagged_cut": cut, "spans": touched}
    for name, kinds in _ENDS.items():
        end_kind = first_kind if name.startswith("starts") else last_kind
        means[name] = np.isin(end_kind, _numbers(kinds))
    for name, values in means.items():
        features[:, FEATURES.index(name)] = (
            np.bincount(occurrences.term, weights=values, minlength=terms) / counts
        )
    return features, shares


def _numbers(kinds: Sequence[str]) -> list[int]:
    return [CLASSES.index(one) for one in kinds]
