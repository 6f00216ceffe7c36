"""From a file people have to a document: format, language, turns, headings, segments."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO

from corpora.errors import InputError
from corpora.formats.documents.draft import Draft
from corpora.language.languages import detect_language
from corpora.reading.headings import find_headings
from corpora.reading.turns import build_turns, find_labels
from corpora.segment import segment
from corpora.segment.spans import trimmed
from corpora.units import Document, Paragraph, Segment, Span, Turn

LARGEST_FILE_BYTES = 200_000_000
# Longer than any sentence, and than pairing could weigh.
LONGEST_SENTENCE_CHARS = 100_000
STANDARD_INPUT = "-"

Reader = Callable[[bytes, str, str | None], Draft]


def _text(data: bytes, name: str, language: str | None) -> Draft:
    from corpora.formats.documents.text import read_text

    return read_text(data, name)


def _lines(data: bytes, name: str, language: str | None) -> Draft:
    from corpora.formats.documents.text import read_text

    return read_text(data, name, join=False)


def _docx(data: bytes, name: str, language: str | None) -> Draft:
    from corpora.formats.documents.docx import read_docx

    return read_docx(data, name)


def _html(data: bytes, name: str, language: str | None) -> Draft:
    from corpora.formats.documents.html import read_html

    return read_html(data, name)


def _subtitles(data: bytes, name: str, language: str | None) -> Draft:
    from corpora.formats.documents.subtitles import read_subtitles

    return read_subtitles(data, name, language)


def _markdown(data: bytes, name: str, language: str | None) -> Draft:
    from corpora.formats.documents.markdown import read_markdown

    return read_markdown(data, name, language)


def _xml(data: bytes, name: str, language: str | None) -> Draft:
    from corpora.formats.documents.xml_text import read_xml

    return read_xml(data, name)


# What reads which suffix; any other suffix is read as plain text if it is that.
DOCUMENT_READERS: dict[str, Reader] = {
    ".txt": _text,
    ".md": _markdown,
    ".markdown": _markdown,
    ".mdx": _markdown,
    ".docx": _docx,
    ".docm": _docx,
    ".html": _html,
    ".htm": _html,
    ".xhtml": _html,
    ".srt": _subtitles,
    ".vtt": _subtitles,
    ".xml": _xml,
    ".dita": _xml,
    ".fb2": _xml,
    ".ass": _subtitles,
    ".ssa": _subtitles,
    ".lrc": _subtitles,
}

# What the first bytes of files say that hold text we cannot get at, and what to do about it.
_FOREIGN: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "is a PDF", "save its text as .txt or .docx first and look at the result"),
    (b"{\\rtf", "is in Rich Text Format", "open it in a word processor and save it as .docx"),
    (b"MIME-Version:", "is a web archive or a mail", "save it as .html or .txt"),
    (b"\x1f\x8b", "is compressed (gzip)", "unpack it first"),
    (b"7z\xbc\xaf", "is compressed (7-Zip)", "unpack it first"),
    (b"Rar!", "is compressed (RAR)", "unpack it first"),
    (b"\x89PNG", "is a picture", "give the text itself"),
    (b"\xff\xd8\xff", "is a picture", "give the text itself"),
    (b"GIF8", "is a picture", "give the text itself"),
)
_PAIRS = {".tmx", ".tsv", ".jsonl", ".xlsx", ".xlf", ".xliff", ".tbx", ".csv"}


def read_document(
    path: str | Path,
    *,
    language: str | None = None,
    segmented: bool = False,
    data: bytes | None = None,
) -> Document:
    """Read a document and cut it into turns and segments.

    Args:
        path: a text, Markdown, Word (.docx), HTML, SubRip (.srt) or WebVTT (.vtt) file;
            ``-`` is standard input.
        language: BCP 47; detected where ``None``.
        segmented: one segment a line exactly as it stands, speaker labels included.
        data: the file's bytes, where the caller has them; ``path`` then is only its name.

    Returns:
        The document; ``notes`` hold what was guessed.

    Raises:
        InputError: there is no such file, or it is empty, too large, damaged, of a kind that is
            not read, or holds no text that makes sense.
    """
    if data is None:
        data = _bytes(path)
    # From here on it is only a name, in errors too.
    path = "standard input" if str(path) == STANDARD_INPUT else path
    name = Path(path).name
    if len(data) > LARGEST_FILE_BYTES:
        raise _too_large(path)
    try:
        reader = _reader(data, path)
        draft = (_lines if segmented and reader is _text else reader)(data, name, language)
    except InputError as error:
        # Readers know the name; their user wants the path.
        if error.path == name:
            error.path = str(path)
        raise
    if not draft.paragraphs:
        raise InputError("holds no text", path=path, hint="choose the file that holds the text")
    document = _document(draft, name=name, language=language, segmented=segmented)
    if not document.segments:
        raise InputError("holds no text but speakers' names", path=path, hint="check the file")
    longest = max(segment.end - segment.start for segment in document.segments)
    if longest > LONGEST_SENTENCE_CHARS:
        raise InputError(
            f"holds {longest:,} characters without the end of a sentence",
            path=path,
            hint="give running text, or one sentence a line",
        )
    return document


def document_from_text(
    text: str, *, name: str, language: str | None = None, segmented: bool = False
) -> Document:
    """The same for text that the caller has as such.

    Raises:
        InputError: the text is empty or makes no sense.
    """
    from corpora.formats.documents.text import draft_from_text
    from corpora.formats.encoding import refuse_nonsense

    refuse_nonsense(text, name)
    return _document(
        draft_from_text(text, name, join=not segmented),
        name=name,
        language=language,
        segmented=segmented,
    )


def _bytes(path: str | Path) -> bytes:
    if str(path) == STANDARD_INPUT:
        return _limited(sys.stdin.buffer, path)
    path = Path(path)
    if path.is_dir():
        raise InputError("is a folder, not a file", path=path, hint="name a file in it")
    try:
        if path.stat().st_size > LARGEST_FILE_BYTES:
            raise _too_large(path)
        with path.open("rb") as file:
            return _limited(file, path)
    except FileNotFoundError:
        raise InputError("does not exist", path=path, hint="check the name") from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(f"cannot be read ({reason})", path=path, hint="check the file") from error


def _limited(file: BinaryIO, path: str | Path) -> bytes:
    data = file.read(LARGEST_FILE_BYTES + 1)
    if len(data) > LARGEST_FILE_BYTES:
        raise _too_large(path)
    return data


def _too_large(path: str | Path) -> InputError:
    return InputError(
        f"is larger than {LARGEST_FILE_BYTES // 1_000_000} MB",
        path=path,
        hint="split it into parts",
    )


def _reader(data: bytes, path: str | Path) -> Reader:
    """The reader for a file, by what it is rather than by what it is called."""
    suffix = Path(path).suffix.lower()
    if not data.strip():
        raise InputError("is empty", path=path, hint="choose the file that holds the text")
    for magic, problem, hint in _FOREIGN:
        if data.removeprefix(b"\xef\xbb\xbf").startswith(magic):
            raise InputError(problem, path=path, hint=hint)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0")):
        return _docx
    if suffix in _PAIRS:
        raise InputError(
            f"a {suffix} file holds pairs, not a document",
            path=path,
            hint="give the source and the target as two files, or use the commands that take pairs",
        )
    head = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    is_xml = head.startswith(b"<?xml")
    if suffix in DOCUMENT_READERS and not (is_xml and DOCUMENT_READERS[suffix] is _text):
        return DOCUMENT_READERS[suffix]
    if head.startswith((b"<!doctype html", b"<html")) or (b"<html" in head and is_xml):
        return _html
    if is_xml:
        return _xml
    if head.startswith((b"webvtt", b"[script info]")):
        return _subtitles
    return _text


def _document(draft: Draft, *, name: str, language: str | None, segmented: bool) -> Document:
    language = language or detect_language(draft.text)
    if segmented:
        return _segmented(draft, name=name, language=language)
    text, paragraphs = draft.text, draft.paragraphs
    labels = find_labels(text, paragraphs, language)
    labelled = {label.paragraph for label in labels}
    headings = find_headings(text, paragraphs, language, labelled=labelled)
    turns = build_turns(text, paragraphs, labels, headings)
    segments = _segments(text, paragraphs, turns, headings, language)
    return Document(
        name=name,
        language=language,
        text=text,
        paragraphs=paragraphs,
        turns=turns,
        segments=segments,
        notes=draft.notes,
    )


def _segments(
    text: str,
    paragraphs: Sequence[Paragraph],
    turns: Sequence[Turn],
    headings: set[int],
    language: str,
) -> tuple[Segment, ...]:
    segments = []
    at = 0
    for number, paragraph in enumerate(paragraphs):
        for start, end, turn in _stretches(paragraph, turns, at):
            at = turn
            for a, b in segment(text[start:end], language):
                segments.append(
                    Segment(
                        text=text[start + a : start + b],
                        start=start + a,
                        end=start + b,
                        paragraph=number,
                        turn=turn,
                        is_heading=number in headings,
                    )
                )
    return tuple(segments)


def _stretches(
    paragraph: Paragraph, turns: Sequence[Turn], turn: int
) -> list[tuple[int, int, int]]:
    """The parts of a paragraph by turn, labels left out: (start, end, turn)."""
    parts = []
    at = paragraph.start
    while True:
        current = turns[turn]
        if current.label is not None and current.label[0] >= at:
            at = max(at, min(current.label[1], paragraph.end))
        end = min(current.end, paragraph.end)
        if at < end:
            parts.append((at, end, turn))
        if current.end >= paragraph.end or turn + 1 >= len(turns):
            break
        turn += 1
        at = max(at, turns[turn].start)
    if turns[turn].end <= paragraph.end and turn + 1 < len(turns):
        turn += 1
    return parts or [(paragraph.end, paragraph.end, turn)]


def _segmented(draft: Draft, *, name: str, language: str) -> Document:
    """One segment a line; blank lines separate paragraphs; who speaks is still made out."""
    from corpora.formats.documents.text import line_spans

    text = draft.text
    lines: list[Span] = []
    groups: list[list[Span]] = [[]]
    for a, b in line_spans(text):
        line = trimmed(text, a, b)
        if line is None:
            groups.append([])
            continue
        lines.append(line)
        groups[-1].append(line)
    groups = [group for group in groups if group]
    as_paragraphs = tuple(Paragraph(start=a, end=b) for a, b in lines)
    labels = find_labels(text, as_paragraphs, language)
    turns = build_turns(text, as_paragraphs, labels, set(), keep_labels=True)
    segments = []
    turn = 0
    for number, group in enumerate(groups):
        for a, b in group:
            while turn + 1 < len(turns) and turns[turn + 1].start <= a:
                turn += 1
            segments.append(Segment(text=text[a:b], start=a, end=b, paragraph=number, turn=turn))
    return Document(
        name=name,
        language=language,
        text=text,
        paragraphs=tuple(Paragraph(start=g[0][0], end=g[-1][1]) for g in groups),
        turns=turns,
        segments=tuple(segments),
        notes=draft.notes,
    )
