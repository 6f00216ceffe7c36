"""Putting a system's beads and the gold's on one ruler, so that they can be compared.

Where both speak of the same segments, the ruler's marks are the segments. Where the gold
is text and the system cut its sentences elsewhere, they are characters: white space is
left out of both, the gold's cells are looked up in the system's text, and characters that
only one of them has (speaker labels, for instance) are on no bead. Both sides then are
cut into atoms, the stretches that neither a segment nor a gold cell divides.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from align.judging.gold import Gold, IndexBead, Indices
from corpora.errors import InputError
from corpora.registry.formats import JSONL, TMX
from corpora.units import Alignment, Bitext, Document, Span, TranslationUnit, is_chinese

System = Alignment | Bitext | Gold
"""What can be judged: an alignment, a memory, or another person's gold."""

_LABEL = re.compile(r"[^:：。！？.!?]{1,60}[:：]")
_BLANK = re.compile(r"[\s\u200b\ufeff]+")
# How far from where it is due a text is looked for, in characters; a short one, which may stand
# anywhere by chance, less far. Chosen by eye.
_NEAR_CHARS = 400
_NEAR_CHARS_IF_SHORT = 60
_LONG_CHARS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """A system's beads and the gold's over the same atoms.

    ``system`` and ``gold`` hold atom numbers per side; null beads are split into single
    segments, and beads that hold nothing on the ruler are gone. ``confidences`` runs in
    parallel to ``system``; ``gold_numbers`` gives the number of each gold bead in its file.
    ``segment_of[side][atom]`` is the segment that an atom lies in, ``lengths[side][atom]``
    its characters (1 where the ruler is the segments). An atom below 0 stands for a gold
    cell that the system's text does not hold.
    """

    name: str
    ruler: str
    system: tuple[IndexBead, ...]
    confidences: tuple[float | None, ...]
    gold: tuple[IndexBead, ...]
    gold_numbers: tuple[int, ...]
    segment_of: tuple[Indices, Indices]
    lengths: tuple[Indices, Indices]
    chinese_side: int
    is_grouped: bool = False
    warnings: tuple[str, ...] = ()

    def kind(self, bead: IndexBead) -> str:
        """``1-1``, ``1-n``, ``n-1``, ``n-m`` or ``null``, counted in the system's segments."""
        source, target = (len(_segments(self.segment_of[side], bead[side])) for side in (0, 1))
        if not source or not target:
            return "null"
        return f"{'1' if source == 1 else 'n'}-{'1' if target == 1 else _many(source)}"


def _many(source: int) -> str:
    return "n" if source == 1 else "m"


def _segments(segment_of: Indices, atoms: Indices) -> set[int]:
    return {segment_of[atom] if atom >= 0 else atom for atom in atoms}


@dataclass(frozen=True, slots=True)
class _Side:
    """One side of a system: its characters without white space, the segment of each, or -1."""

    text: str
    owner: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _View:
    """Any system in the one shape that the rest of this module needs.

    ``by_index`` pairs the segments that index lists count, ``by_text`` those of ``sides``.
    Without ``knows_segments`` each text of ``sides`` counts as one segment.
    """

    confidences: tuple[float | None, ...]
    by_index: tuple[IndexBead, ...] | None
    by_text: tuple[IndexBead, ...] | None
    sides: tuple[_Side, _Side] | None
    chinese_side: int | None
    knows_segments: bool = True


def locate(system: System, gold: Gold) -> Located:
    """Bring a system and its gold onto one ruler.

    The gold is turned round when it has the Chinese on the other side than the system.

    Raises:
        InputError: the two cannot be compared (index lists against a memory that does not
            say which segments it holds; a gold about a longer document).
    """
    view = _view(system)
    if view.chinese_side is not None and gold.chinese_side() == 1 - view.chinese_side:
        gold = gold.swapped()
    if gold.beads and view.by_index is not None and not gold.is_grouped:
        return _by_segments(view.by_index, view, gold)
    if gold.texts and view.by_text is not None and view.sides is not None:
        return _by_characters(view.by_text, view.sides, view, gold)
    raise InputError(
        "the pairing and the gold have nothing in common to be compared by",
        path=gold.name,
        hint="give the segments of both sides along with the index lists, one a line",
    )


def _view(system: System) -> _View:
    if isinstance(system, Alignment):
        return _view_of_alignment(system)
    if isinstance(system, Bitext):
        return _view_of_units(system)
    sides = [_side_of_cells([pair[side] for pair in system.texts]) for side in (0, 1)]
    return _View(
        confidences=(None,) * max(len(system.beads), len(system.texts)),
        by_index=system.beads or None,
        by_text=tuple(zip(sides[0][1], sides[1][1], strict=True)) or None,
        sides=(sides[0][0], sides[1][0]),
        chinese_side=system.chinese_side(),
    )


def _view_of_alignment(system: Alignment) -> _View:
    beads = tuple((tuple(range(*bead.source)), tuple(range(*bead.target))) for bead in system.beads)
    return _View(
        confidences=tuple(bead.confidence for bead in system.beads),
        by_index=beads,
        by_text=beads,
        sides=(_side_of_document(system.source), _side_of_document(system.target)),
        chinese_side=_chinese_side(system.source.language, system.target.language),
    )


