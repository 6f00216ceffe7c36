"""OpenDocument text and presentations (.odt, .odp): paragraphs, tables, notes in reading order."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from corpora.errors import InputError
from corpora.formats.documents.draft import Block, Draft, draft_from_blocks
from corpora.formats.documents.gathering import Gathered
from corpora.formats.documents.packages import Package, opened_package
from corpora.registry.formats import DOCX
from corpora.units import ParagraphKind

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
_PRESENTATION = "{urn:oasis:names:tc:opendocument:xmlns:presentation:1.0}"
_MANIFEST = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}"
_HINT = f"open it in a word processor and save it as {DOCX}"
_UNREAD = {
    f"{_TEXT}tracked-changes", f"{_TEXT}note-citation", f"{_TEXT}ruby-text",
    f"{_TEXT}table-of-content", f"{_TEXT}alphabetical-index", f"{_TEXT}illustration-index",
    f"{_TEXT}table-index", f"{_TEXT}bibliography", f"{_TEXT}user-index", f"{_TEXT}object-index",
    f"{_TEXT}sequence-decls", f"{_TEXT}variable-decls", f"{_TEXT}user-field-decls",
    f"{_TEXT}page-number", f"{_TEXT}hidden-text", f"{_TEXT}tracked-change",
    f"{_OFFICE}annotation", f"{_OFFICE}annotation-end", f"{_OFFICE}forms", f"{_OFFICE}scripts",
    f"{_SVG}title", f"{_SVG}desc", f"{_DRAW}object", f"{_PRESENTATION}notes-page",
}  # fmt: skip


def read_opendocument(data: bytes, name: str, language: str | None = None) -> Draft:
    """A draft of an OpenDocument text or presentation; notes stand after their paragraph.

    Raises:
        InputError: it is damaged, protected by a password, a spreadsheet, or too large inside.
    """
    with opened_package(data, name, what="an OpenDocument file", hint=_HINT) as package:
        if "content.xml" not in package.names:
            raise package.damaged()
        _refuse_protected(package, name)
        root = package.root("content.xml")
    body = root.find(f"{_OFFICE}body")
    if body is None:
        raise InputError("is a damaged OpenDocument file", path=name, hint=_HINT)
    if body.find(f"{_OFFICE}spreadsheet") is not None:
        raise InputError("is a spreadsheet, not a document", path=name, hint="give a text document")
    walker = _Walker(_bold_styles(root))
    return draft_from_blocks(walker.walk(body, "body"))


def _refuse_protected(package: Package, name: str) -> None:
    part = "META-INF/manifest.xml"
    if (
        part in package.names
        and package.root(part).find(f".//{_MANIFEST}encryption-data") is not None
    ):
        raise InputError(
            "is protected by a password", path=name, hint="remove the protection and save it"
        )


def _bold_styles(root: etree._Element) -> set[str]:
    return {
        style.get(f"{_STYLE}name") or ""
        for style in root.iter(f"{_STYLE}style")
        for properties in style.iter(f"{_STYLE}text-properties")
        if properties.get(f"{_FO}font-weight") == "bold"
    }


class _Walker:
    """Goes through a body; the parser limits how deep that is."""

    def __init__(self, bold: set[str]) -> None:
        self._bold = bold

    def walk(self, parent: etree._Element, kind: ParagraphKind) -> Iterator[Block]:
        """The blocks of everything in an element."""
        for child in parent:
            if child.tag in _UNREAD or not isinstance(child.tag, str):
                continue
            if child.tag in (f"{_TEXT}p", f"{_TEXT}h"):
                is_heading = child.tag == f"{_TEXT}h" and kind == "body"
                yield from self._paragraph(child, "heading" if is_heading else kind)
            else:
                yield from self.walk(child, "cell" if child.tag == f"{_TABLE}table-cell" else kind)

    def _paragraph(self, paragraph: etree._Element, kind: ParagraphKind) -> Iterator[Block]:
        lines = [Gathered()]
        apart: list[Block] = []
        is_bold = paragraph.get(f"{_TEXT}style-name") in self._bold
        self._gather(paragraph, lines, apart, is_bold=is_bold)
        for line in lines:
            yield line.block(kind)
        yield from apart

    def _gather(
        self, element: etree._Element, lines: list[Gathered], apart: list[Block], *, is_bold: bool
    ) -> None:
        lines[-1].add(element.text or "", is_bold=is_bold)
        for child in element:
            if child.tag in (f"{_TEXT}s", f"{_TEXT}tab"):
                lines[-1].add(" ", is_bold=is_bold)
            elif child.tag == f"{_TEXT}line-break":
                lines.append(Gathered())
            elif child.tag == f"{_TEXT}note" or child.tag == f"{_DRAW}frame":
                apart += self.walk(child, "body")
            elif child.tag not in _UNREAD and isinstance(child.tag, str):
                inside = is_bold or child.get(f"{_TEXT}style-name") in self._bold
                self._gather(child, lines, apart, is_bold=inside)
            lines[-1].add(child.tail or "", is_bold=is_bold)
