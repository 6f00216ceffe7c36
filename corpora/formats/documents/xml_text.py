"""XML that holds running text: DocBook, TEI, USFX, OSIS, DITA, FictionBook.

What the elements of each mean is data, in ``xml_vocabularies.json``. XML of no known kind is read
where its elements bear the names that paragraphs and headings have everywhere, and refused else:
never is it read as plain text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from lxml import etree

from corpora.errors import InputError
from corpora.formats.documents.draft import Block, Draft, draft_from_blocks
from corpora.formats.documents.gathering import Gathered, code_left_out
from corpora.formats.documents.packages import MOST_TAGS
from corpora.formats.documents.trees import refuse_too_many, with_entities
from corpora.formats.encoding import decode_declared, refuse_nonsense
from corpora.registry.formats import DOCX, TEXT
from corpora.units import ParagraphKind

_DECLARED = re.compile(rb"\s{0,100}<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.-]{1,40})[\"']")
_DECLARATION = re.compile(r"\A\s{0,999}<\?xml[^>]{0,300}\?>")
# Entities that the file declares itself are expanded, within the parser's limits.
_HARMLESS: dict[str, Any] = {
    "resolve_entities": "internal",
    "no_network": True,
    "load_dtd": False,
    "remove_comments": True,
    "remove_pis": True,
}
_UNKNOWN = "unknown"
# Of XML of no known kind, so much of the text must lie in elements with the usual names.
_MOST = 0.95
_HINT = (
    f"save its text as {TEXT} or {DOCX}; files of pairs (TMX, XLIFF) go to the commands for pairs"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """What the elements of one kind of XML mean, by local name; all others are inline."""

    name: str
    roots: frozenset[str]
    namespaces: tuple[str, ...]
    needs: frozenset[str]
    headings: frozenset[str]
    blocks: frozenset[str]
    cells: frozenset[str]
    notes: frozenset[str]
    code: frozenset[str]
    unread: frozenset[str]


@cache
def vocabularies() -> dict[str, Vocabulary]:
    """All that are known, by name."""
    raw = json.loads(
        files("corpora.formats.documents")
        .joinpath("xml_vocabularies.json")
        .read_text(encoding="utf-8")
    )
    return {
        name: Vocabulary(
            name=name,
            namespaces=tuple(table["namespaces"]),
            **{
                key: frozenset(table[key].split())
                for key in (
                    "roots",
                    "needs",
                    "headings",
                    "blocks",
                    "cells",
                    "notes",
                    "code",
                    "unread",
                )
            },
        )
        for name, table in raw.items()
    }


def read_xml(data: bytes, name: str, language: str | None = None) -> Draft:
    """A draft of an XML file that holds running text.

    Raises:
        InputError: it is not well-formed, or of a kind that is not read.
    """
    root, notes = _parsed(data, name)
    vocabulary = _vocabulary(root)
    page = _Page(vocabulary)
    page.walk(root, "body")
    page.end_block("body")
    if vocabulary.name == _UNKNOWN:
        _refuse_unless_plain(root, vocabulary, name)
        found = sorted(page.seen)
        notes.append(
            f"{name} is XML of no known kind: its elements {', '.join(found)} were read as text"
        )
    notes += code_left_out(page.code_lines, name)
    draft = draft_from_blocks(page.blocks, notes=notes)
    if draft.paragraphs:
        refuse_nonsense(draft.text, name)
    return draft


def _parsed(data: bytes, name: str) -> tuple[etree._Element, list[str]]:
    declared = _DECLARED.match(data[:400].removeprefix(b"\xef\xbb\xbf"))
    text, note = decode_declared(data, declared[1] if declared else None, name)
    refuse_too_many(text.count("<"), MOST_TAGS, "tags", name)
    text = with_entities(_DECLARATION.sub("", text, count=1))
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), etree.XMLParser(**_HARMLESS))
    except etree.XMLSyntaxError as error:
        too_deep = "depth" in str(error).lower()
        raise InputError(
            "is nested too deeply" if too_deep else "is damaged XML",
            path=name,
            line=None if too_deep else error.lineno or None,
            hint=f"check the file, or save its text as {TEXT}",
        ) from error
    return root, [note] if note else []


def _vocabulary(root: etree._Element) -> Vocabulary:
    tag = etree.QName(root)
    known = vocabularies()
    for vocabulary in known.values():
        if tag.namespace in vocabulary.namespaces:
            return vocabulary
    for vocabulary in known.values():
        if (
            not tag.namespace
            and tag.localname in vocabulary.roots
            and _has_needed(root, vocabulary)
        ):
            return vocabulary
    return known[_UNKNOWN]


def _has_needed(root: etree._Element, vocabulary: Vocabulary) -> bool:
    return not vocabulary.needs or any(
        _local(element) in vocabulary.needs for element in root.iter(etree.Element)
    )


def _refuse_unless_plain(root: etree._Element, vocabulary: Vocabulary, name: str) -> None:
    """Refuse XML most of whose text is in elements that nobody would call a paragraph."""
    known = vocabulary.headings | vocabulary.blocks | vocabulary.cells | vocabulary.unread
    inside = everything = 0
    for element, is_known in _with_known(root, known):
        chars = _letters(element.text) + sum(_letters(child.tail) for child in element)
        everything += chars
        inside += chars if is_known else 0
    if inside < _MOST * everything or not everything:
        raise InputError(
            f"is XML of a kind that is not read (its root is <{_local(root)[:40]}>)",
            path=name,
            hint=_HINT,
        )


def _with_known(
    root: etree._Element, known: frozenset[str]
) -> Iterator[tuple[etree._Element, bool]]:
    """Every element, and whether it is or lies in one with a known name."""
    stack = [(root, False)]
    while stack:
        element, is_inside = stack.pop()
        is_inside = is_inside or _local(element) in known
        yield element, is_inside
        stack += [(child, is_inside) for child in element if isinstance(child.tag, str)]


def _letters(text: str | None) -> int:
    return sum(map(str.isalnum, text or ""))


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


class _Page:
    """Gathers blocks while walking the tree."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.blocks: list[Block] = []
        self.code_lines = 0
        self.seen: set[str] = set()
        self._vocabulary = vocabulary
        self._line = Gathered()
        self._notes: list[Block] = []

    def walk(self, element: etree._Element, kind: ParagraphKind) -> None:
        """Add the text of an element and all in it; the parser limits how deep that goes."""
        name = _local(element)
        known = self._vocabulary
        if not name or name in known.unread:
            return
        if name in known.code:
            self.code_lines += len("".join(map(str, element.itertext())).strip().splitlines())
            return
        if name in known.notes:
            self._note(element)
            return
        inside: ParagraphKind = (
            "heading" if name in known.headings else "cell" if name in known.cells else kind
        )
        is_block = name in known.blocks or inside != kind
        if is_block:
            self.end_block(kind)
            self.seen.add(name)
        self._inside(element, inside)
        # A verse that is but a mark goes on after its element.
        if is_block and len(element) + len(element.text or ""):
            self.end_block(inside)

    def _inside(self, element: etree._Element, kind: ParagraphKind) -> None:
        self._line.add(element.text or "")
        for child in element:
            self.walk(child, kind)
            self._line.add(child.tail or "")

    def _note(self, element: etree._Element) -> None:
        """Keep a note for after the paragraph that it hangs on."""
        apart = _Page(self._vocabulary)
        apart._inside(element, "body")
        apart.end_block("body")
        self._notes += apart.blocks
        self.code_lines += apart.code_lines

    def end_block(self, kind: ParagraphKind) -> None:
        """Close the paragraph being gathered."""
        block = self._line.block(kind)
        if block.text.strip():
            self.blocks.append(block)
        self.blocks += self._notes
        self._line, self._notes = Gathered(), []
