"""Pairs that a person has confirmed: finding them in the documents again."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

import numpy as np

from align.lattice.coarse import Matches, heaviest_chain
from corpora.errors import InputError, Option
from corpora.units import Bitext, Document, Span, TranslationUnit

_SPACE = re.compile(r"\s+")
# How many characters of a segment a message shows.
_SHOWN = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A bead that must be kept: segments ``z`` of the first side with ``e`` of the second."""

    z: Span
    e: Span


def find_anchors(
    anchors: Bitext, source: Document, target: Document
) -> tuple[list[Anchor], list[TranslationUnit]]:
    """(confirmed pairs that occur in two documents, as (source, target) spans; the others).

    A pair is found where whole segments on either side are its texts, spaces apart. Of several
    such places the ones that the file names count; else, where the texts occur equally often
    on both sides, all in order; else the two that lie most alike, counted from the start. Of
    pairs that would share a segment the first one counts, and the other is not kept anywhere.
    """
    finders = _Finder(source), _Finder(target)
    taken: tuple[set[int], set[int]] = (set(), set())
    found: list[Anchor] = []
    missed: list[TranslationUnit] = []
    for unit in anchors.units:
        if not unit.source.strip() or not unit.target.strip():
            continue
        before = len(found)
        for z, e in _places(unit, finders, (len(source.segments), len(target.segments))):
            if taken[0].isdisjoint(range(*z)) and taken[1].isdisjoint(range(*e)):
                found.append(Anchor(z=z, e=e))
                taken[0].update(range(*z))
                taken[1].update(range(*e))
        if len(found) == before:
            missed.append(unit)
    return found, missed


def tell_missed(missed: list[TranslationUnit], total: int) -> list[str]:
    """What to say of confirmed pairs that could not be kept: a sentence, or nothing.

    Args:
        missed: those.
        total: how many there are with the others.
    """
    if not missed:
        return []
    unit = missed[0]
    return [
        f"{len(missed)} of {total} confirmed pairs could not be kept, because a side is not there "
        "as whole segments or belongs to another confirmed pair; the first is "
        f"“{_short(unit.source)}” = “{_short(unit.target)}”."
    ]


def _places(
    unit: TranslationUnit, finders: tuple[_Finder, _Finder], sizes: tuple[int, int]
) -> list[tuple[Span, Span]]:
    z, e = unit.source_span, unit.target_span
    if z and e and finders[0].stands(unit.source, z) and finders[1].stands(unit.target, e):
        return [(z, e)]
    spans = finders[0].find(unit.source), finders[1].find(unit.target)
    if len(spans[0]) == len(spans[1]):
        return list(zip(*spans, strict=True))
    # Where two of one kind face one, only one can be meant.
    pairs = itertools.product(*spans)
    return sorted(pairs, key=lambda pair: abs(pair[0][0] / sizes[0] - pair[1][0] / sizes[1]))[:1]


def split_crossing(anchors: list[Anchor]) -> tuple[list[Anchor], list[Anchor]]:
    """(the most that stand in order on both sides, in that order; the others)."""
    ranked = sorted(anchors, key=lambda anchor: anchor.z)
    chain = heaviest_chain(
        Matches(
            rows=np.array([anchor.z[0] for anchor in ranked], np.int64),
            columns=np.array([anchor.e[0] for anchor in ranked], np.int64),
            weights=np.array([1.0 + anchor.z[1] - anchor.z[0] for anchor in ranked], np.float32),
        )
    )
    in_order = set(chain.tolist())
    return (
        [anchor for index, anchor in enumerate(ranked) if index in in_order],
        [anchor for index, anchor in enumerate(ranked) if index not in in_order],
    )


def refuse_crossing(anchors: list[Anchor], source: Document, target: Document) -> None:
    """Object to anchors that are not in one order on both sides.

    Raises:
        InputError: two of them cross; the message names them.
    """
    in_order, crossing = split_crossing(anchors)
    if not crossing:
        return
    one = crossing[0]
    other = next(anchor for anchor in in_order if (anchor.z < one.z) != (anchor.e < one.e))
    told = [
        f"“{_short(source.slice_text(anchor.z))}” = “{_short(target.slice_text(anchor.e))}”"
        for anchor in sorted((one, other), key=lambda anchor: anchor.z)
    ]
    raise InputError(
        f"two confirmed pairs cross each other, which {Option.NO_CROSSINGS} forbids: "
        + " and ".join(told),
        hint=f"leave {Option.NO_CROSSINGS} out, or one of the two pairs",
    )


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


class _Finder:
    """Where a text stands in a document as a run of whole segments."""

    def __init__(self, document: Document) -> None:
        texts = [_SPACE.sub("", segment.text) for segment in document.segments]
        self._text = "".join(texts)
        self._borders = borders = [0, *itertools.accumulate(map(len, texts))]
        # An empty text gives two nodes at one place: a run begins at the last, ends at the first.
        self._begin = {place: index for index, place in enumerate(borders)}
        self._end = {place: index for index, place in reversed(list(enumerate(borders)))}

    def stands(self, text: str, span: Span) -> bool:
        """Whether a text is that of a run of segments, which may stand elsewhere too."""
        if not 0 <= span[0] < span[1] < len(self._borders):
            return False
        return self._text[self._borders[span[0]] : self._borders[span[1]]] == _SPACE.sub("", text)

    def find(self, text: str) -> list[Span]:
        wanted = _SPACE.sub("", text)
        spans: list[Span] = []
        at = self._text.find(wanted) if wanted else -1
        while at >= 0:
            stop = at + len(wanted)
            if at in self._begin and stop in self._end:
                spans.append((self._begin[at], self._end[stop]))
                at = self._text.find(wanted, stop)
            else:
                at = self._text.find(wanted, at + 1)
        return spans
