"""One document in both languages, parted into a text and its translation.

White papers, contracts, bilingual books and posts come as one file: paragraph under paragraph,
line under line, side by side in a table, on one line, or as two blocks one after the other. Every
paragraph goes to the side of its own language, except what is quoted: in two blocks a paragraph
in the other language stays where it stands, and of one that both sides have each keeps its own.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpora.errors import OneLanguageError
from corpora.formats.documents.cues import halves
from corpora.formats.documents.draft import Block, Draft, draft_from_blocks
from corpora.formats.documents.text import draft_from_text
from corpora.language.han import HAN
from corpora.language.languages import ASIDE, is_chinese_line
from corpora.segment import segment

# Less of one language than this is no translation of the other.
_LEAST_SHARE = 0.05
# How much of two blocks may be in the other block's language, and how often it may change.
_STRAY, _CHANGES = 0.15, 0.25
# Of the places where it may change, so many do where it is line about.
_TURNS = 0.8
# A title in both languages stands above both blocks.
_TITLE_PIECES = 3
# What both sides quote stands so near, in pieces, and is so long.
_QUOTED_NEAR, _QUOTED_CHARS = 8, 12
_TITLE = re.compile(r"([^（）()。！？]{2,200}?)\s?[（(]([^（）()。！？]{2,200})[）)]")
_LETTER = re.compile(r"[A-Za-z]")
_LATIN_RUN = re.compile(r"[A-Za-z][A-Za-z'’-]*(?:[ ,]+[A-Za-z][A-Za-z'’-]*){2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A paragraph or a part of one, and whether a blank line or the other language is before it.

    ``is_chinese`` is ``None`` for what has letters of neither language.
    """

    block: Block
    is_chinese: bool | None
    after_gap: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Parted:
    """The pieces of either language, each in order, and which of the two comes first."""

    chinese: tuple[Piece, ...]
    english: tuple[Piece, ...]
    is_chinese_first: bool


def part_languages(draft: Draft, name: str) -> Parted:
    """Part a document by language.

    Raises:
        OneLanguageError: it is in one language only.
    """
    pieces = _pieces(draft)
    weights = [_weight(piece.block.text) for piece in pieces]
    _refuse_one_language(pieces, weights, name)
    cut = _two_blocks(pieces, weights)
    if cut is None:
        first = _first_language(pieces)
        pieces = [part for i in range(len(pieces)) for part in _split(pieces, i, first=first)]
        homes = _homes(pieces, first=first)
    else:
        first = _majority(pieces[:cut], weights[:cut])
        homes = _homes_of_blocks(pieces, cut, first=first)
    chinese = tuple(piece for piece, home in zip(pieces, homes, strict=True) if home)
    english = tuple(piece for piece, home in zip(pieces, homes, strict=True) if not home)
    return Parted(chinese=chinese, english=english, is_chinese_first=first)


def draft_of_pieces(pieces: Sequence[Piece], name: str, *, join: bool) -> Draft:
    """One side as a draft of its own.

    Args:
        pieces: paragraphs or, with ``join``, lines that a program may have wrapped.
        name: what to call it.
        join: whether to join wrapped lines, within what stood together in the file.
    """
    if not join:
        return draft_from_blocks(piece.block for piece in pieces)
    text = "".join(("\n\n" if piece.after_gap else "\n") + piece.block.text for piece in pieces)
    return draft_from_text(text.lstrip("\n"), name)


def _pieces(draft: Draft) -> list[Piece]:
    pieces: list[Piece] = []
    before = shown = 0
    for paragraph in draft.paragraphs:
        text = draft.text[paragraph.start : paragraph.end]
        bold = tuple((a - paragraph.start, b - paragraph.start) for a, b in paragraph.bold)
        gap = draft.text[before : paragraph.start]
        before = paragraph.end
        side = is_chinese_line(text)
        changes = bool(pieces) and side is not None and side != pieces[-1].is_chinese
        times = []
        while shown < len(draft.times) and draft.times[shown][0] < paragraph.end:
            a, b, start_ms, end_ms = draft.times[shown]
            times.append((a - paragraph.start, b - paragraph.start, start_ms, end_ms))
            shown += 1
        pieces.append(
            Piece(
                block=Block(text=text, kind=paragraph.kind, bold=bold, times=tuple(times)),
                is_chinese=side,
                after_gap=changes or len(gap.splitlines()) > 1,
            )
        )
    return pieces


def _weight(text: str) -> tuple[int, int]:
    """Chinese characters and Latin letters."""
    return len(HAN.findall(text)), len(_LETTER.findall(text))


def _refuse_one_language(
    pieces: Sequence[Piece], weights: Sequence[tuple[int, int]], name: str
) -> None:
    chinese = 2.5 * sum(w[0] for p, w in zip(pieces, weights, strict=True) if p.is_chinese)
    english = sum(w[1] for p, w in zip(pieces, weights, strict=True) if p.is_chinese is False)
    # One paragraph may hold the two.
    mixed = sum(min(2.5 * han, latin) for han, latin in weights)
    if max(min(chinese, english), mixed) < _LEAST_SHARE * max(1, chinese + english):
        language = "Chinese" if chinese > english else "English"
        raise OneLanguageError(
            f"is in one language only ({language})",
            path=name,
            hint="give its translation as a second file",
        )


