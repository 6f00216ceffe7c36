"""A document as a file again: its paragraphs and headings, as text or for a word processor."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from corpora.errors import InputError
from corpora.files import written_whole
from corpora.formats.xml.xmltext import UNWRITABLE
from corpora.registry.formats import DOCX, TEXT
from corpora.units import Document, Paragraph


def write_document(document: Document, path: str | Path, *, force: bool = False) -> None:
    """Write a document; the same document gives the same bytes.

    Args:
        document: what to write, speakers' labels included.
        path: ``.txt`` has the text as it is, ``.docx`` its paragraphs, headings, what is bold.
        force: overwrite what is there.

    Raises:
        InputError: the suffix is another, or the file cannot be written.
    """
    path = Path(path)
    writer = {TEXT.suffixes[0]: _write_text, DOCX.suffixes[0]: _write_docx}.get(path.suffix.lower())
    if writer is None:
        raise InputError(
            "a document is written as text or for a word processor",
            path=path,
            hint=f"name a file that ends in {TEXT} or {DOCX}",
        )
    with written_whole(path, force=force) as file:
        writer(document, file)


def _write_text(document: Document, file: BinaryIO) -> None:
    text = document.text.replace("\r\n", "\n")
    file.write(text.rstrip("\n").encode("utf-8", "replace") + b"\n")


def _write_docx(document: Document, file: BinaryIO) -> None:
    # Who writes plain text waits for no word processor's library.
    import docx

    from corpora.formats.tables.workbooks import save_dateless

    made = docx.Document()
    for paragraph in document.paragraphs:
        style = "Heading 1" if paragraph.kind == "heading" else None
        added = made.add_paragraph(style=style)
        for text, is_bold in _runs(document.text, paragraph):
            run = added.add_run(UNWRITABLE.sub("", text))
            run.bold = is_bold or None
    save_dateless(made, file)


def _runs(text: str, paragraph: Paragraph) -> Iterator[tuple[str, bool]]:
    at = paragraph.start
    for start, end in paragraph.bold:
        if at < start:
            yield text[at:start], False
        if max(at, start) < end:
            yield text[max(at, start) : end], True
        at = max(at, end)
    if at < paragraph.end:
        yield text[at : paragraph.end], False
