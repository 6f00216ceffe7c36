"""From a file people have to a document: format, language, turns, headings, segments."""

from __future__ import annotations

import io
import stat
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

from corpora.errors import InputError
from corpora.files import find_mode, note_inputs
from corpora.formats.damage import damage_told
from corpora.formats.documents.draft import Draft, without_characters
from corpora.language.languages import detect_language
from corpora.reading.headings import find_headings
from corpora.reading.turns import build_turns, find_labels
from corpora.registry import identify, refusal, suffix_of
from corpora.registry.formats import TEXT
from corpora.segment import segment
from corpora.segment.spans import trimmed
from corpora.units import Document, Paragraph, Segment, Span, Turn

# Far above any text: a bound.
LARGEST_FILE_BYTES = 200_000_000
# Longer than any sentence, and than pairing could weigh.
LONGEST_SENTENCE_CHARS = 100_000
STANDARD_INPUT = "-"

Reader = Callable[[bytes, str, str | None], Draft]


def read_document(
    path: str | Path,
    *,
    language: str | None = None,
    segmented: bool = False,
    data: bytes | None = None,
) -> Document:
    """Read a document and cut it into turns and segments.

    Args:
        path: a file of any kind that ``corpora.registry`` has a reader of documents for;
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
    draft, path = read_draft(path, language=language, segmented=segmented, data=data)
    return document_from_draft(draft, path=path, language=language, segmented=segmented)


def read_draft(
    path: str | Path, *, language: str | None, segmented: bool, data: bytes | None = None
) -> tuple[Draft, str | Path]:
    """A document's paragraphs as its format's reader gives them, and what to call the file.

    Raises:
        InputError: as ``read_document``.
    """
    if data is None:
        data = _bytes(path)
    # From here on it is only a name, in errors too.
    path = "standard input" if str(path) == STANDARD_INPUT else path
    name = Path(path).name
    if len(data) > LARGEST_FILE_BYTES:
        raise _too_large(path)
    try:
        with damage_told(path):
            draft = _reader(data, path, segmented=segmented)(data, name, language)
    except InputError as error:
        # Readers know the name; their user wants the path.
        if error.path == name:
            error.path = str(path)
        raise
    if not draft.paragraphs:
        raise InputError("holds no text", path=path, hint="choose the file that holds the text")
    return draft if segmented else _without_stray_blanks(draft, name), path


def _without_stray_blanks(draft: Draft, name: str) -> Draft:
    """Text that was taken out of pages brings blanks into any format; in cues they are commas."""
    from corpora.formats.documents.blanks import mend_blanks
    from corpora.formats.documents.text import blanks_left_out

    if draft.paragraphs[0].kind == "cue":
        return draft
    text, count, between_all = mend_blanks(draft.text)
    if not count:
        return draft
    (note,) = blanks_left_out(count, name, between_all=between_all)
    return without_characters(draft, text, note=note)


def document_from_draft(
    draft: Draft, *, path: str | Path, language: str | None, segmented: bool = False
) -> Document:
    """A document from its paragraphs: its language, turns and segments.

    Raises:
        InputError: there is nothing to say in it, or no end to a sentence.
    """
    document = _document(draft, name=Path(path).name, language=language, segmented=segmented)
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
    if stat.S_ISDIR(find_mode(path)):
        raise InputError("is a folder, not a file", path=path, hint="name a file in it")
    note_inputs(path)
    try:
        if path.stat().st_size > LARGEST_FILE_BYTES:
            raise _too_large(path)
        with path.open("rb") as file:
            return _limited(file, path)
    except FileNotFoundError:
        raise InputError("does not exist", path=path, hint="check the name") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
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


def _reader(data: bytes, path: str | Path, *, segmented: bool) -> Reader:
    """The reader for a file, by what it is rather than by what it is called.

    A name that says nothing is taken for plain text's.
    """
    if not data.strip():
        raise InputError("is empty", path=path, hint="choose the file that holds the text")
    kind = identify(io.BytesIO(data), suffix_of(path)) or TEXT
    if "document" not in kind.reads:
        raise refusal(kind, "document", path=path)
    reader = kind.reader("document")
    return cast(Reader, partial(reader, join=False) if segmented and kind is TEXT else reader)


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
        times=draft.times,
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
        times=draft.times,
    )
