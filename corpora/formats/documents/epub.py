"""E-books (EPUB): their chapters in reading order, each read as the web page that it is."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from corpora.errors import InputError
from corpora.formats.documents.draft import Block, Draft, draft_from_blocks
from corpora.formats.documents.html import read_page
from corpora.formats.documents.packages import Package, opened_package, resolved
from corpora.formats.encoding import refuse_nonsense
from corpora.registry.formats import HTML, TEXT

_CONTAINER = "META-INF/container.xml"
_PAGES = {"application/xhtml+xml", "text/html", "application/x-dtbook+xml"}
_HINT = f"save its text as {TEXT} or {HTML}"
# Scrambled fonts keep no text from us.
_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")


def read_epub(data: bytes, name: str, language: str | None = None) -> Draft:
    """A draft of an e-book: its chapters in the order of the spine, without its contents list.

    Raises:
        InputError: it is damaged, protected, or larger inside than packages may be.
    """
    with opened_package(data, name, what="an e-book (EPUB)", hint=_HINT) as package:
        _refuse_protected(package, name)
        blocks = list(_blocks(package, name))
    draft = draft_from_blocks(blocks)
    if draft.paragraphs:
        refuse_nonsense(draft.text, name)
    return draft


def _refuse_protected(package: Package, name: str) -> None:
    if "META-INF/encryption.xml" not in package.names:
        return
    methods = [
        element.get("Algorithm") or ""
        for element in package.root("META-INF/encryption.xml").iter("{*}EncryptionMethod")
    ]
    if any(not method.startswith(_FONTS) for method in methods):
        raise InputError(
            "is an e-book protected against copying", path=name, hint="get it without protection"
        )


def _blocks(package: Package, name: str) -> Iterator[Block]:
    roots = [one.get("full-path") for one in package.root(_CONTAINER).iter("{*}rootfile")]
    if not roots or not roots[0] or roots[0] not in package.names:
        raise package.damaged()
    folder = roots[0].rpartition("/")[0]
    book = package.root(roots[0])
    items = {item.get("id"): item for item in book.iter("{*}item")}
    for reference in book.iter("{*}itemref"):
        item = items.get(reference.get("idref"))
        part = "" if item is None else resolved(folder, item.get("href") or "")
        if item is not None and part in package.names and _is_page(item):
            yield from read_page(package.read(part), name)


def _is_page(item: etree._Element) -> bool:
    is_contents = "nav" in (item.get("properties") or "").split()
    return item.get("media-type") in _PAGES and not is_contents
