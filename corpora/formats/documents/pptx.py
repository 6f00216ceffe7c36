"""Presentations: slide by slide, titles first, then shapes, tables and diagrams, then notes.

Read from the XML itself, as Word documents are: python-pptx passes over diagrams and text in
alternative content, and unpacks without limits.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from corpora.formats.documents.draft import Block, Draft, draft_from_blocks
from corpora.formats.documents.gathering import Gathered
from corpora.formats.documents.packages import Package, opened_package
from corpora.language.languages import BOTH
from corpora.registry.formats import PPTX
from corpora.units import ParagraphKind

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_D = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_STRICT = b"http://purl.oclc.org/ooxml/"
_TRANSITIONAL = {
    b"http://purl.oclc.org/ooxml/drawingml/": b"http://schemas.openxmlformats.org/drawingml/2006/",
    b"http://purl.oclc.org/ooxml/presentationml/": b"http://schemas.openxmlformats.org/"
    b"presentationml/2006/",
    b"http://purl.oclc.org/ooxml/officeDocument/": b"http://schemas.openxmlformats.org/"
    b"officeDocument/2006/",
}
_MAIN = "ppt/presentation.xml"
_TITLES, _UNREAD = {"title", "ctrTitle"}, {"sldNum", "dt", "ftr", "hdr"}
_HINT = f"open it in a presentation program and save it as {PPTX}"


def read_pptx(data: bytes, name: str, language: str | None = None) -> Draft:
    """A draft of a presentation: its slides in order, each with its notes after it.

    A line break within a title is a blank; elsewhere, and everywhere for ``BOTH``, a paragraph
    begins there.

    Raises:
        InputError: it is damaged, or larger inside than packages may be.
    """
    with opened_package(data, name, what="a presentation", hint=_HINT) as package:
        if _MAIN not in package.names:
            raise package.damaged()
        slides = _Slides(package, apart=language == BOTH)
        blocks = [block for part in slides.parts() for block in slides.read(part)]
    notes = []
    if slides.with_notes:
        one = slides.with_notes == 1
        said = "the notes of 1 slide" if one else f"the notes of {slides.with_notes} slides"
        notes.append(f"{said} of {name} were read, each after its slide")
    return draft_from_blocks(blocks, notes=notes)


class _Slides:
    """Reads slides, and counts those with notes."""

    def __init__(self, package: Package, *, apart: bool) -> None:
        self._package, self._apart = package, apart
        self.with_notes = 0

    def parts(self) -> list[str]:
        """The slides in the order of the show."""
        related = self._package.relations(_MAIN)
        ids = [slide.get(f"{_R}id") or "" for slide in self._root(_MAIN).iter(f"{_P}sldId")]
        found = [related[one][1] for one in ids if one in related]
        return [part for part in found if part in self._package.names]

    def read(self, part: str) -> list[Block]:
        """What a slide says: its title, the rest, its diagrams, its notes."""
        blocks = list(self._walk(self._root(part), "body"))
        titles = [block for block in blocks if block.kind == "heading"]
        blocks = titles + [block for block in blocks if block.kind != "heading"]
        related = self._package.relations(part).values()
        for kind, other in related:
            if kind == "diagramData" and other in self._package.names:
                blocks += self._diagram(other)
        for kind, other in related:
            if kind == "notesSlide" and other in self._package.names:
                notes = [b for b in self._walk(self._root(other), "body") if b.text.strip()]
                self.with_notes += bool(notes)
                blocks += notes
        return blocks

    def _root(self, part: str) -> etree._Element:
        data = self._package.read(part)
        if _STRICT in data[:4000]:
            for strict, usual in _TRANSITIONAL.items():
                data = data.replace(strict, usual)
        return self._package.root(part, data=data)

    def _walk(self, element: etree._Element, kind: ParagraphKind) -> Iterator[Block]:
        for child in element:
            if child.tag == _FALLBACK or not isinstance(child.tag, str):
                continue
            if child.tag == f"{_P}sp":
                place = child.find(f"{_P}nvSpPr/{_P}nvPr/{_P}ph")
                role = "" if place is None else place.get("type") or ""
                if role not in _UNREAD:
                    yield from self._walk(child, "heading" if role in _TITLES else kind)
            elif child.tag == f"{_A}p":
                yield from self._paragraph(child, kind)
            else:
                yield from self._walk(child, "cell" if child.tag == f"{_A}tc" else kind)

    def _paragraph(self, paragraph: etree._Element, kind: ParagraphKind) -> Iterator[Block]:
        line = Gathered()
        for run in paragraph:
            if run.tag == f"{_A}br":
                if kind == "heading" and not self._apart:
                    following = "".join(one.findtext(f"{_A}t") or "" for one in run.itersiblings())
                    line.break_line(following)
                    continue
                yield line.block(kind)
                line = Gathered()
            elif isinstance(run.tag, str):
                properties = run.find(f"{_A}rPr")
                is_bold = properties is not None and properties.get("b") in ("1", "true")
                line.add(run.findtext(f"{_A}t") or "", is_bold=is_bold)
        yield line.block(kind)

    def _diagram(self, part: str) -> Iterator[Block]:
        for point in self._root(part).iter(f"{_D}pt"):
            for paragraph in point.iter(f"{_A}p"):
                yield from self._paragraph(paragraph, "body")
