"""Word documents: paragraphs and tables in reading order, headings by style, bold runs.

Read from the XML itself rather than through python-docx, which leaves out what translators'
files are full of: inserted text under revision, content controls, text boxes, footnotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from corpora.errors import InputError
from corpora.formats.documents.draft import Block, Draft, draft_from_blocks
from corpora.formats.documents.packages import Package, opened_package
from corpora.registry.formats import DOCX
from corpora.units import ParagraphKind, Span

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SAVE = f"open it in a word processor and save it as {DOCX}"
HEADING_STYLE = re.compile(
    r"(?:heading|标题|標題|title|subtitle|副标题|副標題)\s*\d*", re.IGNORECASE
)
# Deleted or moved-away text, readings over characters, and the second copy of a text box.
_SKIPPED = {
    f"{_W}del",
    f"{_W}moveFrom",
    f"{_W}rt",
    f"{_W}instrText",
    f"{_W}delText",
    f"{_COMPATIBILITY}Fallback",
}
_CHARACTERS = {
    f"{_W}tab": "\t",
    f"{_W}ptab": "\t",
    f"{_W}br": "\n",
    f"{_W}cr": "\n",
    f"{_W}noBreakHyphen": "-",
}


@dataclass(slots=True)
class _Line:
    """Text being gathered from runs, with the spans that are bold."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    bold: list[Span] = field(default_factory=list)

    def add(self, text: str, *, is_bold: bool) -> None:
        start, end = self.length, self.length + len(text)
        self.parts.append(text)
        self.length = end
        if not is_bold or not text:
            return
        if self.bold and self.bold[-1][1] == start:
            start = self.bold.pop()[0]
        self.bold.append((start, end))


def read_docx(data: bytes, name: str, language: str | None = None) -> Draft:
    """A draft of a Word document: its body in order, then its footnotes and endnotes.

    Raises:
        InputError: it is damaged, or larger inside than packages may be.
    """
    with opened_package(data, name, what="a Word document", hint=_SAVE) as package:
        return draft_from_blocks(_blocks(package, name))


def _blocks(package: Package, name: str) -> Iterator[Block]:
    main = _main_part(package, name)
    headings = _heading_styles(package)
    body = _root(package, main).find(f"{_W}body")
    if body is not None:
        yield from _walk(body, headings, "body")
    for part in ("footnotes.xml", "endnotes.xml"):
        path = f"{main.rpartition('/')[0]}/{part}"
        if path in package.names:
            for note in _root(package, path):
                if note.get(f"{_W}type") in (None, "normal"):
                    yield from _walk(note, headings, "body")


def _main_part(package: Package, name: str) -> str:
    if any(part.startswith("word/") for part in package.names):
        for kind, target in package.relations("").values():
            if kind == "officeDocument" and target in package.names:
                return target
    if "word/document.xml" in package.names:
        return "word/document.xml"
    raise InputError("is an archive, not a Word document", path=name, hint="unpack it first")


def _root(package: Package, part: str) -> etree._Element:
    data = package.read(part)
    if _STRICT in data[:4000]:
        data = data.replace(_STRICT, _W.strip("{}").encode())
    return package.root(part, data=data)


def _heading_styles(package: Package) -> set[str]:
    """Ids of the paragraph styles that are headings, by name, outline level or descent."""
    if "word/styles.xml" not in package.names:
        return set()
    headings = set()
    parents: dict[str, str] = {}
    for style in _root(package, "word/styles.xml").iter(f"{_W}style"):
        identifier = style.get(f"{_W}styleId") or ""
        title = style.find(f"{_W}name")
        based_on = style.find(f"{_W}basedOn")
        if based_on is not None:
            parents[identifier] = based_on.get(f"{_W}val") or ""
        label = "" if title is None else title.get(f"{_W}val") or ""
        if HEADING_STYLE.fullmatch(label) or _has_outline_level(style.find(f"{_W}pPr")):
            headings.add(identifier)
    for identifier in parents:
        ancestor, steps = identifier, 0
        while ancestor in parents and ancestor not in headings and steps < 20:
            ancestor, steps = parents[ancestor], steps + 1
        if ancestor in headings:
            headings.add(identifier)
    return headings


def _has_outline_level(properties: etree._Element | None) -> bool:
    level = None if properties is None else properties.find(f"{_W}outlineLvl")
    return level is not None and (level.get(f"{_W}val") or "9") < "9"


def _walk(parent: etree._Element, headings: set[str], kind: ParagraphKind) -> Iterator[Block]:
    for child in parent:
        if child.tag == f"{_W}p":
            yield from _paragraph(child, headings, kind)
        elif child.tag == f"{_W}tbl":
            yield from _walk(child, headings, "cell")
        elif child.tag not in _SKIPPED and isinstance(child.tag, str):
            yield from _walk(child, headings, kind)


def _paragraph(
    paragraph: etree._Element, headings: set[str], kind: ParagraphKind
) -> Iterator[Block]:
    line = _Line()
    boxes: list[etree._Element] = []
    _gather(paragraph, line, boxes, is_bold=False)
    properties = paragraph.find(f"{_W}pPr")
    style = None if properties is None else properties.find(f"{_W}pStyle")
    is_heading = (style is not None and style.get(f"{_W}val") in headings) or _has_outline_level(
        properties
    )
    block = Block(
        text="".join(line.parts),
        kind="heading" if is_heading and kind == "body" else kind,
        bold=tuple(line.bold),
    )
    yield from _split_at_breaks(block)
    for box in boxes:
        yield from _walk(box, headings, kind)


def _gather(
    element: etree._Element, line: _Line, boxes: list[etree._Element], *, is_bold: bool
) -> None:
    for child in element:
        tag = child.tag
        if tag in _SKIPPED or not isinstance(tag, str):
            continue
        if tag == f"{_W}t":
            line.add(child.text or "", is_bold=is_bold)
        elif tag in _CHARACTERS and element.tag == f"{_W}r":
            line.add(_CHARACTERS[tag], is_bold=is_bold)
        elif tag == f"{_W}txbxContent":
            boxes.append(child)
        elif tag == f"{_W}r":
            properties = child.find(f"{_W}rPr")
            if not _is_on(properties, "vanish"):
                _gather(child, line, boxes, is_bold=_is_on(properties, "b"))
        else:
            _gather(child, line, boxes, is_bold=is_bold)


def _is_on(properties: etree._Element | None, switch: str) -> bool:
    found = None if properties is None else properties.find(f"{_W}{switch}")
    return found is not None and found.get(f"{_W}val", "true") not in ("0", "false", "off", "none")


def _split_at_breaks(block: Block) -> Iterator[Block]:
    """One block a line: a manual line break in Word stands for a new paragraph as a rule."""
    start = 0
    for line in block.text.split("\n"):
        end = start + len(line)
        bold = tuple(
            (max(a, start) - start, min(b, end) - start)
            for a, b in block.bold
            if a < end and b > start
        )
        yield replace(block, text=line, bold=bold)
        start = end + 1
