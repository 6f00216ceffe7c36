"""What readers of marked-up text share: named characters, and trees that would not fit."""

from __future__ import annotations

import html
import re

from corpora.errors import InputError

_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{0,31});")
_DECLARED_ENTITY = re.compile(r"<!ENTITY\s{1,80}([A-Za-z][A-Za-z0-9]{0,31})\s{1,80}[\"']")
_XML_ENTITIES = frozenset(("amp", "lt", "gt", "quot", "apos"))


def with_entities(text: str) -> str:
    """The text with HTML's entities as characters; unknown ones stay as they are written."""
    declared = set(_DECLARED_ENTITY.findall(text))

    def character(found: re.Match[str]) -> str:
        if found[1] in _XML_ENTITIES or found[1] in declared:
            return found[0]
        return html.escape(html.unescape(found[0]))

    return _ENTITY.sub(character, text)


def refuse_too_many(count: int, most: int, what: str, name: str) -> None:
    """Refuse a file whose tree would not fit: it takes much more room than its text.

    Raises:
        InputError: there are more than ``most``.
    """
    if count > most:
        raise InputError(f"holds {count:,} {what}", path=name, hint="split it into parts")
