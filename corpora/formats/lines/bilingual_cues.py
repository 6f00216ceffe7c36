"""Subtitles with both languages in every cue."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from corpora.errors import InputError
from corpora.formats.codes import guess_language
from corpora.formats.decoding import find_encoding, open_text
from corpora.formats.documents.cues import (
    chinese_comes_first,
    is_bilingual,
    pair_languages,
    parse_cues,
)
from corpora.formats.streams import Head, Origin, ReadOptions, UnitStream, WriteOptions, Written
from corpora.formats.xml.xmltext import UNWRITABLE
from corpora.registry.formats import SRT
from corpora.units import TIME_PROPS, TranslationUnit

# Two of them on a line of text would begin a new cue.
_TIME = re.compile(r"(?<=\d:\d\d:\d\d)[.,](?=\d)")


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
        pairs = pair_languages(parse_cues(text.replace("\0", "")))
    except ValueError as error:
        raise origin.error(
            "is not a subtitle file that can be read", hint=f"save it as {SRT}"
        ) from error
    if not is_bilingual(pairs):
        raise origin.error(
            "holds one language only: it is a document, not pairs",
            hint="align it with the subtitles in the other language",
        )
    swapped = not chinese_comes_first(pairs)
    languages = (guess_language("\n".join(pair.chinese for pair in pairs)), "en")
    head = Head(
        name=origin.name,
        source_language=options.source_language or languages[swapped],
        target_language=options.target_language or languages[not swapped],
    )
    single = sum(not (pair.chinese and pair.other) for pair in pairs)

    def units() -> Iterator[TranslationUnit]:
        for number, pair in enumerate(pairs, 1):
            texts = (pair.chinese, pair.other)
            yield TranslationUnit(
                source=texts[swapped],
                target=texts[not swapped],
                id=str(number),
                props=tuple(zip(TIME_PROPS, (str(pair.start_ms), str(pair.end_ms)), strict=True)),
            )

    notes, damage = encoding.told()
    if single:
        cues = "1 cue is" if single == 1 else f"{single} cues are"
        notes.append(f"{cues} in one language only")
    return UnitStream(head=head, units=units(), notes=notes, damage=damage)


def write_srt(
    units: Iterable[TranslationUnit], head: Head, file: BinaryIO, options: WriteOptions
) -> Written:
    """Write SubRip subtitles: in each cue the source, and the target under it.

    Raises:
        InputError: a unit has no times, since it does not come from subtitles.
    """
    number = changed = 0
    for number, (start, end, lines) in enumerate(_cues_of(units), 1):
        given = "\n".join(lines)
        body = _TIME.sub("，", given)
        changed += body != given
        times = f"{_clock(start, ',', 3)} --> {_clock(end, ',', 3)}"
        file.write(f"{number}\n{times}\n{body}\n\n".encode())
    reason = "times, which begin a cue, made full-width"
    return Written(units=number, changed={reason: changed} if changed else {})


def write_ass(
    units: Iterable[TranslationUnit], head: Head, file: BinaryIO, options: WriteOptions
) -> Written:
    """Write SubStation subtitles: the source, and the target under it in a smaller style.

    Braces, which would be commands, become full-width. Errors as ``write_srt``.
    """
    file.write(_ASS_HEAD.encode())
    count = changed = 0
    for start, end, lines in _cues_of(units):
        count += 1
        plain = [line.replace("{", "｛").replace("}", "｝").replace("\\", "＼") for line in lines]
        changed += plain != lines
        body = "\\N{\\rTranslation}".join(plain)
        times = f"{_clock(start, '.', 2)},{_clock(end, '.', 2)}"
        file.write(f"Dialogue: 0,{times},Original,,0,0,0,,{body}\n".encode())
    reason = "braces or backslashes made full-width"
    return Written(units=count, changed={reason: changed} if changed else {})


def _cues_of(units: Iterable[TranslationUnit]) -> Iterator[tuple[int, int, list[str]]]:
    """Start, end and lines of each unit in order of time; in SubStation a line can only be so."""
    cues = []
    for unit in units:
        props = dict(unit.props)
        try:
            start, end = (int(props[name]) for name in TIME_PROPS)
        except (KeyError, ValueError):
            raise InputError(
                "holds no times, which subtitles need",
                hint="convert bilingual subtitles, or align two subtitle files, by sentences",
            ) from None
        texts = (UNWRITABLE.sub("", text) for text in (unit.source, unit.target))
        lines = [" ".join(text.split()) for text in texts if text.strip()]
        if lines:
            cues.append((max(0, start), max(0, start, end), lines))
    yield from sorted(cues, key=lambda cue: cue[:2])


def _clock(time_ms: int, mark: str, digits: int) -> str:
    """A time as subtitles have it.

    >>> _clock(3_723_045, ",", 3), _clock(3_723_045, ".", 2)
    ('01:02:03,045', '1:02:03.04')
    """
    seconds, rest = divmod(time_ms, 1_000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    width = 2 if digits == 3 else 1
    fraction = rest // 10 ** (3 - digits)
    return f"{hours:0{width}}:{minutes:02}:{seconds:02}{mark}{fraction:0{digits}}"


_ASS_HEAD = """\
[Script Info]
ScriptType: v4.00+
WrapStyle: 0
ScaledBorderAndShadow: yes
PlayResX: 1280
PlayResY: 720

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, \
Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, \
Alignment, MarginL, MarginR, MarginV, Encoding
Style: Original,sans-serif,48,&H00FFFFFF,&H000000FF,&H00000000,&H00000000,0,0,0,0,100,100,0,0,1,2,\
0,2,40,40,36,1
Style: Translation,sans-serif,36,&H00FFFFFF,&H000000FF,&H00000000,&H00000000,0,0,0,0,100,100,0,0,1,\
2,0,2,40,40,36,1

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""
