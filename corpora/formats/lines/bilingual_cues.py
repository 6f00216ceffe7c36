"""Subtitles with both languages in every cue."""

from __future__ import annotations

from collections.abc import Iterator

from corpora.formats.codes import guess_language
from corpora.formats.decoding import find_encoding, open_text
from corpora.formats.documents.cues import (
    chinese_comes_first,
    is_bilingual,
    pair_languages,
    parse_cues,
)
from corpora.formats.streams import Head, Origin, ReadOptions, UnitStream
from corpora.registry.formats import SRT
from corpora.units import TranslationUnit


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
                props=(("x-start-ms", str(pair.start_ms)), ("x-end-ms", str(pair.end_ms))),
            )

    notes, damage = encoding.told()
    if single:
        cues = "1 cue is" if single == 1 else f"{single} cues are"
        notes.append(f"{cues} in one language only")
    return UnitStream(head=head, units=units(), notes=notes, damage=damage)
