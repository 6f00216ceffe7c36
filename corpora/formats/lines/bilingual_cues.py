"""Subtitles with both languages in every cue (.srt, .vtt, .ass)."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator

import pysubs2

from corpora.formats.codes import HAN, guess_language, han_share
from corpora.formats.decoding import find_encoding, open_text
from corpora.formats.streams import Head, Origin, ReadOptions, UnitStream
from corpora.units import TranslationUnit, joiner

_CHINESE_SHARE = 0.3
_LETTER = re.compile(r"[^\W\d_]")
_HAN = HAN.pattern[1:-1]
# Chinese, a blank, and at least two words of something else; and the other way round.
_CHINESE_FIRST = re.compile(
    rf"([^A-Za-z]*[{_HAN}][^A-Za-z]*?)\s+([^\s{_HAN}]*[A-Za-z][^{_HAN}]*\s[^{_HAN}]+)"
)
_CHINESE_LAST = re.compile(
    rf"([^{_HAN}]*[A-Za-z][^{_HAN}]*\s[^{_HAN}]*[^\s{_HAN}])\s+([^A-Za-z]*[{_HAN}][^A-Za-z]*)"
)


def read(origin: Origin, options: ReadOptions) -> UnitStream:
    """A unit for each cue: its Chinese lines and its other lines; the times are props.

    The source is the language that most cues begin with.

    Raises:
        InputError: it is no subtitle file, or its cues are in one language only.
    """
    encoding = find_encoding(origin, recover=options.recover)
    with open_text(origin, encoding) as file:
        text = file.read()
    try:
        events = pysubs2.SSAFile.from_string(text.replace("\0", "")).events
    except (pysubs2.exceptions.Pysubs2Error, ValueError) as error:
        raise origin.error(
            "is not a subtitle file that can be read", hint="save it as .srt"
        ) from error
    cues = _cues(events, origin.suffix == ".vtt")
    sides = [_sides(lines) for _start, _end, lines in cues]
    both = sum(bool(chinese and other) for chinese, other, _first in sides)
    spoken = sum(any(map(_LETTER.search, lines)) for _start, _end, lines in cues)
    if both * 2 < spoken or not both:
        raise origin.error(
            "holds one language only: it is a document, not pairs",
            hint="align it with the subtitles in the other language",
        )
    firsts = Counter(first for chinese, other, first in sides if chinese and other)
    swapped = firsts["other"] > firsts["chinese"]
    languages = (
        guess_language("\n".join(chinese) for chinese, _other, _first in sides),
        "en",
    )
    head = Head(
        name=origin.name,
        source_language=options.source_language or languages[swapped],
        target_language=options.target_language or languages[not swapped],
    )
    single = len(cues) - both

    def units() -> Iterator[TranslationUnit]:
        for number, ((start, end, _lines), (chinese, other, _first)) in enumerate(
            zip(cues, sides, strict=True), 1
        ):
            texts = [joiner("zh").join(chinese), joiner("en").join(other)]
            if any(texts):
                yield TranslationUnit(
                    source=texts[swapped],
                    target=texts[not swapped],
                    id=str(number),
                    props=(("x-start-ms", str(start)), ("x-end-ms", str(end))),
                )

    notes, damage = encoding.told()
    if single:
        notes.append(f"{single} cues are in one language only")
    return UnitStream(head=head, units=units(), notes=notes, damage=damage)


def _cues(events: list[pysubs2.SSAEvent], has_entities: bool) -> list[tuple[int, int, list[str]]]:
    """Start, end and lines of what is shown at a time: a language may have cues of its own."""
    shown: dict[tuple[int, int], list[str]] = {}
    for event in sorted(events, key=lambda one: one.start):
        if not event.is_comment:
            text = html.unescape(event.plaintext) if has_entities else event.plaintext
            lines = [part for line in text.split("\n") for part in _parts(line)]
            shown.setdefault((event.start, event.end), []).extend(lines)
    return [(start, end, lines) for (start, end), lines in shown.items()]


def _parts(line: str) -> tuple[str, ...]:
    """A line in one language; of a line in both, its two halves.

    >>> _parts("第二句话 Second line"), _parts("用 Python 写的。")
    (('第二句话', 'Second line'), ('用 Python 写的。',))
    """
    for pattern in (_CHINESE_FIRST, _CHINESE_LAST):
        found = pattern.fullmatch(line.strip())
        if found:
            return found.groups()
    return (line,)


def _sides(lines: list[str]) -> tuple[list[str], list[str], str]:
    """A cue's Chinese lines, its other lines, and which of the two come first."""
    chinese: list[str] = []
    other: list[str] = []
    first = ""
    for line in (line.strip() for line in lines):
        if line:
            is_chinese = han_share(line) >= _CHINESE_SHARE
            (chinese if is_chinese else other).append(line)
            first = first or ("chinese" if is_chinese else "other")
    return chinese, other, first
