"""Subtitles (SubRip, WebVTT): cues whose sentences run on are put together again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpora.errors import InputError
from corpora.formats.documents.draft import Block, Draft, draft_from_blocks
from corpora.formats.encoding import decode
from corpora.language.languages import HAN, detect_language
from corpora.units import is_chinese, joiner

_LONGEST_PAUSE_MS = 3_000
_MOST_CUES = 12
_ENDS = re.compile(r"[。！？…!?.♪][”’」』）】》\"')\]]*\s*\Z")
_STOP = re.compile(r"[。！？]|[.!?](?:\s|\Z)")
_BEGINS = re.compile(r"\s*(?:[-–—♪\[(（【>]|[^\s：:]{1,12}[：:])")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>|\{\\[^{}]{0,100}\}|<\d[\d:.]{1,20}>")
_VOICE = re.compile(r"<v(?:\.[\w.]+)?\s+([^<>]{1,80})>")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cue:
    start_ms: int
    end_ms: int
    lines: tuple[str, ...]


def read_subtitles(data: bytes, name: str, language: str | None = None) -> Draft:
    """A draft with one paragraph for each run of cues that a sentence holds together.

    Where every cue holds a line in both languages, those of ``language`` are kept, else those
    in the language that comes first, and a note says so.

    Raises:
        InputError: see ``decode``; or there is no cue in the file.
    """
    text, note = decode(data, name)
    notes = [note] if note else []
    cues = _cues(text, name)
    if _is_bilingual(cues):
        first = "zh" if HAN.search(cues[0].lines[0]) else "en"
        kept = first if language is None else "zh" if is_chinese(language) else "en"
        cues = _only(cues, chinese=kept == "zh")
        other = "" if language else "; name the language to get the other"
        notes.append(
            f"{name} has both languages in its cues: the"
            f" {'Chinese' if kept == 'zh' else 'English'} lines were kept{other}"
        )
    runs, joined = _runs(cues)
    if joined:
        notes.append(f"{joined} subtitle cues of {name} were joined to the sentence before them")
    return draft_from_blocks((Block(text=run, kind="cue") for run in runs), notes=notes)


def _cues(text: str, name: str) -> list[_Cue]:
    # Slow to import for what most runs do not need.
    from pysubs2 import SSAFile
    from pysubs2.exceptions import Pysubs2Error

    text = _VOICE.sub(lambda found: found[1].strip() + ": ", text.replace("\r\n", "\n"))
    try:
        format_ = "vtt" if text.lstrip().startswith("WEBVTT") else "srt"
        events = SSAFile.from_string(text, format_=format_).events
    except (Pysubs2Error, ValueError, UnicodeError) as error:
        raise InputError("is not a subtitle file", path=name, hint="check the file") from error
    cues = []
    for event in sorted(events, key=lambda event: event.start):
        plain = _TAG.sub("", event.plaintext.replace("\\N", "\n"))
        lines = tuple(line.strip() for line in plain.split("\n") if line.strip())
        if lines:
            cues.append(_Cue(start_ms=event.start, end_ms=event.end, lines=lines))
    if not cues:
        raise InputError("has no subtitles in it", path=name, hint="check the file")
    return cues


def _is_bilingual(cues: Sequence[_Cue]) -> bool:
    both = 0
    for cue in cues:
        chinese = [HAN.search(line) is not None for line in cue.lines]
        both += any(chinese) and not all(chinese)
    return both > 0.6 * len(cues)


def _only(cues: Sequence[_Cue], *, chinese: bool) -> list[_Cue]:
    kept = []
    for cue in cues:
        lines = tuple(line for line in cue.lines if (HAN.search(line) is not None) == chinese)
        if lines:
            kept.append(_Cue(start_ms=cue.start_ms, end_ms=cue.end_ms, lines=lines))
    return kept


def _runs(cues: Sequence[_Cue]) -> tuple[list[str], int]:
    """Texts of cues that belong together, and how many were joined to the one before."""
    space = joiner(detect_language("\n".join(line for cue in cues for line in cue.lines)))
    texts = [space.join(cue.lines) for cue in cues]
    # Many Chinese subtitles have no punctuation at all: then a cue is all there is to go by.
    punctuated = sum(_STOP.search(text) is not None for text in texts) >= 0.2 * len(texts)
    runs: list[str] = []
    length = joined = 0
    for i, text in enumerate(texts):
        goes_on = (
            i > 0
            and punctuated
            and length < _MOST_CUES
            and not _ENDS.search(texts[i - 1])
            and not _BEGINS.match(text)
            and cues[i].start_ms - cues[i - 1].end_ms <= _LONGEST_PAUSE_MS
        )
        if goes_on:
            runs[-1] += space + text
            length, joined = length + 1, joined + 1
        else:
            runs.append(text)
            length = 1
    return runs, joined
