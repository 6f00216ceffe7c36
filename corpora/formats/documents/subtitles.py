"""Subtitles and lyrics: cues whose sentences run on are put together again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpora.errors import InputError
from corpora.formats.documents.cues import (
    Cue,
    CuePair,
    chinese_comes_first,
    is_bilingual,
    pair_languages,
    parse_cues,
)
from corpora.formats.documents.draft import Block, Draft, draft_from_blocks
from corpora.formats.encoding import decode
from corpora.language.languages import BOTH, detect_language
from corpora.units import is_chinese, join_texts, joiner

# A sentence over a longer pause, or of more cues, is none: chosen by eye.
_LONGEST_PAUSE_MS = 3_000
_MOST_CUES = 12
_ENDS = re.compile(r"[。！？…!?.♪][”’」』）】》\"')\]]*\s*\Z")
_STOP = re.compile(r"[。！？]|[.!?](?:\s|\Z)")
_COMMA = re.compile(r"[，、,]")
_BEGINS = re.compile(r"\s*(?:[-–—♪\[(（【>]|[^\s：:]{1,12}[：:])")


def read_subtitles(data: bytes, name: str, language: str | None = None) -> Draft:
    """A draft with one paragraph for each run of cues that a sentence holds together.

    Where the cues hold both languages, those of ``language`` are kept, else those in the language
    that comes first, and a note says so; ``BOTH`` gives the one after the other.

    Raises:
        InputError: see ``decode``; or there is no cue in the file.
    """
    text, note = decode(data, name)
    notes = [note] if note else []
    try:
        cues = parse_cues(text, speakers=True)
    except ValueError as error:
        raise InputError("is not a subtitle file", path=name, hint="check the file") from error
    if not cues:
        raise InputError("has no subtitles in it", path=name, hint="check the file")
    pairs = pair_languages(cues)
    sides = [cues]
    if is_bilingual(pairs):
        kept = _kept(pairs, language)
        sides = [_side(pairs, chinese=chinese) for chinese in kept]
        if language != BOTH:
            other = "" if language else "; name the language to get the other"
            notes.append(
                f"{name} has both languages in its cues: the"
                f" {'Chinese' if kept[0] else 'English'} lines were kept{other}"
            )
    blocks: list[Block] = []
    for side in sides:
        runs, joined = _runs(side)
        blocks += runs
        if joined:
            notes.append(f"{joined} subtitle cues of {name} were joined to the sentence before")
    return draft_from_blocks(blocks, notes=notes)


def _kept(pairs: Sequence[CuePair], language: str | None) -> list[bool]:
    """Whether Chinese, for each language that is wanted, in order."""
    first = chinese_comes_first(pairs)
    if language == BOTH:
        return [first, not first]
    return [first if language is None else is_chinese(language)]


def _side(pairs: Sequence[CuePair], *, chinese: bool) -> list[Cue]:
    texts = [(pair, pair.chinese if chinese else pair.other) for pair in pairs]
    return [
        Cue(start_ms=pair.start_ms, end_ms=pair.end_ms, lines=(text,))
        for pair, text in texts
        if text
    ]


def _runs(cues: Sequence[Cue]) -> tuple[list[Block], int]:
    """Cues that belong together as paragraphs, and how many were joined to the one before."""
    language = detect_language("\n".join(line for cue in cues for line in cue.lines))
    texts = [join_texts(cue.lines, language) for cue in cues]
    # Many Chinese subtitles have no punctuation at all: then a cue is all there is to go by.
    punctuated = sum(_STOP.search(text) is not None for text in texts) >= 0.2 * len(texts)
    # Who writes commas leaves none out where a cue ends inside a clause.
    commas = sum(_COMMA.search(text) is not None for text in texts) >= 0.1 * len(texts)
    runs: list[Block] = []
    length = joined = 0
    for i, (cue, text) in enumerate(zip(cues, texts, strict=True)):
        goes_on = (
            i > 0
            and punctuated
            and length < _MOST_CUES
            and not _ENDS.search(texts[i - 1])
            and not _BEGINS.match(text)
            and cue.start_ms - cues[i - 1].end_ms <= _LONGEST_PAUSE_MS
        )
        before = runs[-1] if goes_on else Block(text="", kind="cue")
        two = (before.text, text) if goes_on else (text,)
        whole = joiner(language).join(two) if commas else join_texts(two, language)
        timing = (len(whole) - len(text), len(whole), cue.start_ms, cue.end_ms)
        run = replace(before, text=whole, times=(*before.times, timing))
        if goes_on:
            runs[-1] = run
            length, joined = length + 1, joined + 1
        else:
            runs.append(run)
            length = 1
    return runs, joined
