"""Text in XML 1.0: what may stand in it, how it is escaped, how a parser is kept harmless."""

from __future__ import annotations

import html.entities
import re
from typing import Any

from lxml import etree

Node = Any
"""An lxml node: its element classes are not names one can write in a type."""

# What XML 1.0 has no way to hold: control characters, lone surrogates, U+FFFE, U+FFFF.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ATTRIBUTE = re.compile(r"[&<>\"\r\n\t]")
_ESCAPES = {
    "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;",
    "\r": "&#13;", "\n": "&#10;", "\t": "&#9;",
}  # fmt: skip
_LONGEST_ENTITY = 200

PARSER: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "dtd_validation": False,
    "huge_tree": True,
}
"""Options for every parser of ours: nothing is fetched, no entity is expanded."""


def content(text: str) -> str:
    """A text as element content; it holds nothing unwritable.

    >>> content("R&D <1>")
    'R&amp;D &lt;1&gt;'
    """
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text or ">" in text:
        text = text.replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("\r", "&#13;") if "\r" in text else text


def attribute(text: str) -> str:
    """A text as an attribute's value, in double quotes; unwritable characters are dropped."""
    if not text.isprintable() or "&" in text or "<" in text or ">" in text or '"' in text:
        text = _ATTRIBUTE.sub(_escaped, UNWRITABLE.sub("", text))
    return f'"{text}"'


def _escaped(found: re.Match[str]) -> str:
    return _ESCAPES[found.group()]


def entity_text(entity: Node) -> str:
    """What an unexpanded entity stands for, as far as that is harmless.

    Short plain texts the file itself declares, and HTML's named characters; anything else
    (an entity that holds entities or markup, or lies outside the file) comes back as written.
    """
    written = str(entity.text)
    declared = entity.getroottree().docinfo.internalDTD
    name = written[1:-1]
    for one in declared.iterentities() if declared is not None else ():
        if one.name == name:
            return str(one.content) if one.content and _is_plain(one.content) else written
    # Only whole names: HTML also takes the beginning of one (&copyright; for a sign and "right").
    return html.entities.html5.get(f"{name};", written)


def _is_plain(declared: str) -> bool:
    return len(declared) <= _LONGEST_ENTITY and not re.search(r"[&<%]", declared)


def is_entity(node: Node) -> bool:
    """Whether a node is an entity that was not expanded."""
    return node.tag is etree.Entity


def local(node: Node) -> str:
    """A node's name without its namespace; empty for comments, entities and the like."""
    tag = node.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
