"""Reading a source and its translation together, and seeing that they can be a pair."""

from __future__ import annotations

from pathlib import Path

from corpora.errors import InputError
from corpora.language.languages import detect_language
from corpora.reading.document import read_document
from corpora.units import Document, is_chinese

_NAMES = {True: "Chinese", False: "English"}


def read_pair(
    source: str | Path,
    target: str | Path,
    *,
    source_language: str | None = None,
    target_language: str | None = None,
    segmented: bool = False,
) -> tuple[Document, Document]:
    """Read two documents that are to be aligned.

    Args:
        source: the original; ``-`` is standard input, for one of the two.
        target: its translation.
        source_language: BCP 47 tag where the user said it, else it is detected.
        target_language: likewise. Saying both allows two texts of one language.
        segmented: take one segment a line, as it stands.

    Raises:
        InputError: a file cannot be read, is the other one again, or is not in the language
            that was said; or both are in one language and nobody said that they should be.
    """
    if str(source) == str(target):
        raise InputError(
            "source and target are the same file" if str(source) != "-" else "both sides are '-'",
            path=source,
            hint="give the original first and its translation second",
        )
    documents = (
        read_document(source, language=source_language, segmented=segmented),
        read_document(target, language=target_language, segmented=segmented),
    )
    for document, path, said in zip(
        documents, (source, target), (source_language, target_language), strict=True
    ):
        if said is not None:
            _check_language(document, path, said)
    one_language = is_chinese(documents[0].language) == is_chinese(documents[1].language)
    if one_language and None in (source_language, target_language):
        name = _NAMES[is_chinese(documents[0].language)]
        raise InputError(
            f"both texts are {name}, so one cannot be the translation of the other",
            path=target,
            hint="give a source and its translation; to align two texts of one language, "
            "say so with --source-lang and --target-lang",
        )
    return documents


def _check_language(document: Document, path: str | Path, said: str) -> None:
    found = detect_language(document.text)
    if is_chinese(found) != is_chinese(said):
        raise InputError(
            f"is {_NAMES[is_chinese(found)]}, though its language was given as {said}",
            path=path,
            hint="if the two files are swapped, swap them back; else correct the language",
        )
