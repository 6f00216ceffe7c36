"""What a format's reader hands over: text in paragraphs, before anybody looks for sentences."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from corpora.units import Paragraph, ParagraphKind, Span, Timing


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A document's text, its paragraphs in order, and what its reader guessed.

    ``is_lines`` says that the paragraphs are lines as the file has them, wrapped or not;
    ``times`` when its stretches are shown.
    """

    text: str
    paragraphs: tuple[Paragraph, ...]
    notes: tuple[str, ...] = ()
    is_lines: bool = False
    times: tuple[Timing, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One paragraph to be; ``bold`` and ``times`` are stretches of its own text."""

    text: str
    kind: ParagraphKind = "body"
    bold: tuple[Span, ...] = ()
    times: tuple[Timing, ...] = ()


def draft_from_blocks(blocks: Iterable[Block], *, notes: Iterable[str] = ()) -> Draft:
    """A draft with one paragraph a line; blocks without visible text are left out."""
    parts: list[str] = []
    paragraphs = []
    times: list[Timing] = []
    start = 0
    for block in blocks:
        if not block.text.strip():
            continue
        end = start + len(block.text)
        bold = tuple((start + a, start + b) for a, b in block.bold)
        paragraphs.append(Paragraph(start=start, end=end, kind=block.kind, bold=bold))
        times += [(start + a, start + b, c, d) for a, b, c, d in block.times]
        parts.append(block.text)
        start = end + 1
    return Draft(
        text="\n".join(parts),
        paragraphs=tuple(paragraphs),
        notes=tuple(notes),
        times=tuple(times),
    )


def without_characters(draft: Draft, text: str, *, note: str) -> Draft:
    """A draft from whose text some blanks were taken out, everything in it at its new place.

    Args:
        draft: as its reader gave it.
        text: its text without them.
        note: what to say of it.
    """
    places = [0]
    for character in draft.text:
        at = places[-1]
        places.append(at + (at < len(text) and text[at] == character))
    paragraphs = tuple(
        replace(
            part,
            start=places[part.start],
            end=places[part.end],
            bold=tuple((places[a], places[b]) for a, b in part.bold),
        )
        for part in draft.paragraphs
    )
    times = tuple((places[a], places[b], start, end) for a, b, start, end in draft.times)
    notes = (*draft.notes, note)
    return replace(draft, text=text, paragraphs=paragraphs, times=times, notes=notes)
