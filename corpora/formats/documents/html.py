"""Web pages: headings, paragraphs, lists and tables; what is not the text is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree
from lxml import html as lxml_html

from corpora.errors import InputError
from corpora.formats.documents.draft import Block, Draft, draft_from_blocks
from corpora.formats.documents.gathering import fold_blanks
from corpora.formats.documents.packages import MOST_TAGS
from corpora.formats.documents.trees import refuse_too_many, with_entities
from corpora.formats.encoding import decode_declared, refuse_nonsense
from corpora.units import ParagraphKind, Span

_LEFT_OUT = frozenset(
    (
        "script style noscript template head nav aside footer button select option input "
        "textarea iframe object svg math canvas audio video rt rp map"
    ).split()
)
_LEFT_OUT_ROLES = {"navigation", "banner", "contentinfo", "search", "menu", "menubar", "toolbar"}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_CELLS = {"td", "th"}
_INLINE = frozenset(
    (
        "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q "
        "ruby rb s samp small span strike strong sub sup time tt u var wbr img picture"
    ).split()
)
_BOLD = {"b", "strong"}
_FURNITURE = re.compile(
    r"(?:^|[-_ ])(?:nav|navbar|menu|breadcrumbs?|sidebar|footer|share|social|copyright|related"
    r"|pagination|pager|toolbar|cookie|crumb)(?:$|[-_ ])",
    re.IGNORECASE,
)
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"\A\s{0,999}<\?xml[^>]{0,300}\?>")
_NO_TEXT = "holds no text"
_XHTML = "http://www.w3.org/1999/xhtml"
# No page that people made nests deeper; far below what Python recurses.
_DEEPEST = 300


def read_html(data: bytes, name: str, language: str | None = None) -> Draft:
    """A draft of a web page.

    Raises:
        InputError: see ``decode``; or the page holds no text.
    """
    text, notes = _decoded(data, name)
    draft = draft_from_blocks(_blocks(_root(text, name)), notes=notes)
    if draft.paragraphs:
        refuse_nonsense(draft.text, name)
    return draft


def read_page(data: bytes, name: str) -> list[Block]:
    """The blocks of a page that is part of something larger; none where it holds no text.

    Raises:
        InputError: see ``decode``; or it is too large, or nested too deeply.
    """
    if not data.strip():
        return []
    text, _ = _decoded(data, name)
    try:
        return _blocks(_root(text, name))
    except InputError as error:
        if error.problem != _NO_TEXT:
            raise
        return []


def _blocks(root: lxml_html.HtmlElement) -> list[Block]:
    page = _Page()
    page.walk(_content(root), "body", depth=0)
    page.end_block("body")
    return page.blocks


def _root(text: str, name: str) -> lxml_html.HtmlElement:
    """The page's tree; XHTML as XML, whose empty elements HTML would leave open."""
    refuse_too_many(text.count("<"), MOST_TAGS, "tags", name)
    declaration = _XML_DECLARATION.match(text)
    text = text[declaration.end() :] if declaration else text
    if declaration or _XHTML in text[:2000]:
        root = _xhtml_root(text)
        if root is not None:
            return root
    parser = _parser()
    try:
        root = lxml_html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise InputError(_NO_TEXT, path=name, hint="save the page as text instead") from error
    if any("depth" in entry.message.lower() for entry in parser.error_log):
        raise InputError("is nested too deeply", path=name, hint="save the page as text instead")
    return root


