"""Documents with gold, and what happens to documents in the world, done to them on purpose.

Text goes missing, pages are lost, foreign blocks come in, parts change places, paragraph
marks and speaker labels come and go. Every function takes an example and gives a new one
with the gold that is right for it; the same seed gives the same example. Used by the
scripts that measure the aligner; import it as ``import perturb`` from beside it.
"""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from align.judging.gold import Gold, IndexBead, Indices, read_gold
from align.judging.locating import locate
from corpora.units import (
    Alignment,
    Bead,
    Document,
    Paragraph,
    Segment,
    Turn,
    document_from_segments,
    joiner,
)

Side = Literal["source", "target"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """Two documents and the beads a person made of their segments, in source order.

    ``merged`` counts gold beads that had to be joined because a segment lies in two.
    """

    name: str
    source: Document
    target: Document
    beads: tuple[IndexBead, ...]
    merged: int = 0

    def gold(self) -> Gold:
        """The beads as the scorer takes them."""
        return Gold(name=self.name, beads=self.beads)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A segment with what a document says about it. Neighbours with equal keys share a
    paragraph or a turn; ``label`` is printed where a turn starts.
    """

    text: str
    paragraph: Hashable = 0
    turn: Hashable = 0
    label: str = ""
    speaker: str | None = None
    title: str | None = None
    is_heading: bool = False


def pieces_of(document: Document) -> list[Piece]:
    """The segments of a document with their marks."""
    pieces = []
    for segment in document.segments:
        turn = document.turns[segment.turn] if document.turns else None
        label = document.text[slice(*turn.label)] if turn is not None and turn.label else ""
        pieces.append(
            Piece(
                text=segment.text,
                paragraph=(document.name, segment.paragraph),
                turn=(document.name, segment.turn),
                label=label,
                speaker=turn.speaker if turn else None,
                title=turn.title if turn else None,
                is_heading=segment.is_heading,
            )
        )
    return pieces


def document_of(pieces: Sequence[Piece], *, name: str, language: str) -> Document:
    """A document with these segments; a line break between paragraphs, labels where turns start."""
    text = ""
    segments: list[Segment] = []
    paragraph_starts: list[int] = []
    turns: list[tuple[int, tuple[int, int] | None, Piece]] = []
    parts: list[str] = []
    length = 0

    def add(part: str) -> int:
        nonlocal length
        parts.append(part)
        length += len(part)
        return length - len(part)

    before: Piece | None = None
    for piece in pieces:
        if before is None or piece.paragraph != before.paragraph:
            if before is not None:
                add("\n")
            paragraph_starts.append(length)
        elif joiner(language):
            add(joiner(language))
        if before is None or piece.turn != before.turn:
            label_start = add(piece.label)
            label = (label_start, length) if piece.label else None
            turns.append((label_start, label, piece))
        start = add(piece.text)
        segments.append(
            Segment(
                text=piece.text,
                start=start,
                end=length,
                paragraph=len(paragraph_starts) - 1,
                turn=len(turns) - 1,
                is_heading=piece.is_heading,
            )
        )
        before = piece
    text = "".join(parts)
    return Document(
        name=name,
        language=language,
        text=text,
        paragraphs=tuple(
            Paragraph(start=start, end=end)
            for start, end in _stretches(paragraph_starts, length, text)
        ),
        turns=tuple(
            Turn(start=start, end=end, speaker=piece.speaker, title=piece.title, label=label)
            for (start, end), (_, label, piece) in zip(
                _stretches([turn[0] for turn in turns], length, text), turns, strict=True
            )
        ),
        segments=tuple(segments),
    )


def _stretches(starts: Sequence[int], length: int, text: str) -> list[tuple[int, int]]:
    spans = []
    for start, end in zip(starts, [*starts[1:], length], strict=True):
        spans.append((start, start + len(text[start:end].rstrip("\n"))))
    return spans


def _rebuild(
    example: Example,
    name: str,
    side: Side,
    rows: Sequence[tuple[int | None, Piece]],
    beads: Iterable[IndexBead] | None = None,
) -> Example:
    """``example`` with one side made of ``rows``: (old index or None for what is new, piece)."""
    here = 0 if side == "source" else 1
    new_index = {old: new for new, (old, _) in enumerate(rows) if old is not None}
    renewed: list[tuple[Indices, Indices]] = []
    for bead in example.beads if beads is None else beads:
        kept = tuple(sorted(new_index[index] for index in bead[here] if index in new_index))
        both = (kept, bead[1]) if here == 0 else (bead[0], kept)
        if both[0] or both[1]:
            renewed.append(both)
    for new, (old, _) in enumerate(rows):
        if old is None:
            renewed.append(((new,), ()) if here == 0 else ((), (new,)))
    old_document = example.source if here == 0 else example.target
    document = document_of(
        [piece for _, piece in rows], name=old_document.name, language=old_document.language
    )
    return dataclasses.replace(
        example,
        name=name,
        source=document if here == 0 else example.source,
        target=example.target if here == 0 else document,
        beads=_in_order(renewed),
    )


def _in_order(beads: Iterable[IndexBead]) -> tuple[IndexBead, ...]:
    """By source; a bead without source follows the bead whose target it follows."""
    beads = list(beads)
    after: dict[int, int] = {}
    for source, target in beads:
        if source:
            after.update(dict.fromkeys(target, source[-1]))
    keys: dict[int, float] = {}
    last = -1.0
    for index in range(max((bead[1][-1] for bead in beads if bead[1]), default=-1) + 1):
        last = after.get(index, last)
        keys[index] = last + 0.5
    return tuple(
        sorted(beads, key=lambda bead: (bead[0][0], 0) if bead[0] else (keys[bead[1][0]], bead[1]))
    )


def _rows(document: Document) -> list[tuple[int | None, Piece]]:
    return list(enumerate(pieces_of(document)))


def _random(example: Example, seed: int, *marks: object) -> random.Random:
    key = "|".join(map(str, (example.name, seed, *marks)))
    return random.Random(key)  # noqa: S311


def _document(example: Example, side: Side) -> Document:
    return example.source if side == "source" else example.target


def delete_segments(example: Example, side: Side, *, share: float = 0.1, seed: int = 0) -> Example:
    """Lose a share of one side's segments, chosen at random."""
    rows = _rows(_document(example, side))
    lost = set(
        _random(example, seed, side, share).sample(range(len(rows)), round(share * len(rows)))
    )
    kept = [row for number, row in enumerate(rows) if number not in lost]
    return _rebuild(example, f"{example.name}-{side}-{share}-{seed}", side, kept)


def lose_page(example: Example, side: Side, *, size: int = 25, seed: int = 0) -> Example:
    """Lose a run of ``size`` segments of one side (at most half of it)."""
    rows = _rows(_document(example, side))
    size = min(size, len(rows) // 2)
    start = _random(example, seed, side, "page").randrange(len(rows) - size + 1)
    kept = rows[:start] + rows[start + size :]
    return _rebuild(example, f"{example.name}-{side}-page-{seed}", side, kept)


def insert_block(example: Example, side: Side, block: Sequence[str], *, seed: int = 0) -> Example:
    """Put a foreign block of segments, a paragraph of its own, at a bead's end on one side."""
    here = 0 if side == "source" else 1
    rows = _rows(_document(example, side))
    ends = sorted({bead[here][-1] + 1 for bead in example.beads if bead[here]})
    at = _random(example, seed, side, "insert").choice(ends)
    turn = rows[at - 1][1]
    foreign: list[tuple[int | None, Piece]] = [
        (None, dataclasses.replace(turn, text=text, is_heading=False)) for text in block
    ]
    return _rebuild(
        example, f"{example.name}-{side}-in-{seed}", side, rows[:at] + foreign + rows[at:]
    )


def swap_blocks(example: Example, *, size: int = 20, seed: int = 0) -> Example:
    """Exchange two runs of about ``size`` target segments, cut where beads end."""
    cuts = [0]
    for source, target in example.beads:
        if source and target and target[0] >= cuts[-1]:
            cuts.append(target[-1] + 1)
    count = len(example.target.segments)
    size = min(size, count // 3)
    choose = _random(example, seed, "swap")

    def cut(position: int) -> int:
        return min(cuts, key=lambda one: (abs(one - position), one))

    first = choose.randrange(0, count - 2 * size + 1)
    second = choose.randrange(first + size, count - size + 1)
    a, b, c, d = cut(first), cut(first + size), cut(second), cut(second + size)
    b, c = min(b, c), max(b, c)
    rows = _rows(example.target)
    swapped = rows[:a] + rows[c:d] + rows[b:c] + rows[a:b] + rows[d:]
    return _rebuild(example, f"{example.name}-swap-{seed}", "target", swapped)


def unmarked(example: Example) -> Example:
    """Without paragraphs, turns and labels: one segment after the other."""
    return dataclasses.replace(
        example,
        name=f"{example.name}-flat",
        source=_flat(example.source),
        target=_flat(example.target),
    )


def _flat(document: Document) -> Document:
    return document_from_segments(
        [segment.text for segment in document.segments],
        language=document.language,
        name=document.name,
    )


def mark_paragraphs(
    example: Example,
    *,
    share: float = 0.25,
    dropped: float = 0.04,
    labelled: float = 0.3,
    seed: int = 0,
) -> Example:
    """Invent paragraphs: breaks at a share of the gold's borders, some lost on either side.

    ``labelled`` of the breaks start a new speaker's turn, on both sides.
    """
    choose = _random(example, seed, "paragraphs")
    names = [("王明", "Wang Ming"), ("记者", "Reporter"), ("李华", "Li Hua"), ("主持人", "Host")]
    marks: tuple[dict[int, str | None], dict[int, str | None]] = ({}, {})
    for source, target in example.beads[1:]:
        if not source or not target or choose.random() >= share:
            continue
        label = choose.choice(names) if choose.random() < labelled else (None, None)
        for side, (run, name) in enumerate(zip((source, target), label, strict=True)):
            if choose.random() >= dropped:
                marks[side][run[0]] = name
    sides = [
        document_of(
            _marked(pieces_of(document), marks[side], "：" if side == 0 else ": "),
            name=document.name,
            language=document.language,
        )
        for side, document in enumerate((example.source, example.target))
    ]
    return dataclasses.replace(
        example, name=f"{example.name}-marked-{seed}", source=sides[0], target=sides[1]
    )


def _marked(pieces: Sequence[Piece], marks: dict[int, str | None], colon: str) -> list[Piece]:
    marked = []
    paragraph = turn = 0
    speaker: str | None = None
    for number, piece in enumerate(pieces):
        if number in marks:
            paragraph += 1
            if marks[number] is not None:
                turn += 1
                speaker = marks[number]
        marked.append(
            Piece(
                text=piece.text,
                paragraph=paragraph,
                turn=turn,
                label=f"{speaker}{colon}" if speaker else "",
                speaker=speaker,
            )
        )
    return marked


def converted(
    example: Example, side: Side, convert: Callable[[str], str], language: str
) -> Example:
    """One side's text put through a converter (Simplified to Traditional, for instance)."""
    pieces = [
        dataclasses.replace(piece, text=convert(piece.text), label=convert(piece.label))
        for piece in pieces_of(_document(example, side))
    ]
    document = document_of(pieces, name=_document(example, side).name, language=language)
    name = f"{example.name}-{language}"
    if side == "source":
        return dataclasses.replace(example, name=name, source=document)
    return dataclasses.replace(example, name=name, target=document)


def reversed_example(example: Example) -> Example:
    """Source and target exchanged."""
    return dataclasses.replace(
        example,
        name=f"{example.name}-reversed",
        source=example.target,
        target=example.source,
        beads=_in_order((target, source) for source, target in example.beads),
    )


def example_of(source: Document, target: Document, gold: Gold) -> Example:
    """An example from documents and gold texts; gold beads that share a segment are joined."""
    trivial = Alignment(
        source=source,
        target=target,
        beads=tuple(Bead(source=(i, i + 1), target=(0, 0)) for i in range(len(source.segments)))
        + tuple(
            Bead(source=(len(source.segments),) * 2, target=(j, j + 1))
            for j in range(len(target.segments))
        ),
    )
    located = locate(trivial, dataclasses.replace(gold, beads=()))
    owner: dict[tuple[int, int], int] = {}
    group: dict[int, int] = {}

    def root(number: int) -> int:
        while group.setdefault(number, number) != number:
            number = group[number]
        return number

    for bead, number in zip(located.gold, located.gold_numbers, strict=True):
        for side in (0, 1):
            for atom in bead[side]:
                if atom < 0:
                    continue
                key = (side, located.segment_of[side][atom])
                group[root(number)] = root(owner.setdefault(key, number))
    runs: dict[int, tuple[list[int], list[int]]] = {}
    for (side, segment), number in owner.items():
        runs.setdefault(root(number), ([], []))[side].append(segment)
    for side, document in enumerate((source, target)):
        for segment in range(len(document.segments)):
            if (side, segment) not in owner:
                run: tuple[list[int], list[int]] = ([], [])
                run[side].append(segment)
                runs[-1 - len(runs)] = run
    beads = [(tuple(sorted(run[0])), tuple(sorted(run[1]))) for run in runs.values()]
    merged = len(set(located.gold_numbers)) - sum(number >= 0 for number in runs)
    return Example(
        name=gold.name, source=source, target=target, beads=_in_order(beads), merged=merged
    )


def read_literary(folder: Path) -> list[Example]:
    """The hand-aligned chapters: one segment a line, index lists as gold."""
    examples = []
    for path in sorted(folder.glob("*.gold")):
        sides = [
            document_from_segments(
                path.with_suffix(suffix).read_text(encoding="utf-8").rstrip("\n").split("\n"),
                language=language,
                name=path.stem,
            )
            for suffix, language in ((".zh", "zh-Hans"), (".en", "en"))
        ]
        beads = _in_order(read_gold(path).beads)
        examples.append(Example(name=path.stem, source=sides[0], target=sides[1], beads=beads))
    return examples