def _two_blocks(pieces: Sequence[Piece], weights: Sequence[tuple[int, int]]) -> int | None:
    """Where the second of two blocks begins, if the document is two blocks."""
    known = [i for i, piece in enumerate(pieces) if piece.is_chinese is not None]
    changes = sum(
        pieces[a].is_chinese != pieces[b].is_chinese for a, b in itertools.pairwise(known)
    )
    if not changes or (changes > 1 and changes > _CHANGES * len(known)):
        return None
    # Chinese less English so far: the cut is where that turns round.
    balance, running = [0.0], 0.0
    for piece, (han, latin) in zip(pieces, weights, strict=True):
        running += 2.5 * han if piece.is_chinese else -latin if piece.is_chinese is False else 0
        balance.append(running)
    total = sum(2.5 * w[0] if p.is_chinese else w[1] for p, w in zip(pieces, weights, strict=True))
    # Zigzag as it may, two blocks go up and down once; what is left over is astray.
    best = max(range(1, len(pieces)), key=lambda k: abs(2 * balance[k] - balance[-1]), default=0)
    stray = total - abs(2 * balance[best] - balance[-1])
    return best if best and stray <= 2 * _STRAY * total else None


def _majority(pieces: Sequence[Piece], weights: Sequence[tuple[int, int]]) -> bool:
    return (
        sum(2.5 * w[0] if p.is_chinese else -w[1] for p, w in zip(pieces, weights, strict=True)) > 0
    )


def _homes_of_blocks(pieces: Sequence[Piece], cut: int, *, first: bool) -> list[bool]:
    homes = [first if i < cut else not first for i in range(len(pieces))]
    for i, piece in enumerate(pieces[: min(cut, _TITLE_PIECES)]):
        if piece.is_chinese is not None and piece.is_chinese != first:
            homes[i] = piece.is_chinese
    return homes


def _homes(pieces: Sequence[Piece], *, first: bool) -> list[bool]:
    """The side of each piece where the languages take turns."""
    homes: list[bool] = []
    take_turns = _take_turns(pieces)
    for i, piece in enumerate(pieces):
        side = piece.is_chinese
        if side is None and take_turns and _stands_between(pieces, i, first):
            side = not first
        homes.append(side if side is not None else homes[-1] if homes else first)
    last: dict[str, int] = {}
    for i, piece in enumerate(pieces):
        text = piece.block.text.strip()
        if len(text) < _QUOTED_CHARS:
            continue
        before = last.get(text)
        if before is None or i - before >= _QUOTED_NEAR:
            last[text] = i
        # What answers the other language both times is a translation that was written twice.
        elif not all(_stands_between(pieces, k, not piece.is_chinese) for k in (before, i)):
            homes[before], homes[i] = first, not first
            del last[text]
    return homes


def _take_turns(pieces: Sequence[Piece]) -> bool:
    """Whether nearly every piece is followed by one in the other language."""
    known = [piece.is_chinese for piece in pieces if piece.is_chinese is not None]
    changes = sum(a != b for a, b in itertools.pairwise(known))
    return changes >= _TURNS * (len(known) - 1)


def _stands_between(pieces: Sequence[Piece], i: int, side: bool) -> bool:
    """Whether a piece follows one of a language, and another of it follows, or nothing."""
    return (
        i > 0
        and pieces[i - 1].is_chinese is side
        and (i + 1 == len(pieces) or pieces[i + 1].is_chinese is side)
    )


def _split(pieces: Sequence[Piece], i: int, *, first: bool) -> list[Piece]:
    """A piece, or its parts where it holds a text and its translation.

    It does so only if what follows is not that translation.
    """
    piece = pieces[i]
    text = piece.block.text
    following = pieces[i + 1].block.text if i + 1 < len(pieces) else ""
    if _begins_chinese(following) is (not first) or _begins_chinese(text) is not first:
        return [piece]
    parts = _parts(text)
    if len(parts) == 1:
        return [piece]
    return [
        Piece(
            block=replace(piece.block, text=part, bold=(), times=()),
            is_chinese=is_chinese_line(part),
            after_gap=piece.after_gap or number > 0,
        )
        for number, part in enumerate(parts)
    ]


def _parts(text: str) -> tuple[str, ...]:
    """A text by language, if it changes that between words or sentences of its own."""
    parts = halves(text)
    if len(parts) == 1:
        parts = _bracketed(text)
    return parts if len(parts) > 1 else _runs(text)


def _bracketed(text: str) -> tuple[str, ...]:
    """A title with its translation in brackets behind it: ``Exceptions（异常）``."""
    found = _TITLE.fullmatch(text.strip())
    if not found:
        return (text,)
    is_chinese, translated = (HAN.search(part) is not None for part in found.groups())
    latin = found[1] if translated else found[2]
    is_translation = is_chinese != translated and (is_chinese is False or " " in latin)
    return found.groups() if is_translation and _LETTER.search(latin) else (text,)


def _first_language(pieces: Sequence[Piece]) -> bool:
    """Whether the document begins in Chinese."""
    return next(
        side
        for piece in pieces
        if (side := is_chinese_line(_parts(piece.block.text)[0])) is not None
    )


def _begins_chinese(text: str) -> bool | None:
    """Whether the first letter of a text is Chinese; ``None`` where it has none."""
    han, latin = HAN.search(text), _LETTER.search(text)
    if not (han and latin):
        return None if han is latin else han is not None
    return han.start() < latin.start()


def _runs(text: str) -> tuple[str, ...]:
    """Runs of sentences in one language; what is quoted belongs to the sentence around it."""
    if not _LATIN_RUN.search(ASIDE.sub(" ", text)):
        return (text,)
    runs: list[list[int | bool]] = []
    for start, end in segment(text, "zh-Hans"):
        sentence = text[start:end]
        side = is_chinese_line(sentence)
        is_quoted = not ASIDE.sub("", sentence).strip(" .。！？!?")
        if runs and (side is None or is_quoted or side == runs[-1][2]):
            runs[-1][1] = end
        else:
            runs.append([start, end, bool(side)])
    return tuple(text[start:end] for start, end, _ in runs)