def _xhtml_root(text: str) -> lxml_html.HtmlElement | None:
    parser = lxml_html.XHTMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(with_entities(text).encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None
    lxml_html.xhtml_to_html(root)
    return root if isinstance(root, lxml_html.HtmlElement) else None


def read_fragment(text: str) -> list[Block]:
    """The blocks of a piece of a page, such as Markdown holds."""
    page = _Page()
    try:
        root = lxml_html.document_fromstring(text, parser=_parser())
    except (etree.ParserError, etree.XMLSyntaxError):
        return []  # nothing but comments
    page.walk(root, "body", depth=0)
    page.end_block("body")
    return page.blocks


def _parser() -> lxml_html.HTMLParser:
    return lxml_html.HTMLParser(
        no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
    )


def _decoded(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """By the page's own word where that holds, else by the look of it."""
    declared = _CHARSET.search(data[:4096])
    text, note = decode_declared(data, declared[1] if declared else None, name)
    return text, (note,) if note else ()


def _content(root: lxml_html.HtmlElement) -> lxml_html.HtmlElement:
    """The one ``main`` or ``article``, if it holds most of the page's text."""
    whole = len(root.text_content())
    for path in ("//main", "//*[@role='main']", "//article"):
        found = root.xpath(path)
        if len(found) == 1 and len(found[0].text_content()) > 0.3 * whole:
            return found[0]
    return root


class _Page:
    """Gathers blocks while walking the tree."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._parts: list[str] = []
        self._length = 0
        self._bold: list[Span] = []

    def walk(self, element: lxml_html.HtmlElement, kind: ParagraphKind, *, depth: int) -> None:
        """Add the text of an element and all in it, in reading order."""
        tag = element.tag if isinstance(element.tag, str) else ""
        if not tag or tag[0] == "{" or (depth <= _DEEPEST and _is_left_out(element, tag)):
            return
        if depth > _DEEPEST:
            self._add(element.text_content(), keep_lines=False, kind=kind)
            return
        if tag == "br" or tag == "hr":
            self.end_block(kind)
            return
        inside = _kind_inside(tag, kind)
        is_block = tag not in _INLINE
        if is_block:
            self.end_block(kind)
        start = self._length
        self._add(element.text, keep_lines=tag == "pre", kind=inside)
        for child in element:
            self.walk(child, inside, depth=depth + 1)
            self._add(child.tail, keep_lines=tag == "pre", kind=inside)
        if tag in _BOLD and self._length > start:
            self._bold.append((start, self._length))
        if is_block:
            self.end_block(inside)

    def _add(self, text: str | None, *, keep_lines: bool, kind: ParagraphKind) -> None:
        if not text:
            return
        if keep_lines:
            lines = text.split("\n")
            for line in lines[:-1]:
                self._append(line)
                self.end_block(kind)
            self._append(lines[-1])
            return
        self._append(fold_blanks(text, before=self._parts[-1] if self._parts else " "))

    def _append(self, text: str) -> None:
        if text:
            self._parts.append(text)
            self._length += len(text)

    def end_block(self, kind: ParagraphKind) -> None:
        """Close the paragraph being gathered."""
        text = "".join(self._parts).rstrip(" ")
        bold = [(a, min(b, len(text))) for a, b in sorted(self._bold) if a < len(text)]
        if text.strip():
            self.blocks.append(Block(text=text, kind=kind, bold=tuple(_merged(bold))))
        self._parts, self._length, self._bold = [], 0, []


def _kind_inside(tag: str, kind: ParagraphKind) -> ParagraphKind:
    if tag in _HEADINGS:
        return "heading"
    if tag in _CELLS:
        return "cell"
    return kind


def _merged(spans: list[Span]) -> Iterator[Span]:
    current: Span | None = None
    for start, end in spans:
        if current is not None and start <= current[1]:
            current = (current[0], max(current[1], end))
            continue
        if current is not None:
            yield current
        current = (start, end)
    if current is not None:
        yield current


def _is_left_out(element: lxml_html.HtmlElement, tag: str) -> bool:
    if tag in _LEFT_OUT or "hidden" in element.attrib or element.get("aria-hidden") == "true":
        return True
    if (element.get("role") or "").lower() in _LEFT_OUT_ROLES:
        return True
    if re.search(r"display\s*:\s*none", element.get("style") or "", re.IGNORECASE):
        return True
    if tag in ("ul", "ol", "div", "section", "header", "table", "p", "td"):
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        return _is_link_list(element, suspect=bool(_FURNITURE.search(names)))
    return False


def _is_link_list(element: lxml_html.HtmlElement, *, suspect: bool) -> bool:
    """Whether the element is little more than links: a menu, a list of other pages."""
    links = element.findall(".//a[@href]")
    if len(links) < (1 if suspect else 3):
        return False
    whole = _visible_chars(element)
    linked = sum(_visible_chars(link) for link in links)
    return linked > (0.4 if suspect else 0.8) * whole


def _visible_chars(element: lxml_html.HtmlElement) -> int:
    return len(re.sub(r"\s+", "", element.text_content()))
