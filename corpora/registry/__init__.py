"""The door for files: every kind of file we know, what a given one is, who reads it.

``formats.py`` declares the kinds, ``recognising.py`` tells them by what is in a file. Nothing
heavy is imported before a file of a kind is met.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from corpora.errors import InputError, NotPairsError
from corpora.registry.format import PACKED, Content, Format, suffix_of
from corpora.registry.formats import FORMATS
from corpora.registry.recognising import find_format, identify

__all__ = [
    "FORMATS",
    "PACKED",
    "Content",
    "Format",
    "find_format",
    "find_writer",
    "identify",
    "listed",
    "refusal",
    "suffix_of",
    "suffixes_read",
    "suffixes_written",
]

_READERS: dict[Content, str] = {
    "pairs": "the commands that take pairs are convert, clean, find, terms, check and score",
    "glossary": "give it to a command that takes a glossary",
}
_HELD: dict[Content, str] = {"pairs": "pairs", "document": "a document", "glossary": "a glossary"}


def suffixes_read(content: Content) -> list[str]:
    """All suffixes from which a content is read, in the order of the table."""
    return [
        suffix
        for kind in FORMATS
        if content in kind.reads
        for suffix in (*kind.suffixes, *kind.also)
    ]


def suffixes_written(content: Content) -> list[str]:
    """All suffixes as which a content is written."""
    return [suffix for kind in FORMATS if content in kind.writes for suffix in kind.suffixes]


def listed(suffixes: Sequence[str], *, most: int = 0) -> str:
    """Suffixes as a help text has them; with ``most``, the first of them and an ellipsis.

    >>> listed([".a", ".b", ".c"], most=2)
    '.a .b …'
    """
    return " ".join([*suffixes[:most], "…"] if 0 < most < len(suffixes) else suffixes)


def find_writer(content: Content, path: str | Path) -> Any:  # noqa: ANN401
    """The function that writes a content as what a path's suffix says.

    Raises:
        InputError: there is none.
    """
    suffix = suffix_of(path)
    kind = find_format(suffix)
    if kind is None or content not in kind.writes or suffix in kind.also:
        what = _HELD.get(content, content)
        raise InputError(
            f"{what} cannot be written as {suffix or 'a file without a suffix'}",
            path=path,
            hint=f"choose one of {', '.join(suffixes_written(content))}",
        )
    return kind.writer(content)


def refusal(
    kind: Format | None, content: Content, *, path: str | Path | None, suffix: str = ""
) -> InputError:
    """What to say of a file from which a content is not read.

    Args:
        kind: what the file is; ``None`` where that is not known.
        content: what was to be read from it.
        path: the file.
        suffix: its suffix, where the kind is not known.
    """
    wanted = _HELD.get(content, content)
    if kind is None:
        return InputError(
            f"is no file of {content} that is known here ({suffix or 'no suffix'})",
            path=path,
            hint=f"use one of {', '.join(suffixes_read(content))}",
        )
    if kind.instead:
        return InputError(f"is {kind.name}", path=path, hint=kind.instead)
    held = next((one for one in _HELD if one in kind.reads), None)
    if held is None:
        hint = f"use one of {', '.join(suffixes_read(content))}"
        return InputError(f"is {kind.name}, which is not read", path=path, hint=hint)
    hint = _READERS.get(held, "align it with its translation")
    if content == "glossary" and held == "document":
        hint = f"use one of {', '.join(suffixes_read(content))}"
    if content == "document" and held == "pairs":
        hint = f"give the source and its translation as two documents; {hint}"
        if kind.is_keyed:
            hint = f"give the source and its translation, which are joined by key; {hint}"
    error = NotPairsError if content == "pairs" and held == "document" else InputError
    return error(f"is {kind.name}: {_HELD[held]}, not {wanted}", path=path, hint=hint)
