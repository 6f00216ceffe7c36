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
)
_KINDS = {
    "tagged_term": ("term", "policy"),
    "tagged_name": ("organisation", "document", "place", "person"),
    "tagged_group": ("group", "quality"),
    "tagged_plain": ("noun", "doing", "verb", "adjective", "time", "other"),
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
    kind = np.full(len(occurrences), -1, np.int64)
    edges, cut = np.zeros(len(occurrences), bool), np.zeros(len(occurrences), bool)
    named = [CLASSES.index(one) for one in (*_KINDS["tagged_term"], *_KINDS["tagged_name"])]
    borders = np.searchsorted(occurrences.unit, np.arange(len(tags) + 1))
    for number, spans in enumerate(tags):
        rows = slice(borders[number], borders[number + 1])
        if rows.start == rows.stop or not spans:
            continue
        table = np.array(spans, np.int64)
        size = int(table[-1, 1])
        begins = np.full(size + 1, -1, np.int64)
        begins[table[:, 0]] = np.arange(len(table))
        ends = np.full(size + 1, -2, np.int64)
        ends[table[:, 1]] = np.arange(len(table))
        inside = np.zeros(size + 1, bool)
        for start, end, own in spans:
            if own in named:
                inside[start + 1 : end] = True
        first, last = begins[occurrences.start[rows]], ends[occurrences.end[rows]]
        kind[rows] = np.where(first == last, table[np.maximum(first, 0), 2], -1)
        edges[rows] = (first >= 0) & (last >= 0)
        cut[rows] = inside[occurrences.start[rows]] | inside[occurrences.end[rows]]
    shares = np.zeros((terms, len(CLASSES)), np.float32)
    told = kind >= 0
    np.add.at(shares, (occurrences.term[told], kind[told]), 1.0)
    shares /= counts[:, None]
    features = np.zeros((terms, len(FEATURES)), np.float32)
    for column, name in enumerate(FEATURES):
        if name in _KINDS:
            features[:, column] = shares[:, [CLASSES.index(one) for one in _KINDS[name]]].sum(1)
    for name, marks in (("tagged_edges", edges), ("tagged_cut", cut)):
        features[:, FEATURES.index(name)] = (
            np.bincount(occurrences.term, weights=marks, minlength=terms) / counts
        )
    return features, shares
