"""Reading a source and its translation together, and seeing that they can be a pair."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

from corpora.errors import InputError, Option
from corpora.language.languages import BOTH, detect_language, is_chinese_line
from corpora.reading.document import document_from_draft, read_document, read_draft
from corpora.reading.parting import draft_of_pieces, part_languages
from corpora.units import Document, is_chinese

_NAMES = {True: "Chinese", False: "English"}
# A document whose paragraphs are so largely in either language holds both.
_GOOD_PART = 0.3
_GIVE_ALONE = "it holds both languages: give it alone, and it is parted into the two"


def read_pair(
    source: str | Path,
    target: str | Path | None = None,
    *,
    source_language: str | None = None,
    target_language: str | None = None,
    segmented: bool = False,
) -> tuple[Document, Document]:
    """Read two documents that are to be aligned.

    Args:
        source: the original; ``-`` is standard input, for one of the two.
        target: its translation; ``None``, or the same file again, if ``source`` holds both.
        source_language: BCP 47 tag where the user said it, else it is detected.
        target_language: likewise. Saying both allows two texts of one language.
        segmented: take one segment a line, as it stands.

    Raises:
        InputError: a file cannot be read, is the other one again, or is not in the language
            that was said; or both are in one language and nobody said that they should be, or
            the one file is in one language only.
    """
    if target is None or str(source) == str(target):
        return _read_both(source, source_language or _other(target_language), segmented=segmented)
    return _read_two(
        [(source, None), (target, None)], source_language, target_language, segmented=segmented
    )


def read_pair_of(
    files: Sequence[tuple[str, bytes]],
    *,
    source_language: str | None = None,
    target_language: str | None = None,
) -> tuple[Document, Document]:
    """The same from files in memory.

    Args:
        files: names and bytes of a source and its translation, or of one file that holds both.
        source_language: as ``read_pair``.
        target_language: likewise.

    Raises:
        InputError: as ``read_pair``.
    """
    if len(files) == 1:
        ((name, data),) = files
        return _read_both(name, source_language or _other(target_language), data=data)
    return _read_two(files, source_language, target_language)


def _read_two(
    files: Sequence[tuple[str | Path, bytes | None]],
    source_language: str | None,
    target_language: str | None,
    *,
    segmented: bool = False,
) -> tuple[Document, Document]:
    languages = source_language, target_language
    source, target = (
        read_document(path, language=language, segmented=segmented, data=data)
        for (path, data), language in zip(files, languages, strict=True)
    )
    check_pair((source, target), (files[0][0], files[1][0]), languages)
    return source, target


def check_pair(
    documents: tuple[Document, Document],
    paths: tuple[str | Path, str | Path],
    languages: tuple[str | None, str | None],
) -> None:
    """See that two documents can be a source and its translation.

    Args:
        documents: source and target.
        paths: where they are from, for errors.
        languages: BCP 47 tags where the user said them; saying both allows one language twice.

    Raises:
        InputError: one is not in the language that was said, or both are in one language and
            nobody said that they should be.
    """
    for document, path, said in zip(documents, paths, languages, strict=True):
        if said is not None:
            _check_language(document, path, said)
    one_language = is_chinese(documents[0].language) == is_chinese(documents[1].language)
    if one_language and None in languages:
        name = _NAMES[is_chinese(documents[0].language)]
        raise InputError(
            f"both texts are {name}, so one cannot be the translation of the other",
            path=paths[1],
            hint=_GIVE_ALONE
            if any(map(_holds_both, documents))
            else "give a source and its translation; to align two texts of one language, "
            f"say so with {Option.SOURCE_LANGUAGE} and {Option.TARGET_LANGUAGE}",
        )


def _other(language: str | None) -> str | None:
    """The language that a translation into ``language`` is from, where that was said."""
    return None if language is None else "en" if is_chinese(language) else "zh-Hans"


def _read_both(
    path: str | Path,
    source_language: str | None,
    *,
    segmented: bool = False,
    data: bytes | None = None,
) -> tuple[Document, Document]:
    """A document in both languages, parted; the source is in the language that comes first."""
    draft, path = read_draft(path, language=BOTH, segmented=segmented, data=data)
    name = Path(path).name
    parted = part_languages(draft, str(path))
    documents = {}
    wrapped = draft.is_lines and not segmented
    for is_it, pieces in ((True, parted.chinese), (False, parted.english)):
        side = draft_of_pieces(pieces, name, join=wrapped)
        language = None if is_it else "en"
        documents[is_it] = document_from_draft(
            side, path=path, language=language, segmented=segmented
        )
    first = parted.is_chinese_first if source_language is None else is_chinese(source_language)
    counts = [f"{len(documents[is_it].paragraphs)} {_NAMES[is_it]}" for is_it in (first, not first)]
    note = f"holds both languages: its {counts[0]} and {counts[1]} paragraphs were parted"
    source = dataclasses.replace(
        documents[first], notes=(*draft.notes, note, *documents[first].notes)
    )
    return source, documents[not first]


def _check_language(document: Document, path: str | Path, said: str) -> None:
    found = detect_language(document.text)
    if is_chinese(found) != is_chinese(said):
        raise InputError(
            f"is {_NAMES[is_chinese(found)]}, though its language was given as {said}",
            path=path,
            hint=_GIVE_ALONE
            if _holds_both(document)
            else "if the two files are swapped, swap them back; else correct the language",
        )


def _holds_both(document: Document) -> bool:
    """Whether a good part of the paragraphs is in either language."""
    sides = [is_chinese_line(document.text[one.start : one.end]) for one in document.paragraphs]
    return min(sides.count(True), sides.count(False)) >= _GOOD_PART * len(sides) > 0
