"""Plain text: its encoding, its line breaks, and the lines that were wrapped."""

from __future__ import annotations

import re

from corpora.errors import InputError
from corpora.formats.documents.blanks import mend_blanks
from corpora.formats.documents.draft import Draft
from corpora.formats.documents.pages import leave_out_pages
from corpora.formats.documents.wrapping import join_wrapped
from corpora.formats.encoding import decode
from corpora.language.languages import BOTH
from corpora.units import Paragraph, Span

# No text has such a line: a bound.
LONGEST_LINE_CHARS = 50_000_000
_LINE_BREAK = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")


def read_text(data: bytes, name: str, language: str | None = None, *, join: bool = True) -> Draft:
    """A draft of a plain text file with one paragraph a line.

    Args:
        data: the file.
        name: what to call it.
        language: of ``BOTH`` the lines are kept apart, to be joined by who parts them.
        join: whether to join wrapped lines; a note says how many.

    Raises:
        InputError: see ``decode``; or a line is longer than ``LONGEST_LINE_CHARS``.
    """
    text, note = decode(data, name)
    notes: tuple[str, ...] = (note,) if note else ()
    if language == BOTH and join:
        text, removed = leave_out_pages(text, line_spans(text))
        notes += _pages_left_out(removed, name)
    return draft_from_text(text, name, notes=notes, join=join and language != BOTH)


def draft_from_text(
    text: str, name: str, *, notes: tuple[str, ...] = (), join: bool = True
) -> Draft:
    """The same for text that is already decoded."""
    lines = line_spans(text)
    for number, (start, end) in enumerate(lines, 1):
        if end - start > LONGEST_LINE_CHARS:
            raise InputError(
                f"this line is {end - start:,} characters long",
                path=name,
                line=number,
                hint="give the text with its paragraphs, or split the file",
            )
    if join:
        text, said = _mended(text, name, lines)
        notes = (*notes, *said)
        lines = line_spans(text) if said else lines
    paragraphs = tuple(Paragraph(start=a, end=b) for a, b in lines if text[a:b].strip())
    return Draft(text=text, paragraphs=paragraphs, notes=notes, is_lines=not join)


def _pages_left_out(count: int, name: str) -> tuple[str, ...]:
    said = f"{count} page numbers and running heads of {name} were left out"
    return (said,) if count else ()


def _mended(text: str, name: str, lines: list[Span]) -> tuple[str, list[str]]:
    """The text without what pages did to it, and a note on everything that was done."""
    text, removed = leave_out_pages(text, lines)
    said = [*_pages_left_out(removed, name)]
    text, blanks, between_all = mend_blanks(text)
    said += blanks_left_out(blanks, name, between_all=between_all)
    text, joined = join_wrapped(text, line_spans(text) if said else lines)
    if joined:
        breaks = f"{joined} line breaks" if joined > 1 else "1 line break"
        verb = "were" if joined > 1 else "was"
        said.append(f"{breaks} inside the paragraphs of {name} {verb} taken for wrapping")
    return text, said


def blanks_left_out(count: int, name: str, *, between_all: bool) -> list[str]:
    """What to say of blanks inside Chinese that were mended, if there were any."""
    if between_all:
        return [f"the spaces between all Chinese characters of {name} were left out"]
    said = "1 blank" if count == 1 else f"{count} blanks"
    verb = "was" if count == 1 else "were"
    return [f"{said} inside the Chinese words of {name} {verb} left out"] if count else []


def line_spans(text: str) -> list[Span]:
    """The lines of a text without their breaks, empty ones included."""
    spans = []
    start = 0
    for found in _LINE_BREAK.finditer(text):
        spans.append((start, found.start()))
        start = found.end()
    spans.append((start, len(text)))
    return spans