def _view_of_units(system: Bitext) -> _View:
    units = system.units
    sides = [
        _side_of_cells([_parts(unit, side) for unit in units], _order(units, side))
        for side in (0, 1)
    ]
    spans = [(unit.source_span, unit.target_span) for unit in units]
    by_index = tuple(
        (tuple(range(*source)), tuple(range(*target)))
        for source, target in spans
        if source is not None and target is not None
    )
    return _View(
        confidences=tuple(unit.confidence for unit in units),
        by_index=by_index if len(by_index) == len(units) else None,
        by_text=tuple(zip(sides[0][1], sides[1][1], strict=True)),
        sides=(sides[0][0], sides[1][0]),
        chinese_side=_chinese_side(system.source_language, system.target_language),
        knows_segments=any(unit.source_segments or unit.target_segments for unit in units),
    )


def _parts(unit: TranslationUnit, side: int) -> Sequence[str]:
    segments = (unit.source_segments, unit.target_segments)[side]
    return segments or ((unit.source, unit.target)[side],)


def _order(units: Sequence[TranslationUnit], side: int) -> list[int]:
    """Units in the order of the document: by their spans where all have one, else as they are."""
    spans = [(unit.source_span, unit.target_span)[side] for unit in units]
    numbers = range(len(units))
    return sorted(numbers, key=lambda n: spans[n] or (0, 0)) if all(spans) else list(numbers)


def _chinese_side(source: str, target: str) -> int | None:
    if is_chinese(source) == is_chinese(target):
        return None
    return 0 if is_chinese(source) else 1


def _side_of_document(document: Document) -> _Side:
    owner = np.full(len(document.text), -1, dtype=np.int64)
    for number, segment in enumerate(document.segments):
        owner[segment.start : segment.end] = number
    kept = np.ones(len(document.text), dtype=bool)
    for match in _BLANK.finditer(document.text):
        kept[match.start() : match.end()] = False
    return _Side(_BLANK.sub("", document.text), owner[kept])


def _side_of_cells(
    cells: Sequence[str | Sequence[str]], order: Sequence[int] | None = None
) -> tuple[_Side, list[Indices]]:
    """The text of cells in the given order, and which segments of it each cell holds."""
    texts: list[str] = []
    runs: list[Indices] = [()] * len(cells)
    for number in range(len(cells)) if order is None else order:
        cell = cells[number]
        parts = [_BLANK.sub("", part) for part in ([cell] if isinstance(cell, str) else cell)]
        parts = [part for part in parts if part]
        runs[number] = tuple(range(len(texts), len(texts) + len(parts)))
        texts += parts
    lengths = np.array([len(text) for text in texts], dtype=np.int64)
    return _Side("".join(texts), np.repeat(np.arange(len(texts), dtype=np.int64), lengths)), runs


def _by_segments(beads: Sequence[IndexBead], view: _View, gold: Gold) -> Located:
    counts = [_last(bead[side] for bead in beads) + 1 for side in (0, 1)]
    for side, word in enumerate(("source", "target")):
        last = _last(bead[side] for bead in gold.beads)
        if last >= counts[side]:
            raise InputError(
                f"the gold speaks of {word} segment {last}, the pairing ends at {counts[side] - 1}",
                path=gold.name,
                hint="align the same segments as the gold did (already segmented input), or "
                "give the texts of the gold's segments",
            )
    segment_of = (tuple(range(counts[0])), tuple(range(counts[1])))
    lengths = ((1,) * counts[0], (1,) * counts[1])
    return _located(view, gold, beads, gold.beads, segment_of, lengths, "segments", ())


def _last(runs: Iterable[Indices]) -> int:
    return max((run[-1] for run in runs if run), default=-1)


def _by_characters(
    beads: Sequence[IndexBead], sides: tuple[_Side, _Side], view: _View, gold: Gold
) -> Located:
    cells = [[_BLANK.sub("", pair[side]) for pair in gold.texts] for side in (0, 1)]
    rulers = [_ruler(sides[side], cells[side]) for side in (0, 1)]
    gold_beads = tuple(zip(rulers[0].of_cell, rulers[1].of_cell, strict=True))
    own = tuple(
        (
            tuple(atom for segment in source for atom in rulers[0].of_segment.get(segment, ())),
            tuple(atom for segment in target for atom in rulers[1].of_segment.get(segment, ())),
        )
        for source, target in beads
    )
    return _located(
        view,
        gold,
        own,
        gold_beads,
        (rulers[0].segment_of, rulers[1].segment_of),
        (rulers[0].lengths, rulers[1].lengths),
        "characters",
        (
            *(
                f"{gold.name}: {len(ruler.lost)} of the gold's {word} texts are not in the text "
                f"that was paired, the first: {ruler.lost[0][:40]}"
                for ruler, word in zip(rulers, ("source", "target"), strict=True)
                if ruler.lost
            ),
            *_tell_unnumbered(view, gold),
        ),
    )


