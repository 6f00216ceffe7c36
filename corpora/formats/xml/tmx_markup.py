"""Inline codes of TMX and XLIFF: dropped, shown as placeholders, or carried along."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from lxml import etree

from corpora.formats.xml.xmltext import PARSER, Node, entity_text, is_entity, local

PROPS = ("x-markup-source", "x-markup-target")
_OPENING = {"bpt": "i", "bx": "i", "sc": "s"}
_CLOSING = {"ept": "i", "ex": "i", "ec": "s"}
# Codes: what is in them is no text. All other elements are about the words inside them.
_CODES = {"bpt", "ept", "it", "ph", "ut", "x", "bx", "ex", "sc", "ec", "sm", "em", "sub"}
_WRAP = re.compile(r"^<seg[^>]*?(?:/>|>(.*)</seg>)$", re.DOTALL)


def flat(element: Node) -> str:
    """An element's text with entities resolved as far as that is harmless."""
    if not len(element):
        return element.text or ""
    return "".join(_words(element, None))


def text_of(tuv: Node, markup: str) -> tuple[str, str]:
    """A ``tuv``'s text, and its ``seg`` as XML where it holds codes (else nothing)."""
    seg = next((child for child in tuv if local(child) == "seg"), None)
    if seg is None:
        return "", ""
    if not len(seg):
        return seg.text or "", ""
    numbers: dict[str, int] = {}
    text = "".join(_words(seg, numbers if markup == "placeholders" else None))
    coded = any(local(child) for child in seg)
    return text, _inner(seg) if coded else ""


def placeholder_text(element: Node, markup: str) -> tuple[str, bool]:
    """The text of an XLIFF side, and whether it holds codes."""
    if not len(element):
        return element.text or "", False
    numbers: dict[str, int] | None = {} if markup == "placeholders" else None
    coded = any(local(child) not in ("", "mrk", "cp") for child in element.iterdescendants())
    return "".join(_words(element, numbers)), coded


def left_out(element: Node) -> Iterator[str]:
    """What a text loses besides its codes, in words to be counted."""
    for node in element.iter():
        if local(node) == "sub" and "".join(node.itertext()).strip():
            yield "texts inside codes were left out"
        elif is_entity(node) and entity_text(node) == node.text:
            yield "texts with an unknown entity were left as written"


def _words(element: Node, numbers: dict[str, int] | None) -> Iterator[str]:
    """The words of an element; codes as placeholders if there are ``numbers`` to give."""
    yield element.text or ""
    for child in element:
        name = local(child)
        if is_entity(child):
            yield entity_text(child)
        elif name == "mrk" and child.get("mtype") == "x-sdl-deleted":
            pass  # a deletion that Trados keeps track of
        elif name == "mrk":
            yield from _words(child, numbers)
        elif name == "cp":
            yield _character(child)
        elif name in _CODES:
            yield _placeholder(name, child, numbers)
        elif name:
            opened = _placeholder("hi", child, numbers)
            yield opened
            yield from _words(child, numbers)
            yield opened.replace("{", "{/")
        yield child.tail or ""


def _character(code: Node) -> str:
    """The control character that XLIFF 2 writes as an element."""
    try:
        return chr(int(code.get("hex") or "", 16))
    except (ValueError, OverflowError):
        return ""


def _placeholder(name: str, code: Node, numbers: dict[str, int] | None) -> str:
    if numbers is None:
        return ""
    kind = _OPENING.get(name) or _CLOSING.get(name)
    mark = code.get("i") or code.get("rid") or code.get("startRef") or code.get("id")
    key = f"{kind}{mark}" if kind and mark else f"n{len(numbers)}"
    number = numbers.setdefault(key, len(numbers) + 1)
    return f"{{/{number}}}" if name in _CLOSING else f"{{{number}}}"


def _inner(seg: Node) -> str:
    bare = etree.tostring(seg, encoding="unicode", with_tail=False)
    found = _WRAP.match(bare)
    return (found.group(1) or "") if found else ""


def restored(raw: str | None, text: str) -> str:
    """The kept XML of a text's codes, if it still is the XML of this very text.

    Anything else (the text was edited, the XML is no XML) gives nothing: then the text
    alone is written.
    """
    if not raw:
        return ""
    words = _words_of(raw)
    return raw if words is not None and words.strip() == text else ""


@lru_cache(maxsize=64)
def _words_of(raw: str) -> str | None:
    parser = etree.XMLParser(**PARSER)
    try:
        seg = etree.fromstring(f"<seg>{raw}</seg>", parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    allowed = {"bpt", "ept", "ph", "it", "ut", "hi", "sub"}
    if any(local(node) not in allowed for node in seg.iterdescendants()):
        return None
    return "".join(_words(seg, None))