def _tell_unnumbered(view: _View, gold: Gold) -> tuple[str, ...]:
    """A sentence where the kinds of beads can only be told by whole texts."""
    if gold.is_grouped or view.knows_segments:
        return ()
    return (
        "the pairing does not say which segments its texts are made of, so that each counts as "
        f"one, and the kinds of beads mean little: judge a {JSONL}, or a {TMX} of duizhao's",
    )


@dataclass(frozen=True, slots=True)
class _Ruler:
    """The atoms of one side."""

    segment_of: Indices
    lengths: Indices
    of_segment: dict[int, list[int]]
    of_cell: list[Indices]
    lost: list[str]


def _ruler(side: _Side, cells: Sequence[str]) -> _Ruler:
    found = find_cells(cells, side.text)
    cell_of = np.full(len(side.text), -1, dtype=np.int64)
    for number, span in enumerate(found):
        if span is not None:
            cell_of[span[0] : span[1]] = number
    changes = (np.diff(cell_of) != 0) | (np.diff(side.owner) != 0)
    cuts = [0, *(np.flatnonzero(changes) + 1).tolist(), len(side.text)]
    segment_of: list[int] = []
    lengths: list[int] = []
    of_segment: dict[int, list[int]] = {}
    of_cell: list[list[int]] = [[] for _ in cells]
    for start, end in itertools.pairwise(cuts):
        if start == end or cell_of[start] < 0 or side.owner[start] < 0:
            continue
        segment = int(side.owner[start])
        of_segment.setdefault(segment, []).append(len(lengths))
        of_cell[int(cell_of[start])].append(len(lengths))
        segment_of.append(segment)
        lengths.append(end - start)
    lost = [n for n, (cell, span) in enumerate(zip(cells, found, strict=True)) if cell and not span]
    for number in lost:
        of_cell[number] = [-1 - number]
    return _Ruler(
        tuple(segment_of),
        tuple(lengths),
        of_segment,
        [tuple(atoms) for atoms in of_cell],
        [cells[number] for number in lost],
    )


def find_cells(cells: Sequence[str], text: str) -> list[Span | None]:
    """Where each cell stands in a text; cells are mostly in order, and mostly end to end.

    A cell is taken where the last one ended, or a little further on (a speaker label may
    lie between), or where it occurs only once in the whole text (a block that was moved).
    A cell that is not there is tried again without its own speaker label. ``None`` for an
    empty cell and for one that is not in the text. Linear while cells are in order.
    """
    found: list[Span | None] = []
    cursor = 0
    for cell in cells:
        start, length = _find_cell(cell, text, cursor)
        found.append((start, start + length) if length else None)
        cursor = start + length if length else cursor
    return found


def _find_cell(cell: str, text: str, cursor: int) -> tuple[int, int]:
    label = _LABEL.match(cell)
    for form in dict.fromkeys((cell, cell[label.end() :] if label else cell)):
        if not form:
            continue
        reach = _NEAR_CHARS if len(form) >= _LONG_CHARS else _NEAR_CHARS_IF_SHORT
        start = text.find(form, cursor, cursor + reach + len(form))
        if start < 0 and text.count(form) == 1:
            start = text.find(form)
        if start >= 0:
            return start, len(form)
    return cursor, 0


def _located(
    view: _View,
    gold: Gold,
    beads: Sequence[IndexBead],
    gold_beads: Sequence[IndexBead],
    segment_of: tuple[Indices, Indices],
    lengths: tuple[Indices, Indices],
    ruler: str,
    warnings: tuple[str, ...],
) -> Located:
    own = _split_nulls(beads, segment_of)
    wanted = _split_nulls(gold_beads, segment_of)
    chinese_side = view.chinese_side if view.chinese_side is not None else gold.chinese_side()
    return Located(
        name=gold.name,
        ruler=ruler,
        system=tuple(bead for bead, _ in own),
        confidences=tuple(view.confidences[number] for _, number in own),
        gold=tuple(bead for bead, _ in wanted),
        gold_numbers=tuple(number for _, number in wanted),
        segment_of=segment_of,
        lengths=lengths,
        chinese_side=chinese_side or 0,
        is_grouped=gold.is_grouped,
        warnings=warnings,
    )


def _split_nulls(
    beads: Sequence[IndexBead], segment_of: tuple[Indices, Indices]
) -> list[tuple[IndexBead, int]]:
    """Beads that hold something, each with its number; null beads as single segments."""
    split: dict[IndexBead, int] = {}
    for number, (source, target) in enumerate(beads):
        if source and target:
            split.setdefault((source, target), number)
            continue
        for side, atoms in enumerate((source, target)):
            for run in _by_segment(segment_of[side], atoms):
                split.setdefault((run, ()) if side == 0 else ((), run), number)
    return list(split.items())


def _by_segment(segment_of: Indices, atoms: Indices) -> list[Indices]:
    segments = [segment_of[atom] if atom >= 0 else atom for atom in atoms]
    pairs = itertools.groupby(zip(segments, atoms, strict=True), key=lambda pair: pair[0])
    return [tuple(atom for _, atom in run) for _, run in pairs]
